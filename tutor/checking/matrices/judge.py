"""The verdict on one answer: read, shape, decide, explain."""

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.bilingual import Strings, Text
from tutor.checking.matrices.arithmetic import Impossible
from tutor.checking.matrices.decision import NoDraw, Target, decide, difference, make_draws
from tutor.checking.matrices.expanding import same_by_algebra
from tutor.checking.matrices.explanation import shape_text
from tutor.checking.matrices.inference import Clash
from tutor.checking.matrices.problem import Problem, Reading, make_problem
from tutor.checking.matrices.sizes import Shape, Size, Unknown, show
from tutor.checking.matrices.terms import Term
from tutor.checking.matrices.tokens import CannotRead
from tutor.errors import TutorError
from tutor.exercise import Mistake, Right, Undecided, Unreadable, Verdict, Wrong

STRINGS = Strings(__file__, "explanations.toml")


def check(
    answer: str,
    key: str = "",
    *,
    dims: Mapping[str, Sequence[str | int] | str],
    sizes: Mapping[str, int] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    function: str = "",
    wrt: str = "",
    layout: str = "gradient",
) -> Verdict:
    """Judge a matrix expression against a key, or against the function's own derivative.

    dims: name → [rows, columns], sizes as symbols or numbers; vectors are columns, scalars
    [1, 1]. With no key, central differences of `function` by `wrt` in `layout` decide.
    Raises TutorError for an exercise that makes no sense.
    """
    problem, key_reading = setting(
        key, dims=dims, sizes=sizes, assume=assume, function=function, wrt=wrt, layout=layout,
        answer=answer,
    )  # fmt: skip
    return judge(answer, problem, key_reading)


def setting(
    key: str,
    *,
    dims: Mapping[str, Sequence[str | int] | str],
    sizes: Mapping[str, int] | None = None,
    assume: Mapping[str, str | Sequence[str]] | None = None,
    function: str = "",
    wrt: str = "",
    layout: str = "gradient",
    answer: str = "",
) -> tuple[Problem, Reading | None]:
    """The problem and its key, read. Raises TutorError when either makes no sense."""
    try:
        problem = make_problem(
            dims, sizes=sizes, assume=assume, function=function, wrt=wrt, layout=layout,
            texts=(key, answer),
        )  # fmt: skip
    except CannotRead as error:
        raise TutorError(f"function, column {error.column + 1}: {_english(error.why)}") from error
    except Clash as clash:
        raise TutorError(f"function, column {clash.at + 1}: {_english(clash.why)}") from clash
    if not key:
        if problem.function is None:
            raise TutorError("There is neither a key nor a function.")
        return problem, None
    try:
        return problem, read_key(problem, key)
    except CannotRead as error:
        raise TutorError(f"key, column {error.column + 1}: {_english(error.why)}") from error
    except Clash as clash:
        raise TutorError(f"key, column {clash.at + 1}: {_english(clash.why)}") from clash


def _english(text: Text) -> str:
    return text if isinstance(text, str) else text.get("en", "")


def read_key(problem: Problem, key: str) -> Reading:
    """The key's meaning; like the function, it may add a row or column to a matrix."""
    tree = problem.read(key)
    try:
        return problem.meaning(key, tree, problem.wanted)
    except Clash:
        if problem.broadcast:
            raise
        from dataclasses import replace

        return replace(problem, broadcast=True).meaning(key, tree, problem.wanted)


def judge(answer: str, problem: Problem, key: Reading | None) -> Verdict:
    """The verdict on `answer`. What could not be read is Unreadable, and costs nothing."""
    try:
        tree = problem.read(answer)
    except CannotRead as error:
        return Unreadable(column=error.column, why=error.why, mend=error.mend)
    wanted = wanted_shape(problem, key)
    try:
        reading = problem.meaning(answer, tree, wanted)
    except Clash as clash:
        return Wrong(why=clash.why, mistake=shape_mistake(clash.why, "shape_clash_question"))
    if key is not None and wanted is None:  # I alone takes its size from the answer
        key = problem.meaning(key.text, key.tree, reading.shape)
    term = reading.term
    if any(isinstance(size, Unknown) for size in reading.shape):
        mistake = shape_text(reading.shape, wanted, problem)
        return Wrong(why=mistake.text, mistake=mistake)
    known = key.term if key else _derived(problem)
    target = Target(problem, known)
    try:
        draws = make_draws(problem, target)
    except NoDraw:
        return Undecided(why=STRINGS("no_draw"))
    remark = _join(reading.notes)
    if key is not None and term == key.term:
        return Right(evidence="identical", remark=remark)
    try:
        right = decide(term, target, draws)
    except Impossible:
        right = False
    if right:
        proved = known is not None and same_by_algebra(term, known, dict(problem.shapes))
        return Right(evidence="proved" if proved else "numeric", points=len(draws), remark=remark)
    from tutor.checking.matrices.diagnosis import explain

    return explain(reading, problem, known, target, draws, wanted)


def _derived(problem: Problem) -> Term | None:
    """The derivative by differentials, where finite differences agree with it."""
    from tutor.checking.matrices.solutions import derived_key

    term = derived_key(problem)
    if term is None:
        return None
    measured = Target(problem, None)
    try:
        first, second = make_draws(problem, Target(problem, term), count=2, small=True)
        exact = difference(first.exact(term), measured.exact(first), floor=1e-6)
        rough = difference(second.floats(term), measured.floats(second))
    except (Impossible, NoDraw, ValueError):
        return None
    return term if exact < measured.tolerance and rough < measured.float_tolerance else None


def wanted_shape(problem: Problem, key: Reading | None) -> Shape | None:
    """The shape of a right answer."""
    if key is not None and all(isinstance(size, Size) for size in key.shape):
        return key.shape
    return problem.wanted


def shape_mistake(text: Text, question: str, **values: str) -> Mistake:
    """The mistake of parts that do not fit together."""
    return Mistake(name="shape", text=text, question=STRINGS(question, **values))


def _join(notes: Sequence[Text]) -> Text:
    if not notes:
        return ""
    if len(notes) == 1:
        return notes[0]
    from tutor.bilingual import LANGUAGES, choose

    return {language: " ".join(choose(note, language) for note in notes) for language in LANGUAGES}


def check_row(row: Mapping[str, Any]) -> Verdict:
    """Judge one row of a JSON-lines file.

    Fields: answer, key or function (or both), dims, sizes, assume, wrt, layout.
    """
    return check(
        str(row["answer"]),
        str(row.get("key") or ""),
        dims=row["dims"],
        sizes=row.get("sizes") or {},
        assume=row.get("assume") or {},
        function=str(row.get("function") or ""),
        wrt=str(row.get("wrt") or ""),
        layout=row.get("layout") or ("gradient" if row.get("wrt") else "scalar"),
    )


__all__ = ["check", "check_row", "judge", "setting", "show"]
