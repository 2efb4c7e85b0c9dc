"""Your own code with the shape at each line, as text, as JSON, or as an exercise."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.bilingual import Strings, choose
from tutor.checking.shapes.context import show_shape
from tutor.checking.shapes.explanation import explain, explain_note
from tutor.checking.shapes.facts import UnreadableFact
from tutor.checking.shapes.inference import Inference, infer
from tutor.checking.shapes.rows import explain_refusal
from tutor.checking.shapes.syntax import Refused, parse
from tutor.errors import TutorError

strings = Strings(__file__)

WIDEST = 72
_TORCH = re.compile(r"^\s*(?:import torch|from torch)\b", re.MULTILINE)


@dataclass(frozen=True)
class Look:
    """A file, or one function of it, and what was inferred. first: its first line in the file."""

    text: str
    inference: Inference
    first: int = 1


def look_at(
    source: str,
    name: str,
    dims: Mapping[str, int | None],
    facts: Sequence[str],
    flavour: str | None,
) -> Look:
    """Infer a file or, with a name, one of its functions. Raises TutorError."""
    kind = flavour or ("torch" if _TORCH.search(source) else "numpy")
    try:
        if not name:
            return Look(source, infer(source, dims, facts, kind))
        code, declared, span = _function(source, name)
        inference = infer(code, dims, facts, kind, declared=declared)
    except Refused as refused:
        raise TutorError(
            f"Line {refused.line}: {choose(explain_refusal(refused), 'en')}."
        ) from None
    except UnreadableFact as fact:
        raise TutorError(
            f"I do not understand the fact `{fact}`.",
            "Write `H divides d`, `T >= k` or `N == 2*M`.",
        ) from None
    return Look("\n".join(source.splitlines()[span[0] - 1 : span[1]]), inference, span[0])


def _function(source: str, name: str) -> tuple[str, dict[str, str], tuple[int, int]]:
    """The function's body as a snippet on its own lines, and what its parameters are."""
    tree = parse(source)
    found = next(
        (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name), None
    )
    if found is None:
        known = [n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        raise TutorError(f"There is no function `{name}` here.", f"There are: {', '.join(known)}.")
    last = found.end_lineno or found.lineno
    lines = source.splitlines()
    start = found.body[0].lineno
    body = [
        re.sub(r"^(\s*)return\b(?!\s*$)", r"\1result =", line) for line in lines[start - 1 : last]
    ]
    indent = len(body[0]) - len(body[0].lstrip())
    kept = [line[indent:] if not line[:indent].strip() else line.lstrip() for line in body]
    imports = {n.lineno: n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)}
    padding = [ast.unparse(imports[line]) if line in imports else "" for line in range(1, start)]
    helpers = [
        ast.unparse(n) for n in tree.body if isinstance(n, ast.FunctionDef) and n.name != name
    ]
    if helpers:
        padding = _with_helpers(padding, helpers)
    return "\n".join([*padding, *kept]) + "\n", _declared(source, found), (found.lineno, last)


def _with_helpers(padding: list[str], helpers: list[str]) -> list[str]:
    """Other functions of the file, put where lines are free before this one's body."""
    text = "\n".join(helpers).splitlines()
    free = [i for i, line in enumerate(padding) if not line]
    if len(free) < len(text):
        return padding
    first = len(padding) - len(text)
    if all(not line for line in padding[first:]):
        return [*padding[:first], *text]
    return padding


def _declared(source: str, function: ast.FunctionDef) -> dict[str, str]:
    declared: dict[str, str] = {}
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    for argument in arguments:
        note = argument.annotation
        if isinstance(note, ast.Constant) and isinstance(note.value, str):
            match = re.search(r"\(.*\)", note.value)
            if match:
                declared[argument.arg] = match[0]
        elif isinstance(note, ast.Tuple):
            declared[argument.arg] = ast.unparse(note)
    text = ast.get_source_segment(source, function) or ""
    for match in re.finditer(r"^\s*#?\s*(\w+)\s*:\s*(\([^()\n]{0,200}\))\s*$", text, re.MULTILINE):
        declared.setdefault(match[1], match[2])
    return declared


def annotate(look: Look, language: str = "en") -> str:
    """The source with a comment at each assignment, then the first error in full."""
    inference = look.inference
    comments = _comments(inference)
    lines = look.text.splitlines()
    width = min(max((len(line) for line in lines), default=0), WIDEST)
    out = []
    for number, line in enumerate(lines, look.first):
        comment = comments.get(number, "")
        out.append(f"{line:<{width}}  # {comment}" if comment else line)
    report = _report(inference, language)
    return "\n".join([*out, *(["", *report] if report else [])]) + "\n"


def _comments(inference: Inference) -> dict[int, str]:
    """What to write at each line: the shapes of the names it sets."""
    found: dict[int, dict[str, str]] = {}
    for line in inference.lines:
        if line.shape is not None:
            found.setdefault(line.number, {})[line.name] = f"{show_shape(line.shape)} {line.dtype}"
    comments = {}
    for number, names in found.items():
        if len(names) == 1:
            comments[number] = next(iter(names.values()))
        else:
            comments[number] = ", ".join(
                f"{name}: {text.split(' ' + text.split()[-1])[0]}" for name, text in names.items()
            )
    if inference.error is not None:
        comments[inference.error.line] = "✗"
    elif inference.unsupported is not None:
        comments.setdefault(inference.unsupported.line, "?")
    return comments


def _report(inference: Inference, language: str) -> list[str]:
    report: list[str] = []
    if inference.error is not None:
        told = explain(inference)
        report.append(choose(told.text, language))
        if told.picture:
            report += ["", *("    " + line for line in told.picture.splitlines())]
        if told.mend:
            report += ["", choose(strings("runs_with", mend=told.mend), language)]
    elif inference.unsupported is not None:
        problem = inference.unsupported
        report.append(
            choose(strings("not_followed", what=problem.what, line=problem.line), language)
        )
    report += [choose(explain_note(note), language) for note in inference.notes]
    return report


def as_json(look: Look, language: str = "en") -> dict[str, Any]:
    """For editors: lines, error with range, notes."""
    inference = look.inference
    error = None
    if inference.error is not None:
        told = explain(inference)
        error = {
            "line": told.line, "column": told.column, "rule": inference.error.rule,
            "message": choose(told.text, language), "picture": told.picture, "mend": told.mend,
        }  # fmt: skip
    problem = inference.unsupported
    return {
        "lines": [
            {"line": line.number, "name": line.name, "dtype": line.dtype,
             "shape": None if line.shape is None else [str(size) for size in line.shape]}
            for line in inference.lines
        ],
        "error": error,
        "unsupported": None if problem is None else {"line": problem.line, "what": problem.what},
        "notes": [
            {"line": note.line, "text": choose(explain_note(note), language)}
            for note in inference.notes
        ],
    }  # fmt: skip


def as_exercise(look: Look, language: str = "en") -> str:
    """An exercise of kind `shape` as YAML, which asks for the last line's shape."""
    inference = look.inference
    last = next((line for line in reversed(inference.lines) if line.shape is not None), None)
    if last is None:
        raise TutorError("There is no array in this code to ask about.")
    names = [name for name in inference.context.world.declared if name.isidentifier()]
    code = "\n".join("    " + line for line in look.text.splitlines())
    facts = "".join(f"\n  - {fact.text}" for fact in inference.context.world.facts)
    return (
        f"- kind: shape\n  id: my-{last.name.lower().replace('_', '-')}\n"
        f"  prompt: {choose(strings('asked', name=last.name), language)}\n"
        f"  flavour: {inference.context.flavour}\n"
        f"  dims: [{', '.join(names)}]\n"
        + (f"  facts:{facts}\n" if facts else "")
        + f"  ask: {last.name}\n  code: |\n{code}\n"
    )
