"""Which names an exercise has, in whatever notation they are typed."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tutor.checking.expression import vocabulary
from tutor.checking.expression.tex import scan

_IN_CODE = {"epsilon": ("eps",), "lambda": ("lam", "lamda", "lambd")}
"""Greek letter → how programs spell it, where the exercise has it and no such name itself."""

_UNSCRIPTED = str.maketrans("", "", "_{},")


class Part(NamedTuple):
    """A name in a word: kind and text of its token, the units it is made of."""

    kind: str
    text: str
    start: int
    end: int


Pieces: TypeAlias = str | tuple[str, ...]
Word: TypeAlias = tuple[Pieces, str, bool, bool]
"""What is asked about a word: its pieces, the bracket behind it, what may follow."""


class Scope:
    """Which names exist.

    open: none were declared, every letter may be a variable. declared: letters of a name
    without `_` → the name, so that `w_1` and `w₁` find `w1`; never changed in place.
    longest: letters of the longest of them.
    differentials: `dx` is one name, as it is beside `dy/dx`. known: how words were divided.
    """

    __slots__ = (
        "complex_", "declared", "differentials", "functions", "known", "longest", "open",
    )  # fmt: skip

    def __init__(
        self,
        open_: bool,
        declared: Mapping[str, str],
        functions: frozenset[str],
        complex_: bool,
        longest: int,
    ) -> None:
        self.open = open_
        self.declared = declared
        self.functions = functions
        self.complex_ = complex_
        self.differentials = False
        self.longest = longest
        self.known: dict[Word, tuple[Part, ...]] = {}

    def fresh(self) -> "Scope":
        """The same names for another text, with the words divided so far."""
        scope = Scope(self.open, self.declared, self.functions, self.complex_, self.longest)
        scope.known = self.known
        return scope

    def spelled(self, name: str) -> str:
        """`name` as the exercise spells it, if it has it."""
        return self.declared.get(key_of_name(name), name)

    def bind(self, name: str) -> bool:
        """Declare `name`; False where it was declared already."""
        key = key_of_name(name)
        if key in self.declared:
            return False
        self._declare({**self.declared, key: name})
        return True

    def release(self, name: str) -> None:
        key = key_of_name(name)
        self._declare({known: n for known, n in self.declared.items() if known != key})

    def _declare(self, declared: Mapping[str, str]) -> None:
        self.declared = declared
        self.longest = max(map(len, declared), default=1)
        self.known = {}


def scope_of(
    names: Collection[str] | None,
    functions: Collection[str],
    complex_: bool,
    held: Collection[str] = (),
) -> Scope:
    """The scope for `read`; declared names may be written in any notation."""
    used = tuple(functions)
    if names is None:
        return _scope(tuple(held), True, used, complex_).fresh()
    return _scope(tuple(names), False, used, complex_).fresh()


@lru_cache(maxsize=16)
def _scope(
    names: tuple[str, ...], open_: bool, functions: tuple[str, ...], complex_: bool
) -> Scope:
    declared: dict[str, str] = {}
    for name in map(canonical, names):
        declared.setdefault(key_of_name(name), name)
    for key, name in tuple(declared.items()):
        for letter, shorts in _IN_CODE.items():
            if key.startswith(letter):
                for short in shorts:
                    declared.setdefault(short + key.removeprefix(letter), name)
    used = frozenset((*functions, *vocabulary.COMPLEX) if complex_ else functions)
    return Scope(open_, declared, used, complex_, max(map(len, declared), default=1))


def canonical(name: str) -> str:
    """How a declared name stands in the tree: as written, or in ASCII (`α₁` → `alpha_1`)."""
    if name.isascii() and "\\" not in name and "{" not in name:
        return name
    tokens = scan(name)
    return tokens[0].text if tokens[0].kind == "word" else name


def key_of_name(name: str) -> str:
    """What `w_1`, `w₁` in the tree and `w1` share: the name without its marks."""
    return name.translate(_UNSCRIPTED)
