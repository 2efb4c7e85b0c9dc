"""A lesson file becomes a Lesson, or a list of all its author's errors with their places."""

import random
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.errors import LessonError
from tutor.lesson_reader import Source, inspect_lesson, inspect_text, read_course, read_lesson
from tutor.library import built_in_folder

HEAD = """\
format_version: 1
id: a-lesson
title: {en: A lesson, bn: একটি lesson}
course: derivatives
sections:
"""

READING = "  - reading: Some text.\n"


def source(sections: str, head: str = HEAD) -> Source:
    return inspect_text(head + sections, "lesson.yaml")


def findings(sections: str, head: str = HEAD) -> list[tuple[int, str]]:
    found = source(sections, head).findings
    assert all(finding.column >= 1 for finding in found)
    return [(finding.line, f"{finding.message} — {finding.hint}") for finding in found]


def exercise(fields: str, kind: str = "number") -> str:
    text = f"  - exercise:\n      kind: {kind}\n      id: one\n      prompt: How many?\n"
    return text + "".join(f"      {line}\n" for line in dedent(fields).strip().split("\n"))


def test_a_small_lesson_is_read_whole() -> None:
    read = source(
        READING
        + exercise("answer: 3\ntolerance: 0.5\nskills: [counting]")
        + "  - lab: {name: tangent, start: {function: x^2, point: 1.5}}\n"
    )
    assert read.findings == []
    assert read.lesson is not None
    reading, question, lab = read.lesson.sections
    assert reading.reading == "Some text."
    assert question.exercise is not None
    assert question.exercise.answer == "3"  # type: ignore[attr-defined]
    assert lab.lab is not None
    assert lab.lab.start == {"function": "x^2", "point": "1.5"}
    assert read.lesson.exercise("one") is question.exercise
    assert read.lesson.minutes == 20


def test_what_yaml_would_twist_stays_text_where_text_is_wanted() -> None:
    read = source(
        exercise(
            "options:\n  - right: no\n  - wrong: on\n  - wrong: 1:30\n  - wrong: 012", "choice"
        )
    )
    assert read.lesson is not None
    options = read.lesson.exercise("one").options  # type: ignore[attr-defined]
    assert [option.text for option in options] == ["no", "on", "1:30", "012"]


@pytest.mark.parametrize(
    ("sections", "line", "says"),
    [
        (exercise("answr: 3\nanswer: 3"), 10, "no key `answr` here — did you mean `answer`?"),
        (exercise("zzz: 3\nanswer: 3"), 10, "no key `zzz` here — one of `id`, `prompt`"),
        (exercise("difficulty: hard\nanswer: 3"), 10, "a whole number from 1 to 5; here is `hard`"),
        (exercise("difficulty: 9\nanswer: 3"), 10, "a whole number from 1 to 5; here is `9`"),
        (exercise("difficulty: '3'\nanswer: 3"), 10, "a whole number from 1 to 5; here is `3`"),
        (exercise("difficulty: 03\nanswer: 3"), 10, "here is `03` — write 3"),
        (exercise("difficulty: 3.0\nanswer: 3"), 10, "a whole number from 1 to 5"),
        (exercise("seed: 3\nanswer: 3"), 10, "no key `seed`"),
        (exercise("skills: algebra\nanswer: 3"), 10, "a list (lines that begin with `- `)"),
        (exercise("skills: algebra\nanswer: 3"), 10, "write [algebra]"),
        (exercise("skills: {a: b}\nanswer: 3"), 10, "here is a map"),
        (exercise("hints: [x, {fr: y}]\nanswer: 3"), 10, "no language `fr`"),
        (exercise("hints: [x, {eng: y}]\nanswer: 3"), 10, "did you mean `en`?"),
        (
            exercise("hints: [[x]]\nanswer: 3"),
            10,
            "a text, or a map {en: …, bn: …}; here is a list",
        ),
        (exercise("hints: [{}]\nanswer: 3"), 10, "here is an empty map"),
        (exercise("answer:"), 10, "`answer` is empty"),
        (exercise("answer: null"), 10, "quote it as 'null', or leave the key out"),
        (exercise("answer: 3\ntolerance: close"), 11, "`close` is no tolerance"),
        (exercise("hints: []"), 7, "`answer` is missing — add `answer:`"),
        (exercise("options: []", "choice"), 10, "`options` needs at least 2"),
        (exercise("options: [{wrong: a}, {wrong: b}]", "choice"), 10, "no option is `right`"),
        (exercise("options: [{right: a, wrong: b}, {wrong: c}]", "choice"), 10, "under `right` or"),
        (
            exercise("options: [{right: a}, {wrong: b, pin: top}]", "choice"),
            10,
            "`pin` should be `last`; here is `top`",
        ),
        (
            exercise("several: yes\noptions: [{right: a}, {wrong: b}]", "choice"),
            10,
            "`true` or `false`; here is `yes` — write true",
        ),
        (
            exercise("steps: [{text: a}, {text: b, after: [c]}]", "order"),
            10,
            "there is no such step",
        ),
        (exercise("formula: x\nmeaning: y", "notation"), 10, r"put \mark{…} around one symbol"),
        (exercise("answer: 3", "nomber"), 7, "no exercise kind `nomber` — did you mean `number`?"),
        ("  - exercise: {id: one}\n", 6, "has no `kind`"),
        ("  - exercise: number\n", 6, "should be a map with `kind`, `id`"),
        ("  - {reading: a, lab: {name: b}}\n", 6, "exactly one of `reading`, `exercise`, `lab`"),
        ("  - {title: a}\n", 6, "here is none of them"),
        ("  - reading: {en: a, en: b}\n", 6, "`en` is here twice"),
        ("  - just text\n", 6, "should be a map with `id`, `title`"),
        ("  - lab: {name: Tangent Line}\n", 6, "write tangent-line"),
        ("  []\n", 6, "`sections` needs at least 1"),
    ],
)
def test_an_error_is_told_at_its_line_in_an_authors_words(
    sections: str, line: int, says: str
) -> None:
    found = findings(sections)
    assert [number for number, text in found if says in text] == [line], found


@pytest.mark.parametrize(
    ("head", "line", "says"),
    [
        (
            HEAD.replace("version: 1", "version: 2"),
            1,
            "`format_version` should be `1`; here is `2`",
        ),
        (HEAD.replace("format_version: 1\n", ""), 1, "`format_version` is missing"),
        (HEAD.replace("a-lesson", "A Lesson"), 2, "write a-lesson"),
        (HEAD.replace("title", "titel"), 3, "did you mean `title`?"),
        (HEAD + "minutes: 1:30\n", 6, "a whole number from 1 to 240; here is `1:30`"),
        (HEAD + "minutes: 1_000\n", 6, "write 1000"),
        ("- a\n- b\n", 1, "should be a map with `format_version`"),
    ],
)
def test_an_error_in_the_head_is_told_at_its_line(head: str, line: int, says: str) -> None:
    sections = "" if head.startswith("- ") else READING
    if "minutes" in head:
        head, extra = head.rsplit("sections:\n", 1)
        head += extra + "sections:\n"
        line -= 1
    found = findings(sections, head)
    assert [number for number, text in found if says in text] == [line], found


def test_all_errors_are_told_at_once_and_good_exercises_survive() -> None:
    read = source(
        exercise("answr: 3")
        + exercise("answer: 4\ndifficulty: 7").replace("id: one", "id: two")
        + exercise("answer: 5").replace("id: one", "id: three")
        + "  - redaing: x\n"
    )
    assert read.lesson is None
    assert [finding.line for finding in read.findings] == [7, 10, 16, 22]
    assert [item.id for item in read.exercises.values()] == ["three"]


def test_a_broken_lesson_still_says_what_it_is_called() -> None:
    assert source("  - nothing\n").outline == {
        "id": "a-lesson",
        "title": "A lesson",
        "course": "derivatives",
    }


def test_an_exercise_id_may_come_only_once() -> None:
    found = findings(exercise("answer: 3") + exercise("answer: 4"))
    assert found[0][0] == 13
    assert "`one` is here twice; it was first on line 8" in found[0][1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("![plot](../../secret.png)", "leads out of the lesson's folder"),
        ("![plot](/etc/passwd)", "leads out of the lesson's folder"),
        (r"![plot](..\secret.png)", "leads out of the lesson's folder"),
        ("![plot](file:///etc/passwd)", "is not a file of the lesson's folder"),
        ("![plot](https://example.org/a.png)", "is not a file of the lesson's folder"),
        ("[here](javascript:alert)", "is not a web address"),
        ("[here](../other.yaml)", "leads out"),
    ],
)
def test_paths_may_not_lead_out_of_the_folder(text: str, says: str) -> None:
    for reading in (f"'{text}'", f"{{en: 'fine', bn: '{text}'}}"):
        found = findings(f"  - reading: {reading}\n")
        assert len(found) == 1
        assert says in found[0][1]


@pytest.mark.parametrize(
    "text",
    ["![plot](plots/a.png)", "[paper](https://arxiv.org/abs/1706.03762)", "[up](#top)", "x[i](n)"],
)
def test_paths_beside_the_lesson_and_web_links_are_fine(text: str) -> None:
    assert findings(f"  - reading: '{text}'\n") == []


def test_a_field_or_the_nearest_around_it_gives_a_finding_its_place() -> None:
    read = source(exercise("answer: 3\nmistakes:\n  - {answer: 4, feedback: no}"))
    assert read.finding("sections[0].exercise.mistakes[0].answer", "x").line == 12
    assert read.finding("sections[0].exercise.mistakes[0].answer", "x").column == 20
    assert read.finding("sections[0].exercise.mistakes[5].answer", "x").line == 12
    assert read.finding("nowhere", "x").line == 1


def test_reading_a_broken_lesson_raises_all_its_findings(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(HEAD + exercise("difficulty: 7"), encoding="utf-8")
    with pytest.raises(LessonError, match=r"broken\.yaml:7:.*and 1 more") as caught:
        read_lesson(path)
    assert len(caught.value.findings) == 2


def test_a_course_file_is_read_and_refused_alike(tmp_path: Path) -> None:
    path = tmp_path / "course.yaml"
    path.write_text("format_version: 1\nid: maths\ntitle: Maths\norder: 3\n")
    assert read_course(path).order == 3
    path.write_text("format_version: 1\nid: maths\ntitel: Maths\n")
    with pytest.raises(LessonError, match="did you mean `title`"):
        read_course(path)


@pytest.mark.parametrize("path", sorted(built_in_folder().glob("*/*.yaml")), ids=lambda p: p.stem)
def test_every_built_in_lesson_can_be_read(path: Path) -> None:
    if path.name == "course.yaml":
        assert read_course(path).id == path.parent.name
    else:
        assert [str(finding) for finding in inspect_lesson(path).findings] == []


EXAMPLE = (built_in_folder() / "derivatives" / "rate-of-change.yaml").read_text(encoding="utf-8")
LINES = EXAMPLE.split("\n")
ODD_VALUES = [
    "",
    "~",
    "[]",
    "{}",
    "- x",
    "yes",
    "1e999",
    "'",
    '"',
    "{{a}}",
    "|",
    "x: y: z",
    "\t",
    "🙂",
]


@given(st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_lesson_damaged_anywhere_is_read_or_told(dice: random.Random, times: int) -> None:
    lines = list(LINES)
    for _ in range(times):
        place = dice.randrange(len(lines))
        line = lines[place]
        lines[place : place + 1] = dice.choice(
            [
                [],
                [line, line],
                [line.replace(":", "", 1)],
                [" " + line],
                [line.strip()],
                [line.split(":")[0] + ": " + dice.choice(ODD_VALUES)],
                [line[: dice.randrange(len(line) + 1)]],
            ]
        )
    read = inspect_text("\n".join(lines), "lesson.yaml")
    assert (read.lesson is None) == bool(read.findings)
    for finding in read.findings:
        assert 1 <= finding.line <= len(lines) + 1
        assert finding.message


def test_reading_and_dealing_a_lesson_loads_neither_screen_nor_algebra() -> None:
    program = (
        "import sys\nfrom tutor import search\n"
        "from tutor.lesson_reader import inspect_text\nfrom tutor.vary import deal\n"
        f"source = inspect_text({EXAMPLE!r})\n"
        "for exercise in source.exercises.values(): deal(exercise, 1)\n"
        "heavy = {'textual', 'rich', 'sympy', 'numpy', 'mpmath'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
