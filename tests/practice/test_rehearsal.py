from pathlib import Path

import msgspec
import pytest

from tests.screens.desk import NOW, library
from tutor.practice.rehearsal import Rehearsal, Wishes, choose_questions, courses

LESSONS = Path(__file__).parent / "lessons"


@pytest.fixture
def catalogue(tmp_path):
    return library(tmp_path / "cache", LESSONS).catalogue()


@pytest.fixture
def begun(catalogue):
    return choose_questions(catalogue, Wishes(count=3, minutes=2), {}, NOW)


def ids(rehearsal):
    return [question.exercise for question in rehearsal.questions]


def test_courses_tell_how_many_questions_they_have(catalogue):
    assert courses(catalogue) == {"talk": 2, "signs": 1}


def test_questions_come_from_the_chosen_courses_and_not_more_than_wanted(catalogue):
    assert set(ids(choose_questions(catalogue, Wishes(("signs",)), {}, NOW))) == {"signs-iid"}
    assert len(choose_questions(catalogue, Wishes(count=2), {}, NOW).questions) == 2


def test_a_question_that_was_never_asked_comes_before_one_that_was(catalogue):
    due = {"talk-seed": NOW + 5, "signs-iid": NOW + 9}
    assert ids(choose_questions(catalogue, Wishes(count=1), due, NOW)) == ["talk-batch"]
    both = choose_questions(catalogue, Wishes(count=2), due, NOW)
    assert set(ids(both)) == {"talk-batch", "talk-seed"}


def test_nothing_is_marked_before_the_last_question(begun):
    rehearsal = begun
    for number in range(3):
        assert rehearsal.phase == "asking"
        assert rehearsal.at == number
        rehearsal = rehearsal.typed(f"answer {number}", 1000).answered()
    assert rehearsal.phase == "marking"
    assert [question.text for question in rehearsal.questions] == [
        "answer 0",
        "answer 1",
        "answer 2",
    ]


def marked(begun, *ticks):
    rehearsal = begun
    for _ in begun.questions:
        rehearsal = rehearsal.answered()
    for ticked in ticks:
        rehearsal = rehearsal.marked(ticked, 4)
    return rehearsal


def test_the_report_counts_points_made_and_missed(begun):
    rehearsal = marked(begun, (1, 2, 3, 4), (2,), ())
    assert rehearsal.phase == "report"
    assert rehearsal.points == (5, 12)
    assert [question.missed for question in rehearsal.questions] == [False, True, True]


def test_the_missed_ones_are_practised_from_the_start(begun):
    again = marked(begun, (1, 2, 3, 4), (2,), ()).missed_ones()
    assert ids(again) == ids(begun)[1:]
    assert again.phase == "asking"
    assert again.minutes == 2
    assert not any(question.ticked or question.text for question in again.questions)


def test_an_interview_that_is_cut_short_leaves_out_what_was_not_asked(begun):
    rehearsal = begun.typed("one").answered().typed("two").cut_short()
    assert rehearsal.phase == "marking"
    assert [question.text for question in rehearsal.questions] == ["one", "two"]
    assert begun.cut_short().phase == "none"


def test_a_spoken_answer_is_kept_when_the_interview_is_cut_short(begun):
    assert len(begun.typed("", 60_000).cut_short().questions) == 1
    assert len(begun.typed("", 2_000).cut_short().questions) == 0


def test_a_question_passed_at_once_was_not_answered_aloud(begun):
    assert not begun.typed("", 2_000).current.answered
    assert begun.typed("", 60_000).current.answered
    assert begun.typed("a word", 10).current.answered


def test_ticks_alone_do_not_mark(begun):
    rehearsal = marked(begun).ticked((1, 3))
    assert rehearsal.phase == "marking"
    assert rehearsal.current.ticked == (1, 3)


def test_a_rehearsal_comes_back_from_the_settings_as_it_was(begun):
    rehearsal = begun.typed("half an ans", 70_000)
    text = msgspec.json.encode(rehearsal)
    assert msgspec.json.decode(text, type=Rehearsal) == rehearsal
