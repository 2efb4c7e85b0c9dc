"""The assignments as data, the state of the lab, and what it keeps."""

import re
import tomllib

import pytest

from tutor.bilingual import LANGUAGES
from tutor.checking.assignments import expected
from tutor.checking.assignments.comparing import same
from tutor.checking.assignments.declared import read_call
from tutor.checking.assignments.inputs import make
from tutor.checking.assignments.source import Parsed, parse
from tutor.checking.display import tex
from tutor.labs import LabError
from tutor.labs.assignment.model import FOLDER, Model, Record, assignments

every = pytest.mark.parametrize("name", assignments())


def test_the_assignments_of_the_course_are_there():
    assert list(assignments()) == [
        "numerical-gradient", "descent", "softmax", "mlp-two-layers", "layer-norm", "attention",
        "mlp-three-layers",
    ]  # fmt: skip


@every
def test_an_assignment_is_written_in_both_languages(name):
    assignment = assignments()[name]
    labels = [part.label for part in assignment.parts if part.label]
    for text in (assignment.title, assignment.about, assignment.task, *assignment.hints, *labels):
        assert set(text) == set(LANGUAGES)
        assert all(each.strip() for each in text.values())
    assert assignment.hints


@every
def test_every_formula_of_a_task_can_be_shown(name):
    assignment = assignments()[name]
    for text in (assignment.task, *assignment.hints):
        for language in LANGUAGES:
            for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", text[language], re.S):
                assert tex(display or inline).lines


@every
def test_a_starter_is_python_with_every_function_that_is_called(name):
    assignment = assignments()[name]
    parsed = parse(assignment.starter)
    assert isinstance(parsed, Parsed)
    for part in assignment.parts:
        for text in (part.call, part.of_own):
            assert not text or read_call(text).function in parsed.names


@every
def test_every_gradient_that_is_declared_is_one(name):
    """Our values against central differences of our own forward functions."""
    assignment = assignments()[name]
    given = make(assignment.given)
    for part in assignment.parts:
        values = expected.value(part, given)
        for result, wrt in part.gradient.items():
            place = part.gives.index(result) if part.gives else 0
            along = given[part.along] if part.along else None
            numeric = expected.differences(part.of, wrt, along, given)
            assert same(values[place], numeric, 1e-6), (part.call, result)


@every
def test_every_gradient_is_checked_against_something(name):
    gradients = [part for part in assignments()[name].parts if part.gradient]
    assert gradients
    assert all(part.of for part in gradients)


@every
def test_a_file_is_named_by_its_id(name):
    assert tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["id"] == name


def test_the_state_is_two_words():
    assert Model.begin({}).state() == {"assignment": "", "watch": "on"}
    state = {"assignment": "softmax", "watch": "off"}
    assert Model.begin(state).state() == state


@pytest.mark.parametrize(
    ("start", "field"),
    [({"assignment": "sofmax"}, "assignment"), ({"watch": "maybe"}, "watch"), ({"x": ""}, "x")],
)
def test_what_cannot_be_is_refused_with_what_can(start, field):
    with pytest.raises(LabError) as refused:
        Model.begin(start)
    assert refused.value.field == field


def test_a_sign_tells_how_far_one_has_come():
    assert [Record(right=right, of=of).sign for right, of in ((0, 0), (0, 4), (1, 4), (4, 4))] == [
        "○", "✗", "◐", "✓",
    ]  # fmt: skip
