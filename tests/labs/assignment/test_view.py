"""A learner at an assignment: the file is made, watched, run; whatever it does, the lab goes on."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.labs.desk import app_for_labs, opened, press, still
from tutor.checking.assignments.running import Limits, RunnerError
from tutor.labs.assignment import run
from tutor.labs.assignment import view as module
from tutor.labs.assignment.results import Results

SOLUTIONS = Path(__file__).with_name("solutions")
RIGHT = (SOLUTIONS / "softmax.py").read_text("utf-8")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(run, "LIMITS", Limits(seconds=2, total=30))


@pytest.fixture
def app(tmp_path):
    return app_for_labs(tmp_path)


@pytest.fixture
def file(home):
    path = home / "tutor-assignments" / "softmax.py"
    path.parent.mkdir()
    return path


def text_of(view):
    """Everything on the page."""
    told = [view.query_one(name).content for name in ("#head", "#where", "#status")]
    rows = view.query_one(Results).render()
    return "\n".join(str(each) for each in (*told, rows))


async def saved(pilot, view, file, text):
    """Save the file as an editor does, and wait until it has been run."""
    before = view.last_run
    file.write_text(text, "utf-8")
    end = time.monotonic() + 60
    while view.last_run is before or view._told[0] in ("starting", "running"):
        await view.look()
        await still(pilot)
        await asyncio.sleep(0.02)
        assert time.monotonic() < end, view._told
    await still(pilot)


async def test_an_assignment_is_chosen_and_left_again(app, home):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment")
        await press(pilot, "down", "down", "enter")
        assert view.model.assignment == "softmax"
        assert "The file is not there yet" in text_of(view)
        assert "~/tutor-assignments/softmax.py" in text_of(view)
        await press(pilot, "escape")
        assert view.model.assignment == ""
        assert list(home.iterdir()) == []
        await press(pilot, "escape")
        assert not app.screen.query("LabView")


async def test_the_file_begins_as_the_starter_and_is_run_when_it_is_saved(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await press(pilot, "f2")
        assert "raise NotImplementedError" in file.read_text("utf-8")
        await saved(pilot, view, file, RIGHT)
        assert "All 8 parts right" in text_of(view)
        assert "✓ backward, a matrix" in text_of(view)
        assert view.model.record("softmax").sign == "✓"
        await saved(pilot, view, file, RIGHT.replace("axis=-1", "axis=0"))
        assert "✗ forward, a matrix" in text_of(view)
        assert view.model.record("softmax").sign == "◐"


async def test_unwatched_it_waits_for_the_key(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax", watch="off")
        file.write_text(RIGHT)
        await view.look()
        await still(pilot)
        assert view.model.report is None
        await press(pilot, "f5")
        assert view.model.report.right
        await press(pilot, "f6")
        assert view.model.state()["watch"] == "on"


async def test_marks_and_text_are_there_the_next_time(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, RIGHT)
        await press(pilot, "escape", "escape")
        view = await opened(pilot, "assignment")
        assert view.model.record("softmax").text == RIGHT
        assert "8/8" in str(view.query_one("OptionList").get_option("softmax").prompt)


async def test_a_deleted_file_is_written_back(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, RIGHT)
        file.unlink()
        await view.look()
        assert "The file is gone" in text_of(view)
        await press(pilot, "f2")
        assert file.read_text("utf-8") == RIGHT


async def test_code_that_deletes_its_own_file_loses_nothing(app, file):
    source = "import os\nos.remove(__file__)\n" + RIGHT
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, source)
        assert not file.exists()
        assert view.model.report.right
        assert "The file is gone" in text_of(view)
        await press(pilot, "f2")
        assert file.read_text("utf-8") == source


async def test_the_starter_comes_again_after_a_question_and_nothing_is_lost(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, RIGHT)
        await press(pilot, "f4")
        assert "Begin again" in text_of(view)
        assert file.read_text("utf-8") == RIGHT
        await press(pilot, "f4")
        assert "NotImplementedError" in file.read_text("utf-8")
        assert file.with_name("softmax-1.py").read_text("utf-8") == RIGHT
        assert "Begin again" not in text_of(view)
        await press(pilot, "f4", "f4")
        assert "NotImplementedError" in file.with_name("softmax-2.py").read_text("utf-8")
        assert "0 of 8" in text_of(view)


BAD = {
    "def softmax(x):\n    while True: pass": "Still at line 2",
    "def softmax(x):\n    while True: print('x' * 10**6)": "prints without end",
    "import os\ndef softmax(x):\n    while True: os.fork()": "another process",
    "def softmax(x):\n    return [0] * 10**12": "GB of memory",
    "def softmax(x)\n    return x": "expected ':'",
    "raise RuntimeError('[b]odd[/b]')": "RuntimeError: [b]odd[/b]",
    "import os\nos._exit(0)": "could not be run",
    "x = 1": "There is no function `softmax`",
    "print('[b]hello[/b]')\n" + RIGHT: "[b]hello[/b]",
}


@pytest.mark.parametrize("source", BAD)
async def test_whatever_the_file_does_the_lab_stays_usable(app, file, source):
    async with app.run_test(size=(100, 60)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, source)
        shown = " ".join(text_of(view).split())
        assert BAD[source] in shown, shown
        await press(pilot, "f9")
        await saved(pilot, view, file, RIGHT)
        assert view.model.report.right


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "a folder or a device"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "not UTF-8 text (line 1)"),
        (lambda path: path.write_bytes(bytes(100 << 20)), "more than a megabyte"),
        (lambda path: path.write_text(""), "The file is empty"),
    ],
)
async def test_what_is_no_source_is_told(app, file, make, said):
    make(file)
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await view.look()
        assert said in text_of(view)
        await press(pilot, "f5", "f2")
        assert said in text_of(view)


async def test_escape_stops_a_run_and_stays(app, file, monkeypatch):
    monkeypatch.setattr(run, "LIMITS", Limits(seconds=60, total=60))
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        file.write_text("def softmax(x):\n    while True: pass")
        await view.look()
        await pilot.pause()
        assert "running" in text_of(view)
        await pilot.press("escape")
        await still(pilot)
        assert "Stopped" in text_of(view)
        assert view.model.assignment == "softmax"
        await saved(pilot, view, file, RIGHT)
        assert view.model.report.right


async def test_a_later_save_wins_over_a_run_that_goes_on(app, file, monkeypatch):
    monkeypatch.setattr(run, "LIMITS", Limits(seconds=60, total=60))
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        file.write_text("def softmax(x):\n    while True: pass")
        await view.look()
        await saved(pilot, view, file, RIGHT)
        assert view.model.report.right


async def test_an_editor_that_is_not_there_is_told_and_the_file_is_made(app, file, monkeypatch):
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "assignment", assignment="softmax")
        await press(pilot, "f2")
        assert file.exists()
        told = [notice.message for notice in app._notifications]
        assert any("no-such-editor" in each for each in told)


async def test_hints_open_one_by_one(app):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await press(pilot, "f3", "f3")
        assert len(view.query("#hints Prose")) == 2
        await press(pilot, "f3", "f3", "f9")
        assert len(view.query("#hints Prose")) == 3


async def test_the_folder_can_be_another(app, home):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment")
        view.query_one("#folder Input").focus()
        for _ in range(40):
            await pilot.press("backspace")
        await press(pilot, *"elsewhere", "enter")
        assert view.folder == home / "elsewhere"
        view._go("softmax")
        await still(pilot)
        await press(pilot, "f2")
        assert (home / "elsewhere" / "softmax.py").exists()


async def test_a_folder_that_cannot_be_written_is_told(app, home):
    (home / "tutor-assignments").write_text("a file in the way")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "assignment", assignment="softmax")
        await press(pilot, "f2")
        assert any("cannot be written" in notice.message for notice in app._notifications)


async def test_without_a_process_to_run_it_the_lab_says_so(app, file, monkeypatch):
    def refuse(*anything):
        raise RunnerError("no more processes")

    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        monkeypatch.setattr(view.runner, "run", refuse, raising=False)
        monkeypatch.setattr(run, "check", refuse)
        file.write_text(RIGHT)
        await view.look()
        await still(pilot)
        assert "no more processes" in text_of(view)


async def test_where_nothing_can_be_run_the_lab_says_so(app, file, monkeypatch):
    monkeypatch.setattr(module, "supported", lambda: False)
    file.write_text(RIGHT)
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        assert "Linux or macOS" in text_of(view)
        await press(pilot, "f5")
        assert view.model.report is None


async def test_leaving_ends_the_process(app, file):
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, "assignment", assignment="softmax")
        await saved(pilot, view, file, RIGHT)
        process = view.runner._process
        await press(pilot, "escape", "escape")
        assert await asyncio.to_thread(process.wait, 30) == 0
