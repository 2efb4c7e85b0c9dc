"""YAML nodes → typed structs, each field by itself, so that one error hides no other.

The structs say what is wanted: a plain `no` or `012` is a text where a text is wanted, and
a finding where a number is.
"""

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from msgspec import inspect

from tutor import kinds
from tutor.bilingual import LANGUAGES
from tutor.errors import Finding, LessonError
from tutor.exercise import Exercise
from tutor.yaml_reader import Items, Mapping, Mark, Node, Scalar

_BAD: Any = object()

_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?\Z")
_NULLS = ("", "~", "null", "Null", "NULL")
# Fields that the program fills in; to an author they do not exist.
HIDDEN = frozenset(("seed",))


@cache
def _type_of(cls: type) -> inspect.Type:
    return inspect.type_info(cls)


@cache
def fields_of(cls: type) -> dict[str, inspect.Field]:
    """List the fields of a struct that an author may write, by their names in YAML."""
    info = _type_of(cls)
    assert isinstance(info, inspect.StructType)
    return {item.encode_name: item for item in info.fields if item.encode_name not in HIDDEN}


class Converter:
    """Turns nodes into structs and remembers where each field stood."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.places: dict[str, Mark] = {}
        self.exercises: dict[str, Exercise] = {}

    def struct(self, node: Node, cls: type) -> Any:
        """Convert a whole file to the struct `cls`; None after findings."""
        value = self._convert(node, _type_of(cls), "")
        return None if value is _BAD else value

    def exercise(self, node: Node) -> Exercise | None:
        """Convert a whole file that is one exercise; None after findings."""
        value = self._exercise(node, "")
        return value if isinstance(value, Exercise) else None

    def _convert(self, node: Node, kind: inspect.Type, where: str, about: str = "") -> Any:
        """Convert `node` to what `kind` wants; _BAD after a finding."""
        self.places[where] = node.mark
        if isinstance(kind, inspect.Metadata):
            about = (kind.extra_json_schema or {}).get("description", about)
            return self._convert(node, kind.type, where, about)
        if isinstance(kind, inspect.StructType):
            if kind.cls is Exercise:
                return self._exercise(node, where)
            return self._struct(node, kind.cls, where)
        if isinstance(kind, inspect.UnionType):
            return self._union(node, kind, where)
        if isinstance(kind, inspect.VarTupleType | inspect.ListType):
            return self._items(node, kind, where)
        if isinstance(kind, inspect.DictType):
            return self._dict(node, kind, where)
        return self._scalar(node, kind, where, about)

    def _exercise(self, node: Node, where: str) -> Any:
        """Convert an exercise; its key `kind` says to which struct."""
        self.places[where] = node.mark
        name = node.get("kind") if isinstance(node, Mapping) else None
        if not isinstance(name, Scalar):
            known = ", ".join(kinds.names())
            return self._bad(
                node, "an exercise has no `kind`", f"begin with `kind:` one of {known}"
            )
        if name.text not in kinds.names():
            return self._bad(
                name,
                f"there is no exercise kind `{name.text}`",
                _meant(name.text, kinds.names()) or "one of " + ", ".join(kinds.names()),
            )
        exercise = self._struct(node, kinds.load(name.text).Exercise, where)
        if isinstance(exercise, Exercise):
            self.exercises[where] = exercise
        return exercise

    def _struct(self, node: Node, cls: type, where: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong(node, where, f"a map with {_listed(fields_of(cls))}")
        fields = fields_of(cls)
        values: dict[str, Any] = {}
        bad = False
        for key, child in node.entries:
            if key.text == "kind" and issubclass(cls, Exercise):
                continue
            if key.text not in fields:
                bad = True
                self._bad(
                    key,
                    f"there is no key `{key.text}` here",
                    _meant(key.text, fields) or f"one of {_listed(fields)}",
                )
                continue
            value = self._convert(child, fields[key.text].type, _join(where, key.text))
            bad = bad or value is _BAD
            values[fields[key.text].name] = value
        written = {key.text for key, _ in node.entries}
        for name, item in fields.items():
            if item.required and name not in written:
                bad = True
                self._bad(node, f"`{name}` is missing", f"add `{name}:`")
        return _BAD if bad else self._make(cls, values, node, where)

    def _make(self, cls: type, values: dict[str, Any], node: Node, where: str) -> Any:
        try:
            return cls(**values)
        except LessonError as error:
            mark = self.places.get(_join(where, error.field), node.mark)
            return self._bad_at(mark, error.message, error.hint)

    def _union(self, node: Node, union: inspect.UnionType, where: str) -> Any:
        """Convert to the member of a union that takes this kind of node: map, list or scalar."""
        if _is_text(union):
            return self._text(node, union, where)
        for member in union.types:
            inner = member.type if isinstance(member, inspect.Metadata) else member
            if isinstance(inner, inspect.StructType | inspect.DictType):
                fits = isinstance(node, Mapping)
            elif isinstance(inner, inspect.VarTupleType | inspect.ListType):
                fits = isinstance(node, Items)
            elif isinstance(inner, inspect.UnionType):
                fits = _is_text(inner) and not isinstance(node, Items)
            elif isinstance(inner, inspect.NoneType):
                fits = False
            else:
                fits = isinstance(node, Scalar)
            if fits:
                return self._convert(node, member, where)
        return self._wrong(node, where, _describe(union))

    def _text(self, node: Node, union: inspect.UnionType, where: str) -> Any:
        if isinstance(node, Scalar):
            return self._scalar(node, inspect.StrType(), where)
        if not isinstance(node, Mapping):
            return self._wrong(node, where, _describe(union))
        if not node.entries:
            return self._wrong(node, where, _describe(union))
        bad = False
        for key, _ in node.entries:
            if key.text not in LANGUAGES:
                bad = True
                self._bad(
                    key,
                    f"there is no language `{key.text}`",
                    _meant(key.text, LANGUAGES)
                    or f"a text is in {' or '.join(LANGUAGES)}; quote it if it is one text",
                )
        if bad:
            return _BAD
        return self._dict(node, inspect.DictType(inspect.StrType(), inspect.StrType()), where)

    def _items(self, node: Node, kind: inspect.VarTupleType | inspect.ListType, where: str) -> Any:
        if not isinstance(node, Items):
            return self._wrong(node, where, _describe(kind))
        values = [
            self._convert(child, kind.item_type, f"{where}[{index}]")
            for index, child in enumerate(node.items)
        ]
        if kind.min_length and len(values) < kind.min_length:
            return self._bad(node, f"`{_last(where)}` needs at least {kind.min_length}")
        if any(value is _BAD for value in values):
            return _BAD
        return tuple(values) if isinstance(kind, inspect.VarTupleType) else values

    def _dict(self, node: Node, kind: inspect.DictType, where: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong(node, where, _describe(kind))
        values = {
            key.text: self._convert(child, kind.value_type, _join(where, key.text))
            for key, child in node.entries
        }
        return _BAD if any(value is _BAD for value in values.values()) else values

    def _scalar(self, node: Node, kind: inspect.Type, where: str, about: str = "") -> Any:
        if not isinstance(node, Scalar):
            return self._wrong(node, where, _describe(kind, about))
        if node.plain and node.text in _NULLS:
            found = f"is empty: `{node.text}` is nothing in YAML" if node.text else "is empty"
            mend = f"quote it as '{node.text}'" if node.text else "write its value"
            return self._bad(node, f"`{_last(where)}` {found}", f"{mend}, or leave the key out")
        value = _value(node, kind)
        return self._wrong(node, where, _describe(kind, about)) if value is _BAD else value

    def _wrong(self, node: Node, where: str, wanted: str) -> Any:
        name = f"`{_last(where)}`" if where else "this"
        found = {Items: "a list", Mapping: "a map"}.get(type(node), "")
        if isinstance(node, Mapping) and not node.entries:
            found = "an empty map"
        hint = ""
        if isinstance(node, Scalar):
            found = f"`{_short(node.text)}`"
            hint = _mend(node.text, wanted)
        return self._bad(node, f"{name} should be {wanted}; here is {found}", hint)

    def _bad(self, node: Node, message: str, hint: str = "") -> Any:
        return self._bad_at(node.mark, message, hint)

    def _bad_at(self, mark: Mark, message: str, hint: str = "") -> Any:
        self.findings.append(Finding(self.path, mark.line, mark.column, message, hint))
        return _BAD


def _value(node: Scalar, kind: inspect.Type) -> Any:
    """Read a scalar as `kind` wants it; _BAD when it is none."""
    text = node.text
    if isinstance(kind, inspect.StrType):
        fits = kind.pattern is None or re.search(kind.pattern, text) is not None
        return text if fits else _BAD
    if isinstance(kind, inspect.LiteralType):
        return next((value for value in kind.values if str(value) == text), _BAD)
    if not node.plain:
        return _BAD
    if isinstance(kind, inspect.BoolType):
        return {"true": True, "false": False}.get(text, _BAD)
    if isinstance(kind, inspect.IntType):
        return _within(int(text), kind) if _INTEGER.match(text) else _BAD
    if isinstance(kind, inspect.FloatType):
        return _within(float(text), kind) if _FLOAT.match(text) else _BAD
    raise TypeError(f"no author can write a {kind}")


def _within(number: Any, kind: inspect.IntType | inspect.FloatType) -> Any:
    low, high = kind.ge, kind.le
    if (low is not None and number < low) or (high is not None and number > high):
        return _BAD
    return number


def _is_text(union: inspect.UnionType) -> bool:
    """Whether this is `Text`: a string, or a map from language to string."""
    plain = [item for item in union.types if isinstance(item, inspect.StrType)]
    maps = [item for item in union.types if isinstance(item, inspect.DictType)]
    return bool(plain and maps) and all(isinstance(m.value_type, inspect.StrType) for m in maps)


def _describe(kind: inspect.Type, about: str = "") -> str:
    """Say in an author's words what is wanted."""
    if isinstance(kind, inspect.Metadata):
        return _describe(kind.type, (kind.extra_json_schema or {}).get("description", about))
    if isinstance(kind, inspect.UnionType):
        if _is_text(kind):
            return "a text, or a map {en: …, bn: …}"
        wanted = [_describe(item) for item in kind.types if not isinstance(item, inspect.NoneType)]
        return " or ".join(wanted)
    if isinstance(kind, inspect.StructType):
        first = ("kind",) if issubclass(kind.cls, Exercise) else ()
        return f"a map with {_listed((*first, *fields_of(kind.cls)))}"
    if isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return "a list (lines that begin with `- `)"
    if isinstance(kind, inspect.DictType):
        return "a map (lines `name: value`)"
    if isinstance(kind, inspect.LiteralType):
        return " or ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, inspect.BoolType):
        return "`true` or `false`"
    if isinstance(kind, inspect.IntType):
        return "a whole number" + _bounds(kind)
    if isinstance(kind, inspect.FloatType):
        return "a number" + _bounds(kind)
    return about or "a text"


def _bounds(kind: inspect.IntType | inspect.FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge} to {kind.le}"
    return f" of at least {kind.ge}" if kind.ge is not None else ""


def _mend(text: str, wanted: str) -> str:
    """Say what the author may have meant by a scalar that does not fit."""
    if "`true`" in wanted:
        truths = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false"}
        meant = truths.get(text.lower(), text.lower())
        return f"write {meant}" if meant in ("true", "false") else ""
    if "number" in wanted and re.fullmatch(r"[+-]?0\d{1,17}", text):
        return f"write {int(text)}"
    if "number" in wanted and re.fullmatch(r"[+-]?\d{1,9}([_,]\d{3}){1,4}", text):
        return "write " + re.sub("[_,]", "", text)
    if "lower-case words" in wanted:
        slug = "-".join(re.findall(r"[a-z0-9]+", text.lower()))
        return f"write {slug}" if slug else ""
    if "a list" in wanted:
        return f"write [{text}], or `- {text}` on the next line" if len(text) < 40 else ""
    return ""


def _meant(found: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _join(where: str, name: str) -> str:
    if not where or not name:
        return where or name
    return f"{where}.{name}"


def _last(where: str) -> str:
    return where.rsplit(".", 1)[-1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
