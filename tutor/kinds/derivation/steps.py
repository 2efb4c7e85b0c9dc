"""Whether a line follows from the line before, and what to say where it does not.

The checker speaks of an answer and of the right one. Here both are lines of the learner, so what
it found is said anew, of this line and the line before.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import msgspec

from tutor.bilingual import Strings, Text
from tutor.checking.expression import show
from tutor.checking.expression.tree import (
    Add,
    Div,
    FiniteSet,
    Logic,
    Mul,
    Neg,
    Node,
    Relation,
    Sequence,
    Symbol,
    free_symbols,
    walk,
)
from tutor.exercise import Mistake, Part, Right, Unreadable, Verdict, Witness, Wrong
from tutor.kinds.derivation import places
from tutor.kinds.derivation.lines import Derivation, members, result

strings = Strings(__file__)

LARGEST = 1000
"""Factors and constants with a longer numerator or denominator are no help to anyone."""


def follows(derivation: Derivation, number: int) -> Verdict:
    """The verdict on line `number`, counted from 1, when the lines before are right.

    Wrong has one part, with the note for this line. Unreadable is about the line alone.
    """
    line = derivation.lines[number]
    chained = not derivation.states and len(members(line)) > 1
    if chained and not (derivation.wrt and members(line)[0] == derivation.lines[0]):
        return _chain(derivation, number, members(line))
    if derivation.wrt and number == 1:
        return _slope(derivation, line)
    if derivation.states and not _fits(line, derivation.goal):
        why = strings("statement_asked", line=number)
        return Unreadable(column=0, why=why, mend=_as_equation(line, derivation))
    before = derivation.before(number)
    verdict = derivation.compare(line, before)
    if isinstance(verdict, Unreadable):
        return Unreadable(column=0, why=strings("about", line=number, text=verdict.why))
    if isinstance(verdict, Right) and verdict.remark and not derivation.states:
        return msgspec.structs.replace(verdict, remark=_about_domain(derivation, number))
    if not isinstance(verdict, Wrong):
        return verdict
    told = strings["before" if number > 1 else "given"]
    if derivation.states:
        return _other_solutions(derivation, number, verdict, told)
    sides = {"this": strings["this"], "before": told}
    return _other_value(derivation, (before, result(line)), number, verdict, sides)


def _chain(derivation: Derivation, number: int, chain: tuple[Node, ...]) -> Verdict:
    """The verdict on a line `a = b = c`, as on lines a, b and c."""
    verdict = follows(derivation.with_line(number, chain[0]), number)
    sides = {"this": strings["right"], "before": strings["left"]}
    for left, right in pairwise(chain):
        if not isinstance(verdict, Right):
            return verdict
        verdict = derivation.compare(right, left)
        if isinstance(verdict, Unreadable):
            return Unreadable(column=0, why=strings("about", line=number, text=verdict.why))
        if isinstance(verdict, Wrong):
            step = f"{show.plain(left)} = {show.plain(right)}"
            told = _other_value(derivation, (left, right), number, verdict, sides)
            return msgspec.structs.replace(told, why=strings("step", line=number, step=step))
    if not isinstance(verdict, Right):
        return verdict
    return follows(derivation.with_line(number, chain[-1]), number)


def _stops(number: int) -> Text:
    return strings("stops" if number > 1 else "stops_first", line=number)


def _place(at: Mapping[str, str]) -> str:
    from tutor.checking.judging.writing import write_name

    return ", ".join(f"{write_name(name)} = {value}" for name, value in at.items())


def _wrong(
    number: int, why: Text, note: Text, witness: Witness | None, mistake: Mistake | None = None
) -> Wrong:
    part = Part(label=str(number), right=False, note=note)
    return Wrong(why=why, witness=witness, mistake=mistake, parts=(part,))


def _slope(derivation: Derivation, line: Node) -> Verdict:
    """The verdict on the first line where it differentiates the start."""
    from tutor.checking import check
    from tutor.checking.question import derivative

    start = derivation.lines[0]
    verdict = check(
        show.python(line),
        show.python(derivative(start, derivation.wrt)),
        kind="expression",
        variables=derivation.variables,
        function=show.python(start),
        wrt=derivation.wrt,
    )
    if isinstance(verdict, Unreadable):
        return Unreadable(column=0, why=strings("about", line=1, text=verdict.why))
    if isinstance(verdict, Right) and verdict.remark:
        remark = strings("about", line=1, text=verdict.remark)
        return msgspec.structs.replace(verdict, remark=remark)
    if not isinstance(verdict, Wrong):
        return verdict
    note = verdict.mistake.text if verdict.mistake else verdict.why
    why = strings("not_derivative", line=1)
    return _wrong(1, why, note, verdict.witness, verdict.mistake)


# Statements


def _fits(line: Node, goal: Node) -> bool:
    from tutor.checking.answer_forms import form_of

    return form_of(line) in ("equation", form_of(goal))


def _as_equation(line: Node, derivation: Derivation) -> str:
    """The equation that numbers stand for as its solutions, or nothing."""
    start = derivation.lines[0]
    letters = free_symbols(start)
    items = line.items if isinstance(line, FiniteSet | Sequence) else (line,)
    if len(letters) != 1 or free_symbols(line) or not (items and _only_equations(start)):
        return ""
    (letter,) = map(Symbol, letters)
    return " or ".join(show.plain(Relation("=", letter, item)) for item in items)


def _only_equations(statement: Node) -> bool:
    return all(part.op == "=" for part in walk(statement) if isinstance(part, Relation))


def _other_solutions(derivation: Derivation, number: int, verdict: Wrong, told: Text) -> Wrong:
    """Say whether solutions are lost, so that the line does not follow, or were added."""
    line, before = derivation.lines[number], derivation.before(number)
    witness, why, key = verdict.witness, _stops(number), ""
    if not all(isinstance(side, Relation | Logic) for side in (line, before)):
        return _wrong(number, why, verdict.why, witness)
    lost = derivation.compare(line, Logic("or", (line, before)))
    if isinstance(lost, Wrong):
        added = _added_solution(derivation, line, before)
        witness, key = (added, "only_this") if added else (lost.witness, "only_before")
    elif isinstance(lost, Right):
        why, key = strings("weaker", line=number), "only_this"
    if witness is None or not (witness.at and key):
        return _wrong(number, why, verdict.why, witness)
    text = strings(key, at=_place(witness.at), before=told)
    return _wrong(number, why, text, Witness(text=text, at=witness.at))


def _added_solution(derivation: Derivation, line: Node, before: Node) -> Witness | None:
    """A place where only the line holds, looked for where the lost one would be the answer."""
    if len(free_symbols(before)) != 1 or not _only_equations(before):
        return None
    verdict = derivation.compare(before, Logic("or", (line, before)))
    return verdict.witness if isinstance(verdict, Wrong) else None


# Expressions


def _about_domain(derivation: Derivation, number: int) -> Text:
    """Where only one of a line and the line before has a value; nothing where both have."""
    line, before = derivation.lines[number], derivation.before(number)
    verdict = derivation.compare(line, before, same_domain=True)
    witness = verdict.witness if isinstance(verdict, Wrong) else None
    if witness is None:
        return ""
    return strings(
        "domain_this" if witness.yours else "domain_before",
        line=number,
        before=strings["before" if number > 1 else "given"],
        at=_place(witness.at),
        value=witness.yours or witness.expected,
    )


def _other_value(
    derivation: Derivation,
    step: tuple[Node, Node],
    number: int,
    verdict: Wrong,
    sides: Mapping[str, Text],
) -> Wrong:
    """Say where two expressions differ, and how they are related when that is simple.

    step: from which to which. sides: what they are called, as `before` and `this`.
    """
    before, line = step
    found = places.where_real(derivation, line, before, verdict.witness) or verdict.witness
    if found is None:
        return _wrong(number, _stops(number), verdict.why, None, verdict.mistake)
    witness = msgspec.structs.replace(found, text=_values(found, sides))
    related = _relation(derivation, step, witness, sides)
    mistake = verdict.mistake
    if mistake is not None and related:
        mistake = msgspec.structs.replace(mistake, text=related)
    note = related or (mistake.text if mistake else witness.text)
    return _wrong(number, _stops(number), note, witness, mistake)


def _values(witness: Witness, sides: Mapping[str, Text]) -> Text:
    """Both values at a place as a sentence."""
    if witness.expected in ("", "…"):  # a value that cannot be written
        return strings("other_number", **sides)
    key = ("value" if witness.yours else "no_value") + ("" if witness.at else "_number")
    values = {"yours": witness.yours, "expected": witness.expected}
    return strings(key, at=_place(witness.at), **sides, **values)


def _relation(
    derivation: Derivation, step: tuple[Node, Node], witness: Witness, sides: Mapping[str, Text]
) -> Text:
    """How a wrong line is related to the line before, where that is simple; else nothing."""
    before, line = step
    if not free_symbols(before):
        return ""
    for key, other, values in _relatives(before, witness):
        if isinstance(derivation.compare(line, other), Right):
            return strings(key, **sides, **values)
    return ""


def _relatives(before: Node, witness: Witness) -> Iterator[tuple[str, Node, dict[str, str]]]:
    """What `before` may have become, judging by the two values at one place."""
    from tutor.checking.trees.rewriting import number

    try:
        yours, expected = Fraction(witness.yours), Fraction(witness.expected)
    except ValueError:  # no value, or an infinite one
        return
    factor = _short(yours / expected) if expected else None
    if factor == -1:
        yield "sign", Neg(before), {}
    elif factor:
        yield "factor", Mul((number(factor), before)), {"factor": str(factor)}
    gap = _short(yours - expected)
    if gap:
        yield "offset", Add((before, number(gap))), {"gap": str(gap)}
    if _short(yours * expected) == 1:
        yield "reciprocal", Div(number(1), before), {}


def _short(value: Fraction) -> Fraction | None:
    """The short fraction that a value, perhaps rounded, stands for."""
    short = value.limit_denominator(LARGEST)
    near = abs(short - value) * 10**4 <= abs(value)
    return short if near and abs(short.numerator) <= LARGEST else None
