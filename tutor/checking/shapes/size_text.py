"""Sizes as people write them: `d/H`, `T - k + 1`, `(L + 1)//2`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.shapes.polynomials import Monomial, Poly, content, divided

if TYPE_CHECKING:
    from tutor.checking.shapes.sizes import World


def show_poly(world: World, poly: Poly) -> str:
    """The polynomial; a product of sums is shown as one where the code multiplied them."""
    if len(poly) == 1:
        ((monomial, coefficient),) = poly.items()
        return _show_term(world, monomial, coefficient)
    if len(poly) > 3:
        factors: list[str] = []
        for factor in reversed(world.factors):
            quotient = divided(poly, factor) if 1 < len(factor) < len(poly) else None
            if quotient is not None:
                poly = quotient
                factors.insert(0, f"({_show_sum(world, factor)})")
        if factors:
            return "*".join([grouped(world, poly), *factors])
    monomial, coefficient, rest = content(poly)
    if monomial or coefficient != 1:
        return _around(world, monomial, coefficient, f"({_show_sum(world, rest)})")
    return _show_sum(world, poly)


def _show_sum(world: World, poly: Poly) -> str:
    terms = sorted(poly.items(), key=lambda item: _rank(world, item[0], item[1]))
    text = ""
    for monomial, coefficient in terms:
        size = coefficient if coefficient > 0 else -coefficient
        shown = _show_term(world, monomial, size)
        if not text:
            text = shown if coefficient > 0 else _negative(shown)
        else:
            text += f" {'+' if coefficient > 0 else '-'} {shown}"
    return text


def _rank(world: World, monomial: Monomial, coefficient: int | Fraction) -> tuple[object, ...]:
    """People write positive terms first, in the order of declaration, and numbers last."""
    return (
        not monomial,
        coefficient < 0,
        -sum(power for _, power in monomial),
        [world.order.get(name, 0) for name, _ in monomial],
    )


def _show_term(world: World, monomial: Monomial, coefficient: int | Fraction) -> str:
    return _around(world, monomial, coefficient, "")


def _around(world: World, monomial: Monomial, coefficient: int | Fraction, middle: str) -> str:
    """Coefficient · monomial · middle, as numerator/denominator."""
    ordered = sorted(monomial, key=lambda item: world.order.get(item[0], 0))
    top = [_show_factor(name, power) for name, power in ordered if power > 0]
    bottom = [_show_factor(name, -power) for name, power in ordered if power < 0]
    fraction = Fraction(coefficient)
    if middle:
        top.append(middle)
    if abs(fraction.numerator) != 1 or not top:
        top.insert(0, str(abs(fraction.numerator)))
    if fraction.denominator != 1:
        bottom.insert(0, str(fraction.denominator))
    if len(top) + len(bottom) > 1:
        top = [part if _is_operand(part) else f"({part})" for part in top]
        bottom = [part if _is_operand(part) else f"({part})" for part in bottom]
    text = "*".join(top)
    if bottom:
        text += "/" + (bottom[0] if len(bottom) == 1 else f"({'*'.join(bottom)})")
    return _negative(text) if fraction < 0 else text


def _negative(text: str) -> str:
    """-text; -(T//2) keeps its brackets, since -T//2 rounds the other way."""
    return f"-({text})" if "//" in text and not _is_operand(text) else f"-{text}"


def _show_factor(name: str, power: int) -> str:
    if power == 1:
        return name
    return f"{name if name.isidentifier() else f'({name})'}**{power}"


def _is_operand(text: str) -> bool:
    """Whether the text can stand beside `*` without brackets."""
    if "//" not in text and "%" not in text and "**" not in text:
        return True
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter in "/%* " and index < len(text) - 1:
            return text.replace("**", "").replace("_", "").isalnum()
    return True


def grouped(world: World, poly: Poly, tight: bool = False) -> str:
    """The polynomial as an operand; tight: also products are put in brackets."""
    if not poly:
        return "0"
    text = show_poly(world, poly)
    plain = text.replace("_", "").isalnum()
    return text if plain or (len(poly) == 1 and not tight and "/" not in text) else f"({text})"
