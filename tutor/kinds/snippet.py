"""What exercises about a snippet of code share: its arrays, its sizes, its shapes."""

import ast
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from tutor import exercise as base
from tutor.bilingual import Text, choose
from tutor.checking.shapes.reading import declared
from tutor.errors import LessonError
from tutor.exercise import Formula

if TYPE_CHECKING:
    from tutor.checking.shapes.inference import Inference

Sizes = tuple[str, ...] | dict[str, Formula]


class SnippetExercise(base.Exercise, frozen=True, kw_only=True):
    """A snippet that is looked at and never run.

    code: NumPy- or PyTorch-like. given: arrays that are there already, name → shape such as
    `(B, T, d)`; `int (B, T)` and `bool (T, T)` hold whole numbers and truth values. dims: names
    of further sizes; or a map of sizes to numbers. facts: what is known of the sizes, such as
    `H divides d`. flavour: whose rules hold, `numpy` or `torch`.
    """

    code: str
    given: dict[str, str] = {}  # noqa: RUF012 (msgspec copies it)
    dims: Sizes = ()
    facts: tuple[str, ...] = ()
    flavour: Literal["numpy", "torch"] = "numpy"


def sizes(exercise: SnippetExercise) -> dict[str, int | None]:
    """Every size of the exercise, with its number where the lesson gives one."""
    if isinstance(exercise.dims, dict):
        found: dict[str, int | None] = {n: _whole(n, text) for n, text in exercise.dims.items()}
    else:
        found = dict.fromkeys(exercise.dims)
    for text in exercise.given.values():
        for name in re.findall(r"[^\W\d]\w*", declared(text)[1]):
            found.setdefault(name, None)
    for fact in exercise.facts:
        for name in _names_in(fact):
            found.setdefault(name, None)
    return found


def _names_in(fact: str) -> list[str]:
    from tutor.checking.shapes.facts import UnreadableFact, read_fact

    try:
        return sorted(read_fact(fact).names())
    except UnreadableFact:
        return []


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise LessonError(
            f"the size {name} should be a whole number; here is `{text}`", field="dims"
        )
    return int(text)


def inference_of(exercise: SnippetExercise) -> "Inference":
    """What is known of the snippet's shapes. Raises LessonError for code that is not read."""
    known = sizes(exercise)
    return _infer(
        exercise.code,
        tuple(known.items()),
        exercise.facts,
        exercise.flavour,
        tuple(exercise.given.items()),
    )


@lru_cache(maxsize=64)
def _infer(
    code: str,
    known: tuple[tuple[str, int | None], ...],
    facts: tuple[str, ...],
    flavour: str,
    given: tuple[tuple[str, str], ...],
) -> "Inference":
    from tutor.checking.shapes import Refused, UnreadableFact, infer
    from tutor.checking.shapes.rows import explain_refusal

    try:
        return infer(code, dict(known), facts, flavour, dict(given))
    except Refused as refused:
        raise LessonError(choose(explain_refusal(refused), "en"), field="code") from refused
    except UnreadableFact as fact:
        hint = "write it like `H divides d` or `T >= k`"
        raise LessonError(f"the fact `{fact}` cannot be read", hint, field="facts") from fact


def same_shape(exercise: SnippetExercise, one: str, other: str) -> bool:
    """Whether two shapes as typed are the same."""
    from tutor.checking.shapes.answers import judge_row

    known = sizes(exercise)
    row = {"key": other, "answer": one, "dims": known, "constraints": exercise.facts}
    return isinstance(judge_row(row), base.Right)


def shape_text(shape: Iterable[object]) -> str:
    """A shape as a person writes it: `(B, T, d/H)`, `(N,)`, `()`."""
    texts = [str(size) for size in shape]
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def annotated(exercise: SnippetExercise) -> Text:
    """The snippet as Markdown with the shape behind every line; where it fails, why."""
    from tutor.checking.shapes.explanation import explain

    inference = inference_of(exercise)
    behind: dict[int, list[str]] = {}
    for line in inference.lines:
        if line.shape is not None:
            behind.setdefault(line.number, []).append(shape_text(line.shape))
    if inference.error is not None:
        behind[inference.error.line] = ["✗"]
    rows = exercise.code.rstrip().split("\n")
    width = max(len(row) for row in rows)
    noted = "\n".join(
        f"{row:<{width}}  # {', '.join(behind[number])}" if number in behind else row
        for number, row in enumerate(rows, 1)
    )
    code = f"```python\n{noted}\n```"
    if inference.error is None:
        return code
    why = explain(inference).text
    return {language: f"{code}\n\n{choose(why, language)}" for language in ("en", "bn")}


def failure(exercise: SnippetExercise) -> str:
    """At which line the code fails and why, in English; empty when all of it runs."""
    from tutor.checking.shapes.explanation import explain

    inference = inference_of(exercise)
    if inference.error is None:
        return ""
    return f"line {inference.error.line} fails: {choose(explain(inference).text, 'en')}"


def slips(exercise: SnippetExercise) -> Iterable[tuple[str, str]]:
    """Author's slips in the snippet itself."""
    try:
        inference = inference_of(exercise)
    except LessonError as error:
        yield error.field, error.message + (f"; {error.hint}" if error.hint else "")
        return
    except (SyntaxError, ValueError) as error:
        yield "given", f"a shape cannot be read: {error}"
        return
    if inference.unsupported is not None:
        problem = inference.unsupported
        yield "code", f"line {problem.line} cannot be followed: {problem.what}"
    used = (
        {node.id for node in ast.walk(inference.tree) if isinstance(node, ast.Name)}
        if inference.tree
        else set()
    )
    for name in exercise.given:
        if name not in used:
            yield f"given.{name}", f"the snippet does not use `{name}`"
