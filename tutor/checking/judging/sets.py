"""Verdicts on sets and intervals."""

from collections.abc import Sequence
from dataclasses import replace

from tutor.bilingual import Text, fill
from tutor.checking.answer_forms import in_brackets
from tutor.checking.equality.outcomes import Different, OneSided, Same
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import domains, explaining, scalars, set_values, statements
from tutor.checking.judging.items import Matching, distinct, listed, points, written
from tutor.checking.judging.writing import typed_digits, write, write_place, write_point
from tutor.checking.question import Question, say
from tutor.checking.statements import families, forms
from tutor.checking.statements.verdicts import Alike, Open
from tutor.checking.trees.rewriting import alike
from tutor.exercise import Part, Right, Undecided, Verdict, Witness, Wrong

MEMBER = "t"


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on a set of numbers or points, however it is written.

    Raises TooLarge and Unsupported as comparing its elements does.
    """
    key = as_set(question.key)
    listed_points = points(answer) if _has_points(key) else None
    if listed_points is not None:
        answer = tree.FiniteSet(listed_points)
    typed, answer = answer, as_set(answer)
    if alike(answer, key):
        return Right(evidence="identical")
    if isinstance(key, tree.FiniteSet) and isinstance(answer, tree.FiniteSet):
        found = families.compare(answer, key, question.domains)
        if found is not None:
            return statements.of_family(found)
        anywhere = replace(question, same_domain=False)
        verdict = _judge_items(anywhere, _groups(typed), key.items)
        if isinstance(verdict, Right) and question.same_domain and not question.complex_:
            one_sided = _one_sided(question, answer.items, key.items)
            return verdict if one_sided is None else explaining.elsewhere(one_sided)
        return verdict
    return _judge_members(question, answer, key)


def _judge_members(question: Question, answer: Node, key: Node) -> Verdict:
    """The verdict on sets of which one at least is no list of elements."""
    variable = _member(question, answer, key)
    yours, expected = forms.about(answer, variable), forms.about(key, variable)
    family = families.compare(yours, expected, question.domains)
    if family is not None:
        return statements.of_family(family)
    found = statements.compare(question, yours, expected)
    if isinstance(found, Alike):
        return Right(evidence="numeric", points=found.places)
    if isinstance(found, Different):
        return statements.too_far(question, found)
    if isinstance(found, Open):
        return Undecided(why=say("unsettled"))
    others = {name: x for name, x in found.point.items() if name != variable}
    text = say(
        f"member_{found.who}_at" if others else f"member_{found.who}",
        value=write(found.point[variable], found.digits, decimal=typed_digits(answer)),
        at=write_place(others),
    )
    letters = tree.free_symbols(yours) ^ tree.free_symbols(expected)
    why = explaining.about_letters(yours, expected) if letters - {variable} else None
    return Wrong(why=why or text, witness=Witness(text=text, at=write_point(others)))


def _member(question: Question, answer: Node, key: Node) -> str:
    """The letter that stands for a member: what the statements speak of, or a new one."""
    for side, other in ((key, answer), (answer, key)):
        if not isinstance(side, tree.Relation | tree.Logic):
            continue
        alone = {
            part.name
            for relation in forms.relations(side)
            for part in (relation.left, relation.right)
            if isinstance(part, tree.Symbol)
        }
        names = sorted(alone) or sorted(tree.free_symbols(side))
        if not isinstance(other, tree.Relation | tree.Logic):
            ends = tree.free_symbols(other)  # what the ends depend on is no member
            names = [name for name in names if name not in ends] or names
        whole = [
            name for name in names if name in question.domains and question.domains[name].whole
        ]
        if names:
            return next((name for name in names if name not in whole), names[0])
    taken = tree.free_symbols(answer) | tree.free_symbols(key)
    return next(name for name in (MEMBER, "s", "u", "t_0") if name not in taken)


# What stands for a set


def as_set(node: Node) -> Node:
    """A set for what may stand for one: `±2`, `1, 2`, a single number."""
    if isinstance(node, tree.Interval | tree.Union | tree.Relation | tree.Logic):
        return node
    groups = _groups(node)
    if len(groups) == 1 and isinstance(groups[0][0], tree.Relation):
        return groups[0][0]  # {x > 1} is what it says
    return tree.FiniteSet(tuple(item for group in groups for item in group))


def _groups(node: Node) -> list[list[Node]]:
    """The elements, those together that one with ± stands for."""
    items = node.items if isinstance(node, tree.Sequence | tree.FiniteSet) else (node,)
    return [forms.signs(_without_name(item)) for item in items]


def _without_name(item: Node) -> Node:
    """The value in an element such as `x = 1` or `(x, y) = (1, 2)`."""
    if not isinstance(item, tree.Relation) or item.op != "=":
        return item
    left = item.left.items if isinstance(item.left, tree.Sequence) else (item.left,)
    named = all(isinstance(part, tree.Symbol) for part in left)
    apart = tree.free_symbols(item.left).isdisjoint(tree.free_symbols(item.right))
    return item.right if named and apart else item


def as_point(question: Question, answer: Node, text: str) -> Node:
    """The set of one point for `(1, 2)`, which is read as two elements, where points are asked."""
    if (
        _has_points(question.key)
        and isinstance(answer, tree.FiniteSet | tree.Sequence)
        and not any(isinstance(item, tree.Sequence) for item in answer.items)
        and "{" not in text
        and in_brackets(text)
    ):
        return tree.FiniteSet((tree.Sequence(answer.items),))
    return answer


def _has_points(key: Node) -> bool:
    return isinstance(key, tree.FiniteSet | tree.Sequence) and any(
        isinstance(_without_name(item), tree.Sequence) for item in key.items
    )


# Elements


def _judge_items(
    question: Question, groups: Sequence[Sequence[Node]], keys: Sequence[Node]
) -> Verdict:
    wanted = distinct(question, keys)[0]
    # Of ±0 nobody says that it stands there twice.
    answers = [item for group in groups for item in distinct(question, group)[0]]
    given, repeated = distinct(question, answers)
    found = Matching(question, given, wanted)
    parts = tuple(
        Part(label=written(item), right=not any(item is other for other in found.extra))
        for item in given
    )
    if found.perfect:
        remark: Text = say("set_repeated", items=listed(repeated)) if repeated else ""
        return Right(evidence="numeric", points=len(wanted), remark=remark, parts=parts)
    if found.unsure:
        return Undecided(why=say("unsettled"))
    if any(map(tree.free_symbols, (*found.missing, *found.extra))) and not question.complex_:
        compared = set_values.same(question, answers, keys)
        if compared is None:
            return Undecided(why=say("unsettled"))
        if compared:
            return Right(evidence="numeric", points=compared)
    why = about_items(found)
    return Wrong(why=why, witness=Witness(text=why), parts=parts)


def _one_sided(
    question: Question, answers: Sequence[Node], keys: Sequence[Node]
) -> OneSided | None:
    """Where an element has a value and no key that it equals has one, or the other way round."""
    for item in answers:
        places: list[OneSided | None] = []
        for key in keys:
            found = scalars.compare(question, item, key)
            if isinstance(found, Same):
                about = question.about(key)
                places.append(domains.one_sided(about, item, found.one_sided))
        if places and None not in places:
            return places[0]
    return None


def about_items(found: Matching) -> Text:
    """How many elements are missing, and which do not belong."""
    sentences: list[Text] = []
    if found.missing:
        name = "set_missing" if len(found.missing) == 1 else "set_missing_more"
        sentences.append(say(name, count=len(found.missing)))
    if found.extra:
        sentences.append(say("set_extra", items=listed(found.extra)))
    if len(sentences) == 1:
        return sentences[0]
    return fill({"en": "{a} {b}", "bn": "{a} {b}"}, a=sentences[0], b=sentences[1])
