"""Constants that were differentiated as if they changed."""

from collections.abc import Iterator
from contextlib import suppress

from tutor.checking.differentiation import NoRule, Step, derivative
from tutor.checking.differentiation.outer import OUTER, formula
from tutor.checking.differentiation.rules import lowered
from tutor.checking.differentiation.tidying import ONE, over, plus, tidy, times
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Call, Neg, Node, Pow
from tutor.checking.mistakes.candidate import Candidate, about_step
from tutor.checking.trees.folding import value_of
from tutor.checking.trees.rewriting import number


def beside(step: Step) -> Iterator[Candidate]:
    """The product or quotient rule with a constant whose derivative is not taken as 0."""
    assert step.factor is not None
    part, constant = step.inner[0], step.factor
    for slope, told in ((ONE, ""), (constant, "constant-factor-kept")):
        if slope == ONE and not may_count_as_one(constant):
            continue
        moved = times(part, slope)
        if step.divides:
            moved = tidy(Neg(over(moved, Pow(constant, number(2)))))
        name = "constant-as-one" if slope == ONE else "constant-kept"
        yield Candidate(name, plus(step.derivative, moved), about_step(step), told)
    if not step.divides:
        for slope in _slopes(constant):
            about = {**about_step(step), "function": constant}
            rest = step.parts[0].derivative
            for node in (times(slope, part), times(slope, rest)):
                yield Candidate("constant-differentiated", node, about)
            node = plus(step.derivative, times(slope, part))
            yield Candidate("constant-differentiated", node, about)
        rest = step.parts[0].derivative
        for other, slope in _slopes_by_letters(constant):
            about = {**about_step(step), "other": tree.Symbol(other)}
            yield Candidate("letter-not-constant", times(slope, rest), about)
            yield Candidate("letter-not-constant", plus(step.derivative, times(slope, part)), about)


def added(step: Step) -> Iterator[Candidate]:
    """A constant factor and the number that a rule brings down, added instead of multiplied."""
    assert step.factor is not None
    inner = step.parts[0]
    if step.divides or inner.outer is None:
        return
    exponent = inner.function.exponent if isinstance(inner.function, Pow) else ONE
    slope = inner.parts[0].derivative
    if inner.rule == "power":
        down, rest = exponent, times(tidy(Pow(inner.inner[0], plus(exponent, number(-1)))), slope)
    else:
        down, rest = slope, inner.outer
    if down != ONE and value_of(down) is not None and value_of(step.factor) is not None:
        about = {**about_step(step), "second": down}
        yield Candidate("factors-added", times(plus(step.factor, down), rest), about)


def differentiated(step: Step) -> Iterator[Candidate]:
    """A constant differentiated by the rule for what it is made of, or like the variable."""
    for slope in _slopes(step.function):
        yield Candidate("constant-differentiated", slope, about_step(step))
    if may_count_as_one(step.function):
        yield Candidate("constant-as-one", ONE, about_step(step), rare=True)


def may_count_as_one(constant: Node) -> bool:
    """Whether somebody may take its derivative for 1, as that of a lone x: not of x z or e²."""
    return isinstance(constant, tree.Symbol | tree.Constant) or value_of(constant) is not None


def _slopes_by_letters(constant: Node) -> Iterator[tuple[str, Node]]:
    """Derivatives of x² or ln y where another letter moves; of a b only a factor would be left."""
    for other in sorted(tree.free_symbols(constant)):
        with suppress(NoRule):
            slope = derivative(constant, other)
            if other in tree.free_symbols(slope):
                yield other, slope


def _slopes(constant: Node) -> Iterator[Node]:
    """What the rules give for a number such as ln 7 or π², its inside taken as the variable."""
    if tree.free_symbols(constant):
        return
    match constant:
        case Pow(base=base, exponent=exponent):
            yield lowered(base, exponent)
            yield times(constant, Call("log", (base,)))
        case Call(name=name, args=(arg,)) if name in OUTER:
            yield tidy(formula(OUTER[name], u=arg))
