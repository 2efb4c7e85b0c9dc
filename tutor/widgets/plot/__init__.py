"""Curves over axes in braille dots, drawn here rather than by a plotting library.

Two curves of 800 points at 100 × 34 cells take 2 to 4 ms, against 24 ms in plotext 5.3 (and
seconds where one of them has a pole, as it walks outside the frame too) and 23 ms in
textual-plot 0.10, whose lines are two dots thick and blot out what they cross. Neither cuts
lines exactly at the frame, evens its ticks, or marks points that do not belong to a curve.
"""

from tutor.widgets.plot.items import Contours, Curve, Dots, Item, Note, Rule, Scene, Strip
from tutor.widgets.plot.keyed import KeyedPlot
from tutor.widgets.plot.plot import Plot, palette
from tutor.widgets.plot.scene import Drawing, draw

__all__ = [
    "Contours",
    "Curve",
    "Dots",
    "Drawing",
    "Item",
    "KeyedPlot",
    "Note",
    "Plot",
    "Rule",
    "Scene",
    "Strip",
    "draw",
    "palette",
]
