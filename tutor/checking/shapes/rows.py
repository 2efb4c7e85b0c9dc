"""JSON rows: infer a row's shape, judge a row's answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.bilingual import choose
from tutor.checking.shapes.answers import judge_row
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.explanation import explain, explain_broken, explain_note
from tutor.checking.shapes.facts import UnreadableFact, read_fact
from tutor.checking.shapes.inference import Inference, infer, numbers_of, sizes_of
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.syntax import Refused
from tutor.checking.shapes.values import Shape
from tutor.exercise import Verdict


def infer_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one row of `tutor shapes --jsonl`.

    row: id, code, expr (default: the last name assigned), dims (name → integer or null),
    constraints, flavour. The result has id, shape (integers, or null), sym (texts), error,
    line, lines, notes, ms. An error that begins with "unsupported" is an abstention.
    """
    began = time.perf_counter()
    answer: dict[str, Any] = {
        "id": row.get("id"),
        "shape": None,
        "sym": None,
        "error": None,
        "line": None,
        "lines": [],
        "notes": [],
    }
    try:
        _infer_into(answer, row)
    except Refused as refused:
        answer["error"] = "unsupported: " + choose(explain_refusal(refused), "en")
        answer["line"] = refused.line
    except UnreadableFact as fact:
        answer["error"] = f"unsupported: the constraint `{fact}`"
    except Exception as stray:  # noqa: BLE001 - one row never stops a stream
        answer["error"] = f"unsupported: {type(stray).__name__}"
    answer["ms"] = round((time.perf_counter() - began) * 1000, 3)
    return answer


def explain_refusal(refused: Refused) -> Any:
    """Why source was not looked at."""
    from tutor.checking.shapes.explanation import strings

    return strings("refused_" + refused.why, **refused.details)


def _infer_into(answer: dict[str, Any], row: Mapping[str, Any]) -> None:
    facts, unread = facts_of(row)
    inference = infer_for(row, facts)
    if unread and inference.error is not None:
        raise UnreadableFact(unread[0])
    world = inference.context.world
    answer["lines"] = [
        _line(inference, line.number, line.name, line.shape) for line in inference.lines
    ]
    if inference.error is not None:
        answer["error"] = choose(explain(inference).text, "en")
        answer["line"] = inference.error.line
    elif inference.unsupported is not None:
        problem = inference.unsupported
        answer["error"] = f"unsupported: {problem.what} at line {problem.line}"
        answer["line"] = problem.line
    else:
        _result(answer, inference, str(row.get("expr") or _last_name(inference)))
        if world.concrete and answer["shape"] is None and answer["error"] is None:
            answer["error"] = "unsupported: a size that depends on the data"
    answer["notes"] = [choose(explain_note(note), "en") for note in inference.notes]


def facts_of(row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The row's constraints that are understood, and those that are not but would matter."""
    given = row.get("constraints") or ()
    texts = [given] if isinstance(given, str) else [str(fact) for fact in given]
    if all(value is not None for value in dims_of(row.get("dims")).values()):
        # Numbers say more than any constraint on them.
        return [text for text in texts if readable(text)], []
    return [t for t in texts if readable(t)], [t for t in texts if not readable(t)]


def readable(text: str) -> bool:
    """Whether a constraint is understood."""
    try:
        read_fact(text)
    except UnreadableFact:
        return False
    return True


def infer_for(row: Mapping[str, Any], facts: Sequence[str] | None = None) -> Inference:
    """The inference that a row asks for."""
    return infer(
        str(row.get("code", "")),
        dims_of(row.get("dims")),
        facts_of(row)[0] if facts is None else facts,
        "torch" if row.get("flavour") in ("torch", "pytorch") else "numpy",
        declared=row.get("declared"),
    )


def dims_of(dims: Any) -> dict[str, int | None]:
    """Dims as given: a mapping, or a plain list of names."""
    if isinstance(dims, Mapping):
        return {str(name): None if value is None else int(value) for name, value in dims.items()}
    return {str(name): None for name in dims or ()}


def _result(answer: dict[str, Any], inference: Inference, expression: str) -> None:
    try:
        shape = sizes_of(inference.result(expression)) if expression else None
    except Broken as broken:
        answer["error"] = choose(explain_broken(inference, broken).text, "en")
        answer["line"] = getattr(broken.node, "lineno", None)
        return
    except Unsupported as problem:
        answer["error"] = f"unsupported: {problem.what}"
        return
    if shape is None:
        answer["error"] = f"unsupported: `{expression}` has no shape"
        return
    answer["shape"] = _numbers(inference, shape)
    answer["sym"] = [str(size) for size in shape]


def _numbers(inference: Inference, shape: Sequence[int | Size]) -> list[int] | None:
    numbers = numbers_of(inference.context.world, tuple(shape))
    return None if numbers is None else list(numbers)


def _line(inference: Inference, number: int, name: str, shape: Shape | None) -> dict[str, Any]:
    return {
        "line": number,
        "name": name,
        "shape": None if shape is None else _numbers(inference, shape),
        "sym": None if shape is None else [str(size) for size in shape],
    }


def _last_name(inference: Inference) -> str:
    """The name that was assigned last, which a row without `expr` asks for."""
    return inference.lines[-1].name if inference.lines else ""


def check_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict on a row's `answer`, a shape as a learner types it."""
    return judge_row(row)
