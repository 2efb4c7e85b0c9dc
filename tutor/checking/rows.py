"""Answers in bulk: one JSON object in, one JSON object out.

In: `id`, `answer`, `key`, and where wanted `kind`, `variables`, `tolerance`, `function`,
`wrt`, `same_domain`, `ordered`, `free_constant`, `prove`; `any_order` and `plus_constant`, as
the command line has them, are understood too. Out: `id`, `verdict`,
`evidence`, `witness`, `mistake`, `why`, `ms`. A row that makes no sense comes back as
unreadable, with the reason in `why`.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from tutor.bilingual import Text, choose
from tutor.checking import check
from tutor.errors import TutorError
from tutor.exercise import Mistake, Right, Undecided, Unreadable, Verdict, Witness, Wrong

FIELDS = frozenset(
    [
        "id",
        "answer",
        "key",
        "kind",
        "variables",
        "tolerance",
        "function",
        "wrt",
        "same_domain",
        "ordered",
        "free_constant",
        "prove",
        "any_order",
        "plus_constant",
        "dims",
    ]
)
_OTHER_NAMES = {
    "vector": "list",
    "tuple": "list",
    "point": "list",
    "inequality": "equation",
    "number": "expression",
    "union": "interval",
}
_TEXTS = ("answer", "key", "kind", "function", "wrt")
_FLAGS = ("same_domain", "ordered", "free_constant", "prove")


def judge_line(line: bytes | str, language: str = "en") -> dict[str, Any]:
    """The result row for one line of JSON. Never raises."""
    start = time.perf_counter()
    name: Any = None
    try:
        row = _decoded(line)
        if not isinstance(row, dict):
            raise TutorError("The row is not a JSON object.", 'Write {"answer": …, "key": …}.')
        name = row.get("id")
        verdict = judge_row(row)
    except ValueError as error:
        verdict = Unreadable(column=0, why=f"The row is not JSON: {error}")
    except TutorError as error:
        verdict = Unreadable(column=0, why=f"The row cannot be used: {error}")
    except Exception as error:  # noqa: BLE001 (one bad row must not stop the others)
        verdict = Undecided(why=f"This row was too much for me: {type(error).__name__}: {error}")
    result = {"id": name, **told(verdict, language)}
    result["ms"] = round((time.perf_counter() - start) * 1000, 3)
    return result


def identifier(line: bytes | str) -> Any:
    """The `id` in a line of JSON, or None."""
    try:
        row = _decoded(line)
    except ValueError:
        return None
    return row.get("id") if isinstance(row, dict) else None


def _decoded(line: bytes | str) -> Any:
    """The value of a line of JSON; also with halves of surrogate pairs and broken UTF-8 in it.

    Such signs are the reader's to refuse, so that the row keeps its `id`. Raises ValueError.
    """
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        text = line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError(str(error)) from None


def judge_line_job(payload: Mapping[str, str]) -> dict[str, Any]:
    """`judge_line` as a job of the sandbox. payload: line, language."""
    return judge_line(payload["line"], payload["language"])


def judge_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict on one row. Raises TutorError where a field makes no sense."""
    kind = row.get("kind")
    if kind == "shape":
        from tutor.checking import shapes

        verdict: Verdict = shapes.check_row(dict(row))
        return verdict
    if kind == "matrix" and "dims" in row:
        from tutor.checking import matrices

        return matrices.check_row(dict(row))
    row = {**row, **{name: repr(row[name]) for name in _TEXTS if _is_number(row.get(name))}}
    for name in _TEXTS:
        if row.get(name) is not None and not isinstance(row[name], str):
            raise TutorError(f"`{name}` is not a text.", f'Write it in quotes: "{row[name]}".')
    if row.get("answer") is None:
        raise TutorError("`answer` is missing.")
    variables = row.get("variables")
    if isinstance(variables, list):
        variables = dict(map(_declared, variables))
    if variables is not None and not (
        isinstance(variables, dict) and all(isinstance(v, str) for v in variables.values())
    ):
        raise TutorError("`variables` is not a map.", 'Write {"x": "positive"}.')
    tolerance = row.get("tolerance")
    if tolerance is not None and not isinstance(tolerance, int | float | str):
        raise TutorError("`tolerance` is neither a number nor a text.")
    options: dict[str, Any] = {
        name: row[name] for name in _FLAGS if isinstance(row.get(name), bool)
    }
    if isinstance(row.get("any_order"), bool):
        options.setdefault("ordered", not row["any_order"])
    if isinstance(row.get("plus_constant"), bool):
        options.setdefault("free_constant", row["plus_constant"])
    return check(
        row["answer"],
        row.get("key"),
        kind=_OTHER_NAMES.get(kind, kind) if kind else None,
        variables=variables,
        tolerance=tolerance or None,
        function=row.get("function"),
        wrt=row.get("wrt"),
        **options,
    )


def _declared(text: Any) -> tuple[str, str]:
    """A variable and its assumption from `x:positive`, as on the command line; `x` is real."""
    name, _, assumption = str(text).partition(":")
    return name.strip(), assumption.strip() or "real"


def _is_number(value: Any) -> bool:
    """Whether a number stands where a text is expected, which is plain enough."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def told(verdict: Verdict, language: str) -> dict[str, Any]:
    """A verdict as plain data, its sentences in one language."""
    evidence = verdict.evidence if isinstance(verdict, Right) else None
    witness = mistake = None
    why: Text = ""
    if isinstance(verdict, Right):
        why = verdict.remark
    elif isinstance(verdict, Wrong):
        why = verdict.why
        witness = _witness(verdict.witness, language)
        mistake = _mistake(verdict.mistake, language)
    elif isinstance(verdict, Unreadable | Undecided):
        why = verdict.why
    return {
        "verdict": type(verdict).__name__.lower(),
        "evidence": evidence,
        "witness": witness,
        "mistake": mistake,
        "why": choose(why, language),
    }


def _witness(witness: Witness | None, language: str) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "at": witness.at,
        "yours": witness.yours,
        "expected": witness.expected,
        "measured": witness.measured,
        "text": choose(witness.text, language),
    }


def _mistake(mistake: Mistake | None, language: str) -> dict[str, Any] | None:
    if mistake is None:
        return None
    return {
        "name": mistake.name,
        "text": choose(mistake.text, language),
        "question": choose(mistake.question, language),
    }
