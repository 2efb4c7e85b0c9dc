"""What the proof of an exercise must not say, and what it must."""

import pytest

from tests.kinds.test_every_kind import tables
from tutor import kinds
from tutor.lesson_reader import read_exercise
from tutor.lint import proof
from tutor.lint.giveaway import given_away
from tutor.lint.proof import prove

SOUND = [
    pytest.param(exercise, id=exercise.id) for kind in kinds.names() for exercise, _ in tables(kind)
]


@pytest.mark.parametrize("exercise", SOUND)
def test_nothing_but_translations_is_missing_in_the_kinds_own_cases(exercise):
    found = [found for found in prove(exercise) if "has no বাংলা" not in found.message]
    assert found == []


def derivative(function: str, prompt: str):
    text = f"kind: derivative\nid: d\nfunction: {function}\nprompt: |\n  {prompt}\n"
    return read_exercise(text)


@pytest.mark.parametrize(
    ("function", "prompt", "told"),
    [
        ("x^2", "Differentiate $f(x) = x^2$.", None),
        ("x^2", "Differentiate. The answer is $2x$.", True),
        ("x^2", "Differentiate. The answer is 2*x.", True),
        ("x^2", "Differentiate (answer: `x + x`).", True),
        ("x^2", "উত্তর হলো $2x$।", True),
        ("x^2", "Differentiate; $f'(x) = 2x$.", True),
        ("x^2", "Is the slope twice as large as $2x$, or not?", False),
        ("x^2", "Differentiate $x^2$ to get $2x$.", True),
        ("x^2", "Take $f(x) = x^2$ and $g(x) = 3x$.", None),
        ("x^2", "The answer is not $2x^2$.", None),
        ("x^2/2", "Give the answer in terms of $x$.", None),
        ("x^2/2", "What is the slope where $x = 3$?", None),
        ("exp(x)", "Differentiate $f(x) = e^x$.", None),
        ("exp(x)", "Its derivative is again $e^x$. Which?", None),
        ("exp(x)", "The answer is $e^x$.", True),
        ("x^3", "Write the result as a formula.", None),
        ("x^3", "The result is a polynomial.", None),
    ],
)
def test_the_answer_is_given_away_only_where_the_prompt_says_so(function, prompt, told):
    kind = kinds.load("derivative")
    found = [sure for _, sure in given_away(kind, derivative(function, prompt))]
    assert found == ([told] if told is not None else [])


PAIRS = """\
kind: match
id: m
prompt: x
pairs: [{left: a, right: '1'}, {left: b, right: '2'}, {left: c, right: '3'}]
mistakes: [{answer: 2=c, feedback: f}, {answer: 1=b, feedback: g}]
"""


def test_a_mistake_that_is_a_part_of_an_answer_stands_among_right_parts():
    kind, exercise = kinds.load("match"), read_exercise(PAIRS)
    assert kind.completed(exercise, "2=c") == "1=a 2=c 3=c"
    assert prove(exercise) == []
    twice = PAIRS.replace("1=b, feedback: g", "2=c, feedback: g")
    assert [found.where for found in prove(read_exercise(twice))] == ["mistakes[1].answer"]


def test_an_exercise_that_takes_too_long_is_told(monkeypatch):
    monkeypatch.setattr(proof, "SECONDS", 0.05)

    def forever(exercise):
        while True:
            pass

    kind = kinds.load("derivative")
    monkeypatch.setattr(kind, "prove", forever)
    (found,) = [f for f in prove(derivative("x^2", "?")) if "longer" in f.message]
    assert found.where == ""


def test_a_checker_that_fails_is_a_finding(monkeypatch):
    kind = kinds.load("derivative")
    monkeypatch.setattr(kind, "check", lambda exercise, answer: 1 / 0)
    messages = [found.message for found in prove(derivative("x^2", "?"))]
    assert "the checker fails on it: ZeroDivisionError: division by zero" in messages


@pytest.mark.parametrize("verdict", ["Undecided(why='?')", "Wrong(why='no')"])
def test_a_key_that_its_checker_refuses_is_told(monkeypatch, verdict):
    from tutor.exercise import Undecided, Wrong

    made = {"Undecided(why='?')": Undecided(why="?"), "Wrong(why='no')": Wrong(why="no")}[verdict]
    kind = kinds.load("derivative")
    monkeypatch.setattr(kind, "check", lambda exercise, answer: made)
    messages = " ".join(found.message for found in prove(derivative("x^2", "?")))
    assert "its own checker" in messages
    assert "its key `2*x`" in messages


def test_an_empty_answer_that_is_right_is_told(monkeypatch):
    from tutor.exercise import Answer, Right

    kind = kinds.load("derivative")
    monkeypatch.setattr(kind, "read", lambda exercise, text: Answer(text=text))
    monkeypatch.setattr(kind, "check", lambda exercise, answer: Right())
    messages = [found.message for found in prove(derivative("x^2", "?"))]
    assert "the empty answer is judged right" in messages


TRACE = """\
kind: trace
id: t
prompt: x
given: {ids: '%s(B, T)', table: '(V, d)'}
code: |
  x = table[ids]
  y = x.sum(axis=1)
"""


def test_a_trace_over_an_array_of_whole_numbers_is_followed():
    kind = kinds.load("trace")
    assert list(kind.prove(read_exercise(TRACE % "int "))) == []
    assert kind.key(read_exercise(TRACE % "int ")) == "(B, T, d)\n(B, d)"
    assert kind.key(read_exercise(TRACE.replace("table[ids]", "table[:, :][ids]") % "int"))


def test_a_snippet_that_fails_at_once_is_told_by_its_line_and_its_error():
    ((field, message),) = kinds.load("trace").prove(read_exercise(TRACE % ""))
    assert field == "code"
    assert "line 1 fails" in message
    assert "float64" in message


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("0.3333", True),
        ("-2.71828", True),
        ("12.3456%", True),
        ("0.125", False),
        ("1/3", False),
        ("ceil(6*log(10)/(-log(0.2)))", False),
        ("sqrt(2.5)*1.25", False),
    ],
)
def test_only_a_long_decimal_by_itself_is_a_rounded_key(answer, told):
    exercise = read_exercise(f"kind: number\nid: n\nprompt: x\nanswer: '{answer}'\n")
    found = [where for where, _ in kinds.load("number").prove(exercise)]
    assert found == (["tolerance"] if told else [])
