"""What happens on a path, and why: sentences for the learner, each with the fact behind it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tutor.bilingual import Strings, Text
from tutor.labs.descent.curvature import Curvature, bound, curvature, factor, minimum
from tutor.labs.descent.loss import Loss, Point
from tutor.labs.descent.optimizers import Method
from tutor.labs.descent.path import Path, Step
from tutor.labs.numbers import number

STRINGS = Strings(__file__)

RECENT = 6
"""How many of the last steps tell what is happening now."""

SLOW = 0.99

LOOKS = 10
"""The minimum downhill is looked for from every tenth step."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth saying. kind: its name; sign: ✓ ✗ ! or · before the sentence."""

    kind: str
    sign: str
    text: Text


@dataclass(frozen=True)
class Story:
    """The steps up to now, looked at as a whole."""

    path: Path
    steps: Sequence[Step]

    @property
    def loss(self) -> Loss:
        return self.path.loss

    @property
    def method(self) -> Method:
        return self.path.method

    @property
    def here(self) -> Step:
        return self.steps[-1]

    @cached_property
    def goal(self) -> Curvature | None:
        """The minimum downhill of where the path is about (or began), with its curvature."""
        last = self.here.index - self.here.index % LOOKS
        places = [last, 0] if self.steps[last].loss <= self.steps[0].loss else [0]
        for place in places:
            found = self._downhill(place)
            if found is not None:
                return curvature(self.loss, found)
        return None

    def _downhill(self, place: int) -> Point | None:
        goals = self.path.goals
        if place not in goals:
            point = self.steps[place].point
            near = all(math.isfinite(at) and abs(at) < 1e6 for at in point)
            goals[place] = minimum(self.loss, point) if near else None
        return goals[place]

    @cached_property
    def local(self) -> Curvature | None:
        """The curvature where the path is; at the start once it has run away."""
        if not all(math.isfinite(at) and abs(at) < 1e6 for at in self.here.point):
            return curvature(self.loss, self.steps[0].point)
        return curvature(self.loss, self.here.point)

    def remarks(self) -> tuple[Remark, ...]:
        """What happens, then the rule behind it, then where the gradient comes from."""
        found = [self._event(), *self._rules()]
        if not self.loss.by_rules:
            found.append(_remark("by_differences", "·"))
        return tuple(remark for remark in found if remark is not None)

    # What happens.

    def _event(self) -> Remark | None:
        ended = self._end()
        if ended is not None:
            return ended
        if len(self.steps) < 2:
            return self._beginning()
        for look in (
            self._arrived, self._kink, self._for_ever, self._diverging, self._grown, self._saddle,
            self._plateau, self._oscillating, self._crawling, self._falling,
        ):  # fmt: skip
            found = look()
            if found is not None:
                return found
        return None

    def _end(self) -> Remark | None:
        end = self.path.end if self.here.index == len(self.steps) - 1 else ""
        if not end or not math.isnan(self.here.update[0]):
            return None
        where = _point(self.loss, self.here)
        return _remark("end_" + end, "✗", step=self.here.index, where=where)

    def _beginning(self) -> Remark:
        if self.here.slope == 0:
            return _remark("flat_start", "!")
        return _remark("ready", "·")

    def _recent(self) -> Sequence[Step]:
        return self.steps[-RECENT:]

    def _arrived(self) -> Remark | None:
        here = self.local
        if here is None or here.smallest < -1e-9 * max(1.0, abs(here.largest)):
            return None
        scale = max(1.0, abs(here.largest))
        if self.here.slope > 1e-6 * scale or here.largest <= 1e-6:
            return None
        return _remark("arrived", "✓", step=self.here.index, where=_point(self.loss, self.here))

    def _for_ever(self) -> Remark | None:
        """The last points are two, taken in turns."""
        last = self.steps[-5:]
        if len(last) < 5:
            return None
        size = max(math.dist(last[0].point, last[1].point), 1e-300)
        back = max(
            math.dist(a.point, b.point) for a, b in zip(last, last[2:], strict=False)
        )  # fmt: skip
        if back > 1e-9 * size or size < 1e-12:
            return None
        places = [_values(step.point) for step in last[:2]]
        return _remark("for_ever", "!", one=places[0], other=places[1])

    def _diverging(self) -> Remark | None:
        last = [step.loss for step in self._recent()]
        if len(last) < 3:
            return None
        slopes = [step.slope for step in self._recent()]
        grows = all(b > a for a, b in pairwise(last))
        steeper = slopes[-1] > slopes[0]
        if not grows or not steeper or self.method.name == "adam":
            return None
        ratio = abs(slopes[-1] / slopes[-2]) if slopes[-2] else math.inf
        return _remark("diverging", "✗", ratio=number(ratio, 3))

    def _grown(self) -> Remark | None:
        """Swinging wider and wider, with steps between at which the loss is small."""
        first = abs(self.steps[0].loss)
        largest = max(abs(step.loss) for step in self._recent())
        if len(self.steps) < 3 or not largest > 10 * max(first, 1e-9):
            return None
        return _remark("grown", "✗", ratio=number(largest / first if first else math.inf, 3))

    def _kink(self) -> Remark | None:
        """The gradient jumps from side to side and does not get smaller while the steps do not."""
        if not self._turning():
            return None
        slopes = [step.slope for step in self._recent()]
        here = self.local
        flat = here is not None and abs(here.largest) * self._reach() < 0.05 * max(slopes)
        if flat and min(slopes) > 0.9 * max(slopes):
            return _remark("kink", "!")
        return None

    def _reach(self) -> float:
        last = self._recent()
        return max(math.dist(a.point, b.point) for a, b in pairwise(last))

    def _turning(self) -> bool:
        """Whether every recent update goes against the one before."""
        last = [step.update for step in self._recent()]
        if len(last) < 4:
            return False
        return all(sum(x * y for x, y in zip(a, b, strict=True)) < 0 for a, b in pairwise(last))

    def _saddle(self) -> Remark | None:
        here = self.local
        if here is None or self.loss.size < 2 or not here.smallest < 0 < here.largest:
            return None
        if self.here.slope > 0.1 * max(step.slope for step in self.steps):
            return None
        # Where Newton's method would find the gradient to be 0.
        away = sum(
            (sum(x * g for x, g in zip(along, self.here.gradient, strict=True)) / curved) ** 2
            for curved, along in zip(here.values, here.directions, strict=True)
        )
        extent = max(math.dist(step.point, self.here.point) for step in self.steps)
        if math.sqrt(away) > 0.1 * extent:
            return None
        return _remark("saddle", "!", down=number(here.smallest), up=number(here.largest))

    def _plateau(self) -> Remark | None:
        """Hardly any slope, far from a minimum or with hardly any curvature either."""
        here, goal = self.local, self.goal
        if here is None:
            return None
        steepest = max(step.slope for step in self.steps)
        flat = self.here.slope < 1e-2 and abs(here.largest) < 1e-2
        if not flat and not (self.here.slope < 1e-3 * steepest and here.largest <= 0):
            return None
        if goal is not None and self.here.loss - self.loss.value(goal.point) < 1e-3:
            return None
        return _remark("plateau", "!", slope=number(self.here.slope))

    def _oscillating(self) -> Remark | None:
        return _remark("oscillating", "!") if self._turning() else None

    def _crawling(self) -> Remark | None:
        if len(self.steps) < RECENT or self.goal is None:
            return None
        least = self.loss.value(self.goal.point)
        before, now = self._recent()[0].loss - least, self.here.loss - least
        if not 0 < now < before:
            return None
        ratio = (now / before) ** (1 / (len(self._recent()) - 1))
        if ratio < 0.98:
            return None
        steps = math.log(0.5) / math.log(ratio)
        return _remark("crawling", "!", steps=str(math.ceil(steps)))

    def _falling(self) -> Remark | None:
        first, last = self.steps[0].loss, self.here.loss
        if not last < first:
            return None
        return _remark("falling", "·", first=number(first), last=number(last))

    # The rule behind it.

    def _rules(self) -> list[Remark | None]:
        if self.method.name == "adam":
            return [_remark("adam", "·", rate=number(self.method.rate))]
        goal = self.goal
        if self.loss.is_quadratic and self.local is not None:
            return self._quadratic(goal or self.local)
        found: list[Remark | None] = []
        if self.local is not None:
            found.append(self._bound_here(self.local))
        if goal is not None:
            found.append(self._bound_at(goal))
        return found

    def _quadratic(self, here: Curvature) -> list[Remark | None]:
        if here.largest <= 0:
            return [_remark("no_minimum", "!", letter=self._letter, curvature=number(here.largest))]
        found: list[Remark | None] = [self._limit("limit", here)]
        if self.method.name == "gd":
            found.append(self._factor(here))
        else:
            radius = max(factor(self.method, each) for each in here.values)
            key = "radius_grows" if radius > 1 + 1e-12 else "radius"
            found.append(_remark(key, _sign(radius), radius=number(radius)))
        if here.smallest < 0:
            found.append(_remark("saddle_shape", "!", down=number(here.smallest)))
        elif self.loss.size == 2 and here.smallest > 0:
            found.append(self._condition(here))
        return found

    def _limit(self, key: str, here: Curvature) -> Remark:
        """η against its bound."""
        most = bound(self.method, here.largest)
        below = self.method.rate < most
        near = math.isclose(self.method.rate, most, rel_tol=1e-9)
        return _remark(
            key,
            "!" if near else "✓" if below else "✗",
            curvature=number(here.largest),
            letter=self._letter,
            formula=self._formula,
            bound=number(most),
            rate=number(self.method.rate),
            compared="=" if near else "<" if below else ">",
            where=_values(here.point),
        )

    @property
    def _letter(self) -> str:
        """What the curvature is called: the second derivative, or an eigenvalue."""
        return "L''" if self.loss.size == 1 else "λ"

    @property
    def _formula(self) -> str:
        """The bound as a formula."""
        letter = self._letter
        if self.method.name == "gd":
            return f"2/{letter}"
        bottom = letter if self.method.name == "momentum" else f"((1 + 2β){letter})"
        return f"2(1 + β)/{bottom}"

    def _factor(self, here: Curvature) -> Remark:
        """Plain descent on a quadratic: the exact factor, and what its size and sign mean."""
        times = factor(self.method, here.largest)
        return _remark(
            "factor_" + _manner(times),
            _sign(abs(times)),
            letter=self._letter,
            rate=number(self.method.rate),
            curvature=number(here.largest),
            factor=number(times),
            size=number(abs(times)),
        )

    def _condition(self, here: Curvature) -> Remark:
        """A valley: what the flattest direction makes of the rate the steepest allows."""
        ratio = here.largest / here.smallest
        slow = abs(factor(self.method, here.smallest))
        best = 2 / (here.largest + here.smallest)
        key = "condition" if self.method.name == "gd" else "condition_momentum"
        return _remark(
            key,
            "!" if SLOW < slow < 1 else "·",
            flat=number(here.smallest),
            ratio=number(ratio, 3),
            factor=number(slow),
            best=number(best),
        )

    def _bound_here(self, here: Curvature) -> Remark:
        if abs(here.largest) < 1e-12:
            return _remark("straight", "·")
        if here.largest <= 0:
            return _remark("bent_down", "·", letter=self._letter, curvature=number(here.largest))
        return self._limit("limit_here", here)

    def _bound_at(self, goal: Curvature) -> Remark:
        if self.method.name != "gd" or goal.largest <= 0:
            return self._limit("limit_goal", goal)
        times = factor(self.method, goal.largest)
        return _remark(
            "factor_goal",
            _sign(abs(times)),
            letter=self._letter,
            where=_values(goal.point),
            curvature=number(goal.largest),
            bound=number(2 / goal.largest),
            factor=number(times),
        )


def _manner(times: float) -> str:
    """How an error behaves that every step multiplies by this."""
    if math.isclose(times, -1, abs_tol=1e-12):
        return "for_ever"
    if times < -1:
        return "away"
    if math.isclose(times, 0, abs_tol=1e-12):
        return "at_once"
    if times < 0:
        return "over"
    return "slow" if times > SLOW else "in"


def _sign(size: float) -> str:
    if math.isclose(size, 1, abs_tol=1e-12):
        return "!"
    return "✓" if size < 1 else "✗"


def _values(point: Sequence[float]) -> str:
    texts = [number(at) for at in point]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _point(loss: Loss, step: Step) -> str:
    pairs = zip(loss.names, step.point, strict=True)
    return ", ".join(f"{name} = {number(at)}" for name, at in pairs)


def _remark(kind: str, sign: str, /, **values: Text | int | float) -> Remark:
    return Remark(kind, sign, STRINGS(kind, **values))
