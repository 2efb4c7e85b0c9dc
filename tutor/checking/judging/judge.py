"""From a typed answer to a verdict.

An answer that does not fit the question (another form, an unknown letter where the
letters were declared) is turned back before marking, as unreadable. The rest is handed
to the judge of its form.
"""

import difflib
from dataclasses import replace

import msgspec

from tutor.bilingual import Text
from tutor.checking.answer_forms import fits, form_of
from tutor.checking.evaluation.ball import Budget, TooLarge, budget
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import (
    ambiguous,
    chains,
    expressions,
    fitting,
    lists,
    sets,
    statements,
)
from tutor.checking.question import CONSTANT_NAMES, Question, say
from tutor.checking.trees import subscripts
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Mistake, Right, Undecided, Unreadable, Verdict, Wrong

WORK = 160_000
"""Units of work that one verdict may take, explanation included: about a second."""
RETRY = 20_000
"""The same for another reading of the text."""


def judge(question: Question, text: str) -> Verdict:
    """The verdict on a typed answer."""
    density = ambiguous.as_density(question, text)
    if density is not None:
        verdict = _judge(question, density)
        if isinstance(verdict, Right):
            return _read_as(verdict, text, density)
        if not isinstance(verdict, Unreadable):
            return verdict
    verdict = _judge(question, text)
    if isinstance(verdict, Right):
        return verdict
    for other in ambiguous.other_readings(question, text):
        again = _right(question, other)
        if again is not None:
            return _read_as(again, text, other)
    twice = ambiguous.restated(text) if question.form == "expression" else None
    if twice is not None:
        first, second = (_right(question, part) for part in twice)
        if first is not None and second is not None:
            return first
    return _with_brackets(question, text, verdict)


def _right(question: Question, text: str) -> Right | None:
    """The verdict on another reading, where it is right; nothing is explained at length."""
    whole = budget.set(Budget(RETRY))
    try:
        verdict = _judge(question, text)
    finally:
        budget.reset(whole)
    return verdict if isinstance(verdict, Right) else None


def _with_brackets(question: Question, text: str, verdict: Verdict) -> Verdict:
    """Name lost brackets as the mistake, where the answer would be right with them."""
    if not isinstance(verdict, Wrong):
        return verdict
    for part, other in ambiguous.bracketed(text):
        if _right(question, other) is not None:
            said = say("lost_brackets", part=part)
            mistake = Mistake(
                name="lost-brackets", text=said, question=say("lost_brackets_question")
            )
            return msgspec.structs.replace(verdict, mistake=mistake)
    return verdict


def _read_as(verdict: Right, text: str, other: str) -> Right:
    """The verdict with the remark that `text` was read like `other`."""
    remark = verdict.remark or say("read_otherwise", typed=text.strip(), shown=other.strip())
    return msgspec.structs.replace(verdict, remark=remark)


def _judge(question: Question, text: str) -> Verdict:
    question = fitting.with_integers(question, text)
    reading = fitting.read_answer(question, text)
    if isinstance(reading, Unreadable):
        return reading
    question = replace(question, key=fitting.joined(question.key))
    answer = elaborate(reading.tree)
    if question.form == "expression" and ("=" in text or isinstance(answer, tree.Relation)):
        chain = chains.chain_of(question, answer, text)
        if chain is not None:
            misfit = _stray_letter(question, chain.members[-1], text)
            return misfit or chains.judge(question, chain, text, judge_tree)
    question, answer = fitting.fitted(question, answer, text)
    if question.form == "equation":
        answer = statements.of_points(question.key, answer)
    misfit = wrong_form(question, answer) or _stray_letter(question, answer, text)
    if misfit is None and question.form == "set":
        answer = sets.as_point(question, answer, text)
        misfit = fitting.ambiguous_set(question, answer, text)
    return misfit or judge_tree(question, answer)


def judge_tree(question: Question, answer: Node) -> Verdict:
    """The verdict on an answer that was read and fits the question.

    What is too large, or not supported, is undecided.
    """
    whole = budget.set(Budget(min(WORK, budget.get().left)))
    try:
        if question.form == "expression":
            return expressions.judge(question, answer)
        if question.form == "equation":
            return statements.judge(question, answer)
        if question.form in ("set", "interval"):
            return sets.judge(question, answer)
        return lists.judge_entries(question, answer)
    except (Unsupported, RecursionError):
        return Undecided(why=say("unsupported"))
    except TooLarge:
        return Undecided(why=say("large"))
    finally:
        budget.reset(whole)


# Before marking


def wrong_form(question: Question, answer: Node) -> Unreadable | None:
    """Why an answer has not the form that is asked; None when it has, or can be taken for it."""
    found = form_of(answer)
    if question.form == "equation" and len(tree.free_symbols(question.key)) > 1:
        accepted = found == "equation"
    else:
        accepted = fits(found, question.form) or (found == "set" and not question.ordered)
    if accepted:
        return None
    mend = ""
    if question.form == "expression" and isinstance(answer, tree.Relation) and answer.op == "=":
        mend = show.python(answer.right)
    asked, given = say(f"form_{question.form}"), say(f"form_{found}")
    if found == "set" and any(isinstance(part, tree.PlusMinus) for part in tree.walk(answer)):
        return Unreadable(column=0, why=say("several"))
    return Unreadable(column=0, why=say("form", asked=asked, found=given), mend=mend)


def _stray_letter(question: Question, answer: Node, text: str) -> Unreadable | None:
    return unknown_letter(question, answer, text) if question.told else None


def unknown_letter(question: Question, answer: Node, text: str) -> Unreadable | None:
    """What to say about a name that the exercise does not have; None when there is none."""
    allowed = set(question.names)
    if question.free_constant:
        allowed.update(CONSTANT_NAMES)
    unknown = sorted(tree.free_symbols(answer) - allowed)
    glued = next(filter(None, (_glued(name, text, allowed) for name in unknown)), None)
    if glued is not None:
        return glued
    unknown = [name for name in unknown if not _is_entry(name, allowed)]
    if unknown:
        bound = {part.index for part in tree.walk(answer) if isinstance(part, tree.Big)}
        unknown = [name for name in unknown if not _is_summed(name, bound, allowed)]
    if not unknown:
        return None
    name = unknown[0]
    column = max(0, text.find(name))
    return Unreadable(column=column, why=_who_is(name, allowed), mend=_mended(text, name, allowed))


def _glued(name: str, text: str, allowed: set[str]) -> Unreadable | None:
    """What to say about `x2` where x is known and no x_1: a power, or a product."""
    base, _, digits = name.rpartition("_")
    typed = base + digits
    indexed = any(other.startswith(base + "_") for other in allowed)
    if base not in allowed or indexed or not digits.isdigit() or typed not in text:
        return None
    power = f"{base}^{digits}"
    why = say("glued_digits", typed=typed, power=power, product=f"{digits}{base}")
    return Unreadable(column=text.find(typed), why=why, mend=text.replace(typed, power))


def _is_entry(name: str, allowed: set[str]) -> bool:
    """Whether `name` is x_3 where x_i is known."""
    base, _, subscript = name.rpartition("_")
    return bool(base) and any(
        other.rpartition("_")[0] == base and other.rpartition("_")[2].isalpha()
        for other in allowed
        if not subscript.isalpha()
    )


def _is_summed(name: str, bound: set[str], allowed: set[str]) -> bool:
    """Whether `name` is x_k under a sum over k where x_i or x is known."""
    base = subscripts.base_of(name)
    known = any(other == base or subscripts.base_of(other) == base for other in allowed)
    return known and any(subscripts.carries(name, index) for index in bound)


def _who_is(name: str, allowed: set[str]) -> Text:
    other_case = [known for known in sorted(allowed) if known.lower() == name.lower()]
    if other_case:
        return say("other_case", name=name, near=other_case[0])
    if not allowed:
        return say("unknown_letter_none", name=name)
    return say("unknown_letter", name=name, known=", ".join(sorted(allowed)))


def _mended(text: str, name: str, allowed: set[str]) -> str:
    """The text with the likely name in place of an unknown one, where that is plain."""
    close = [known for known in sorted(allowed) if known.lower() == name.lower()]
    close = close or difflib.get_close_matches(name, sorted(allowed), 1, 0.75)
    return text.replace(name, close[0]) if close and text.count(name) == 1 else ""
