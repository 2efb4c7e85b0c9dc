import asyncio
from pathlib import Path

import pytest

from tests.screens.desk import DAY, SECOND, Clock, SlowWorker, desk, here, library
from tutor.errors import LessonError
from tutor.exercise import Right, Undecided, Unreadable, Wrong
from tutor.progress.store import Store
from tutor.session import Session


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def task_of(session, exercise="slopes-sigmoid", lesson="slopes"):
    visit = session.open(lesson, exercise)
    session.enter(visit, visit.current)
    return visit, visit.current


def key(task):
    return task.kind.key(task.exercise)


async def test_a_right_answer_is_kept_with_everything_that_is_known_of_it(cache):
    session = desk(cache, now=(clock := Clock()))
    _, task = task_of(session)
    assert session.hint(task)
    clock.forward(30 * SECOND)

    verdict = await session.submit(task, key(task))

    assert isinstance(verdict, Right)
    (attempt,) = session.store.attempts("slopes-sigmoid")
    assert (attempt.lesson, attempt.course, attempt.kind) == ("slopes", "first", "number")
    assert (attempt.verdict, attempt.answer) == ("right", key(task))
    assert (attempt.hints, attempt.milliseconds, attempt.at) == (1, 30 * SECOND, clock())
    assert attempt.skills == ("sigmoid",)
    assert attempt.content
    assert task.card.due > clock()
    assert task.done


async def test_the_answer_is_in_the_database_before_the_verdict_is_given(cache):
    session = desk(cache)
    _, task = task_of(session)
    recorded = []
    keep = session.store.record
    session.store.record = lambda attempt: recorded.append(task.verdict) or keep(attempt)

    await session.submit(task, "17")

    assert recorded == [None]
    assert isinstance(task.verdict, Wrong)


async def test_what_cannot_be_read_costs_no_attempt(cache):
    session = desk(cache)
    _, task = task_of(session)

    verdict = await session.submit(task, "1/(4")

    assert isinstance(verdict, Unreadable)
    assert session.store.attempts("slopes-sigmoid") == []
    assert task.tries == 0


async def test_a_verdict_nobody_waits_for_is_dropped_and_not_kept(cache):
    worker = SlowWorker()
    session = desk(cache, worker=worker)
    visit, task = task_of(session)
    check = asyncio.create_task(session.submit(task, "17"))
    await asyncio.sleep(0)

    session.enter(visit, visit.tasks[2])
    worker.go.set()

    assert await check is None
    assert session.store.attempts("slopes-sigmoid") == []
    assert task.verdict is None


async def test_of_two_checks_of_one_exercise_only_the_later_one_counts(cache):
    worker = SlowWorker()
    session = desk(cache, worker=worker, now=(clock := Clock()))
    _, task = task_of(session)
    first = asyncio.create_task(session.submit(task, "17"))
    await asyncio.sleep(0)
    clock.forward(SECOND)
    second = asyncio.create_task(session.submit(task, "18"))
    await asyncio.sleep(0)
    worker.go.set()

    assert await first is None
    assert isinstance(await second, Wrong)
    assert [attempt.answer for attempt in session.store.attempts("slopes-sigmoid")] == ["18"]


@pytest.mark.parametrize("error", [TimeoutError(), RuntimeError("broken"), ValueError("x")])
async def test_a_check_that_breaks_is_undecided_and_does_not_count_against_the_learner(
    cache, tmp_path, error
):
    async def broken(function, argument, seconds):
        raise error

    with Store.open(tmp_path / "progress.db") as store:
        session = desk(cache, worker=broken, store=store, now=(clock := Clock()))
        _, task = task_of(session)

        verdict = await session.submit(task, "17")

        assert isinstance(verdict, Undecided)
        (attempt,) = store.attempts("slopes-sigmoid")
        assert not attempt.counts
        assert task.card is None

        clock.forward(SECOND)
        assert isinstance(session.grade(task, True), Right)
        assert task.state == "right"
        assert [each.verdict for each in store.attempts("slopes-sigmoid")] == [
            "undecided",
            "right",
        ]


async def test_nonsense_from_the_worker_is_undecided(cache, tmp_path):
    async def nonsense(function, argument, seconds):
        return {"verdict": "perhaps"}

    with Store.open(tmp_path / "progress.db") as store:
        session = desk(cache, worker=nonsense, store=store)
        _, task = task_of(session)
        assert isinstance(await session.submit(task, "17"), Undecided)
        assert "slopes-sigmoid" in (tmp_path / "tutor-errors.log").read_text()


async def test_a_half_typed_answer_is_there_again_in_the_next_session(cache, tmp_path):
    path = tmp_path / "progress.db"
    with Store.open(path) as store:
        session = desk(cache, store=store)
        _, task = task_of(session)
        session.type(task, "sqrt(2")
        session.flush()

    with Store.open(path) as store:
        session = desk(cache, store=store)
        stop = session.overview().stop
        assert (stop.lesson.id, stop.exercise, stop.number) == ("slopes", "slopes-sigmoid", 2)
        assert stop.draft == "sqrt(2"
        visit = session.open("slopes")
        assert visit.current.source.id == "slopes-sigmoid"
        assert visit.current.text == "sqrt(2"


async def test_a_wrong_answer_stands_in_the_field_again_and_a_right_one_is_done(cache):
    session = desk(cache)
    visit, task = task_of(session)
    await session.submit(task, "17")
    sign = visit.find("slopes-sign")
    await session.submit(sign, key(sign))

    again = session.open("slopes")

    assert (again.find("slopes-sigmoid").text, again.find("slopes-sigmoid").state) == (
        "17",
        "wrong",
    )
    assert again.find("slopes-sign").done
    assert not again.find("slopes-sigmoid").done


async def test_a_draft_that_is_judged_is_a_draft_no_more(cache):
    session = desk(cache)
    _, task = task_of(session)
    session.type(task, "17")
    session.flush()
    await session.submit(task, "17")
    session.flush()
    assert session.store.draft("slopes-sigmoid") is None


async def test_undo_takes_the_answer_back_and_puts_it_into_the_field(cache):
    session = desk(cache, now=(clock := Clock()))
    visit, task = task_of(session)
    await session.submit(task, "17")
    clock.forward(SECOND)
    right = key(task)
    await session.submit(task, right)

    assert session.undo(visit) is task
    assert (task.state, task.text, task.verdict) == ("wrong", right, None)
    assert [each.answer for each in session.store.attempts("slopes-sigmoid")] == ["17"]

    assert session.undo(visit) is task
    assert task.state == ""
    assert session.undo(visit) is None


async def test_an_answer_given_elsewhere_is_not_undone_here(cache):
    session = desk(cache)
    _, task = task_of(session)
    await session.submit(task, "17")
    other = session.open("pieces")
    assert session.undo(other) is None
    assert session.store.attempts("slopes-sigmoid")


async def test_again_brings_another_variant(cache):
    session = desk(cache)
    _, task = task_of(session)
    prompts = set()
    for _ in range(6):
        prompts.add(str(task.exercise.prompt))
        await session.submit(task, key(task))
        session.again(task)
        assert (task.text, task.state, task.tries) == ("", "", 0)
    assert len(prompts) > 1


async def test_what_is_due_comes_as_a_new_variant_and_counts_down(cache):
    session = desk(cache, now=(clock := Clock()))
    _, task = task_of(session)
    seed = task.exercise.seed
    await session.submit(task, key(task))
    assert session.review().tasks == []

    clock.forward(60 * DAY)
    visit = session.review()
    (due,) = visit.tasks
    assert due.source.id == "slopes-sigmoid"
    assert due.exercise.seed != seed
    assert session.overview().due == 1

    await session.submit(due, key(due))
    assert session.overview().due == 0


async def test_hints_come_one_by_one_and_end(cache):
    session = desk(cache)
    _, task = task_of(session, "slopes-sign")
    assert session.hints(task) == ((), 2)
    assert session.hint(task)["en"].startswith("Think")
    assert session.hint(task)["en"].startswith("The sign")
    assert session.hint(task) is None
    assert len(session.hints(task)[0]) == 2


async def test_an_answer_after_the_solution_says_so(cache):
    session = desk(cache)
    _, task = task_of(session)
    assert await session.solve(task)
    await session.submit(task, key(task))
    (attempt,) = session.store.attempts("slopes-sigmoid")
    assert attempt.solution_seen


async def test_next_goes_round_to_what_is_open_and_skipped_tasks_are_passed_by(cache):
    session = desk(cache)
    visit, _ = task_of(session)
    assert visit.following().source.id == "slopes-rate"
    session.skip(visit.find("slopes-rate"))
    assert visit.following().source.id == "slopes-sign"
    await session.submit(visit.find("slopes-sign"), key(visit.find("slopes-sign")))
    assert visit.following() is None
    assert [open_.source.id for open_ in visit.open_tasks] == ["slopes-sigmoid"]


def test_a_lesson_that_is_not_there_is_named(cache):
    with pytest.raises((KeyError, LessonError)):
        desk(cache).open("no-such-lesson")


async def test_the_next_lesson_is_the_next_unfinished_one(cache):
    session = desk(cache, now=(clock := Clock()))
    assert session.lesson_after("slopes").id == "pieces"
    visit = session.open("pieces")
    for task in visit.tasks:
        clock.forward(SECOND)
        await session.submit(task, key(task))
    assert session.lesson_after("slopes").id == "arrays"
    assert session.lesson_after("power-cut").id == "slopes"


async def test_a_crash_saves_the_draft_and_writes_a_report(cache, tmp_path):
    with Store.open(tmp_path / "progress.db") as store:
        session = desk(cache, store=store)
        _, task = task_of(session)
        session.type(task, "1/")
        path = session.crashed("Traceback: boom", where="LessonScreen")
        assert "boom" in path.read_text()
        assert store.draft("slopes-sigmoid").text == "1/"


async def test_a_reader_that_breaks_stops_neither_typing_nor_judging(cache, tmp_path, monkeypatch):
    with Store.open(tmp_path / "progress.db") as store:
        session = desk(cache, store=store)
        _, task = task_of(session)

        def broken(exercise, text):
            raise RuntimeError("no reading")

        monkeypatch.setattr(task.kind, "read", broken)
        assert session.type(task, "1/4").text == "1/4"
        assert "no reading" in session.fault(task)
        assert isinstance(await session.submit(task, "1/4"), Undecided)


def test_a_variant_that_cannot_be_made_leaves_the_exercise_as_written(cache, tmp_path):
    def refuse(exercise, seed):
        raise LessonError("no such variant")

    with Store.open(tmp_path / "progress.db") as store:
        session = Session(store, library(cache), here, deal=refuse, now=Clock())
        visit = session.open("slopes")
        assert visit.tasks[0].exercise is visit.tasks[0].source
        assert "no such variant" in (tmp_path / "tutor-errors.log").read_text()
