from hypothesis import given
from hypothesis import strategies as st

from tutor.practice.difficulty import Difficulty, tally

RESULTS = st.lists(st.sampled_from(["right", "helped", "wrong"]))


def after(results, level=1):
    difficulty = Difficulty(level)
    for result in results:
        difficulty = difficulty.after(result)
    return difficulty.level


def test_two_right_answers_in_a_row_make_it_harder():
    assert after(["right"], 2) == 2
    assert after(["right", "right"], 2) == 3
    assert after(["right", "right", "right"], 2) == 3


def test_a_wrong_answer_makes_it_easier_at_once():
    assert after(["wrong"], 3) == 2
    assert after(["right", "wrong", "right"], 3) == 2


def test_help_neither_raises_nor_lowers_and_begins_the_row_anew():
    assert after(["helped"] * 5, 3) == 3
    assert after(["right", "helped", "right"], 3) == 3


@given(RESULTS)
def test_the_level_stays_between_1_and_5(results):
    assert 1 <= after(results, 3) <= 5


@given(RESULTS)
def test_a_tally_counts_every_result_once(results):
    count = tally(results)
    assert count.answered == len(results)
    assert count.right == len(results) - results.count("wrong")
    assert count.streak <= count.best <= count.right


def test_the_streak_is_broken_by_a_wrong_answer_and_not_by_help():
    assert tally(["right", "wrong", "right", "helped"]).streak == 2
    assert tally(["right", "right", "wrong"]).streak == 0
    assert tally(["right", "right", "wrong"]).best == 2
