"""A shape drill in each of its three modes, played through."""

import pytest

from tests.screens.desk import app_of, desk
from tests.screens.terminal import Terminal
from tests.screens.test_places import press, text_of
from tests.screens.test_screens import settled
from tutor.kinds.choice.kind import options
from tutor.practice.decks import Wanted
from tutor.practice.shapes import FAMILIES, MODES
from tutor.screens.drill import DrillScreen
from tutor.screens.drills import DrillSetup, DrillState, keep_state, state_of
from tutor.screens.one_of import OneOf, TickList
from tutor.widgets.answer_field import AnswerField

SIZE = (80, 24)


@pytest.fixture
def session(tmp_path):
    return desk(tmp_path / "cache")


async def begin(pilot, session, mode, family="attention", level=3):
    keep_state(session, "shapes", DrillState(Wanted((family,), level, mode)))
    pilot.app.push_screen(DrillScreen("shapes"))
    await settled(pilot)
    return pilot.app.screen


async def pick(pilot, right=True):
    """Pick an option by its number, and hand it in."""
    shown = options(pilot.app.screen.visit.current.exercise)
    at = next(place for place, option in enumerate(shown, 1) if option.is_right == right)
    await press(pilot, str(at), "enter")


async def test_every_family_level_and_mode_can_be_chosen(session):
    app = app_of(session)
    async with app.run_test(size=(80, 40)) as pilot:
        app.push_screen(DrillSetup("shapes"))
        await settled(pilot)
        setup = app.screen
        assert len(setup.deck.families()) == len(FAMILIES) == 13
        assert setup.deck.modes == MODES
        assert setup.query_one("#mode", OneOf).picked == 0
        setup.query_one("#families", TickList).focus()
        await press(pilot, "3", "ctrl+s")
        assert isinstance(app.screen, DrillScreen)
        assert state_of(session, "shapes").wanted == Wanted(("einsum",), 0, "last")
        assert app.screen.visit.current.source.id == "drill-shapes-einsum-1-last"


async def test_the_shape_of_the_last_line(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin(pilot, session, "last")
        task = screen.visit.current
        assert task.source.id == "drill-shapes-attention-3-last"
        field = screen.panel.view.query_one(AnswerField)
        field.value = "()"
        await settled(pilot)
        await press(pilot, "enter")
        assert "Not yet" in text_of(app)
        field.value = task.kind.key(task.exercise)
        await settled(pilot)
        await press(pilot, "enter")
        assert "Right" in text_of(app)
        await press(pilot, "enter")
        assert screen.visit.current is not task


async def test_the_shape_of_every_line(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin(pilot, session, "every", "normalization", 2)
        task = screen.visit.current
        shapes = task.kind.key(task.exercise).split("\n")
        fields = list(screen.panel.view.query(AnswerField))
        assert len(fields) == len(shapes) >= 3
        for field, shape in zip(fields[:-1], shapes, strict=False):
            field.value = shape
        fields[-1].value = "(7, 7, 7, 7)"
        await settled(pilot)
        await press(pilot, "enter")
        assert f"{len(shapes) - 1} of {len(shapes)} lines are right" in text_of(app)
        fields[-1].value = shapes[-1]
        await settled(pilot)
        await press(pilot, "enter")
        assert "Right" in text_of(app)


async def test_the_failing_line_then_its_cause_then_its_mend(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin(pilot, session, "find", "reductions", 2)
        ids = []
        for step in range(1, 4):
            task = screen.visit.current
            ids.append(task.source.id)
            if step == 2:
                await pick(pilot, right=False)
                assert "✗ Not yet" in text_of(app)
            await pick(pilot)
            assert "Right" in text_of(app)
            await press(pilot, "enter")
        assert ids == [f"drill-shapes-reductions-2-find-step-{step}" for step in (1, 2, 3)]
        assert screen.visit.current.source.id == ids[0]
        assert len({task.exercise.prompt["en"] for task in screen.visit.tasks}) == 4


async def test_the_level_follows_the_answers(session):
    app = app_of(session)
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin(pilot, session, "last", "matmul", 0)
        for _ in range(2):
            task = screen.visit.current
            assert task.exercise.difficulty == 1
            screen.panel.view.query_one(AnswerField).value = task.kind.key(task.exercise)
            await settled(pilot)
            await press(pilot, "enter", "enter")
        assert screen.visit.current.exercise.difficulty == 2


@pytest.mark.parametrize("mode", MODES)
async def test_a_question_is_asked_in_bangla(session, mode):
    app = app_of(session, language="bn")
    async with app.run_test(size=SIZE) as pilot:
        screen = await begin(pilot, session, mode)
        asked = {"last": "শেষ লাইনে", "every": "প্রতিটি লাইনের", "find": "কোন লাইনে"}[mode]
        assert asked in screen.visit.current.exercise.prompt["bn"]
        assert len(list(screen.query(".from-lesson"))) == 1


def test_a_drill_in_a_terminal(tmp_path):
    (tmp_path / "home").mkdir()
    arguments = ["-m", "tutor", "drill", "shapes", "--level", "1", "--db", str(tmp_path / "p.db")]
    with Terminal([*arguments, "--lang", "en"], tmp_path / "home") as terminal:
        terminal.wait_for("Welcome", "▸ 1 (•)   English")
        terminal.press("\r")
        terminal.wait_for("▸ 1 (•)   Dark")
        terminal.press("\r")
        terminal.wait_for("Shapes", "Question 1", "What shape does the last line make?")
        terminal.press("(7, 7, 7, 7, 7)")
        terminal.wait_for("I read this as")
        terminal.press("\r")
        terminal.wait_for("Not yet", "0 of 1 right")
