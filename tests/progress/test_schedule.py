import itertools
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.progress.strategies import DAY, NOW, attempts
from tutor.progress import schedule
from tutor.progress.records import Attempt
from tutor.progress.schedule import AGAIN, EASY, GOOD, HARD, answered, rating, replayed


def answer(verdict="right", at=NOW, **fields):
    fields = {"milliseconds": 60_000} | fields
    return Attempt(exercise="chain-1", lesson="chain", verdict=verdict, at=at, **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"verdict": "wrong"}, AGAIN),
        ({"verdict": "wrong", "milliseconds": 1}, AGAIN),
        ({"solution_seen": True}, AGAIN),
        ({"hints": 1}, HARD),
        ({"hints": 1, "milliseconds": 1_000}, HARD),
        ({}, GOOD),
        ({"milliseconds": 3_600_000}, GOOD),
        ({"milliseconds": 0}, GOOD),
        ({"milliseconds": 10_000}, EASY),
        ({"milliseconds": 10_001}, GOOD),
        ({"verdict": "rated", "made": 0, "of": 0}, AGAIN),
        ({"verdict": "rated", "made": 1, "of": 5}, AGAIN),
        ({"verdict": "rated", "made": 2, "of": 5}, HARD),
        ({"verdict": "rated", "made": 7, "of": 10}, GOOD),
        ({"verdict": "rated", "made": 5, "of": 5}, EASY),
        ({"verdict": "rated", "made": 5, "of": 5, "hints": 1}, HARD),
        ({"verdict": "rated", "made": 5, "of": 5, "solution_seen": True}, AGAIN),
    ],
)
def test_how_well_an_exercise_was_known(fields, expected):
    assert rating(answer(**fields)) == expected


def test_a_better_answer_comes_back_later():
    kinds = [answer("wrong"), answer(hints=1), answer(), answer(milliseconds=1)]
    dues = [answered(None, attempt).due for attempt in kinds]
    assert dues == sorted(dues)
    assert dues[0] >= NOW + DAY
    assert len(set(dues)) >= 3


def test_intervals_grow_with_each_right_answer_and_fall_after_a_wrong_one():
    card = answered(None, answer())
    intervals = [card.due - card.last]
    for _ in range(4):
        card = answered(card, answer(at=card.due))
        intervals.append(card.due - card.last)
    assert all(later > earlier for earlier, later in itertools.pairwise(intervals))
    card = answered(card, answer("wrong", at=card.due))
    assert card.due - card.last < intervals[-1] / 4
    assert (card.answered, card.right) == (6, 5)


@pytest.mark.parametrize("first", ["right", "wrong"])
@pytest.mark.parametrize("again", [{}, {"milliseconds": 1}, {"hints": 1}])
def test_knowing_it_again_on_the_same_day_moves_nothing(first, again):
    card = answered(None, answer(first))
    twice = replayed([answer(first), *(answer(at=NOW + more, **again) for more in (1, 60_000))])
    assert (twice.due, twice.stability, twice.difficulty) == (
        card.due,
        card.stability,
        card.difficulty,
    )
    assert (twice.answered, twice.right) == (3, card.right + 2)


def test_missing_it_again_on_the_same_day_brings_it_back_earlier():
    card = answered(None, answer(milliseconds=1))
    assert answered(card, answer("wrong", at=NOW + 60_000)).due < card.due


def test_nothing_is_scheduled_by_what_was_undecided():
    assert answered(None, answer("undecided")) is None
    card = answered(None, answer())
    assert answered(card, answer("undecided", at=NOW + DAY)) == card


@given(st.lists(attempts(), max_size=6, unique_by=lambda made: made.at), st.randoms())
def test_the_order_in_which_answers_are_told_does_not_matter(made, chance):
    shuffled = made.copy()
    chance.shuffle(shuffled)
    assert replayed(made) == replayed(shuffled)


@given(st.lists(attempts(), min_size=1, max_size=8))
def test_a_card_is_always_sound(made):
    card = replayed(made)
    if card is not None:
        assert card.stability > 0
        assert 1 <= card.difficulty <= 10
        assert card.last + DAY <= card.due <= card.last + 36_500 * DAY
        assert card.right <= card.answered


def test_importing_the_store_loads_neither_fsrs_nor_a_screen():
    program = "import sys, tutor.progress.store; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    assert not {"fsrs", "textual", "rich", "numpy", "sympy"} & set(loaded.split())
    assert "tutor.progress.schedule" in loaded.split()


def test_warming_up_loads_it():
    schedule.warm()
    assert "fsrs" in sys.modules
