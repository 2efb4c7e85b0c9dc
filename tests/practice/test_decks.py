"""Which question a drill asks next."""

from pathlib import Path

import pytest

from tests.screens.desk import NOW, library
from tutor import kinds
from tutor.exercise import Answer, Right
from tutor.practice.decks import DRILLS, Wanted, deck
from tutor.progress.records import Attempt
from tutor.progress.store import Store

LESSONS = Path(__file__).parent / "lessons"
DAY = 86_400_000


@pytest.fixture
def store():
    return Store.in_memory()


@pytest.fixture
def lessons(tmp_path):
    return library(tmp_path / "cache", LESSONS)


def keep(store, item, verdict="right", at=NOW):
    return store.record(
        Attempt(
            exercise=item.exercise.id,
            seed=item.seed,
            lesson=item.lesson.id,
            verdict=verdict,
            kind=kinds.kind_of(item.exercise),
            at=at,
        )
    )


ALL = Wanted()


def asked(found, store, count, wanted=ALL, level=3, verdict=lambda item: "right"):
    """The next questions, each of them answered."""
    items = []
    for number in range(count):
        seen = [each.key for each in items]
        item = found.draw(wanted, level, seen, NOW + number)
        keep(store, item, verdict(item), NOW + number)
        items.append(item)
    return items


@pytest.mark.parametrize("name", DRILLS)
def test_families_have_titles_in_both_languages(name, store, lessons):
    for family, title in deck(name, store, lessons).families():
        assert family
        assert {"en", "bn"} <= set(title)


def test_no_question_comes_twice_while_there_are_others(store, lessons):
    found = deck("derivatives", store, lessons)
    assert len({item.key for item in asked(found, store, 40)}) == 40


def test_a_question_that_was_passed_by_does_not_come_again_at_once(store, lessons):
    found = deck("derivatives", store, lessons)
    seen = []
    for _ in range(12):
        item = found.draw(Wanted(("chain",)), 2, seen, NOW)
        assert item.key not in seen
        seen.append(item.key)


def test_only_what_was_chosen_is_asked(store, lessons):
    found = deck("derivatives", store, lessons)
    items = asked(found, store, 12, Wanted(("chain", "losses")), level=4)
    assert {item.exercise.id for item in items} == {
        "drill-derivatives-chain-4",
        "drill-derivatives-losses-4",
    }


def test_a_weak_family_comes_more_often(store, lessons):
    found = deck("derivatives", store, lessons)
    families = Wanted(("chain", "product", "quotient"))
    items = asked(
        found,
        store,
        90,
        families,
        verdict=lambda item: "wrong" if "product" in item.exercise.id else "right",
    )
    last = [item.exercise.id for item in items[30:]]
    product = sum("product" in each for each in last)
    assert product > sum("chain" in each for each in last)
    assert product > sum("quotient" in each for each in last)


@pytest.mark.parametrize("name", DRILLS)
def test_a_question_is_found_again_by_its_id_and_seed(name, store, lessons):
    found = deck(name, store, lessons)
    item = found.draw(Wanted(), 3, [], NOW)
    if item is None:
        assert found.families() == []
        return
    assert found.find(*item.key) == item
    assert found.find("no-such-question", 0) is None


def test_made_questions_are_counted_and_not_scheduled(store, lessons):
    item = deck("derivatives", store, lessons).draw(Wanted(), 1, [], NOW)
    assert keep(store, item) is None
    assert store.due_count(NOW + 400 * DAY) == 0


def test_notation_asks_what_is_due_then_what_is_new_then_what_is_weak(store, lessons):
    found = deck("notation", store, lessons)
    by_id = {item.exercise.id: item for item in asked(found, Store.in_memory(), 3)}
    assert set(by_id) == {"talk-rate", "signs-expectation", "signs-product"}
    keep(store, by_id["talk-rate"], "wrong", NOW - 90 * DAY)
    keep(store, by_id["signs-product"], "right", NOW - DAY)

    order = [item.exercise.id for item in asked(found, store, 3)]

    assert order == ["talk-rate", "signs-expectation", "signs-product"]


def test_notation_goes_on_when_everything_was_asked_with_what_was_asked_first(store, lessons):
    found = deck("notation", store, lessons)
    items = [item.exercise.id for item in asked(found, store, 9)]
    assert items[:3] == items[3:6] == items[6:]


def test_notation_can_be_held_to_a_course(store, lessons):
    found = deck("notation", store, lessons)
    items = asked(found, store, 4, Wanted(("talk",)))
    assert {item.exercise.id for item in items} == {"talk-rate"}


def test_matrix_questions_are_right_when_answered_with_their_key(store, lessons):
    found = deck("matrix", store, lessons)
    for item in asked(found, store, 4, level=2):
        kind = kinds.load(kinds.kind_of(item.exercise))
        answer = kind.read(item.exercise, kind.key(item.exercise))
        assert isinstance(answer, Answer)
        assert isinstance(kind.check(item.exercise, answer), Right)


def test_the_steps_of_a_row_come_one_after_the_other_and_then_another_row(store, lessons):
    found = deck("matrix", store, lessons)
    items = asked(found, store, 9, Wanted(("backward",)), level=3)
    steps = [item.exercise.id.rpartition("-step-")[2] for item in items]
    assert steps == ["1", "2", "3", "4", "5", "6", "7", "8", "1"]
    assert {item.seed for item in items[:8]} == {items[0].seed}
    assert items[8].seed != items[0].seed
    assert found.find(*items[4].key) == items[4]


def test_an_easy_drill_asks_only_families_that_have_something_easy(store, lessons):
    found = deck("matrix", store, lessons)
    assert {item.exercise.difficulty for item in asked(found, store, 20, level=1)} == {1}
    (hard,) = asked(found, store, 1, Wanted(("backward",)), level=1)
    assert hard.exercise.difficulty == 3
