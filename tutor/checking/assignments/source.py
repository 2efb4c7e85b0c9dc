"""A learner's text before it is run: is it Python, and which functions does it have.

The text is parsed, never compiled or run.
"""

import ast
import warnings
from dataclasses import dataclass

LONGEST = 200_000
"""Characters that a file may have."""
DEEPEST = 80
"""Brackets within brackets."""


@dataclass(frozen=True, slots=True)
class NotPython:
    """Where Python stops reading. line: from 1. column: from 0. message: Python's own words."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """names: everything that the text gives a name to at its outermost level."""

    names: frozenset[str]


def parse(source: str) -> Parsed | NotPython:
    """Read a text as Python. Never raises."""
    if len(source) > LONGEST:
        return NotPython(1, 0, f"the text is longer than {LONGEST} characters")
    deep = _too_deep(source)
    if deep:
        return NotPython(deep, 0, "brackets are nested too deep")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except SyntaxError as error:
        lines = source.split("\n")
        line = min(max(error.lineno or 1, 1), len(lines))
        column = min(max((error.offset or 1) - 1, 0), len(lines[line - 1]))
        return NotPython(line, column, error.msg)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return NotPython(1, 0, str(error) or "it is nested too deep")
    return Parsed(frozenset(_names(tree.body)))


def _names(body: list[ast.stmt]) -> set[str]:
    found: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            found |= {(each.asname or each.name).split(".")[0] for each in statement.names}
        else:
            found |= {
                each.id
                for each in ast.walk(statement)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            }
            found |= {e.name for e in ast.walk(statement) if isinstance(e, ast.FunctionDef)}
    return found


def _too_deep(source: str) -> int:
    """The line at which brackets, signs or indents go too deep for a parser; 0 for none."""
    depth = signs = 0
    for number, line in enumerate(source.split("\n"), 1):
        indent = len(line) - len(line.lstrip(" \t"))
        for letter in line:
            depth += (letter in "([{") - (letter in ")]}" and depth > 0)
            signs = signs + 1 if letter in "+-~*/" else 0 if letter.strip() else signs
            if depth > DEEPEST or signs > DEEPEST:
                return number
        if indent > 4 * DEEPEST:
            return number
        signs = 0
    return 0
