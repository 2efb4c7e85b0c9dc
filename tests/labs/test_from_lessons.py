"""Labs as lessons lead to them."""

import pytest

from tests.labs.desk import app_for_labs, press, still
from tests.screens.desk import app_of, here
from tutor import labs
from tutor.library import Library
from tutor.progress.store import Store
from tutor.screens.lab import LabScreen
from tutor.screens.labs import Labs
from tutor.screens.lesson import LessonScreen
from tutor.session import Session


@pytest.fixture
def session(tmp_path):
    """Over the lessons of the project."""
    library = Library(cache=tmp_path)
    library.refresh()
    return Session(Store.in_memory(), library, here)


def sections_with_labs(library):
    for entry in library.catalogue().lessons:
        for section in library.lesson(entry.id).sections:
            if section.lab is not None:
                yield entry.id, section.lab


def test_every_lab_is_reached_from_a_lesson(session):
    assert {lab.name for _, lab in sections_with_labs(session.library)} == set(labs.names())


def test_every_start_in_a_lesson_is_one_the_lab_understands(session):
    for lesson, lab in sections_with_labs(session.library):
        assert labs.begin(lab.name, lab.start).state(), lesson


async def test_a_key_opens_the_lab_of_the_lesson_and_esc_comes_back(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.learn("rate-of-change")
        await still(pilot)
        await press(pilot, "ctrl+l")
        assert isinstance(app.screen, LabScreen)
        assert app.screen.view.model.state()["function"] == "x^2 - 4x + 3"
        await press(pilot, "escape")
        assert isinstance(app.screen, LessonScreen)


async def test_a_lesson_and_the_list_keep_states_of_their_own(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.lab("tangent", {"function": "x^3"})
        await still(pilot)
        assert app.screen.view.model.state()["function"] == "x^3"
        await press(pilot, "escape")
        app.lab("tangent", {})
        await still(pilot)
        assert app.screen.view.model.state()["function"] == "x^2 - 4x + 3"


async def test_a_start_that_no_lab_understands_is_told_and_the_lab_opens(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.lab("tangent", {"function": "import os"})
        await still(pilot)
        assert app.screen.view.model.state()["function"] == "x^2 - 4x + 3"
        assert any("could not be opened" in each.message for each in app._notifications)


async def test_the_list_opens_a_lab_and_tells_which_were_begun(tmp_path):
    app = app_for_labs(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.go("labs")
        await still(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, LabScreen)
        view = app.screen.view
        app.screen._keep()
        await press(pilot, "escape")
        assert isinstance(app.screen, Labs)
        first = app.screen.query_one("#choices").get_option_at_index(0)
        assert "begun" in str(first.prompt), view


async def test_a_lab_that_is_not_there_is_told(tmp_path):
    app = app_for_labs(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.lab("no-such-lab", {})
        await still(pilot)
        assert not isinstance(app.screen, LabScreen)
        assert any("not part of this installation" in each.message for each in app._notifications)
