"""Code on the screen: written here or in the learner's own editor, run by ^R."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.screens.desk import app_of, desk
from tests.screens.test_screens import at, settled
from tests.screens.test_snapshots import PAIRS, SIZES
from tutor import terminal
from tutor.terminal import WidthModel

RIGHT = "def centre(X):\n    return X - X.mean(axis=1, keepdims=True)\n"


@pytest.fixture
def session(tmp_path):
    return desk(tmp_path / "cache")


async def test_code_is_written_and_run_with_a_key(session):
    async with app_of(session).run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        view = screen.panel.view
        assert "def centre(X):" in view.area.text
        assert view.text == ""
        view.area.text = RIGHT
        await settled(pilot)
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert screen.panel.item.state == "right"


async def test_a_line_that_is_not_python_costs_nothing(session):
    async with app_of(session).run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        screen.panel.view.area.text = "def centre(X)\n    return X"
        await settled(pilot)
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert screen.panel.item.state == ""
        assert session.store.attempts("code-centre") == []


async def test_what_is_python_nowhere_but_in_a_function_costs_nothing(session):
    async with app_of(session).run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        screen.panel.view.area.text = "def centre(X):\n    Y = X\nreturn Y"
        await settled(pilot)
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert session.store.attempts("code-centre") == []
        assert "outside function" in str(screen.query_one("ReadBack").render())


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("def f(x):", "    "),
        ("def f(x):  # why: so", "    "),
        ("    if x: # here", "        "),
        ("    y = x", "    "),
        ("x = {1: 2}", ""),
        ("", ""),
    ],
)
async def test_enter_keeps_the_indent_and_deepens_it_behind_a_colon(session, written, opened):
    async with app_of(session).run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        area = screen.panel.view.area
        area.text = written
        area.move_cursor(area.document.end)
        area.focus()
        await pilot.press("enter", "z")
        assert area.text == f"{written}\n{opened}z"


async def test_an_editor_of_their_own_brings_the_code_back(session, monkeypatch):
    @contextmanager
    def suspended():
        yield

    def write(words, check):
        assert words[0] == "my-editor"
        Path(words[1]).write_text(RIGHT)
        return subprocess.CompletedProcess(words, 0)

    app = app_of(session)
    monkeypatch.setattr("tutor.widgets.outside_editor.shutil.which", lambda word: word)
    monkeypatch.setattr("tutor.widgets.outside_editor.subprocess.run", write)
    monkeypatch.setenv("VISUAL", "my-editor")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        monkeypatch.setattr(app, "suspend", suspended)
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert screen.panel.view.text == RIGHT


@pytest.mark.parametrize("editor", ["no-such-editor", "true"])
async def test_without_an_editor_the_text_stays(session, monkeypatch, editor):
    """`true` is there, but a screen that is none cannot make room for it."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, "derive", "code-centre")
        screen.panel.view.area.text = RIGHT
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert screen.panel.view.text == RIGHT
        assert len(app._notifications) == 1


@pytest.fixture
def most_terminals():
    """Count Bangla as most terminals do."""
    terminal.apply(WidthModel(spacing_mark=1))
    yield
    terminal.apply(WidthModel(spacing_mark=0))


@pytest.mark.usefixtures("most_terminals")
@pytest.mark.parametrize("look", PAIRS, ids=map("-".join, PAIRS))
def test_a_wrong_answer(session, look, snap_compare):
    size, theme, language = look
    app = app_of(session, language=language, theme=f"tutor-{theme}")

    async def run(pilot):
        screen = await at(pilot, "derive", "code-centre")
        screen.panel.view.area.text = (
            "def centre(X):\n    print(X.shape)\n    return X - X.mean()\n"
        )
        await settled(pilot)
        await pilot.press("ctrl+r")
        await settled(pilot)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=run)
