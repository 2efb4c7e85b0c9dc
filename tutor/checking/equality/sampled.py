"""Two expressions in doubles at many points, and which of these deserve a closer look."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tutor.checking.equality.sampling import Points, join
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.float64 import Compiled, values

ENOUGH_HANDY = 4
"""Fewer common values of moderate size than this, and others are looked at as well."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """The values of answer and key at `points`, each a row; nan where there is none.

    common: the rows at which both are finite.
    """

    points: Points
    answer: Array
    key: Array
    common: Array

    @classmethod
    def at(cls, points: Points, answer: Compiled, key: Compiled) -> "Sampled":
        """Both evaluated at `points`."""
        size = len(next(iter(points.values())))
        a, k = values(answer, points, size), values(key, points, size)
        return cls(points, a, k, np.isfinite(a) & np.isfinite(k))

    def joined(self, more: "Sampled") -> "Sampled":
        """With the rows of `more` behind those here."""
        return Sampled(
            join([self.points, more.points]),
            *[
                np.concatenate(pair)
                for pair in (
                    (self.answer, more.answer),
                    (self.key, more.key),
                    (self.common, more.common),
                )
            ],
        )

    def rarity(self) -> float:
        """The share of the points at which the rarer of both is finite."""
        return float(min(np.isfinite(self.answer).mean(), np.isfinite(self.key).mean()))

    def suspects(self) -> list[int]:
        """Rows that look different, the nicest first."""
        a, k = self.answer, self.key
        with np.errstate(all="ignore"):
            gap = np.abs(a - k)
            size = np.maximum(np.abs(a), np.abs(k))
            found: list[int] = np.nonzero(self.common & (gap > 1e-9 * size + 1e-13))[0].tolist()
        return found

    def worst(self, suspects: list[int]) -> Iterator[int]:
        """Those of them to look at: clear ones, the most different, and some of all kinds."""
        with np.errstate(all="ignore"):
            gap = np.abs(self.answer[suspects] - self.key[suspects])
            share = gap / np.maximum(np.abs(self.answer[suspects]), np.abs(self.key[suspects]))
        rows = np.array(suspects)
        yield from rows[share > 1e-4][:3].tolist()
        yield from rows[np.argsort(-share, kind="stable")[:3]].tolist()
        yield from rows[np.linspace(0, len(rows) - 1, 4).astype(int)].tolist()

    def spread(self, wanted: int) -> list[int]:
        """Rows to compare closely: common ones of moderate size first, over all strata."""
        a, k = self.answer, self.key
        rows = np.nonzero(self.common)[0]
        if not len(rows):
            with_overflow = np.nonzero(~np.isnan(a) & ~np.isnan(k))[0]
            return [int(i) for i in with_overflow[:40]]
        size = np.maximum(np.abs(a[rows]), np.abs(k[rows]))
        handy = rows[(size < 1e12) & (size > 1e-12)]
        chosen: list[int] = handy[:: max(1, len(handy) // (wanted + 4))].tolist()
        if len(handy) >= ENOUGH_HANDY:
            # The last rows are the least like those looked at already.
            return [*self._beyond_doubles(rows, size), *chosen[::-1]]
        overflow = np.nonzero(~self.common & ~np.isnan(a) & ~np.isnan(k))[0][:10]
        chosen += rows[:: max(1, len(rows) // (3 * wanted))].tolist() + overflow.tolist()
        return chosen

    def _beyond_doubles(self, rows: Array, size: Array) -> list[int]:
        """Rows whose values are so large or small that doubles say little about them."""
        large = rows[size >= 1e12]
        gap = np.abs(self.answer[rows] - self.key[rows])
        small = rows[(size <= 1e-12) & (gap > 1e-6 * size)]
        return [int(i) for i in (*large[:: max(1, len(large) // 2)][:2], *small[:2])]

    def one_sided(self) -> list[int]:
        """Rows at which only one has a value."""
        lonely = np.nonzero(np.isnan(self.answer) != np.isnan(self.key))[0]
        for column in self.points.values():
            if not len(lonely):
                break
            # Further out nan may come from ∞ − ∞ or ∞/∞.
            lonely = lonely[np.abs(column[lonely]) < 40]
        return [int(i) for i in lonely]
