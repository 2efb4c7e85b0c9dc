"""The words of progress: Attempt, Card, Draft, Position. Plain data, no database.

Every time is in milliseconds since 1970 in UTC; `now` is always handed in by the caller.
"""

import time
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, Literal, TypeAlias

import msgspec

from tutor.exercise import Rated, Right, Undecided, Unreadable, Verdict, Wrong

END_OF_TIME = 7_258_118_400_000
"""The year 2200. Later times are taken for damage: a schedule could not be computed."""

Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=END_OF_TIME)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Outcome: TypeAlias = Literal["right", "wrong", "undecided", "rated"]


class Attempt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to one exercise, as it was given and judged. Never changed afterwards.

    id, device: filled in by the store. lesson: empty for endless drills, which are counted
    but never scheduled. answer: the text typed or made by ticks. made, of: points, for
    `rated` and for answers in parts. mistake: the slug of the named mistake. missed: labels
    of the parts or rubric points that were missed. hints: how many were opened.
    solution_seen: whether the worked solution was open before answering. milliseconds: from
    prompt to answer. content: hash of the exercise's text, to notice that it changed.
    """

    exercise: Key
    verdict: Outcome
    at: Milliseconds
    answer: str = ""
    kind: str = ""
    seed: Seed = 0
    lesson: str = ""
    course: str = ""
    skills: tuple[str, ...] = ()
    made: Count = 0
    of: Count = 0
    mistake: str = ""
    missed: tuple[str, ...] = ()
    hints: Count = 0
    solution_seen: bool = False
    milliseconds: Milliseconds = 0
    content: str = ""
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")] = ""
    device: str = ""

    @property
    def right(self) -> bool:
        """Whether it counts as answered right: judged right, or half of the points made."""
        return self.verdict == "right" or (self.verdict == "rated" and 2 * self.made >= self.of)

    @property
    def counts(self) -> bool:
        """Whether it says anything about the learner; what could not be decided does not."""
        return self.verdict != "undecided"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """When an exercise comes back; what its attempts amount to.

    stability: days until the chance to recall it falls to 90 %. difficulty: 1 to 10.
    answered, right: how many attempts counted, and how many of those were right.
    last, due: times. Can be rebuilt from the attempts at any time.
    """

    exercise: str
    lesson: str
    stability: float
    difficulty: float
    last: int
    due: int
    answered: int
    right: int


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unfinished answer, saved while typing. An empty text means: no draft any more."""

    exercise: Key
    text: str
    at: Milliseconds
    seed: Seed = 0
    device: str = ""


class Position(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the learner was in a lesson. place: an exercise or section, as the session names it."""

    lesson: Key
    place: str
    at: Milliseconds
    seed: Seed = 0
    device: str = ""


class LessonCount(msgspec.Struct, frozen=True):
    """How many different exercises of a lesson were answered, and answered right."""

    answered: int = 0
    right: int = 0


def outcome(verdict: Verdict) -> Outcome:
    """The word a verdict is recorded under. Raises ValueError for Unreadable: no attempt."""
    match verdict:
        case Right():
            return "right"
        case Wrong():
            return "wrong"
        case Undecided():
            return "undecided"
        case Rated():
            return "rated"
        case Unreadable():
            raise ValueError("what could not be read is no attempt")


def clock() -> int:
    """The time now. Only the outermost callers ask; everything else is told."""
    return time.time_ns() // 1_000_000


def day_of(at: int, zone: tzinfo | None = None) -> date:
    """The learner's day in which a time lies."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).date()
