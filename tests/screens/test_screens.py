"""What keys and the mouse do, screen by screen."""

import subprocess
import sys

import pytest
from textual.widgets import Input, OptionList, Static

from tests.screens.desk import DAY, SECOND, Clock, app_of, desk
from tutor.exercise import Right, Undecided, Wrong
from tutor.kinds.answer_view import AnswerView
from tutor.screens.feedback import Feedback
from tutor.screens.help import Help
from tutor.screens.home import Home
from tutor.screens.keybar import KeyBar
from tutor.screens.lesson import LessonScreen
from tutor.screens.lesson_end import LessonEnd
from tutor.screens.review import Review
from tutor.screens.welcome import Welcome
from tutor.widgets.answer_field import AnswerField
from tutor.widgets.palette import Palette
from tutor.widgets.pick_list import PickList

SIZE = (100, 40)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def session(tmp_path, clock):
    return desk(tmp_path / "cache", now=clock)


def text_of(screen) -> str:
    """Everything the screen's lines say."""
    return "\n".join(str(each.render()) for each in screen.query(Static))


def keys_of(app) -> str:
    return str(app.screen.query_one(KeyBar).render())


async def settled(pilot):
    """Wait for workers and everything they set off."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def at(pilot, lesson, exercise=""):
    pilot.app.learn(lesson, exercise)
    await settled(pilot)
    return pilot.app.screen


async def typed(pilot, text):
    for character in text:
        await pilot.press(character if character.isalnum() else NAMES.get(character, character))
    await settled(pilot)


NAMES = {
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "+": "plus",
    "^": "circumflex_accent",
    "*": "asterisk",
    "/": "slash",
    " ": "space",
    ",": "comma",
}


# --- home


async def test_home_offers_to_begin_and_then_to_continue(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        options = app.screen.query_one(OptionList)
        assert "Begin" in str(options.get_option("now").prompt)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LessonScreen)
        await pilot.press("escape")
        await settled(pilot)
        first = str(app.screen.query_one(OptionList).get_option("now").prompt)
        assert "Continue" in first
        assert "exercise 1 of 3" in first


async def test_home_tells_what_is_due(session, clock):
    visit = session.open("slopes", "slopes-sign")
    await session.submit(visit.current, visit.current.kind.key(visit.current.exercise))
    clock.forward(60 * DAY)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        option = app.screen.query_one(OptionList).get_option("review")
        assert "1 to review" in str(option.prompt)


async def test_typing_on_the_home_screen_searches_and_enter_opens_the_exercise(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await typed(pilot, "sigmoid")
        assert app.screen.query_one(Input).value == "sigmoid"
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.visit.current.source.id == "slopes-sigmoid"


async def test_a_symbol_is_found_by_its_sign(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.screen.query_one(Input).value = "η"
        await settled(pilot)
        app.screen.query_one(Input).focus()
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.visit.current.source.id == "slopes-rate"


async def test_a_search_that_finds_nothing_says_what_to_try(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await typed(pilot, "qqqq")
        assert "Nothing found" in str(
            app.screen.query_one(OptionList).get_option_at_index(0).prompt
        )
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.query_one(OptionList).option_count > 3


# --- lessons


async def test_a_right_answer_is_told_and_enter_goes_on(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "learning rate")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(screen.visit.current.verdict, Right)
        assert "✓ Right" in text_of(screen.query_one(Feedback))
        await pilot.press("enter")
        await settled(pilot)
        assert screen.visit.current.source.id == "slopes-sign"


async def test_a_wrong_answer_can_be_changed_and_its_verdict_goes_away_then(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "noise")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(screen.visit.current.verdict, Wrong)
        assert "✗ Not yet" in text_of(screen.query_one(Feedback))
        await typed(pilot, "x")
        assert text_of(screen.query_one(Feedback)) == ""


async def test_the_same_wrong_answer_is_not_counted_twice(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "noise")
        for _ in range(3):
            await pilot.press("enter")
            await settled(pilot)
        assert len(session.store.attempts("slopes-rate")) == 1


async def test_a_printing_key_types_even_when_the_field_has_lost_the_focus(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        screen.query_one("#flow").focus()
        await pilot.pause()
        await typed(pilot, "step")
        assert screen.query_one(AnswerField).value == "step"
        assert screen.visit.current.text == "step"


async def test_what_cannot_be_read_gets_a_caret_and_no_attempt(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sigmoid")
        await typed(pilot, "1/(4")
        await pilot.press("enter")
        await settled(pilot)
        assert "▲" in str(screen.query_one("ReadBack").render())
        assert session.store.attempts("slopes-sigmoid") == []


async def test_tab_completes_a_name_and_otherwise_leaves(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sigmoid")
        await typed(pilot, "sq")
        await pilot.press("tab")
        assert screen.query_one(AnswerField).value == "sqrt"
        await pilot.press("tab")
        assert not screen.query_one(AnswerField).has_focus


async def test_the_palette_finds_a_symbol_by_name_and_inserts_it(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sigmoid")
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(app.screen, Palette)
        await typed(pilot, "sqrt")
        await pilot.press("enter")
        await settled(pilot)
        field = screen.query_one(AnswerField)
        assert (field.value, field.cursor_position) == ("√()", 2)
        assert field.has_focus


async def test_hints_open_one_by_one_and_the_solution_on_demand(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        await pilot.press("f3")
        await settled(pilot)
        assert "Hint 1 of 2" in text_of(screen)
        assert "Hint 2 of 2" not in text_of(screen)
        await pilot.press("f3")
        await settled(pilot)
        assert "Hint 2 of 2" in text_of(screen)
        await pilot.press("f4")
        await settled(pilot)
        assert "Solution" in text_of(screen)


async def test_undo_takes_back_the_last_answer(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "learning rate")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("f7")
        await settled(pilot)
        assert session.store.attempts("slopes-rate") == []
        assert screen.query_one(AnswerField).value == "learning rate"


async def test_again_empties_the_field(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "noise")
        await pilot.press("f5")
        await settled(pilot)
        assert screen.query_one(AnswerField).value == ""


async def test_the_language_changes_at_once_and_keeps_what_was_typed(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "lear")
        await pilot.press("f9")
        await settled(pilot)
        assert app.language == "bn"
        assert "ঢাল" in str(screen.query_one("#heading").render())
        assert "সমাধান" in keys_of(app)
        field = screen.query_one(AnswerField)
        assert field.value == "lear"
        assert field.has_focus
        assert session.setting("language", "") == "bn"


async def test_a_verdict_survives_a_change_of_language(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "noise")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("f9")
        await settled(pilot)
        assert "✗ এখনো নয়" in text_of(screen.query_one(Feedback))


async def test_a_choice_is_answered_by_digit_and_by_mouse(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        await pilot.press("2")
        assert screen.query_one(PickList).picked == {1}
        await pilot.click(screen.query("PickRow")[2])
        assert screen.query_one(PickList).picked == {2}


async def test_a_click_on_a_folded_exercise_opens_it(session):
    app = app_of(session)
    async with app.run_test(size=(100, 60)) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        await pilot.click("#panel-slopes-rate")
        await settled(pilot)
        assert screen.visit.current.source.id == "slopes-rate"
        assert screen.query_one(AnswerView).has_focus_within


async def test_steps_are_put_in_order_moved_and_judged(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "pieces", "pieces-order")
        view = screen.query_one(AnswerView)
        wanted = ["1", "2", "3"]
        for step in wanted:
            lines = screen.query_one("Board").lines
            screen.query_one("Board").at = lines.index(step)
            await pilot.press("space")
        assert view.text == "1 2 3"
        screen.query_one("Board").at = 2
        await pilot.press("alt+up")
        assert view.text == "1 3 2"
        await pilot.press("alt+down", "enter")
        await settled(pilot)
        assert isinstance(screen.visit.current.verdict, Right)


async def test_a_step_is_dragged_to_its_place(session):
    app = app_of(session)
    async with app.run_test(size=(100, 60)) as pilot:
        screen = await at(pilot, "pieces", "pieces-order")
        board = screen.query_one("Board")
        for step in ("2", "1"):
            board.at = board.lines.index(step)
            await pilot.press("space")
        lines = screen.query("StepLine")
        await pilot.mouse_down(lines[1])
        await pilot.hover(lines[0])
        await pilot.mouse_up(screen.query("StepLine")[0])
        await settled(pilot)
        assert board.order == ["1", "2"]


async def test_pairs_are_made_by_letters(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "pieces", "pieces-match")
        board = screen.query_one("Board")
        for left in board.lefts:
            wanted = screen.query_one(AnswerView).exercise.pairs
            right = next(pair.right for pair in wanted if pair.id == left.id)
            index = next(n for n, item in enumerate(board.rights) if item.text == right)
            board.at = board.lefts.index(left)
            await pilot.press("abcdefgh"[index])
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(screen.visit.current.verdict, Right)


async def test_an_interview_reveals_its_rubric_only_when_asked(session):
    app = app_of(session)
    async with app.run_test(size=(100, 60)) as pilot:
        screen = await at(pilot, "pieces", "pieces-interview")
        await typed(pilot, "slope")
        assert not screen.query(PickList)
        await pilot.press("ctrl+r")
        await settled(pilot)
        await pilot.press("1", "3", "enter")
        await settled(pilot)
        (attempt,) = session.store.attempts("pieces-interview")
        assert (attempt.made, attempt.of) == (2, 4)
        assert attempt.answer.startswith("slope")


async def test_the_end_of_a_lesson_tells_and_leads_on(session, clock):
    visit = session.open("slopes")
    for task in visit.tasks[:-1]:
        clock.forward(SECOND)
        await session.submit(task, task.kind.key(task.exercise))
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, "slopes", "slopes-rate")
        await typed(pilot, "learning rate")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LessonEnd)
        assert "Every exercise right" in text_of(app.screen)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LessonScreen)
        assert app.screen.lesson.id == "pieces"


async def test_an_undecided_answer_can_be_graded_by_the_learner(tmp_path, clock):
    async def broken(function, argument, seconds):
        raise TimeoutError

    session = desk(tmp_path / "cache", now=clock, worker=broken)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-rate")
        assert "I was right" not in keys_of(app)
        await typed(pilot, "gradient step")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(screen.visit.current.verdict, Undecided)
        assert "I was right" in keys_of(app)
        clock.forward(SECOND)
        await pilot.press("ctrl+y")
        await settled(pilot)
        assert screen.visit.current.state == "right"


async def test_review_brings_what_is_due_and_ends(session, clock):
    for exercise in ("slopes-sign", "slopes-rate"):
        clock.forward(SECOND)
        visit = session.open("slopes", exercise)
        await session.submit(visit.current, visit.current.kind.key(visit.current.exercise))
    clock.forward(90 * DAY)
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.review()
        await settled(pilot)
        assert isinstance(app.screen, Review)
        for _ in range(2):
            task = app.screen.visit.current
            clock.forward(SECOND)
            verdict = await session.submit(task, task.kind.key(task.exercise))
            assert isinstance(verdict, Right)
            await pilot.press("f8")
            await settled(pilot)
        assert "All done" in text_of(app.screen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, Home)


async def test_review_with_nothing_due_says_so(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.review()
        await settled(pilot)
        assert "Nothing is due" in text_of(app.screen)


# --- everywhere


async def test_the_welcome_comes_once_and_its_choices_hold(tmp_path, clock):
    session = desk(tmp_path / "cache", now=clock)
    app = app_of(session)
    session.set("welcomed", False)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, Welcome)
        await pilot.press("2", "enter", "2", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Home)
        assert (app.language, app.theme) == ("bn", "tutor-light")
    assert session.setting("welcomed", False)
    assert session.setting("theme", "") == "tutor-light"


async def test_help_tells_of_the_screen_below_and_its_keys(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, "slopes", "slopes-rate")
        await pilot.press("f1")
        await settled(pilot)
        assert isinstance(app.screen, Help)
        assert "Enter checks" in text_of(app.screen)
        assert "F3" in text_of(app.screen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, LessonScreen)


async def test_keys_can_be_remapped_and_the_bar_shows_it(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        app.remap({"hint": "f12"})
        await settled(pilot)
        assert "F12 hint" in keys_of(app)
        await pilot.press("f12")
        await settled(pilot)
        assert "Hint 1 of 2" in text_of(screen)


@pytest.mark.parametrize("size", [(80, 24), (30, 8), (200, 60)])
async def test_any_size_will_do(session, size):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at(pilot, "pieces", "pieces-order")
        await pilot.resize_terminal(*size)
        await settled(pilot)
        await pilot.press("space", "enter")
        await settled(pilot)
        assert screen.visit.current.tries == 1


async def test_a_crash_keeps_the_draft_and_writes_a_report(tmp_path, clock):
    from tutor.progress.store import Store

    with Store.open(tmp_path / "progress.db") as store:
        session = desk(tmp_path / "cache", now=clock, store=store)
        app = app_of(session)

        def boom():
            raise RuntimeError("boom")

        async def crash():
            async with app.run_test(size=SIZE) as pilot:
                await at(pilot, "slopes", "slopes-rate")
                await typed(pilot, "lear")
                app.call_later(boom)
                await pilot.pause()

        with pytest.raises(RuntimeError, match="boom"):
            await crash()
        assert store.draft("slopes-rate").text == "lear"
        assert "boom" in app.crash_report.read_text()


def test_the_screens_load_neither_sympy_nor_numpy(tmp_path):
    """Every view of every kind is shown and typed into, in a process of its own."""
    code = """
import asyncio, sys
from pathlib import Path
from tests.screens.desk import app_of, desk
from tutor import kinds

async def main():
    session = desk(Path(sys.argv[1]))
    app = app_of(session)
    shown = set()
    async with app.run_test(size=(100, 40)) as pilot:
        for lesson in session.library.catalogue().lessons:
            for exercise in lesson.exercises:
                app.learn(lesson.id, exercise.id)
                await pilot.pause()
                await pilot.press("x", "1", "f3")
                await pilot.pause()
                shown.add(exercise.kind)
                app.pop_screen()
                await pilot.pause()
    print(sorted(set(kinds.names()) - shown))
    print([name for name in ("numpy", "sympy", "mpmath") if name in sys.modules])

asyncio.run(main())
"""
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert found.stdout.splitlines()[-2:] == ["[]", "[]"], found.stderr[-3000:]


async def test_the_keys_of_the_screen_work_inside_a_written_answer(session):
    async with app_of(session).run_test(size=SIZE) as pilot:
        screen = await at(pilot, "pieces", "pieces-interview")
        await typed(pilot, "luck")
        await pilot.press("f6")
        await settled(pilot)
        assert screen.visit.current.source.id != "pieces-interview"


async def test_help_is_offered_only_while_it_has_more_to_say(session):
    async with app_of(session).run_test(size=SIZE) as pilot:
        await at(pilot, "pieces", "pieces-interview")
        assert "F3" in keys_of(pilot.app)
        await pilot.press("f4")
        await settled(pilot)
        assert "F4" not in keys_of(pilot.app)
        assert "F3" in keys_of(pilot.app)
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert "F3" not in keys_of(pilot.app)
        await pilot.press("f8")
        await settled(pilot)
        assert "F3" in keys_of(pilot.app)
        assert "F4" in keys_of(pilot.app)


async def test_what_is_handed_in_too_early_is_told_where_no_line_can_show_it(session):
    async with app_of(session).run_test(size=SIZE) as pilot:
        screen = await at(pilot, "derive", "derive-square")
        await typed(pilot, "x^2 + 6x + 9 - 9")
        await pilot.press("enter", "enter")
        await settled(pilot)
        told = screen.panel.query_one(Feedback)
        assert told.display
        assert told.has_class("-unreadable")
        assert screen.visit.current.state == ""

        await typed(pilot, "(x+3)^2 - 9")
        assert not told.display
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert told.has_class("-right")
