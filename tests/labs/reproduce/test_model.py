"""The workbook: its state as texts, several reproductions, bad input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import books, models, texts, unhurried
from tutor.bilingual import LANGUAGES, choose
from tutor.labs import LabError
from tutor.labs.reproduce import sample
from tutor.labs.reproduce.causes import CAUSES
from tutor.labs.reproduce.model import MOST, Model
from tutor.labs.reproduce.pages import pages
from tutor.labs.reproduce.report import comparison, judged
from tutor.labs.reproduce.workbook import NAMES, STEPS, Tick, Workbook


@unhurried
@given(models)
def test_the_state_is_the_whole_workbook(model):
    state = model.state()
    again = Model.begin(state)
    assert again == model
    assert again.state() == state


@unhurried
@given(texts, texts)
def test_what_is_typed_is_kept_as_it_was_typed(title, note):
    book = Workbook().with_("paper", title).tick("steps", "data", Tick(True, note))
    again = Model.begin(Model((book,)).state()).book
    assert again.paper == title
    assert again.steps["data"] == Tick(True, note)


def test_a_lesson_begins_with_a_few_plain_texts():
    model = Model.begin(
        {
            "paper": "GPT-2 small",
            "parameters": "124,439,808",
            "layers": "tokens | embedding | 1 | 50257 | 768\nblocks | block | 12 | 768",
            "page": "count",
        }
    )
    assert model.book.reported == 124_439_808
    assert [row[0] for row in model.book.layers] == ["tokens", "blocks"]
    assert model.page == "count"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("peak", "abc", "not a number"),
        ("peak", "-1", "above 0"),
        ("peak", "1e-300", "beyond"),
        ("floor", "-1", "above 0"),
        ("warmup", "2.5", "whole"),
        ("warmup", "-3", "out of range"),
        ("total", "10^30", "out of range"),
        ("device", "0", "out of range"),
        ("epochs", "many", "not a number"),
        ("parameters", "a lot", "not a number"),
        ("schedule", "stairs", "cosine"),
        ("layers", "a | quantum | 1 | 3", "linear"),
        ("layers", "a | rmsnorm | 1 | 3 | yes", "dim"),
        ("layers", "a | linear | 1 | 2 | 3 | yes | 4 | 5 | 6 | 7 | 8", "cells"),
        ("results", "BLEU | best | 1 | 2", "higher nor lower"),
        ("steps", "dance | x", "environment"),
        ("causes", "moon | x", "nan-overflow"),
        ("page", "nowhere", "shelf"),
        ("open", "2", "1 to 1"),
        ("open", "x", "out of range"),
        ("books", "51", "out of range"),
        ("sample", "other", "attention"),
        ("paper", "x" * 20_001, "characters"),
        ("2.peak", "abc", "not a number"),
        ("51.peak", "1", "nothing called"),
        ("0.peak", "1", "nothing called"),
        ("2.open", "1", "nothing called"),
    ],
)
def test_a_state_that_cannot_be_says_what_was_found_and_what_may_be(name, text, says):
    with pytest.raises(LabError, match=says) as caught:
        Model.begin({name: text})
    assert caught.value.field == name
    assert all(choose(caught.value.why, language) for language in LANGUAGES)


@settings(unhurried, max_examples=300)
@given(st.sampled_from([*NAMES, "open", "page", "books", "sample"]), st.text(max_size=30))
def test_no_text_does_worse_than_being_refused(name, text):
    try:
        model = Model.begin({name: text})
    except LabError as error:
        told = error.field
        model = Model.begin({})
    else:
        told = name
    assert told == name
    assert Model.begin(model.state()) == model
    model.markdown("en")
    model.tables()


# --- several reproductions


def test_a_lone_empty_reproduction_gives_way_to_the_first_real_one():
    assert len(Model().added(Workbook(paper="A")).books) == 1


def test_reproductions_are_added_opened_and_deleted_without_touching_others():
    one, two = Workbook(paper="A"), Workbook(paper="B")
    model = Model((one,)).added(two)
    assert model.book == two
    assert model.without(0) == Model((two,), 0, model.page)
    assert model.without(1) == Model((one,), 0, model.page)
    assert Model((one,)).without(0).books == (Workbook(),)


def test_the_open_reproduction_stays_open_when_another_is_deleted():
    model = Model(tuple(Workbook(paper=name) for name in "ABC"), 1)
    assert model.without(0).book.paper == "B"
    assert model.without(2).book.paper == "B"


def test_there_is_an_end_to_reproductions():
    full = Model(tuple(Workbook(paper=str(n)) for n in range(MOST)))
    with pytest.raises(LabError, match=str(MOST)):
        full.added(Workbook())


@pytest.mark.parametrize("name", sample.NAMES)
def test_the_example_can_be_worked_with(name):
    model = Model.begin({"sample": name})
    assert Model.begin(model.state()) == model
    assert [each.verdict for each in judged(model.book)] == ["success", "look", "bug"]
    assert {comparison(row) for row in model.book.hyper} == {"=", "≠", "?"}
    assert model.book.rates is not None


# --- pages


def say(key, /, **values):
    return " ".join([key, *map(str, values.values())]) if key != "language" else "en"


@settings(unhurried, max_examples=60)
@given(models)
def test_every_page_shows_any_workbook(model):
    for page in pages().values():
        lines = page.lines(model, say)
        keys = [line.key for line in lines if line.stops]
        assert len(keys) == len(set(keys))
        for line in lines:
            for stop in line.stops:
                page.below(model, line, line.cells[stop], say)


@settings(unhurried, max_examples=60)
@given(books, texts, st.data())
def test_what_is_written_into_a_cell_is_then_in_the_cell(book, text, data):
    model = Model((book,))
    page = data.draw(
        st.sampled_from([each for each in pages().values() if each.name not in ("shelf", "causes")])
    )
    places = [
        (line, line.cells[stop])
        for line in page.lines(model, say)
        for stop in line.stops
        if line.cells[stop].value is not None
    ]
    line, cell = data.draw(st.sampled_from(places))
    text = data.draw(st.sampled_from(cell.options)) if cell.options else text
    try:
        after = page.write(model, line, cell, text)
    except LabError:
        return
    key = page.written_to(model, after, line)
    if key == "new":
        assert not text.strip()
        return
    (found,) = [
        each
        for each_line in page.lines(after, say)
        if each_line.key == key
        for each in each_line.cells
        if each.name == cell.name
    ]
    assert (found.value or "").strip() in (text.strip(), *(["0", "1"] if not text.strip() else []))


def test_blanks_in_the_new_line_begin_no_row():
    page = pages()["hyper"]
    model = Model.begin({"hyper": "learning rate | 3e-4 | |"})
    new = page.lines(model, say)[-1]
    after = page.write(model, new, new.cells[0], " ")
    assert page.rows(after) == page.rows(model)
    assert page.written_to(model, after, new) == new.key


def test_steps_and_causes_can_be_ticked_and_noted():
    model = Model()
    every = pages()
    line = next(each for each in every["paper"].lines(model, say) if each.key == STEPS[0])
    model = every["paper"].tick(model, line, line.cells[0])
    assert model.book.done == 1
    model = every["paper"].write(model, line, line.cells[1], "twice")
    assert model.book.steps[STEPS[0]] == Tick(True, "twice")
    assert every["paper"].tick(model, line, line.cells[0]).book.done == 0


def test_a_kind_that_changes_keeps_the_sizes_of_the_same_name():
    page = pages()["count"]
    model = Model.begin({"layers": "a | layernorm | 2 | 768 | no"})
    line = page.lines(model, say)[1]
    (kind,) = [cell for cell in line.cells if cell.name == "kind"]
    after = page.write(model, line, kind, "embedding")
    assert after.book.layers == (("a", "embedding", "2", "", "768", ""),)


def test_every_symptom_has_causes_and_every_cause_says_what_to_look_at():
    from tutor import labs

    strings = labs.strings("reproduce")
    for symptom, causes in CAUSES.items():
        assert f"symptom_{symptom}" in strings
        assert len(causes) >= 4
        for cause in causes:
            assert f"cause_{symptom}_{cause}" in strings
            assert f"look_{symptom}_{cause}" in strings
