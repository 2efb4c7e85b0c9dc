"""Matrix: the derivative of a function as a matrix expression, or any matrix expression.

An answer text is an expression in the given names, in NumPy, MATLAB, Unicode or TeX notation.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text
from tutor.checking.matrices import show, solutions
from tutor.checking.matrices.inference import Clash
from tutor.checking.matrices.layouts import Layout
from tutor.checking.matrices.printing import tex_name, to_text
from tutor.checking.matrices.problem import Problem, make_problem
from tutor.checking.matrices.sizes import show as show_shape
from tutor.checking.matrices.tokens import CannotRead
from tutor.errors import LessonError, TutorError
from tutor.exercise import Answer, Formula, Mistake, Right, Unreadable, Verdict, Wrong

strings = Strings(__file__)

Shape = Annotated[
    str,
    msgspec.Meta(description="rows × columns, such as `m×n`; `n` is a column, `scalar` is 1×1"),
]


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="matrix"):
    """A matrix expression.

    variables: name → shape. assume: name → assumption, such as `symmetric`, `spd`, `onehot`.
    function, wrt and layout say which derivative is asked; with no `wrt` the expression `answer`
    itself is asked. answer: the key; left out, the function alone decides.
    """

    variables: dict[str, Shape]
    assume: dict[str, str] = msgspec.field(default_factory=dict)
    function: Formula = ""
    wrt: str = ""
    layout: Layout = "gradient"
    answer: Formula = ""
    prompt: Text = msgspec.field(default_factory=lambda: dict(strings["prompt"]))

    def __post_init__(self) -> None:
        if not self.variables:
            raise LessonError("name at least one variable with its shape", field="variables")
        if not self.answer and not (self.function and self.wrt):
            raise LessonError("give `answer`, or `function` and `wrt`", field="answer")
        if self.wrt and self.wrt not in self.variables:
            raise LessonError(f"`{self.wrt}` is not among the variables", field="wrt")


# --- the question ---------------------------------------------------------------------


def problem_of(exercise: Exercise) -> Problem:
    """What the answer is judged against. Raises TutorError, CannotRead or Clash."""
    return _problem(msgspec.json.encode(exercise))


@lru_cache(maxsize=32)
def _problem(encoded: bytes) -> Problem:
    exercise = msgspec.json.decode(encoded, type=Exercise)
    return make_problem(
        exercise.variables,
        assume=exercise.assume,
        function=exercise.function,
        wrt=exercise.wrt,
        layout=exercise.layout if exercise.wrt else "scalar",
        texts=(exercise.answer,),
    )


def told_layout(exercise: Exercise) -> Text:
    """The layout and the shapes as a sentence to show beside the answer field, always."""
    problem = problem_of(exercise)
    shapes = ", ".join(
        f"{show.letters(name)}: {show_shape(shape)}" for name, shape in problem.shapes.items()
    )
    wanted = problem.wanted
    asked = show_shape(wanted) if wanted else ""
    if not exercise.wrt:
        return strings("shapes", shapes=shapes)
    return strings(
        "layout_" + exercise.layout, shapes=shapes, wanted=asked, wrt=show.letters(exercise.wrt)
    )


# --- reading and judging --------------------------------------------------------------


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    problem = problem_of(exercise)
    try:
        tree = problem.read(text)
    except CannotRead as error:
        return Unreadable(column=min(error.column, len(text)), why=error.why, mend=error.mend)
    try:
        reading = problem.meaning(text, tree, problem.wanted)
    except Clash as clash:
        # A clash of shapes is a mistake to be judged, not a slip of the pen.
        return Answer(text=text, notes=(clash.why,), value=tree)
    shown = show.shown(reading).text
    return Answer(text=text, shown=shown, notes=reading.notes, value=tree)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    from tutor.checking.matrices.judge import judge, read_key

    problem = problem_of(exercise)
    key = read_key(problem, exercise.answer) if exercise.answer else None
    verdict = judge(answer.text, problem, key)
    if not isinstance(verdict, Wrong):
        return verdict
    foreseen = _foreseen(exercise, answer.text, problem)
    if foreseen is None:
        return verdict
    return Wrong(why=foreseen.text, witness=verdict.witness, mistake=foreseen)


def _foreseen(exercise: Exercise, text: str, problem: Problem) -> Mistake | None:
    """The mistake that the author foresaw, if the answer equals it."""
    from tutor.checking.matrices.judge import judge, read_key

    for mistake in exercise.mistakes:
        try:
            if isinstance(judge(text, problem, read_key(problem, mistake.answer)), Right):
                return Mistake(name="authored", text=mistake.feedback)
        except (CannotRead, Clash):
            continue
    return None


def key(exercise: Exercise) -> str:
    if exercise.answer:
        return exercise.answer
    term = solutions.derived_key(problem_of(exercise))
    return to_text(term) if term is not None else ""


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    made = solutions.worked_solution(problem_of(exercise))
    return made or strings("solution", answer=f"`{key(exercise)}`")


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    problem = problem_of(exercise)
    if problem.wanted is None or not exercise.wrt:
        return ()
    return (
        strings("hint_shape", wanted=show_shape(problem.wanted)),
        strings("hint_differential", wrt=f"${tex_name(exercise.wrt)}$"),
    )


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    try:
        problem_of(exercise)
    except (CannotRead, Clash) as error:
        yield "function", _english(error.why)
        return
    except TutorError as error:
        yield "variables", error.message
        return
    if not exercise.answer and not key(exercise):
        yield "answer", "no rule is known for this derivative: give the key as `answer`"
    yield from _prove_key(exercise)
    for index, mistake in enumerate(exercise.mistakes):
        answer = read(exercise, mistake.answer)
        if isinstance(answer, Unreadable):
            yield f"mistakes[{index}].answer", _english(answer.why)
        elif isinstance(check(exercise, answer), Right):
            yield f"mistakes[{index}].answer", "this foreseen mistake is right"


def _prove_key(exercise: Exercise) -> Iterable[tuple[str, str]]:
    from tutor.checking.matrices.proof import prove_key

    row: dict[str, Any] = {
        "key": key(exercise), "dims": exercise.variables, "assume": exercise.assume,
        "function": exercise.function, "wrt": exercise.wrt,
    }  # fmt: skip
    if exercise.wrt:
        row["layout"] = exercise.layout
    try:
        complaint = prove_key(row)
    except TutorError as error:
        yield "answer", error.message
        return
    if complaint:
        yield "answer", _english(complaint)


def _english(text: Text) -> str:
    return text if isinstance(text, str) else text.get("en", "")
