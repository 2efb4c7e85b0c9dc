"""Made functions can be read, differentiated, and their derivative is accepted."""

import pytest

from tutor.exercise import Answer, Right
from tutor.kinds.derivative import kind
from tutor.practice.derivatives import FAMILIES, generate, title

LEVELS = range(1, 6)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_key_of_a_made_function_is_accepted_and_nothing_is_odd_about_it(family, level):
    for seed in range(2):
        exercise = generate(family, level, seed)
        answer = kind.read(exercise, kind.key(exercise))
        assert isinstance(answer, Answer), exercise.function
        assert isinstance(kind.check(exercise, answer), Right), exercise.function
        assert list(kind.prove(exercise)) == [], exercise.function


@pytest.mark.parametrize("family", FAMILIES)
def test_every_function_can_be_read_and_asked_for(family):
    for level in LEVELS:
        for seed in range(60):
            exercise = generate(family, level, seed)
            assert kind.statement(exercise), exercise.function


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_makes_the_same_question_and_others_make_others(family):
    assert generate(family, 3, 7) == generate(family, 3, 7)
    assert len({generate(family, 3, seed).function for seed in range(30)}) > 2


def test_deeper_levels_nest_deeper():
    def depth(text):
        deepest = now = 0
        for character in text:
            now += (character == "(") - (character == ")")
            deepest = max(deepest, now)
        return deepest

    def mean(level):
        return sum(depth(generate("chain", level, seed).function) for seed in range(40)) / 40

    assert mean(1) < mean(3) < mean(4)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_a_title_a_hint_and_skills_in_both_languages(family):
    exercise = generate(family, 1, 0)
    assert set(title(family)) == {"en", "bn"}
    assert [set(hint) for hint in exercise.hints] == [{"en", "bn"}]
    assert exercise.skills
