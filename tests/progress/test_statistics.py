from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tests.progress.strategies import DAY
from tutor.bilingual import LANGUAGES
from tutor.progress.page import SIGNS, bar, calendar, level, page
from tutor.progress.records import Attempt
from tutor.progress.statistics import Accuracy, day_of, end_of_day, gather, streak
from tutor.progress.store import Store

NOON = round(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)  # a Friday
DHAKA = timezone(timedelta(hours=6))


@pytest.fixture
def store():
    with Store.in_memory() as opened:
        yield opened


def answer(store, days_ago=0.0, verdict="right", exercise="e", **fields):
    at = round(NOON - days_ago * DAY)
    fields = {"lesson": "l"} | fields
    return store.record(Attempt(exercise=exercise, verdict=verdict, at=at, **fields))


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ([], 0),
        ([0], 1),
        ([1], 1),
        ([2], 0),
        ([0, 1, 2], 3),
        ([1, 2, 3], 3),
        ([0, 2, 3], 1),
        ([0, 0, 0.1, 1], 2),
        (range(100), 100),
    ],
)
def test_a_streak_is_days_in_a_row_up_to_today_or_yesterday(store, days_ago, expected):
    for ago in days_ago:
        answer(store, ago)
    assert streak(store, NOON, UTC) == expected
    assert gather(store, NOON, zone=UTC).streak == expected


def test_days_are_the_learners_own(store):
    # 20:00 and 16:00 UTC on the 19th: in Dhaka that is the 20th at two, and the 19th at ten.
    for ago in (16 / 24, 20 / 24):
        answer(store, ago)
    assert gather(store, NOON, zone=UTC).days == {date(2026, 11, 19): 2}
    assert gather(store, NOON, zone=DHAKA).days == {date(2026, 11, 19): 1, date(2026, 11, 20): 1}
    assert day_of(NOON, DHAKA) == date(2026, 11, 20)


def test_a_day_may_have_23_or_25_hours():
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in {
        date(2026, 3, 29): 23,
        date(2026, 10, 25): 25,
        date(2026, 11, 20): 24,
    }.items():
        noon = round(datetime(day.year, day.month, day.day, 12, tzinfo=berlin).timestamp() * 1000)
        before = round(noon - DAY)
        assert end_of_day(noon, berlin) - end_of_day(before, berlin) == hours * 3_600_000


def test_withdrawn_and_undecided_answers_do_not_count(store):
    answer(store, 1, "wrong", skills=("chain",), course="derivatives")
    answer(store, 0.5, "undecided", skills=("chain",))
    answer(store, 0.1, "right", skills=("chain",))
    store.undo(NOON)
    found = gather(store, NOON, zone=UTC)
    assert (found.answers, found.right) == (1, 0)
    assert found.skills == (Accuracy("chain", 1, 0),)
    assert found.courses == (Accuracy("derivatives", 1, 0),)


def test_an_answer_counts_for_each_of_its_skills(store):
    answer(store, 2, skills=("chain", "exp"))
    answer(store, 1, "wrong", skills=("chain",))
    answer(store, 0, "rated", made=1, of=2, skills=("interview",))
    assert gather(store, NOON, zone=UTC).skills == (
        Accuracy("chain", 2, 1),
        Accuracy("exp", 1, 1),
        Accuracy("interview", 1, 1),
    )


def test_a_long_pause_adds_at_most_ten_minutes(store):
    answer(store, 1, milliseconds=DAY)
    answer(store, 0, milliseconds=120_000)
    assert gather(store, NOON, zone=UTC).minutes == 12


def test_the_forecast_puts_what_is_overdue_on_today(store):
    cards = [answer(store, 90, exercise="old"), answer(store, 0, "wrong", exercise="new")]
    assert cards[0].due < NOON < cards[1].due
    found = gather(store, NOON, ahead=3, zone=UTC)
    assert found.forecast == (1, 1, 0)
    assert sum(gather(store, NOON, ahead=100, zone=UTC).forecast) == 2


def test_the_calendar_reads_without_colour():
    friday = date(2026, 11, 20)
    days = {friday: 30, friday - timedelta(days=1): 4, friday - timedelta(days=7): 12}
    lines = ["".join(span.text for span in line) for line in calendar(days, friday, 13)]
    assert lines[5] == "· " * 11 + "▓ █ Fri"
    assert lines[4] == "· " * 12 + "░ Thu"
    assert lines[6] == "· " * 12 + "  Sat"
    assert lines[0].split() == ["Aug", "Sep", "Oct", "Nov"]
    assert lines[8].split() == ["·", "0", "░", "1–4", "▒", "5–9", "▓", "10–19", "█", "20+"]


def test_each_level_has_a_sign_of_its_own():
    assert [level(n) for n in (0, 1, 4, 5, 9, 10, 19, 20, 999)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(set(SIGNS)) == 5


def test_a_bar_is_never_empty_for_something_nor_too_long():
    assert bar(0, 4) == "░░░░"
    assert bar(0.001, 4) == "█░░░"
    assert bar(1, 4) == "████"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_puts_every_name_right_of_its_figures(store, language):
    for n in range(30):
        answer(store, n, "wrong" if n % 3 else "right", skills=("[chain]",), course="c")
    lines = ["".join(s.text for s in line) for line in page(gather(store, NOON), language)]
    (skill,) = [line for line in lines if "[chain]" in line]
    assert skill.split()[1:] == ["33", "%", "10/30", "[chain]"]
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 76, 200])
def test_the_summary_breaks_between_figures(store, language, width):
    for n in range(30):
        answer(store, n, "right", skills=("chain-rule",), milliseconds=500_000)
    lines = ["".join(s.text for s in line) for line in page(gather(store, NOON), language, width)]
    summary = lines[: lines.index("")]
    assert all(len(line) <= width for line in summary)
    assert (len(summary) == 1) == (width == 200)
    assert not any(line.startswith(" ") or line.endswith("·") for line in summary)
    assert any(line.endswith("Chain rule") for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_answers_the_page_says_how_to_begin(store, language):
    (line,) = page(gather(store, NOON), language)
    assert "`tutor`" in line[0].text
