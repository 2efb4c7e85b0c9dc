"""Gaps, verdicts and the spread of seeds."""

import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import unhurried
from tutor.labs import LabError
from tutor.labs.reproduce.quantities import real, same, several
from tutor.labs.reproduce.results import HIGHER, LOWER, Result, t_quantile


def result(paper, *mine, better=HIGHER):
    return Result(Fraction(paper), tuple(Fraction(each) for each in mine), better)


@pytest.mark.parametrize(
    ("paper", "mine", "better", "verdict"),
    [
        ("28.4", "28.1", HIGHER, "success"),
        ("28.4", "27.4", HIGHER, "look"),
        ("28.4", "24.9", HIGHER, "bug"),
        ("28.4", "33.0", HIGHER, "too-good"),
        ("76.1", "75.2", HIGHER, "success"),
        ("100", "98.001", HIGHER, "success"),
        ("100", "98", HIGHER, "look"),
        ("100", "95", HIGHER, "look"),
        ("100", "94.999", HIGHER, "bug"),
        ("4.92", "5.21", LOWER, "bug"),
        ("4.92", "4.5", LOWER, "too-good"),
        ("-10", "-10.1", HIGHER, "success"),
        ("-10", "-11", HIGHER, "bug"),
        ("0", "0", HIGHER, "success"),
        ("0", "1", HIGHER, None),
    ],
)
def test_a_gap_gets_the_verdict_of_the_lesson(paper, mine, better, verdict):
    assert result(paper, mine, better=better).verdict == verdict


def test_a_gap_is_measured_beside_the_papers_number():
    assert result("76.1", "75.2").gap == Fraction(-9, 761)


def test_seeds_have_a_mean_a_deviation_and_an_interval():
    # Mean 71.1; deviations −0.1, 1.8, −0.7 (squares 0.01 + 3.24 + 0.49 = 3.74 for means of
    # 71.1): s = √(3.74/2) = 1.3675; t for two degrees of freedom 4.3027; margin 3.397.
    found = result("72.9", "71.0", "72.9", "69.4", "71.1")
    assert found.mean == Fraction("71.1")
    few = result("72.9", "71.0", "72.9", "70.4")
    assert few.deviation == pytest.approx(statistics.stdev([71.0, 72.9, 70.4]))
    assert few.margin == pytest.approx(4.30265 * few.deviation / math.sqrt(3), rel=1e-5)
    assert few.within is True
    assert result("80", "71.0", "72.9", "70.4").within is False


def test_one_run_has_no_spread():
    found = result("1", "1")
    assert (found.deviation, found.interval, found.within) == (None, None, None)


@pytest.mark.parametrize(
    ("freedom", "t"),
    # A table of Student's t, two-sided 95 %.
    [
        (1, 12.7062),
        (2, 4.30265),
        (3, 3.18245),
        (4, 2.77645),
        (5, 2.57058),
        (9, 2.26216),
        (10, 2.22814),
        (30, 2.04227),
        (120, 1.97993),
    ],
)
def test_the_quantiles_of_student_are_those_of_the_tables(freedom, t):
    assert t_quantile(freedom) == pytest.approx(t, rel=1e-5)


numbers = st.decimals(-1000, 1000, places=3, allow_nan=False).map(Fraction)


@unhurried
@given(numbers, st.lists(numbers, min_size=1, max_size=6), st.sampled_from([HIGHER, LOWER]))
def test_turning_better_around_turns_only_the_far_verdicts_around(paper, mine, better):
    other = LOWER if better == HIGHER else HIGHER
    one, two = Result(paper, tuple(mine), better), Result(paper, tuple(mine), other)
    swapped = {"bug": "too-good", "too-good": "bug"}
    assert two.verdict == swapped.get(one.verdict, one.verdict)


@unhurried
@given(st.lists(numbers, min_size=2, max_size=8))
def test_the_mean_of_the_seeds_lies_within_their_interval(mine):
    mean = sum(mine, Fraction()) / len(mine)
    assert Result(mean, tuple(mine)).within is True


def test_percent_beside_a_share_is_noticed():
    assert result("76.1", "0.758").other_unit
    assert result("0.761", "75.8").other_unit
    assert not result("76.1", "60").other_unit


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("27.1", ["27.1"]),
        ("27.1 27.4 26.9", ["27.1", "27.4", "26.9"]),
        ("27.1, 27.4;26.9\n27", ["27.1", "27.4", "26.9", "27"]),
        ("76.1%", ["76.1"]),
        ("76.1% 75%", ["76.1", "75"]),
        ("−0.5 3e-4", ["-0.5", "0.0003"]),
    ],
)
def test_results_are_read_one_a_seed(text, numbers):
    assert several(text, "mine") == tuple(map(Fraction, numbers))


@pytest.mark.parametrize(
    "text", ["27,1", "1,234", "27,1 26,9", "abc", "", "1e400", "1/0", "27.1 x"]
)
def test_what_may_be_one_number_or_two_is_not_guessed_at(text):
    with pytest.raises(LabError) as caught:
        several(text, "mine")
    assert caught.value.field == "mine"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("3e-4", "0.0003"),
        ("10^-9", "1e-9"),
        ("(0.9, 0.98)", "0.9, 0.980"),
        ("[1, 2]", "1 2"),
        ("25,000", "25k"),
        ("65M", "65 million"),
        ("10%", "0.1"),
        ("4*512", "2048"),
        ("1/sqrt(512)", "512^-0.5"),
        ("AdamW", " adamw "),
        ("cosine  decay", "Cosine decay"),
        ("১০", "10"),
    ],
)
def test_values_that_mean_the_same_are_the_same(left, right):
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("3e-4", "0.003"),
        ("Adam", "AdamW"),
        ("0.9, 0.98", "0.9, 0.999"),
        ("0.9, 0.98", "0.9"),
        ("12", "12.0001"),
        ("cosine", "linear"),
    ],
)
def test_values_that_differ_are_different(left, right):
    assert not same(left, right)


@unhurried
@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_number(text):
    real(text)
    assert same(text, text)
