"""Comparing two expressions at many points.

Slips are found by numbers first: both trees are evaluated in doubles at a hundred and
more points, and what looks different is confirmed with error bounds, so that `Different`
is never a rounding error. What looks equal is compared again at several points to 50
digits, and at one to many more. More digits are taken until the question is settled,
whatever cancels.
"""

import random
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from tutor.checking.equality import breakpoints, crossings, identities, residual, search
from tutor.checking.equality.outcomes import Comparison, Different, OneSided, Same, Unknown
from tutor.checking.equality.pointwise import AGREED, FUEL, AtPoint, ExactPoint, compare_at
from tutor.checking.equality.sampled import Sampled
from tutor.checking.equality.sampling import (
    REAL,
    Domain,
    Points,
    exact,
    grid,
    nicest,
    powers_of_negatives,
    row,
)
from tutor.checking.equality.survey import Survey
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.ball import Exact, budget
from tutor.checking.evaluation.customs import Customs, Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values, weight
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

ENOUGH = 4
"""Fewer common points than this decide nothing."""
CONFIRM = 5
"""Points compared to 50 digits when nothing looked different."""
CONFIRM_CAREFULLY = 28
"""The same, when doubles are misled by cancellation."""
MISLED = 8
"""They are when more than one in so many points looks different and is not."""
DEEP = 1600
"""Bits of the last look at what agrees to 50 digits: e^−200 is small, and not zero."""
LESS_DEEP = 900
"""The same where Γ or erf occurs, which have a limit of their own."""
DEEP_FUEL = 20_000
LOOK, SEARCH, DEAREST = 20, 8_000, 20_000
"""Units of work: a node at all points in doubles, a search for common points, the most of all."""
CLOSE_LOOKS = 10
"""Points around kinks that are compared closely, whatever doubles say of them."""


class Comparing:
    """One comparison under one set of customs."""

    def __init__(
        self,
        answer: Node,
        key: Node,
        domains: Mapping[str, Domain],
        customs: Customs,
        seed: int,
        isolated: bool,
        survey: Survey,
    ) -> None:
        self.survey = survey
        self.answer = answer
        self.key = key
        self.customs = customs
        self.seed = seed
        self.isolated = isolated
        self.names = survey.names
        self.domains = tuple(domains.get(name, REAL) for name in self.names)
        self.fuel = FUEL
        self.bits = survey.bits
        self.agreed = self.faint = 0
        self.looked_at: set[tuple[Exact, ...]] = set()
        self.shared: list[ExactPoint] = []  # points at which they agreed

    def proof(self) -> identities.Proof:
        """Whether both multiply out to the same."""
        if self.survey.proof is None:
            self.survey.proof = identities.prove_equal(self.answer, self.key, self.survey.lonely)
        return self.survey.proof

    def result(self) -> Comparison:
        """The comparison under one set of customs."""
        try:
            if not self.names:
                return self._numbers()
            where = self.names, self.domains, self.survey.counting, self.seed
            for point in nicest(*where):
                different = self._look(point)
                if different is not None:
                    return different
                if self.agreed + self.faint == 1 and self.proof().everywhere:
                    return Same(1)
            return self._functions(grid(*where))
        except Unsupported:
            return Unknown("unsupported")

    def at(self, point: ExactPoint, *, absolutely: bool = False) -> AtPoint:
        """Compare at one point, within the fuel of the whole comparison."""
        if self.fuel <= 0:
            return AtPoint("skip")
        found, self.fuel = compare_at(
            self.answer,
            self.key,
            point,
            self.customs,
            fuel=self.fuel,
            bits=self.bits,
            absolutely=absolutely,
        )
        return found

    # Numbers

    def _numbers(self) -> Comparison:
        found = self.at({}, absolutely=True)
        if found.exact and found.outcome == "agree":
            return Same(1, proved=True)
        if found.outcome in ("agree", "faint") and not self.proof().equal:
            self.shared.append({})
            different = self._deeply()
            if different is not None:
                return different
        if found.outcome == "differ":
            assert found.answer is not None
            assert found.key is not None
            return Different({}, found.answer, found.key)
        if found.outcome in ("agree", "faint"):
            return Same(1)
        if found.outcome == "skip":
            return self._by_remainders()
        return Unknown("nowhere")

    def _by_remainders(self) -> Comparison:
        """Numbers too long to write out, compared modulo primes."""
        from tutor.checking.evaluation import modular

        same = modular.equal(self.answer, self.key)
        if same is None:
            return Unknown("large")
        return Same(1) if same else Different({}, 0, 0)

    # Functions

    def _functions(self, base: Points) -> Comparison:
        heaviness = (
            weight(self.answer) + weight(self.key) if self.survey.heavy else self.survey.size
        )
        if self._spends(min(LOOK * heaviness, DEAREST)):
            return Unknown("large")
        answer = compile_tree(self.answer, self.customs)
        key = compile_tree(self.key, self.customs)
        sampled = Sampled.at(base, answer, key)
        points_seen = self.agreed + self.faint
        proved = points_seen > 0 and self.proof().equal
        if not proved:
            # Before any search for more points: a wrong answer mostly shows at once.
            different = self._suspicious(sampled)
            if different is not None:
                return different
        for more in (self._around(base), *self._pieces(base), self._powers()):
            if more is not None:
                sampled = sampled.joined(Sampled.at(more, answer, key))
        if np.count_nonzero(sampled.common) < 8 and sampled.rarity() < 0.2:
            if self._spends(SEARCH):
                return Unknown("large")
            found = self._search(answer, key, sampled.points)
            if found is not None:
                sampled = sampled.joined(Sampled.at(found, answer, key))
        thick = self._is_thick(answer, key, sampled)
        if thick and proved:
            return Same(points_seen, self._one_sided(sampled))
        if len(sampled.common) > len(base[self.names[0]]):
            different = self._suspicious(sampled)
            if different is not None:
                return different
        if not thick:
            return Unknown("nowhere")
        added = np.nonzero(sampled.common)[0]
        added = added[added >= len(base[self.names[0]])]
        return self._closely(sampled, added) or self._at_places() or self._confirm(sampled)

    @staticmethod
    def _spends(units: int) -> bool:
        """Take work in doubles off what the task may use; whether nothing is left then."""
        work = budget.get()
        work.left -= units
        return work.left < 0

    def _closely(self, sampled: Sampled, rows: Array) -> Different | None:
        """A difference at some of `rows` that doubles do not show."""
        for index in rows[:: max(1, len(rows) // CLOSE_LOOKS)]:
            different = self._look(row(sampled.points, index))
            if different is not None:
                return different
        return None

    def _suspicious(self, sampled: Sampled) -> Different | None:
        """A real difference, where doubles show one."""
        suspects = sampled.suspects()
        if not suspects:
            return None
        for index in sampled.worst(suspects):
            different = self._look(row(sampled.points, index))
            if different is not None:
                return different
        return None

    def _at_places(self) -> Different | None:
        """A difference at a place that sampling misses, in one variable."""
        if len(self.names) > 1:
            return None
        (name,), (domain,) = self.names, self.domains
        places: list[Fraction] = []
        for side in (self.answer, self.key):
            places += breakpoints.jumps(side, name)[:8]
        if self.survey.uses("floor", "ceil", "round", "mod"):
            # Every double is a whole multiple of a power of two, and these are not.
            places += [Fraction(1, 3), Fraction(-22, 7), Fraction(1000, 7)]
        if domain.whole:
            numbers = breakpoints.constants((self.answer, self.key))
            places += [Fraction(m * int(c)) for c in numbers if c.is_integer() for m in (1, 2)]
        for place in dict.fromkeys(places):
            if domain.holds(float(place)):
                different = self._look({name: exact(place)})
                if different is not None:
                    return different
        return None

    def _is_thick(self, answer: Compiled, key: Compiled, sampled: Sampled) -> bool:
        """Whether one can move from some common point, all variables at once, to another one.

        √(xy) and √(−xy) have values in common on the axes only, which says nothing.
        """
        later = sampled.common[24:]
        rows = np.nonzero(sampled.common)[0]
        if not len(rows) or np.count_nonzero(later) > 0.12 * len(later):
            return True
        chosen = {name: column[rows[-40:]] for name, column in sampled.points.items()}
        size = len(chosen[self.names[0]])
        rng = random.Random("thick")
        free = np.zeros(size, dtype=bool)
        for _ in range(10):
            moved = {}
            inside = np.ones(size, dtype=bool)
            for name, domain in zip(self.names, self.domains, strict=True):
                whole = domain.whole or name in self.survey.counting
                step = rng.choice((1.0, 2.0)) if whole else 2.0**-16 * rng.random()
                moved[name] = chosen[name] + rng.choice((step, -step))
                inside &= domain.holds(moved[name])
            for side in (answer, key):
                inside &= np.isfinite(values(side, moved, size))
            free |= inside
        return bool(free.any())

    def _around(self, base: Points) -> Points | None:
        """Points around kinks, ends and poles, if there are such."""
        bends = [*breakpoints.bends(self.answer), *breakpoints.bends(self.key)]
        # Every stratum lies on both sides of zero already.
        bends = [node for node in dict.fromkeys(bends) if not isinstance(node, tree.Symbol)]
        poles: list[Node] = []
        if len(self.names) == 1:
            poles = [*breakpoints.poles(self.answer), *breakpoints.poles(self.key)]
            bends += [*breakpoints.centres(self.answer), *breakpoints.centres(self.key)]
        if not bends and not poles:
            return None
        return crossings.points_around(
            list(dict.fromkeys(bends))[:24],
            self.names,
            self.domains,
            base,
            self.seed,
            poles=poles[:12],
        )

    def _pieces(self, base: Points) -> list[Points]:
        """Points in pieces between kinks that sampling missed."""
        if len(self.names) < 2:
            return []
        kinks = [*breakpoints.kinks(self.answer), *breakpoints.kinks(self.key)]
        if not kinks:
            return []
        return search.pieces(
            list(dict.fromkeys(kinks))[:8], self.names, self.domains, base, self.seed
        )

    def _powers(self) -> Points | None:
        if not self.survey.exponents:
            return None
        return powers_of_negatives(self.names, self.domains, self.survey.exponents)

    def _search(self, answer: Compiled, key: Compiled, base: Points) -> Points | None:
        return search.find(
            (self.answer, self.key), (answer, key), self.names, self.domains, base, self.seed
        )

    def _look(self, point: ExactPoint) -> Different | None:
        """Compare at a point not looked at before, and count what it says.

        A difference that is isolated is none where such do not count.
        """
        place = tuple(point.values())
        if place in self.looked_at:
            return None
        self.looked_at.add(place)
        found = self.at(point)
        if found.outcome in ("agree", "faint"):
            self.shared.append(point)
        self.agreed += found.outcome == "agree"
        self.faint += found.outcome == "faint"
        if found.outcome != "differ" or (not self.isolated and self._is_isolated(point)):
            return None
        assert found.answer is not None
        assert found.key is not None
        return Different(point, found.answer, found.key)

    def _deeply(self) -> Different | None:
        """A difference far below 50 digits, at one of the points that agreed."""
        for point in self.shared[:3]:
            for bits in (max(DEEP, self.survey.longest + AGREED), LESS_DEEP):
                found, _ = compare_at(
                    self.answer, self.key, point, self.customs, fuel=DEEP_FUEL, bits=bits
                )
                if found.outcome == "differ":
                    assert found.answer is not None
                    assert found.key is not None
                    return Different(point, found.answer, found.key)
                if found.outcome != "skip":
                    break
            if found.outcome == "agree":
                break
        if self.shared and residual.differs(self.answer, self.key, self.shared[0], self.customs):
            found = self.at(self.shared[0])
            if found.answer is not None and found.key is not None:
                return Different(self.shared[0], found.answer, found.key)
        return None

    def _is_isolated(self, point: ExactPoint) -> bool:
        """Whether the two agree beside a point at which they differ.

        On one side they may have no value; where neither side has one, as around the whole
        numbers at which (−2)^x has values, every point counts.
        """
        step = Fraction(1, 2**24)
        beside = {self.at({n: v + s for n, v in point.items()}).outcome for s in (step, -step)}
        return "differ" not in beside and not beside.isdisjoint(("agree", "faint"))

    def _confirm(self, sampled: Sampled) -> Comparison:
        """What is seen closely, at more points where doubles are misled."""
        misled = MISLED * len(sampled.suspects()) > np.count_nonzero(sampled.common)
        wanted = CONFIRM_CAREFULLY if misled else CONFIRM
        for index in sampled.spread(wanted):
            different = self._look(row(sampled.points, index))
            if different is not None:
                return different
            enough = self.agreed >= wanted or (self.faint >= wanted and not self.agreed)
            if enough or self.fuel <= 0:
                break
        points_seen = self.agreed + self.faint
        if points_seen >= ENOUGH:
            return self._deeply() or Same(points_seen, self._one_sided(sampled))
        return Unknown("large" if self.fuel <= 0 else "nowhere")

    def _one_sided(self, sampled: Sampled) -> OneSided | None:
        """A point at which only one has a value, under the most generous customs.

        Where both have one then, but not the same, as |x|^(1/3) and x^(1/3) at −1, the
        customs count by which they are equal.
        """
        if self.survey.uses("factorial", "binomial", "heaviside", "round"):
            return None  # where these have a value is itself a matter of custom
        generous = Customs(
            odd_roots=True, gamma=True, odd_acot=self.customs.odd_acot, empty_sums=True
        )
        for index in sampled.one_sided()[:3]:
            point = row(sampled.points, index)
            found, _ = compare_at(self.answer, self.key, point, generous, fuel=20_000)
            if found.outcome == "differ":
                found, _ = compare_at(self.answer, self.key, point, self.customs, fuel=20_000)
            if found.outcome == "answer" and found.answer is not None:
                return OneSided(point, "answer", found.answer)
            if found.outcome == "key" and found.key is not None:
                return OneSided(point, "key", found.key)
        return None
