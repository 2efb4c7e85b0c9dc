"""The workbook by key and by mouse, through the app's screen."""

import re

import pytest
from textual.geometry import Offset
from textual.widgets import Static

from tests.labs.desk import app_for_labs, opened, press, still
from tutor import labs
from tutor.labs.reproduce.curve import RatePlot
from tutor.labs.reproduce.sheet import Sheet
from tutor.labs.reproduce.workbook import Workbook
from tutor.screens.keybar import KeyBar

SIZE = (80, 24)


@pytest.fixture
async def bench(tmp_path):
    """`bench(**start)` → (pilot, view) of the workbook begun with `start`."""
    app = app_for_labs(tmp_path)
    async with app.run_test(size=SIZE) as pilot:

        async def open_(**start):
            return pilot, await opened(pilot, "reproduce", **start)

        yield open_


async def typed(pilot, *texts):
    """Type texts, Enter after each."""
    keys = []
    for text in texts:
        keys += [{" ": "space", ",": "comma"}.get(character, character) for character in text]
        keys.append("enter")
    await pilot.press(*keys)
    await still(pilot)


def below(view):
    return str(view.query_one("#below", Static).render())


def about(view):
    return str(view.query_one("#about", Static).render())


def seen(view):
    """What the sheet shows, line by line."""
    sheet = view.query_one(Sheet)
    return [sheet.render_line(y).text.rstrip() for y in range(sheet.size.height)]


def line_of(view, text):
    (at,) = [at for at, line in enumerate(seen(view)) if text in line]
    return at


async def click(pilot, view, text, occurrence=0):
    """Click where a text stands in the sheet."""
    for y, line in enumerate(seen(view)):
        if text in line:
            x = [found.start() for found in re.finditer(re.escape(text), line)][occurrence]
            await pilot.click(Sheet, offset=Offset(x, y))
            await still(pilot)
            return
    raise AssertionError(text)


# --- writing


async def test_a_new_workbook_says_how_to_begin(bench):
    _, view = await bench()
    assert "Type the paper's title" in below(view)
    assert "▸ title" in seen(view)[0]


async def test_a_row_is_written_cell_by_cell_with_enter(bench):
    pilot, view = await bench()
    await press(pilot, "f3")
    await typed(pilot, "learning rate", "3e-4", "0.0003", "Table 2")
    await typed(pilot, "beta2", "0.98", "0.999", "Section 5")
    assert view.book.hyper == (
        ("learning rate", "3e-4", "0.0003", "Table 2"),
        ("beta2", "0.98", "0.999", "Section 5"),
    )
    lines = seen(view)
    assert re.search(r"learning rate +3e-4 += +0.0003 +Table 2", lines[1])
    assert re.search(r"beta2 +0.98 +≠ +0.999", lines[2])
    assert "≠ 1 differ" in below(view)


async def test_keys_that_come_at_once_fall_into_their_cells_in_order(bench):
    pilot, view = await bench(page="hyper")
    await pilot.press(
        *"rate", "enter", *"3e", "minus", "4", "tab", *"0.1", "down", *"drop", "enter"
    )
    await still(pilot)
    assert view.book.hyper == (("rate", "3e-4", "0.1", ""), ("drop", "", "", ""))


async def test_tab_goes_on_and_shift_tab_goes_back(bench):
    pilot, view = await bench(hyper="a | 1 | 2 | x", page="hyper")
    await press(pilot, "tab", "tab")
    await pilot.press("9", "shift+tab")
    await still(pilot)
    assert view.book.hyper == (("a", "1", "9", "x"),)
    assert view.sheet.cell.name == "paper_value"


async def test_space_writes_on_where_a_letter_writes_over(bench):
    pilot, view = await bench(hyper="a | 1 | 2 | x", page="hyper")
    await pilot.press("space", "b", "enter", "7", "enter")
    await still(pilot)
    assert view.book.hyper == (("ab", "7", "2", "x"),)


async def test_half_a_number_is_no_fault_while_it_is_typed(bench):
    pilot, view = await bench(page="rate")
    await press(pilot, "down")
    await pilot.press("3", "e")
    view.bar._keep()
    await still(pilot)
    assert "not a number" not in about(view)
    await pilot.press("minus", "4", "enter")
    await still(pilot)
    assert view.book.peak == "3e-4"


async def test_escape_puts_back_what_stood_there(bench):
    pilot, view = await bench(hyper="a | 1 | 2 | x", page="hyper")
    await pilot.press("z", "z")
    await press(pilot, "escape")
    assert view.book.hyper[0][0] == "a"
    assert view.bar.field.text == "a"
    assert pilot.app.screen.view is view


async def test_the_bar_shows_the_cell_of_the_cursor(bench):
    pilot, view = await bench(hyper="a | 1 | 2 | x\nb | 3 | 4 | y", page="hyper")
    for keys, text in ((["right"], "1"), (["down"], "3"), (["right", "right"], "y")):
        await press(pilot, *keys)
        assert view.bar.field.render_line(0).text.strip() == text
        (drawn,) = (
            line.text.strip()
            for line in pilot.app.screen._compositor.render_strips()[
                view.bar.field.region.y : view.bar.field.region.y + 1
            ]
        )
        assert drawn == text


async def test_a_note_can_have_several_lines(bench):
    pilot, view = await bench()
    await press(pilot, "down", "down", "down", "right")
    await pilot.press("x", "ctrl+j", "y", "enter")
    await still(pilot)
    assert view.book.steps["read"].note == "x\ny"
    assert "✎" in "".join(seen(view))


async def test_what_is_being_written_counts_when_the_page_is_left(bench):
    pilot, view = await bench(page="hyper")
    await pilot.press("a", "b", "f5")
    await still(pilot)
    assert view.book.hyper == (("ab", "", "", ""),)
    assert view.model.page == "batch"


async def test_a_pause_keeps_what_is_written_so_far_without_leaving_it(bench):
    pilot, view = await bench(page="hyper")
    await pilot.press("a", "b")
    view.bar._keep()
    await still(pilot)
    assert view.book.hyper == (("ab", "", "", ""),)
    await pilot.press("c", "enter")
    await still(pilot)
    assert view.book.hyper == (("abc", "", "", ""),)
    await pilot.press("1")
    view.bar._keep()
    await press(pilot, "escape")
    assert view.book.hyper == (("abc", "", "", ""),)


async def test_what_is_pasted_goes_into_the_cell(bench):
    from textual.events import Paste

    pilot, view = await bench(page="hyper")
    view.bar.field.post_message(Paste("a | b\nপাঠ"))
    await still(pilot)
    await press(pilot, "enter")
    assert view.book.hyper[0][0] == "a | b\nপাঠ"


async def test_a_line_is_deleted_and_brought_back(bench):
    pilot, view = await bench(hyper="a\nb\nc", page="hyper")
    await press(pilot, "down", "ctrl+d")
    assert [row[0] for row in view.book.hyper] == ["a", "c"]
    assert view.sheet.line.key == "1"
    await press(pilot, "ctrl+z")
    assert [row[0] for row in view.book.hyper] == ["a", "b", "c"]


async def test_only_lines_that_were_added_can_be_deleted(bench):
    pilot, view = await bench(paper="A")
    before = view.model
    await press(pilot, "ctrl+d")
    assert view.model == before
    assert "delete line" not in str(pilot.app.screen.query_one(KeyBar).render())


async def test_the_bar_of_keys_says_what_enter_does_here(bench):
    pilot, _ = await bench()

    def keys():
        return str(pilot.app.screen.query_one(KeyBar).render())

    assert "Enter write" in keys()
    await press(pilot, "down", "down", "down")
    assert "Enter tick" in keys()
    await press(pilot, "ctrl+o")
    assert "Enter open" in keys()
    assert "^D delete line" in keys()
    await press(pilot, "f3", "a")
    assert "Enter done" in keys()
    assert "^J new line" in keys()


async def test_delete_empties_a_cell(bench):
    pilot, view = await bench(hyper="a | 1 | 2 | x", page="hyper")
    await press(pilot, "right", "delete")
    assert view.book.hyper == (("a", "", "2", "x"),)


# --- bad input


async def test_a_bad_number_is_told_at_its_field_and_nothing_is_lost(bench):
    pilot, view = await bench(page="batch", device="32")
    await pilot.press("end", "a", "b", "c")
    await press(pilot, "enter")
    assert "`abc` is not a number" in about(view)
    assert view.book.device == "32"
    assert view.bar.writing
    assert view.bar.field.text == "abc"
    await press(pilot, "escape")
    assert view.bar.field.text == "32"
    assert "not a number" not in about(view)


async def test_a_bad_number_that_is_left_is_told_too(bench):
    pilot, view = await bench(page="batch", device="32")
    await pilot.press("minus", "1", "f6")
    await still(pilot)
    assert view.book.device == "32"
    assert any("out of range" in str(each.message) for each in pilot.app._notifications)


async def test_a_size_that_cannot_be_read_stays_as_typed_and_is_marked(bench):
    pilot, view = await bench(layers="a | linear | 1 | 3 | 4", page="count")
    await press(pilot, "right", "right")
    await pilot.press("4", "asterisk", "enter")
    await still(pilot)
    assert view.book.layers[0][3] == "4*"
    assert "`4*` is not a number" in about(view)
    assert "✗" in seen(view)[1]
    assert view.sheet.cell.name == "in"
    await pilot.press("enter", "2", "enter")
    await still(pilot)
    assert view.book.layers[0][3] == "4*2"
    assert "8·4 + 4 = 36" in below(view)


async def test_numbers_that_may_be_two_are_asked_about(bench):
    pilot, view = await bench(results="acc | higher | 76.1 |", page="results")
    await press(pilot, "right", "right", "right")
    await typed(pilot, "75,9")
    assert "write decimals with a point" in about(view)


# --- the pages


async def test_steps_are_ticked_by_key_and_mouse(bench):
    pilot, view = await bench()
    await press(pilot, "down", "down", "down", "space", "down", "enter")
    assert view.book.done == 2
    await click(pilot, view, "[ ]")
    assert view.book.done == 3
    assert view.book.steps["data"].done


async def test_a_layer_is_counted_as_its_form_is_filled_in(bench):
    pilot, view = await bench(page="count")
    await typed(pilot, "tokens")
    await press(pilot, "e")
    assert view.book.layers[0][1] == "embedding"
    await press(pilot, "enter")
    await typed(pilot, "50257", "768")
    assert "38,597,376" in seen(view)[1]
    await press(pilot, "space")
    assert view.book.layers[0][5] == "yes"
    assert "0 (tied)" in below(view)


async def test_the_total_is_judged_beside_the_papers(bench):
    pilot, view = await bench(
        page="count", layers="t | embedding | | 50257 | 768\nb | block | 12 | 768"
    )
    await press(pilot, "ctrl+end")
    await typed(pilot, "124M")
    assert "within ±5 %" in below(view)
    await typed(pilot, "163M")
    assert view.book.reported == 163_000_000
    assert "outside ±5 %" in below(view)


async def test_the_batch_tells_what_follows(bench):
    pilot, view = await bench(page="batch")
    await typed(pilot, "16")
    await press(pilot, "down")
    await typed(pilot, "4", "1281167", "90", "512", "256", "0.1")
    text = below(view)
    for part in ("B = 16 · 1 · 4 = 64", "20,019", "1,801,710", "k = 4", "0.025", "0.05"):
        assert part in text, part


async def test_the_schedule_is_drawn_and_asked_by_key_and_mouse(bench):
    pilot, view = await bench(page="rate", peak="0.001", warmup="100", total="1100", at="350")
    assert "η(350) = 0.0008536" in below(view)
    assert any("⡇" in line or "⠁" in line for line in _drawn(view))
    await press(pilot, "space")
    assert view.book.schedule == "linear"
    assert "η(350) = 0.00075" in below(view)
    view.query_one(RatePlot).focus()
    await press(pilot, "right", "right")
    assert view.book.at == "372"
    plot = view.query_one(RatePlot)
    await pilot.click(plot, offset=Offset(plot.size.width - 3, 5))
    await still(pilot)
    assert int(view.book.at) > 900


def _drawn(view):
    plot = view.query_one(RatePlot)
    return [plot.render_line(y).text for y in range(plot.size.height)]


async def test_the_last_step_comes_from_the_batch_when_it_is_not_typed(bench):
    _, view = await bench(page="rate", peak="1", device="10", examples="1000", epochs="5")
    assert view.book.total_steps == 500
    assert "500 ←F5" in "".join(seen(view))


async def test_results_get_their_gap_and_verdict(bench):
    pilot, view = await bench(page="results")
    await typed(pilot, "BLEU")
    await press(pilot, "enter")
    await typed(pilot, "28.4", "24.9 25.1 25.0")
    assert re.search(r"BLEU +↑ +28.4 +24.9 25.1 25.0 +−12.0 % +✗ bug\?", seen(view)[1])
    await press(pilot, "up")
    assert "^T leads" in below(view)
    assert "3 seeds: mean 25, s = 0.1" in below(view)
    assert "lies outside" in below(view)
    await press(pilot, "right", "space")
    assert view.book.results[0][1] == "lower"
    assert "too good?" in seen(view)[1]


async def test_causes_unfold_by_symptom_and_are_ticked_off(bench):
    pilot, view = await bench(results="BLEU | higher | 28.4 | 24.9", page="results")
    await press(pilot, "ctrl+t")
    assert "halve the suspects" in below(view)
    await press(pilot, "enter", "down")
    assert "bf16" in below(view)
    await press(pilot, "space", "right")
    await typed(pilot, "gone in bf16")
    assert view.book.causes["nan-overflow"].done
    assert view.book.causes["nan-overflow"].note == "gone in bf16"
    await press(pilot, "ctrl+t")
    assert view.model.page == "results"


async def test_the_readme_is_shown_copied_and_exported(bench, tmp_path, monkeypatch):
    pilot, view = await bench(paper="A|B", hyper="a|1|2|x", page="hyper")
    await press(pilot, "f8")
    assert "# A\\|B" in str(view.query_one("#markdown", Static).render())
    await press(pilot, "ctrl+y")
    assert pilot.app.clipboard == view.model.markdown("en")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    await press(pilot, "ctrl+e")
    (folder,) = (tmp_path / "here").iterdir()
    assert (folder / "data.md").read_text(encoding="utf-8") == view.model.markdown("en")
    assert "a,1,≠,2,x" in (folder / "hyperparameters.csv").read_text(encoding="utf-8")


async def test_every_page_is_reached_by_its_key_and_by_a_click(bench):
    pilot, view = await bench()
    for key, page in zip(
        ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "ctrl+t", "ctrl+o"),
        ("paper", "hyper", "count", "batch", "rate", "results", "export", "causes", "shelf"),
        strict=True,
    ):
        await press(pilot, key)
        assert view.model.page == page
    await pilot.click("#tabs", offset=Offset(13, 0))
    await still(pilot)
    assert view.model.page == "hyper"


# --- several reproductions, undo, reset, language


async def test_the_example_is_opened_beside_ones_own(bench):
    pilot, view = await bench(paper="Mine")
    await press(pilot, "ctrl+o", "down", "down", "enter")
    assert view.book.paper.startswith("Example: Attention")
    assert view.model.page == "paper"
    await press(pilot, "ctrl+o")
    assert view.model.books[0].paper == "Mine"
    await press(pilot, "up", "enter")
    assert view.book.paper == "Mine"


async def test_reproductions_are_begun_renamed_deleted_and_brought_back(bench):
    pilot, view = await bench(paper="Mine", claim="one")
    await press(pilot, "ctrl+o", "down", "enter")
    assert view.book == Workbook()
    await typed(pilot, "Other")
    await press(pilot, "ctrl+o", "up", "right", "enter")
    await typed(pilot, " again")
    assert [book.paper for book in view.model.books] == ["Mine again", "Other"]
    await press(pilot, "ctrl+home", "ctrl+d")
    assert [book.paper for book in view.model.books] == ["Other"]
    await press(pilot, "ctrl+z")
    assert [book.paper for book in view.model.books] == ["Mine again", "Other"]
    assert view.model.books[0].claim == "one"


async def test_a_reset_empties_only_the_page_that_is_shown(bench):
    pilot, view = await bench(**{"paper": "Mine", "hyper": "a|1|2|x", "2.paper": "Other"})
    await press(pilot, "f3", "ctrl+r")
    assert view.book.hyper == ()
    assert [book.paper for book in view.model.books] == ["Mine", "Other"]
    await press(pilot, "ctrl+z")
    assert view.book.hyper == (("a", "1", "2", "x"),)


async def test_undo_turns_to_the_page_that_changes(bench):
    pilot, view = await bench(page="hyper")
    await typed(pilot, "rate")
    await press(pilot, "f5")
    await typed(pilot, "32")
    await press(pilot, "f2", "ctrl+z")
    assert view.model.page == "batch"
    assert view.book.device == ""
    await press(pilot, "ctrl+z")
    assert view.model.page == "hyper"
    assert view.book.hyper == ()


async def test_everything_is_kept_and_comes_back(bench):
    pilot, view = await bench()
    await typed(pilot, "Mine")
    await press(pilot, "f3")
    await typed(pilot, "rate")
    kept = view.model.state()
    await press(pilot, "escape")
    pilot.app.session.flush()
    _, again = await bench()
    assert again is not view
    assert again.model.state() == kept
    assert again.model.page == "hyper"


async def test_the_language_changes_what_is_said_and_nothing_else(bench):
    pilot, view = await bench(sample="attention", page="results")
    before = view.model
    await press(pilot, "f9")
    assert view.model == before
    assert "5 %" in below(view)
    assert "seed" in below(view)
    assert re.search("[\u0980-\u09ff]", below(view))


async def test_a_click_where_the_cursor_is_begins_to_write(bench):
    pilot, view = await bench(hyper="alpha | 1 | 2 | x", page="hyper")
    await click(pilot, view, "x")
    assert view.sheet.cell.name == "where"
    assert not view.bar.writing
    await click(pilot, view, "x")
    assert view.bar.writing
    await pilot.press("y")
    await click(pilot, view, "alpha")
    assert view.book.hyper == (("alpha", "1", "2", "xy"),)
    assert view.sheet.cell.name == "hyper"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12), (20, 6)])
async def test_every_page_can_be_walked_in_any_size(size, tmp_path):
    async with app_for_labs(tmp_path).run_test(size=size) as pilot:
        view = await opened(pilot, "reproduce", sample="attention")
        for key in ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "ctrl+t", "ctrl+o"):
            await pilot.press(key, "down", "right", "end", "pagedown", "ctrl+end", "left", "up")
        await still(pilot)
        assert pilot.app.screen.view is view


async def test_nothing_stands_under_the_scroll_bar(bench):
    _, view = await bench(layers="a | linear | 1 | 1000 | 1000\n" * 30, page="count")
    sheet = view.sheet
    assert sheet.show_vertical_scrollbar
    assert seen(view)[1].endswith("1,001,000")
    assert len(seen(view)[1]) <= sheet.scrollable_content_region.width


async def test_tabs_wrap_whole_where_there_is_little_room(tmp_path):
    async with app_for_labs(tmp_path).run_test(size=(50, 20)) as pilot:
        view = await opened(pilot, "reproduce")
        lines = str(view.query_one("#tabs").render()).split("\n")
        assert len(lines) == 2
        assert lines[1].strip("\N{NO-BREAK SPACE} ").startswith("F")


async def test_tables_of_hundreds_of_rows_stay_usable(bench):
    rows = "\n".join(f"name {n} | {n} | {n} | Table" for n in range(400))
    pilot, view = await bench(hyper=rows, page="hyper")
    await press(pilot, "ctrl+end")
    await typed(pilot, "one more")
    assert "400 rows" in about(view)
    assert len(view.book.hyper) == 400


def test_each_page_of_the_view_has_its_name_in_the_strings():
    strings = labs.strings("reproduce")
    for page in (
        "paper",
        "hyper",
        "count",
        "batch",
        "rate",
        "results",
        "export",
        "causes",
        "shelf",
    ):
        assert "page_" + page in strings
