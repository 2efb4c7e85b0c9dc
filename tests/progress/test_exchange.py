import csv
import io
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.progress.strategies import NOW, attempts, exercises, moments, texts
from tutor.errors import ProgressError
from tutor.progress.exchange import export, from_json, merge, to_csv, to_json
from tutor.progress.records import Attempt, Draft, Position
from tutor.progress.store import Store

steps = st.one_of(
    attempts(),
    st.just("undo"),
    st.builds(Draft, exercise=exercises, text=texts, at=moments, seed=st.integers(0, 1)),
    st.builds(Position, lesson=st.just("chain"), place=exercises, at=moments),
    st.tuples(st.sampled_from(["language", "theme"]), st.sampled_from(["en", "bn"]), moments),
)


def follow(store: Store, made) -> None:
    for step in made:
        match step:
            case "undo":
                store.undo(NOW)
            case Attempt():
                store.record(step)
            case Draft():
                store.save_draft(step)
            case Position():
                store.save_position(step)
            case (name, value, at):
                store.set_setting(name, value, at)


@st.composite
def machines(draw: st.DrawFn, count: int):
    """Exports of machines that began alike, were used apart, and sometimes met."""
    found = []
    for n in range(count):
        with Store.in_memory() as store:
            if found and draw(st.booleans()):
                merge(store, [found[-1]])
            if n and draw(st.booleans()):  # a copied file: the same device twice
                store.connection.execute("UPDATE device SET id = 'same'")
            follow(store, draw(st.lists(steps, max_size=5)))
            found.append(from_json(to_json(export(store)), "x"))
    return found


def together(*exports):
    with Store.in_memory() as store:
        for one in exports:
            merge(store, [one])
        cards = store.rows("SELECT * FROM cards ORDER BY exercise")
        return to_json(export(store)), list(cards), store


@settings(max_examples=60)
@given(machines(2))
def test_merging_two_machines_gives_the_same_in_either_order(two):
    a, b = two
    assert together(a, b)[:2] == together(b, a)[:2]


@settings(max_examples=40)
@given(machines(3))
def test_merging_three_machines_gives_the_same_however_they_are_grouped(three):
    a, b, c = three
    b_and_c = from_json(together(b, c)[0], "b and c")
    assert together(a, b, c)[:2] == together(a, b_and_c)[:2] == together(c, a, b)[:2]


@settings(max_examples=40)
@given(machines(2))
def test_merging_loses_nothing_and_merging_again_changes_nothing(two):
    a, b = two
    merged = from_json(together(a, b)[0], "merged")
    assert set(merged.attempts) == {*a.attempts, *b.attempts}
    assert {w.attempt for w in merged.withdrawals} == {
        w.attempt for one in two for w in one.withdrawals
    }
    assert {(d.exercise, d.seed, d.device) for d in merged.drafts} == {
        (d.exercise, d.seed, d.device) for one in two for d in one.drafts
    }
    assert together(a, b, a, b)[:2] == together(a, b)[:2]


@given(st.lists(steps, max_size=6))
def test_an_export_brought_into_an_empty_store_is_the_same_progress(made):
    with Store.in_memory() as store:
        follow(store, made)
        written = to_json(export(store))
        cards = list(store.rows("SELECT * FROM cards ORDER BY exercise"))
    assert together(from_json(written, "x"))[:2] == (written, cards)


def test_a_setting_made_elsewhere_counts_only_until_one_is_made_here():
    with Store.in_memory() as laptop, Store.in_memory() as desktop:
        laptop.set_setting("theme", "light", NOW)
        laptop.set_setting("language", "bn", NOW)
        desktop.set_setting("theme", "dark", NOW - 9)
        merge(desktop, [export(laptop)])
        assert desktop.setting("theme", "") == "dark"
        assert desktop.setting("language", "") == "bn"


def test_the_draft_typed_last_on_either_machine_is_shown():
    with Store.in_memory() as laptop, Store.in_memory() as desktop:
        laptop.save_draft(Draft(exercise="e", text="on the laptop", at=NOW + 5))
        desktop.save_draft(Draft(exercise="e", text="on the desktop", at=NOW))
        merge(desktop, [export(laptop)])
        assert desktop.draft("e").text == "on the laptop"
        desktop.save_draft(Draft(exercise="e", text="and on", at=NOW + 1))
        assert desktop.draft("e").text == "and on"


GOOD = {
    "exercise": "e",
    "verdict": "right",
    "at": NOW,
    "id": "0" * 32,
    "lesson": "l",
    "device": "d",
}


def file(**changes):
    content = {"format": "tutor-progress", "format_version": 1, "attempts": [GOOD]} | changes
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "truncated"),
        (b"exercise,verdict\n", "malformed"),
        (b"\xff\xfe\x00", "malformed"),
        (b"[" * 200_000, "Expected `object`"),
        (b'{"attempts":' + b"[" * 200_000, "recursion"),
        (b"[]", "Expected `object`"),
        (b"{}", "no progress file"),
        (b'{"format": "anki"}', "no progress file"),
        (file(format_version=2), "newer tutor (format 2"),
        (file(format_version=0), "0"),
        (file(extra=1), "extra"),
        (file(attempts=[GOOD | {"verdict": "perfect"}]), "$.attempts[0].verdict"),
        (file(attempts=[GOOD | {"id": "'; DROP TABLE attempts; --"}]), "$.attempts[0].id"),
        (file(attempts=[GOOD | {"id": ""}]), "$.attempts[0].id"),
        (file(attempts=[{"exercise": "e", "verdict": "right", "at": NOW}]), "no id"),
        (file(attempts=[GOOD | {"at": -1}]), "$.attempts[0].at"),
        (file(attempts=[GOOD | {"at": 10**15}]), "$.attempts[0].at"),
        (file(attempts=[GOOD | {"seed": 2**70}]), "$.attempts[0].seed"),
        (file(attempts=[GOOD | {"exercise": "e" * 999}]), "$.attempts[0].exercise"),
        (file(attempts=[{**GOOD, "at": None}]), "$.attempts[0].at"),
        (file(attempts=[{"id": "0" * 32}]), "missing required field"),
        (file(drafts=[{"exercise": "e", "text": 5, "at": NOW}]), "$.drafts[0].text"),
        (file(attempts=[GOOD])[:-20], "truncated"),
    ],
    ids=itertools.count(),
)
def test_a_file_that_is_no_sound_export_is_refused_and_says_why(data, told):
    with pytest.raises(ProgressError) as caught:
        from_json(data, "friend.json")
    assert "friend.json" in caught.value.message
    assert told in caught.value.message
    assert "Nothing was changed" in caught.value.message
    assert caught.value.hint


def test_an_altered_answer_is_refused_and_nothing_is_changed():
    with Store.in_memory() as store:
        merge(store, [from_json(file(), "x")])
        before = to_json(export(store))
        new = GOOD | {"id": "1" * 32}
        altered = from_json(file(attempts=[new, GOOD | {"verdict": "wrong"}]), "x")
        with pytest.raises(ProgressError, match="not the same"):
            merge(store, [altered])
        assert to_json(export(store)) == before


def test_the_table_has_a_row_for_each_answer_and_says_which_were_taken_back():
    with Store.in_memory() as store:
        for n in range(2):
            store.record(
                Attempt(
                    exercise="e", verdict="wrong", at=NOW + n, answer='a, "b"\nc', skills=("s", "t")
                )
            )
        store.undo(NOW + 9)
        rows = list(csv.DictReader(io.StringIO(to_csv(export(store)))))
    assert [row["withdrawn"] for row in rows] == ["0", "1"]
    assert rows[0]["answer"] == 'a, "b"\nc'
    assert rows[0]["skills"] == "s; t"
    assert rows[0]["at"] == "2027-01-15T08:00:00+00:00"
