"""Texts of a start state → sizes, activations, numbers; errors say what may stand there."""

import math
import re
from typing import Any

import numpy as np

from tutor.bilingual import Strings
from tutor.labs import LabError
from tutor.labs.backprop.activations import ACTIVATIONS, HIDDEN
from tutor.labs.backprop.initial import INITS
from tutor.labs.backprop.losses import LOSSES
from tutor.labs.functions import read_number

Array = Any

MOST_LAYERS = 12
WIDEST = 64
MOST_UPDATES = 400
"""Update steps that are kept; going back to a state computes them again."""
LONGEST = 120_000
"""Letters of one text; the weights of a layer of 64 by 64 fit."""

STRINGS = Strings(__file__)

_SEPARATORS = re.compile(r"[\s,;x×*–—−-]+")
_ALIASES = {
    "leaky-relu": "leaky", "leakyrelu": "leaky", "lrelu": "leaky", "σ": "sigmoid",
    "logistic": "sigmoid", "identity": "linear", "none": "linear", "id": "linear",
    "ce": "cross-entropy", "crossentropy": "cross-entropy", "cross_entropy": "cross-entropy",
    "bce": "cross-entropy", "squared": "half", "se": "half", "1/2": "half", "½": "half",
    "normal": "small", "zero": "zeros", "0": "zeros", "glorot": "xavier", "kaiming": "he",
}  # fmt: skip
_YES = frozenset(("on", "yes", "true", "1", "হ্যাঁ"))
_NO = frozenset(("off", "no", "false", "0", "", "না"))
_PLAIN = re.compile(r"[-+−]?\d{1,20}(?:\.\d{0,20})?(?:e[-+]?\d{1,3})?", re.IGNORECASE)


def error(field: str, key: str, **values: str | int) -> LabError:
    """The error `key` of strings.toml about a field."""
    return LabError(field, STRINGS("error_" + key, **values))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "…"


def sizes(text: str) -> tuple[int, ...]:
    """`2-3-1` → (2, 3, 1). Raises LabError beyond 12 layers of 64."""
    words = [word for word in _SEPARATORS.split(text[:LONGEST].strip("()[] \t")) if word]
    if any(not re.fullmatch(r"[0-9]+", word) for word in words) or len(words) < 2:
        raise error("sizes", "sizes", found=_short(text))
    if len(words) > MOST_LAYERS + 1:
        raise error("sizes", "layers", found=len(words) - 1, most=MOST_LAYERS)
    for word in words:
        digits = word.lstrip("0")
        if not digits or len(digits) > 2 or int(digits) > WIDEST:
            raise error("sizes", "width", found=_short(word), most=WIDEST)
    return tuple(int(word) for word in words)


def one_of(field: str, text: str, known: tuple[str, ...]) -> str:
    """A word out of `known`, or an alias of one."""
    word = "-".join(text.strip().lower().split())
    word = _ALIASES.get(word, word)
    if word not in known:
        raise error(field, "word", found=_short(text), known=", ".join(known))
    return word


def activations(text: str, depth: int) -> tuple[str, ...]:
    """One word for every layer, two for hidden layers and output, or one for each layer."""
    words = re.split(r"[\s,;]+", text.replace("leaky relu", "leaky").strip())[: MOST_LAYERS + 2]
    found = [one_of("activation", word, tuple(ACTIVATIONS)) for word in words]
    if len(found) == 1:
        alone = found[0]
        # A softmax stands at the end only; under it, ReLU is what papers take.
        found = ["relu" if alone == "softmax" else alone] * (depth - 1) + [alone]
    elif len(found) == 2 and depth != 2:
        found = [found[0]] * (depth - 1) + [found[1]]
    if len(found) != depth:
        raise error("activation", "activations", found=len(found), layers=depth)
    for layer, name in enumerate(found[:-1], 1):
        if name not in HIDDEN:
            raise error("activation", "softmax", layer=layer)
    return tuple(found)


def loss(text: str, last: str) -> str:
    """The name of a loss that goes with the last activation."""
    found = one_of("loss", text, LOSSES)
    if found == "cross-entropy" and last not in ("softmax", "sigmoid"):
        raise error("loss", "cross_entropy", found=last)
    return found


def init(text: str) -> str:
    """The name of an initialisation."""
    return one_of("init", text, INITS)


def switch(field: str, text: str) -> bool:
    """`on` or `off`."""
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise error(field, "switch", found=_short(text))
    return word in _YES


def numbers(field: str, text: str, shape: tuple[int, ...]) -> Array:
    """Numbers for a vector or a matrix; rows of a matrix end with `;`. Raises LabError."""
    if len(text) > LONGEST:
        raise error(field, "long", most=LONGEST)
    rows = [row for row in text.strip().strip("()[]").split(";") if row.strip()]
    cells = [[word for word in re.split(r"[\s,]+", row.strip(" ()[]")) if word] for row in rows]
    if len(shape) == 1:
        cells = [[word for row in cells for word in row]]
    wanted = (1, *shape) if len(shape) == 1 else shape
    if len(cells) != wanted[0] or any(len(row) != wanted[1] for row in cells):
        found = "×".join(map(str, sorted({len(row) for row in cells}) or [0]))
        if len(shape) == 1:
            raise error(field, "length", found=found, wanted=shape[0])
        told = f"{len(cells)} × {found}"
        raise error(field, "matrix", found=told, rows=shape[0], columns=shape[1])
    return np.array([[_number(field, word) for word in row] for row in cells]).reshape(shape)


def _number(field: str, word: str) -> float:
    if _PLAIN.fullmatch(word) and abs(plain := float(word.replace("−", "-"))) < math.inf:
        return plain
    return read_number(word, field)


def written(values: Array) -> str:
    """Numbers as `numbers` reads them, with all their digits."""
    array = np.atleast_1d(values)
    if array.ndim == 1:
        return " ".join(_digits(each) for each in array.tolist())
    return "; ".join(" ".join(_digits(each) for each in row) for row in array.tolist())


def _digits(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def schedule(text: str) -> tuple[tuple[float, int], ...]:
    """Update steps done so far, as `0.5x20 0.1x3`: rate and count."""
    found = []
    for word in text.split():
        rate, sign, count = word.partition("x")
        if not sign or not re.fullmatch(r"[0-9]{1,4}", count):
            raise error("updates", "updates", found=_short(word))
        found.append((read_number(rate, "updates", least=0), int(count)))
    if sum(count for _, count in found) > MOST_UPDATES:
        raise error("updates", "many_updates", most=MOST_UPDATES)
    return tuple(found)
