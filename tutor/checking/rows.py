"""Answers in bulk: one JSON object in, one JSON object out.

In: `id`, `answer`, `key`, and where wanted `kind`, `variables`, `tolerance`, `function`,
`wrt`, `same_domain`, `ordered`, `free_constant`, `prove`; `any_order` (the opposite of `ordered`)
and `plus_constant` (`free_constant`), as the command line has them, are understood too. A row of
kind `shape` has `code` or `key`, and `expr`, `dims`, `constraints`, `flavour`, `declared`; one of
kind `matrix` with `dims` has `key` or `function` and `wrt`, and `sizes`, `assume`, `layout`.
Out: `id`, `verdict`, `evidence` (identical, proved, numeric; null unless right), `witness`,
`mistake`, `why`, `ms`. A row that makes no sense comes back as unreadable, with the reason in
`why`; so does an answer that cannot be read, with the column (from 1) and what probably was meant.
"""

import difflib
import json
import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tutor.bilingual import Strings, Text, choose
from tutor.checking import check
from tutor.checking.variables import from_texts
from tutor.errors import TutorError
from tutor.exercise import Mistake, Right, Undecided, Unreadable, Verdict, Witness, Wrong

say = Strings(__file__, "rows.toml")

_TEXTS = ("answer", "key", "kind", "function", "wrt")
_FLAGS = ("same_domain", "ordered", "free_constant", "prove", "any_order", "plus_constant")
FIELDS = ("id", *_TEXTS, "variables", "tolerance", *_FLAGS, "dims")
_NEAR = 0.85
"""How alike (by difflib) an unknown field's name is to the field that was meant."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class UnusableError(TutorError):
    """A row that makes no sense, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(choose(why, "en"))
        self.why = why


class Typed(str):
    """A number of a row, digit by digit as it was typed."""

    __slots__ = ()


def judge_line(line: bytes | str, language: str = "en") -> dict[str, Any]:
    """The result row for one line of JSON. Never raises."""
    start = time.perf_counter()
    row: Any = None
    try:
        row, flaw = _decoded(line)
        if flaw:
            raise UnusableError(flaw)
        if not isinstance(row, dict):
            raise UnusableError(say("not_object"))
        result = told(judge_row(row), language)
    except UnusableError as error:
        result = _told("unreadable", choose(error.why, language))
    except TutorError as error:
        why = " ".join(filter(None, (error.message, error.hint)))
        result = _told("unreadable", choose(say("unusable", why=why), language))
    except MemoryError:
        result = _told("undecided", choose(say("too_long"), language))
    except Exception:  # noqa: BLE001 (one bad row must not stop the others)
        result = _told("undecided", choose(say("fault"), language))
    taken = round((time.perf_counter() - start) * 1000, 3)
    return {"id": _identity(row), **without_surrogates(result), "ms": taken}


def unjudged(line: bytes, language: str, ms: float) -> dict[str, Any]:
    """The result row for a line whose judging was stopped after `ms` milliseconds."""
    try:
        row = _decoded(line)[0]
    except (UnusableError, MemoryError):
        row = None
    result = _told("undecided", choose(say("too_long"), language))
    return {"id": _identity(row), **result, "ms": round(ms, 3)}


# Reading a line


def _decoded(line: bytes | str) -> tuple[Any, Text]:
    """The value of a line of JSON, its numbers `Typed`; and what is wrong with it, or "".

    Broken text is replaced, so that the row keeps its `id`. Raises UnusableError for a line
    that is not JSON at all.
    """
    flaws: list[Text] = []
    text = line if isinstance(line, str) else _text(line, flaws)

    def constant(name: str) -> None:
        flaws.append(say("not_number", name=name))

    try:
        row = json.loads(text, parse_int=Typed, parse_float=Typed, parse_constant=constant)
        if _SURROGATE.search(json.dumps(row, ensure_ascii=False)):
            flaws.append(say("surrogate"))
    except RecursionError:
        raise UnusableError(say("too_deep")) from None
    except json.JSONDecodeError as error:
        told = f"{error.msg}, column {error.pos + 1}"
        raise UnusableError(flaws[0] if flaws else say("not_json", error=told)) from None
    return row, flaws[0] if flaws else ""


def _text(line: bytes, flaws: list[Text]) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        byte = f"0x{line[error.start]:02X}"
        flaws.append(say("not_utf8", byte=byte, position=error.start + 1))
        return line.decode(errors="replace")


def _identity(row: Any) -> Any:
    """The `id` of a row, ready to be written: numbers as they were typed."""
    try:
        return _echo(row.get("id")) if isinstance(row, dict) else None
    except RecursionError:
        return None


def _echo(value: Any) -> Any:
    if isinstance(value, Typed):
        return int(value) if _WHOLE.fullmatch(value) else msgspec.Raw(value.encode())
    return without_surrogates(value) if isinstance(value, str) else _each(value, _echo)


def without_surrogates(value: Any) -> Any:
    """Plain data that can be written as UTF-8."""
    return (
        _SURROGATE.sub("\ufffd", value)
        if isinstance(value, str)
        else _each(value, without_surrogates)
    )


def _natural(value: Any) -> Any:
    """Plain data with Python's own numbers."""
    if isinstance(value, Typed):
        return int(value) if _WHOLE.fullmatch(value) else float(value)
    return _each(value, _natural)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """A list or map with every entry, name and value changed; anything else as it is."""
    if isinstance(value, list):
        return [change(entry) for entry in value]
    if isinstance(value, dict):
        return {change(name): change(entry) for name, entry in value.items()}
    return value


# Judging


def judge_row(row: Mapping[str, Any]) -> Verdict:
    """The verdict on one row. Raises UnusableError or TutorError where a field makes no sense."""
    kind = row.get("kind")
    if kind == "shape":
        from tutor.checking import shapes

        if not row.get("code") and not row.get("key"):
            raise UnusableError(say("missing", field="key"))
        verdict: Verdict = shapes.check_row(_fields(row, _ShapeRow))
        return verdict
    if kind == "matrix" and "dims" in row:
        from tutor.checking import matrices

        return matrices.check_row(_fields(row, _MatrixRow))
    _refuse_near_names(row)
    text = {name: _field(row, name) for name in _TEXTS}
    if text["answer"] is None:
        raise UnusableError(say("missing", field="answer"))
    return check(
        text["answer"],
        text["key"],
        kind=text["kind"] or None,
        variables=_variables(row.get("variables")),
        tolerance=_tolerance(row.get("tolerance")),
        function=text["function"],
        wrt=text["wrt"],
        **_options(row),
    )


def _refuse_near_names(row: Mapping[str, Any]) -> None:
    """Raise UnusableError for a field that is unknown, and nearly the name of one left out."""
    absent = [name for name in FIELDS if name not in row and len(name) > 2]
    for field in row:
        if field in FIELDS:
            continue
        near = difflib.get_close_matches(str(field).lower(), absent, 1, _NEAR)
        if near:
            raise UnusableError(say("near_field", field=field, near=near[0]))


def _field(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if isinstance(value, Typed):
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    if value is not None and not isinstance(value, str):
        raise UnusableError(say("not_text", field=name))
    return value


def _variables(given: Any) -> Mapping[str, str] | None:
    if given is None:
        return None
    if isinstance(given, list) and all(_is_text(entry) for entry in given):
        return from_texts(given)
    if not isinstance(given, dict):
        raise UnusableError(say("not_variables"))
    for name, assumption in given.items():
        if not _is_text(assumption):
            raise UnusableError(say("not_assumption", name=name))
    return given


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Typed)


def _tolerance(given: Any) -> float | int | str | None:
    """A tolerance as `check` takes it; 0 says that there is none."""
    if isinstance(given, bool) or not (given is None or isinstance(given, int | float | str)):
        raise UnusableError(say("not_tolerance"))
    if isinstance(given, Typed):
        if not math.isfinite(float(given)):
            raise UnusableError(say("not_tolerance"))
        return str(given) if given.strip("-0.eE+") else None
    return given or None


def _options(row: Mapping[str, Any]) -> dict[str, bool]:
    for name in _FLAGS:
        if name in row and not isinstance(row[name], bool):
            raise UnusableError(say("not_flag", field=name))
    options = {name: row[name] for name in _FLAGS if name in row}
    if "any_order" in options:
        options.setdefault("ordered", not options.pop("any_order"))
    if "plus_constant" in options:
        options.setdefault("free_constant", options.pop("plus_constant"))
    return options


class _ShapeRow(msgspec.Struct, omit_defaults=True):
    """A row of kind shape: a shape against that of code, or against a key."""

    answer: str
    key: str | None = None
    code: str | None = None
    expr: str | None = None
    dims: dict[str, int | None] | list[str] | None = None
    constraints: str | list[str] | None = None
    flavour: str | None = None
    declared: dict[str, str] | None = None


class _MatrixRow(msgspec.Struct, omit_defaults=True):
    """A row of kind matrix whose names stand for matrices."""

    answer: str
    dims: dict[str, list[str | int] | str]
    key: str | None = None
    sizes: dict[str, int] | None = None
    assume: dict[str, str | list[str]] | None = None
    function: str | None = None
    wrt: str | None = None
    layout: str | None = None


def _fields(row: Mapping[str, Any], form: type[msgspec.Struct]) -> dict[str, Any]:
    """The fields that a row of this form has. Raises UnusableError where one is of another type."""
    texts = {name: _field(row, name) for name in ("answer", "key", "function") if name in row}
    try:
        fields = msgspec.convert({**_natural(dict(row)), **texts}, form)
    except msgspec.ValidationError as error:
        raise UnusableError(say("odd_fields", error=str(error))) from None
    found: dict[str, Any] = msgspec.to_builtins(fields)
    return found


# Telling


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
    elif isinstance(verdict, Unreadable):
        place = "column_mend" if verdict.mend else "column"
        why = say(place, column=verdict.column + 1, why=verdict.why, mend=verdict.mend)
    elif isinstance(verdict, Undecided):
        why = verdict.why
    return _told(type(verdict).__name__.lower(), choose(why, language), evidence, witness, mistake)


def _told(
    verdict: str,
    why: str,
    evidence: str | None = None,
    witness: dict[str, Any] | None = None,
    mistake: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "evidence": evidence,
        "witness": witness,
        "mistake": mistake,
        "why": why,
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
