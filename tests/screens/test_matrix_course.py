"""The matrix exercises of the built-in lessons, answered on the screen in both languages."""

from pathlib import Path

import pytest
from textual.events import Paste

from tests.screens.desk import Clock, app_of, here
from tests.screens.test_screens import settled, text_of, typed
from tutor.exercise import Right, Wrong
from tutor.library import Library, built_in_folder
from tutor.progress.store import Store
from tutor.session import Session

COURSE = built_in_folder() / "matrix-calculus"
LESSONS = sorted(path.name for path in COURSE.glob("*.yaml") if path.name != "course.yaml")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library(folders=[COURSE], cache=tmp_path_factory.mktemp("cache"))
    library.refresh()
    return library


def matrix_exercises(library, *files):
    return [
        (lesson.id, exercise.id)
        for lesson in library.catalogue().lessons
        if Path(lesson.path).name in files
        for exercise in lesson.exercises
        if exercise.kind == "matrix"
    ]


def test_the_course_has_matrix_exercises(library):
    assert len(matrix_exercises(library, *LESSONS)) >= 8


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("file", LESSONS)
async def test_every_matrix_exercise_of_the_course_takes_its_key(library, file, language):
    session = Session(Store.in_memory(), library, here, now=Clock())
    app = app_of(session, language=language)
    exercises = matrix_exercises(library, file)

    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for lesson, exercise in exercises:
            app.learn(lesson, exercise)
            await settled(pilot)
            task = app.screen.visit.current
            # Pasted: with every key pressed this takes minutes.
            app.focused.post_message(Paste(task.kind.key(task.exercise)))
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)

            assert isinstance(task.verdict, Right), (exercise, task.text, task.verdict)
            await pilot.press("escape")
            await settled(pilot)


@pytest.mark.parametrize("language", ["en", "bn"])
async def test_a_slip_gets_a_sentence_and_a_question(library, language):
    session = Session(Store.in_memory(), library, here, now=Clock())
    app = app_of(session, language=language)
    lesson, exercise = matrix_exercises(library, *LESSONS)[0]

    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.learn(lesson, exercise)
        await settled(pilot)
        task = app.screen.visit.current
        await typed(pilot, f"-({task.kind.key(task.exercise)})")
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(task.verdict, Wrong)
        assert "?" in text_of(app.screen)
        assert task.verdict.mistake.name == "sign"
