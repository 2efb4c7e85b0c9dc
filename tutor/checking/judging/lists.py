"""Verdicts on lists and matrices."""

from collections.abc import Sequence

from tutor.bilingual import Text, fill
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import expressions, whole_lists
from tutor.checking.judging.items import Matching, same
from tutor.checking.judging.sets import about_items
from tutor.checking.question import Question, say
from tutor.checking.trees import elaboration
from tutor.exercise import Part, Right, Undecided, Unreadable, Verdict, Witness, Wrong


def judge_entries(question: Question, answer: Node) -> Verdict:
    """The verdict on a list or a matrix, entry by entry.

    Raises TooLarge and Unsupported where an entry has no verdict.
    """
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
        return _judge_in_any_order(question, answer.items, key.items)
    if len(answer.items) != len(key.items):
        return Wrong(why=say("count", expected=len(key.items), yours=len(answer.items)))
    labels = [str(number) for number in range(1, len(key.items) + 1)]
    verdict = _judge_each(question, labels, answer.items, key.items)
    if isinstance(verdict, Wrong) and _is_reordered(question, verdict, answer.items, key.items):
        return Wrong(why=say("order"), witness=verdict.witness, parts=verdict.parts)
    return verdict


def _is_reordered(
    question: Question, verdict: Wrong, answers: Sequence[Node], keys: Sequence[Node]
) -> bool:
    """Whether the entries are right in another order, by more than two changed round."""
    if verdict.mistake is not None and verdict.mistake.name == whole_lists.TWO:
        return False
    return Matching(question, answers, keys).perfect


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
    lengths = [len(row) for row in answer.rows]
    if len(set(lengths)) > 1:
        short = lengths.index(min(lengths))
        why = say("ragged", row=short + 1, length=min(lengths), longest=max(lengths))
        return Unreadable(column=0, why=why)
    sizes = elaboration.size(answer), elaboration.size(key)
    if sizes[0] != sizes[1]:
        yours, expected = (f"{rows}×{columns}" for rows, columns in sizes)
        return Wrong(why=say("size", expected=expected, yours=yours))
    labels = [f"({i}, {j})" for i in range(1, sizes[1][0] + 1) for j in range(1, sizes[1][1] + 1)]
    answers = [entry for row in answer.rows for entry in row]
    keys = [entry for row in key.rows for entry in row]
    verdict = _judge_each(question, labels, answers, keys, columns=sizes[1][1])
    if isinstance(verdict, Wrong) and sizes[1][0] == sizes[1][1]:
        swapped = [entry for column in zip(*answer.rows, strict=True) for entry in column]
        if all(same(question, a, k) for a, k in zip(swapped, keys, strict=True)):
            return Wrong(why=say("transposed"), witness=verdict.witness, parts=verdict.parts)
    return verdict


def _judge_each(
    question: Question,
    labels: Sequence[str],
    answers: Sequence[Node],
    keys: Sequence[Node],
    columns: int = 0,
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
    if first_wrong is not None:
        wrong = [place for place, part in enumerate(parts) if not part.right]
        whole = whole_lists.about(question, answers, keys, wrong, labels, columns)
        why = first_wrong.why if len(parts) == 1 else _which(parts)
        return Wrong(
            why=why if whole is None else whole.text,
            witness=first_wrong.witness,
            mistake=whole or first_wrong.mistake,
            parts=tuple(parts),
        )
    if unsure:
        return Undecided(why=say("nowhere"))
    return Right(
        evidence="identical" if identical else "numeric", points=points, parts=tuple(parts)
    )


def _which(parts: Sequence[Part]) -> Text:
    """Which entries are wrong, and how many are right."""
    bad = [part.label for part in parts if not part.right]
    right = len(parts) - len(bad)
    if not right:
        return say("entries_none", all=len(parts))
    name = "entries_one_right" if right == 1 else "entries"
    return say(name, places=", ".join(bad), right=right, all=len(parts))


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


def _judge_in_any_order(
    question: Question, answers: Sequence[Node], keys: Sequence[Node]
) -> Verdict:
    if len(answers) != len(keys):
        return Wrong(why=say("count", expected=len(keys), yours=len(answers)))
    found = Matching(question, answers, keys)
    if found.perfect:
        return Right(evidence="numeric", points=len(keys))
    if found.unsure:
        return Undecided(why=say("unsettled"))
    why = about_items(found)
    return Wrong(why=why, witness=Witness(text=why))
