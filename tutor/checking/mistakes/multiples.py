"""Answers that are the key times a number, or the key plus one, and what they show.

Many slips change a derivative by its sign or by a number alone. Such an answer does not show
where the slip was made, unless there is one place only where it can have been made.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from tutor.checking.differentiation import Step
from tutor.checking.differentiation.rules import walk
from tutor.checking.differentiation.tidying import plus, tidy, times
from tutor.checking.equality.likeness import Looks
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Add, Call, Div, Mul, Neg, Node
from tutor.checking.mistakes.candidate import Candidate, about_step
from tutor.checking.mistakes.outer import BUGGY_OUTER
from tutor.checking.trees.rewriting import alike, number

CLOSE = 1e-7
LARGEST = 12
"""Numbers with a longer numerator or denominator lead nobody on; they may come from rounding."""

OF_A_SIGN = frozenset(
    (
        "trig-sign",
        "arc-sign",
        "abs-sign",
        "reciprocal-sign",
        "sigmoid-sign",
        "circular-hyperbolic",
        "quotient-reversed",
    )
)
"""Slips at one step that turn its result round."""

_OF_TWO_TERMS = frozenset(("product-minus", "quotient-plus"))

_OF_THE_WHOLE = frozenset(("nothing-changes", "not-differentiated", "one-derivative-too-few"))
_INSIDE = frozenset(("constant-kept", "constant-as-one", "coefficient-added"))
"""Slips that give a mere factor where something linear stands inside: far-fetched then."""


def ratio(answer: Node, key: Node, looks: Looks) -> Fraction | None:
    """The number that the answer is times the key, where the values suggest one.

    Two numbers always have one; of theirs only −1 says anything.
    """
    there, right = looks.values(answer), looks.values(key)
    if there is None or right is None:
        return None
    with np.errstate(all="ignore"):
        factor = _short(np.divide(there, right))
    return factor if factor == -1 or tree.free_symbols(key) else None


def _gap(answer: Node, key: Node, looks: Looks) -> Fraction | None:
    there, right = looks.values(answer), looks.values(key)
    if there is None or right is None or not tree.free_symbols(key):
        return None
    with np.errstate(all="ignore"):
        return _short(there - right)


def _short(values: Array) -> Fraction | None:
    """The short number that all these values are; None where there is none."""
    found = np.atleast_1d(values)
    found = found[np.isfinite(found)]
    if not found.size or not abs(found[0]) <= LARGEST:
        return None
    short = Fraction(float(found[0])).limit_denominator(LARGEST)
    near = np.abs(found - float(short)) <= CLOSE
    return short if short and abs(short.numerator) <= LARGEST and near.all() else None


def may_stand(candidate: Candidate, root: Step, answer: Node, factor: Fraction) -> bool:
    """Whether a slip may be claimed of an answer that is `factor` times the key."""
    if factor != -1:
        return candidate.name not in _INSIDE
    if candidate.name in _OF_THE_WHOLE or candidate.told == "opposite-sign":
        return True
    if candidate.name == "forgot-inner-derivative":
        inner = candidate.about["inner"]
        return any(alike(part, inner) for part in tree.walk(answer) if isinstance(inner, Node))
    return candidate.name in OF_A_SIGN and not _minus_elsewhere(root, candidate.about["function"])


def reversed_quotient(step: Step, answer: Node, looks: Looks) -> Iterator[Candidate]:
    """The quotient rule turned round, where the answer is typed with the wrong term first.

    answer: of the opposite sign to the derivative.
    """
    if step.rule != "quotient" or not isinstance(answer, Div) or not isinstance(answer.top, Add):
        return
    first = looks.values(answer.top.terms[0])
    later = looks.values(times(step.inner[0], step.parts[1].derivative))
    if first is None or later is None:
        return
    with np.errstate(all="ignore"):
        gap = np.abs(first - later) / (1 + np.abs(later))
    known = np.isfinite(gap)
    if known.any() and (gap[known] <= CLOSE).all():
        yield Candidate("quotient-reversed", tidy(Neg(step.derivative)), about_step(step))


def doubtful(root: Step, step: Step) -> frozenset[str]:
    """The slips at this step that look just like a sign lost elsewhere."""
    return OF_A_SIGN | _OF_TWO_TERMS if _minus_elsewhere(root, step.function) else frozenset()


def _minus_elsewhere(root: Step, claimed: Node | str) -> bool:
    """Whether the sign can as well be lost at another step, outside or inside of `claimed`."""
    if root.function == claimed:
        inside = [step for part in root.parts for step in walk(part)]
        rivals = root.outer is not None and any(map(_may_slip, inside))
        return rivals or any(map(_has_minus, root.parts))
    below = [part for part in root.parts if any(s.function == claimed for s in walk(part))]
    here = _turns(root) or _may_slip(root)
    return any(here or _minus_elsewhere(part, claimed) for part in below)


def _has_minus(step: Step) -> bool:
    """Whether the sign of what a step gives hangs on a minus in its derivation."""
    inside = [_has_minus(part) for part in step.parts if part.rule != "constant"]
    several = all(inside) if step.rule == "sum" else any(inside)
    return _turns(step) or (bool(inside) and several)


def _may_slip(step: Step) -> bool:
    """Whether a slip in the sign is known of the function that stands here."""
    function = step.function
    known = BUGGY_OUTER.get(function.name, ()) if isinstance(function, Call) else ()
    return any(name in OF_A_SIGN for name, *_ in known)


def _turns(step: Step) -> bool:
    if step.rule in ("negative", "reciprocal", "quotient"):
        return True
    return any(part is not None and _is_negative(part) for part in (step.outer, step.factor))


def _is_negative(node: Node) -> bool:
    if isinstance(node, Mul):
        return any(map(_is_negative, node.factors))
    if isinstance(node, Div):
        return _is_negative(node.top) or _is_negative(node.bottom)
    return isinstance(node, Neg)


def opposite(key: Node, about: dict[str, Node | str] | None = None) -> Candidate:
    """The key with its sign turned, wherever that happened."""
    return Candidate("sign-lost", tidy(Neg(key)), about or {}, "opposite-sign")


def candidates(step: Step | None, answer: Node, key: Node, looks: Looks) -> Iterator[Candidate]:
    """The key times the number, or plus the number, that the values suggest."""
    about: dict[str, Node | str] = {} if step is None else {"function": step.function}
    asked = "" if step is None else "-of-derivative"
    factor = ratio(answer, key, looks)
    if factor is not None:
        node = times(number(factor), key)
        named = {**about, "factor": str(factor).replace("-", "−")}
        yield Candidate("factor-off", node, named, f"factor-off{asked}")
    gap = _gap(answer, key, looks)
    if gap is not None:
        named = {**about, "offset": str(abs(gap)), "sign": "+" if gap > 0 else "−"}
        told = f"offset-off{asked}"
        if step is not None and gap < 0:
            told = "offset-lost-of-derivative"
        elif step is not None and len(step.inner) < 2:
            told = "offset-of-one-part"
        yield Candidate("offset-off", plus(key, number(gap)), named, told)
