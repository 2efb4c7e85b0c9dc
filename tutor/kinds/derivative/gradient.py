"""A gradient: its entries, and one verdict from the verdicts on each."""

import msgspec

from tutor.bilingual import Strings, Text
from tutor.checking.expression.tree import FiniteSet, Matrix, Node, Sequence
from tutor.exercise import Part, Right, Undecided, Unreadable, Verdict, Wrong

strings = Strings(__file__)


def together(verdicts: list[Verdict], by: tuple[str, ...]) -> Verdict:
    """The verdict on a gradient from those on its entries, of which there is one for every name."""
    first = next((v for v in verdicts if isinstance(v, Unreadable)), None)
    if first is not None:
        return first
    parts = tuple(
        Part(label=f"∂/∂{name}", right=isinstance(verdict, Right), note=_note(verdict))
        for name, verdict in zip(by, verdicts, strict=True)
    )
    for name, verdict in zip(by, verdicts, strict=True):
        if isinstance(verdict, Wrong):
            right = sum(part.right for part in parts)
            why = strings("entry_wrong", name=name, right=right, all=len(parts))
            return msgspec.structs.replace(verdict, why=why, parts=parts)
    undecided = next((v for v in verdicts if isinstance(v, Undecided)), None)
    if undecided is not None:
        return undecided
    found = [verdict for verdict in verdicts if isinstance(verdict, Right)]
    numeric = next((verdict for verdict in found if verdict.evidence == "numeric"), found[0])
    return msgspec.structs.replace(numeric, parts=parts)


def _note(verdict: Verdict) -> Text:
    if not isinstance(verdict, Wrong):
        return ""
    return verdict.mistake.text if verdict.mistake else verdict.why


def entries(answer: Node) -> tuple[Node, ...]:
    """The entries of a list, however it was bracketed; of a single row or column, too."""
    if isinstance(answer, Sequence | FiniteSet):
        return answer.items
    if isinstance(answer, Matrix):
        if len(answer.rows) == 1:
            return answer.rows[0]
        if all(len(row) == 1 for row in answer.rows):
            return tuple(row[0] for row in answer.rows)
    return (answer,)
