"""The descent lab on the screen: keys, mouse, fields, running, undo."""

import asyncio
import time

import pytest
from textual.widgets import Input, Static

from tests.labs.desk import app_for_labs, opened, press, still
from tutor.labs.descent.table import StepTable
from tutor.screens.lab import LabScreen
from tutor.widgets.entry import Entry
from tutor.widgets.examples import Examples
from tutor.widgets.plot import Plot

pytestmark = pytest.mark.asyncio


@pytest.fixture
def app(tmp_path):
    return app_for_labs(tmp_path)


def told(view):
    return str(view.query_one("#remarks", Static).render())


def table(view):
    return str(view.query_one(StepTable).render())


async def field(pilot, view, name, text):
    """Type something else into a field."""
    view.query_one("#" + name, Entry).focus()
    await pilot.pause()
    view.query_one("#" + name, Entry).query_one(Input).value = text
    await press(pilot, "enter")


async def test_keys_step_forward_and_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent")
        await press(pilot, "f3", "f3", "right", "left")
        assert view.model.here.index == 2
        assert "2.88" in table(view)
        await press(pilot, "f2", "f8")
        assert view.model.here.index == 0


async def test_up_and_down_change_the_rate_and_the_path_is_drawn_anew(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="5")
        await press(pilot, "up", "up", "up")
        assert view.model.method.rate == 0.3
        assert view.query_one("#rate", Entry).value == "0.3"
        assert "diverges" in told(view)
        assert "−1.4" in told(view)
        await press(pilot, "ctrl+z")
        assert view.model.method.rate == 0.2
        await press(pilot, "ctrl+r")
        assert view.model.method.rate == 0.1


async def test_a_typed_loss_of_two_parameters_shows_a_map(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "descent")
        await field(pilot, view, "loss", "x^2 + 4 y^2")
        assert view.model.loss.names == ("x", "y")
        assert view.query_one("#from", Entry).value == "x = 1, y = 1"
        assert view.query_one("#constants", Entry).value == ""
        assert "∂L/∂y = 8y" in str(view.query_one("#slopes", Static).render())
        assert "Condition number 4" in told(view)
        assert isinstance(app.focused, Plot)


async def test_what_cannot_be_read_is_said_and_nothing_is_lost(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="3")
        before = view.model.state()
        await field(pilot, view, "rate", "fast")
        assert view.query_one("#rate", Entry).has_class("-wrong")
        assert "`fast` is not a number" in str(view.query_one("#slopes", Static).render())
        assert view.model.state() == before
        await field(pilot, view, "rate", "0.2")
        assert not view.query_one("#rate", Entry).has_class("-wrong")
        assert view.model.method.rate == 0.2


async def test_methods_show_their_own_numbers(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="2")

        def shown():
            return {name for name in ("momentum", "beta1", "beta2", "epsilon", "correction")
                    if view.query_one("#" + name).display}  # fmt: skip

        assert shown() == set()
        await press(pilot, "f6")
        assert shown() == {"momentum"}
        await press(pilot, "f6", "f6")
        assert shown() == {"beta1", "beta2", "epsilon", "correction"}
        await pilot.click("#correction")
        await still(pilot)
        assert not view.model.method.correction
        await pilot.click("#method")
        await still(pilot)
        assert view.model.method.name == "gd"


async def test_it_runs_until_it_rests_and_can_be_paused(app, monkeypatch):
    monkeypatch.setattr("tutor.labs.descent.view.PACE", 0.5)
    async with app.run_test(size=(80, 24)) as pilot:
        app.animation_level = "full"
        view = await opened(pilot, "descent")
        await press(pilot, "f4")
        assert view.running
        end = time.monotonic() + 60
        while view.model.here.index < 2 and time.monotonic() < end:
            await asyncio.sleep(0.02)
        await press(pilot, "f4")
        assert not view.running
        paused = view.model.here.index
        assert paused >= 2
        monkeypatch.setattr("tutor.labs.descent.view.PACE", 0.01)
        await press(pilot, "space")
        while view.running and time.monotonic() < end:
            await asyncio.sleep(0.02)
        await still(pilot)
        assert "Arrived" in told(view)
        assert app.session.lab_state("descent", {})["steps"] == str(view.model.here.index)


async def test_without_animations_a_run_comes_at_once(app):
    async with app.run_test(size=(80, 24)) as pilot:
        app.animation_level = "none"
        view = await opened(pilot, "descent")
        await press(pilot, "f4")
        assert not view.running
        assert view.model.here.index == 50


async def test_the_mouse_says_where_to_start(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="4")
        plot = view.query_one(Plot)
        x, y = plot.drawing.cell(5, 16)
        await pilot.mouse_down(plot, offset=(x, y))
        await pilot.hover(plot, offset=(x + 2, y))
        await pilot.mouse_up(plot, offset=(x + 2, y))
        await still(pilot)
        assert 5 < view.model.start[0] < 6
        assert view.model.here.index == 4
        await press(pilot, "ctrl+z")
        assert view.model.start == (0,)


async def test_the_loss_by_step_is_a_view_of_its_own(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="9")
        await press(pilot, "f5")
        assert view.query_one(Plot).scene.log_y
        assert view.model.state()["show"] == "curve"
        await press(pilot, "f5")
        assert not view.query_one(Plot).scene.log_y


async def test_zoom_and_fit(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent")
        whole = view.model.ranges[0]
        await press(pilot, "plus", "plus")
        low, high = view.model.ranges[0]
        assert high - low == pytest.approx((whole[1] - whole[0]) / 2, rel=1e-4)
        await press(pilot, "0")
        assert view.model.ranges[0] == whole


async def test_examples_are_chosen_from_a_list(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent")
        await press(pilot, "f7")
        assert isinstance(app.screen, Examples)
        await press(pilot, "escape")
        assert view.model.steps == 0
        await press(pilot, "f7", *["down"] * 4, "enter")
        assert view.model.loss.names == ("x", "y")
        await press(pilot, "ctrl+z")
        assert view.model.loss.names == ("w",)


async def test_the_language_changes_in_place(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", steps="2")
        await press(pilot, "f9")
        assert "loss কমছে" in told(view)
        assert isinstance(app.screen, LabScreen)


@pytest.mark.parametrize("loss", ["1/w", "log(w)", "tan(w)", "1e300 w^2", "x/y", "floor(w)"])
async def test_hard_losses_can_be_looked_at(app, loss):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "descent", loss=loss, rate="2", steps="20")
        await press(pilot, "f2", "f3", "up", "f5", "f6", "plus")
        assert view.model.state()["loss"] == loss
