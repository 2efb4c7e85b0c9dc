"""YAML text → plain nodes that know their line and column.

Only the part of YAML that lessons are written in: maps, lists and scalars. Tags, anchors,
aliases, merge keys, several documents in one file and duplicate keys are refused, each at
its place, and so is TeX in double quotes, where YAML reads a backslash and t as a tab.
A scalar is not turned into a number or a truth value here: whoever wants one knows what to
expect, so `no`, `012` and `1:30` stay the texts that the author typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tutor.errors import Finding, LessonError

LARGEST_FILE = 1_000_000
DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file, 1-based."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    """plain: written without quotes and not as a block, so it may be meant as a number.

    block: written as a block under `|` or `>`; the text begins on the next line.
    """

    mark: Mark
    text: str
    plain: bool
    block: bool = False


@dataclass(slots=True)
class Items:
    """A list."""

    mark: Mark
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """entries: keys with their values, in the order of the file; no key comes twice."""

    mark: Mark
    entries: list[tuple[Scalar, "Node"]] = field(default_factory=list)

    def get(self, key: str) -> "Node | None":
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Items | Mapping


def read_file(path: Path) -> Node:
    """Read a YAML file. Raises LessonError with all findings."""
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _refuse(name, None, f"cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise _refuse(name, None, "the file is larger than 1 MB", "split the lesson in two")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(
            name,
            Mark(1, 1),
            "the file begins with a byte order mark",
            "save it as UTF-8 without BOM",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise _refuse(
            name, Mark(line, column), "this is not UTF-8 text", "save the file as UTF-8"
        ) from error
    return read_text(text, name)


def read_text(text: str, path: str = "<text>") -> Node:
    """Read a YAML text; `path` is what findings call it. Raises LessonError with all findings."""
    _refuse_control_characters(text, path)
    builder = _Builder(path)
    try:
        builder.build(text)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(text, path, error) from error
    except yaml.YAMLError as error:
        raise _refuse(path, Mark(1, 1), f"this is not YAML: {error}") from error
    if builder.findings:
        first = builder.findings[0]
        raise LessonError(str(first), first.hint, findings=tuple(builder.findings))
    if builder.root is None:
        raise _refuse(path, Mark(1, 1), "the file is empty")
    return builder.root


class _Builder:
    """Makes nodes from parser events with a stack of its own, so that depth cannot hurt."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self._open: list[Items | Mapping] = []
        self._keys: list[Scalar | None] = []

    def build(self, text: str) -> None:
        event: Any
        for event in _events(text):
            mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._check_node(event, mark)
                style = event.style
                if style == '"':
                    self._check_escapes(_source(text, event), mark)
                self._add(Scalar(mark, event.value, not style, style in ("|", ">")))
            elif kind is yaml.SequenceStartEvent:
                self._enter(event, Items(mark))
            elif kind is yaml.MappingStartEvent:
                self._enter(event, Mapping(mark))
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                self._leave()
            elif kind is yaml.AliasEvent:
                self._complain(mark, f"an alias `*{event.anchor}`", "write the text out in full")
                self._add(Scalar(mark, "", plain=False))
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                self._complain(mark, "a second document (`---`)", "one lesson a file")
                return

    def _enter(self, event: Any, node: "Items | Mapping") -> None:
        self._check_node(event, node.mark)
        self._add(node)
        if len(self._open) >= DEEPEST:
            raise _refuse(self.path, node.mark, f"nested more than {DEEPEST} levels deep")
        self._open.append(node)
        self._keys.append(None)

    def _leave(self) -> None:
        self._open.pop()
        self._keys.pop()

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is not None:
            parent.entries.append((key, node))
            self._keys[-1] = None
        else:
            self._keys[-1] = self._key(parent, node)

    def _key(self, parent: Mapping, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self._complain(
                node.mark,
                "a list or map in the place of a key",
                _QUOTE_HOLES,
            )
            return Scalar(node.mark, "", plain=False)
        if node.text == "<<" and node.plain:
            self._complain(node.mark, "a merge key `<<`", "write the keys out in full")
        earlier = next((key for key, _ in parent.entries if key.text == node.text), None)
        if earlier is not None:
            self._complain(
                node.mark,
                f"the key `{node.text}` is here twice; it was first on line {earlier.mark.line}",
                "keep one of them",
                allowed=False,
            )
        return node

    def _check_node(self, event: Any, mark: Mark) -> None:
        if event.anchor is not None:
            self._complain(mark, f"an anchor `&{event.anchor}`", "write the text out in full")
        if event.tag is not None:
            self._complain(mark, f"a tag `{event.tag}`", "leave it out, or quote the text")

    def _check_escapes(self, quoted: str, mark: Mark) -> None:
        for match in _ESCAPE.finditer(quoted):
            if match[1] and (match[1][0] in "abefv" or match[1] in _TEX):
                line = mark.line + quoted.count("\n", 0, match.start())
                self._complain(
                    Mark(line, mark.column + match.start() if line == mark.line else 1),
                    f"`{match[0]}` in double quotes is not TeX: YAML reads `{match[0][:2]}` as one"
                    " control character",
                    "use single quotes, or write the text under `|`",
                    allowed=False,
                )

    def _complain(self, mark: Mark, what: str, hint: str, *, allowed: bool = True) -> None:
        message = f"{what} is not allowed in a lesson" if allowed else what
        self.findings.append(Finding(self.path, mark.line, mark.column, message, hint))


_ESCAPE = re.compile(r"\\(?:([A-Za-z]{1,30})|.)", re.DOTALL)
# The names of TeX that begin with n, r or t; every other letter after a backslash gives no
# character that a lesson could hold.
_TEX = frozenset(
    (
        *("nabla", "ne", "neq", "ni", "not", "notin", "nu", "nonumber", "rangle", "rceil"),
        *("rfloor", "rho", "right", "rm", "rvert", "rVert", "tan", "tanh", "tau", "text"),
        *("textbf", "textit", "tfrac", "theta", "tilde", "times", "to", "top", "tr"),
    )
)


def _source(text: str, event: Any) -> str:
    return text[event.start_mark.index : event.end_mark.index]


def _events(text: str) -> Iterator[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.parse(text, Loader=loader)


# What YAML does not allow in a text, and the byte order mark, which hides in one.
_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def _refuse_control_characters(text: str, path: str) -> None:
    found = _CONTROL.search(text)
    if found:
        index = found.start()
        line = text.count("\n", 0, index) + 1
        column = index - text.rfind("\n", 0, index)
        message = f"a control character (U+{ord(found[0]):04X}) is in the text"
        raise _refuse(path, Mark(line, column), message, "delete it")


def _syntax_error(text: str, path: str, error: yaml.MarkedYAMLError) -> LessonError:
    place = error.problem_mark or error.context_mark
    mark = Mark(place.line + 1, place.column + 1) if place else Mark(1, 1)
    lines = text.split("\n")
    line = lines[mark.line - 1] if mark.line <= len(lines) else ""
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation:
        column = indentation.index("\t") + 1
        return _refuse(
            path, Mark(mark.line, column), "a tab is in the indentation", "indent with spaces"
        )
    unquoted = re.search(r"[:,\[-] (\{\{)", line)
    if unquoted:
        mark = Mark(mark.line, unquoted.start(1) + 1)
        return _refuse(path, mark, "YAML reads `{{` as a map", _QUOTE_HOLES)
    problem = error.problem or error.context or "this is not YAML"
    hint = next((mend for sign, mend in _MENDS if sign in problem), "")
    return _refuse(path, mark, f"this is not YAML: {problem}", hint)


_QUOTE_HOLES = "quote a text that begins with { or [, such as '{{a}}*x'"
_MENDS = (
    ("mapping values are not allowed", "quote a text that has `: ` in it, or write it under `|`"),
    ("could not find expected ':'", "check the indentation of this line; a key ends with `:`"),
    ("cannot start any token", "quote a text that begins with % @ ` or a tab"),
    ("did not find expected ',' or", "close the [ or {, or quote the text that holds it"),
    ("did not find expected key", "check the indentation, and quotes inside quoted text"),
    ("did not find expected '-'", "check the indentation of this list"),
    ("unknown escape character", "in double quotes write \\\\ for \\, or use single quotes or `|`"),
    ("unexpected end of stream", "a quote is not closed"),
    ("while scanning an alias", "quote a text that begins with *"),
    ("did not find expected alphabetic", "quote a text that begins with * or &"),
    ("did not find expected comment or line break", "write the text on the line after `|`"),
)


def _refuse(path: str, mark: Mark | None, message: str, hint: str = "") -> LessonError:
    line, column = (mark.line, mark.column) if mark else (0, 0)
    finding = Finding(path, line, column, message, hint)
    where = f"{path}:{line}:{column}" if mark else path
    return LessonError(f"{where}: {message}", hint, findings=(finding,))
