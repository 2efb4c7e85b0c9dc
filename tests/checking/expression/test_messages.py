"""What the reader says: assumptions, errors and mends, in every language."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.bilingual import LANGUAGES, choose
from tutor.checking.expression import Reading, errors, read, show, vocabulary
from tutor.checking.expression.tree import Call, Constant, Symbol
from tutor.exercise import Unreadable

PACKAGE = Path(errors.__file__).parent
ODDITIES = [
    ast.literal_eval(line)
    for line in Path(__file__).with_name("oddities.txt").read_text(encoding="ascii").splitlines()
    if not line.startswith("#")
]

NOTED = {
    "1/2x": "(1/2)·x",
    "sin^-1 x": "arcsin(x)",
    "log x": "natural",
    "log(x, 3)": "base b",
    "√2x": "ends before x",
    "e^2x": "ends before x",
    "x^1/2": "x¹/2",
    "5%": "divides by 100",
    "7 % 3": "remainder",
    "2 1/2": "2 + 1/2",
    "1,000": "1000",
    "1,5": "decimal point",
    "sin(30°)": "radians",
    "sin x/2": "sin(x)",
    "E": "Euler",
    "≈ 2": "≈",
    "x ≈ 2": "=",
    "= 2x": "passed over",
    "lg x": "base 10",
    "0.333...": "1/3",
    r"0.1\overline{6}": "1/6",
    "2x = 4 ⇒ x = 2": "2x = 4 ⇒",
    r"5 \text{ cm}": "left aside",
    "C(n, 2)": "n choose k",
    "sin(0,5)": "decimal point",
    "so we get 2x": "so we get",
    "1.000.000": "1000000",
}
UNNOTED = [
    "2x",
    "sin(x)",
    "1/(2x)",
    "e^(2x)",
    "ln x",
    "x^2y",
    "|x|",
    "(1, 2)",
    "1/2 x",
    r"\frac{1}{2}x",
]


@pytest.mark.parametrize(("text", "part"), NOTED.items())
def test_what_was_assumed_is_said(text: str, part: str | None) -> None:
    answer = read(text)
    if part is None:
        assert isinstance(answer, Unreadable)
        return
    assert isinstance(answer, Reading)
    assert any(part in choose(note, "en") for note in answer.notes)


@pytest.mark.parametrize("text", UNNOTED)
def test_what_needs_no_assumption_has_no_note(text: str) -> None:
    answer = read(text)
    assert isinstance(answer, Reading)
    assert answer.notes == ()


MENDED = {
    "(x+1": "(x+1)",
    "2*(x+1": "2*(x+1)",
    "x)": "x",
    "(x]": "(x)",
    "sine(x)": "sin(x)",
    "2cosine(x)": "2cos(x)",
    "sigmiod(x) + 1": "sigmoid(x) + 1",
    r"\fraq{1}{2}": r"\frac{1}{2}",
    r"x + \alhpa": r"x + \alpha",
    "$x": "x",
    "x\u200f+1": "x+1",
    "x^{2": "x^{2}",
    "x => 2": "x >= 2",
    "np.sinn(x)": "np.sin(x)",
}


@pytest.mark.parametrize(("text", "mend"), MENDED.items())
def test_the_likely_mend_is_offered_and_can_be_read(text: str, mend: str) -> None:
    answer = read(text)
    assert isinstance(answer, Unreadable)
    assert answer.mend == mend
    assert isinstance(read(mend), Reading)


def test_an_error_names_the_bracket_that_has_no_partner() -> None:
    answer = read("2 + (x*(y + 1)")
    assert isinstance(answer, Unreadable)
    assert answer.column == 14
    assert "column 5" in choose(answer.why, "en")


def test_columns_count_the_typed_characters_also_behind_invisible_and_composed_ones() -> None:
    answer = read("x\u200b² + ৩ + ?")
    assert isinstance(answer, Unreadable)
    assert answer.column == len("x\u200b² + ৩ + ")


@pytest.mark.parametrize("text", ODDITIES, ids=ascii)
def test_odd_texts_are_answered(text: str) -> None:
    for names in (None, ("x", "n")):
        for form in (None, "interval", "matrix"):
            answer = read(text, names=names, form=form)
            if isinstance(answer, Unreadable):
                assert 0 <= answer.column <= len(text)
            else:
                for notation in (show.python, show.plain, show.tex):
                    assert notation(answer.tree)


def test_every_sentence_is_used_and_stands_in_every_language() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py"))
    for key, sentence in errors.strings.table.items():
        assert f'"{key}"' in source, key
        assert set(sentence) == set(LANGUAGES), key
        holes = [set(re.findall(r"\{(\w+)\}", text)) for text in sentence.values()]
        assert all(found == holes[0] for found in holes), key


def test_every_spelling_of_a_function_is_read_as_it() -> None:
    for function in vocabulary.FUNCTIONS.values():
        inner = "x > 0" if function.name == "indicator" else "x"
        arguments = ", ".join([inner, "y", "z"][: function.least])
        for spelling in (function.name, *function.aliases):
            answer = read(f"{spelling}({arguments})")
            assert isinstance(answer, Reading), spelling
            assert isinstance(answer.tree, Call), spelling
            assert answer.tree.name == function.name


def test_greek_letters_and_their_names_are_one_symbol() -> None:
    for letter, name in vocabulary.GREEK.items():
        wanted = Constant("pi") if name == "pi" else Symbol(name)
        for text in (letter, name, "\\" + name):
            answer = read(text)
            assert isinstance(answer, Reading), text
            assert answer.tree == wanted


def test_reading_loads_no_numeric_symbolic_or_screen_library() -> None:
    heavy = ("numpy", "sympy", "mpmath", "textual", "rich")
    code = (
        "import sys; from tutor.checking.expression import read, show; "
        f"show.plain(read('x^2').tree); sys.exit(any(name in sys.modules for name in {heavy}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
