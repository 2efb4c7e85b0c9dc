"""Identities of matrix calculus: keys against finite differences, answers, named slips."""

from collections import Counter

import pytest

from tests.checking.matrices.identities import Identity, identities
from tutor.bilingual import LANGUAGES, choose
from tutor.checking.matrices import check_row, prove_key
from tutor.exercise import Right, Wrong

EVERY = [pytest.param(identity, id=identity.name.replace(" ", "-")) for identity in identities()]


def test_there_are_enough_identities() -> None:
    assert len(identities()) >= 120
    for identity in identities():
        assert len(identity.right) >= 4, identity.name
        assert len(identity.wrong) >= 4, identity.name


@pytest.mark.parametrize("identity", EVERY)
def test_a_key_agrees_with_finite_differences_of_its_function(identity: Identity) -> None:
    assert prove_key(identity.row) == ""


@pytest.mark.parametrize("identity", EVERY)
def test_every_notation_of_the_right_answer_is_right(identity: Identity) -> None:
    for answer in identity.right:
        verdict = check_row({**identity.row, "answer": answer})
        assert isinstance(verdict, Right), (answer, verdict)


@pytest.mark.parametrize("identity", EVERY)
def test_every_slip_is_wrong_and_told_in_every_language(identity: Identity) -> None:
    for _, answer in identity.wrong:
        verdict = check_row({**identity.row, "answer": answer})
        assert isinstance(verdict, Wrong), (answer, verdict)
        assert verdict.mistake is not None
        for language in LANGUAGES:
            assert choose(verdict.mistake.text, language).strip()
            assert choose(verdict.mistake.question, language).strip().endswith("?")


def test_the_slip_that_was_planted_is_the_one_claimed() -> None:
    planted: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for identity in identities():
        for slug, answer in identity.wrong:
            verdict = check_row({**identity.row, "answer": answer})
            assert isinstance(verdict, Wrong)
            assert verdict.mistake is not None
            planted[slug] += 1
            named[slug] += verdict.mistake.name == slug
    poor = {
        slug: (named[slug], planted[slug]) for slug in planted if named[slug] < 0.85 * planted[slug]
    }
    assert poor == {}


DERIVATIVES = [case for case in EVERY if "wrt" in case.values[0].row]


@pytest.mark.parametrize("identity", DERIVATIVES[::4])
def test_without_a_key_the_function_decides_alike(identity: Identity) -> None:
    row = {field: value for field, value in identity.row.items() if field != "key"}
    for answer in identity.right:
        assert isinstance(check_row({**row, "answer": answer}), Right), answer
    for _, answer in identity.wrong:
        assert isinstance(check_row({**row, "answer": answer}), Wrong), answer
