"""Shapes without end: snippets of real models, varied by a seed, asked in three ways.

`last`: the shape of the last line. `every`: the shape at every line. `find`: the line that
fails, why, and what mends it, as three questions in a row.

No key is made here: the kinds infer it from the code.
"""

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from tutor.bilingual import Strings, Text
from tutor.exercise import Exercise

if TYPE_CHECKING:
    from tutor.practice.shapes.bank import Snippet

_STRINGS = Strings(__file__)

FAMILIES = (
    "broadcasting",
    "matmul",
    "einsum",
    "rearranging",
    "reductions",
    "indexing",
    "joining",
    "convolution",
    "attention",
    "normalization",
    "losses",
    "jacobians",
    "einops",
)
MODES = ("last", "every", "find")

_NUMBERS_UP_TO = 3
"""The hardest level at which sizes may be numbers."""
_OFTEN = 0.35
"""How often sizes are numbers, and how often one more line follows."""


def title(family: str) -> Text:
    """What a family is called."""
    return dict(_STRINGS["family_" + family])


@lru_cache(maxsize=8)
def generate(family: str, level: int, seed: int, mode: str) -> tuple[Exercise, ...]:
    """What is asked about the snippet `seed` of a family at a level; the same every time.

    Raises IndexError for a family or level that has no snippets, KeyError for no mode.
    """
    from tutor.practice.shapes import bank, finding, variation

    dice = Random(f"{family}:{level}:{seed}:{mode}")
    fitting = [s for s in bank.snippets() if (s.family, s.level) == (family, level)]
    # Seeds that follow each other go through all snippets before one comes again.
    original = fitting[seed % len(fitting)]
    snippet = variation.varied(original, dice)
    names = variation.renaming(original, dice)
    if mode == "find":
        snippet, original = variation.begun(snippet), variation.begun(original)
        made = finding.broken(snippet, original, names, dice)
        return finding.questions(made, dice)
    # A line more asks for another rank; the names are changed after it, so that all agree.
    if level > 1 and dice.random() < _OFTEN:
        snippet = variation.followed(snippet, dice)
    snippet = variation.renamed(snippet, names)
    return ({"last": _last, "every": _every}[mode](snippet, level, dice),)


def _last(snippet: "Snippet", level: int, dice: Random) -> Exercise:
    from tutor.kinds.shape.kind import Exercise as ShapeExercise

    return ShapeExercise(**_fields(snippet, "last", level, dice))


def _every(snippet: "Snippet", level: int, dice: Random) -> Exercise:
    from tutor.kinds.trace.kind import Exercise as TraceExercise

    return TraceExercise(**_fields(snippet, "every", level, dice))


def _fields(snippet: "Snippet", mode: str, level: int, dice: Random) -> dict[str, Any]:
    from tutor.practice.shapes.variation import numbered

    drawn = None
    if level <= _NUMBERS_UP_TO and dice.random() < _OFTEN:
        drawn = numbered(snippet, dice)
    dims = {name: str(number) for name, number in drawn.items()} if drawn else snippet.sizes
    return {
        "id": f"drill-shapes-{snippet.family}-{level}-{mode}",
        "prompt": _STRINGS("ask_" + mode, title=snippet.title, comment=snippet.comment),
        "code": snippet.code,
        "given": snippet.given,
        "dims": dims,
        "facts": snippet.facts,
        "flavour": snippet.flavour,
        "skills": ("shapes-" + snippet.family,),
    }
