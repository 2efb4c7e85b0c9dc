"""The realistic snippets of realistic.txt, and what really running them gives line by line."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.checking.shapes.cases import modules, shape_of


@dataclass(frozen=True)
class Snippet:
    flavour: str
    sizes: dict[str, int]
    facts: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Run:
    """shapes: (line, name) → shape of every array that was assigned. failed: the failing line."""

    shapes: dict[tuple[int, str], tuple[int, ...]]
    failed: int | None


def snippets() -> list[Snippet]:
    """All of them, in the order of the file."""
    text = (Path(__file__).parent / "realistic.txt").read_text("utf-8")
    found = []
    for block in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        head, code = block.split("\n", 1)
        flavour, sizes, facts = (part.strip() for part in head.split("|"))
        numbers = dict(pair.split("=") for pair in sizes.split())
        found.append(
            Snippet(
                flavour,
                {name: int(number) for name, number in numbers.items()},
                tuple(fact.strip() for fact in facts.split(",") if fact.strip()),
                code,
            )
        )
    return found


def run(snippet: Snippet, sizes: dict[str, int]) -> Run:
    """Really run a snippet of ours, statement by statement, until it fails."""
    names: dict[str, Any] = modules(snippet.flavour) | sizes | {"__name__": "snippet"}
    shapes: dict[tuple[int, str], tuple[int, ...]] = {}
    for statement in ast.parse(snippet.code).body:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(compile(ast.Module([statement], []), "snippet", "exec"), names)
            except Exception:  # noqa: BLE001
                return Run(shapes, statement.lineno)
        if isinstance(statement, ast.Assign | ast.AugAssign):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    value = names.get(node.id)
                    if hasattr(value, "shape") and not callable(value.shape):
                        shapes[statement.lineno, node.id] = shape_of(value)
    return Run(shapes, None)
