"""The bar of keys: what it offers, and what it leaves out where there is no room."""

import pytest

from tests.screens.desk import app_of, desk
from tests.screens.test_screens import at, keys_of, settled, typed
from tutor.kinds.derivation.kind import Exercise, goal
from tutor.screens.keybar import Entry, wrapped

NARROW, WIDE = (80, 24), (150, 40)


@pytest.fixture
def session(tmp_path):
    return desk(tmp_path / "cache")


async def test_an_untouched_exercise_offers_only_what_can_be_done_and_the_way_out(session):
    async with app_of(session).run_test(size=NARROW) as pilot:
        await at(pilot, "slopes", "slopes-sign")
        bar = keys_of(pilot.app)
        assert bar.count("\n") <= 1
        assert all(key in bar for key in ("Esc", "F1", "F3", "F4", "F6", "F8", "F9", "^Q", "^P"))
        assert "F5" not in bar
        assert "F7" not in bar


async def test_an_answer_can_be_taken_back_and_the_exercise_before_is_a_key_away(session):
    async with app_of(session).run_test(size=WIDE) as pilot:
        screen = await at(pilot, "slopes", "slopes-sign")
        assert "F7" not in keys_of(pilot.app)
        await typed(pilot, "3")
        await pilot.press("enter")
        await settled(pilot)
        assert "F7" in keys_of(pilot.app)
        first = screen.visit.at
        await pilot.press("f8")
        await settled(pilot)
        assert screen.visit.at != first
        await pilot.press("ctrl+b")
        await settled(pilot)
        assert screen.visit.at == first


def test_rows_break_before_the_entry_that_does_not_fit():
    entries = [Entry("F1", "help", "f1", True), Entry("F3", "hint", "f3", True)]
    assert [len(row) for row in wrapped(entries, 16)] == [2]
    assert [len(row) for row in wrapped(entries, 15)] == [1, 1]


def test_a_goal_is_shown_unless_it_is_what_is_asked_for():
    given = {"id": "one", "difficulty": 1, "skills": ("algebra",), "solution": "", "hints": ()}
    steps = ("(x - 1) (x + 1)/(x - 1)", "x + 1")
    assert goal(Exercise(start="(x^2 - 1)/(x - 1)", steps=steps, **given)) == "x + 1"
    assert goal(Exercise(start="x^2", steps=("2x",), wrt="x", **given)) == ""


def test_what_goes_wrong_with_a_database_in_memory_is_not_written_where_we_are(
    session, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "elsewhere"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "elsewhere").mkdir()
    assert session.report("trouble").parent == tmp_path / "elsewhere"
    assert not (tmp_path / "tutor-errors.log").exists()
