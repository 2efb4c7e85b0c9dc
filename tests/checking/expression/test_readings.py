"""What is typed is read as the table says, in every notation."""

from pathlib import Path

import pytest

from tutor.checking.expression import Reading, read, show
from tutor.exercise import Unreadable

TABLE = Path(__file__).with_name("readings.tsv")


def rows() -> list[tuple[str, str, str]]:
    cases = []
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            text, expected, options = (*line.split("\t"), "")[:3]
            cases.append((text, expected, options))
    return cases


def read_with(text: str, options: str) -> Reading | Unreadable:
    named = dict(option.partition("=")[::2] for option in options.split())
    return read(
        text,
        names=named["names"].split(",") if "names" in named else None,
        functions=named["functions"].split(",") if "functions" in named else (),
        form=named.get("form"),
        complex_="complex" in named,
    )


@pytest.mark.parametrize(("text", "expected", "options"), rows())
def test_the_table_of_readings(text: str, expected: str, options: str) -> None:
    answer = read_with(text, options)
    if isinstance(answer, Unreadable):
        assert f"!{answer.column}" == expected
    else:
        assert show.python(answer.tree) == expected


@pytest.mark.parametrize(("text", "expected", "options"), rows())
def test_every_notation_of_a_reading_reads_back(text: str, expected: str, options: str) -> None:
    answer = read_with(text, options)
    if isinstance(answer, Unreadable) or text in ("]0, 1[", "sp.Interval(0, 1)"):
        return  # an open or closed interval alone is read back where the form says so
    for notation in (show.python, show.plain, show.tex):
        again = read_with(notation(answer.tree), options)
        assert isinstance(again, Reading), notation(answer.tree)
        assert again.tree == answer.tree


def test_the_table_has_no_duplicates_and_is_large() -> None:
    cases = [(text, options) for text, _, options in rows()]
    assert len(cases) == len(set(cases))
    assert len(cases) >= 400
