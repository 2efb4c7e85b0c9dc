"""The examples of docs/lesson-format.md are lessons that work, and every kind has one."""

import re
from pathlib import Path

import pytest

from tutor import kinds
from tutor.exercise import Exercise, Rated, Right, Unreadable
from tutor.kinds import kind_of
from tutor.lesson_reader import inspect_text, read_course, read_exercise
from tutor.vary import deal

TEXT = (Path(__file__).parent.parent / "docs" / "lesson-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
EXERCISES = [block for block in BLOCKS if block.startswith("kind:")]


def test_the_whole_lesson_is_read() -> None:
    (lesson,) = [block for block in BLOCKS if "sections:" in block]
    assert [str(finding) for finding in inspect_text(lesson).findings] == []


def test_the_course_file_is_read(tmp_path: Path) -> None:
    (course,) = [block for block in BLOCKS if "order: 1  " in block]
    (tmp_path / "course.yaml").write_text(course, encoding="utf-8")
    assert read_course(tmp_path / "course.yaml").id == "derivatives"


def test_every_block_is_checked() -> None:
    assert len(BLOCKS) == len(EXERCISES) + 2


def test_every_kind_has_an_example() -> None:
    assert {kind_of(read_exercise(block)) for block in EXERCISES} == set(kinds.names())


def id_of(block: str) -> str:
    return read_exercise(block).id


@pytest.mark.parametrize("block", EXERCISES, ids=id_of)
def test_an_example_is_right_with_its_key_and_without_slips(block: str) -> None:
    exercise: Exercise = read_exercise(block)
    module = kinds.load(kind_of(exercise))
    for seed in range(3):
        dealt = deal(exercise, seed)
        answer = module.read(dealt, module.key(dealt))
        assert not isinstance(answer, Unreadable)
        assert isinstance(module.check(dealt, answer), Right | Rated)
        assert list(module.prove(dealt)) == []
