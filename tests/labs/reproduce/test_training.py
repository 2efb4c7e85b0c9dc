"""Batch size, scaling and schedule, against numbers worked out by hand."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import unhurried
from tutor.labs.reproduce.training import SHAPES, Batch, Schedule


def test_the_effective_batch_is_the_product():
    assert Batch(16, 8, 4).effective == 512


def test_the_last_smaller_batch_of_an_epoch_is_a_step():
    batch = Batch(32, 4, 2, examples=50_007, epochs=Fraction(3))
    assert batch.steps_an_epoch == 196  # 50,007 / 256 = 195.3…
    assert batch.steps == 588


def test_a_step_has_the_tokens_of_all_its_examples():
    assert Batch(8, 4, 8, length=1024).tokens == 262_144


def test_accumulation_makes_up_for_missing_devices():
    assert Batch(16, 1, 1, paper=512).needed == 32
    assert Batch(24, 1, 1, paper=512).needed == Fraction(64, 3)


def test_learning_rates_scale_in_proportion_or_by_the_root():
    batch = Batch(64, 4, 4, paper=256, rate=0.1)
    assert batch.scaled(1) == pytest.approx(0.4)
    assert batch.scaled(0.5) == pytest.approx(0.2)


LESSON = Schedule("cosine", 0.001, 0.0, 100, 1100)


@pytest.mark.parametrize(
    ("step", "rate"),
    [(0, 0), (50, 0.0005), (100, 0.001), (350, 0.000853553), (600, 0.0005), (1100, 0), (5000, 0)],
)
def test_warm_up_and_cosine_give_the_rates_of_the_lesson(step, rate):
    assert LESSON.rate(step) == pytest.approx(rate, abs=1e-9)


def test_the_transformers_schedule_is_the_one_of_its_formula():
    # d^(−1/2) · min(n^(−1/2), n · W^(−3/2)) with d = 512, W = 4000.
    schedule = Schedule("inverse-sqrt", 1 / math.sqrt(512 * 4000), 0.0, 4000, 100_000)
    for step in (1, 100, 4000, 4001, 50_000, 100_000):
        formula = 512**-0.5 * min(step**-0.5, step * 4000**-1.5)
        assert schedule.rate(step) == pytest.approx(formula, rel=1e-12)


def test_a_line_is_halfway_in_the_middle_and_a_constant_stays():
    assert Schedule("linear", 1.0, 0.2, 10, 110).rate(60) == pytest.approx(0.6)
    assert Schedule("constant", 1.0, 0.2, 10, 110).rate(110) == 1.0


schedules = st.builds(
    lambda shape, peak, share, warmup, more: Schedule(
        shape, peak, peak * share, warmup, warmup + more
    ),
    st.sampled_from(SHAPES),
    st.floats(1e-6, 10),
    st.floats(0, 1),
    st.integers(0, 5000),
    st.integers(1, 10**9),
)


@unhurried
@given(schedules)
def test_a_schedule_peaks_at_the_end_of_the_warm_up_and_never_leaves_its_bounds(schedule):
    steps = np.linspace(0, schedule.total * 2, 500)
    rates = schedule.rates(steps)
    assert np.all(np.isfinite(rates))
    assert schedule.rate(schedule.warmup) == pytest.approx(schedule.peak, rel=1e-6)
    assert rates.max() <= schedule.peak * (1 + 1e-12)
    after = schedule.rates(np.linspace(schedule.warmup, schedule.total, 200))
    assert np.all(np.diff(after) <= schedule.peak * 1e-12)
    assert after.min() >= schedule.floor * (1 - 1e-12)


@unhurried
@given(schedules, st.integers(0, 10**10))
def test_one_step_is_what_the_curve_shows(schedule, step):
    assert schedule.rate(step) == schedule.rates([0, step])[1]


def test_a_warm_up_longer_than_the_training_still_has_rates():
    assert np.all(np.isfinite(Schedule("cosine", 1.0, 0.0, 100, 10).rates(np.arange(30))))
