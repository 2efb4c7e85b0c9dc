"""Buggy rules: what a known mistake makes of one step of a derivation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations

from tutor.checking.differentiation import NoRule, Step, derivative
from tutor.checking.differentiation.outer import OUTER, formula
from tutor.checking.differentiation.rules import lowered
from tutor.checking.differentiation.tidying import ONE, ZERO, over, plus, tidy, times
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Call, Neg, Node, Pow
from tutor.checking.mistakes import constants, linear
from tutor.checking.mistakes.candidate import Candidate, about_step
from tutor.checking.mistakes.outer import BUGGY_OUTER, PRODUCTS
from tutor.checking.trees.folding import value_of
from tutor.checking.trees.rewriting import number


def bugs(step: Step) -> Iterator[Candidate]:
    """What the known mistakes make of this step, the parts being right."""
    if step.rule == "constant":
        yield from constants.differentiated(step)
    if step.rule == "product":
        yield from _product_terms(step)
    if step.rule in ("power", "exponential", "function"):
        yield from _chain(step)
    if step.rule in ("product", "quotient", "reciprocal", "general-power"):
        yield Candidate("part-not-differentiated", step.function, about_step(step))
    if step.rule == "sum" and not isinstance(step.function, tree.Big):
        yield from _sum(step)
    if step.rule == "reciprocal":
        yield from _as_logarithm(step)
    if step.rule == "multiple":
        yield from constants.beside(step)
        yield from constants.added(step)
    if step.rule == "identity":
        yield from _identity(step)
    if step.rule == "sum-of-exponentials":
        yield from _sum_of_exponentials(step)
    rule = _RULES.get(step.rule)
    if rule is not None:
        for name, node in rule(step, [part.derivative for part in step.parts]):
            yield Candidate(name, node, about_step(step))


def forgot_inner(step: Step, node: Node) -> Candidate:
    """The forgotten inner derivative of a chain, giving `node`."""
    return Candidate("forgot-inner-derivative", node, about_step(step))


def taken_as_variable(step: Step) -> Candidate:
    """The function of a chain differentiated as if it were itself the variable."""
    return Candidate("taken-as-variable", ONE, about_step(step))


def product_of_derivatives(step: Step, parts: Sequence[Node]) -> Node | None:
    """(fg)′ taken as f′g′, for a product step; None for another."""
    return times(*parts) if step.rule == "product" else None


Found = Iterator[tuple[str, Node]]


def _chain(step: Step) -> Iterator[Candidate]:
    """What goes wrong where an outer function meets what is inside it."""
    assert step.outer is not None
    inside, slope = step.inner[0], step.parts[0].derivative
    about = about_step(step)
    if step.is_chain:
        if slope != ONE:
            yield forgot_inner(step, step.outer)
        yield Candidate("inner-derivative-added", plus(step.outer, slope), about)
        yield Candidate("outer-not-differentiated", times(step.function, slope), about)
    for name, outer, told in _buggy_outers(step):
        named = _of_product(step, about) if name.startswith("product-") else about
        yield Candidate(name, times(outer, slope), named, told)
        if step.is_chain and slope != ONE:
            # Also without the inner derivative: the buggy outer is what the learner sees.
            yield Candidate(name, outer, named, told, rare=True)
    if step.is_chain:
        yield from _misplaced(step, about)
        yield Candidate("only-inner-differentiated", slope, about)
        yield Candidate("inner-derivative-divided", over(step.outer, slope), about)
        yield Candidate("inner-kept-as-factor", times(step.outer, inside), about)
        yield Candidate("inner-derivative-twice", times(step.outer, slope, slope), about, rare=True)
    else:
        yield Candidate("part-not-differentiated", step.function, about)
    yield from _power_moved(step)
    yield from linear.differentiated(step)


def _of_product(step: Step, about: Mapping[str, Node | str]) -> dict[str, Node | str]:
    """The function beside the product that it stands for."""
    assert isinstance(step.function, Call)
    product = formula(PRODUCTS[step.function.name], u=step.inner[0])
    return {**about, "function": tree.Relation("=", step.function, product), "count": "2"}


def _power_moved(step: Step) -> Iterator[Candidate]:
    """f(uⁿ) differentiated in the place of f(u)ⁿ, or the other way round."""
    match step.function:
        case Call(name=name, args=(Pow(base=base, exponent=n),)) if value_of(n) is not None:
            other: Node = Pow(Call(name, (base,)), n)
        case Pow(base=Call(name=name, args=(arg,)), exponent=n) if value_of(n) is not None:
            other = Call(name, (Pow(arg, n),))
        case _:
            return
    with suppress(NoRule):
        slope = derivative(other, step.name)
        yield Candidate(
            "power-of-argument", slope, {**about_step(step), "other": other}, "power-moved"
        )


_FLAT_SLOPES = frozenset(("abs", "relu", "leaky_relu"))


def _misplaced(step: Step, about: Mapping[str, Node | str]) -> Iterator[Candidate]:
    """The outer derivative, or the outer function, taken at another place than the inside."""
    slope = step.parts[0].derivative
    # Where the inner derivative is 1, nobody would put that inside; nor a number into a step.
    flat = isinstance(step.function, Call) and step.function.name in _FLAT_SLOPES
    plain = slope == ONE or (flat and value_of(slope) is not None)
    at_slope = None if plain else outer_at(step, slope)
    if at_slope is not None:
        yield Candidate("outer-at-inner-derivative", at_slope, about)
        yield Candidate("outer-at-inner-derivative", times(at_slope, slope), about)
    at_variable = outer_at(step, tree.Symbol(step.name))
    if at_variable is not None:
        yield Candidate("outer-at-variable", times(at_variable, slope), about)
        yield Candidate("outer-at-variable", at_variable, about, rare=True)
    applied = _applied(step, slope)
    if applied is not None:
        yield Candidate("function-of-derivative", applied, about)


def outer_at(step: Step, place: Node) -> Node | None:
    """The outer derivative of a chain taken at another place than the inner function."""
    function = step.function
    if isinstance(function, Pow):
        if step.rule == "power":
            return lowered(place, function.exponent)
        power = Pow(function.base, place)
        e = function.base == tree.Constant("e")
        return power if e else times(power, Call("log", (function.base,)))
    if isinstance(function, Call) and function.name in OUTER and len(function.args) == 1:
        return tidy(formula(OUTER[function.name], u=place))
    return None


def _applied(step: Step, place: Node) -> Node | None:
    """The outer function itself applied to the inner derivative: f(u′)."""
    function = step.function
    if isinstance(function, Pow):
        if step.rule == "power":
            return tidy(Pow(place, function.exponent))
        return tidy(Pow(function.base, place))
    if isinstance(function, Call):
        return tidy(Call(function.name, (place, *function.args[1:])))
    return None


def _buggy_outers(step: Step) -> Iterator[tuple[str, Node, str]]:
    """Wrong derivatives of the outer function: the mistake, what it gives, how it is told."""
    function, inside = step.function, step.inner[0]
    if isinstance(function, Pow):
        powers = _powers(function) if step.rule == "power" else _exponentials(function)
        for name, node in powers:
            yield name, node, ""
    elif isinstance(function, Call):
        base = function.args[1] if len(function.args) > 1 else ONE
        name = "log_base" if function.name == "log" and len(function.args) > 1 else function.name
        for mistake, text, *told in BUGGY_OUTER.get(name, ()):
            yield mistake, tidy(formula(text, u=inside, b=base)), "".join(told)


def _powers(function: Pow) -> Found:
    base, n = function.base, function.exponent
    one_less, one_more = plus(n, number(-1)), plus(n, ONE)
    yield "power-not-lowered", times(n, function)
    yield "exponent-not-brought-down", tidy(Pow(base, one_less))
    value = value_of(n)
    raised = "negative-exponent-raised" if value is not None and value < 0 else "exponent-raised"
    yield raised, times(n, tidy(Pow(base, one_more)))
    yield "lowered-exponent-brought-down", times(one_less, tidy(Pow(base, one_less)))
    yield "integrated-power", over(tidy(Pow(base, one_more)), one_more)
    yield "exponential-rule-on-power", times(function, Call("log", (base,)))
    yield "power-lost", n
    if value is not None and value > 2:
        yield "lowered-too-far", times(n, base)
    if value not in (1, 2):
        yield "lowered-too-far", times(n, tidy(Pow(base, plus(n, number(-2)))))
    if value is not None and value < 0:
        yield "sign-lost", tidy(Neg(lowered(base, n)))


def _exponentials(function: Pow) -> Found:
    base, exponent = function.base, function.exponent
    growth: Node = Call("log", (base,))
    power_rule = times(exponent, tidy(Pow(base, plus(exponent, number(-1)))))
    yield "power-rule-on-exponential", power_rule
    yield "sign-of-exponent", tidy(Pow(base, Neg(exponent)))
    yield "exponential-lowered", tidy(Pow(base, plus(exponent, number(-1))))
    if base == tree.Constant("e"):
        yield "log-exp-confused", over(ONE, exponent)
        return
    yield "base-logarithm-missing", function
    yield "base-as-factor", times(base, function)
    yield "base-logarithm-divided", over(function, growth)
    yield "exponent-logarithm", times(function, Call("log", (exponent,)))


def _terms(step: Step) -> list[Node]:
    """The terms of the product rule, one for each factor."""
    factors, slopes = step.inner, [part.derivative for part in step.parts]
    return [
        times(*factors[:place], slope, *factors[place + 1 :]) for place, slope in enumerate(slopes)
    ]


_MANY_FACTORS = 4


def _product_terms(step: Step) -> Iterator[Candidate]:
    """The derivatives multiplied; then one term of the product rule left out, or several."""
    terms, about = _terms(step), about_step(step)
    slopes = [part.derivative for part in step.parts]
    yield Candidate("product-of-derivatives", times(*slopes), about)
    sizes = range(len(terms) - 1, 0, -1)
    for size in sizes if len(terms) <= _MANY_FACTORS else sizes[:1]:
        missing = len(terms) - size
        told = "product-terms-missing" if missing > 1 else ""
        for kept in combinations(terms, size):
            node = plus(*kept)
            yield Candidate("product-term-missing", node, {**about, "missing": str(missing)}, told)


def _product(step: Step, parts: Sequence[Node]) -> Found:
    factors, terms = step.inner, _terms(step)
    if len(terms) == 2:
        yield "product-minus", plus(terms[0], tidy(Neg(terms[1])))
        yield "product-minus", plus(terms[1], tidy(Neg(terms[0])))
        yield "product-mispaired", plus(*map(times, factors, parts))
        for place in (0, 1):
            gap = plus(terms[place], tidy(Neg(terms[1 - place])))
            yield "quotient-rule-on-product", over(gap, Pow(factors[1 - place], number(2)))
    yield "product-as-sum", plus(*parts)


def _quotient(step: Step, parts: Sequence[Node]) -> Found:
    top, bottom = step.inner
    first, second = times(parts[0], bottom), times(top, parts[1])
    square = tidy(Pow(bottom, number(2)))
    right = plus(first, tidy(Neg(second)))
    turned = plus(second, tidy(Neg(first)))
    yield "quotient-of-derivatives", over(parts[0], parts[1])
    yield "quotient-reversed", over(turned, square)
    yield "quotient-plus", over(plus(first, second), square)
    yield "quotient-without-square", over(right, bottom)
    yield "quotient-without-denominator", right
    yield "bottom-taken-constant", over(parts[0], bottom)
    yield "top-taken-constant", tidy(Neg(over(second, square)))
    yield "quotient-as-product", plus(first, second)
    slope_square = tidy(Pow(parts[1], number(2)))
    yield "quotient-denominator-differentiated", over(right, slope_square)
    yield "quotient-reversed-without-square", over(turned, bottom)
    wrong_pairing = plus(times(top, parts[0]), tidy(Neg(times(bottom, parts[1]))))
    yield "quotient-mispaired", over(wrong_pairing, square)


def _reciprocal(step: Step, parts: Sequence[Node]) -> Found:
    assert step.factor is not None
    top, bottom, slope = step.factor, step.inner[0], parts[0]
    square = tidy(Pow(bottom, number(2)))
    yield "reciprocal-of-derivative", over(top, slope)
    yield "sign-lost", over(times(top, slope), square)
    if slope != ONE:
        yield "forgot-inner-derivative", tidy(Neg(over(top, square)))
        yield "forgot-inner-derivative", over(top, square)
    yield "quotient-without-square", tidy(Neg(over(times(top, slope), bottom)))
    yield "quotient-without-denominator", tidy(Neg(times(top, slope)))
    yield "bottom-taken-constant", ZERO
    if constants.may_count_as_one(top):
        yield "constant-as-one", over(plus(bottom, tidy(Neg(times(top, slope)))), square)


def _as_logarithm(step: Step) -> Iterator[Candidate]:
    """c/u taken for c ln u, or differentiated as if it were."""
    assert step.factor is not None
    top, bottom, slope = step.factor, step.inner[0], step.parts[0].derivative
    logarithm = Call("log", (bottom,))
    about = about_step(step)
    for node in (times(top, logarithm), times(top, slope, logarithm)):
        yield Candidate("reciprocal-as-logarithm", node, about)
    node = over(times(top, slope), bottom)
    yield Candidate("reciprocal-as-logarithm", node, about, "reciprocal-by-logarithm")


def _general_power(step: Step, parts: Sequence[Node]) -> Found:
    base, exponent = step.inner
    yield "power-rule-on-variable-exponent", times(lowered(base, exponent), parts[0])
    growth = times(step.function, Call("log", (base,)), parts[1])
    yield "exponential-rule-on-variable-base", growth
    yield "logarithm-not-multiplied-back", over(step.derivative, step.function)


def _multiple(step: Step, parts: Sequence[Node]) -> Found:
    assert step.factor is not None
    if step.divides:
        count = isinstance(step.factor, tree.Symbol) and step.factor.name in ("n", "N", "m", "M")
        yield "mean-lost" if count else "divisor-lost", parts[0]
        yield "divisor-multiplied", times(step.factor, parts[0])
        yield "divisor-squared", over(parts[0], tidy(Pow(step.factor, number(2))))
    else:
        yield "coefficient-lost", parts[0]
        yield "coefficient-squared", times(step.factor, step.factor, parts[0])
    yield "coefficient-zeroed", ZERO
    if not step.divides:
        yield "coefficient-added", plus(step.factor, parts[0])


def _negative(step: Step, parts: Sequence[Node]) -> Found:
    yield "sign-lost", parts[0]


def lost_terms(step: Step) -> Iterator[Candidate]:
    """A sum without one of the terms that change, where others are left."""
    changing = [part for part in step.parts if part.derivative != ZERO]
    if len(changing) < 2:
        return
    for lost in changing:
        rest = [part.derivative for part in changing if part is not lost]
        term = lost.function.arg if isinstance(lost.function, Neg) else lost.function
        yield Candidate("term-missing", plus(*rest), {**about_step(step), "inner": term})


def _sum(step: Step) -> Iterator[Candidate]:
    """One term of a sum forgotten, copied, turned round, or a constant that does not vanish."""
    yield from lost_terms(step)
    parts = [part.derivative for part in step.parts]
    for place, part in enumerate(step.parts):
        rest = [*parts[:place], *parts[place + 1 :]]
        term = part.function
        turned = isinstance(term, Neg)
        about = {**about_step(step), "inner": term.arg if isinstance(term, Neg) else term}
        if part.rule == "constant":
            yield Candidate("constant-kept", plus(*rest, term), about)
            if constants.may_count_as_one(term):
                yield Candidate("constant-as-one", plus(*rest, ONE), about)
                if turned:
                    yield Candidate("constant-as-one", plus(*rest, number(-1)), about, rare=True)
            continue
        yield Candidate("term-not-differentiated", plus(*rest, term), about)
        yield Candidate("sign-of-term", plus(*rest, tidy(Neg(parts[place]))), about)


def _identity(step: Step) -> Iterator[Candidate]:
    """A lone variable left as it is, or taken for a constant."""
    yield Candidate("variable-kept", step.function, about_step(step), rare=True)
    yield Candidate("variable-to-zero", ZERO, about_step(step))


def _cases(step: Step, parts: Sequence[Node]) -> Found:
    for part in dict.fromkeys(parts):
        yield "one-branch-everywhere", part
    if len(parts) == 2:
        yield "branches-swapped", step.combine([parts[1], parts[0]])


def _sum_of_exponentials(step: Step) -> Iterator[Candidate]:
    weights = [Call("exp", (arg,)) for arg in step.inner]
    total = plus(*weights)
    grown = plus(*(times(w, part.derivative) for w, part in zip(weights, step.parts, strict=True)))
    about = about_step(step)
    yield Candidate("not-normalised", grown, about)
    yield Candidate("forgot-inner-derivative", over(ONE, total), {**about, "inner": total})


_RULES: dict[str, Callable[[Step, Sequence[Node]], Found]] = {
    "product": _product,
    "quotient": _quotient,
    "reciprocal": _reciprocal,
    "general-power": _general_power,
    "multiple": _multiple,
    "negative": _negative,
    "cases": _cases,
}
