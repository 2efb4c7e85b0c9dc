"""The model as items of a plot."""

import math

import numpy as np

from tutor.labs.tangent.model import Model
from tutor.labs.tangent.tasks import Marked
from tutor.labs.tangent.written import BEND
from tutor.widgets.plot import Curve, Dots, Item, Note, Rule, Strip

SIGNS = {"minimum": "▾", "maximum": "▴", "terrace": "◆", "inflection": "×", "kink": "^"}
"""A sign for each kind of special point."""

NAMED = 8
"""Special points whose names are written beside them; more would cover the curve."""

MARKED = 40
"""Poles and ends of pieces that are marked; more would hide the curve."""

BEND_COLOURS = {1: "four", -1: "five", 0: "muted"}
NARROW = 1 / 60
"""Part of the window below which a stretch gets no sign of its bend."""


def items(model: Model, chosen: int = -1, marked: Marked | None = None) -> list[Item]:
    """All that the plot shows. chosen: which guess is being drawn; marked: once it is checked."""
    study = model.study
    now = model.now
    shown: list[Item] = []
    if now is None and "bends" in model.show and any(part.bend for part in study.parts):
        shown += [
            Strip(part.x0, part.x1, BEND[part.bend], BEND_COLOURS[part.bend])
            for part in study.parts
            if part.x1 - part.x0 > NARROW * model.width
        ]
    shown += [Rule(x=each.x, colour="faint") for each in study.curve.breaks if each.kind == "pole"]
    if now is None and "curvature" in model.show and not study.curvature.empty:
        shown.append(Curve(study.curvature.xs, study.curvature.ys, "four", "f″", "short"))
    if now is None and "slope" in model.show and not study.slope.empty:
        shown.append(Curve(study.slope.xs, study.slope.ys, "three", "f′", "dashdot"))
    if now is not None and now.name == "draw":
        return [*shown, *_curve(model), *_drawn(model, chosen, marked)]
    shown += [*(_secant(model) if now is None else ()), *_tangent(model), *_curve(model)]
    if now is None and "points" in model.show:
        shown += _specials(model)
    return [*shown, *_point(model)]


def _curve(model: Model) -> list[Item]:
    """The curve itself, with open and closed ends at its jumps, holes and ends."""
    study = model.study
    found: list[Item] = [Curve(study.curve.xs, study.curve.ys, "one", "f")]
    opened: list[tuple[float, float]] = []
    closed: list[tuple[float, float]] = []
    for each in study.curve.breaks if len(study.curve.breaks) <= MARKED else ():
        ends = {side.value for side in (each.left, each.right) if side.kind == "value"}
        at = each.value if math.isfinite(each.value) and each.kind != "pole" else math.nan
        for y in ends:
            held = abs(y - at) <= 1e-5 * max(1.0, abs(y))
            (closed if held else opened).append((each.x, y))
        if not math.isnan(at) and not any(abs(y - at) <= 1e-5 * max(1.0, abs(y)) for y in ends):
            closed.append((each.x, at))
    for places, sign in ((opened, "○"), (closed, "•")):
        if places:
            xs, ys = zip(*places, strict=True)
            found.append(Dots(xs, ys, "one", sign))
    return found


def _tangent(model: Model) -> list[Item]:
    here, (low, high) = model.here, model.window
    if not math.isfinite(here.value):
        return []
    if here.kind == "upright":
        return [_upright(model)]
    if here.kind not in ("smooth", "kink", "end"):
        return []
    if here.kind == "smooth" or (here.kind == "end" and math.isfinite(here.slope)):
        return [_line(model, here.slope, low, high, "two", "tangent", "dash")]
    found: list[Item] = []
    for side, end in zip(here.slopes, (low, high), strict=True):
        if side.kind == "value":
            found.append(_line(model, side.value, model.point, end, "two", "tangent", "dash"))
        elif side.kind == "infinite":
            found.append(_upright(model))
    return found


def _line(
    model: Model, slope: float, start: float, end: float, colour: str, label: str, dash: str
) -> Curve:
    xs = np.array([start, end])
    return Curve(xs, model.here.value + slope * (xs - model.point), colour, label, dash)


def _upright(model: Model) -> Curve:
    low, high = model.range
    return Curve([model.point] * 2, [2 * low - high, 2 * high - low], "two", "tangent", "dash")


def _secant(model: Model) -> list[Item]:
    if model.secant is None:
        return []
    h, there, slope = model.secant
    if not math.isfinite(slope):
        return []
    low, high = model.window
    return [
        _line(model, slope, low, high, "six", "secant", "dot"),
        Dots([model.point + h], [there], "six", "■"),
    ]


def _specials(model: Model) -> list[Item]:
    named = [each for each in model.study.specials if each.kind in SIGNS and math.isfinite(each.y)]
    found: list[Item] = [Dots([each.x], [each.y], "text", SIGNS[each.kind]) for each in named]
    if len(named) <= NAMED:
        sides = {"minimum": "below", "maximum": "above"}
        found += [
            Note(each.x, each.y, each.kind, "muted", sides.get(each.kind, "")) for each in named
        ]
    return found


def _point(model: Model) -> list[Item]:
    here = model.here
    if math.isfinite(here.value) and here.kind != "pole":
        return [Dots([model.point], [here.value], "accent", "●")]
    limits = {side.value for side in (here.left, here.right) if side.kind == "value"}
    return [
        Rule(x=model.point, colour="accent"),
        *(Dots([model.point], [y], "accent", "○") for y in limits),
    ]


def _drawn(model: Model, chosen: int, marked: Marked | None) -> list[Item]:
    places, guesses = model.places, model.guesses
    found: list[Item] = []
    if marked is not None:
        if marked.good:
            slope = model.study.slope
            found.append(Curve(slope.xs, slope.ys, "three", "f′"))
        found.append(Rule(x=marked.x, colour="bad"))
    found.append(Curve(places, guesses, "two", "", "dot"))
    found.append(Dots(places, guesses, "two", "◇", "f′ ?"))
    if 0 <= chosen < len(places):
        found.append(Dots([places[chosen]], [guesses[chosen]], "accent", "◆"))
    return found
