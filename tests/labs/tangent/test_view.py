"""The tangent lab on the screen: keys, mouse, fields, tasks."""

import pytest
from textual.widgets import Static

from tests.labs.desk import app_for_labs, opened, press, still
from tutor.labs.tangent.view import CurvePlot
from tutor.widgets.entry import Entry
from tutor.widgets.plot import Curve

pytestmark = pytest.mark.asyncio


@pytest.fixture
def lab(tmp_path):
    """A context in which the lab is open: `async with lab(…) as (pilot, view)`."""

    class Open:
        def __init__(self, **start):
            self.start = start
            self.app = app_for_labs(tmp_path)

        async def __aenter__(self):
            self.running = self.app.run_test(size=(80, 24))
            pilot = await self.running.__aenter__()
            return pilot, await opened(pilot, "tangent", **self.start)

        async def __aexit__(self, *error):
            await self.running.__aexit__(*error)

    return Open


def told(view):
    return str(view.query_one("#told", Static).visual)


def beside(view):
    return str(view.query_one("#numbers", Static).visual)


async def test_arrow_keys_move_the_point_and_the_numbers_follow(lab):
    async with lab() as (pilot, view):
        assert "y = 2x − 6" in beside(view)
        await press(pilot, "right", "right", "shift+left")
        assert view.model.point == pytest.approx(2.84)
        assert view.query_one("#x", Entry).value == "2.84"
        assert "f′(x) = 1.68" in beside(view)


async def test_the_mouse_takes_the_point_along(lab):
    async with lab() as (pilot, view):
        drawing = view.query_one(CurvePlot).drawing
        here, there = drawing.cell(1, 2), drawing.cell(4, 2)
        await pilot.mouse_down("#plot", offset=here)
        assert view.model.point == pytest.approx(1, abs=0.15)
        await pilot.hover("#plot", offset=there)
        await pilot.mouse_up("#plot", offset=there)
        await still(pilot)
        assert view.model.point == pytest.approx(4, abs=0.15)
        await press(pilot, "ctrl+z")
        assert view.model.point == 3


async def test_the_wheel_zooms_around_the_mouse(lab):
    async with lab() as (pilot, view):
        plot = view.query_one(CurvePlot)
        column, row = plot.drawing.cell(-1, 2)
        plot.post_message(plot.Wheel(plot, -1.0, 2.0, -1))
        await still(pilot)
        low, high = view.model.window
        assert low == pytest.approx(-1, abs=0.02)
        assert high < 5
        assert (column, row) == plot.drawing.cell(low, 2) or row


async def test_a_typed_function_is_drawn_and_a_wrong_one_told(lab):
    async with lab() as (pilot, view):
        field = view.query_one("#function", Entry)
        field.focus()
        field.put("sin(")
        await press(pilot, "enter")
        assert field.has_class("-wrong")
        assert view.model.function.text == "x^2 - 4x + 3"
        field.put("x^3 - 3x")
        await press(pilot, "enter")
        assert not field.has_class("-wrong")
        assert view.model.function.text == "x^3 - 3x"
        assert pilot.app.focused is view.query_one(CurvePlot)
        await press(pilot, "ctrl+z")
        assert field.value == "x^2 - 4x + 3"


async def test_a_typed_x_may_be_a_formula(lab):
    async with lab() as (pilot, view):
        field = view.query_one("#x", Entry)
        field.focus()
        field.put("sqrt(2)")
        await press(pilot, "enter")
        assert view.model.point == pytest.approx(2**0.5)
        field.focus()
        field.put("north")
        await press(pilot, "enter")
        assert field.has_class("-wrong")
        assert view.model.point == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("function", "x", "words"),
    [
        ("|x|", "0", "−1 on the left and 1 on the right"),
        ("1/x", "0", "a pole"),
        ("sqrt(x)", "-1", "outside the domain"),
        ("floor(x)", "1", "jumps"),
    ],
)
async def test_where_there_is_no_tangent_a_sentence_says_why(lab, function, x, words):
    async with lab(function=function, point=x) as (pilot, view):
        assert words in told(view)
        await press(pilot, "right", "left", "f5", "f3", "f4")
        assert words in told(view)


async def test_each_press_halves_h(lab):
    async with lab() as (pilot, view):
        await press(pilot, "f5")
        assert "Secant over h = 1: slope 3; tangent: 2. Off by 1" in told(view)
        await press(pilot, "f5", "f5")
        assert "h = 0.25: slope 2.25" in told(view)
        assert "0.25     2.25" in beside(view)


async def test_a_task_is_set_tried_and_solved(lab):
    async with lab(point="1") as (pilot, view):
        await press(pilot, "f2")
        assert "the tangent is level: slope 0" in told(view)
        assert "f′(x) = ?" in beside(view)
        await press(pilot, "n", "f3")
        assert view.model.point == 1
        assert view.model.show == {"bends", "points"}
        await press(pilot, "enter")
        assert "✗ Here the slope is −2, less than 0" in told(view)
        view.query_one("#x", Entry).focus()
        view.query_one("#x", Entry).put("2")
        await press(pilot, "enter", "enter")
        assert "✓ Right, exactly: x = 2" in told(view)
        await press(pilot, "enter")
        assert "where the slope is 2" in told(view)
        await press(pilot, "f8")
        assert "x = 2 is a minimum" in told(view)


def labels(view):
    scene = view.query_one(CurvePlot).scene
    return {item.label for item in scene.items if isinstance(item, Curve)}


async def test_the_equation_of_the_tangent_does_not_answer_for_the_learner(lab):
    async with lab(task="origin") as (pilot, view):
        assert "f′(x) = 2" in beside(view)
        assert "y =" not in beside(view)
        await press(pilot, "f8")
        assert "y = 2x − 6" in beside(view)


async def test_a_guess_is_drawn_by_keys_and_by_mouse_and_compared(lab):
    async with lab(task="draw") as (pilot, view):
        assert "f′(x) = 2x − 4" not in beside(view)
        for x, steps in ((-1, 12), (0, 8)):
            await press(pilot, *["left"] * 7)
            await press(pilot, *["right"] * (x + 1))
            assert view.model.places[view._chosen] == x
            await press(pilot, *["down"] * steps)
        assert view.model.guesses[0] < view.model.guesses[1] < 0
        await press(pilot, "enter")
        assert "✗ Match" in told(view)
        assert "f′" not in labels(view)
        drawing = view.query_one(CurvePlot).drawing
        for x in (1, 2, 3, 4, 5):
            cell = drawing.cell(x, 2 * x - 4)
            await pilot.mouse_down("#plot", offset=cell)
            await pilot.mouse_up("#plot", offset=cell)
        await still(pilot)
        await press(pilot, "enter")
        assert "✓ Match 9" in told(view)
        assert "f′" in labels(view)
        assert "draw" in view.model.solved


async def test_the_last_task_is_followed_by_praise(lab):
    async with lab(solved="flat origin draw", task="slope", point="3") as (pilot, view):
        await press(pilot, "enter", "enter")
        assert "All tasks of this curve are done" in told(view)
        await press(pilot, "left")
        assert "rises" in told(view)


async def test_it_is_found_as_it_was_left(tmp_path, lab):
    opening = lab()
    async with opening as (pilot, view):
        await press(pilot, "f5", "right", "f3")
        state = view.model.state()
        await press(pilot, "escape")
        again = await opened(pilot, "tangent")
        assert again.model.state() == state
        await press(pilot, "ctrl+r")
        assert again.model.state() != state
        assert again.model.point == 3


async def test_it_speaks_the_other_language_at_once(lab):
    async with lab() as (pilot, view):
        await press(pilot, "f9")
        assert "curve উঠছে" in told(view)
