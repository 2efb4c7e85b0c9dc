"""Answer mode: what is asked next, and what is said to an answer.

Numbers go to the checker of the `number` exercises with the planted slips as its mistakes, so
that rounding, formulas and signs are judged as everywhere else; shapes to the reader of shapes.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from tutor.bilingual import Text
from tutor.checking.shapes.reading import read_answer
from tutor.checking.shapes.reading import value as size_value
from tutor.exercise import AuthoredMistake, Right, Undecided, Unreadable, Wrong
from tutor.kinds.number import kind as number_kind
from tutor.kinds.number import tolerance
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.network import Design
from tutor.labs.backprop.quantities import Quantity, plain_name
from tutor.labs.backprop.reading import STRINGS
from tutor.labs.backprop.run import Run, split
from tutor.labs.backprop.slips import slips

Array = Any
TOLERANCE = "2 figures"
_MOST_TERMS = 6
"""Sums longer than this are not asked for: they would be typing, not thinking."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is hidden. asks: its shape, or the value of the entry `index` (0-based)."""

    quantity: Quantity
    asks: Literal["value", "shape"]
    index: tuple[int, ...]

    def prompt(self, model: Model) -> Text:
        """The question as a sentence."""
        name = plain_name(model.design, self.quantity.name, self.index)
        return STRINGS(f"ask_{self.asks}", name=name)


@dataclass(frozen=True, slots=True)
class Reply:
    """verdict: right, wrong or unread (which costs nothing). text: what is said.

    slip: the sentence's name when a slip was recognised, for the tests.
    """

    verdict: Literal["right", "wrong", "unread"]
    text: Text
    slip: str = ""


def question(model: Model) -> Question | None:
    """What is asked about the next quantity; None when all is computed."""
    quantity = model.next
    if quantity is None:
        return None
    draw = np.random.default_rng([model.setting.seed, model.at or 0, 5])
    index = _entry(model.run, quantity, draw)
    shape_first = bool(draw.random() < 0.3)
    if index is None or (quantity.shape and shape_first and math.prod(quantity.shape) > 1):
        return Question(quantity, "shape", ())
    return Question(quantity, "value", index)


def upcoming(model: Model) -> Model:
    """The model moved past what is not worth asking for."""
    while (quantity := model.next) is not None:
        draw = np.random.default_rng([model.setting.seed, model.at or 0, 5])
        if quantity.shape or _entry(model.run, quantity, draw) is not None:
            break
        model = model.moved((model.at or 0) + 1)
    return model


def _entry(run: Run, quantity: Quantity, draw: np.random.Generator) -> tuple[int, ...] | None:
    """An entry worth asking for; None when there is none."""
    values = np.asarray(run.value(quantity.name), dtype=float)
    if not np.all(np.isfinite(values)) or _terms(run, quantity) > _MOST_TERMS:
        return None
    size = float(np.max(np.abs(values)))
    # What is only rounding noise beside the others is no fair question.
    fair = np.argwhere((np.abs(values) > 1e-9 * size) | (values == 0))
    lively = np.argwhere(np.abs(values) > 1e-9 * size)
    pool = lively if len(lively) and draw.random() < 0.85 else fair
    if not len(pool):
        return None
    return tuple(int(each) for each in pool[int(draw.integers(len(pool)))])


def _terms(run: Run, quantity: Quantity) -> int:
    """How many numbers enter an entry."""
    kind, layer = split(quantity.name)
    sizes = run.design.sizes
    if quantity.name == "norm":
        return _MOST_TERMS + 1
    if kind == "z":
        return sizes[layer - 1]
    if kind == "da" and layer < run.design.depth:
        return sizes[layer + 1]
    if kind in ("mu", "s") or quantity.name == "L" or _mixes(run, kind, layer):
        return sizes[layer or run.design.depth]
    return 1


def _mixes(run: Run, kind: str, layer: int) -> bool:
    """Whether every entry depends on all units of the layer."""
    if kind == "dz" and run.design.normed(layer):
        return True
    return run.design.activations[layer - 1] == "softmax" and kind in ("a", "dz")


def ingredients(design: Design, name: str) -> list[str]:
    """The quantities that one is computed from."""
    kind, layer = split(name)
    before = "x" if layer == 1 else f"a{layer - 1}"
    inside = f"n{layer}" if design.normed(layer) else f"z{layer}"
    out = f"a{design.depth}"
    skipped = [before] if design.skipped(layer) else []
    if kind == "L":
        return [out, "y"]
    if kind.startswith("new"):
        return [name[3:], "d" + name[3:]]
    if kind == "da":
        if layer == design.depth:
            return [out, "y"]
        more = [f"da{layer + 1}"] if design.skipped(layer + 1) else []
        return [f"W{layer + 1}", f"dz{layer + 1}", *more]
    if kind == "dz" and layer == design.depth and design.loss == "cross-entropy":
        return [out, "y"]
    if kind == "dz" and design.normed(layer):
        return [f"dn{layer}", f"gamma{layer}", f"zhat{layer}", f"s{layer}"]
    if kind in ("dz", "dn"):
        return [f"da{layer}", inside, f"a{layer}"]
    found = {
        "z": [f"W{layer}", before, *([f"b{layer}"] if design.bias else [])],
        "a": [inside, *skipped],
        "mu": [f"z{layer}"],
        "s": [f"z{layer}", f"mu{layer}"],
        "zhat": [f"z{layer}", f"mu{layer}", f"s{layer}"],
        "n": [f"gamma{layer}", f"zhat{layer}", f"beta{layer}"],
        "dgamma": [f"dn{layer}", f"zhat{layer}"],
        "dbeta": [f"dn{layer}"],
        "dW": [f"dz{layer}", before],
        "db": [f"dz{layer}"],
        "factor": ["norm"],
    }
    return found.get(kind, [])


def reply(model: Model, asked: Question, text: str) -> Reply:
    """What is said to an answer."""
    if not text.strip():
        return Reply("unread", STRINGS["ask_empty"])
    return _shape(model, asked, text) if asked.asks == "shape" else _value(model, asked, text)


def _value(model: Model, asked: Question, text: str) -> Reply:
    value = np.asarray(model.run.value(asked.quantity.name), dtype=float)
    right = float(value[asked.index])
    planted = _planted(model.run, asked, right)
    exercise = number_kind.Exercise(
        id="next",
        prompt="",
        answer=_typed(right),
        tolerance=TOLERANCE if right else "exact",
        mistakes=tuple(
            AuthoredMistake(_typed(number), STRINGS["slip_" + key]) for key, number in planted
        ),
    )
    answer = number_kind.read(exercise, text)
    if isinstance(answer, Unreadable):
        return Reply("unread", answer.why)
    verdict = number_kind.check(exercise, answer)
    if isinstance(verdict, Right):
        return Reply("right", STRINGS["ask_right"])
    if not isinstance(verdict, Wrong):
        why = verdict.why if isinstance(verdict, Undecided | Unreadable) else STRINGS["ask_empty"]
        return Reply("unread", why)
    if verdict.mistake is not None:
        found = verdict.mistake
        named = next((key for key, _ in planted if STRINGS["slip_" + key] == found.text), "")
        return Reply("wrong", found.text, named or found.name)
    return Reply("wrong", verdict.why)


def _planted(run: Run, asked: Question, right: float) -> list[tuple[str, float]]:
    """Slips that give something else than the right answer, each number once."""
    found: list[tuple[str, float]] = []
    near = _allowed(right)
    for key, number in slips(run, asked.quantity.name, asked.index):
        # Nothing is "near" 0 to so many figures.
        if not number or not math.isfinite(number) or abs(number - right) <= near:
            continue
        if all(abs(number - other) > 1e-12 * abs(other) for _, other in found):
            found.append((key, number))
    return found


def _allowed(right: float) -> float:
    """How far from the right value an answer may be."""
    allowed = tolerance.parse(TOLERANCE if right else "exact")
    return float(allowed.around(Fraction(right)))


def _typed(x: float) -> str:
    return str(int(x)) if x == int(x) and abs(x) < 1e15 else repr(x)


def _shape(model: Model, asked: Question, text: str) -> Reply:
    reading = read_answer(text, ())
    if isinstance(reading, Unreadable):
        return Reply("unread", reading.why)
    try:
        sizes = tuple(int(size_value(each, {})) for each in reading.sizes)
    except (KeyError, ValueError, ArithmeticError):
        return Reply("unread", STRINGS["ask_shape_numbers"])
    wanted = asked.quantity.shape
    if sizes in (wanted, asked.quantity.column):
        return Reply("right", STRINGS["ask_right"])
    return Reply("wrong", *_shape_slip(model, asked.quantity, sizes))


def _shape_slip(model: Model, quantity: Quantity, sizes: tuple[int, ...]) -> tuple[Text, str]:
    kind, layer = split(quantity.name)
    if sizes == tuple(reversed(quantity.column)) and len(sizes) == 2:
        key = "shape_turned" if kind.endswith("W") else "shape_row"
    elif kind.startswith(("d", "new")):
        of = kind.removeprefix("new").removeprefix("d") + str(layer)
        return STRINGS("shape_gradient", name=plain_name(model.design, of)), "shape_gradient"
    elif not sizes:
        key = "shape_scalar"
    else:
        key = "shape_units"
    return STRINGS(key, layer=layer), key
