"""The tables of one-line cases, and how our own trusted code is run with the real library."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

import einops
import numpy as np

SIZES = {"N": 6, "d": 4, "K": 5, "B": 2, "H": 3}
OTHER_SIZES = [
    {"N": 7, "d": 5, "K": 3, "B": 2, "H": 11},
    {"N": 13, "d": 11, "K": 17, "B": 3, "H": 2},
    {"N": 5, "d": 17, "K": 7, "B": 11, "H": 3},
]


def table(flavour: str) -> tuple[str, list[tuple[str, str]]]:
    """The lines that make the arrays, and (code, expected shape) pairs."""
    text = (Path(__file__).parent / f"cases_{flavour}.tsv").read_text("utf-8")
    prelude = [line[3:] for line in text.splitlines() if line.startswith("#: ")]
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return "\n".join(prelude) + "\n", [(code, shape) for code, shape in rows]


def as_snippet(code: str) -> str:
    """The case's statements; a single expression is given the name `r`."""
    statements = ";;" in code or " r = " in f" {code}"
    return code.replace(" ;; ", "\n") + "\n" if statements else f"r = {code}\n"


def modules(flavour: str) -> dict[str, Any]:
    """What a snippet finds without importing it."""
    found: dict[str, Any] = {
        "np": np, "math": math, "einops": einops, "rearrange": einops.rearrange,
        "reduce": einops.reduce, "repeat": einops.repeat, "rng": np.random.default_rng(0),
    }  # fmt: skip
    if flavour == "torch":
        import torch

        torch.set_num_threads(1)
        found |= {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    return found


def really_run(snippet: str, flavour: str, sizes: dict[str, int]) -> str:
    """The shape of `r` after really running a snippet of these tests, as text, or "error"."""
    names = modules(flavour) | sizes
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(snippet, names)  # our own tables and templates only
        except Exception:  # noqa: BLE001
            return "error"
    return written(shape_of(names["r"]))


def shape_of(value: Any) -> tuple[int, ...]:
    if hasattr(value, "shape") and not callable(value.shape):
        return tuple(value.shape)
    if isinstance(value, tuple | list) and all(isinstance(size, int) for size in value):
        return tuple(value)
    return ()


def written(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def at_sizes(texts: list[str], sizes: dict[str, int]) -> tuple[int, ...]:
    """Size texts such as `(L - k)//s + 1` in numbers, read by our reader of answers."""
    from tutor.checking.shapes.reading import value
    from tutor.checking.shapes.size_parser import parsed

    numbers = [value(parsed(text, list(sizes)), sizes) for text in texts]
    assert all(number.denominator == 1 for number in numbers), texts
    return tuple(int(number) for number in numbers)
