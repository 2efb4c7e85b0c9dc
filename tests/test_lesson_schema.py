"""Editors get a schema that says what the reader says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tutor import kinds
from tutor.cli import main
from tutor.lesson_reader import inspect_text
from tutor.lesson_schema import as_text, lesson_schema
from tutor.library import COURSE_FILE, built_in_folder
from tutor.yaml_reader import Items, Node, Scalar, read_file, read_text

SCHEMA = lesson_schema()
CHECK = jsonschema.Draft202012Validator(SCHEMA)
LESSONS = [path for path in built_in_folder().glob("*/*.yaml") if path.name != COURSE_FILE]


def as_an_editor_reads(node: Node) -> Any:
    """Nodes as YAML 1.2 reads them: plain numbers and truth values are not texts."""
    if isinstance(node, Items):
        return [as_an_editor_reads(item) for item in node.items]
    if not isinstance(node, Scalar):
        return {key.text: as_an_editor_reads(value) for key, value in node.entries}
    if node.plain:
        try:
            value = json.loads(node.text)
        except ValueError:
            return node.text
        if isinstance(value, bool | int | float) or value is None:
            return value
    return node.text


def complaints(text: str) -> list[str]:
    return [error.message for error in CHECK.iter_errors(as_an_editor_reads(read_text(text)))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_committed_schema_is_this_programs() -> None:
    kept = built_in_folder() / "lesson.schema.json"
    assert kept.read_text(encoding="utf-8") == as_text(), (
        "run `tutor schema > lessons/lesson.schema.json`"
    )


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_built_in_lesson_points_at_the_schema_and_keeps_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == "# yaml-language-server: $schema=../lesson.schema.json"
    assert [error.message for error in CHECK.iter_errors(as_an_editor_reads(read_file(path)))] == []


def test_every_kind_and_every_field_is_described() -> None:
    definitions = SCHEMA["$defs"]
    assert set(kinds.names()) <= set(definitions)
    for name in kinds.names():
        struct = definitions[name]
        assert struct["properties"]["kind"] == {"const": name}
        assert struct["description"]
        assert "seed" not in struct["properties"]
    assert definitions["Section"]["oneOf"]


def test_no_field_of_the_program_leaks_into_the_schema() -> None:
    text = as_text()
    assert "tutor." not in text.replace("tutor.vary", "")
    assert '"null"' not in text


HEAD = "format_version: 1\nid: x\ntitle: X\ncourse: c\nsections:\n"
GOOD = (
    HEAD + "  - exercise: {kind: number, id: a, prompt: p, answer: 0.25,\n"
    "      vary: {parameters: {a: 1..3}}}\n"
)


@pytest.mark.parametrize(
    "change",
    [
        ("answer: 0.25", "answr: 0.25"),
        ("answer: 0.25", "answer: [1]"),
        ("kind: number", "kind: numbers"),
        ("prompt: p", "prompt: {fr: p}"),
        ("prompt: p", "prompt: p, difficulty: 6"),
        ("id: a,", ""),
        ("1..3", "1 to 3"),
        ("exercise:", "title: t\n    reading: r\n    exercise:"),
        ("format_version: 1", "format_version: 2"),
    ],
)
def test_what_the_reader_refuses_an_editor_underlines(change: tuple[str, str]) -> None:
    assert complaints(GOOD) == []
    assert inspect_text(GOOD).findings == []
    broken = GOOD.replace(*change)
    assert inspect_text(broken).findings
    assert complaints(broken)


@pytest.mark.parametrize(
    "change",
    [
        ("prompt: p", "prompt: 3.14"),
        ("prompt: p", "prompt: {en: true, bn: সত্য}"),
        ("prompt: p", "prompt: p, tolerance: 0.001"),
        ("title: X", "title: 1984"),
        ("{a: 1..3}", "{a: [1, 0.5]}"),
        ("prompt: p", "prompt: p, hints: [false, 0]"),
    ],
)
def test_a_plain_number_or_truth_value_is_a_text_where_a_text_is_wanted(
    change: tuple[str, str],
) -> None:
    text = GOOD.replace(*change)
    assert text != GOOD
    assert inspect_text(text).findings == []
    assert complaints(text) == []


def test_the_command_prints_and_compares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == SCHEMA
    kept = tmp_path / "kept.json"
    assert main(["schema", "--check", str(kept)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    kept.write_text(printed, encoding="utf-8")
    assert main(["schema", "--check", str(kept)]) == 0
    kept.write_text(printed.replace("A lesson of tutor", "Another"), encoding="utf-8")
    assert main(["schema", "--check", str(kept)]) == 1
    assert "tutor schema > " in capsys.readouterr().err


def test_the_schema_needs_neither_screen_nor_algebra() -> None:
    program = (
        "import sys; from tutor.cli import main; main(['schema'])\n"
        "sys.exit(', '.join(sorted({'textual', 'sympy', 'numpy'} & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
