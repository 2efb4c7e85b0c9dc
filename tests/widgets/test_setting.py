"""Lesson Markdown becomes lines of text within a width."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cells import cells
from tutor.widgets.markdown import blocks, inline_runs
from tutor.widgets.runs import content, width, wrap
from tutor.widgets.setting import set_blocks


def lines(source: str, limit: int = 60, language: str = "en") -> list[str]:
    text = content(set_blocks(blocks(source), limit, language)).plain
    return [line.rstrip() for line in text.split("\n")]


def plain(source: str) -> str:
    return content([list(inline_runs(source))]).plain


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("the norm $\\|x\\|_2$ of $x$", "the norm ‖x‖₂ of x"),
        ("x[i] and [/] and [b]bold[/b]", "x[i] and [/] and [b]bold[/b]"),
        ("it costs \\$5", "it costs $5"),
        ("$5 and $10", "$5 and $10"),
        ("from $3 to $x_1$", "from $3 to x₁"),
        ("$1$; the measured slope is 0", "1; the measured slope is 0"),
        ("$5 is more than 4", "$5 is more than 4"),
        ("`$x_1$` is code", "$x_1$ is code"),
        ("`a[i]` stays", "a[i] stays"),
        ("**bold** and *slanted* and ~~gone~~", "bold and slanted and gone"),
        (
            "a [paper](https://arxiv.org/abs/1706.03762)",
            "a paper (https://arxiv.org/abs/1706.03762)",
        ),
        ("<https://arxiv.org>", "https://arxiv.org"),
        ("<b>no tags</b> &amp; 1 < 2", "<b>no tags</b> & 1 < 2"),
        ("$\\nocommand{x}$ is left as it is", "$\\nocommand{x}$ is left as it is"),
        ("a_1 and b_2 keep their lines", "a_1 and b_2 keep their lines"),
    ],
)
def test_one_line_of_markdown(source: str, shown: str) -> None:
    assert plain(source) == shown


def test_a_display_formula_is_set_in_two_dimensions() -> None:
    assert lines("so\n\n$$\\frac{a}{b}$$\n\nholds") == [
        "so", "", "     a", "    ───", "     b", "", "holds",
    ]  # fmt: skip


def test_a_display_formula_may_stand_inside_a_paragraph() -> None:
    assert lines("so $$x^2$$ holds") == ["so", "", "    x²", "", "holds"]


def test_a_formula_too_wide_among_others_goes_on_over_lines() -> None:
    source = "> [!NOTE]\n> $$\\begin{bmatrix}" + "&".join(["abcdef"] * 12) + "\\end{bmatrix}$$"
    shown = lines(source, 40)
    assert max(map(cells, shown)) <= 40
    assert "".join(shown).count("abcdef") == 12


def test_short_formulas_are_not_torn_at_line_ends() -> None:
    shown = lines("a word or two and then $a = b + c$ goes on", 24)
    assert any("a = b + c" in line for line in shown)


def test_lists_hang() -> None:
    source = "- a longer item that wraps\n  - inner\n- second\n\n9. nine\n10. ten"
    assert lines(source, 16) == [
        "• a longer item", "  that wraps", "  ◦ inner", "• second", "", " 9. nine", "10. ten",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("NOTE", "┃ ● Note"),
        ("TIP", "┃ ◆ Tip"),
        ("WARNING", "┃ ▲ Warning"),
        ("MISTAKE", "┃ ✗ Classic mistake"),
        ("MISTAKE] The inner one [sic", "┃ ✗ The inner one [sic"),
    ],
)
def test_a_callout_has_a_sign_and_a_title(name: str, first: str) -> None:
    mark, _, title = name.partition("] ")
    shown = lines(f"> [!{mark}] {title}".rstrip() + "\n> Text, $x^2$.\n>\n> More.")
    assert shown == [first, "┃ Text, x².", "┃", "┃ More."]


def test_a_callout_is_named_in_the_language_of_the_text() -> None:
    assert lines("> [!MISTAKE]\n> x", language="bn")[0] == "┃ ✗ পরিচিত ভুল"


def test_a_quotation_is_no_callout() -> None:
    assert lines("> [!NONSENSE]\n> text") == ["▏ [!NONSENSE] text"]


def test_a_table_lines_up_and_holds_formulas_with_bars() -> None:
    source = "| a | norm |\n|:--|--:|\n| $p(x|z)$ | $\\|x\\|$ |\n| b | `c` |"
    assert lines(source) == [
        "a      │ norm",
        "───────┼─────",
        "p(x|z) │  ‖x‖",
        "b      │    c",
    ]


def test_a_table_wraps_its_widest_column() -> None:
    source = "| k | text |\n|--|--|\n| a | one two three four five six seven |"
    shown = lines(source, 24)
    assert max(map(cells, shown)) <= 24
    assert shown[0].startswith("k │ text")


def test_code_keeps_its_blanks_and_goes_on_after_an_arrow() -> None:
    shown = lines("```python\nfor i in x:\n    y = aaaaaaaaaaaaaa\n```", 20)
    assert shown == ["  for i in x:", "      y =" + " aaaaaa", "  ↪ aaaaaaaa"]


def test_code_in_an_unknown_language_is_plain() -> None:
    assert lines("```nolanguage\n[/] $x$\n```") == ["  [/] $x$"]


def test_a_long_bangla_word_is_cut_between_letters() -> None:
    word = "বিশ্ববিদ্যালয়ের" * 3
    cut = wrap([(word, "")], 7)
    assert "".join(text for line in cut for text, _ in line) == word
    assert len(cut) > 3
    for line in cut:
        assert not unicodedata.category(line[0][0][0]).startswith("M")
        assert not line[-1][0].endswith("\u09cd")


@given(
    text=st.text(alphabet="ab c[]*_`$\\|{}<>#-\n১কিষ্৷ক্ষ", max_size=80),
    limit=st.integers(12, 50),
)
def test_any_text_keeps_within_its_width(text: str, limit: int) -> None:
    for line in set_blocks(blocks(text), limit, "en"):
        assert width(line) <= limit


@given(words=st.lists(st.text(alphabet="abকি", min_size=1, max_size=6), max_size=20))
def test_wrapping_loses_no_word(words: list[str]) -> None:
    text = " ".join(words)
    shown = wrap([(text, "")], 30)
    assert " ".join("".join(part for part, _ in line) for line in shown) == text
