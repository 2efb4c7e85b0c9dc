"""The places beside home and lessons as they look, in both sizes, themes and languages.

After a change that is meant: run with `--snapshot-update`, and look at what changed.
"""

import random
import time
from pathlib import Path

import pytest
from textual.widgets import TextArea

from tests.screens.desk import DAY, SECOND, Clock, app_of, here, library
from tests.screens.test_screens import settled, typed
from tests.screens.test_snapshots import PAIRS, SIZES
from tutor import terminal
from tutor.progress.records import Attempt
from tutor.progress.store import Store
from tutor.screens.drill import DrillScreen
from tutor.screens.drills import DrillSetup
from tutor.screens.interview_asking import Asking
from tutor.session import Session
from tutor.terminal import WidthModel

LESSONS = Path(__file__).parents[1] / "practice" / "lessons"


@pytest.fixture(autouse=True)
def most_terminals():
    """Count Bangla as most terminals do."""
    terminal.apply(WidthModel(spacing_mark=1))
    yield
    terminal.apply(WidthModel(spacing_mark=0))


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch):
    """Days begin where the test is told, wherever it runs."""
    monkeypatch.setenv("TZ", "Asia/Dhaka")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


MAIN = {"test_drill", "test_interview_asking", "test_statistics", "test_settings"}
"""Places that are looked at in every pair; of the others two pairs show all there is."""


def pytest_generate_tests(metafunc):
    if "look" in metafunc.fixturenames:
        looks = PAIRS if metafunc.function.__name__ in MAIN else [PAIRS[0], PAIRS[3]]
        metafunc.parametrize("look", looks, ids=map("-".join, looks), indirect=True)


@pytest.fixture
def look(request, tmp_path, snap_compare):
    """Compare what is on the screen after `steps` with what it was."""
    size, theme, language = request.param

    def look(steps):
        clock = Clock()
        lessons = library(tmp_path / "cache", LESSONS)
        session = Session(Store.in_memory(), lessons, here, now=clock)
        app = app_of(session, language=language, theme=f"tutor-{theme}")

        async def run(pilot):
            await settled(pilot)
            await steps(pilot, session, clock)
            await settled(pilot)

        assert snap_compare(app, terminal_size=SIZES[size], run_before=run)

    return look


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def at(place, *keys):
    async def steps(pilot, session, clock):
        pilot.app.go(place)
        await settled(pilot)
        await press(pilot, *keys)

    return steps


def test_drills(look):
    look(at("drills"))


def test_drill_setup(look):
    async def steps(pilot, session, clock):
        pilot.app.push_screen(DrillSetup("derivatives"))
        await settled(pilot)
        await press(pilot, "6", "8")

    look(steps)


def test_drill(look):
    async def steps(pilot, session, clock):
        pilot.app.push_screen(DrillScreen("derivatives"))
        await settled(pilot)
        for right in (True, True, False):
            screen = pilot.app.screen
            task = screen.visit.current
            screen.panel.view.field.value = task.kind.key(task.exercise) if right else "17"
            await settled(pilot)
            clock.forward(SECOND)
            await press(pilot, "enter", *(["enter"] if right else []))

    look(steps)


def test_drill_notation(look):
    async def steps(pilot, session, clock):
        pilot.app.push_screen(DrillScreen("notation"))
        await settled(pilot)
        await typed(pilot, "learning")

    look(steps)


def test_interview_setup(look):
    look(at("interview"))


async def interview(pilot, *keys):
    pilot.app.go("interview")
    await settled(pilot)
    await press(pilot, "enter", "2", "enter", "enter", *keys)


def test_interview_asking(look):
    async def steps(pilot, session, clock):
        await interview(pilot)
        pilot.app.screen.query_one(TextArea).text = "It makes a run repeatable,\nand tells luck"
        clock.forward(130 * SECOND)
        pilot.app.screen.query_one(Asking).show_clock()

    look(steps)


def test_interview_marking(look):
    async def steps(pilot, session, clock):
        await interview(pilot)
        pilot.app.screen.query_one(TextArea).text = "It makes a run repeatable."
        await press(pilot, "f8", "f8", "f8", "1", "3")

    look(steps)


def test_interview_report(look):
    async def steps(pilot, session, clock):
        await interview(pilot)
        for _ in range(3):
            clock.forward(75 * SECOND)
            await press(pilot, "f8")
        await press(pilot, "1", "2", "3", "4", "enter", "1", "2", "enter", "enter")

    look(steps)


def test_statistics_empty(look):
    look(at("stats"))


def test_statistics(look):
    async def steps(pilot, session, clock):
        dice = random.Random(1)
        for number in range(120):
            session.store.record(
                Attempt(
                    exercise=f"exercise-{number % 20}",
                    lesson="questions",
                    course=dice.choice(("talk", "signs")),
                    skills=(dice.choice(("chain-rule", "softmax", "shapes")),),
                    verdict="right" if dice.random() < 0.7 else "wrong",
                    milliseconds=60_000,
                    at=clock() - DAY * int(100 * dice.random() ** 2) - SECOND * number,
                )
            )
        pilot.app.go("stats")

    look(steps)


def test_settings(look):
    look(at("settings", "tab", "tab", "down", "enter", "f4"))


def test_help(look):
    async def steps(pilot, session, clock):
        pilot.app.push_screen(DrillScreen("derivatives"))
        await settled(pilot)
        await press(pilot, "f1")

    look(steps)
