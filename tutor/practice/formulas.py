"""Pieces of functions, as they are typed, at random: lines, parabolas, functions of functions."""

from collections.abc import Sequence
from random import Random

_BOUNDED = ("sin({})", "cos({})", "tanh({})", "sigmoid({})")
_GROWING = ("exp({})",)
ABOVE_ZERO = ("log({})", "sqrt({})")
"""Functions that are only asked of what is positive."""


def _total(terms: Sequence[str]) -> str:
    """Terms written one after the other; one that begins with a minus is subtracted."""
    text = terms[0]
    for term in terms[1:]:
        text += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return text


def power(coefficient: int, degree: int, x: str) -> str:
    """One term of a polynomial, as it is written: `3*x^2`, `-x`, `5`."""
    if degree == 0:
        return str(coefficient)
    raised = x if degree == 1 else f"{x}^{degree}"
    return {1: raised, -1: f"-{raised}"}.get(coefficient, f"{coefficient}*{raised}")


def polynomial(dice: Random, *degrees: int, x: str = "x", positive: bool = False) -> str:
    """A polynomial with small whole coefficients; none below zero if `positive`."""
    terms = []
    for index, degree in enumerate(degrees):
        size = dice.randint(1, 7)
        sign = 1 if positive or index == 0 else dice.choice((1, -1))
        terms.append(power(sign * size, degree, x))
    return _total(terms)


def linear(dice: Random, x: str = "x") -> str:
    """A line: `3*x - 4`."""
    return polynomial(dice, 1, 0, x=x)


def multiple(dice: Random, x: str = "x") -> str:
    """A small multiple of x."""
    return f"{dice.randint(2, 6)}*{x}"


def ratio(dice: Random) -> str:
    """Two lines that are not multiples of each other, one over the other."""
    a, b, c = (dice.randint(1, 7) for _ in range(3))
    d = dice.choice([d for d in (-7, -4, -2, 1, 3, 5) if a * d != b * c])
    above, below = (_total([power(p, 1, "x"), str(q)]) for p, q in ((a, b), (c, d)))
    return f"({above})/({below})"


def power_of(dice: Random, base: str) -> str:
    """A power of what is given, from the second to the seventh."""
    return f"({base})^{dice.randint(2, 7)}"


def elementary(dice: Random, inner: str, *, more: Sequence[str] = ()) -> str:
    """A sine, a cosine, an exponential, or one of `more`, of what is given."""
    return dice.choice((*_BOUNDED[:2], *_GROWING, *more)).format(inner)


def positive(dice: Random, depth: int) -> str:
    """Something that is above 0 for every x."""
    if depth <= 1:
        return polynomial(dice, 2, 0, positive=True)
    return dice.choice(
        (
            f"1 + exp({multiple(dice)})",
            f"{dice.randint(2, 5)} + {dice.choice(('sin', 'cos'))}({multiple(dice)})",
            f"1 + ({linear(dice)})^2",
        )
    )


def nested(dice: Random, depth: int) -> str:
    """Functions `depth` deep around a line or a parabola."""
    if depth == 0:
        return linear(dice)
    outer = dice.choice((*_BOUNDED, *ABOVE_ZERO, "power", "exp({})"))
    if outer in ABOVE_ZERO:
        return outer.format(positive(dice, depth))
    if outer == "power":
        return power_of(dice, nested(dice, depth - 1))
    if outer == "exp({})":
        # An exponential of something that grows itself leaves every scale.
        inner = dice.choice(_BOUNDED).format(nested(dice, depth - 2)) if depth > 1 else ""
        return outer.format(inner or linear(dice))
    return outer.format(nested(dice, depth - 1))
