"""The gradient check on the screen: fields, keys, mouse, work aside."""

import pytest
from textual.widgets import Input, Static

from tests.labs.desk import app_for_labs, opened, press, still
from tutor.labs.gradcheck.model import Model
from tutor.labs.gradcheck.table import Entries
from tutor.widgets.entry import Entry
from tutor.widgets.examples import Examples
from tutor.widgets.plot import Plot

pytestmark = pytest.mark.asyncio

MATRIX = {"function": "x' A x", "gradient": "2 A x", "by": "x", "shapes": "A: n x n, x: n"}


@pytest.fixture
def app(tmp_path):
    return app_for_labs(tmp_path)


def told(view):
    return str(view.query_one("#findings", Static).render())


def table(view):
    return str(view.query_one(Entries).render())


def write(view, name, text):
    """Put a text into a field, without leaving it."""
    view.query_one("#" + name, Entry).query_one(Input).value = text


async def typed(pilot, view, name, text):
    """Type something else into a field."""
    view.query_one("#" + name, Entry).focus()
    await pilot.pause()
    write(view, name, text)
    await press(pilot, "enter")


async def test_a_right_gradient_is_told_to_be_right(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        assert "✓ Every entry agrees" in told(view)
        assert "Slopes of the arms: truncation 2 and 1" in told(view)
        assert "3.015" in table(view)


async def test_a_wrong_entry_is_named_with_how_it_is_wrong(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "gradcheck")
        await typed(pilot, view, "gradient", "[2x y, x^2 - cos(y)]")
        assert "✗ ∂f/∂y" in told(view)
        assert "No h helps" in told(view)
        assert isinstance(app.focused, Plot)


async def test_function_and_gradient_may_be_typed_one_after_the_other(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "gradcheck")
        await typed(pilot, view, "function", "a^2 + b^2 + c^2")
        assert view.query_one("#gradient", Entry).has_class("-wrong")
        assert "variables: 3 (a, b, c)" in str(view.query_one("#shown", Static).render())
        assert app.focused is view.query_one("#gradient Input")
        write(view, "gradient", "[2a, 2b, 2c]")
        await press(pilot, "enter")
        assert len(view.model.rows) == 3
        assert not view.query(".-wrong")
        assert "✓ Every entry agrees" in told(view)


async def test_keys_move_h_and_choose_an_entry(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        await press(pilot, "left", "left")
        assert view.query_one("#h", Entry).value == "1e-6"
        await press(pilot, "down", "down")
        assert view.model.entry == 1
        assert "▸ ∂f/∂y" in table(view)
        await press(pilot, "down")
        assert view.model.entry is None
        await press(pilot, "f5")
        assert view.model.step == pytest.approx(1e-5)
        await press(pilot, "ctrl+z")
        assert view.model.step == 1e-6


async def test_formula_and_precision_turn(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        await press(pilot, "f3")
        assert view.model.formula == "forward"
        assert "forward" in table(view)
        await press(pilot, "f4")
        assert view.model.single
        await pilot.click("#precision")
        await still(pilot)
        assert not view.model.single


async def test_matrices_come_with_shapes(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        assert not view.query_one("#of-matrices").display
        write(view, "gradient", "2 A x")
        write(view, "by", "x")
        write(view, "shapes", "A: n x n, x: n")
        write(view, "point", "")
        await typed(pilot, view, "function", "x' A x")
        assert view.query_one("#of-matrices").display
        assert "right when A is symmetric" in told(view)
        await typed(pilot, view, "gradient", "(A + A') x")
        assert "✓ Every entry agrees" in told(view)


async def test_another_point_is_drawn_and_shown(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        await press(pilot, "f2")
        drawn = view.query_one("#point Input", Input).placeholder
        assert view.query_one("#point", Entry).value == ""
        assert drawn == "random: " + view.model.subject.describe_point()
        assert "✓ Every entry agrees" in told(view)


async def test_the_mouse_moves_h_and_chooses_entries(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        plot = view.query_one(Plot)
        x, y = plot.drawing.cell(1e-8, 1e-4)
        await pilot.click(plot, offset=(x, y))
        await still(pilot)
        assert 1e-9 < view.model.step < 1e-7
        await pilot.click(Entries, offset=(4, 3))
        await still(pilot)
        assert view.model.entry == 1


async def test_examples_are_chosen_from_a_list(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        await press(pilot, "f7")
        assert isinstance(app.screen, Examples)
        await press(pilot, "down", "down", "enter")
        assert "inner derivative is missing" in told(view)


async def test_work_that_is_no_longer_wanted_is_given_up(app, monkeypatch):
    asked, done = [], []
    whole = Model.work_out

    def slow(model, progress=lambda share: True):
        def told(share):
            asked.append(model.texts["point"])
            go_on = progress(share)
            if not go_on:
                done.append("given up")
            return go_on

        whole(model, told)

    monkeypatch.setattr(Model, "work_out", slow)
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        view._job += 1  # as another state does
        before = told(view)
        view._worked_out(view._job - 1)
        assert told(view) == before
        await press(pilot, "f2")
        assert view.model.is_worked_out
        assert asked


async def test_what_cannot_be_read_is_said_and_nothing_is_lost(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck", **MATRIX)
        before = view.model.state()
        for name, text in (("function", "x' A ("), ("h", "0"), ("shapes", "A"), ("point", "x")):
            await typed(pilot, view, name, text)
            assert view.query_one("#" + name, Entry).has_class("-wrong"), name
            assert view.model.state() == before
            view.show(view.model)
        assert not view.query(".-wrong")


async def test_the_language_changes_in_place(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck")
        await press(pilot, "f9")
        assert "সব entry মেলে" in told(view)


@pytest.mark.parametrize(
    ("function", "gradient", "point"),
    [("1/x", "-1/x^2", "x = 0"), ("log(x)", "1/x", "x = -1"), ("x^x", "1", ""),
     ("1e300 x^2", "x", "x = 1e10"), ("floor(x)", "0", "x = 1")],
)  # fmt: skip
async def test_hard_functions_can_be_looked_at(app, function, gradient, point):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "gradcheck", function=function, gradient=gradient, point=point)
        await press(pilot, "left", "f5", "f3", "f4", "f2", "down")
        assert view.model.state()["function"] == function
        assert told(view)
