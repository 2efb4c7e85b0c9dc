"""The tangent lab: a curve, a point on it, and what is shown of its slope."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tutor.labs import Table, refuse_unknown
from tutor.labs.functions import Function, read_number
from tutor.labs.numbers import number
from tutor.labs.tangent import reading
from tutor.labs.tangent.derivatives import Derivatives, Here
from tutor.labs.tangent.grid import round_step, rounded
from tutor.labs.tangent.reading import NARROWEST, WIDEST
from tutor.labs.tangent.sampling import fit
from tutor.labs.tangent.study import Special, Study, good_point, good_window, study
from tutor.labs.tangent.tasks import TASKS, Marked, Task, Told, marked, offered, task, tried

STRINGS = reading.STRINGS

DEFAULT = "x^2 - 4x + 3"
PARTS = ("slope", "curvature", "bends", "points")
"""What can be shown beside the curve: f', f'', where it bends which way, its special points."""

ROWS = 121
"""Points of the curve in the exported table."""


@dataclass(frozen=True)
class Model:
    """The lab in one state; what may stand in the texts of the state.

    function   f(x) as typed
    point      x of the point
    window     `low, high` of x, or `auto`
    height     `low, high` of y, or `fit`
    show       some of: slope curvature bends points; `none` for none
    h          the secant goes on to x + h; empty for no secant
    task       one of: flat slope steepest bend origin draw; empty for none
    wanted     the slope that the task `slope` asks for; empty to choose
    guess      the drawn f' at `places`, numbers with commas between
    solved     tasks done with this function
    """

    function: Function
    point: float
    window: tuple[float, float]
    height: tuple[float, float] | None = None
    show: frozenset[str] = frozenset(("bends", "points"))
    h: float | None = None
    task: str = ""
    wanted: float | None = None
    guess: tuple[float, ...] = ()
    solved: frozenset[str] = frozenset()

    @classmethod
    def begin(cls, start: Mapping[str, str]) -> "Model":
        """The lab in the state `start`. Raises LabError."""
        refuse_unknown(start, FIELDS)
        text = start.get("function", "").strip() or DEFAULT
        function = reading.function(text)
        derivatives = derived(function)
        asked = start.get("window", "").strip()
        if not asked and text == DEFAULT:
            window = (-1.0, 5.0)
        elif asked in ("", "auto"):
            window = good_window(derivatives)
        else:
            window = reading.interval(asked, "window")
        point = start.get("point", "").strip()
        made = cls(
            function,
            read_number(point, "point", least=-WIDEST, most=WIDEST)
            if point
            else good_point(derivatives, *window),
            window,
            reading.height(start.get("height", "")),
            reading.words(start.get("show", "bends points"), "show", PARTS),
            reading.h(start.get("h", "")),
            reading.task(start.get("task", "")),
            reading.wanted(start.get("wanted", "")),
            reading.guess(start.get("guess", "")),
            reading.words(start.get("solved", ""), "solved", TASKS),
        )
        return made if asked not in ("", "auto") else made.followed()

    def state(self) -> dict[str, str]:
        """The texts that `begin` makes this of."""
        low, high = self.window
        return {
            "function": self.function.text,
            "point": reading.written(self.point),
            "window": f"{reading.written(low)}, {reading.written(high)}",
            "height": "fit"
            if self.height is None
            else ", ".join(map(reading.written, self.height)),
            "show": " ".join(word for word in PARTS if word in self.show) or "none",
            "h": "" if self.h is None else reading.written(self.h),
            "task": self.task,
            "wanted": "" if self.wanted is None else reading.written(self.wanted),
            "guess": ", ".join(map(reading.written, self.guess)),
            "solved": " ".join(word for word in TASKS if word in self.solved) or "none",
        }

    # --- what is known

    @property
    def derivatives(self) -> Derivatives:
        return derived(self.function)

    @property
    def study(self) -> Study:
        """The curve over the window."""
        return study(self.derivatives, *self.window)

    @property
    def width(self) -> float:
        return self.window[1] - self.window[0]

    @property
    def step(self) -> float:
        """The finest step of the keys: 1, 2 or 5 times a power of ten."""
        return round_step(self.width / 200)

    @cached_property
    def here(self) -> Here:
        """The curve at the point."""
        return self.derivatives.at(self.point, self.width)

    @cached_property
    def range(self) -> tuple[float, float]:
        """The y that are shown: as chosen, or such that all curves shown are seen."""
        if self.height is not None:
            return self.height
        low, high = fit(self.study.curve)
        more = []
        if self.now is not None:
            more = [self.study.slope] if self.now.name == "draw" else []
        else:
            more += [self.study.slope] if "slope" in self.show else []
            more += [self.study.curvature] if "curvature" in self.show else []
        for each in more:
            if not each.empty:
                bottom, top = fit(each)
                low, high = min(low, bottom), max(high, top)
        return low, high

    @cached_property
    def special(self) -> Special | None:
        """The special point at which the point stands."""
        close = [each for each in self.study.specials if abs(each.x - self.point) < self.step / 2]
        return min(close, key=lambda each: abs(each.x - self.point), default=None)

    @cached_property
    def secant(self) -> tuple[float, float, float] | None:
        """h, f(x + h), and the slope of the secant; nan where f has no value."""
        if self.h is None:
            return None
        there = self.function.value(x=self.point + self.h)
        return self.h, there, (there - self.here.value) / self.h

    def slope_of_secant(self, h: float) -> float:
        """The difference quotient of f at the point."""
        return (self.function.value(x=self.point + h) - self.here.value) / h

    # --- what the learner does

    def to(self, x: float) -> "Model":
        """With the point at x, and the window moved along where x lies outside."""
        x = max(-WIDEST, min(WIDEST, rounded(x, self.step / 1e4)))
        return replace(self, point=x).followed()

    def moved(self, steps: int) -> "Model":
        """With the point moved by fine steps, on a grid of round numbers."""
        at = self.point / self.step
        start = math.floor(at + 1e-6) if steps > 0 else math.ceil(at - 1e-6)
        return self.to(rounded((start + steps) * self.step, self.step))

    def followed(self) -> "Model":
        """With a window that holds the point."""
        low, high = self.window
        if low <= self.point <= high:
            return self
        if low - self.width <= self.point <= high + self.width:
            way = -0.3 if self.point < low else 0.3
            over = self.point - (low if way < 0 else high)
            return self.panned(over / self.width + way)
        half = self.width / 2
        return self.looking(self.point - half, self.point + half)

    def looking(self, low: float, high: float) -> "Model":
        """With another window, its ends rounded to what can be told apart; its size kept sane."""
        middle, half = low / 2 + high / 2, high / 2 - low / 2
        half = max(half, NARROWEST * max(1.0, abs(middle)) / 2)
        half = min(half, WIDEST)
        unit = round_step(half / 500)
        low, high = rounded(middle - half, unit), rounded(middle + half, unit)
        if abs(middle) + half > 4 * WIDEST:
            return self
        return replace(self, window=(low, high), guess=())

    def panned(self, part: float) -> "Model":
        """With the window moved by a part of its width."""
        low, high = self.window
        return self.looking(low + part * self.width, high + part * self.width)

    def zoomed(self, factor: float, around: float | None = None) -> "Model":
        """With a window `factor` times as wide; `around` stays where it is on the screen."""
        low, high = self.window
        centre = self.point if around is None else around
        if not low <= centre <= high:
            centre = low / 2 + high / 2
        return self.looking(centre + (low - centre) * factor, centre + (high - centre) * factor)

    def raised(self, part: float, factor: float = 1.0) -> "Model":
        """With the range of y moved by a part of its height, and `factor` times as high."""
        low, high = self.range
        middle, half = low / 2 + high / 2 + part * (high - low), (high - low) / 2 * factor
        if not 1e-300 < half < abs(middle) + half < 1e300:
            return self
        unit = round_step(half / 500)
        return replace(self, height=(rounded(middle - half, unit), rounded(middle + half, unit)))

    def fitted(self) -> "Model":
        """With the window in which the curve is best seen, and y to fit."""
        default = self.function.text == DEFAULT
        window = (-1.0, 5.0) if default else good_window(self.derivatives)
        return replace(self, window=window, height=None, guess=()).followed()

    def with_function(self, text: str) -> "Model":
        """With another function, seen as it is best seen. Raises LabError."""
        function = reading.function(text)
        derivatives = derived(function)
        window = (-1.0, 5.0) if text.strip() == DEFAULT else good_window(derivatives)
        point = good_point(derivatives, *window)
        return Model(function, point, window, None, self.show, self.h).doing(self.task)

    def with_point(self, text: str) -> "Model":
        """With the point at a typed x. Raises LabError."""
        x = read_number(text, "point", least=-WIDEST, most=WIDEST)
        return replace(self, point=x).followed()

    def with_h(self, h: float | None) -> "Model":
        """With another secant, or none."""
        return replace(self, h=h)

    def closer(self) -> "Model":
        """With a secant, or with one of half the h; after the smallest it goes."""
        if self.h is None:
            return self.with_h(round_step(self.width / 6))
        if abs(self.h) / 2 < 1e-3 * self.width / 6:
            return self.with_h(None)
        return self.with_h(self.h / 2)

    def toggled(self, part: str) -> "Model":
        """With one of `PARTS` shown or not."""
        return replace(self, show=self.show ^ {part})

    def next_special(self, way: int) -> "Model":
        """With the point at the next special point to the right, or to the left."""
        xs = [each.x for each in self.study.specials if each.kind not in ("pole", "hole")]
        ahead = [x for x in xs if (x - self.point) * way > self.step * 1e-3]
        if not ahead:
            ahead = xs
        if not ahead:
            return self
        x = min(ahead) if way > 0 else max(ahead)
        return replace(self, point=x)

    # --- tasks

    @property
    def offered(self) -> tuple[str, ...]:
        """The tasks this curve has an answer to."""
        return offered(self.study)

    @cached_property
    def now(self) -> Task | None:
        """The task of now."""
        return task(self.task, self.study, self.wanted) if self.task else None

    def doing(self, name: str) -> "Model":
        """With a task, or with none where `name` is empty or has no answer here."""
        if name and name not in self.offered:
            name = next(iter(self.offered), "")
        return replace(self, task=name, wanted=None, guess=())

    def next_task(self) -> "Model":
        """With the next task that is not solved yet; with none after the last of them."""
        names = self.offered
        later = names[names.index(self.task) + 1 :] if self.task in names else ()
        done = self.solved | {self.task}
        fresh = [name for name in (*later, *names) if name not in done]
        if fresh or self.task:
            return self.doing(fresh[0] if fresh else "")
        return self.doing(next(iter(names), ""))

    @property
    def all_solved(self) -> bool:
        """Whether every task of this curve has been done."""
        return bool(self.offered) and self.solved.issuperset(self.offered)

    def tried(self) -> tuple["Model", Told | None]:
        """What the point is told as an answer, and the lab with the task among the solved."""
        if self.now is None or self.now.name == "draw":
            return self, None
        told = tried(self.now, self.study, self.point, self.step)
        return (self._solved() if told.right else self), told

    def _solved(self) -> "Model":
        return replace(self, solved=self.solved | {self.task})

    @property
    def places(self) -> tuple[float, ...]:
        """The x at which f' is guessed: round numbers across the window."""
        low, high = self.window
        step = round_step(self.width / 9, up=True)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        return tuple(rounded(index * step, step) for index in range(first, last + 1))

    @property
    def guesses(self) -> tuple[float, ...]:
        """The guess of f' at each of the places; 0 where nothing was drawn yet."""
        return self.guess if len(self.guess) == len(self.places) else (0.0,) * len(self.places)

    @property
    def stroke(self) -> float:
        """The step by which a guess is moved up or down."""
        low, high = self.range
        return round_step((high - low) / 40, up=True)

    def guessed(self, index: int, y: float) -> "Model":
        """With another guess at one of the places."""
        low, high = self.range
        y = rounded(min(max(y, low), high), self.stroke / 2)
        before = self.guesses
        return replace(self, guess=(*before[:index], y, *before[index + 1 :]))

    def marked(self) -> tuple["Model", Marked | None]:
        """How good the drawn guess is; a good one counts as solved."""
        found = marked(self.places, self.guesses, self.study)
        return (self._solved() if found is not None and found.good else self), found

    # --- export

    def tables(self) -> tuple[Table, ...]:
        """The curve with its derivatives, its special points, and secants at the point."""
        xs = np.linspace(*self.window, ROWS)
        both = self.derivatives
        columns = [xs, both.f(xs), both.slope(xs), both.curvature(xs)]
        curve = tuple(tuple(number(float(y), 6) for y in row) for row in zip(*columns, strict=True))
        specials = tuple(
            (number(each.x, 6), number(each.y, 6), each.kind) for each in self.study.specials
        )
        start = self.h or round_step(self.width / 6)
        secants = tuple(
            (number(h, 6), number(self.slope_of_secant(h), 6))
            for h in (start / 2**power for power in range(12))
        )
        x = number(self.point, 6)
        return (
            Table("curve", STRINGS["table_curve"], ("x", "f(x)", "f'(x)", "f''(x)"), curve),
            Table(
                "points", STRINGS["table_points"], ("x", "f(x)", STRINGS["column_kind"]), specials
            ),
            Table(
                "secants",
                STRINGS("table_secants", x=x),
                ("h", "(f(x + h) − f(x))/h"),
                secants,
            ),
        )


FIELDS = (
    "function",
    "point",
    "window",
    "height",
    "show",
    "h",
    "task",
    "wanted",
    "guess",
    "solved",
)

_DERIVED: dict[str, Derivatives] = {}


def derived(function: Function) -> Derivatives:
    """The derivatives of a function; those of the last functions are kept."""
    if function.text not in _DERIVED:
        while len(_DERIVED) >= 16:
            _DERIVED.pop(next(iter(_DERIVED)))
        _DERIVED[function.text] = Derivatives.of(function)
    return _DERIVED[function.text]
