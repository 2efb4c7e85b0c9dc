"""What is said about the point, as keys of strings.toml with their values."""

import math
from typing import TypeAlias

from tutor.labs.numbers import number
from tutor.labs.tangent.limits import Side
from tutor.labs.tangent.model import Model
from tutor.labs.tangent.tasks import Marked, Told

Said: TypeAlias = tuple[str, dict[str, str]]
"""A sentence: its key and what is filled in."""


def about_point(model: Model) -> list[Said]:
    """What the curve does at the point, in one or two sentences."""
    here, x = model.here, number(model.point)
    left, right = (number(side.value) for side in (here.left, here.right))
    match here.kind:
        case "outside":
            return [("outside", {"x": x})]
        case "huge":
            return [("huge", {"x": x})]
        case "hole":
            return [("hole", {"x": x, "limit": left})]
        case "jump":
            return [("jump", {"x": x, "left": left, "right": right})]
        case "rough":
            return [("rough_value" if math.isnan(here.value) else "rough", {"x": x})]
        case "pole":
            return [_pole(x, here.left, here.right)]
        case "kink":
            return [_kink(model, x)]
        case "upright":
            return [("upright", {"x": x})]
        case "end":
            side = here.slopes[1] if here.left.kind == "none" else here.slopes[0]
            key = "end_upright" if side.kind == "infinite" else "end"
            return [(key, {"x": x, "slope": number(side.value)})]
    return _smooth(model, x)


def _pole(x: str, left: Side, right: Side) -> Said:
    values = {"x": x, "left": number(left.value), "right": number(right.value)}
    if left.kind == "none":
        return "pole_right", values
    if right.kind == "none":
        return "pole_left", values
    return "pole", values


def _kink(model: Model, x: str) -> Said:
    left, right = (side.value for side in model.here.slopes)
    kind = {(-1, 1): "kink_minimum", (1, -1): "kink_maximum"}.get((_sign(left), _sign(right)))
    return kind or "kink", {"x": x, "left": number(left), "right": number(right)}


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


def _smooth(model: Model, x: str) -> list[Said]:
    special, here = model.special, model.here
    values = {"x": x, "slope": number(here.slope)}
    if special is not None and special.kind in ("minimum", "maximum", "terrace", "inflection"):
        there = number(special.x)
        exact = abs(special.x - model.point) < 1e-9 * max(1.0, abs(special.x))
        key = special.kind if exact else "near_" + special.kind
        if not special.pointed:
            return [(key, {**values, "there": there})]
    turn = ("falls", "level", "rises")[_sign(here.slope) + 1]
    bend = _bend(model)
    return [(turn, values), (bend, values)] if bend else [(turn, values)]


def _bend(model: Model) -> str:
    second = model.here.second
    if math.isnan(second):
        return ""
    return ("concave", "straight", "convex")[_sign(second) + 1]


def about_secant(model: Model) -> list[Said]:
    """How far the secant's slope is from the tangent's."""
    if model.secant is None:
        return []
    h, _, slope = model.secant
    if math.isnan(slope):
        return [("secant_none", {"x": number(model.point + h)})]
    if not math.isfinite(model.here.slope) or model.here.kind != "smooth":
        return [("secant_alone", {"h": number(h), "secant": number(slope)})]
    off = abs(slope - model.here.slope)
    values = {
        "h": number(h),
        "secant": number(slope, 5),
        "tangent": number(model.here.slope, 5),
        "off": number(off, 2),
    }
    return [("secant_same" if off < 1e-9 * max(1.0, abs(slope)) else "secant", values)]


def about_try(told: Told) -> Said:
    """What a try is told."""
    return told.key, {name: number(value) for name, value in told.values.items()}


def about_guess(marked: Marked) -> list[Said]:
    """How good the drawn guess is, and where to look again."""
    values = {
        "match": str(marked.match),
        "signs": str(marked.signs),
        "count": str(marked.count),
        "x": number(marked.x),
        "guess": number(marked.guess),
        "slope": number(marked.slope),
    }
    key = "guess_good" if marked.good else "guess_fair" if marked.match >= 50 else "guess_off"
    return [(key, values)]
