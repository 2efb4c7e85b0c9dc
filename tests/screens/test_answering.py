"""What is said around an answer, and where the page stands while it is given."""

import pytest
from textual.widgets import Static

from tests.screens.desk import Clock, SlowWorker, app_of, here, library
from tests.screens.test_screens import at, keys_of, settled, typed
from tutor.kinds.answer_view import AnswerView
from tutor.progress.store import Store
from tutor.screens.feedback import Feedback, with_minus
from tutor.session import Session
from tutor.widgets.pick_list import PickList, PickRow

LESSON = """
format_version: 1
id: answering
title: Answering
course: tests
minutes: 5
sections:
  - title: A picture first
    reading: Look at this.
  - lab: {name: tangent, start: {f: x^2}}
  - reading: |
      A long text. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.
  - exercise:
      kind: choice
      id: answering-several
      prompt: Which of these are even?
      options:
        - {id: two, right: "2", feedback: Half of it is $1$.}
        - {id: four, right: "4", feedback: Half of it is $2$.}
        - {id: six, right: "6"}
        - {id: one, wrong: "1", feedback: "Try $1 / 2$."}
        - {id: three, wrong: "3", feedback: "Try $\\\\frac{3}{2}$."}
  - exercise:
      kind: choice
      id: answering-one
      prompt: Which of these is even?
      options:
        - {id: two, right: "2"}
        - {id: one, wrong: "1", feedback: "It is odd: $1 / 2$ is no whole number."}
  - reading: |
      Another long text. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.

      It takes lines. It takes lines.
  - exercise:
      kind: interview
      id: answering-aloud
      prompt: What is a slope?
      rubric: [It is a rate., It has a sign.]
      model: A rate of change.
  - exercise:
      kind: trace
      id: answering-trace
      prompt: Which shapes?
      given: {x: "(B, T)"}
      code: |
        y = x.T   # ?
        z = y.T   # ?
"""


@pytest.fixture
def session(tmp_path):
    folder = tmp_path / "lessons" / "tests"
    folder.mkdir(parents=True)
    (folder / "course.yaml").write_text("format_version: 1\nid: tests\ntitle: Tests\n")
    (folder / "answering.yaml").write_text(LESSON)
    found = library(tmp_path / "cache", tmp_path / "lessons")
    return Session(Store.in_memory(), found, here, now=Clock())


def in_sight(screen) -> bool:
    """Whether the current exercise is where the learner looks."""
    flow, panel = screen.query_one("#flow"), screen.panel
    return panel.region.overlaps(flow.region)


def remark(screen) -> str:
    line = screen.query_one("ExercisePanel.-current .panel-remark", Static)
    return str(line.render()) if line.display else ""


async def press(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


def places(screen, *ids) -> list[str]:
    """The digits of options, as this variant shows them."""
    from tutor.kinds.choice.kind import options

    shown = [option.id for option in options(screen.visit.current.exercise)]
    return [str(shown.index(each) + 1) for each in ids]


async def test_the_page_stays_with_an_exercise_that_is_begun_afresh(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-several")
        await press(pilot, "1", "enter")
        await press(pilot, "f5")
        assert screen.panel.item.state == ""
        assert in_sight(screen)
        assert isinstance(screen.focused, PickList)
        await press(pilot, "f9")
        assert in_sight(screen)


async def test_the_page_stays_with_an_interview_question_whose_rubric_is_revealed(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-aloud")
        await press(pilot, "ctrl+r")
        assert in_sight(screen)
        assert isinstance(screen.focused, PickList)


async def test_only_what_was_ticked_is_marked_and_how_many_are_missing_is_said(session):
    app = app_of(session)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at(pilot, "answering", "answering-several")
        await press(pilot, *places(screen, "two", "one", "three"), "enter")
        marks = [str(row.query_one(".pick-mark", Static).render()) for row in screen.query(PickRow)]
        ticked = {int(place) - 1 for place in places(screen, "two", "one", "three")}
        for index, mark in enumerate(marks):
            assert ("✓ " in mark + " " or "✗" in mark) == (index in ticked)
        told = "\n".join(str(line.render()) for line in screen.query_one(Feedback).query(Static))
        assert "2 of the options you ticked do not belong. And 2 that do are missing." in told


async def test_feedback_beside_an_option_is_set_as_mathematics(session):
    app = app_of(session)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at(pilot, "answering", "answering-several")
        await press(pilot, *places(screen, "one", "three"), "enter")
        notes = [str(row.query_one(".pick-note", Static).render()) for row in screen.query(PickRow)]
        assert "Try 1/2." in notes
        assert not any("$" in note or "\\" in note for note in notes)


async def test_a_wrong_choice_is_told_once(session):
    app = app_of(session)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at(pilot, "answering", "answering-one")
        await press(pilot, *places(screen, "one"), "enter")
        feedback = screen.query_one(Feedback)
        assert "That is not it." not in "".join(str(e.render()) for e in feedback.query(Static))
        assert len(feedback.query("Prose")) == 1


async def test_enter_on_an_untouched_choice_asks_to_choose_and_counts_nothing(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-one")
        await press(pilot, "enter")
        assert "Choose first" in remark(screen)
        assert session.store.attempts("answering-one") == []
        await press(pilot, "down", "enter")
        assert remark(screen) == ""
        assert len(session.store.attempts("answering-one")) == 1


async def test_what_is_said_in_passing_stands_by_the_answer_and_goes_with_the_next_key(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-trace")
        await press(pilot, "enter")
        assert "Nothing to check yet" in remark(screen)
        assert not app._notifications
        await typed(pilot, "(")
        assert remark(screen) == ""


async def test_the_bar_tells_what_enter_does(session):
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at(pilot, "answering", "answering-one")
        assert "Enter check" in keys_of(app)
        await press(pilot, *places(screen, "two"), "enter")
        assert "Enter go on" in keys_of(app)
        screen = await at(pilot, "answering", "answering-trace")
        await typed(pilot, "(T,B)")
        assert "Enter next line" in keys_of(app)
        await press(pilot, "enter")
        await typed(pilot, "(B,T)")
        assert "Enter check" in keys_of(app)


async def test_after_the_solution_no_hint_is_offered_where_there_is_none(session):
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at(pilot, "answering", "answering-one")
        assert "F3 hint" in keys_of(app)
        await press(pilot, "f4")
        assert "F3 hint" not in keys_of(app)
        assert screen.query_one(AnswerView)


async def test_the_bar_takes_a_second_row_for_what_can_be_done(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "answering", "answering-trace")
        await typed(pilot, "(")
        for key in ("^Q quit", "F9", "^P commands", "^B previous"):
            assert key in keys_of(app), key


async def test_next_leads_through_a_reading_to_its_exercise_and_passes_none_by(session):
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-one")
        await press(pilot, "f8")
        assert screen.visit.current.source.id == "answering-aloud"
        assert not screen.panel.has_focus_within
        await press(pilot, "f8")
        assert screen.visit.current.source.id == "answering-aloud"
        assert screen.panel.has_focus_within
        await press(pilot, "f8")
        assert screen.visit.current.source.id == "answering-trace"


async def test_a_lesson_begins_with_its_reading_though_a_question_of_it_was_met_elsewhere(session):
    lesson = session.library.lesson("answering")
    source = next(each for each in lesson.exercises() if each.id == "answering-one")
    await session.submit(session.task(lesson, source), "two")
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering")
        assert screen.query_one("#flow").scroll_offset.y == 0


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("At x = -2 yours is -3.5.", "At x = −2 yours is −3.5."),
        ("(-1, -.5)", "(−1, −.5)"),
        ("to -∞", "to −∞"),
        ("3-2 and x-1 and 2026-05-01", "3-2 and x-1 and 2026-05-01"),
        ("`x[-1]` and $-1$", "`x[-1]` and $-1$"),
        ("~~~~\n  4  x = -1\n~~~~", "~~~~\n  4  x = -1\n~~~~"),
        ("view(-1)", "view(-1)"),
    ],
)
def test_negative_numbers_of_a_sentence_have_the_sign_of_mathematics(written, shown):
    assert with_minus(written) == shown


async def test_a_verdict_on_an_answer_that_was_changed_meanwhile_is_not_shown(session):
    worker = SlowWorker()
    session._worker = worker
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "answering", "answering-trace")
        for keys in ("(T,B)", "(B,B)"):
            await typed(pilot, keys)
            await pilot.press("enter")
        await pilot.pause()
        await pilot.press("backspace")
        worker.go.set()
        await settled(pilot)
        assert len(session.store.attempts("answering-trace")) == 1
        assert not screen.query_one(Feedback).has_class("-wrong")
