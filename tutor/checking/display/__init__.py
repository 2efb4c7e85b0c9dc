r"""TeX or a syntax tree → Unicode and two-dimensional text.

    tex(r"\frac{QK^\top}{\sqrt{d_k}}")     a Box; print it, or show its `lines`
    inline(r"\partial L/\partial W")        one line for a sentence
    markup(r"x^2")                         MathML for a web page
    tree(node)                              a typed expression as it was read

The layout follows The TeXbook's atoms and spaces on a grid of terminal cells. It loads
nothing but the standard library, so it can run at every key press.
"""

from functools import lru_cache

from tutor.cells import cells, clusters
from tutor.checking.display.box import Box
from tutor.checking.display.breaking import broken
from tutor.checking.display.errors import TexError, tex_error
from tutor.checking.display.expression import atoms
from tutor.checking.display.layout import layout
from tutor.checking.display.linear import linear
from tutor.checking.display.mathml import mathml
from tutor.checking.display.parse import parse
from tutor.checking.expression.tree import Node

__all__ = ["Box", "TexError", "cells", "clusters", "inline", "markup", "tex", "tree", "tree_inline"]


def tex(source: str, *, width: int | None = None) -> Box:
    """A display formula.

    width: cells available; a wider formula is broken before relations and operators. One
    that cannot be broken comes back as wide as it is.
    Raises TexError, with column and advice, for anything that cannot be shown.
    """
    box = _whole(source)
    return box if width is None or box.width <= width else broken(parse(source), width, box)


@lru_cache(maxsize=256)
def _whole(source: str) -> Box:
    row = parse(source)
    if not row.items:
        raise tex_error(0, "empty")
    return layout(row)


def inline(source: str) -> str:
    """A formula on one line of Unicode: x², ∂L/∂W, 𝔼_{x∼p}[…]. Raises TexError."""
    row = parse(source)
    if not row.items:
        raise tex_error(0, "empty")
    return linear(row)


def markup(source: str, *, display: bool = False) -> str:
    """A formula as MathML for a browser. Raises TexError."""
    return mathml(parse(source), display=display)


def tree(node: Node, *, width: int | None = None) -> Box:
    """An expression as it was read, in two dimensions. Never raises."""
    row = atoms(node)
    box = layout(row)
    return box if width is None or box.width <= width else broken(row, width, box)


def tree_inline(node: Node) -> str:
    """An expression as it was read, on one line. Never raises."""
    return linear(atoms(node))
