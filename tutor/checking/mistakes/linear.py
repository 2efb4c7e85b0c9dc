"""Functions taken for linear ones: what stands inside is pulled apart."""

from collections.abc import Iterator
from contextlib import suppress

from tutor.checking.differentiation import NoRule, Step, derivative
from tutor.checking.differentiation.tidying import ONE, plus, times
from tutor.checking.expression.tree import Add, Call, Mul, Node, Pow
from tutor.checking.mistakes.candidate import Candidate, about_step
from tutor.checking.trees.folding import value_of
from tutor.checking.trees.rewriting import number

_NOT_LINEAR = frozenset(("sqrt", "log", "exp", "sin", "cos", "tan", "abs", "sigmoid", "tanh"))


def differentiated(step: Step) -> Iterator[Candidate]:
    """f(a + b) differentiated as f(a) + f(b); the root of x² then as x."""
    function = step.function
    if not isinstance(function, Call) or not isinstance(function.args[0], Add):
        return
    for slip in pulled_apart(function):
        terms = [_rooted(Call(function.name, (term,))) for term in function.args[0].terms]
        with suppress(NoRule):
            slope = derivative(Add(tuple(terms)), step.name)
            about = {**about_step(step), **slip.about}
            yield Candidate("taken-as-linear", slope, about, rare=True)


def _rooted(term: Node) -> Node:
    match term:
        case Call(name="sqrt", args=(Pow(base=base, exponent=n),)) if value_of(n) == 2:
            return base
    return term


def pulled_apart(node: Call) -> Iterator[Candidate]:
    """f(a + b) as f(a) + f(b), f(ab) as a f(b); each beside numbers that show it to be wrong."""
    if node.name not in _NOT_LINEAR or len(node.args) != 1:
        return
    arg = node.args[0]

    def of(inside: Node) -> Node:
        return Call(node.name, (inside,))

    other = number(-1) if node.name == "abs" else ONE  # |1 + 1| is |1| + |1|
    two = number(-2) if node.name == "abs" else number(2)
    if isinstance(arg, Add):
        numbers = {"joint": of(Add((ONE, other))), "apart": Add((of(ONE), of(other)))}
        split = plus(*map(of, arg.terms))
        yield Candidate("taken-as-linear", split, {"function": node, **numbers})
    if isinstance(arg, Mul):
        numbers = {"joint": of(Mul((two, ONE))), "apart": Mul((two, of(ONE)))}
        for place, factor in enumerate(arg.factors):
            rest = [*arg.factors[:place], *arg.factors[place + 1 :]]
            pulled = times(factor, of(times(*rest)))
            yield Candidate("taken-as-linear", pulled, {"function": node, **numbers})
