"""The written snippets of snippets.toml: their text, their variations, their planted bugs."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from tutor.bilingual import Text

Edit = tuple[str, ...]
"""A piece of code as written, then what may stand instead."""


class Bug(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An edit that breaks a snippet. line: where it then fails, counted from 1.

    cause: a key of strings.toml, told as `cause_…`. The edited line may be an earlier one.
    """

    line: int
    old: str
    new: str
    cause: str


class Snippet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A few lines of a real model; what the fields mean stands at the top of snippets.toml."""

    id: str
    family: str
    level: Annotated[int, msgspec.Meta(ge=1, le=5)]
    title: Text
    comment: Text
    code: str
    given: dict[str, str]
    sizes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    flavour: Literal["numpy", "torch"] = "numpy"
    vary: tuple[Edit, ...] = ()
    bugs: tuple[Bug, ...] = ()

    def size_names(self) -> tuple[str, ...]:
        """Every size of the snippet, in the order in which it comes up."""
        texts = (*self.given.values(), *self.sizes, *self.facts)
        names = (name for text in texts for name in re.findall(r"[^\W\d]\w*", text))
        return tuple(dict.fromkeys(name for name in names if name != "divides"))


@cache
def snippets() -> tuple[Snippet, ...]:
    """All snippets, in the order of the file."""
    text = Path(__file__).with_name("snippets.toml").read_text(encoding="utf-8")
    return tuple(msgspec.convert(tomllib.loads(text)["snippet"], list[Snippet]))


@cache
def families() -> tuple[str, ...]:
    """The families, in the order of the file."""
    return tuple(dict.fromkeys(snippet.family for snippet in snippets()))


def levels(family: str) -> tuple[int, ...]:
    """The levels that a family has snippets for."""
    return tuple(sorted({each.level for each in snippets() if each.family == family}))


def edited(code: str, old: str, new: str) -> str:
    """The code with the one place of `old` changed. Raises ValueError unless there is just one."""
    if code.count(old) != 1:
        raise ValueError(f"`{old}` stands {code.count(old)} times in the snippet")
    return code.replace(old, new)
