"""Verdicts on sets, intervals, lists and matrices."""

from collections.abc import Sequence
from dataclasses import replace

from tutor.bilingual import Text, fill
from tutor.checking.equality.outcomes import Same, Unknown
from tutor.checking.expression import show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import (
    complex_values,
    expressions,
    nearly,
    set_values,
    statements,
    tolerant,
)
from tutor.checking.judging.writing import write, write_place, write_point
from tutor.checking.question import Question, infinity, say
from tutor.checking.statements import comparison, families, forms
from tutor.checking.statements.verdicts import Alike, Open
from tutor.checking.trees import elaboration
from tutor.checking.trees.rewriting import alike
from tutor.exercise import Part, Right, Undecided, Verdict, Witness, Wrong

MEMBER = "t"


def same(question: Question, a: Node, b: Node) -> bool | None:
    """Whether two entries are equal; None when that cannot be told."""
    if alike(a, b):
        return True
    if isinstance(a, tree.Sequence) or isinstance(b, tree.Sequence):
        if not (isinstance(a, tree.Sequence) and isinstance(b, tree.Sequence)):
            return False
        if len(a.items) != len(b.items):
            return False
        answers = [same(question, x, y) for x, y in zip(a.items, b.items, strict=True)]
        return False if False in answers else None if None in answers else True
    if infinity(a) or infinity(b):
        return infinity(a) == infinity(b)
    if question.complex_:
        return complex_values.same(question, a, b)
    if question.tolerance is not None:
        return isinstance(tolerant.judge(replace(question, key=b), a), Right)
    found = expressions.compare(question, a, b)
    return None if isinstance(found, Unknown) else isinstance(found, Same)


# Sets


def judge_set(question: Question, answer: Node) -> Verdict:
    """The verdict on a set of numbers, however it is written."""
    key = as_set(question.key)
    answer = as_set(answer)
    if answer == key:
        return Right(evidence="identical")
    if isinstance(key, tree.FiniteSet) and isinstance(answer, tree.FiniteSet):
        found = families.compare(answer, key, question.domains)
        return (
            _judge_items(question, answer.items, key.items)
            if found is None
            else statements.of_family(found)
        )
    if question.tolerance is not None:
        close = nearly.judge(answer, key, question.tolerance)
        if close is not None:
            return close
    variable = _member(question, answer, key)
    yours, expected = forms.about(answer, variable), forms.about(key, variable)
    family = families.compare(yours, expected, question.domains)
    if family is not None:
        return statements.of_family(family)
    found = comparison.compare(yours, expected, question.domains, seed=question.seed)
    if isinstance(found, Alike):
        return Right(evidence="numeric", points=found.places)
    if isinstance(found, Open):
        return Undecided(why=say("nowhere"))
    others = {name: x for name, x in found.point.items() if name != variable}
    text = say(
        f"member_{found.who}_at" if others else f"member_{found.who}",
        value=write(found.point[variable], found.digits),
        at=write_place(others),
    )
    letters = expressions.about_letters(answer, key)
    return Wrong(why=letters or text, witness=Witness(text=text, at=write_point(others)))


def _member(question: Question, answer: Node, key: Node) -> str:
    """The letter that stands for a member: what the statements speak of, or a new one."""
    told = [side for side in (key, answer) if isinstance(side, tree.Relation | tree.Logic)]
    for side in told:
        alone = {
            part.name
            for relation in forms.relations(side)
            for part in (relation.left, relation.right)
            if isinstance(part, tree.Symbol)
        }
        names = sorted(alone) or sorted(tree.free_symbols(side))
        whole = [
            name for name in names if name in question.domains and question.domains[name].whole
        ]
        if names:
            return next((name for name in names if name not in whole), names[0])
    taken = tree.free_symbols(answer) | tree.free_symbols(key)
    return next(name for name in (MEMBER, "s", "u", "t_0") if name not in taken)


def as_set(node: Node) -> Node:
    """A set for what may stand for one: `±2`, `1, 2`, a single number."""
    if isinstance(node, tree.Sequence):
        return tree.FiniteSet(_with_signs(node.items))
    if isinstance(node, tree.FiniteSet):
        return tree.FiniteSet(_with_signs(node.items))
    if isinstance(node, tree.Interval | tree.Union | tree.Relation | tree.Logic):
        return node
    return tree.FiniteSet(_with_signs((node,)))


def _with_signs(items: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(choice for item in items for choice in forms.signs(item))


def _judge_items(question: Question, answers: tuple[Node, ...], keys: tuple[Node, ...]) -> Verdict:
    wanted = _distinct(question, keys)[0]
    given, repeated = _distinct(question, answers)
    missing = list(wanted)
    extra: list[Node] = []
    unsure = False
    for item in given:
        matches = [same(question, item, other) for other in missing]
        if True in matches:
            del missing[matches.index(True)]
        elif None in matches:
            unsure = True
            extra.append(item)
        else:
            extra.append(item)
    parts = tuple(
        Part(label=show.plain(item), right=not any(item is other for other in extra))
        for item in given
    )
    if not missing and not extra:
        remark: Text = say("set_repeated", items=_listed(repeated)) if repeated else ""
        return Right(evidence="numeric", points=len(wanted), remark=remark, parts=parts)
    if unsure:
        return Undecided(why=say("nowhere"))
    if any(map(tree.free_symbols, (*missing, *extra))) and not question.complex_:
        points = set_values.same(question, answers, keys)
        if points is None:
            return Undecided(why=say("nowhere"))
        if points:
            return Right(evidence="numeric", points=points)
    sentences = [
        say(key, items=_listed(items))
        for key, items in (("set_missing", missing), ("set_extra", extra))
        if items
    ]
    return Wrong(why=_joined(sentences), witness=Witness(text=_joined(sentences)), parts=parts)


def _distinct(question: Question, items: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """The different items, and those that repeat an earlier one."""
    found: list[Node] = []
    repeated: list[Node] = []
    for item in items:
        again = any(same(question, item, other) for other in found)
        (repeated if again else found).append(item)
    return found, repeated


def _listed(items: Sequence[Node]) -> str:
    return ", ".join(show.plain(item) for item in items)


def _joined(sentences: Sequence[Text]) -> Text:
    return (
        fill({"en": "{a} {b}", "bn": "{a} {b}"}, a=sentences[0], b=sentences[1])
        if len(sentences) == 2
        else sentences[0]
    )


# Lists and matrices


def judge_entries(question: Question, answer: Node) -> Verdict:
    """The verdict on a list or a matrix, entry by entry."""
    key = question.key
    if isinstance(key, tree.Matrix):
        return _judge_matrix(question, _as_matrix(answer, key), key)
    answer = _as_list(answer)
    key = _as_list(key)
    if isinstance(answer, tree.Matrix) and isinstance(key, tree.Sequence):
        rows, columns = elaboration.size(answer)
        return Wrong(why=say("not_a_list", expected=len(key.items), yours=f"{rows}×{columns}"))
    if not isinstance(answer, tree.Sequence) or not isinstance(key, tree.Sequence):
        return Undecided(why=say("unsupported"))
    if not question.ordered:
        return _judge_items_with_repeats(question, answer.items, key.items)
    if len(answer.items) != len(key.items):
        return Wrong(why=say("count", expected=len(key.items), yours=len(answer.items)))
    labels = [str(number) for number in range(1, len(key.items) + 1)]
    verdict = _judge_each(question, labels, answer.items, key.items)
    if isinstance(verdict, Wrong) and _is_permutation(question, answer.items, key.items):
        return Wrong(why=say("order"), witness=verdict.witness, parts=verdict.parts)
    return verdict


def _as_list(node: Node) -> Node:
    """A column or a row as a list; a set of an unordered list, too."""
    if isinstance(node, tree.Matrix):
        if len(node.rows) == 1:
            return tree.Sequence(node.rows[0])
        if all(len(row) == 1 for row in node.rows):
            return tree.Sequence(tuple(row[0] for row in node.rows))
    if isinstance(node, tree.FiniteSet):
        return tree.Sequence(node.items)
    if isinstance(node, tree.Interval) and node.low_open == node.high_open:
        return tree.Sequence((node.low, node.high))
    return node


def _as_matrix(answer: Node, key: tree.Matrix) -> Node:
    """A flat list where a single row or column is asked."""
    if isinstance(answer, tree.Sequence):
        if all(isinstance(item, tree.Sequence) for item in answer.items):
            return tree.Matrix(
                tuple(item.items for item in answer.items if isinstance(item, tree.Sequence))
            )
        if len(key.rows) == 1:
            return tree.Matrix((answer.items,))
        if len(key.rows[0]) == 1:
            return tree.Matrix(tuple((item,) for item in answer.items))
    return answer


def _judge_matrix(question: Question, answer: Node, key: tree.Matrix) -> Verdict:
    if isinstance(answer, tree.Sequence):
        answer = tree.Matrix((answer.items,))
    if not isinstance(answer, tree.Matrix):
        return Undecided(why=say("unsupported"))
    sizes = elaboration.size(answer), elaboration.size(key)
    if sizes[0] != sizes[1] or any(len(row) != sizes[0][1] for row in answer.rows):
        yours, expected = (f"{rows}×{columns}" for rows, columns in sizes)
        return Wrong(why=say("size", expected=expected, yours=yours))
    labels = [f"({i}, {j})" for i in range(1, sizes[1][0] + 1) for j in range(1, sizes[1][1] + 1)]
    answers = [entry for row in answer.rows for entry in row]
    keys = [entry for row in key.rows for entry in row]
    verdict = _judge_each(question, labels, answers, keys)
    if isinstance(verdict, Wrong) and sizes[1][0] == sizes[1][1]:
        swapped = [entry for column in zip(*answer.rows, strict=True) for entry in column]
        if all(same(question, a, k) for a, k in zip(swapped, keys, strict=True)):
            return Wrong(why=say("transposed"), witness=verdict.witness, parts=verdict.parts)
    return verdict


def _judge_each(
    question: Question, labels: Sequence[str], answers: Sequence[Node], keys: Sequence[Node]
) -> Verdict:
    parts: list[Part] = []
    first_wrong: Wrong | None = None
    unsure = False
    points = 0
    identical = True
    for label, answer, key in zip(labels, answers, keys, strict=True):
        verdict = _judge_entry(question.about(key), answer)
        unsure |= isinstance(verdict, Undecided)
        if isinstance(verdict, Wrong):
            first_wrong = first_wrong or _placed(verdict, label)
            parts.append(Part(label=label, right=False, note=verdict.why))
        else:
            parts.append(Part(label=label, right=isinstance(verdict, Right)))
        if isinstance(verdict, Right):
            points = max(points, verdict.points)
            identical &= verdict.evidence == "identical"
    bad = [part.label for part in parts if not part.right]
    if first_wrong is not None:
        if len(bad) == len(parts):
            why = say("entries_none", all=len(parts))
        else:
            why = say("entries", places=", ".join(bad), right=len(parts) - len(bad), all=len(parts))
        if len(parts) == 1:
            why = first_wrong.why
        return Wrong(
            why=why, witness=first_wrong.witness, mistake=first_wrong.mistake, parts=tuple(parts)
        )
    if unsure:
        return Undecided(why=say("nowhere"))
    return Right(
        evidence="identical" if identical else "numeric", points=points, parts=tuple(parts)
    )


def _judge_entry(question: Question, answer: Node) -> Verdict:
    key = question.key
    if isinstance(key, tree.Sequence) or isinstance(answer, tree.Sequence):
        equal = same(question, answer, key)
        if equal is None:
            return Undecided(why=say("nowhere"))
        return (
            Right(evidence="numeric", points=1) if equal else Wrong(why=say("entries_none", all=1))
        )
    return expressions.judge(question, answer)


def _placed(verdict: Wrong, label: str) -> Wrong:
    """The verdict on one entry, its witness telling which."""
    witness = verdict.witness
    if witness is None:
        return verdict
    text = fill({"en": "{place}: {text}", "bn": "{place}: {text}"},
                place=say("entry", place=label), text=witness.text)  # fmt: skip
    return replace_witness(verdict, Witness(
        text=text, at=witness.at, yours=witness.yours, expected=witness.expected,
        measured=witness.measured,
    ))  # fmt: skip


def replace_witness(verdict: Wrong, witness: Witness) -> Wrong:
    """The same verdict with another witness."""
    return Wrong(why=verdict.why, witness=witness, mistake=verdict.mistake, parts=verdict.parts)


def _is_permutation(question: Question, answers: Sequence[Node], keys: Sequence[Node]) -> bool:
    return isinstance(_match(question, answers, keys), list) and not _match(question, answers, keys)


def _match(question: Question, answers: Sequence[Node], keys: Sequence[Node]) -> list[Node]:
    """The keys that no answer equals, each answer used once."""
    rest = list(keys)
    for answer in answers:
        for index, key in enumerate(rest):
            if same(question, answer, key):
                del rest[index]
                break
    return rest


def _judge_items_with_repeats(
    question: Question, answers: Sequence[Node], keys: Sequence[Node]
) -> Verdict:
    if len(answers) != len(keys):
        return Wrong(why=say("count", expected=len(keys), yours=len(answers)))
    missing = _match(question, answers, keys)
    if not missing:
        return Right(evidence="numeric", points=len(keys))
    sentence = say("set_missing", items=_listed(missing))
    return Wrong(why=sentence, witness=Witness(text=sentence))
