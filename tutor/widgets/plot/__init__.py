"""Curves over axes in braille dots, drawn here rather than by a plotting library."""

from tutor.widgets.plot.plot import Plot, palette
from tutor.widgets.plot.scene import (
    Contours,
    Curve,
    Dots,
    Drawing,
    Item,
    Note,
    Rule,
    Scene,
    Strip,
    draw,
)

__all__ = [
    "Contours",
    "Curve",
    "Dots",
    "Drawing",
    "Item",
    "Note",
    "Plot",
    "Rule",
    "Scene",
    "Strip",
    "draw",
    "palette",
]
