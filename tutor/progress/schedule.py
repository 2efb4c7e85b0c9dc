"""When an exercise comes back: FSRS over the answers given to it.

A card is the fold of `answered` over the answers in order of time, so it can always be
rebuilt, and undoing an answer is folding again without it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from tutor.progress.records import Attempt, Card, day_of

QUICK = 10_000
"""A right answer within ten seconds of seeing the prompt came without effort."""

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def rating(attempt: Attempt) -> int:
    """How well the exercise was known, as FSRS counts it: 1 again, 2 hard, 3 good, 4 easy.

    | answer                                          | rating |
    |-------------------------------------------------|--------|
    | wrong, or given after the solution was opened   | again  |
    | right after one or more hints                   | hard   |
    | right                                           | good   |
    | right within `QUICK`, without a hint            | easy   |
    | rated: under 40 %, 70 %, 100 % of the points    | again, hard, good |
    | rated: every point                              | easy   |

    Slowness alone is no sign of trouble: the learner may have been deriving, or at lunch.
    Points made after a hint are at most hard.
    """
    if attempt.verdict == "wrong" or attempt.solution_seen:
        return AGAIN
    if attempt.verdict == "rated":
        share = attempt.made / attempt.of if attempt.of else 0.0
        rated = AGAIN if share < 0.4 else HARD if share < 0.7 else GOOD if share < 1 else EASY
        return min(rated, HARD) if attempt.hints else rated
    if attempt.hints:
        return HARD
    return EASY if 0 < attempt.milliseconds <= QUICK else GOOD


def answered(card: Card | None, attempt: Attempt) -> Card | None:
    """The card after one more answer, which must not be older than the card's last one.

    What was undecided leaves the card as it is. So does the schedule an exercise that is
    known again on the same day: remembering for an hour says nothing of next week.
    """
    if not attempt.counts:
        return card
    if card is not None and rating(attempt) > AGAIN and day_of(attempt.at) == day_of(card.last):
        return msgspec.structs.replace(
            card, answered=card.answered + 1, right=card.right + attempt.right
        )
    fsrs, scheduler = _fsrs()
    if card is None:
        before = fsrs.Card(card_id=0, due=_moment(attempt.at))
    else:
        before = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=card.stability,
            difficulty=card.difficulty,
            due=_moment(card.due),
            last_review=_moment(card.last),
        )
    after, _ = scheduler.review_card(before, fsrs.Rating(rating(attempt)), _moment(attempt.at))
    return Card(
        exercise=attempt.exercise,
        lesson=attempt.lesson,
        stability=after.stability,
        difficulty=after.difficulty,
        last=attempt.at,
        due=round(after.due.timestamp() * 1000),
        answered=1 + (card.answered if card else 0),
        right=attempt.right + (card.right if card else 0),
    )


def replayed(attempts: Iterable[Attempt]) -> Card | None:
    """The card that these answers to one exercise give, whatever order they come in."""
    card = None
    for attempt in sorted(attempts, key=lambda attempt: (attempt.at, attempt.id)):
        card = answered(card, attempt)
    return card


def warm() -> None:
    """Load FSRS now (32 ms), so that the first answer does not wait for it."""
    _fsrs()


@cache
def _fsrs() -> tuple[Any, Any]:
    """The library and our scheduler.

    No learning steps: an exercise missed is tried again at once inside the lesson, so the
    first return is days away. No fuzz: replaying the same answers must give the same card.
    """
    import fsrs

    return fsrs, fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
