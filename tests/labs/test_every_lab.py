"""Every lab keeps the same laws; what is special to one is tested in its own folder."""

import csv
import io
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding

from tests.labs.desk import app_for_labs, opened, press, still
from tutor import labs
from tutor.bilingual import LANGUAGES, choose
from tutor.labs import LabError
from tutor.screens.lab_export import as_csv, markdown

LABS = labs.names()
every_lab = pytest.mark.parametrize("lab", LABS)


@every_lab
def test_the_model_needs_neither_a_screen_nor_sympy(lab):
    code = (
        f"import sys, tutor.labs.{lab}.model;"
        "print([name for name in ('textual', 'rich', 'sympy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@every_lab
def test_a_lab_knows_no_other(lab):
    others = {f"tutor.labs.{other}" for other in LABS if other != lab}
    for path in (Path(labs.__file__).parent / lab).rglob("*.py"):
        assert not [other for other in others if other in path.read_text(encoding="utf-8")], path


@every_lab
def test_the_state_is_all_there_is_to_keep(lab):
    model = labs.begin(lab, {})
    state = model.state()
    assert all(isinstance(each, str) for pair in state.items() for each in pair)
    assert labs.begin(lab, state).state() == state


@every_lab
def test_an_unknown_name_is_told_with_the_known_ones(lab):
    with pytest.raises(LabError, match="no-such-thing"):
        labs.begin(lab, {"no-such-thing": "1"})


@every_lab
def test_no_text_breaks_a_lab(lab):
    for name in labs.begin(lab, {}).state():
        for text in ("", "x" * 5000, "\0", "[/]", "1/0", "nan", "10^10^10", "কি", "\ud800", "=1"):
            try:
                state = labs.begin(lab, {name: text}).state()
            except LabError as refused:
                why = refused.why
                told = [choose(why, language) for language in LANGUAGES]
            else:
                told = [state == labs.begin(lab, state).state()]
            assert all(told), (name, text)


@every_lab
def test_the_data_is_rectangular_and_can_be_read_back(lab):
    for table in labs.begin(lab, {}).tables():
        assert table.name.isidentifier() or table.name.replace("-", "_").isidentifier()
        assert all(len(row) == len(table.columns) for row in table.rows)
        rows = list(csv.reader(io.StringIO(as_csv(table, "en"))))
        assert rows[1:] == [list(row) for row in table.rows]
        assert choose(table.title, "bn") in markdown("x", [table], "bn")


@every_lab
def test_every_sentence_is_there_in_both_languages(lab):
    table = labs.strings(lab).table
    assert {"title", "about", "help"} <= table.keys()
    for key, text in table.items():
        assert set(text) == set(LANGUAGES), key
        assert all(text.values()), key


@every_lab
def test_the_styles_of_a_view_are_its_own(lab):
    # Textual tells styles apart by the class's name, whatever module it is in.
    assert import_module(f"tutor.labs.{lab}.view").View.__name__ == lab.capitalize() + "View"


@every_lab
def test_every_shown_key_has_its_word(lab):
    view = import_module(f"tutor.labs.{lab}.view").View
    words = labs.strings(lab)
    for binding in view.BINDINGS:
        if isinstance(binding, Binding) and binding.show:
            assert binding.id, binding
            assert "key_" + binding.id.replace("-", "_") in words


@every_lab
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_a_lab_opens_in_any_size_and_language(lab, size, tmp_path):
    async with app_for_labs(tmp_path).run_test(size=size) as pilot:
        await opened(pilot, lab)
        await press(pilot, "f9", "f1", "escape")
        assert pilot.app.screen.view.model.state()


@every_lab
async def test_a_reset_can_be_taken_back_and_the_state_is_kept(lab, tmp_path):
    app = app_for_labs(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, lab)
        first = view.model.state()
        assert first == labs.begin(lab, {}).state()
        await press(pilot, "ctrl+r", "ctrl+z", "escape")
        await opened(pilot, lab)
        assert pilot.app.screen.view.model.state() == first


@every_lab
async def test_a_state_that_cannot_be_read_is_kept_aside(lab, tmp_path):
    app = app_for_labs(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        app.session.set(f"lab-{lab}", {"from-the-future": "1"})
        view = await opened(pilot, lab)
        assert view.model.state() == labs.begin(lab, {}).state()
        assert app.session.setting(f"lab-{lab}-unreadable", {}) == {"from-the-future": "1"}


@every_lab
async def test_export_writes_a_picture_and_the_data(lab, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    async with app_for_labs(tmp_path).run_test(size=(80, 24)) as pilot:
        view = await opened(pilot, lab)
        await press(pilot, "ctrl+e")
        (folder,) = (tmp_path / "here").iterdir()
        written = {path.name for path in folder.iterdir()}
        assert written == {"screen.svg", "data.md"} | {
            f"{table.name}.csv" for table in view.model.tables()
        }
        assert (folder / "screen.svg").read_text(encoding="utf-8").startswith("<svg")
