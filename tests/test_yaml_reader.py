"""YAML is read with places, and everything that could surprise is refused at its place."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.errors import LessonError
from tutor.yaml_reader import DEEPEST, LARGEST_FILE, Items, Mapping, Scalar, read_file, read_text


def refused(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(LessonError) as caught:
        read_text(text, "lesson.yaml")
    return [(f.line, f.column, f"{f.message} {f.hint}") for f in caught.value.findings]


def test_values_keep_the_text_that_was_typed() -> None:
    node = read_text("a: no\nb: 012\nc: 1:30\nd: 1e3\ne: 2024-01-01\nyes: on\n")
    assert isinstance(node, Mapping)
    assert [(k.text, v.text) for k, v in node.entries if isinstance(v, Scalar)] == [
        ("a", "no"),
        ("b", "012"),
        ("c", "1:30"),
        ("d", "1e3"),
        ("e", "2024-01-01"),
        ("yes", "on"),
    ]


def test_every_node_knows_where_it_stands() -> None:
    node = read_text("a: 1\nb:\n  - x\n  - {c: 'y'}\n")
    assert isinstance(node, Mapping)
    items = node.get("b")
    assert isinstance(items, Items)
    assert (items.items[0].mark.line, items.items[0].mark.column) == (3, 5)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    value = inner.get("c")
    assert isinstance(value, Scalar)
    assert (value.mark.line, value.mark.column, value.plain) == (4, 9, False)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "`a` is here twice; it was first on line 1"),
        ("a: {b: 1, b: 2}\n", 1, 11, "`b` is here twice"),
        ("a: &x 1\n", 1, 4, "an anchor `&x`"),
        ("a: !!python/object/apply:os.system [x]\n", 1, 4, "a tag"),
        ("a: !secret x\n", 1, 4, "a tag `!secret`"),
        ("a:\n  <<: {b: 1}\n", 2, 3, "a merge key"),
        ("a:\n\tb: 1\n", 2, 1, "a tab is in the indentation indent with spaces"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document"),
        ("a: b: c\n", 1, 5, "quote a text that has `: `"),
        ("a: `x`\n", 1, 4, "quote a text that begins with"),
        ("a: [1, 2\n", 2, 1, "close the [ or {"),
        ("f: {{a}}*x\n", 1, 4, "quote a text that begins with { or [, such as '{{a}}*x'"),
        ("a: {{b}}\n", 1, 5, "quote a text that begins with {"),
        ('a: "$\\theta$"\n', 1, 6, "use single quotes"),
        ('a: "x \\nabla f"\n', 1, 7, "`\\nabla` in double quotes is not TeX"),
        ('a: "\\alpha"\n', 1, 5, "`\\alpha` in double quotes"),
        ('a: "\\quad"\n', 1, 5, "in double quotes write"),
        ("a: x\x07y\n", 1, 5, "U+0007"),
        ("a: \x00\n", 1, 4, "U+0000"),
        ("", 1, 1, "empty"),
        ("# only a comment\n", 1, 1, "empty"),
    ],
)
def test_what_is_refused_names_its_place_and_the_mend(
    text: str, line: int, column: int, says: str
) -> None:
    found = refused(text)
    assert (found[0][0], found[0][1]) == (line, column)
    assert says in found[0][2]


def test_all_that_is_refused_is_told_at_once() -> None:
    assert [line for line, _, _ in refused("a: &x 1\na: 2\nb: *x\nc: !t 3\n")] == [1, 2, 3, 4]


def test_aliases_cannot_be_used_as_a_bomb() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert len(refused("\n".join(rows))) > 12


def test_newlines_and_tabs_in_double_quotes_are_what_they_say() -> None:
    node = read_text('a: "one\\ntwo\\tthree \\\\theta \\nEnd"\n')
    assert isinstance(node, Mapping)
    value = node.get("a")
    assert isinstance(value, Scalar)
    assert value.text == "one\ntwo\tthree \\theta \nEnd"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(opening: str) -> None:
    assert (
        "levels deep" in refused(opening * 50_000)[0][2]
        or "YAML" in refused(opening * 50_000)[0][2]
    )
    assert f"more than {DEEPEST} levels" in refused(opening * (DEEPEST + 1) + "x")[0][2]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xef\xbb\xbfa: 1\n", "byte order mark"),
        ("a: 1\n".encode("utf-16"), "byte order mark"),
        (b"a: 1\nb: \xff\xfe\n", "not UTF-8"),
        (b"a: " + b"x" * LARGEST_FILE, "larger than 1 MB"),
    ],
)
def test_files_that_are_no_lesson_text_are_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_bytes(data)
    with pytest.raises(LessonError) as caught:
        read_file(path)
    assert says in caught.value.findings[0].message
    assert str(path) in caught.value.message


def test_a_place_in_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(LessonError) as caught:
        read_file(path)
    assert (caught.value.findings[0].line, caught.value.findings[0].column) == (2, 4)


def test_a_file_that_cannot_be_opened_is_a_lesson_error(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="cannot be read"):
        read_file(tmp_path / "missing.yaml")


@given(st.text(alphabet="ab:-[]{}'\"|>&*!%@`#,?\\ \n\t\x00\x85\u2028é\ufeff\ud800", max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    findings = None
    try:
        read_text(text, "x.yaml")
    except LessonError as error:
        findings = error.findings
    assert findings is None or findings
    assert all(finding.line >= 1 and finding.column >= 1 for finding in findings or ())
