"""Keys that come faster than they are handled take effect in the order they were pressed."""

import pytest
from textual import events
from textual.widgets import Input, TextArea

from tests.screens.desk import Clock, app_of, desk
from tests.screens.test_screens import SIZE, at, settled
from tutor.widgets.answer_field import AnswerField
from tutor.widgets.pick_list import PickList

WIPE, BACK, LEFT = "ctrl+u", "backspace", "left"


@pytest.fixture
def session(tmp_path):
    return desk(tmp_path / "cache", now=Clock())


async def at_once(pilot, *keys):
    """Press keys as a terminal hands them over: many in one piece. A text is its letters."""
    for key in keys:
        named = "+" in key or key in (BACK, LEFT, "enter", "down", "up", "space", "home")
        for each in [key] if named else key:
            character = None if named and key != "space" else " " if named else each
            pilot.app.post_message(events.Key(each, character))
    await settled(pilot)


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("2x", BACK, BACK, "7x-3"), "7x-3"),
        ((WIPE, "2x", WIPE, "7x-3"), "7x-3"),
        (("23", LEFT, "1", "home", "9"), "9213"),
        (("ab cd", "ctrl+w", "ef"), "ab ef"),
        (("ab", WIPE), ""),
    ],
)
async def test_a_field_keeps_what_was_typed_last(session, keys, left):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await at_once(pilot, *keys)
        assert screen.query_one(AnswerField).value == left
        assert screen.visit.current.text == left


async def test_an_answer_is_checked_as_it_was_when_enter_was_pressed(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, "slopes", "slopes-rate")
        await at_once(pilot, "noisy", BACK, "e", "enter")
        assert [each.answer for each in session.store.attempts("slopes-rate")] == ["noise"]


async def test_a_search_begun_on_the_list_keeps_every_letter(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await at_once(pilot, "slopes")
        assert app.screen.query_one(Input).value == "slopes"


async def test_letters_find_their_field_when_it_had_lost_the_focus(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        screen.query_one("#flow").focus()
        await pilot.pause()
        await at_once(pilot, "step")
        assert screen.query_one(AnswerField).value == "step"


async def test_arrows_and_digits_of_a_list_keep_their_order(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        await at_once(pilot, "down", "down", "1")
        options = screen.query_one(PickList)
        assert (options.at, options.picked) == (0, {0})


async def test_a_text_of_several_lines_keeps_its_order(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, "pieces", "pieces-interview")
        area = app.screen.query_one(TextArea)
        area.focus()
        await pilot.pause()
        await at_once(pilot, "abc", BACK, BACK, "xy")
        assert area.text == "axy"
