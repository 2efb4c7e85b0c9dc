"""How hard the next question is, from how the last ones went."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

Result: TypeAlias = Literal["right", "helped", "wrong"]
"""How the first answer to a question went; `helped` is right after a hint or the solution."""

EASIEST, HARDEST = 1, 5
RISE_AFTER = 2
"""Right answers in a row that make it harder.

Two up, one down settles where about 71 % are right (Levitt, "Transformed up-down methods in
psychoacoustics", 1971).
"""


class Difficulty(msgspec.Struct, frozen=True):
    """level: 1 to 5. run: right answers in a row, without help, at this level."""

    level: int = EASIEST
    run: int = 0

    def after(self, result: Result) -> "Difficulty":
        """The difficulty after one more question."""
        if result == "wrong":
            return Difficulty(max(EASIEST, self.level - 1))
        if result == "helped":
            return Difficulty(self.level)
        if self.run + 1 < RISE_AFTER:
            return Difficulty(self.level, self.run + 1)
        return Difficulty(min(HARDEST, self.level + 1))


class Tally(msgspec.Struct, frozen=True):
    """What a row of results amounts to. streak: right ones in a row, up to the last."""

    answered: int = 0
    right: int = 0
    streak: int = 0
    best: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.answered) if self.answered else 0


def tally(results: Iterable[Result]) -> Tally:
    """Count results, oldest first. Help breaks no streak."""
    answered = right = streak = best = 0
    for result in results:
        answered += 1
        right += result != "wrong"
        streak = 0 if result == "wrong" else streak + 1
        best = max(best, streak)
    return Tally(answered, right, streak, best)
