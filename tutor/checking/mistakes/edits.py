"""Slips in algebra: the key with one thing left out, turned round or taken apart wrongly."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from tutor.checking.differentiation.tidying import ZERO, plus, tidy, times
from tutor.checking.equality.likeness import CLOSE, Looks
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Add, Call, Div, Mul, Neg, Node, Pow
from tutor.checking.mistakes import linear, multiples, pointing
from tutor.checking.mistakes.candidate import Candidate
from tutor.checking.trees.folding import value_of
from tutor.checking.trees.rewriting import number, rebuild


def candidates(key: Node, function: Node | None = None) -> Iterator[Candidate]:
    """The key with one slip in it, at each place. function: what it is the derivative of."""
    yield multiples.opposite(key)
    for slip in _unwritten_terms(key):
        yield pointing.without_giving(slip, function)
    for whole, slip in _anywhere(key):
        yield pointing.without_giving(slip.with_node(whole), function)


_ATOMS = 8


def _unwritten_terms(key: Node) -> Iterator[Candidate]:
    """The key without ±t, for each letter or function t that is a term of it written out."""
    atoms = dict.fromkeys(
        part for part in tree.walk(key) if isinstance(part, tree.Symbol | tree.Call)
    )
    looks = Looks()
    whole = looks.values(key)
    for atom in islice(atoms, _ATOMS):
        there, without = looks.values(atom), looks.values(_replaced(key, atom, ZERO))
        if whole is None or there is None or without is None:
            continue
        for term in (atom, Neg(atom)):
            missing = there if term is atom else -there
            with np.errstate(all="ignore"):
                gap = np.abs(whole - missing - without)
            if np.isfinite(gap).any() and not (gap > CLOSE * (1 + np.abs(whole))).any():
                yield Candidate(
                    "term-missing", plus(key, tidy(Neg(term))), {"inner": term}, pointing.TERM
                )


def _replaced(node: Node, part: Node, other: Node) -> Node:
    if node == part:
        return other
    parts = list(tree.children(node))
    return rebuild(node, [_replaced(child, part, other) for child in parts]) if parts else node


def _anywhere(node: Node, *, below: bool = False) -> Iterator[tuple[Node, Candidate]]:
    """The tree with one of its nodes slipped, outermost first. below: as a denominator."""
    for slip in _below(node) if below else _slips(node):
        yield slip.node, slip
    parts = list(tree.children(node))
    for place, part in enumerate(parts):
        for other, slip in _anywhere(part, below=isinstance(node, Div) and place == 1):
            whole = rebuild(node, [*parts[:place], other, *parts[place + 1 :]])
            yield whole, _seen_from(node, parts, place, slip)


def _seen_from(node: Node, parts: list[Node], place: int, slip: Candidate) -> Candidate:
    """The slip of a part as `node` has it: what n (n − 1) lacks without the −1 is −n."""
    term = slip.about.get("inner")
    if slip.told != pointing.TERM or isinstance(node, Add) or not isinstance(term, Node):
        return slip
    if isinstance(node, Mul | Neg) or (isinstance(node, Div) and place == 0):
        lacking = tidy(rebuild(node, [*parts[:place], term, *parts[place + 1 :]]))
        return replace(slip, about={**slip.about, "inner": lacking})
    return replace(slip, told=pointing.TERM_INSIDE)


def _below(node: Node) -> Iterator[Candidate]:
    """The slips of a denominator, whose factors divide."""
    for slip in _slips(node):
        lost = slip.name == "factor-missing"
        yield replace(slip, name="divisor-lost", told="") if lost else slip


def _slips(node: Node) -> Iterator[Candidate]:
    if isinstance(node, Add):
        yield from _in_sum(node)
    elif isinstance(node, Mul):
        yield from _in_product(node)
    elif isinstance(node, Div):
        yield Candidate("divisor-lost", node.top, {"factor": node.bottom, "function": node})
        yield Candidate("upside-down", Div(node.bottom, node.top), {"function": node})
        if isinstance(node.bottom, Add):
            split = plus(*(Div(node.top, term) for term in node.bottom.terms))
            yield Candidate("fraction-split-below", split, {"function": node})
    elif isinstance(node, Pow):
        yield from _in_power(node)
    elif isinstance(node, Call) and len(node.args) == 1:
        yield from _in_call(node)


def _in_sum(node: Add) -> Iterator[Candidate]:
    for place, term in enumerate(node.terms):
        rest = [*node.terms[:place], *node.terms[place + 1 :]]
        lacking: dict[str, Node | str] = {"inner": term, "function": node}
        yield Candidate("term-missing", plus(*rest), lacking, pointing.TERM)
        about = {"inner": term.arg if isinstance(term, Neg) else term}
        turned = plus(*node.terms[:place], tidy(Neg(term)), *node.terms[place + 1 :])
        yield Candidate("sign-of-term", turned, about, "sign-of-typed-term")


def _in_product(node: Mul) -> Iterator[Candidate]:
    for place, factor in enumerate(node.factors):
        rest = [*node.factors[:place], *node.factors[place + 1 :]]
        yield Candidate("factor-missing", times(*rest), {"factor": factor}, pointing.FACTOR)


def _in_power(node: Pow) -> Iterator[Candidate]:
    yield Candidate(
        "sign-of-exponent", tidy(Pow(node.base, Neg(node.exponent))), {"function": node}
    )
    exponent = value_of(node.exponent)
    if exponent is None:
        return
    if isinstance(node.base, Add):
        split = plus(*(tidy(Pow(term, node.exponent)) for term in node.base.terms))
        yield Candidate("power-of-sum", split, {"function": node})
    if isinstance(node.base, Mul):
        first, *rest = node.base.factors
        for split in (times(first, *(Pow(f, node.exponent) for f in rest)),):
            yield Candidate("power-of-product", split, {"function": node})
        *front, last = node.base.factors
        yield Candidate(
            "power-of-product", times(*front, Pow(last, node.exponent)), {"function": node}
        )
    if isinstance(node.base, Neg) and exponent.denominator == 1 and exponent.numerator % 2 == 0:
        yield Candidate(
            "square-of-minus", Neg(Pow(node.base.arg, node.exponent)), {"function": node}
        )
    if isinstance(node.base, Call) and len(node.base.args) == 1:
        inside = Call(node.base.name, (Pow(node.base.args[0], node.exponent),))
        yield _power_moved(inside, node.base)
    if exponent == 2:
        yield Candidate("square-lost", node.base, {"inner": node.base}, "square-left-out")
        yield Candidate("square-as-double", times(number(2), node.base), {"function": node})


def _in_call(node: Call) -> Iterator[Candidate]:
    arg = node.args[0]
    about: dict[str, Node | str] = {"function": node}
    yield from linear.pulled_apart(node)
    if isinstance(arg, Pow):
        whole = Call(node.name, (arg.base,))
        yield _power_moved(Pow(whole, arg.exponent), whole)
    if isinstance(arg, Neg):
        yield Candidate("sign-of-argument", Call(node.name, (arg.arg,)), about)
    partner = {"sin": "cos", "cos": "sin", "exp": "log", "log": "exp"}.get(node.name)
    if partner is not None:
        slip = Call(partner, (arg,))
        yield Candidate("function-confused", slip, {**about, "other": slip})


def _power_moved(typed: Node, whole: Call) -> Candidate:
    """typed: the power at its wrong place. whole: the function without the power."""
    about = {"other": typed, "inner": whole.args[0], "whole": whole}
    return Candidate("power-of-argument", typed, about)
