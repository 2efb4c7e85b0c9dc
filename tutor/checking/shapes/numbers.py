"""Arithmetic of Python numbers that may be symbolic: sizes, floats, unknown scalars."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.division import LARGEST_EXPONENT
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.sizes import LARGEST, Dim, Size, show
from tutor.checking.shapes.values import Ratio, Scalar, Value, is_size

BIGGEST_POWER = 4096

_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "/": operator.truediv,
    "**": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}


def is_number(value: Value) -> bool:
    """Whether the value is a Python number, known or not."""
    return isinstance(value, int | float | complex | Size | Ratio | Scalar)


def number_kind(value: Value) -> str:
    """bool, int, float or complex."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | Size):
        return "int"
    if isinstance(value, Scalar):
        return value.kind
    return "complex" if isinstance(value, complex) else "float"


def arithmetic(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    """The result of an operator between two Python numbers."""
    if isinstance(left, Scalar) or isinstance(right, Scalar):
        return _unknown(sign, left, right)
    divides = sign in ("/", "//", "%") and is_size(right)
    if divides and all(value == 0 for value in _live(ctx, right)):
        raise Broken("division_by_zero")
    if isinstance(left, Size | Ratio) or isinstance(right, Size | Ratio):
        return _symbolic(ctx, sign, left, right)
    whole = isinstance(left, int) and isinstance(right, int)
    if sign == "**" and whole and (abs(right) > BIGGEST_POWER or abs(left) > 10**40):
        raise Unsupported("a power this large")
    if any(isinstance(number, int) and abs(number) > LARGEST for number in (left, right)):
        raise Unsupported("numbers this large")
    if sign == "<<" and isinstance(right, int) and right > BIGGEST_POWER:
        raise Unsupported("a shift this large")
    try:
        return _PLAIN[sign](left, right)
    except ZeroDivisionError:
        raise Broken("division_by_zero") from None
    except (TypeError, OverflowError, ValueError):
        raise Broken(
            "operand_types", sign=sign, left=number_kind(left), right=number_kind(right)
        ) from None


def _live(ctx: Context, value: Dim) -> list[int]:
    values = ctx.world.values(value)
    return [values[draw] for draw in ctx.world.live]


def _unknown(sign: str, left: Value, right: Value) -> Scalar:
    kinds = ("bool", "int", "float", "complex")
    kind = max(number_kind(left), number_kind(right), key=kinds.index)
    if sign == "/":
        kind = "complex" if kind == "complex" else "float"
    elif kind == "bool" and sign not in "&|^":
        kind = "int"
    return Scalar(kind)


def _symbolic(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    if is_size(left) and is_size(right):
        return _sizes(ctx, sign, left, right)
    if sign in ("*", "/", "//"):
        a, b = ratio(ctx, left), ratio(ctx, right)
        if a is not None and b is not None:
            return _ratios(ctx, sign, a, b)
    if sign == "**" and is_size(left) and right == 0.5:
        return Root(left, tuple(math.sqrt(max(v, 0)) for v in ctx.world.values(left)))
    return Scalar("float")


class Root(float):
    """The square root of a size: a float that `int` turns back into a size."""

    size: Dim
    values: tuple[float, ...]

    def __new__(cls, size: Dim, values: tuple[float, ...]) -> Root:
        root = super().__new__(cls, values[0] if values else 0.0)
        root.size = size
        root.values = values
        return root


def _sizes(ctx: Context, sign: str, left: Dim, right: Dim) -> Value:
    if sign == "/":
        return make_ratio(ctx, left, right)
    if sign == "**" and isinstance(right, int) and right < 0:
        return Scalar("float")
    if sign in ("+", "-", "*", "//", "%", "**"):
        return _PLAIN[sign](left, right)
    a, b = ctx.world.values(left), ctx.world.values(right)
    if sign in ("<<", ">>") and any(not 0 <= y < LARGEST_EXPONENT for y in b):
        raise Unsupported("this shift")
    values = tuple(_PLAIN[sign](x, y) for x, y in zip(a, b, strict=True))
    if sign == ">>" and isinstance(right, int):
        return left // 2**right
    if any(isinstance(number, int) and abs(number) > LARGEST for number in (left, right)):
        raise Unsupported("numbers this large")
    if sign == "<<" and isinstance(right, int):
        return left * 2**right
    if sign == "&" and right == 1:
        return left % 2
    return ctx.world.atom(f"({show(left)} {sign} {show(right)})", values)


def make_ratio(ctx: Context, top: Dim, bottom: Dim) -> Ratio:
    """The float top / bottom, with its value at each draw."""
    values = []
    for x, y in zip(ctx.world.values(top), ctx.world.values(bottom), strict=True):
        try:
            values.append(x / y if y else math.inf)
        except OverflowError:
            values.append(math.inf)
    return Ratio(top, bottom, tuple(values))


def ratio(ctx: Context, value: Value) -> Ratio | None:
    """A number as a ratio; None for one that is not rational enough (nan, a root)."""
    if isinstance(value, Ratio):
        return value
    if is_size(value):
        values = tuple(float(min(v, 10**300)) for v in ctx.world.values(value))
        return Ratio(value, 1, values)
    if isinstance(value, float) and not isinstance(value, Root) and math.isfinite(value):
        exact = Fraction(repr(float(value)))
        if exact.denominator <= 10**6:
            return Ratio(exact.numerator, exact.denominator, (float(value),) * ctx.world.count)
    return None


def _ratios(ctx: Context, sign: str, a: Ratio, b: Ratio) -> Value:
    try:
        values = tuple(_PLAIN[sign](x, y) for x, y in zip(a.values, b.values, strict=True))
    except (ZeroDivisionError, OverflowError):
        return Scalar("float")
    if sign == "*":
        return Ratio(a.top * b.top, a.bottom * b.bottom, values)
    if sign == "/":
        return Ratio(a.top * b.bottom, a.bottom * b.top, values)
    top, bottom = a.top * b.bottom, a.bottom * b.top
    return Ratio(top // bottom, 1, values)


def to_integer(ctx: Context, value: Value, how: str = "int") -> Value:
    """int(value), math.floor, math.ceil or round of a number."""
    if is_size(value):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, Root):
        return _settled(ctx, value.values, how, None, f"sqrt({show(value.size)})")
    if isinstance(value, Ratio):
        if how == "ceil":
            exact = -((-value.top) // value.bottom)
        elif how == "round":
            exact = (2 * value.top + value.bottom) // (2 * value.bottom)
        else:
            exact = value.top // value.bottom
        text = f"({show(value.top)})/{show(value.bottom)}"
        return _settled(ctx, value.values, how, exact, text)
    if isinstance(value, float):
        try:
            return _rounded(value, how)
        except (ValueError, OverflowError):
            raise Broken("not_an_integer", got="float", what="int") from None
    if isinstance(value, Scalar):
        return ctx.world.unknown("n", "an integer that depends on the data")
    raise Broken("not_an_integer", got=type(value).__name__.lower(), what="int")


def _rounded(value: float, how: str) -> int:
    if how == "ceil":
        return math.ceil(value)
    if how == "round":
        return round(value)
    return math.floor(value) if how == "floor" else int(value)


def _settled(
    ctx: Context, floats: tuple[float, ...], how: str, exact: Dim | None, text: str
) -> Dim:
    """The integer whose values are the rounded floats; `exact` where it agrees with them."""
    values = tuple(_rounded(x, how) if math.isfinite(x) else 0 for x in floats)
    world = ctx.world
    if exact is not None and all(world.values(exact)[draw] == values[draw] for draw in world.live):
        return exact
    if world.concrete:
        return values[world.live[0]]
    name = {"int": "floor", "floor": "floor", "ceil": "ceiling", "round": "round"}[how]
    return world.atom(f"{name}({text})", values)
