"""Prove an exercise: dealt, solved by its own key, failed by its own mistakes.

Every variant that a learner may meet first (`SEEDS` of them) goes through the same reader and
checker that judge learners.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

from tutor import kinds
from tutor.bilingual import Text, choose
from tutor.errors import LessonError
from tutor.exercise import Exercise, Rated, Right, Undecided, Unreadable, Verdict, Wrong
from tutor.lint.texts import Found, check_exercise, check_mathematics, fields
from tutor.vary import deal

SEEDS = 50
SHOWN = 3
"""Of so many variants the formulas are laid out too: they differ by numbers only."""
JUDGED = 8
"""In so many variants every mistake is judged; in the others, those that might be right."""
SECONDS = 30.0


def prove(exercise: Exercise) -> list[Found]:
    """Find everything that is wrong with an exercise. Never raises."""
    proof = _Proof(exercise)
    try:
        with _limit(SECONDS):
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

    def note(self, where: str, message: str, hint: str = "") -> None:
        """Remember something wrong with the variant at hand; told once, whatever its numbers."""
        same = re.sub(r"`[^`]{0,500}`|\(.{0,500}\)|\d+", "", message)
        found = Found(where, message, hint)
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
        key = self._key(variant, blamed)
        for index in range(len(variant.mistakes)):
            if not any(where.startswith(f"mistakes[{index}]") for where in blamed):
                self._mistake(variant, index, key)
        if self.seed < SHOWN:
            self._empty(variant)
            for message in given_away(self.kind, variant):
                self.note("prompt", message, "take it out of the prompt")

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


_POINTS = ((0.31, 0.77, 1.9, 2.6), (0.53, 1.3, 0.29, 3.1), (0.83, 0.41, 2.2, 1.7))


def surely_differ(left: Any, right: Any) -> bool:
    """Whether two readings are formulas with quite different values; False for any others.

    It only spares judging what is plainly wrong, so it may be wrong one way: False.
    """
    import numpy as np

    from tutor.checking.evaluate_float import compile_tree, values
    from tutor.checking.expression.tree import free_symbols

    try:
        names = sorted(free_symbols(left) | free_symbols(right))
        point = {name: np.array(_POINTS[n % 3]) * (n // 3 + 1) for n, name in enumerate(names)}
        size = len(_POINTS[0])
        a, b = (values(compile_tree(side), point, size) for side in (left, right))
        both = np.isfinite(a) & np.isfinite(b)
        return bool(np.any(abs(a - b)[both] > 0.2 * (abs(a) + abs(b))[both]))
    except Exception:  # noqa: BLE001 (matrices, lists, words: no formulas)
        return False


# Is the answer given away?

_SAID = re.compile(r"(?i)\b(?:answer|result|solution)\b|উত্তর|ফল(?:াফল)?")
_EQUAL = re.compile(r"=|\bis\b|\bequals\b|\bgives\b|সমান|হলো|হয়")
_SPAN = re.compile(r"\$\$(.{1,2000}?)\$\$|\$([^$\n]{1,2000})\$|`([^`\n]{1,2000})`", re.DOTALL)
_LINK = re.compile(r"\s{0,3}(?:is|are|equals|will be|would be|হলো|হচ্ছে|হয়|হবে)?\s{0,3}[:=]?\s{0,3}")
_WORDS = re.compile(
    r"\s{0,3}(?::|=|(?:is|are|equals)\s|হলো|হবে)\s{0,3}((?:[^\n.,;!?।]|[.,](?=\S)){1,200})"
)


def given_away(kind: Any, exercise: Exercise) -> Iterator[str]:
    """Say where the prompt tells the answer.

    "The answer is …" counts when what follows is judged right. An equation (`f'(x) = 2x`)
    counts too, unless the question itself holds the answer: e^x is its own derivative.
    """
    prompt = exercise.prompt
    texts = [prompt] if isinstance(prompt, str) else list(prompt.values())
    if any(_names_option(kind, exercise, text) for text in texts):
        yield "the prompt says which option is right"
        return
    own = _answers_itself(kind, exercise)
    for text in texts:
        for candidate, sure in _told_in(text):
            if (sure or not own) and _judged_right(kind, exercise, candidate):
                yield "the prompt gives the answer away"
                return


def _told_in(text: str) -> Iterator[tuple[str, bool]]:
    """What a prompt says to be equal to something; whether it calls it the answer."""
    for cue in _SAID.finditer(text):
        rest = text[cue.end() :]
        span = _SPAN.search(rest, 0, 2000)
        if span and _LINK.fullmatch(rest, 0, span.start()):
            inside = next(filter(None, span.groups()))
            yield inside, True
            yield inside.rpartition("=")[2], True
        elif found := _WORDS.match(rest):
            yield found[1].strip(" $`)"), True
    for span in _SPAN.finditer(text):
        inside = next(filter(None, span.groups()))
        before = text[max(span.start() - 12, 0) : span.start()]
        left, sign, right = inside.rpartition("=")
        if sign and len(left) > 1 and _worth(right):
            yield right, False
        elif _EQUAL.search(before) and _worth(inside):
            yield inside, False


def _worth(text: str) -> bool:
    """Whether a formula is too special to stand in a question by chance."""
    return len(text.strip()) >= 2 and re.search(r"[^\W\d]", text) is not None


def _judged_right(kind: Any, exercise: Exercise, text: str) -> bool:
    answer = kind.read(exercise, text.strip())
    return not isinstance(answer, Unreadable) and isinstance(kind.check(exercise, answer), Right)


def _answers_itself(kind: Any, exercise: Exercise) -> bool:
    """Whether a formula that the exercise shows is right as an answer to it."""
    hidden = ("answer", "mistakes", "vary", "meaning", "aliases", "id", "skills")
    with suppress(Exception):
        return any(
            isinstance(field.text, str) and _judged_right(kind, exercise, field.text)
            for field in fields(exercise)
            if not field.translated and not field.where.startswith(hidden)
        )
    return True


def _names_option(kind: Any, exercise: Exercise, prompt: str) -> bool:
    """Whether a prompt quotes the right option of a choice and none of the wrong ones."""
    options = getattr(exercise, "options", ())
    said = {
        getattr(option, "is_right", False)
        for option in options
        for text in ([option.text] if isinstance(option.text, str) else option.text.values())
        if len(text) >= 8 and _plain(text) in _plain(prompt)
    }
    return said == {True}


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" .।").split())


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
