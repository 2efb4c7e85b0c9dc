"""Every screen as it looks, in both sizes, themes and languages.

After a change that is meant: `pytest tests/screens/test_snapshots.py --snapshot-update`, and
look at what changed.
"""

from itertools import product

import pytest

from tests.screens.desk import DAY, SECOND, Clock, app_of, desk
from tests.screens.test_screens import settled, typed
from tutor import terminal
from tutor.terminal import WidthModel

SIZES = {"small": (80, 24), "large": (120, 40)}


@pytest.fixture(autouse=True)
def most_terminals():
    """Count Bangla as most terminals do."""
    terminal.apply(WidthModel(spacing_mark=1))
    yield
    terminal.apply(WidthModel(spacing_mark=0))


EVERY = list(product(SIZES, ("dark", "light"), ("en", "bn")))
PAIRS = [
    ("small", "dark", "en"),
    ("small", "light", "bn"),
    ("large", "light", "en"),
    ("large", "dark", "bn"),
]
"""Every two of size, theme and language together at least once."""

MAIN = {
    "test_welcome",
    "test_home_at_first",
    "test_home_later",
    "test_reading",
    "test_derivative_right",
    "test_end_of_a_lesson",
    "test_review",
    "test_help",
}
"""Screens that are looked at in every combination; the others show one part of them anew."""


def pytest_generate_tests(metafunc):
    if "look" in metafunc.fixturenames:
        looks = EVERY if metafunc.function.__name__ in MAIN else PAIRS
        metafunc.parametrize("look", looks, ids=map("-".join, looks), indirect=True)


@pytest.fixture
def look(request, tmp_path, snap_compare):
    """Compare what is on the screen after `steps` with what it was."""
    size, theme, language = request.param

    def look(steps, *, welcomed=True, prepare=None):
        session = desk(tmp_path / "cache", now=(clock := Clock()))
        app = app_of(session, language=language, theme=f"tutor-{theme}")
        session.set("welcomed", welcomed)

        async def run(pilot):
            await settled(pilot)
            if prepare:
                await prepare(session, clock)
            await steps(pilot)
            await settled(pilot)

        assert snap_compare(app, terminal_size=SIZES[size], run_before=run)

    return look


async def answered(session, clock):
    """An answered lesson, a draft in another, and two months later."""
    visit = session.open("slopes")
    for task in visit.tasks:
        clock.forward(20 * SECOND)
        await session.submit(task, task.kind.key(task.exercise))
    other = session.open("power-cut", "power-cut-number")
    session.enter(other, other.current)
    session.type(other.current, "sqrt(2")
    session.flush()
    clock.forward(60 * DAY)


def learn(lesson, exercise="", *keys, text=""):
    async def steps(pilot):
        pilot.app.learn(lesson, exercise)
        await settled(pilot)
        await typed(pilot, text)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return steps


async def nothing(pilot):
    """Look at what is there at first."""


def test_welcome(look):
    look(nothing, welcomed=False)


def test_home_at_first(look):
    look(nothing)


def test_home_later(look):
    async def steps(pilot):
        pilot.app.screen.fill()

    look(steps, prepare=answered)


def test_search(look):
    async def steps(pilot):
        await typed(pilot, "slope")

    look(steps)


def test_reading(look):
    look(learn("slopes"))


def test_choice_with_hint(look):
    look(learn("slopes", "slopes-sign", "f3", "2", "enter"))


def test_derivative_right(look):
    look(learn("power-cut", "power-cut-chain", "enter", text="15(3x+2)^4"))


def test_derivative_unreadable(look):
    look(learn("power-cut", "power-cut-chain", text="15(3x+2"))


def test_shape_wrong(look):
    look(learn("power-cut", "power-cut-shape", "enter", text="(B,T,k)"))


def test_trace(look):
    look(learn("arrays", "arrays-trace", text="(N,)"))


def test_matrix(look):
    look(learn("arrays", "arrays-matrix", text="2*A*x"))


def test_order(look):
    look(learn("pieces", "pieces-order", "space", "space", "enter"))


def test_match(look):
    look(learn("pieces", "pieces-match", "b", "a"))


def test_interview(look):
    look(learn("pieces", "pieces-interview", "ctrl+r", "1", text="slope"))


def test_palette(look):
    look(learn("slopes", "slopes-sigmoid", "f2", "right"))


def test_solution(look):
    look(learn("slopes", "slopes-rate", "f3", "f4"))


def test_end_of_a_lesson(look):
    async def steps(pilot):
        pilot.app.learn("slopes")
        await settled(pilot)
        pilot.app.screen.finish()

    async def prepare(session, clock):
        visit = session.open("slopes")
        for task in visit.tasks[:2]:
            clock.forward(20 * SECOND)
            await session.submit(task, task.kind.key(task.exercise))

    look(steps, prepare=prepare)


def test_review(look):
    async def steps(pilot):
        pilot.app.review()

    look(steps, prepare=answered)


def test_review_empty(look):
    async def steps(pilot):
        pilot.app.review()

    look(steps)


def test_help(look):
    look(learn("slopes", "slopes-sign", "f1"))
