"""Decks: where the questions of a drill come from, and which comes next.

A made question has an id that stands for its family and level, such as
`drill-derivatives-chain-3`, and a seed that counts up; both are kept with the answer, and
together they make the same question again. Its lesson has no id: it is counted, not scheduled.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple, Protocol

import msgspec

from tutor import kinds
from tutor.bilingual import Strings, Text
from tutor.errors import LessonError
from tutor.exercise import Exercise
from tutor.lesson import Lesson
from tutor.library import Library
from tutor.progress.store import Store

STRINGS = Strings(__file__)

DRILLS = ("shapes", "derivatives", "notation", "matrix")
"""The drills, in the order in which they are offered."""

_STEP = "-step-"
_FIRST = _STEP + "1"

_RECENT = 400
"""So many of the last answers, of all kinds, say what is weak."""


class Item(NamedTuple):
    """One question of a drill. lesson: what it counts for; seed: which variant it is."""

    lesson: Lesson
    exercise: Exercise
    seed: int

    @property
    def key(self) -> tuple[str, int]:
        return self.exercise.id, self.seed


class Wanted(msgspec.Struct, frozen=True):
    """What the learner chose. families: none means all. level: 0 follows the answers."""

    families: tuple[str, ...] = ()
    level: int = 0
    mode: str = ""


class Deck(Protocol):
    """Deals questions. leveled: they come in levels 1 to 5. modes: ways to ask, if several."""

    name: str
    leveled: bool
    modes: tuple[str, ...]

    def families(self) -> Sequence[tuple[str, Text]]:
        """Ids and titles of what can be chosen from; empty when there is nothing to ask."""

    def draw(
        self, wanted: Wanted, level: int, seen: Sequence[tuple[str, int]], now: int
    ) -> Item | None:
        """The next question, none of `seen` if that can be; None when there is none.

        seen: what was asked in this sitting, in order.
        """

    def find(self, exercise: str, seed: int) -> Item | None:
        """A question that was asked before, or None if it cannot be had any more."""


def deck(name: str, store: Store, library: Library) -> Deck:
    """The deck of a drill. Raises KeyError."""
    if name in _KINDS:
        return LibraryDeck(name, _KINDS[name], store, library)
    return GeneratedDeck(_SOURCES[name](), store)


# --- questions that are made --------------------------------------------------------------


class Source(NamedTuple):
    """Makes questions. levels: of a family.

    generate: family, level, seed, mode → one exercise, or several that are asked in a row.
    """

    name: str
    course: str
    families: tuple[str, ...]
    title: Callable[[str], Text]
    levels: Callable[[str], Sequence[int]]
    generate: Callable[[str, int, int, str], Sequence[Exercise]]
    modes: tuple[str, ...] = ()


class GeneratedDeck:
    """Questions made by a source; families that go badly come more often."""

    leveled = True

    def __init__(self, source: Source, store: Store) -> None:
        self.source = source
        self.name = source.name
        self.modes = source.modes
        self.store = store

    def families(self) -> list[tuple[str, Text]]:
        return [(family, self.source.title(family)) for family in self.source.families]

    def draw(
        self, wanted: Wanted, level: int, seen: Sequence[tuple[str, int]], now: int
    ) -> Item | None:
        if seen and (step := self.find(*seen[-1], further=1)) is not None:
            return step
        families = list(self.source.families)
        chosen = [family for family in families if family in wanted.families] or families
        # A family that has nothing of this level is asked for only if all are like that.
        fitting = [family for family in chosen if level in self.source.levels(family)]
        recent = self._recent()
        dice = Random(f"{self.name}:{len(recent)}:{len(seen)}:{now // 86_400_000}")
        family = _pick(fitting or chosen, recent, dice)
        level = min(self.source.levels(family), key=lambda each: (abs(each - level), each))
        mode = wanted.mode if wanted.mode in self.modes else next(iter(self.modes), "")
        identifier = self._identifier(family, level, mode)
        seed = self.store.next_seed(identifier)
        asked = {name.removesuffix(_FIRST) + f":{number}" for name, number in seen}
        while f"{identifier}:{seed}" in asked:
            seed += 1
        return self._item(family, level, seed, mode)

    def find(self, exercise: str, seed: int, further: int = 0) -> Item | None:
        """A question that was asked before, or the one `further` on in its row."""
        exercise, _, step = exercise.partition(_STEP)
        at = int(step) - 1 if step.isdigit() else 0
        for family in self.source.families:
            for level in self.source.levels(family):
                for mode in self.modes or ("",):
                    if exercise == self._identifier(family, level, mode):
                        return self._item(family, level, seed, mode, at + further)
        return None

    def _identifier(self, family: str, level: int, mode: str) -> str:
        words = ("drill", self.name, family, str(level), *([mode] if mode else []))
        return "-".join(words).replace("_", "-")

    def _item(self, family: str, level: int, seed: int, mode: str, at: int = 0) -> Item | None:
        """A question; `at` counts in its row. None after the last one."""
        row = self.source.generate(family, level, seed, mode)
        if at >= len(row):
            return None
        identifier = self._identifier(family, level, mode)
        if len(row) > 1:
            identifier += f"{_STEP}{at + 1}"
        lesson = Lesson(
            format_version=1,
            id="",
            title=self.source.title(family),
            course=self.source.course,
            sections=(),
        )
        made = msgspec.structs.replace(row[at], id=identifier, seed=seed, difficulty=level)
        return Item(lesson, made, seed)

    def _recent(self) -> list[tuple[str, bool]]:
        """Family and outcome of the last answers of this drill, the newest first."""
        begin = f"drill-{self.name}-"
        rows = self.store.rows(
            "SELECT exercise, verdict = 'right' OR verdict = 'rated' AND 2 * made >= of"
            " FROM (SELECT exercise, verdict, made, of FROM answers ORDER BY at DESC LIMIT ?)"
            " WHERE exercise >= ? AND exercise < ? AND verdict != 'undecided'",
            _RECENT,
            begin,
            begin + "~",
        )
        named = {family.replace("_", "-"): family for family in self.source.families}
        found = []
        for exercise, right in rows:
            rest = exercise.removeprefix(begin)
            match = next((named[n] for n in named if rest.startswith(n + "-")), "")
            found.append((match, bool(right)))
        return found


def _pick(families: list[str], recent: list[tuple[str, bool]], dice: Random) -> str:
    """A family: weak and unseen ones more often, the one just asked only if it is alone."""
    if len(families) > 1 and recent and recent[0][0] in families:
        families = [family for family in families if family != recent[0][0]]
    weights = []
    for family in families:
        answers = [right for name, right in recent if name == family][:12]
        # Laplace's rule: an unseen family counts as half known.
        known = (1 + sum(answers)) / (2 + len(answers))
        weights.append(1.2 - known)
    return dice.choices(families, weights)[0]


# --- questions of the lessons -------------------------------------------------------------


class LibraryDeck:
    """Questions of some kinds out of all lessons: due ones, new ones, then the weakest.

    They count for their lessons, so they are scheduled. A family is a course.
    """

    leveled = False
    modes: tuple[str, ...] = ()

    def __init__(
        self, name: str, question_kinds: tuple[str, ...], store: Store, library: Library
    ) -> None:
        self.name = name
        self.kinds = question_kinds
        self.store = store
        self.library = library
        self._lessons: dict[str, Lesson | None] = {}

    def families(self) -> list[tuple[str, Text]]:
        catalogue = self.library.catalogue()
        asked = {lesson.course for lesson, _ in catalogue.exercises(*self.kinds)}
        return [(course.id, course.title) for course in catalogue.courses if course.id in asked]

    def draw(
        self, wanted: Wanted, level: int, seen: Sequence[tuple[str, int]], now: int
    ) -> Item | None:
        order = self._order(wanted, now)
        asked = [exercise for exercise, _ in seen]
        fresh = [entry for entry in order if entry[1] not in asked]
        # When all were asked, those asked longest ago come first.
        again = sorted(order, key=lambda entry: _last(asked, entry[1]))
        for lesson, exercise in [*fresh, *again]:
            item = self._item(lesson, exercise, self.store.next_seed(exercise))
            if item is not None:
                return item
        return None

    def find(self, exercise: str, seed: int) -> Item | None:
        try:
            lesson, _ = self.library.catalogue().exercise(exercise)
        except KeyError:
            return None
        return self._item(lesson.id, exercise, seed)

    def _order(self, wanted: Wanted, now: int) -> list[tuple[str, str]]:
        """Lesson and exercise ids, what is most of use first."""
        entries = [
            (lesson.id, exercise.id)
            for lesson, exercise in self.library.catalogue().exercises(*self.kinds)
            if not lesson.problems and (not wanted.families or lesson.course in wanted.families)
        ]
        cards = {
            exercise: (due, right / answered if answered else 0.0)
            for exercise, due, right, answered in self.store.rows(
                "SELECT exercise, due, right, answered FROM cards"
            )
        }
        Random(f"{self.name}:{now // 86_400_000}").shuffle(entries)

        def urgency(entry: tuple[str, str]) -> tuple[int, float]:
            card = cards.get(entry[1])
            if card is None:
                return (1, 0.0)
            due, share = card
            return (0, float(due)) if due <= now else (2, share)

        return sorted(entries, key=urgency)

    def _item(self, lesson: str, exercise: str, seed: int) -> Item | None:
        if lesson not in self._lessons:
            try:
                self._lessons[lesson] = self.library.lesson(lesson)
            except LessonError:
                self._lessons[lesson] = None
        found = self._lessons[lesson]
        if found is None:
            return None
        try:
            return Item(found, found.exercise(exercise), seed)
        except KeyError:
            return None


def _last(asked: list[str], exercise: str) -> int:
    """Where an exercise stands last among those asked; -1 when nowhere."""
    return max((at for at, each in enumerate(asked) if each == exercise), default=-1)


# --- the sources --------------------------------------------------------------------------


def _derivatives() -> Source:
    from tutor.practice import derivatives

    return Source(
        "derivatives",
        "derivatives",
        derivatives.FAMILIES,
        derivatives.title,
        lambda family: range(1, 6),
        lambda family, level, seed, mode: (derivatives.generate(family, level, seed),),
    )


def _shapes() -> Source:
    from tutor.practice import shapes

    return Source(
        "shapes",
        "shapes",
        shapes.FAMILIES,
        shapes.title,
        lambda family: range(1, 6),
        shapes.generate,
        shapes.MODES,
    )


def _matrix() -> Source:
    from tutor.checking.matrices import drills

    templates = drills.bank()["templates"]

    def levels(family: str) -> list[int]:
        if family in _MATRIX_OTHERS:
            return _MATRIX_OTHERS[family]
        return sorted({each["level"] for each in templates if each["family"] == family})

    def generate(family: str, level: int, seed: int, mode: str) -> list[Exercise]:
        if family == "backward":
            return [as_exercise(step) for step in drills.backward_pass(seed)]
        made = drills.shape_drill(seed) if family == "shapes" else drills.drill(seed, level, family)
        return [as_exercise(made)]

    def title(family: str) -> Text:
        return dict(STRINGS["matrix_" + family.replace("-", "_")])

    families = (*_MATRIX_OTHERS, *drills.families())
    return Source("matrix", "matrix-calculus", families, title, levels, generate)


_MATRIX_OTHERS = {"shapes": [1, 2], "backward": [3, 4]}
"""Families of the matrix drill beside the bank of functions, and their levels."""


def as_exercise(data: dict[str, Any]) -> Exercise:
    """The exercise that plain data describe."""
    made: Exercise = msgspec.convert(data, kinds.load(data["kind"]).Exercise)
    return made


_KINDS = {"notation": ("notation",)}
"""Drills whose questions stand in the lessons, and their kinds."""

_SOURCES: dict[str, Callable[[], Source]] = {
    "shapes": _shapes,
    "derivatives": _derivatives,
    "matrix": _matrix,
}
