"""Derivatives by differentials, worked solutions and drills, all against finite differences."""

import random

import msgspec
import pytest

from tests.checking.matrices.identities import identities
from tutor.bilingual import LANGUAGES
from tutor.checking.display import tex
from tutor.checking.matrices import check, drills, prove_key, worked_solution
from tutor.checking.matrices.jacobians import derivative
from tutor.checking.matrices.layouts import LAYOUTS
from tutor.checking.matrices.printing import to_text
from tutor.checking.matrices.problem import make_problem
from tutor.exercise import Right
from tutor.kinds.choice import kind as choice
from tutor.kinds.matrix import kind as matrix

DERIVATIVES = [
    pytest.param(identity.row, id=identity.name.replace(" ", "-"))
    for identity in identities()
    if "wrt" in identity.row
]
SETTING = ("dims", "assume", "function", "wrt", "layout")


@pytest.mark.parametrize("row", DERIVATIVES)
def test_differentials_give_the_key(row: dict) -> None:
    given = {field: row[field] for field in SETTING if field in row}
    problem = make_problem(**given)
    assert problem.function is not None
    term = derivative(
        problem.function.term, problem.wrt, problem.layout, dict(problem.shapes), problem.assume
    )
    assert isinstance(check(to_text(term), row["key"], **given), Right)


@pytest.mark.parametrize("row", DERIVATIVES[::3])
def test_a_worked_solution_is_told_in_every_language_and_its_formulas_can_be_shown(
    row: dict,
) -> None:
    given = {field: row[field] for field in ("layout", "assume") if field in row}
    text = worked_solution(row["function"], row["wrt"], row["dims"], **given)
    assert isinstance(text, dict)
    assert set(text) == set(LANGUAGES)
    formulas = text["en"].split("$$")[1::2]
    assert formulas
    for formula in formulas:
        tex(formula)


def test_a_worked_solution_goes_step_by_step() -> None:
    text = worked_solution("x'*A*x", "x", {"A": ["n", "n"], "x": ["n", 1]})
    assert isinstance(text, dict)
    assert text["en"].count("df =") >= 2
    assert r"A\,x + A^\top\,x" in text["en"]


def test_a_wrong_key_is_found() -> None:
    row = {"dims": {"A": ["n", "n"], "x": ["n", 1]}, "function": "x'*A*x", "wrt": "x"}
    assert prove_key({**row, "key": "(A + A')*x"}) == ""
    assert "finite differences" in str(prove_key({**row, "key": "2*A*x"}))
    assert "1×n" in str(prove_key({**row, "key": "x'*(A + A')"}))


def test_the_bank_is_large_enough_and_every_family_has_a_hint() -> None:
    bank = drills.bank()
    assert len(bank["templates"]) >= 60
    assert set(drills.families()) == set(bank["hints"])
    assert {template["level"] for template in bank["templates"]} == set(drills.LEVELS)


@pytest.mark.parametrize("template", drills.bank()["templates"], ids=lambda t: t["id"])
def test_every_template_makes_sound_exercises(template: dict) -> None:
    for seed in range(2):
        data = drills.exercise_data(template, random.Random(seed), "matrix-drill")
        exercise = msgspec.convert(data, matrix.Exercise)
        assert list(matrix.prove(exercise)) == []
        answer = matrix.read(exercise, matrix.key(exercise))
        assert isinstance(matrix.check(exercise, answer), Right)  # type: ignore[arg-type]
        assert len(matrix.hints(exercise)) >= 2


def test_a_seed_gives_the_same_drill_again() -> None:
    for seed in range(5):
        assert drills.drill(seed) == drills.drill(seed)
        assert drills.drill(seed, level=2)["difficulty"] == 2
        assert drills.drill(seed, family="trace")["skills"] == ["matrix-trace"]
    assert len({drills.drill(seed)["function"] for seed in range(40)}) > 15
    with pytest.raises(ValueError, match="level"):
        drills.drill(1, level=5, family="linear")


def test_the_shape_drill_goes_over_all_pairs_and_layouts() -> None:
    pairs = drills.shape_pairs()
    assert {(of, by) for of, by, _ in pairs} >= {
        (of, by)
        for of in ("scalar", "vector", "matrix")
        for by in ("scalar", "vector", "matrix")
        if (of, by) != ("scalar", "scalar")
    }
    assert {layout for _, _, layout in pairs} == set(LAYOUTS)
    for seed in range(len(pairs)):
        exercise = msgspec.convert(drills.shape_drill(seed), choice.Exercise)
        assert sum(option.right != "" for option in exercise.options) == 1


def test_the_backward_pass_is_a_chain_whose_every_step_can_be_answered() -> None:
    for seed in range(4):
        chain = drills.backward_pass(seed)
        assert len(chain) == 8
        for data in chain:
            exercise = msgspec.convert(data, matrix.Exercise)
            answer = matrix.read(exercise, matrix.key(exercise))
            assert isinstance(matrix.check(exercise, answer), Right)  # type: ignore[arg-type]
