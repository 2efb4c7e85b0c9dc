"""Tables as texts lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import texts, unhurried
from tutor.labs import LabError
from tutor.labs.reproduce.rows import MOST_CHARACTERS, MOST_ROWS, clean, read_rows, written


@unhurried
@given(st.lists(st.tuples(texts, texts, texts), max_size=5))
def test_a_table_read_from_what_was_written_is_the_same(rows):
    assert read_rows(written(rows), 3, "hyper") == tuple(rows)


def test_a_table_is_easily_written_by_hand():
    text = "a | \\beta | x \\| y\n\nb|c⏎d|\n"
    assert read_rows(text, 3, "hyper") == (("a", "\\beta", "x | y"), ("b", "c\nd", ""))


def test_missing_cells_are_empty_and_too_many_are_told():
    assert read_rows("a", 3, "hyper") == (("a", "", ""),)
    with pytest.raises(LabError, match="4 cells"):
        read_rows("a|b|c|d", 3, "hyper")


def test_there_is_an_end_to_everything():
    with pytest.raises(LabError, match="rows"):
        read_rows("a|b\n" * (MOST_ROWS + 1), 3, "hyper")
    with pytest.raises(LabError, match="characters"):
        read_rows("a" * (MOST_CHARACTERS + 1), 3, "hyper")


def test_what_no_terminal_can_hold_is_replaced():
    assert clean("a\ud800\x1b[31m\0b\n\t") == "a�\N{REPLACEMENT CHARACTER}[31m�b\n\t"


@unhurried
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")
