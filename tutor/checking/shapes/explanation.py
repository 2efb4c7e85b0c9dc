"""An error as a good teacher tells it: where, what meets what, the rule, the cause, a question."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.bilingual import Strings, Text, fill
from tutor.checking.shapes.causes import Cause, find_cause
from tutor.checking.shapes.context import Note, show_shape
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.inference import Inference, Problem
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.values import Shape

strings = Strings(__file__)

LONGEST_SOURCE = 60


@dataclass(frozen=True)
class Explanation:
    """text: everything in one paragraph. picture: the shapes lined up from the right, or "".

    rule: the broken rule's sentence alone. cause, question: may be empty. mend: a changed
    line of code that runs, or empty.
    """

    text: Text
    rule: Text
    line: int
    column: int
    picture: str = ""
    cause: Text = ""
    question: Text = ""
    mend: str = ""


def explain(inference: Inference) -> Explanation:
    """The inference's error in full. Raises ValueError where there is none."""
    problem = inference.error
    if problem is None:
        raise ValueError("there is no error to explain")
    return _explained(inference, problem)


def explain_broken(inference: Inference, broken: Broken) -> Explanation:
    """An error that came up while an expression was evaluated after the snippet."""
    node = broken.node
    problem = Problem(
        "error", broken.rule, getattr(node, "lineno", 1), getattr(node, "col_offset", 0),
        broken.shapes, broken.details,
    )  # fmt: skip
    return _explained(inference, problem, own_line=False)


def _explained(inference: Inference, problem: Problem, own_line: bool = True) -> Explanation:
    rule = rule_sentence(problem)
    source = _source(inference, problem) if own_line else ""
    key = "at_line" if source else "at_expression"
    where = strings(key, line=problem.line, source=source)
    cause = find_cause(inference, problem) if own_line else Cause()
    parts: list[Text] = [where, rule, undeclared_fact(problem), cause.text, cause.question]
    return Explanation(
        text=join(*parts),
        rule=rule,
        line=problem.line,
        column=problem.column,
        picture=lined_up(problem.shapes[:2]) if len(problem.shapes) > 1 else "",
        cause=cause.text,
        question=cause.question,
        mend=cause.mend,
    )


def rule_sentence(problem: Problem) -> Text:
    """What was broken, with the sizes and shapes in it."""
    values: dict[str, Text | int | float] = {
        name: _shown(value) for name, value in problem.details.items()
    }
    for letter, shape in zip("abcdef", problem.shapes, strict=False):
        values[letter] = show_shape(shape)
    return strings("rule_" + problem.rule, **values)


_DIVISIONS = {
    "not_divisible": ("size", "parts"),
    "reshape_open": ("total", "wanted"),
    "einops_divide": ("size", "by"),
}
"""Rule → what it divides, by what, among its details."""


def undeclared_fact(problem: Problem) -> Text:
    """How to declare a division that may well work out; empty where sizes are numbers."""
    if problem.rule not in _DIVISIONS:
        return ""
    whole, part = (problem.details.get(name) for name in _DIVISIONS[problem.rule])
    if not isinstance(whole, Size) or len(whole.poly) != 1:
        return ""
    divisor = str(part)
    shown = str(whole)
    if isinstance(part, Size) and len(part.poly) == 1:
        shown, divisor = _without_common(whole, part)
    if shown.isdigit():
        return ""
    safe = f"({divisor})" if "*" in divisor else divisor
    return strings("declare_division", whole=shown, part=divisor, safe=safe)


def _without_common(whole: Size, part: Size) -> tuple[str, str]:
    """Two products without the factors that both have: B*T*C and B*T*H become C and H."""
    ((of_whole, _),), ((of_part, _),) = whole.poly.items(), part.poly.items()
    texts = []
    for size, factors, others in ((whole, of_whole, of_part), (part, of_part, of_whole)):
        count = size.poly[factors]
        kept = [f"{name}**{power}" if power != 1 else name for name, power in factors
                if (name, power) not in others]  # fmt: skip
        texts.append("*".join(([str(count)] if count != 1 or not kept else []) + kept))
    return texts[0], texts[1]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return show_shape(value)
    return str(value)


def _source(inference: Inference, problem: Problem) -> str:
    """The smallest piece of code that failed."""
    if inference.tree is None:
        return ""
    for node in ast.walk(inference.tree):
        here = getattr(node, "lineno", 0), getattr(node, "col_offset", -1)
        if here == (problem.line, problem.column) and isinstance(node, ast.expr | ast.stmt):
            text = ast.get_source_segment(inference.source, node) or ast.unparse(node)
            text = " ".join(text.split())
            return text if len(text) <= LONGEST_SOURCE else text[: LONGEST_SOURCE - 1] + "…"
    return ""


def join(*parts: Text) -> Text:
    """Sentences one after another, in every language."""
    whole: Text = ""
    for part in parts:
        if part:
            whole = part if not whole else fill({"en": "{a} {b}", "bn": "{a} {b}"}, a=whole, b=part)
    return whole


def lined_up(shapes: Sequence[Shape]) -> str:
    """Shapes under each other, the last axes in one column, with a mark where they clash."""
    rank = max(map(len, shapes))
    cells = [[""] * (rank - len(shape)) + [str(size) for size in shape] for shape in shapes]
    widths = [max(len(row[place]) for row in cells) for place in range(rank)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    marks = []
    for place, width in enumerate(widths):
        column = [shape[place - rank] for shape in shapes if len(shape) >= rank - place]
        marks.append(("✗" if _clash(column) else "").rjust(width))
    return "\n".join([*lines, "  ".join(marks).rstrip()]).rstrip()


def _clash(sizes: Sequence[int | Size]) -> bool:
    texts = {str(size) for size in sizes}
    return len(texts - {"1"}) > 1


def explain_note(note: Note) -> Text:
    """A note on code that runs but is probably not what was meant."""
    values: dict[str, Text | int | float] = {name: _shown(v) for name, v in note.details.items()}
    return join(strings("note_line", line=note.line), strings("note_" + note.rule, **values))
