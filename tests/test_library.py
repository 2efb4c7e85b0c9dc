"""Lessons are found wherever they lie, listed without being read, and a broken one alone fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.errors import LessonError, UsageError
from tutor.library import Library, built_in_folder
from tutor.search import find
from tutor.words import words

LESSON = """\
format_version: 1
id: {id}
title: {{en: {title}, bn: {title} বাংলা}}
course: {course}
minutes: 10
requires: [{requires}]
sections:
  - reading: Read this.
  - exercise:
      kind: number
      id: {id}-count
      prompt: {{en: How many {title}?, bn: কয়টি?}}
      difficulty: 3
      skills: [counting]
      answer: 3
      vary: {{parameters: {{a: 1..3}}}}
  - exercise:
      kind: notation
      id: {id}-symbol
      formula: \\mark{{\\theta}}
      meaning: model parameters
"""


def write(
    root: Path, name: str, course: str = "maths", requires: str = "", title: str = ""
) -> Path:
    path = root / course / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = LESSON.format(id=name, title=title or name.title(), course=course, requires=requires)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "lessons").mkdir()
    return Library(folders=[tmp_path / "lessons"], cache=tmp_path / "cache")


def root_of(library: Library) -> Path:
    return library.roots[0]


def ids(library: Library) -> list[str]:
    return [lesson.id for lesson in library.catalogue().lessons]


def test_the_built_in_lessons_are_found(tmp_path: Path) -> None:
    library = Library(folders=[built_in_folder()], cache=tmp_path)
    catalogue = library.refresh()
    assert catalogue.lessons
    assert all(lesson.built_in and not lesson.problems for lesson in catalogue.lessons)
    assert not [course for course in catalogue.courses if course.title == course.id]


def test_a_catalogue_knows_what_is_in_each_lesson(library: Library) -> None:
    write(root_of(library), "sums")
    catalogue = library.refresh()
    entry = catalogue.lesson("sums")
    assert (entry.title, entry.minutes, entry.sections) == (
        {"en": "Sums", "bn": "Sums বাংলা"},
        10,
        3,
    )
    count, symbol = entry.exercises
    assert (count.id, count.kind, count.difficulty, count.varies, count.section, count.skills) == (
        "sums-count",
        "number",
        3,
        True,
        1,
        ("counting",),
    )
    assert (symbol.kind, symbol.varies) == ("notation", False)
    assert catalogue.exercise("sums-count") == (entry, count)
    assert list(catalogue.exercises("notation")) == [(entry, symbol)]
    assert catalogue.title("sums-count") == {"en": "How many Sums?", "bn": "কয়টি?"}


def test_a_catalogue_comes_at_once_and_refresh_brings_it_up_to_date(library: Library) -> None:
    path = write(root_of(library), "sums")
    first = library.catalogue()
    assert not first.fresh
    assert [lesson.id for lesson in first.lessons] == ["sums"]
    assert library.refresh().fresh
    path.write_text(path.read_text().replace("minutes: 10", "minutes: 25"), encoding="utf-8")
    stale = library.catalogue()
    assert (stale.fresh, stale.lesson("sums").minutes, stale.lesson("sums").fresh) == (
        False,
        10,
        False,
    )
    assert library.refresh().lesson("sums").minutes == 25
    path.unlink()
    assert library.refresh().lessons == ()


def test_another_process_can_refresh(library: Library, tmp_path: Path) -> None:
    write(root_of(library), "sums")
    assert not library.catalogue().fresh
    Library(folders=[root_of(library)], cache=tmp_path / "cache").refresh()
    assert library.catalogue().fresh
    assert library.catalogue().lesson("sums").minutes == 10


def test_a_fresh_catalogue_reads_no_lesson_file_and_loads_no_yaml(
    library: Library, tmp_path: Path
) -> None:
    write(root_of(library), "sums")
    library.refresh()
    program = (
        "import sys\nfrom pathlib import Path\nfrom tutor.library import Library\n"
        "lessons, cache = map(Path, sys.argv[1:])\n"
        "library = Library(folders=[lessons], cache=cache)\n"
        "catalogue = library.catalogue()\n"
        "assert catalogue.fresh and catalogue.lesson('sums').minutes == 10\n"
        "heavy = {'yaml', 'textual', 'numpy', 'sympy', 'platformdirs'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    folders = [str(root_of(library)), str(tmp_path / "cache")]
    command = [sys.executable, "-c", program, *folders]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_broken_lesson_is_listed_with_its_errors_and_the_rest_work(library: Library) -> None:
    write(root_of(library), "good")
    broken = write(root_of(library), "broken")
    broken.write_text(broken.read_text().replace("minutes: 10", "minutes: long"), encoding="utf-8")
    (root_of(library) / "maths" / "worse.yaml").write_text("a: b: c", encoding="utf-8")
    catalogue = library.refresh()
    assert [(x.id, len(x.problems)) for x in catalogue.lessons] == [
        ("broken", 1),
        ("good", 0),
        ("worse", 1),
    ]
    assert "broken.yaml:5:10" in catalogue.lesson("broken").problems[0]
    assert catalogue.lesson("broken").title == "Broken"
    assert library.lesson("good").id == "good"
    with pytest.raises(LessonError, match="a whole number"):
        library.lesson("broken")


def test_what_is_not_there_is_told_with_the_nearest_name(library: Library) -> None:
    write(root_of(library), "gradients")
    library.refresh()
    with pytest.raises(LessonError) as caught:
        library.lesson("gradient")
    assert "did you mean `gradients`?" in caught.value.hint
    with pytest.raises(LessonError, match="no exercise"):
        library.exercise("nowhere")
    with pytest.raises(KeyError):
        library.catalogue().exercise("nowhere")


def test_an_exercise_is_read_by_its_id(library: Library) -> None:
    write(root_of(library), "sums")
    library.refresh()
    assert library.exercise("sums-count").id == "sums-count"


def test_two_lessons_cannot_have_one_id(library: Library) -> None:
    write(root_of(library), "sums", "algebra")
    write(root_of(library), "sums", "maths")
    first, second = library.refresh().lessons
    assert (first.id, first.problems) == ("sums", ())
    assert "`sums` is taken by" in second.problems[0]
    assert second.exercises == ()


def test_lessons_come_after_what_they_require(library: Library) -> None:
    write(root_of(library), "a", requires="z")
    write(root_of(library), "m")
    write(root_of(library), "z", requires="m")
    library.refresh()
    assert ids(library) == ["m", "z", "a"]


def test_a_circle_of_requirements_hides_no_lesson(library: Library) -> None:
    write(root_of(library), "a", requires="b")
    write(root_of(library), "b", requires="a")
    library.refresh()
    assert sorted(ids(library)) == ["a", "b"]


def test_courses_are_in_their_order(library: Library) -> None:
    write(root_of(library), "one", "aaa")
    write(root_of(library), "two", "bbb")
    for course, order in (("aaa", 2), ("bbb", 1)):
        text = f"format_version: 1\nid: {course}\ntitle: Course {course}\norder: {order}\n"
        (root_of(library) / course / "course.yaml").write_text(text)
    catalogue = library.refresh()
    assert [course.title for course in catalogue.courses] == ["Course bbb", "Course aaa"]
    assert [lesson.id for lesson in catalogue.lessons] == ["two", "one"]
    assert [lesson.id for lesson in catalogue.in_course("aaa")] == ["one"]


def test_own_lessons_are_found_in_files_and_folders(tmp_path: Path) -> None:
    course = write(tmp_path / "mine", "one").parent
    single = write(tmp_path / "other", "two")
    for given in ([tmp_path / "mine", single], [course, single]):
        library = Library(given, folders=[], cache=tmp_path / "cache")
        library.refresh()
        assert sorted(ids(library)) == ["one", "two"]


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        Library([tmp_path / "missing"], folders=[], cache=tmp_path)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": "0", "files": {}}', "null"])
def test_a_damaged_cache_costs_only_a_new_reading(
    library: Library, tmp_path: Path, damage: str
) -> None:
    write(root_of(library), "sums")
    library.refresh()
    for name in ("catalogue.json", "texts.json"):
        (tmp_path / "cache" / name).write_text(damage)
        anew = Library(folders=[root_of(library)], cache=tmp_path / "cache")
        assert anew.refresh().lesson("sums").minutes == 10
        assert anew.catalogue().title("sums-count")["en"] == "How many Sums?"  # type: ignore[index]
        json.loads((tmp_path / "cache" / name).read_text())


def test_a_cache_of_an_older_program_is_not_used(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root_of(library), "sums")
    library.refresh()
    monkeypatch.setattr("tutor.library.__version__", "0.0.0")
    anew = Library(folders=[root_of(library)], cache=library._cache)
    assert not anew.catalogue().fresh
    assert anew.refresh().fresh


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    write(tmp_path / "lessons", "sums")
    (tmp_path / "locked").mkdir(mode=0o500)
    library = Library(folders=[tmp_path / "lessons"], cache=tmp_path / "locked" / "cache")
    assert library.refresh().fresh


def test_a_cache_path_that_is_a_file_is_no_error(tmp_path: Path) -> None:
    write(tmp_path / "lessons", "sums")
    (tmp_path / "cache").write_text("in the way")
    library = Library(folders=[tmp_path / "lessons"], cache=tmp_path / "cache")
    assert library.refresh().lesson("sums").minutes == 10
    assert library.lesson("sums").id == "sums"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sums", "sums"),
        ("SUM", "sums"),
        ("বাংলা sum", "sums"),
        ("θ", "sums-symbol"),
        ("theta", "sums-symbol"),
        (r"\theta", "sums-symbol"),
        ("model param", "sums-symbol"),
        ("counting sums", "sums-count"),
        ("কয়টি", "sums-count"),
        ("many sums", "sums-count"),
    ],
)
def test_a_search_finds_lessons_exercises_and_symbols(
    library: Library, query: str, first: str
) -> None:
    write(root_of(library), "sums")
    hits = find(library.refresh(), query)
    assert hits
    assert (hits[0].exercise.id if hits[0].exercise else hits[0].lesson.id) == first


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("∇", r"The gradient $\nabla_\theta L$"),
        ("nabla", "∇f"),
        ("⊙", r"$x\odot y$"),
        (r"\odot", "x⊙y"),
        ("∂", r"$\partial_x f$"),
        ("∈", r"$x \in \mathbb{R}$"),
        ("ℝ", r"$x \in \mathbb{R}$"),
    ],
)
def test_a_sign_and_its_command_are_the_same_word(typed: str, written: str) -> None:
    assert f"{words(typed)} " in f"{words(written)} "


def test_an_english_word_is_no_sign() -> None:
    assert "∈" not in words("in the sum to be")


def test_a_title_is_not_cut_within_a_formula(library: Library) -> None:
    path = write(root_of(library), "sums")
    text = path.read_text(encoding="utf-8")
    prompt = "How many " + "very " * 20 + r"long $\alpha + \beta + \gamma$?"
    path.write_text(text.replace("How many Sums?", prompt, 1), encoding="utf-8")
    (title,) = {row.title["en"] for row in library.refresh().texts().values() if "very" in str(row)}
    assert title.endswith("long…")


@pytest.mark.parametrize("query", ["", "   ", "$", "zebra", "sums zebra"])
def test_a_search_that_fits_nothing_finds_nothing(library: Library, query: str) -> None:
    write(root_of(library), "sums")
    assert find(library.refresh(), query) == []
