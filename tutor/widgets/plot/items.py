"""What a plot shows: curves, points, marks and words, in data coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Array: TypeAlias = Any

COLOURS = ("one", "two", "three", "four", "five", "six")
"""Colours of data; more of the palette: text, muted, faint, accent, good, bad."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line through (xs, ys), broken where a value is not finite.

    dash: solid, dash, dot, dashdot or short; lines that mean different things differ in it.
    """

    xs: Sequence[float] | Array
    ys: Sequence[float] | Array
    colour: str = "one"
    label: str = ""
    dash: str = "solid"


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """A sign at each of the points; sign: one character one cell wide, or a sign per point."""

    xs: Sequence[float] | Array
    ys: Sequence[float] | Array
    colour: str = "one"
    sign: str | Sequence[str] = "●"
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """Level lines of zs, whose rows belong to ys and columns to xs, both evenly spaced.

    colour: of all lines, or one per level.
    """

    xs: Sequence[float] | Array
    ys: Sequence[float] | Array
    zs: Array
    levels: Sequence[float]
    colour: str | Sequence[str] = "muted"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A word beside a point: where there is most room around it, on `side` if that is free.

    side: "" or right, left, above, below, on (begins at the point itself).
    """

    x: float
    y: float
    text: str
    colour: str = "text"
    side: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line right across the plot, at x or at y."""

    x: float | None = None
    y: float | None = None
    colour: str = "muted"
    label: str = ""
    dash: str = "dot"


@dataclass(frozen=True, slots=True)
class Strip:
    """A range of x, marked with its sign over the plot; ranges may touch."""

    x0: float
    x1: float
    sign: str
    colour: str = "muted"
    label: str = ""


Item: TypeAlias = Curve | Dots | Contours | Note | Rule | Strip


@dataclass(frozen=True, slots=True)
class Scene:
    """Items with their axes. x, y: (low, high), or None to fit what is shown.

    fit: what y must range over at least where `y` is None. legend: whether there is one, or
    the labels in the order they are wanted.
    Later items lie on top of earlier ones, signs and words on top of all lines. A cell that
    several lines pass has the dots of all and the colour of the last.
    """

    items: tuple[Item, ...] = ()
    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None
    log_x: bool = False
    log_y: bool = False
    x_label: str = "x"
    y_label: str = ""
    title: str = ""
    legend: bool | Sequence[str] = True
    fit: tuple[float, float] | None = None
