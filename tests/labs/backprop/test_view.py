"""The backprop lab on the screen, by keys and by mouse."""

import numpy as np
import pytest
from textual.widgets import Input, Static

from tests.labs.desk import app_for_labs, opened, press, still
from tutor.labs.backprop.figures import short
from tutor.labs.backprop.picture import Picture
from tutor.labs.backprop.setup import Setup
from tutor.labs.backprop.view import LossPlot
from tutor.widgets.entry import Entry


@pytest.fixture
def app(tmp_path):
    return app_for_labs(tmp_path)


def picture(view, name):
    rows = view.query_one(f"#bp-{name}", Picture).sheet.rows
    return "\n".join("".join(text for text, _ in row) for row in rows)


def said(view):
    return str(view.query_one("#bp-detail", Static).visual)


async def typed(pilot, text):
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = text
    await press(pilot, "enter")


async def test_stepping_computes_one_quantity_after_another_and_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course")
        await press(pilot, "home")
        assert view.model.at == 0
        assert "0.5987" not in picture(view, "graph")
        await press(pilot, "space", "space")
        assert view.model.selected == ("a1", (0,))
        assert "0.5987" in picture(view, "graph")
        assert "0.5752" not in picture(view, "graph")
        await press(pilot, "backspace")
        assert view.model.at == 1
        await press(pilot, "end", "space")
        assert view.model.at == 0


async def test_a_selected_number_stands_with_name_shape_and_formula(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", select="dz1[2]")
        text = said(view)
        assert "δ₁  (3, 1)" in text
        assert "(W₂ᵀδ₂) ⊙ σ′(z₁)" in text
        assert "0.2350" in text
        assert "= 0.005163" in text


async def test_arrows_move_the_selection_in_graph_and_table(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course")
        await press(pilot, "right", "down")
        assert view.model.selected == ("a1", (1,))
        await press(pilot, "v")
        assert view.model.selected == ("da1", (1,))
        await press(pilot, "f3", "right", "right")
        assert view.model.selected[0] == "db1"
        await press(pilot, "right", "right", "right")
        assert view.model.selected == ("W2", (0, 0))
        assert "W₂" in picture(view, "table")
        await press(pilot, "pagedown")
        assert view.model.selected[0] == "a1"


async def test_a_click_selects_a_unit(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course")
        graph = view.query_one("#bp-graph", Picture)
        row, first, _, target = next(
            spot for spot in graph.sheet.spots if spot[3] == ("unit", 2, 0) and spot[0] > 0
        )
        assert target == ("unit", 2, 0)
        await pilot.click("#bp-graph", offset=(first + 2, row))
        await still(pilot)
        assert view.model.selected == ("a2", (0,))


async def test_depth_activation_and_start_change_the_flow_at_once(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="ten-sigmoids", pane="flow")
        assert "Vanishing" in said(view)
        assert "9.5e−7" in picture(view, "flow")
        await press(pilot, "k")
        assert "Vanishing" not in said(view)
        assert "┃" in picture(view, "flow")
        await press(pilot, "k", "plus")
        assert view.model.design.depth == 11
        await press(pilot, "a", "i")
        assert view.model.design.activations[0] == "tanh"
        assert not view.model.setting.typed


async def test_ctrl_z_takes_a_change_back(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course")
        await press(pilot, "plus", "ctrl+z")
        assert view.model.design.sizes == (2, 3, 1)


async def test_updates_lower_the_loss_and_the_curve_is_there(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", pane="training")
        await press(pilot, "U", "u")
        assert view.model.setting.updates == 11
        assert "11/400" in picture(view, "controls")
        assert "The loss falls" in said(view)
        await press(pilot, "greater_than_sign", "c")
        assert view.model.setting.rate == 1.0
        assert view.model.setting.most == 1.0
        await press(pilot, "0")
        assert view.model.setting.updates == 0


async def test_enter_types_another_weight(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", pane="table", select="W1[2,1]")
        await press(pilot, "enter")
        assert pilot.app.focused.value == "-0.3"
        await typed(pilot, "oops")
        assert "oops" in said(view)
        await typed(pilot, "2/4")
        assert view.model.run.value("W1")[1, 0] == 0.5
        assert view.model.selected == ("W1", (1, 0))


async def test_escape_leaves_a_number_as_it_was_and_not_the_lab(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", select="x[1]")
        await press(pilot, "enter", "9", "escape")
        assert view.model.run.value("x").tolist() == [-1, 1]
        assert pilot.app.screen.view is view
        await press(pilot, "space")
        assert view.model.at == 0


async def test_answers_are_taken_hinted_at_and_counted(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", at="10")
        await press(pilot, "f7")
        assert "Your turn" in said(view)
        assert "δ₁,₁" in said(view)
        await typed(pilot, "-0.03295")
        assert "f′ is a link" in said(view)
        assert "⊙" not in said(view)
        await typed(pilot, "0.9")
        assert "(W₂ᵀδ₂) ⊙ σ′(z₁)" in said(view)
        await typed(pilot, "-0.0079")
        assert "✓ Right." in said(view)
        assert (view.model.right, view.model.asked, view.model.at) == (0, 1, 11)
        await press(pilot, "ctrl+n")
        assert (view.model.right, view.model.asked, view.model.at) == (0, 2, 12)
        await press(pilot, "f7")
        assert view.model.mode == "look"


async def test_what_is_asked_for_is_nowhere_on_the_screen(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "backprop", preset="course", at="0", mode="answer")
        for _ in range(6):
            value = float(np.ravel(view.model.run.value(view.model.next.name))[0])
            everything = picture(view, "graph") + picture(view, "table")
            assert f"{value:.4f}".replace("-", "−") not in everything
            await press(pilot, "ctrl+n")


async def test_no_other_pane_gives_an_answer_away(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "backprop", preset="course", at="0", mode="answer")
        while view.model.next.name != "L":
            await press(pilot, "ctrl+n")
        loss = short(float(view.model.run.value("L")))
        for unanswered in (True, False):
            await press(pilot, "f5")
            assert (loss in picture(view, "controls")) is not unanswered
            assert "‖∇L‖ = ?" in picture(view, "controls")
            assert (len(view.query_one(LossPlot).scene.items[-1].xs) == 0) is unanswered
            await press(pilot, "f4")
            assert "times" not in said(view)
            assert "once every δ" in said(view)
            await press(pilot, "f2", "ctrl+n")
        while view.model.next is not None:
            await press(pilot, "ctrl+n")
        await press(pilot, "f4")
        assert "times" in said(view)
        await press(pilot, "f5")
        assert "?" not in picture(view, "controls")


async def test_the_formula_of_a_layer_stands_over_it_once_it_is_answered(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "backprop", preset="course", at="0", mode="answer")
        assert "σ(" not in picture(view, "graph")
        await press(pilot, "ctrl+n", "ctrl+n")
        assert picture(view, "graph").count("σ(") == 1


async def test_a_shape_that_may_be_asked_for_is_hidden(app):
    async with app.run_test(size=(120, 40)) as pilot:
        view = await opened(pilot, "backprop", preset="course", at="0", mode="answer")
        *_, shapes = picture(view, "table").splitlines()[:3]
        assert shapes.split()[:4] == ["·1", "·2", "3×1", "?"]
        await press(pilot, "f7")
        *_, shapes = picture(view, "table").splitlines()[:3]
        assert "?" not in shapes


async def test_the_setup_takes_texts_and_says_what_is_wrong(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="course", pane="setup")
        setup = view.query_one(Setup)
        sizes = next(entry for entry in setup.query(Entry) if entry.name == "sizes")
        sizes.focus()
        await still(pilot)
        await typed(pilot, "2-999-1")
        assert sizes.has_class("-wrong")
        assert "64" in str(sizes.query_one(".complaint", Static).visual)
        assert view.model.design.sizes == (2, 3, 1)
        await typed(pilot, "2-5-1")
        assert view.model.design.sizes == (2, 5, 1)
        assert not sizes.has_class("-wrong")


async def test_presets_are_gone_through_by_key(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop")
        seen = []
        for _ in range(5):
            seen.append(view.model.design.sizes)
            await press(pilot, "f8")
        assert seen[2] == (2, 5, 1)
        assert seen[3] == (4, 5, 3, 2)
        assert len(seen[4]) == 11
        assert view.model.design.sizes == (2, 3, 1)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_the_largest_network_is_abridged_in_every_pane(app, size):
    start = {"sizes": "64-" * 12 + "64", "activation": "gelu", "norm": "on", "skip": "on"}
    async with app.run_test(size=size) as pilot:
        view = await opened(pilot, "backprop", **start, select="dW7[33,20]")
        for key in ("f2", "f3", "f4", "f5", "f6", "f7", "f2"):
            await press(pilot, key)
        assert view.model.design.depth == 12


async def test_every_key_can_be_pressed_anywhere(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "backprop", preset="relu-tanh-softmax", norm="on")
        moves = ["up", "down", "left", "right", "pageup", "pagedown", "v", "V"]
        keys = [*moves, *"aAiIgGsklcuU0", "plus", "minus"]
        for pane in ("f2", "f3", "f4", "f5"):
            await press(pilot, pane, *keys, "less_than_sign", "greater_than_sign", "home", "n", "p")
        assert view.model.state()
