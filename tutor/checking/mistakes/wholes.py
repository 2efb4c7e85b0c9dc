"""Mistakes about the whole question: another question than the one asked was answered."""

from collections.abc import Callable, Iterator

from tutor.checking.differentiation import NoRule, Step, derivative
from tutor.checking.differentiation.tidying import ONE, ZERO, over, plus, tidy, times
from tutor.checking.equality.likeness import Likeness
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Add, Call, Div, Mul, Neg, Node, Pow
from tutor.checking.mistakes import multiples
from tutor.checking.mistakes.candidate import Candidate
from tutor.checking.trees.rewriting import alike, number, rebuild


def first(step: Step, function: Node | None) -> Iterator[Candidate]:
    """Another question answered, so plainly that no slip in a rule need be looked for."""
    about = _about(step)
    yield Candidate("nothing-changes", ZERO, about)
    if function is None or function == step.function:
        yield Candidate("not-differentiated", step.function, about)
    else:
        yield once_too_few(step.function, step.name)
        yield Candidate("not-differentiated", function, {**about, "function": function})


def power_rule_typed(step: Step, answer: Node) -> Candidate | None:
    """The power rule, where x xˣ⁻¹ is typed for the derivative of xˣ: that is xˣ again."""
    if step.rule != "general-power" or step.inner[0] != tree.Symbol(step.name):
        return None
    base, exponent = step.inner
    lower = Pow(base, plus(exponent, number(-1)))
    if not any(isinstance(part, Pow) and alike(part, lower) for part in tree.walk(answer)):
        return None
    name = "power-rule-on-variable-exponent"
    return Candidate(name, times(exponent, lower), _about(step))


def of_other_variables(step: Step) -> Iterator[Candidate]:
    """The derivative by another letter, alone or beside the one that is asked."""
    for other, slope in _other_variables(step):
        named = {**_about(step), "other": tree.Symbol(other)}
        if tree.free_symbols(slope):  # a number says too little about where it came from
            yield Candidate("wrong-variable", slope, named)
        yield Candidate("letter-not-constant", plus(step.derivative, slope), named)


def once_too_few(function: Node, variable: str) -> Candidate:
    """The answer `function`, where its derivative by `variable` was the last one asked."""
    return Candidate(
        "one-derivative-too-few",
        function,
        {"function": function, "variable": tree.Symbol(variable)},
    )


def last(step: Step, key: Node) -> Iterator[Candidate]:
    """What is left when no slip in a rule gives the answer."""
    about = _about(step)
    yield from _other_order(step, about)
    yield multiples.opposite(key, about)
    yield Candidate("logarithmic-derivative", over(key, step.function), about)
    yield Candidate("upside-down", over(ONE, key), about)
    yield from _probabilities(step, key, about)
    yield from _degrees(step, key, about)
    for other, slope in _other_variables(step):
        yield Candidate("wrong-variable", slope, {**about, "other": tree.Symbol(other)})


def _probabilities(step: Step, key: Node, about: dict[str, Node | str]) -> Iterator[Candidate]:
    """The two derivatives of learning that are known by heart, given where others are asked."""
    name = tree.Symbol(step.name)
    rest = Add((ONE, Neg(name)))
    parts = set(tree.walk(step.function))
    if {Call("log", (name,)), Call("log", (rest,))} <= parts:
        yield Candidate("derivative-by-logit", times(key, name, rest), about)
    if any(isinstance(part, Call) and part.name == "logsumexp" for part in parts):
        yield Candidate("softmax-for-complement", plus(ONE, tidy(Neg(key))), about)


def _about(step: Step) -> dict[str, Node | str]:
    return {"function": step.function, "variable": tree.Symbol(step.name)}


def _other_order(step: Step, about: dict[str, Node | str]) -> Iterator[Candidate]:
    try:
        again = derivative(step.derivative, step.name)
    except NoRule:
        return
    yield Candidate("one-derivative-too-many", again, about)


def _other_variables(step: Step) -> list[tuple[str, Node]]:
    """The other letters, each with the derivative by it."""
    others = sorted(tree.free_symbols(step.function) - {step.name})
    try:
        return [(other, derivative(step.function, other)) for other in others]
    except NoRule:
        return []


def integrated(step: Step, answer: Node, equal: Callable[[Node, Node], bool]) -> bool:
    """Whether the derivative of the answer is the function: it was integrated instead."""
    if step.name not in tree.free_symbols(answer):
        return False
    try:
        slope = derivative(answer, step.name)
    except NoRule:
        return False
    return Likeness(slope).possible(step.function) and equal(slope, step.function)


def with_constant(step: Step, answer: Node, key: Node) -> Iterator[Candidate]:
    """The key plus a letter that the question does not have, as one integrates."""
    asked = tree.free_symbols(step.function) | {step.name}
    for other in sorted(tree.free_symbols(answer) - asked):
        letter = tree.Symbol(other)
        yield Candidate("constant-added", plus(key, letter), {**_about(step), "other": letter})


_CIRCULAR = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


def _degrees(step: Step, key: Node, about: dict[str, Node | str]) -> Iterator[Candidate]:
    """Angles taken in degrees: a factor π/180 outside, inside, or both."""
    circular = any(
        isinstance(part, Call) and part.name in _CIRCULAR for part in tree.walk(step.function)
    )
    if not circular:
        return
    degree: Node = Div(tree.Constant("pi"), number(180))
    yield Candidate("degrees", times(degree, key), about)
    yield Candidate("degrees", over(key, degree), about)
    yield Candidate("degrees", _in_degrees(key, degree), about)
    yield Candidate("degrees", times(degree, _in_degrees(key, degree)), about)


def _in_degrees(node: Node, degree: Node) -> Node:
    parts = [_in_degrees(part, degree) for part in tree.children(node)]
    if not parts:
        return node
    if isinstance(node, Call) and node.name in _CIRCULAR:
        return Call(node.name, (Mul((degree, parts[0])),))
    return rebuild(node, parts)
