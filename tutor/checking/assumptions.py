"""Where a variable ranges by what is assumed of it: by words such as `positive`, or an interval."""

import math

from tutor.checking.answer_forms import infinity
from tutor.checking.equality.sampling import ASSUMPTIONS, REAL, Domain, meet
from tutor.checking.expression import read, tree
from tutor.checking.expression.tree import Node
from tutor.errors import TutorError
from tutor.exercise import Unreadable


def domain(text: str) -> Domain:
    """The domain that an assumption declares: words such as `positive`, or an interval."""
    result = REAL
    if any(bracket in text for bracket in "([]"):
        return _interval(text)
    words = text.replace(",", " ").split()
    for word in words:
        if word not in ASSUMPTIONS:
            known = ", ".join(ASSUMPTIONS)
            raise TutorError(
                f"`{word}` says nothing about a variable.",
                f"Write one of {known}, or an interval such as (0, 1).",
            )
        result = meet(result, ASSUMPTIONS[word])
    if "complex" in words and len(set(words)) > 1:
        raise TutorError(
            f"`{' '.join(words)}` is not read: `complex` stands alone.", "Leave the rest out."
        )
    if _is_empty(result):
        raise TutorError(f"No number is `{' '.join(words)}`.", "Leave one of the words out.")
    return result


def _interval(text: str) -> Domain:
    reading = read(text, names=(), form="interval")
    if isinstance(reading, Unreadable) or not isinstance(reading.tree, tree.Interval):
        raise TutorError(f"`{text}` is not an interval.", "Write it like (0, 1) or [0, oo).")
    found = reading.tree
    low, high = end_value(found.low), end_value(found.high)
    if low is None or high is None:
        raise TutorError(
            f"An end of the interval `{text}` is not a number of moderate size.",
            "Write it like (0, 1) or [0, oo).",
        )
    if not low < high:
        raise TutorError(f"The interval `{text}` is empty.", "The smaller end comes first.")
    return Domain(low, high, (found.low_open, found.high_open))


def end_value(node: Node) -> float | None:
    """The end of an interval as a number; None where it is none, or too large to compute."""
    from tutor.checking.evaluation.arithmetic import Arithmetic
    from tutor.checking.evaluation.ball import Imprecise, TooLarge, Undefined, as_float
    from tutor.checking.evaluation.customs import Unsupported
    from tutor.checking.evaluation.digits import Evaluator

    sign = infinity(node)
    if sign:
        return sign * float("inf")
    try:
        return as_float(Evaluator({}, Arithmetic()).value(node))
    except (Imprecise, TooLarge, Undefined, Unsupported):
        return None


def _is_empty(domain: Domain) -> bool:
    """Whether no number is in a domain."""
    low, high = domain.low, domain.high
    low_open, high_open = domain.open
    if domain.whole and math.isfinite(low):
        low = math.floor(low) + 1 if low_open else math.ceil(low)
        low_open = False
    if domain.whole and math.isfinite(high):
        high = math.ceil(high) - 1 if high_open else math.floor(high)
        high_open = False
    if low == high:
        return low_open or high_open or (domain.nonzero and low == 0)
    return low > high
