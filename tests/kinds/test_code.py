"""What is special to `code`: lessons bring no code that runs, and slips of authors are found."""

import msgspec
import pytest

from tutor.bilingual import choose
from tutor.checking.assignments.declared import Given, Part
from tutor.checking.assignments.running import RunnerError
from tutor.exercise import AuthoredMistake, Right, Undecided, Wrong
from tutor.kinds.code import kind

SOFTMAX = kind.Exercise(
    id="a", prompt="p", given={"x": Given(shape=(2, 3))},
    parts=(Part(call="soft(x)", value="softmax(x)"),),
)  # fmt: skip


def judged(exercise, text):
    return kind.check(exercise, kind.read(exercise, text))


def complaints(**changes):
    exercise = msgspec.structs.replace(SOFTMAX, **changes)
    return " | ".join(f"{where}: {what}" for where, what in kind.prove(exercise))


def test_a_sound_exercise_has_no_slips():
    assert complaints() == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starter": "def f(:"}, "starter: this is not Python"),
        ({"mistakes": (AuthoredMistake("1", "no"),)}, "mistakes: a code exercise has no"),
        ({"given": {"x": Given(shape=(2,)), "y": Given(shape=(2,))}}, "given.y: no part uses `y`"),
        ({"given": {"x": Given(values="[1, 2")}}, "given: `[1, 2` is no list of numbers"),
        ({"given": {"x": Given(values="[[1], [2, 3]]")}}, "given: "),
        ({"given": {"x": Given()}}, "an input needs `values`, `shape` or `function`"),
        ({"given": {"x": Given(shape=(1000, 1000))}}, "at most"),
        ({"given": {"x": Given(function="os.system")}}, "there is no function `os.system` of ours"),
        ({"parts": (Part(call="soft"),)}, "parts[0].call: `soft` is no call"),
        ({"parts": (Part(call="soft(z)", value="softmax(z)"),)}, "`z` is not among `given`"),
        ({"parts": (Part(call="soft(x)"),)}, "no part with a `value` says what `soft(x)`"),
        ({"parts": (Part(call="soft(x)", value="softmacs(x"),)}, "neither a function of ours"),
        ({"parts": (Part(call="soft(x)", value="softmax(x)", gradient={"result": "x"}),)},
         "say of what"),
        ({"parts": (Part(call="soft(x)", value="x", gradient={"dx": "x"}, of="softmax(x)"),)},
         "`dx` is no result; `result` is"),
        ({"parts": (Part(call="soft(x)", value="2*x", gradient={"result": "x"},
                         of="logsumexp(x)"),)}, "is not the derivative of `logsumexp(x)`"),
        ({"parts": (Part(call="soft(x)", value="softmax(x)", of_own="g(x)",
                         gradient={"result": "x"}),)}, "no part with a `value` says what `g(x)`"),
        ({"parts": (Part(call="soft(x)", value="2*x"), Part(call="soft(x)", value="3*x"))},
         "want different values"),
    ],
)  # fmt: skip
def test_a_slip_of_an_author_is_found(changes, said):
    assert said in complaints(**changes)


def test_a_starter_is_never_run(tmp_path):
    """Not by proving, not by checking, not as a part of the key."""
    gone = tmp_path / "gone"
    starter = f"open({str(gone)!r}, 'w')\n\ndef soft(x):\n    ...\n"
    exercise = msgspec.structs.replace(SOFTMAX, starter=starter)
    assert list(kind.prove(exercise)) == []
    assert isinstance(judged(exercise, kind.key(exercise)), Right)
    kind.solution(exercise)
    kind.hints(exercise)
    assert not gone.exists()


def test_the_key_holds_nothing_of_the_lesson_but_names_and_numbers():
    for text in ("__import__('os')", "x; import os", "softmax(x) or exit()", "exit()"):
        exercise = msgspec.structs.replace(SOFTMAX, parts=(Part(call="soft(x)", value=text),))
        with pytest.raises(ValueError):  # noqa: PT011 (said differently for each)
            kind.key(exercise)


@pytest.mark.parametrize("text", ["__import__('os')", "exit()", "[1, exit()]", "NaN", "[1e999]"])
def test_numbers_of_a_lesson_are_numbers(text):
    parts = (Part(call="f(x)", value="[1]"), Part(call="f(y)", value="[2]"))
    given = {"x": Given(values=text), "y": Given(values="[2]")}
    exercise = kind.Exercise(id="a", prompt="p", given=given, parts=parts)
    with pytest.raises(ValueError):  # noqa: PT011 (said differently for each)
        kind.key(exercise)


def test_what_was_printed_and_the_line_of_an_error_are_shown():
    verdict = judged(SOFTMAX, "def soft(x):\n    print('seen ~~~~ this')\n    return x.y")
    assert isinstance(verdict, Wrong)
    shown = choose(verdict.witness.text, "en")
    assert "seen ~~~ this" in shown
    assert "3  return x.y" in shown


def test_a_loop_ends_and_is_told():
    verdict = judged(SOFTMAX, "def soft(x):\n    while True:\n        pass")
    assert isinstance(verdict, Wrong)
    assert "Still at line" in str(verdict.parts)


def test_where_code_cannot_be_run_the_learner_grades(monkeypatch):
    text = kind.key(SOFTMAX)
    monkeypatch.setattr("tutor.checking.assignments.running.supported", lambda: False)
    assert isinstance(judged(SOFTMAX, text), Undecided)
    monkeypatch.undo()

    def refuse(*anything):
        raise RunnerError("none")

    monkeypatch.setattr("tutor.checking.assignments.checks.check", refuse)
    assert isinstance(judged(SOFTMAX, text), Undecided)


def test_without_a_written_solution_ours_is_shown():
    shown = choose(kind.solution(SOFTMAX), "en")
    assert "def softmax(x" in shown
    assert "def over_row(" in shown, "what it uses belongs to it"
    written = msgspec.structs.replace(SOFTMAX, solution="Mine.")
    assert kind.solution(written) == "Mine."
