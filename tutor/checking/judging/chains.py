"""Chains of equations where an expression is asked: a name and its value, or steps to the answer.

`y = 2x + 5` gives the answer 2x + 5 a name, `3·4 = 12` tells how it was found, and
`f(x) = (x+1)² = x² + 2x + 1` does both. The last member is the answer; the others have to
equal it. Equations in letters that the question does not have, such as `2x = 6`, are no answer yet.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from tutor.bilingual import Text
from tutor.checking.answer_forms import form_of, members_of
from tutor.checking.expression import Reading, read, show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.question import Question, say
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Right, Unreadable, Verdict, Wrong

_WORD = re.compile(r"([A-Za-z][A-Za-z0-9_]*)[\s&$:}]*\Z")
_APPLIED = re.compile(r"[A-Za-z0-9_}]\s*(?:\\left\s*)?[(\[]")
_SUPERSCRIPT = re.compile(r"\^\s*\{?\s*\(")
_ANY_WORD = 3
"""From so many letters on a word is a name also where one of its letters is a variable."""


@dataclass(frozen=True, slots=True)
class Chain:
    """name: what stands before the first `=`, where that is a name. members: equal, in order."""

    name: str
    members: tuple[Node, ...]


def chain_of(question: Question, answer: Node, text: str) -> Chain | None:
    """The members that an answer with `=` consists of; None where it is to be judged as it is."""
    members = members_of(answer)
    if not members:
        members = _steps_before(question, answer, text)
    if len(members) < 2:
        return None
    name, members = _without_names(question, members, text)
    if not isinstance(answer, tree.Relation):
        # What leads to several steps, such as f'(x), need not be an expression in their letters.
        while len(members) > 1 and tree.free_symbols(members[0]) - _letters(question):
            members = members[1:]
    if len(members) > 1 and not _comparable(question, members):
        return None
    if any(form_of(member) != "expression" for member in members):
        return None
    return Chain(name, members)


def judge(
    question: Question, found: Chain, text: str, judged: Callable[[Question, Node], Verdict]
) -> Verdict:
    """The verdict on the last member; turned back where an earlier one differs from a right last.

    judged: gives the verdict on one expression.
    """
    *earlier, last = found.members
    verdict = judged(question, last)
    if not isinstance(verdict, Right):
        return verdict
    lenient = replace(question, same_domain=False)
    steps = [judged(lenient, member) for member in earlier]
    if any(isinstance(step, Wrong) for step in steps):
        return _false_step(found, text, _first_false(lenient, found, steps, judged))
    for step in steps:
        if not isinstance(step, Right):
            return step
    if verdict.remark or not (earlier or found.name):
        return verdict
    return msgspec.structs.replace(verdict, remark=_remark(found))


def _first_false(
    question: Question,
    found: Chain,
    steps: Sequence[Verdict],
    judged: Callable[[Question, Node], Verdict],
) -> int:
    """The first member that does not equal the one after it, as its number in the members.

    steps: the verdicts on all members but the last, which is right; one of them is wrong.
    """
    wrong = [place for place, step in enumerate(steps) if isinstance(step, Wrong)]
    if wrong[0]:
        return wrong[0] - 1
    for place, (left, right) in enumerate(pairwise(found.members)):
        if place + 1 not in wrong or isinstance(judged(question.about(left), right), Wrong):
            return place
    raise AssertionError("the last member is right, and the first is not")


def _false_step(found: Chain, text: str, place: int) -> Unreadable:
    """What is said of a step that does not hold, where the last member is right."""
    left, right = found.members[place : place + 2]
    why = say("step_fails", step=f"{show.plain(left)} = {show.plain(right)}")
    column = len(text.rsplit("=", len(found.members) - 1 - place)[0])
    return Unreadable(column=column, why=why, mend=show.python(found.members[-1]))


def _remark(found: Chain) -> Text:
    if len(found.members) > 1:
        return say("steps_hold")
    named = "named" if tree.free_symbols(found.members[0]) else "named_number"
    return say(named, name=found.name)


# Members


def _steps_before(question: Question, answer: Node, text: str) -> tuple[Node, ...]:
    """The members of which the last was read as the answer; empty where there are no others."""
    if text.count("=") < 2:
        return ()
    reading = read(text, names=set(question.names), complex_=question.complex_)
    if not isinstance(reading, Reading):
        return ()
    members = members_of(elaborate(reading.tree))
    return members if members and members[-1] == answer else ()


def _comparable(question: Question, members: tuple[Node, ...]) -> bool:
    """Whether members can be steps: about the letters of the question, none a variable alone.

    `x = 2x` says something of x, not that x is a name for the answer; and `sin(x) = 0` is an
    equation to be solved where an answer with letters is asked.
    """
    lettered = [bool(tree.free_symbols(node)) for node in (question.key, *members)]
    if lettered[0] and not lettered[-1] and any(lettered[1:]):
        return False
    return all(
        tree.free_symbols(member) <= _letters(question)
        and (member == question.key or not isinstance(member, tree.Symbol))
        for member in members
    )


def _letters(question: Question) -> frozenset[str]:
    """The letters of the key and of the function it was derived from."""
    function = question.function
    return tree.free_symbols(question.key) | (
        tree.free_symbols(function) if function is not None else frozenset()
    )


# Names


def _without_names(
    question: Question, members: tuple[Node, ...], text: str
) -> tuple[str, tuple[Node, ...]]:
    """The first name among the members, or nothing, and the members that are no names."""
    name = ""
    typed = text.split("=")
    for label in typed:
        if len(members) < 2 or not _is_name(question, members[0], members[1:], label):
            break
        name = name or _spelled_out(members[0], label)
        members = members[1:]
    last = members[-1]
    behind = not name and len(members) == 2 and isinstance(last, tree.Symbol)
    if behind and _is_name(question, last, members[:1], ""):
        return _spelled_out(last, ""), members[:1]
    return name, members


def _is_name(question: Question, node: Node, others: tuple[Node, ...], typed: str) -> bool:
    """Whether a member names the others: `y`, `|A|`, `f(x)`, `a^{(1)}` or a word such as MSE.

    Its letters are neither the question's nor in the other members. For a number any letter
    is a name, also one that was declared.
    """
    used = frozenset[str]().union(*(tree.free_symbols(other) for other in others))
    taken = question.names | used
    if isinstance(node, tree.Symbol):
        numeric = not tree.free_symbols(question.key) and question.function is None
        return node.name not in (used if numeric and not used else taken)
    inner: Node = node
    while isinstance(inner, tree.Call) and inner.name == "abs":
        (inner,) = inner.args
    if isinstance(inner, tree.Symbol):
        return inner.name not in taken
    letters = tree.free_symbols(node)
    word = _WORD.search(typed)
    if word and letters and _bare(word[1]) == _bare(_spelled(node)):
        return letters.isdisjoint(taken) or (len(word[1]) >= _ANY_WORD and not letters <= taken)
    if isinstance(node, tree.Mul) and len(node.factors) == 2 and _APPLIED.search(typed):
        function, argument = node.factors
        arguments = argument.items if isinstance(argument, tree.Sequence) else (argument,)
        named = isinstance(function, tree.Symbol) and function.name not in taken
        return named and all(isinstance(a, tree.Symbol | tree.Number) for a in arguments)
    if isinstance(node, tree.Pow) and _SUPERSCRIPT.search(typed):
        return isinstance(node.base, tree.Symbol) and node.base.name not in taken
    return False


def _spelled(node: Node) -> str:
    """The letters of a word that was read as a product or a call, such as `MSE` or `cost`."""
    if isinstance(node, tree.Symbol | tree.Constant):
        return node.name
    if isinstance(node, tree.Mul | tree.Call):
        begun = node.name if isinstance(node, tree.Call) else ""
        return begun + "".join(map(_spelled, tree.children(node)))
    return "?"


def _bare(word: str) -> str:
    return word.replace("_", "").lower()


def _spelled_out(node: Node, typed: str) -> str:
    """A name as it is told: as typed where that was plain text."""
    if isinstance(node, tree.Symbol):
        return node.name
    plain = typed.strip(" :")
    return plain if plain.isascii() and not set(plain) & set("\\{}$&") else show.plain(node)
