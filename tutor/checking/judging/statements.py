"""Verdicts on equations and inequalities: the same solution set."""

from dataclasses import replace

from tutor.bilingual import Text
from tutor.checking.equality.outcomes import Different
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import complex_statements, domains, explaining, items, nearly, tolerant
from tutor.checking.judging.writing import (
    typed_digits,
    write,
    write_exactly,
    write_names,
    write_place,
    write_point,
)
from tutor.checking.question import Question, say
from tutor.checking.statements import comparison, families, forms
from tutor.checking.statements.verdicts import Alike, Open, Unlike
from tutor.checking.trees.rewriting import alike
from tutor.exercise import Right, Undecided, Verdict, Witness, Wrong


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on a statement; also on a set, when the key speaks of one variable.

    Raises TooLarge where its truth cannot be told at a place, Unsupported for what says nothing.
    """
    key = question.key
    if alike(answer, key):
        return Right(evidence="identical")
    if question.complex_:
        return complex_statements.judge(question, answer)
    names = sorted(tree.free_symbols(key) | tree.free_symbols(answer))
    variable = names[0] if len(names) == 1 else "x"
    yours, expected = (forms.about(side, variable) for side in (answer, key))
    return verdict(question, yours, expected, answer)


def of_points(key: Node, answer: Node) -> Node:
    """What `(1, 2) and (2, 1)` says where a system is asked, the letters in alphabetical order."""
    names = tuple(map(tree.Symbol, sorted(tree.free_symbols(key))))
    listed = items.points(answer) if isinstance(key, tree.Logic) and len(names) > 1 else None
    if listed is None or any(len(point.items) != len(names) for point in listed):
        return answer
    everything = tree.Sequence(names)
    return tree.Logic("or", tuple(tree.Relation("=", everything, point) for point in listed))


def verdict(question: Question, answer: Node, key: Node, typed: Node) -> Verdict:
    """The verdict on two statements. typed: what is shown to have been answered."""
    family = families.compare(answer, key, question.domains)
    if family is not None:
        return of_family(family)
    found = compare(question, answer, key)
    if isinstance(found, Alike):
        if found.one_sided is None and question.same_domain:
            found = replace(found, one_sided=domains.solution(question, answer, key))
        return _right(question, found)
    if isinstance(found, Different):
        return too_far(question, found)
    if isinstance(found, Open):
        return Undecided(why=say("unsettled"))
    decimal = typed_digits(answer)
    point = sorted(found.point.items())
    at = {name: write(x, found.digits, decimal=decimal) for name, x in point}
    text = say(f"solves_{found.who}", at=write_names(at))
    witness = Witness(text=text, at=at)
    why: Text = explaining.about_letters(typed, question.key) or witness.text
    return Wrong(why=why, witness=witness)


def compare(question: Question, answer: Node, key: Node) -> Alike | Unlike | Open | Different:
    """The comparison of two statements, within the tolerance where there is one."""
    found = comparison.compare(answer, key, question.domains, seed=question.seed)
    if question.tolerance is None or isinstance(found, Alike):
        return found
    return nearly.compare(question, answer, key) or found


def too_far(question: Question, found: Different) -> Wrong:
    """The verdict on a number that is off by more than the tolerance."""
    assert question.tolerance is not None
    assert found.answer is not None
    why = tolerant.too_far(found.answer, found.key, question.tolerance)
    return Wrong(why=why, witness=Witness(text=why))


def _right(question: Question, found: Alike) -> Verdict:
    one_sided = found.one_sided
    if one_sided is None:
        return Right(evidence="numeric", points=found.places)
    point = dict(sorted(one_sided.point.items()))
    remark = say(f"solution_{one_sided.who}", at=write_place(point, exactly=True))
    if question.same_domain:
        witness = Witness(text=remark, at=write_point(point))
        return Wrong(why=say("same_domain", remark=remark), witness=witness)
    return Right(evidence="numeric", points=found.places, remark=remark)


def of_family(found: Alike | Unlike | Open) -> Verdict:
    """The verdict on two families of numbers, the number itself standing last in a point."""
    if isinstance(found, Alike):
        return Right(evidence="numeric", points=found.places)
    if isinstance(found, Open):
        return Undecided(why=say("unsettled"))
    *letters, name = found.point
    place = {letter: found.point[letter] for letter in letters}
    text = say(
        f"family_{found.who}" if letters else f"member_{found.who}",
        at=write_place(place),
        value=write_exactly(found.point[name]),
    )
    return Wrong(why=text, witness=Witness(text=text, at=write_point(found.point)))
