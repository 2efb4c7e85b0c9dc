"""What holds for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checking.display import Box, TexError, cells, inline, tex, tree, tree_inline
from tutor.checking.display.commands import KNOWN
from tutor.checking.expression.tree import Add, Call, Div, Neg, Number, Pow, Symbol

_FRAGMENTS = [
    *["\\" + name for name in sorted(KNOWN)],
    *"{}{}{}{}[]()^_&'|$#%~=+-,.!0123xyzWabcθক্ষিন",
    *[
        "\\\\",
        "\\{",
        "\\}",
        "\\|",
        "\\ ",
        "\\",
        " ",
        "{x}",
        "{y}",
        "_{i}",
        "^{2}",
        "\\left(",
        "\\right)",
    ],
    *["\\begin{bmatrix}", "\\end{bmatrix}", "\\begin{cases}", "\\end{cases}", "\\begin{aligned}"],
    *[
        "\\end{aligned}",
        "\\begin{array}{l|c}",
        "\\end{array}",
        "\\frac{a}{b}",
        "\\hline",
        "\\right.",
    ],
]
soup = st.lists(st.sampled_from(_FRAGMENTS), max_size=24).map("".join)


def shown(source: str, width: int | None) -> Box | None:
    """The box, or None where the source is refused at a place inside it."""
    try:
        inline(source)
        return tex(source, width=width)
    except TexError as error:
        column = error.column
    assert 0 <= column <= len(source)
    return None


def is_rectangle(box: Box) -> bool:
    inside = 0 <= box.top <= box.axis <= box.bottom < box.height
    return inside and all(cells(line) == box.width for line in box.lines)


@given(source=soup, width=st.none() | st.integers(1, 100))
def test_any_tex_is_a_rectangle_or_a_tex_error(source: str, width: int | None) -> None:
    box = shown(source, width)
    assert box is None or is_rectangle(box)


@given(source=st.text(max_size=60))
def test_any_text_is_a_rectangle_or_a_tex_error(source: str) -> None:
    box = shown(source, 40)
    assert box is None or is_rectangle(box)


@given(source=soup)
def test_inline_takes_one_line(source: str) -> None:
    try:
        line = inline(source)
    except TexError:
        return
    assert "\n" not in line


@given(
    terms=st.lists(
        st.sampled_from([r"\alpha", "x_i", r"\frac{a}{b}", r"e^{-x}", r"f(x)", "yz"]),
        min_size=2,
        max_size=12,
    ),
    joins=st.lists(st.sampled_from(["+", "-", "=", r"\le", r"\cdot"]), min_size=12, max_size=12),
    width=st.integers(18, 60),
)
def test_a_row_of_terms_keeps_within_the_width(
    terms: list[str], joins: list[str], width: int
) -> None:
    source = terms[0] + "".join(f" {a} {b}" for a, b in zip(joins, terms[1:], strict=False))
    assert tex(source, width=width).width <= width


nodes = st.recursive(
    st.sampled_from([Number(2), Symbol("x"), Symbol("w_1"), Number(3, "0.5")]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: Add(pair)),
        st.tuples(inner, inner).map(lambda pair: Div(*pair)),
        st.tuples(inner, inner).map(lambda pair: Pow(*pair)),
        inner.map(Neg),
        inner.map(lambda node: Call("sin", (node,))),
    ),
    max_leaves=12,
)


@given(node=nodes)
def test_any_tree_is_a_rectangle(node: object) -> None:
    assert is_rectangle(tree(node))  # type: ignore[arg-type]
    assert "\n" not in tree_inline(node)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source",
    [
        "{" * 10_000,
        "x^{" * 500 + "}" * 500,
        r"\frac{" * 40 + "x",
        r"\sqrt" * 2_000 + "x",
        r"\left(" * 1_000 + "x" + r"\right)" * 1_000,
        r"\begin{matrix}" * 60,
        r"\hat" * 1_000 + "x",
        "x" * 1_000_000,
        "&" * 5_000,
        r"\\" * 3_000,
        r"\hspace{" + "9" * 7_000,
        r"\not" * 2_000,
        r"\text{$" * 500,
    ],
)
def test_monsters_are_refused(source: str) -> None:
    with pytest.raises(TexError):
        tex(source)


def test_the_largest_allowed_table_is_shown() -> None:
    row = "&".join("x" * 30)
    assert tex(r"\begin{matrix}" + r"\\".join([row] * 29) + r"\end{matrix}").height == 29


def test_a_tree_too_deep_to_read_is_cut_short() -> None:
    node: object = Symbol("x")
    for _ in range(200):
        node = Neg(node)  # type: ignore[arg-type]
    assert "⋯" in tree_inline(node)  # type: ignore[arg-type]
