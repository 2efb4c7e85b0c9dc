from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.progress.strategies import DAY, NOW, attempts
from tutor.errors import ProgressError
from tutor.exercise import Rated, Right, Undecided, Unreadable, Wrong
from tutor.progress import schedule
from tutor.progress.records import Attempt, Draft, LessonCount, Position, outcome
from tutor.progress.store import Store, new_id


@pytest.fixture
def store():
    with Store.in_memory() as opened:
        yield opened


def answer(exercise="chain-1", verdict="right", at=NOW, **fields):
    fields = {"lesson": "chain", "milliseconds": 60_000} | fields
    return Attempt(exercise=exercise, verdict=verdict, at=at, **fields)


def test_what_is_recorded_is_there_after_reopening(tmp_path: Path):
    path = tmp_path / "deep" / "folder" / "progress.db"
    given = answer(
        answer="6*x·e^{x²} [n] {0}",
        seed=3,
        kind="derivative",
        course="derivatives",
        skills=("chain-rule", "exp"),
        made=1,
        of=2,
        mistake="forgot-inner",
        missed=("line 2",),
        hints=2,
        solution_seen=True,
        content="abc",
    )
    with Store.open(path) as store:
        card = store.record(given)
    with Store.open(path) as store:
        (kept,) = store.attempts("chain-1")
        assert msgspec.structs.replace(kept, id="", device="") == given
        assert kept.device == store.device
        assert store.card("chain-1") == card


def test_recording_clears_the_draft_of_that_variant_only(store):
    for seed in (0, 1):
        store.save_draft(Draft(exercise="chain-1", seed=seed, text=f"half {seed}", at=NOW))
    store.record(answer(seed=0, at=NOW + 1))
    assert store.draft("chain-1", 0) is None
    assert store.draft("chain-1", 1).text == "half 1"


def test_what_was_typed_last_is_the_draft_even_if_the_clock_went_back(store):
    store.save_draft(Draft(exercise="chain-1", text="first", at=NOW))
    store.save_draft(Draft(exercise="chain-1", text="second", at=NOW - DAY))
    assert store.draft("chain-1").text == "second"
    store.save_draft(Draft(exercise="chain-1", text="", at=NOW - 2 * DAY))
    assert store.draft("chain-1") is None


def test_half_a_surrogate_pair_is_no_reason_to_lose_an_answer(store):
    store.save_draft(Draft(exercise="chain-1", text="x\ud835", at=NOW))
    assert store.draft("chain-1").text == "x?"
    store.record(answer(answer="x\ud835"))
    assert store.attempts("chain-1")[0].answer == "x?"


def test_undo_takes_back_the_last_answer_and_gives_its_text_back(store):
    before = store.record(answer(at=NOW))
    store.record(answer(verdict="wrong", at=NOW + DAY, answer="2x", seed=1))
    withdrawn = store.undo(NOW + DAY + 5)
    assert withdrawn.answer == "2x"
    assert store.card("chain-1") == before
    assert store.draft("chain-1", 1).text == "2x"
    assert [attempt.verdict for attempt in store.attempts("chain-1")] == ["right"]


def test_undo_again_takes_back_the_one_before_and_then_nothing(store):
    for n in range(2):
        store.record(answer(at=NOW + n))
    assert store.undo(NOW + 9).at == NOW + 1
    assert store.undo(NOW + 9).at == NOW
    assert store.undo(NOW + 9) is None
    assert store.card("chain-1") is None
    assert len(store.all_attempts()) == 2


def test_undo_leaves_answers_of_another_device(store):
    other = msgspec.structs.replace(answer(), id=new_id(NOW), device="laptop")
    store.insert_attempts([other])
    assert store.undo(NOW) is None


@pytest.mark.parametrize(
    "change", ["UPDATE attempts SET verdict = 'right'", "DELETE FROM attempts"]
)
def test_no_statement_can_change_or_delete_an_attempt(store, change):
    store.record(answer(verdict="wrong"))
    with pytest.raises(ProgressError, match="never"):
        store.rows(change)
    assert store.attempts("chain-1")[0].verdict == "wrong"


def test_a_drill_is_kept_but_never_comes_back(store):
    assert store.record(answer("drill-broadcast", lesson="")) is None
    assert store.due(NOW + 10_000 * DAY) == []
    assert len(store.attempts("drill-broadcast")) == 1


def test_an_undecided_answer_is_kept_but_does_not_count(store):
    assert store.record(answer(verdict="undecided")) is None
    card = store.record(answer(at=NOW + 1))
    assert store.record(answer(verdict="undecided", at=NOW + DAY)) == card
    assert store.counts_by_lesson() == {"chain": LessonCount(1, 1)}


def test_lesson_counts_tell_different_exercises(store):
    for exercise, verdict in [("a", "wrong"), ("a", "right"), ("a", "right"), ("b", "wrong")]:
        store.record(answer(exercise, verdict))
    store.record(answer("c", "rated", lesson="softmax", made=3, of=5))
    assert store.counts_by_lesson() == {"chain": LessonCount(2, 1), "softmax": LessonCount(1, 1)}
    assert set(store.cards("chain")) == {"a", "b"}


def test_due_cards_come_longest_overdue_first(store):
    for n, exercise in enumerate(["late", "later", "latest"]):
        store.record(answer(exercise, at=NOW + n * DAY))
    far = NOW + 100 * DAY
    assert [card.exercise for card in store.due(far)] == ["late", "later", "latest"]
    assert [card.exercise for card in store.due(far, 1)] == ["late"]
    assert store.due_count(far) == 3
    assert store.due(NOW) == []
    first = store.card("late").due
    assert (store.due_count(first), store.due_count(first + 1)) == (0, 1)


def test_each_return_of_an_exercise_shows_the_next_variant(store):
    seeds = []
    for n in range(3):
        seeds.append(store.next_seed("chain-1"))
        store.record(answer(seed=seeds[-1], at=NOW + n * DAY))
    assert seeds == [0, 1, 2]
    store.undo(NOW + 9 * DAY)
    assert store.next_seed("chain-1") == 3
    assert store.next_seed("chain-2") == 0


def test_the_last_position_is_the_one_saved_last_whatever_the_clock_says(store):
    assert store.last_position() is None
    store.save_position(Position(lesson="chain", place="chain-2", seed=4, at=NOW))
    store.save_position(Position(lesson="softmax", place="softmax-1", at=NOW - DAY))
    assert store.last_position().lesson == "softmax"
    assert (store.position("chain").place, store.position("chain").seed) == ("chain-2", 4)
    assert store.position("none") is None


def test_settings_hold_any_json_and_fall_back_on_their_default(store):
    store.set_setting("language", "bn", NOW)
    store.set_setting("keys", {"next": "f5"}, NOW)
    assert store.setting("language", "en") == "bn"
    assert store.setting("keys", {}) == {"next": "f5"}
    assert store.setting("theme", "dark") == "dark"
    assert store.setting("language", 3) == 3
    store.set_setting("language", "en", NOW - 1)
    assert store.setting("language", "bn") == "en"


def test_ids_sort_by_time_and_differ_within_a_millisecond():
    assert new_id(NOW) != new_id(NOW)
    assert new_id(NOW) < new_id(NOW + 1)


def test_every_verdict_has_its_word_and_the_unreadable_is_no_attempt():
    verdicts = [Right(), Wrong(why="no"), Undecided(why="?"), Rated(made=1, of=2)]
    assert [outcome(verdict) for verdict in verdicts] == ["right", "wrong", "undecided", "rated"]
    with pytest.raises(ValueError, match="no attempt"):
        outcome(Unreadable(column=0, why="?"))


@given(st.lists(st.one_of(attempts(), st.just("undo")), max_size=12))
def test_replaying_the_answers_gives_the_card_that_was_kept(steps):
    with Store.in_memory() as store:
        for step in steps:
            store.undo(NOW) if step == "undo" else store.record(step)
        for exercise in ("chain-1", "chain-2", "softmax-1"):
            assert store.card(exercise) == schedule.replayed(store.attempts(exercise))
        rights = {a.exercise for a in store.answers_since(0) if a.counts and a.right}
        assert sum(count.right for count in store.counts_by_lesson().values()) == len(rights)
