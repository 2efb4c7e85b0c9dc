"""The statistics as lines of text, for the command line and for the screen alike.

Figures stand left of names in every line: names may be Bangla, whose width differs between
terminals, and then only the ragged right edge moves.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from tutor.bilingual import Strings, choose
from tutor.progress.statistics import Accuracy, Statistics

Style: TypeAlias = Literal[
    "", "title", "muted", "weak", "level0", "level1", "level2", "level3", "level4"
]

SIGNS = "·░▒▓█"
"""A day's sign for each level, so that the calendar reads without colours."""

LEVELS = (1, 5, 10, 20)
"""From so many answers on, a day is of level 1, 2, 3, 4."""

_BAR = 20
_WEAK = 0.6
_BETWEEN = " · "
_strings = Strings(__file__)


class Span(NamedTuple):
    """A piece of a line, and what it is. Its text is never markup."""

    text: str
    style: Style = ""


Line: TypeAlias = tuple[Span, ...]


def page(statistics: Statistics, language: str = "en", width: int = 80) -> list[Line]:
    """All of it. `width` is in cells; the calendar shows as many weeks as fit (13 to 26)."""
    if not statistics.answers:
        return [(Span(_say("nothing", language)),)]
    lines: list[Line] = _summary(statistics, language, width)
    weeks = max(13, min(26, (width - 12) // 2))
    lines += _titled(_say("calendar", language, weeks=weeks))
    lines += calendar(statistics.days, statistics.today, weeks, language)
    for key, accuracies in (("skills", statistics.skills), ("courses", statistics.courses)):
        if accuracies:
            lines += _titled(_say(key, language))
            lines += [_accuracy(accuracy) for accuracy in weakest_first(accuracies)]
    lines += _titled(_say("forecast", language))
    lines += _forecast(statistics, language)
    return lines


def calendar(days: dict[date, int], today: date, weeks: int, language: str = "en") -> list[Line]:
    """A heat map: a column a week, a row a weekday, Monday on top; then the legend."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    names = _say("weekdays", language).split()
    lines: list[Line] = [(Span(_months(monday, weeks, language), "muted"),)]
    for weekday in range(7):
        row = [monday + timedelta(days=7 * week + weekday) for week in range(weeks)]
        spans = [_day(days.get(day, 0)) if day <= today else Span("  ") for day in row]
        lines.append((*spans, Span(names[weekday], "muted")))
    legend = [Span(SIGNS[0], "level0"), Span(" 0  ", "muted")]
    for number, least in enumerate(LEVELS):
        most = f"–{LEVELS[number + 1] - 1}" if number + 1 < len(LEVELS) else "+"
        legend += [_day(least), Span(f"{least}{most}  ", "muted")]
    return [*lines, tuple(legend)]


def level(count: int) -> int:
    """How busy a day was: 0 not at all, 4 very."""
    return sum(count >= least for least in LEVELS)


def bar(share: float, width: int = _BAR) -> str:
    """A bar of `width` cells, filled by a share from 0 to 1; something is never nothing."""
    filled = round(share * width)
    if share > 0:
        filled = max(filled, 1)
    return "█" * filled + "░" * (width - filled)


def weakest_first(accuracies: Sequence[Accuracy]) -> list[Accuracy]:
    """Put first what most needs practice."""
    return sorted(accuracies, key=lambda accuracy: (accuracy.share, accuracy.name))


def _summary(statistics: Statistics, language: str, width: int) -> list[Line]:
    """The figures in a line; in two or more where they do not fit, broken between figures."""
    time = _say("hours", language, hours=statistics.minutes // 60, minutes=statistics.minutes % 60)
    text = _say(
        "summary",
        language,
        streak=statistics.streak,
        longest=statistics.longest,
        answers=f"{statistics.answers:,}",
        share=round(100 * statistics.right / statistics.answers),
        exercises=f"{statistics.exercises:,}",
        time=time,
    )
    rows: list[str] = []
    for figure in text.split(_BETWEEN):
        if rows and len(rows[-1]) + len(_BETWEEN) + len(figure) <= width:
            rows[-1] += _BETWEEN + figure
        else:
            rows.append(figure)
    return [(Span(row),) for row in rows]


def _titled(title: str) -> list[Line]:
    return [(), (Span(title, "title"),)]


def _day(count: int) -> Span:
    styles: tuple[Style, ...] = ("level0", "level1", "level2", "level3", "level4")
    return Span(SIGNS[level(count)] + " ", styles[level(count)])


def _months(monday: date, weeks: int, language: str) -> str:
    names = _say("months", language).split()
    text = ""
    for week in range(weeks):
        first = monday + timedelta(days=7 * week)
        begins = week == 0 or first.day <= 7
        if begins and len(text) <= 2 * week:
            text = text.ljust(2 * week) + names[first.month - 1] + " "
    return text.rstrip()


def _accuracy(accuracy: Accuracy) -> Line:
    style: Style = "weak" if accuracy.share < _WEAK else ""
    figures = f" {round(100 * accuracy.share):3} % {accuracy.right:5,}/{accuracy.answered:<5,} "
    return (Span(bar(accuracy.share), style), Span(figures), Span(_name(accuracy.name)))


def _name(slug: str) -> str:
    """The name of a skill or a course as a title."""
    return slug[:1].upper() + slug[1:].replace("-", " ")


def _forecast(statistics: Statistics, language: str) -> list[Line]:
    most = max(statistics.forecast, default=0) or 1
    lines: list[Line] = []
    for ahead, count in enumerate(statistics.forecast):
        day = statistics.today + timedelta(days=ahead)
        name = day.isoformat()
        if ahead < 2:
            name = _say(("today", "tomorrow")[ahead], language)
        lines.append((Span(bar(count / most)), Span(f" {count:5,}  "), Span(name, "muted")))
    return lines


def _say(key: str, language: str, **values: str | int) -> str:
    return choose(_strings(key, **values), language)
