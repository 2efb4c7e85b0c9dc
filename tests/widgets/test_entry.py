"""A named field: what counts as given, and what Esc brings back."""

import pytest
from textual.app import App
from textual.widgets import Input

from tutor.app import DARK
from tutor.widgets.entry import Entry


class Form(App[None]):
    """One field that takes numbers, and another to leave it for."""

    def __init__(self):
        super().__init__()
        self.given = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self):
        yield Entry("rate", "η =", "0.1")
        yield Input(id="other")

    def on_entry_given(self, event):
        self.given.append((event.name, event.text))
        try:
            float(event.text)
        except ValueError:
            event.entry.complain("not a number")


@pytest.fixture
async def form():
    app = Form()
    async with app.run_test() as pilot:
        app.query_one(Entry).focus()
        await pilot.pause()
        yield app, pilot, app.query_one(Entry)


async def write(pilot, entry, text, *keys):
    entry.query_one(Input).value = text
    await pilot.pause()
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


async def test_enter_gives_the_text_also_the_same_again(form):
    app, pilot, entry = form
    await write(pilot, entry, "0.2", "enter", "enter")
    assert app.given == [("rate", "0.2"), ("rate", "0.2")]


async def test_leaving_the_field_gives_what_changed_and_nothing_else(form):
    app, pilot, entry = form
    await pilot.press("tab", "shift+tab")
    await write(pilot, entry, "0.3", "tab")
    assert app.given == [("rate", "0.3")]


async def test_what_was_not_given_yet_is_put_back_by_esc(form):
    app, pilot, entry = form
    await write(pilot, entry, "0.25", "escape")
    assert (entry.value, app.given) == ("0.1", [])


async def test_after_a_refusal_esc_brings_the_last_good_text(form):
    _, pilot, entry = form
    await write(pilot, entry, "0.2", "enter")
    await write(pilot, entry, "x", "enter")
    assert entry.has_class("-wrong")
    await write(pilot, entry, "y", "enter")
    assert entry.has_class("-wrong")
    await write(pilot, entry, "z", "escape")
    assert (entry.value, entry.has_class("-wrong")) == ("0.2", False)


async def test_a_text_that_is_put_is_not_given(form):
    app, _, entry = form
    entry.put("7")
    assert (entry.value, app.given) == ("7", [])
