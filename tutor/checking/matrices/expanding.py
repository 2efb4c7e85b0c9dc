"""Terms multiplied out, and whether two terms are equal by algebra alone."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from tutor.checking.matrices.simplifying import Shapes, coefficient, simplify
from tutor.checking.matrices.terms import Term, flatten, push_transposes

MOST_SUMMANDS = 60


def same_by_algebra(left: Term, right: Term, shapes: Shapes) -> bool:
    """Whether both are the same sum once multiplied out; False says nothing."""
    one, other = _counted(left, shapes), _counted(right, shapes)
    return one is not None and one == other


def _counted(term: Term, shapes: Shapes) -> dict[Term, Fraction] | None:
    """Summand → coefficient, after multiplying out; None for too many."""
    found: Counter[Term] = Counter()
    pushed = flatten(push_transposes(simplify(term, shapes)))
    parts = list(islice(summands(pushed), MOST_SUMMANDS + 1))
    if len(parts) > MOST_SUMMANDS:
        return None
    for part in parts:
        value, rest = coefficient(simplify(part, shapes))
        found[rest] += value  # type: ignore[assignment]
    return {rest: Fraction(value) for rest, value in found.items() if value}


def summands(term: Term) -> Iterator[Term]:
    """The summands of a product of sums, multiplied out."""
    if term.op == "add":
        for arg in term.args:
            yield from summands(arg)
    elif term.op == "neg":
        for part in summands(term.args[0]):
            yield Term("neg", (part,))
    elif term.op in ("mul", "had", "t", "div", "hdiv", "trace", "diag"):
        for place, arg in enumerate(term.args):
            if place and term.op in ("div", "hdiv"):
                break
            inner = arg.args[0] if arg.op == "neg" else arg
            if inner.op == "add":
                for part in inner.args:
                    signed = Term("neg", (part,)) if arg.op == "neg" else part
                    yield from summands(
                        term.with_args((*term.args[:place], signed, *term.args[place + 1 :]))
                    )
                return
        yield term
    else:
        yield term
