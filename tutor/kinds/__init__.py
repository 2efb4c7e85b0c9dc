"""Exercise kinds: one folder each, with kind.py, view.py, strings.toml and cases.yaml.

A kind's `kind.py` is a module that satisfies `Kind`; it never reaches Textual. Its
`view.py` holds the widget that shows it. Kinds do not know each other, and nothing
lists them: adding a kind is adding a folder.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from tutor.bilingual import Text
from tutor.exercise import Answer, Exercise, Unreadable, Verdict


class Kind(Protocol):
    """What `kind.py` offers. Only `check`, `solution` and `prove` may load SymPy or NumPy.

    A kind whose authored mistakes may be a part of an answer (`3: (B, T)` of a trace) also
    offers `completed(exercise, mistake) -> str`: the whole answer with that mistake in it.
    """

    Exercise: type[Exercise]
    """The kind's struct; its tag is the kind's name."""

    def read(self, exercise: Any, text: str) -> Answer | Unreadable:
        """Read what was typed. Fast (a key press), no SymPy, no NumPy."""

    def check(self, exercise: Any, answer: Answer) -> Verdict:
        """Judge an answer that was read. Runs in the worker process."""

    def key(self, exercise: Any) -> str:
        """An answer text that is right; `prove` and "show solution" rely on it."""

    def solution(self, exercise: Any) -> Text:
        """The worked solution as Markdown with TeX: the authored one, or one made here."""

    def hints(self, exercise: Any) -> tuple[Text, ...]:
        """The ladder of hints: the authored ones, or ones made here."""

    def prove(self, exercise: Any) -> Iterable[tuple[str, str]]:
        """Author's slips that only this kind can see: (field path, message) pairs."""


@cache
def names() -> tuple[str, ...]:
    """Names of all kinds, in alphabetical order."""
    here = Path(__file__).parent
    return tuple(sorted(path.parent.name for path in here.glob("*/kind.py")))


@cache
def load(name: str) -> Kind:
    """The kind called `name`. Raises KeyError for a name that is none."""
    if name not in names():
        raise KeyError(name)
    return cast(Kind, import_module(f"tutor.kinds.{name}.kind"))


@cache
def load_view(name: str) -> Any:
    """The view module of the kind called `name`; loads Textual."""
    if name not in names():
        raise KeyError(name)
    return import_module(f"tutor.kinds.{name}.view")


def kind_of(exercise: Exercise) -> str:
    """The name of an exercise's kind."""
    return cast(str, type(exercise).__struct_config__.tag)
