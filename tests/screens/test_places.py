"""Drills, interviews, statistics, settings and help, by key and by mouse."""

from pathlib import Path

import pytest
from textual.widgets import OptionList, Static, TextArea

from tests.screens.desk import DAY, SECOND, Clock, app_of, here, library
from tests.screens.test_screens import keys_of, settled, typed
from tutor.bilingual import Strings
from tutor.practice.decks import Wanted
from tutor.practice.difficulty import Difficulty
from tutor.progress.records import Attempt
from tutor.progress.store import Store
from tutor.screens import place
from tutor.screens.drill import DrillScreen
from tutor.screens.drills import Drills, DrillSetup, DrillState, keep_state, state_of
from tutor.screens.help import NOTATIONS, Help, shown
from tutor.screens.interview_asking import Asking
from tutor.screens.interview_marking import Marking
from tutor.screens.interview_report import Report
from tutor.screens.keymap import Action, given, needed_for_typing, taken_by
from tutor.screens.one_of import OneOf, TickList
from tutor.screens.settings import KeyCatcher
from tutor.session import Session

LESSONS = Path(__file__).parents[1] / "practice" / "lessons"
SIZE = (100, 40)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def session(tmp_path, clock):
    return Session(Store.in_memory(), library(tmp_path / "cache", LESSONS), here, now=clock)


def text_of(app) -> str:
    return "\n".join(str(each.render()) for each in app.screen.query(Static))


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def go(pilot, where):
    pilot.app.go(where)
    await settled(pilot)


async def drill(pilot, name):
    pilot.app.push_screen(DrillScreen(name))
    await settled(pilot)
    return pilot.app.screen


async def answer(pilot, right=True):
    """Answer the question of now, through the field."""
    screen = pilot.app.screen
    task = screen.visit.current
    screen.panel.view.field.value = task.kind.key(task.exercise) if right else "17 + 17"
    await settled(pilot)
    await press(pilot, "enter")


# --- drills


async def test_a_drill_is_chosen_from_the_list_and_begins_with_its_settings(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "drills")
        assert isinstance(app.screen, Drills)
        app.screen.query_one(OptionList).highlighted = 1
        await press(pilot, "enter")
        assert isinstance(app.screen, DrillSetup)
        await press(pilot, "6", "8", "shift+tab", "3", "ctrl+s")
        assert isinstance(app.screen, DrillScreen)
        wanted = state_of(session, "derivatives").wanted
        assert wanted == Wanted(("chain", "losses"), 2)
        assert app.screen.visit.current.source.id in (
            "drill-derivatives-chain-2",
            "drill-derivatives-losses-2",
        )


async def test_right_answers_raise_the_level_and_a_wrong_one_lowers_it(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await drill(pilot, "derivatives")
        await answer(pilot)
        await press(pilot, "enter")
        await answer(pilot)
        assert state_of(session, "derivatives").level == 2
        assert "2 in a row" in text_of(app)
        await press(pilot, "enter")
        assert app.screen.visit.current.source.difficulty == 2
        await answer(pilot, right=False)
        assert state_of(session, "derivatives").level == 1
        assert "✓✓✗" in text_of(app)
        assert "2 of 3 right" in text_of(app)


async def test_only_the_first_answer_to_a_question_counts(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await drill(pilot, "derivatives")
        await answer(pilot, right=False)
        await answer(pilot)
        assert "0 of 1 right" in text_of(app)
        assert len(session.store.answers_since(0)) == 2


async def test_an_answer_taken_back_takes_its_result_back(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await drill(pilot, "derivatives")
        keep_state(session, "derivatives", DrillState(difficulty=Difficulty(3)))
        first = screen.visit.current
        await answer(pilot, right=False)
        assert state_of(session, "derivatives").level == 2
        await press(pilot, "f7")
        assert state_of(session, "derivatives").level == 3
        assert screen.results == []
        assert screen.visit.current is first
        assert screen.panel.view.field.value == "17 + 17"


async def test_a_question_passed_by_is_not_counted_and_another_one_comes(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await drill(pilot, "derivatives")
        first = screen.visit.current
        await press(pilot, "f6")
        assert screen.visit.current is not first
        assert screen.results == []


async def test_a_drill_goes_on_with_the_same_question_and_what_was_typed(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await drill(pilot, "derivatives")
        before = screen.visit.current.exercise
        await typed(pilot, "3x+1")
        session.flush()
    # What a kill leaves behind is the store alone.
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await drill(pilot, "derivatives")
        assert screen.visit.current.exercise == before
        assert screen.panel.view.field.value == "3x+1"


async def test_a_row_of_steps_goes_on_after_a_kill_between_two_of_them(session):
    keep_state(session, "matrix", DrillState(Wanted(("backward",), 3)))
    for step in (1, 2):
        app = app_of(session)
        async with app.run_test(size=SIZE) as pilot:
            screen = await drill(pilot, "matrix")
            assert screen.visit.current.source.id == f"drill-matrix-backward-3-step-{step}"
            await answer(pilot)


async def test_notation_questions_count_for_their_lessons(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await drill(pilot, "notation")
        task = screen.visit.current
        await answer(pilot)
        (attempt,) = session.store.attempts(task.source.id)
        assert attempt.lesson in ("questions", "letters")
        assert session.store.card(task.source.id) is not None


async def test_a_drill_without_questions_says_so(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        keep_state(session, "notation", DrillState(Wanted(("no-such-course",))))
        await drill(pilot, "notation")
        assert "nothing to ask here" in text_of(app)
        await press(pilot, "f6", "f3", "escape")
        assert isinstance(app.screen, Drills)


# --- interview


async def begin_interview(pilot, *keys):
    await go(pilot, "interview")
    await press(pilot, *keys, "enter", "enter", "enter")
    return pilot.app.screen


async def test_an_interview_from_the_first_question_to_the_report(session, clock):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin_interview(pilot, "1")
        assert "question 1 of 3" in text_of(app)
        for number in range(3):
            screen.query_one(TextArea).text = f"my answer {number}"
            await settled(pilot)
            clock.forward(20 * SECOND)
            assert not screen.query(TickList)
            await press(pilot, "f8")
        assert screen.query(Marking)
        assert "my answer 0" in text_of(app)
        assert "A model answer" in text_of(app)
        await press(pilot, "1", "2", "3", "4", "enter")
        clock.forward(SECOND)
        await press(pilot, "2", "enter")
        clock.forward(SECOND)
        await press(pilot, "enter")
        assert screen.query(Report)
        assert "5 of 12 points (42 %)" in text_of(app)
        attempts = session.store.answers_since(0)
        assert [each.made for each in attempts] == [4, 1, 0]
        assert attempts[0].answer == "my answer 0\n[x] 1 2 3 4"
        assert [each.milliseconds for each in attempts] == [20 * SECOND] * 3
        missed = [question.exercise for question in screen.rehearsal.questions[1:]]

        await press(pilot, "enter")

        assert [question.exercise for question in screen.rehearsal.questions] == missed
        assert screen.query_one(TextArea).text == ""


async def test_an_interview_goes_on_after_a_kill_in_the_middle(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin_interview(pilot)
        screen.query_one(TextArea).text = "first"
        await settled(pilot)
        await press(pilot, "f8")
        screen.query_one(TextArea).text = "half a thou"
        await settled(pilot)
        screen.query_one(Asking).tick()
        # What a kill leaves behind is the store as it is at this moment.
        rows = session.store.setting("rehearsal", screen.rehearsal)
    assert rows.at == 1
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "interview")
        assert "question 2 of 3" in text_of(app)
        assert app.screen.query_one(TextArea).text == "half a thou"


async def test_ticks_survive_a_kill_and_another_language(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await begin_interview(pilot)
        await press(pilot, "f8", "f8", "f8", "1", "3")
        await press(pilot, "f9")
        assert app.screen.query_one(TickList).picked == {0, 2}
        assert "এই প্রশ্নটা আপনি ছেড়ে গেছেন" in text_of(app)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "interview")
        assert app.screen.query_one(TickList).picked == {0, 2}


async def test_another_language_keeps_what_was_typed(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin_interview(pilot)
        screen.query_one(TextArea).text = "as it was"
        await settled(pilot)
        await press(pilot, "f9")
        assert screen.query_one(TextArea).text == "as it was"
        assert "প্রশ্ন 1/3" in text_of(app)


async def test_the_clock_tells_when_the_time_is_up_and_stands_still_elsewhere(session, clock):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "interview")
        await press(pilot, "enter", "2", "enter", "enter")
        screen = app.screen
        clock.forward(119 * SECOND)
        screen.query_one(Asking).tick()
        assert "1:59 / 2:00" in text_of(app)
        assert "time is up" not in text_of(app)
        await press(pilot, "escape")
        clock.forward(3600 * SECOND)
        await go(pilot, "interview")
        assert "1:59 / 2:00" in text_of(app)
        clock.forward(SECOND)
        screen.query_one(Asking).tick()
        assert "2:00 / 2:00" in text_of(app)
        assert "time is up" in text_of(app)


async def test_an_interview_can_be_finished_early(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin_interview(pilot)
        screen.query_one(TextArea).text = "only this one"
        await settled(pilot)
        await press(pilot, "f6")
        assert "again ends the interview" in "".join(
            notification.message for notification in app._notifications
        )
        await press(pilot, "f6")
        assert "marking 1 of 1" in text_of(app)
        assert screen.query(Marking)


async def test_without_questions_the_place_says_so(tmp_path):
    empty = Session(Store.in_memory(), library(tmp_path / "cache", tmp_path), here, now=Clock())
    app = app_of(empty)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "interview")
        assert "No lesson has an interview question yet." in text_of(app)


# --- statistics


async def test_statistics_say_what_will_be_there_and_then_show_it(session, clock):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "stats")
        assert "Nothing to count yet." in text_of(app)
        session.store.record(
            Attempt(
                exercise="a", lesson="questions", skills=("notation",), verdict="right", at=clock()
            )
        )
        await go(pilot, "home")
        await go(pilot, "stats")
        assert "answers: 1, 100 % right" in text_of(app)
        assert "Notation" in text_of(app)
        await press(pilot, "f9")
        assert "টানা 1 দিন" in text_of(app)
        clock.forward(DAY)


# --- settings


async def test_language_and_theme_change_at_once_and_are_kept(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await press(pilot, "right", "enter", "right")
        assert app.language == "bn"
        assert app.theme == "tutor-light"
        assert session.setting("language", "") == "bn"
        assert session.setting("theme", "") == "tutor-light"
        assert "ভাষা" in text_of(app)
        await press(pilot, "f9")
        assert app.screen.query_one("#language", OneOf).picked == 0


async def choose_key(pilot, action):
    options = pilot.app.screen.query_one(OptionList)
    options.focus()
    options.highlighted = options.get_option_index(action)
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, KeyCatcher)


async def test_a_new_key_works_at_once_and_is_shown(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await choose_key(pilot, "hint")
        await press(pilot, "ctrl+g")
        assert session.setting("keys", {}) == {"hint": "ctrl+g"}
        await go(pilot, "home")
        app.push_screen(DrillScreen("derivatives"))
        await settled(pilot)
        assert "^G hint" in keys_of(app)
        await press(pilot, "ctrl+g")
        assert app.screen.visit.current.hints == 1
        await press(pilot, "f3")
        assert app.screen.visit.current.hints == 1


async def test_a_key_that_types_is_refused(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await choose_key(pilot, "hint")
        await press(pilot, "h", "left", "ctrl+a")
        assert "is needed for typing" in text_of(app)
        await press(pilot, "escape")
        assert session.setting("keys", {}) == {}


async def test_a_key_that_is_taken_is_told_and_swapped_when_pressed_again(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await choose_key(pilot, "hint")
        await press(pilot, "f4")
        assert "F4 is now: solution" in text_of(app)
        await press(pilot, "f4")
        assert session.setting("keys", {}) == {"hint": "f4", "solution": "f3"}
        app.push_screen(DrillScreen("derivatives"))
        await settled(pilot)
        assert "F4 hint" in keys_of(app)
        assert "F3 solution" in keys_of(app)
        await press(pilot, "f4")
        assert app.screen.visit.current.hints == 1


async def test_a_key_is_given_back_and_all_keys_are(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await choose_key(pilot, "hint")
        await press(pilot, "f4", "f4", "delete")
        assert session.setting("keys", {}) == {}
        await choose_key(pilot, "undo")
        await press(pilot, "ctrl+g")
        assert session.setting("keys", {}) == {"undo": "ctrl+g"}
        options = app.screen.query_one(OptionList)
        options.highlighted = options.option_count - 1
        await press(pilot, "enter")
        assert session.setting("keys", {}) == {}


def test_keys_only_clash_where_both_are_heard():
    hint = Action("hint", "exercise", "f3")
    search = Action("search", "home", "ctrl+f")
    assert taken_by("ctrl+f", hint, [hint, search], {}) is None
    everywhere = Action("help", "everywhere", "f1")
    assert taken_by("f1", hint, [hint, everywhere], {}) is everywhere
    assert taken_by("f1", hint, [hint, everywhere], {"help": "f12"}) is None


def test_an_action_with_two_keys_keeps_the_other_one_when_it_gives_one_away():
    following = Action("next", "exercise", "f8,ctrl+n")
    undo = Action("undo", "exercise", "f7")
    assert given("f8", undo, following, {}) == {"undo": "f8", "next": "ctrl+n"}


@pytest.mark.parametrize("key", ["a", "enter", "left", "ctrl+k", "tab", "backspace"])
def test_fields_need_their_keys(key):
    assert needed_for_typing(key)


# --- help


@pytest.mark.parametrize("where", ["drills", "interview", "stats", "settings", "home"])
async def test_every_place_has_help_with_its_keys_in_both_languages(session, where):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, where)
        for _ in range(2):
            await press(pilot, "f1")
            assert isinstance(app.screen, Help)
            text = text_of(app)
            assert place.say(app, "help_" + where).strip().splitlines()[0] in text
            assert "^Q" in text
            await press(pilot, "escape", "f9")


async def test_help_where_one_types_tells_how_to_type_mathematics(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await drill(pilot, "derivatives")
        await press(pilot, "f1")
        assert "How to type mathematics" in text_of(app)
        assert "√(x + 1)" in text_of(app)
        await press(pilot, "escape", "escape", "f1")
        assert "How to type mathematics" not in text_of(app)


def test_everything_the_help_says_to_type_can_be_read():
    for typed_, _ in NOTATIONS:
        assert shown(typed_)


async def test_a_question_mark_asks_for_help_where_nothing_is_typed(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "settings")
        await press(pilot, "question_mark")
        assert isinstance(app.screen, Help)
        await press(pilot, "question_mark")
        assert not isinstance(app.screen, Help)


# --- the house


@pytest.mark.parametrize("file", ["places.toml", "strings.toml"])
def test_every_sentence_is_there_in_both_languages_with_the_same_gaps(file):
    import re

    for key, texts in Strings(place.__file__, file).table.items():
        assert set(texts) == {"en", "bn"}, key
        gaps = [set(re.findall(r"\{(\w+)\}", texts[language])) for language in ("en", "bn")]
        assert gaps[0] == gaps[1], key


def test_no_sentence_stands_in_both_files():
    assert not place.STRINGS.table.keys() & place.STRINGS.others.keys()


async def test_every_place_can_be_used_with_the_mouse(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "interview")
        count = app.screen.query_one("#count", OneOf)
        await pilot.click(count, offset=(18, 0))
        await settled(pilot)
        assert count.picked == 2
        await pilot.click("#begin")
        await settled(pilot)
        assert app.screen.query(Asking)
        await go(pilot, "drills")
        await pilot.click(OptionList, offset=(6, 4))
        await settled(pilot)
        assert isinstance(app.screen, DrillSetup)
        await pilot.click("#begin")
        await settled(pilot)
        assert isinstance(app.screen, DrillScreen)


@pytest.mark.parametrize("where", ["drills", "interview", "stats", "settings"])
async def test_a_place_survives_any_size(session, where):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, where)
        for size in ((40, 12), (20, 6), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
