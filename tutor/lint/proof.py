"""Prove an exercise: dealt, solved by its own key, failed by its own mistakes.

Every variant that a learner may meet first (`SEEDS` of them) goes through the same reader and
checker that judge learners.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import msgspec

from tutor import kinds
from tutor.bilingual import Text, choose
from tutor.checking import mistakes
from tutor.errors import LessonError
from tutor.exercise import Exercise, Rated, Right, Undecided, Unreadable, Verdict, Wrong
from tutor.lint.giveaway import given_away
from tutor.lint.texts import Found, check_exercise, check_mathematics, fields
from tutor.vary import deal

SEEDS = 50
PROVED = 8
"""So many variants are solved by their key; every one is dealt, looked at by its kind, and has
values."""
JUDGED = 3
"""In so many of those every mistake is judged; in the others, those that might be right."""
SHOWN = 3
"""Of so many variants the formulas are laid out too: they differ by numbers only."""
SECONDS = 30.0


def prove(exercise: Exercise) -> list[Found]:
    """Find everything that is wrong with an exercise. Never raises."""
    proof = _Proof(exercise)
    try:
        # Feedback comes from the author here; which known slip it is would be found for nothing.
        with _limit(SECONDS), mistakes.unnamed():
            proof.run()
    except TimeoutError:
        proof.note("", f"proving it takes longer than {SECONDS:.0f} seconds", "make it smaller")
    return proof.found()


class _Proof:
    """What was found so far, and in which variants."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.kind = kinds.load(kinds.kind_of(exercise))
        self.seed = 0
        self.seeds: list[int] = []  # of the variants that differ
        self._notes: dict[tuple[str, str], tuple[Found, list[int]]] = {}
        self._whole: list[Found] = []
        self._varied = {  # formulas that parameters stand in
            field.where
            for field in fields(exercise)
            if not field.translated and "{{" in str(field.text)
        }

    def note(self, where: str, message: str, hint: str = "", *, warning: bool = False) -> None:
        """Remember something wrong with the variant at hand; told once, whatever its numbers."""
        same = re.sub(r"`[^`]{0,500}`|\(.{0,500}\)|\d+", "", message)
        found = Found(where, message, hint, warning=warning)
        self._notes.setdefault((where, same), (found, []))[1].append(self.seed)

    def found(self) -> list[Found]:
        """Everything found; what concerns some variants only says which."""
        return self._whole + [self._told(*note) for note in self._notes.values()]

    def _told(self, found: Found, seeds: list[int]) -> Found:
        seeds = sorted(set(seeds))
        if self.exercise.vary is None or len(seeds) == len(self.seeds):
            return found
        some = f"in {len(seeds)} of {len(self.seeds)} variants ({self._values(seeds[0])})"
        return found._replace(message=f"{some}: {found.message}")

    def _values(self, seed: int) -> str:
        from tutor.checking.expression import show
        from tutor.vary import draw

        assert self.exercise.vary
        try:
            drawn = draw(self.exercise.vary, f"{self.exercise.id}:{seed}")
        except LessonError:
            return f"seed {seed}"
        shown = {n: v if isinstance(v, str) else show.python(v) for n, v in drawn.items()}
        return ", ".join(f"{name} = {value}" for name, value in shown.items())

    def run(self) -> None:
        with self._told_failures():
            self._whole += check_exercise(self.exercise)
        seen: set[bytes] = set()
        for seed in range(SEEDS if self.exercise.vary else 1):
            self.seed = seed
            with self._told_failures():
                variant = self._dealt(seed)
                if variant is None:
                    continue
                # The seed by itself only shuffles; the same texts need no second proof.
                content = msgspec.json.encode(msgspec.structs.replace(variant, seed=0))
                if content not in seen:
                    seen.add(content)
                    self.seeds.append(seed)
                    self._variant(variant)

    def _dealt(self, seed: int) -> Exercise | None:
        try:
            return deal(self.exercise, seed)
        except LessonError as error:
            self.seeds.append(seed)
            self.note(error.field or "vary", error.message, error.hint)
            return None

    def _variant(self, variant: Exercise) -> None:
        blamed = set()
        for where, message in self.kind.prove(variant):
            self.note(where, message)
            blamed.add(where)
        if variant.vary and self.seed < SHOWN:
            for found in check_mathematics(variant):
                self.note(found.where, found.message, found.hint)
        if variant.vary:
            self._values_everywhere(variant, blamed)
        if len(self.seeds) > PROVED:
            return
        key = self._key(variant, blamed)
        for index in range(len(variant.mistakes)):
            if not any(where.startswith(f"mistakes[{index}]") for where in blamed):
                self._mistake(variant, index, key)
        if self.seed < SHOWN:
            self._empty(variant)
            for message, sure in given_away(self.kind, variant):
                self.note("prompt", message, "take it out of the prompt", warning=not sure)

    def _values_everywhere(self, variant: Exercise, blamed: set[str]) -> None:
        """Prove that no parameters leave a formula without a value."""
        for field in fields(variant):
            if field.where not in self._varied or field.where in blamed:
                continue
            if isinstance(field.text, str) and has_no_value(field.text):
                message = f"`{_short(field.text)}` has no value anywhere"
                self.note(field.where, message, "rule these parameters out with `where`")

    def _key(self, variant: Exercise, blamed: set[str]) -> Any:
        """Prove that the key is right; gives what the kind read it as."""
        text = self.kind.key(variant)
        answer = self.kind.read(variant, text)
        if isinstance(answer, Unreadable):
            if not blamed:
                why = choose(answer.why, "en")
                self.note("", f"its own reader cannot read its key `{text}`: {why}", answer.mend)
            return None
        verdict = self.kind.check(variant, answer)
        if _is_right(verdict) or blamed:
            return answer.value
        why = f" ({_reason(verdict)})" if _reason(verdict) else ""
        word = "cannot decide" if isinstance(verdict, Undecided) else "does not accept"
        message = f"its own checker {word} its key `{_short(text)}`{why}"
        self.note("", message, "mend the key or the question")
        return None

    def _mistake(self, variant: Exercise, index: int, key: Any) -> None:
        mistake = variant.mistakes[index]
        where = f"mistakes[{index}].answer"
        complete = getattr(self.kind, "completed", None)
        text = complete(variant, mistake.answer) if complete else mistake.answer
        answer = self.kind.read(variant, text)
        if isinstance(answer, Unreadable):
            why = choose(answer.why, "en")
            self.note(where, f"this mistake cannot be read as an answer ({why})", answer.mend)
            return
        if len(self.seeds) > JUDGED and surely_differ(answer.value, key):
            return
        verdict = self.kind.check(variant, answer)
        match verdict:
            case Unreadable():
                why = choose(verdict.why, "en")
                self.note(where, f"this mistake cannot be read as an answer ({why})", verdict.mend)
            case Wrong(mistake=None):
                self.note(where, "this mistake is judged wrong, but its feedback is not shown")
            case Wrong(mistake=shown) if shown and not _same(shown.text, mistake.feedback):
                message = f"this mistake gets other feedback: `{_short(choose(shown.text, 'en'))}`"
                self.note(where, message, "merge the two, or make them differ")
            case Wrong():
                pass
            case Undecided():
                self.note(where, "this mistake is not judged wrong: nothing shows that it is")
            case _:
                mend = "write a wrong answer"
                if variant.vary:
                    mend += ", or rule these parameters out with `where`"
                self.note(where, "this mistake is judged right", mend)

    def _empty(self, variant: Exercise) -> None:
        for text in ("", "  "):
            answer = self.kind.read(variant, text)
            if not isinstance(answer, Unreadable):
                verdict = self.kind.check(variant, answer)
                if isinstance(verdict, Right) or (isinstance(verdict, Rated) and verdict.made):
                    self.note("", "the empty answer is judged right", "ask for something")
                    return

    @contextmanager
    def _told_failures(self) -> Iterator[None]:
        """A checker that fails on a lesson is a finding too, unless the kind found its cause."""
        before = len(self._notes)
        try:
            yield
        except TimeoutError:
            raise
        except Exception as error:  # noqa: BLE001 (any failure would reach a learner)
            if len(self._notes) == before and not self._whole:
                self.note("", f"the checker fails on it: {type(error).__name__}: {error}")


_POINTS = (0.31, 0.77, 1.9, 7.3, 31.0, -0.43, -2.6, -17.0)


@lru_cache(maxsize=1024)
def has_no_value(text: str) -> bool:
    """Whether a formula has no finite real value wherever it is tried; False for other texts."""
    import numpy as np

    from tutor.checking.expression import read

    reading = read(text)
    if isinstance(reading, Unreadable):
        return False
    with suppress(Exception):  # matrices, lists, words: no formulas of numbers
        return not np.isfinite(_tried(reading.tree)[0]).any()
    return False


def surely_differ(left: Any, right: Any) -> bool:
    """Whether two readings are formulas with quite different values; False for any others."""
    import numpy as np

    with suppress(Exception):  # matrices, lists, words: no formulas of numbers
        a, b = _tried(left, right)
        both = np.isfinite(a) & np.isfinite(b)
        return bool(np.any(abs(a - b)[both] > 0.2 * (abs(a) + abs(b))[both]))
    return False


def _tried(*trees: Any) -> list[Any]:
    """The values of each tree at the same few points."""
    import numpy as np

    from tutor.checking.evaluation.float64 import compile_tree, values
    from tutor.checking.expression.tree import free_symbols

    size = len(_POINTS)
    # Each variable walks the points at a pace of its own, so that no two stay equal.
    point = {
        name: np.array([_POINTS[step * (2 * n + 1) % size] for step in range(size)]) + n / 7
        for n, name in enumerate(sorted(set().union(*map(free_symbols, trees))))
    }
    return [values(compile_tree(tree), point, size) for tree in trees]


# Small words


def _is_right(verdict: Verdict) -> bool:
    return isinstance(verdict, Right) or (isinstance(verdict, Rated) and verdict.made == verdict.of)


def _reason(verdict: Verdict) -> str:
    if isinstance(verdict, Wrong | Undecided | Unreadable):
        return choose(verdict.why, "en")
    return ""


def _same(shown: Text, authored: Text) -> bool:
    return shown == authored or choose(shown, "en") == choose(authored, "en")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError inside after so many seconds, where the system has such alarms."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
