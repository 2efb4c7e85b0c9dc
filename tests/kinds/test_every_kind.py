"""Every kind keeps the same laws; what is special to one stands in its cases.yaml."""

import random
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor import kinds
from tutor.bilingual import LANGUAGES
from tutor.converter import Converter
from tutor.exercise import (
    Answer,
    Exercise,
    Rated,
    Right,
    Undecided,
    Unreadable,
    Verdict,
    Wrong,
)
from tutor.vary import deal
from tutor.yaml_reader import Items, Mapping, Node, Scalar, read_file

FOLDER = Path(kinds.__file__).parent
EXPECTED = {
    "right": Right,
    "wrong": Wrong,
    "unreadable": Unreadable,
    "undecided": Undecided,
    "rated": Rated,
}


@dataclass(frozen=True)
class Case:
    kind: str
    exercise: Exercise
    answer: str
    expected: str
    says: str = ""
    mistake: str | None = None
    made: int | None = None


@cache
def tables(kind: str) -> list[tuple[Exercise, dict[str, list[Any]]]]:
    """The exercises of a kind's cases.yaml with their answers by expected verdict."""
    path = FOLDER / kind / "cases.yaml"
    found = []
    for item in plain_items(read_file(path)):
        answers = {key.text: plain(node) for key, node in item.entries if key.text != "exercise"}
        converter = Converter(str(path))
        exercise = converter.exercise(item.get("exercise"))  # type: ignore[arg-type]
        assert exercise is not None, [str(finding) for finding in converter.findings]
        found.append((exercise, answers))
    return found


def plain_items(node: Node) -> list[Mapping]:
    assert isinstance(node, Items)
    return [item for item in node.items if isinstance(item, Mapping)]


def plain(node: Node) -> Any:
    """The node as texts, lists and dicts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def cases() -> list[Any]:
    found = []
    for kind in kinds.names():
        for exercise, answers in tables(kind):
            for expected, rows in answers.items():
                for row in rows:
                    row = {"answer": row} if isinstance(row, str) else dict(row)
                    if "made" in row:
                        row["made"] = int(row["made"])
                    case = Case(kind, exercise, expected=expected, **row)
                    name = f"{exercise.id}-{expected}-{case.answer[:40]}"
                    found.append(pytest.param(case, id=name))
    return found


def exercises() -> list[Any]:
    return [
        pytest.param(kind, exercise, id=exercise.id)
        for kind in kinds.names()
        for exercise, _ in tables(kind)
    ]


def judge(kind: str, exercise: Exercise, text: str) -> Verdict:
    module = kinds.load(kind)
    reading = module.read(exercise, text)
    return reading if isinstance(reading, Unreadable) else module.check(exercise, reading)


def said(verdict: Verdict) -> str:
    return str(msgspec.to_builtins(verdict))


@pytest.mark.parametrize("case", cases())
def test_an_answer_gets_the_verdict_of_its_case(case: Case) -> None:
    verdict = judge(case.kind, case.exercise, case.answer)
    assert type(verdict) is EXPECTED[case.expected], verdict
    assert case.says in said(verdict)
    if case.mistake is not None:
        assert isinstance(verdict, Wrong)
        assert (verdict.mistake.name if verdict.mistake else "") == case.mistake
    if case.made is not None:
        assert isinstance(verdict, Rated)
        assert (verdict.made, verdict.of) == (case.made, len(case.exercise.rubric))  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", kinds.names())
def test_a_kind_has_cases_of_right_and_wrong_answers(kind: str) -> None:
    verdicts = {verdict for _, answers in tables(kind) for verdict in answers}
    assert verdicts >= {"right", "wrong"} or "rated" in verdicts


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_the_key_is_right(kind: str, exercise: Exercise) -> None:
    verdict = judge(kind, exercise, kinds.load(kind).key(exercise))
    assert isinstance(verdict, Right) or (isinstance(verdict, Rated) and verdict.made == verdict.of)


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_an_empty_answer_is_not_right(kind: str, exercise: Exercise) -> None:
    for text in ("", " ", "\n", "\t \n"):
        verdict = judge(kind, exercise, text)
        assert not isinstance(verdict, Right | Wrong)
        assert not isinstance(verdict, Rated) or verdict.made == 0


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_the_order_of_options_does_not_change_what_is_right(kind: str, exercise: Exercise) -> None:
    module = kinds.load(kind)
    for seed in range(5):
        dealt = deal(exercise, seed)
        assert dealt.seed == seed
        assert module.key(dealt) == module.key(exercise)
        assert isinstance(judge(kind, dealt, module.key(exercise)), Right | Rated)


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_an_exercise_and_its_verdicts_cross_to_another_process(
    kind: str, exercise: Exercise
) -> None:
    struct = type(exercise)
    assert msgspec.json.decode(msgspec.json.encode(exercise), type=struct) == exercise
    verdict = judge(kind, exercise, kinds.load(kind).key(exercise))
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_solution_and_hints_can_be_shown(kind: str, exercise: Exercise) -> None:
    module = kinds.load(kind)
    for text in (module.solution(exercise), *module.hints(exercise)):
        for one in text.values() if isinstance(text, dict) else (text,):
            assert one.strip()
            assert "{" not in re.sub(r"\$+[^$]*\$+", "", one), "an unfilled place"


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_the_author_of_the_cases_made_no_slip(kind: str, exercise: Exercise) -> None:
    complaints = [text for _, text in kinds.load(kind).prove(exercise)]
    assert [text for text in complaints if "feedback" not in text and "rubric" not in text] == []


oddities = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="abcx123=+-*/^()[]{}., \\$|<>\n'∂√πθবাংকি\u200d\u202e\x00", max_size=40),
    st.sampled_from(
        ["[x]", "[x] " + "9" * 300, "=" * 50, "1=" * 40, "(" * 500, "\ud800", "1" * 5000]
    ),
)


@pytest.mark.parametrize("kind", kinds.names())
@given(text=oddities)
@settings(max_examples=60, deadline=None)
def test_reading_never_raises(kind: str, text: str) -> None:
    module = kinds.load(kind)
    for exercise, _ in tables(kind):
        reading = module.read(exercise, text)
        assert isinstance(reading, Answer | Unreadable)
        if isinstance(reading, Unreadable):
            assert 0 <= reading.column <= len(text)
            assert reading.why


@pytest.mark.parametrize(("kind", "exercise"), exercises())
def test_cutting_or_swapping_the_key_is_judged_without_an_error(
    kind: str, exercise: Exercise
) -> None:
    key = kinds.load(kind).key(exercise)
    dice = random.Random(exercise.id)
    for _ in range(6):
        cut = dice.randrange(len(key) + 1)
        shuffled = key.split()
        dice.shuffle(shuffled)
        for text in (key[:cut], key[cut:], key[cut:] + key[:cut], " ".join(shuffled)):
            judge(kind, exercise, text)


@pytest.mark.parametrize("kind", kinds.names())
def test_importing_a_kind_loads_neither_screen_nor_algebra(kind: str) -> None:
    program = (
        f"import sys, tutor.kinds.{kind}.kind\n"
        "heavy = {'textual', 'rich', 'sympy', 'numpy', 'yaml', 'mpmath'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", kinds.names())
def test_reading_an_answer_loads_no_algebra(kind: str) -> None:
    exercise, answers = tables(kind)[0]
    texts = [
        row if isinstance(row, str) else row["answer"] for rows in answers.values() for row in rows
    ]
    program = (
        "import sys, msgspec\n"
        f"from tutor.kinds.{kind} import kind\n"
        f"exercise = msgspec.json.decode({msgspec.json.encode(exercise)!r}, type=kind.Exercise)\n"
        f"for text in {texts!r}: kind.read(exercise, text)\n"
        "sys.exit(', '.join(sorted({'textual', 'sympy', 'numpy'} & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/strings.toml")), ids=lambda p: p.parent.name)
def test_every_sentence_is_in_every_language_with_the_same_places(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, sentence in table.items():
        assert set(sentence) == set(LANGUAGES), key
        places = {
            language: set(re.findall(r"\{(\w+)\}", sentence[language])) for language in LANGUAGES
        }
        assert places["en"] == places["bn"], key
        assert all(text.strip() for text in sentence.values()), key
