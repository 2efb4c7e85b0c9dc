"""Which slip gives exactly this wrong answer.

In the order: shape, sign, transpose, constant factor, equal only if symmetric, the
coefficients of the key's summands, one edit away from the key; else one entry of a small
counterexample. Every claim is confirmed in all draws, so it is true of what was typed.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from tutor.bilingual import Text
from tutor.checking.matrices import edits, transposes
from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.case import (
    SAME,
    Case,
    all_same,
    constant_factor,
    is_constant,
    ratios_of,
)
from tutor.checking.matrices.coefficients import wrong_after_expanding, wrong_coefficient
from tutor.checking.matrices.counterexample import witness
from tutor.checking.matrices.decision import NoDraw, Target, difference, make_draws
from tutor.checking.matrices.draws import Draw
from tutor.checking.matrices.edit import Edit, Maker
from tutor.checking.matrices.explanation import STRINGS, claim, shape_text
from tutor.checking.matrices.problem import Problem, Reading
from tutor.checking.matrices.sizes import ONE, Shape, Size
from tutor.checking.matrices.terms import (
    Term,
    flatten,
    num,
    number_of,
    push_transposes,
    transform,
    walk,
)
from tutor.exercise import Mistake, Wrong

MAX_EDITS = 900


@np.errstate(all="ignore")
def explain(
    answer: Reading,
    problem: Problem,
    key: Term | None,
    target: Target,
    draws: Sequence[Draw],
    wanted_shape: Shape | None,
) -> Wrong:
    """The verdict on an answer that is wrong, with its mistake named."""
    try:
        if not all(_has_value(answer.term, at) for at in draws):
            draws = make_draws(problem, target, also=answer.term)
        values = [at.floats(answer.term) for at in draws]
    except (Impossible, NoDraw):
        mistake = Mistake(
            name="other", text=STRINGS("no_value"), question=STRINGS("no_value_question")
        )
        return Wrong(why=mistake.text, mistake=mistake)
    wanted = [_right(target, at) for at in draws]
    case = Case(answer, problem, key, target, draws, values, wanted)
    found = _shape(case, wanted_shape) or _named(case)
    shown = witness(answer.term, problem, target)
    if found is None:
        text: Text = shown.text if shown else STRINGS("differs")
        found = Mistake(name="other", text=text, question=STRINGS("other_question"))
    return Wrong(why=found.text, witness=shown, mistake=found)


def _has_value(term: Term, at: Draw) -> bool:
    try:
        return bool(np.isfinite(at.floats(term)).all())
    except Impossible:
        return False


def _right(target: Target, at: Draw) -> Array:
    return target.exact(at).astype(float) if target.measured else target.floats(at)


def _shape(case: Case, wanted_shape: Shape | None) -> Mistake | None:
    if case.values[0].shape == case.wanted[0].shape:
        return None
    turned = [value.T for value in case.values]
    if all_same(turned, case.wanted):
        return _transposed(case)
    if case.key is not None:
        for edit in edits.forgotten_identity(case.key):
            if case.values[0].size == 1 and case.gives(edit.made):
                return claim("identity")
    return shape_text(case.answer.shape, wanted_shape, case.problem)


def _transposed(case: Case) -> Mistake:
    layout = case.problem.layout
    turned = {"gradient": "numerator", "denominator": "numerator", "numerator": "denominator"}
    if case.problem.wrt and layout in turned:
        return claim("transpose_layout", layout=layout, other=turned[layout])
    return claim("transpose")


def _named(case: Case) -> Mistake | None:
    """The first slip, in the order of this module, that gives the answer."""
    if all_same([-value for value in case.values], case.wanted):
        return claim("sign")
    if all_same([value.T for value in case.values], case.wanted):
        return _transposed(case)
    ratios = ratios_of(case.values, case.wanted)
    if ratios is not None:
        factor = constant_factor(ratios, case)
        if factor:
            return claim("factor", factor=factor)
    if case.key is None:
        return _symmetric(case)
    keys = _forms(case.key)
    for maker in (transposes.transposed_parts, transposes.two_transposed_parts):
        found = _first(case, keys[:1], maker)
        if found is not None:
            return _edit_claim(case, found)
    return (
        _symmetric(case)
        or wrong_coefficient(case, keys)
        or _edited(case, keys)
        or wrong_after_expanding(case, keys)
        or _scalar_ratio(case, keys, ratios)
        or _answer_edited(case)
    )


def _forms(key: Term) -> list[Term]:
    """Ways to write the key in which different slips show."""
    pushed = flatten(push_transposes(key))
    opened = flatten(transform(pushed, _opened))
    return list(dict.fromkeys((pushed, opened, key)))


def _factors(term: Term) -> tuple[Term, ...]:
    """What multiplies or divides the whole term."""
    if term.op == "neg":
        return _factors(term.args[0])
    if term.op in ("mul", "div"):
        return tuple(factor for arg in term.args for factor in (arg, *_factors(arg)))
    return (term,)


def _opened(part: Term) -> Term:
    """σ′ as σ(1 − σ), tanh′ as 1 − tanh², a square norm as an inner product."""
    if part.op == "fn" and part.data == ("sigmoid", 1):
        s = Term("fn", part.args, ("sigmoid", 0))
        return Term("had", (s, Term("add", (num(1), Term("neg", (s,))))))
    if part.op == "fn" and part.data == ("tanh", 1):
        s = Term("fn", part.args, ("tanh", 0))
        return Term("add", (num(1), Term("neg", (Term("epow", (s, num(2))),))))
    if part.op == "softmax" and part.data is None:
        e = Term("fn", part.args, ("exp", 0))
        return Term("div", (e, Term("sum", (e,))))
    return part


def _first(case: Case, keys: Sequence[Term], maker: Maker) -> Edit | None:
    seen: set[Term] = set()
    for key in keys:
        for edit in islice(maker(key), MAX_EDITS):
            if edit.made in seen:
                continue
            seen.add(edit.made)
            if case.gives(edit.made):
                return edit
    return None


def _edited(case: Case, keys: Sequence[Term]) -> Mistake | None:
    for maker in edits.OF_THE_KEY:
        found = _first(case, keys, maker)
        if found is not None:
            return _edit_claim(case, found)
    return None


def _edit_claim(case: Case, edit: Edit) -> Mistake:
    if edit.slug == "symmetric":
        return _symmetric(case) or claim("symmetric")
    if edit.slug in ("sign_term", "factor_term") and case.key is not None:
        named = wrong_after_expanding(case, _forms(case.key))  # may know which summand it is
        if named is not None and named.name == edit.slug:
            return named
    return claim("sign_inner" if edit.slug == "sign" else edit.slug)


def _answer_edited(case: Case) -> Mistake | None:
    """One edit of what was typed makes it right."""
    term = flatten(push_transposes(case.answer.term))
    sizes = [Size(1, (symbol,)) for symbol in (*case.problem.symbols, *case.problem.fixed)]
    if any(case.mends(edit.made) for edit in edits.identity_for_scalar(term, sizes)):
        return claim("identity")
    for maker in edits.OF_THE_ANSWER:
        for edit in islice(maker(term), MAX_EDITS):
            if case.mends(edit.made):
                return claim(edit.slug)
    if case.key is not None:
        inside = dict.fromkeys(part for arg in case.key.args for part in walk(arg))
        parts = [part for part in inside if number_of(part) is None]
        for edit in islice(edits.with_one_more_factor(case.answer.term, parts), MAX_EDITS):
            if case.mends(edit.made):
                return claim(edit.slug)
    for maker, key in (
        (edits.changed_summands, "extra_term"),
        (edits.missing_factors, "extra_factor"),
    ):
        for edit in islice(maker(term), MAX_EDITS):
            if case.mends(edit.made):
                if edit.slug == "sign_term":
                    return claim("sign_term")
                if edit.slug == "factor_term":
                    return claim("factor_term")
                part = case.answer.text[edit.part.at : edit.part.end] if edit.part.at >= 0 else ""
                if not part:
                    return None
                question = STRINGS(key + "_question")
                return Mistake(name="other", text=STRINGS(key, part=part), question=question)
    return None


def _symmetric(case: Case) -> Mistake | None:
    """Whether the answer is right for symmetric matrices."""
    square = [
        name
        for name, (rows, columns) in case.problem.shapes.items()
        if rows == columns != ONE
        and not {"symmetric", "spd", "diagonal"} & set(case.problem.assume.get(name, ()))
    ]
    for names in [[name] for name in square] + ([square] if len(square) > 1 else []):
        if _right_if_symmetric(case, names):
            return claim("symmetric", name=", ".join(names))
    return None


def _right_if_symmetric(case: Case, names: Sequence[str]) -> bool:
    from dataclasses import replace

    assume = dict(case.problem.assume)
    for name in names:
        given = assume.get(name, ())
        if {"orthogonal", "skew", "probability", "onehot", "lower"} & set(given):
            return False
        assume[name] = ("spd",) if "square_pd" in given else (*given, "symmetric")
    problem = replace(case.problem, assume=assume)
    try:
        for at in make_draws(problem, case.target, count=3, seed=1):
            value, wanted = at.floats(case.answer.term), _right(case.target, at)
            if difference(value, wanted) > SAME:
                return False
    except (NoDraw, Impossible):
        return False
    return True


def _scalar_ratio(
    case: Case, keys: Sequence[Term], ratios: Sequence[float] | None
) -> Mistake | None:
    """The answer is the key times or over a scalar that stands in the key."""
    if ratios is None:
        return None
    parts = list(dict.fromkeys(sub for key in keys for sub in walk(key)))
    under = {sub for part in parts if part.op in ("div", "hdiv") for sub in walk(part.args[1])}
    for part in parts:
        if number_of(part) is not None:
            continue
        try:
            scalars = [at.floats(part) for at in case.draws]
        except Impossible:
            continue
        if any(scalar.size != 1 or scalar[0, 0] == 0 for scalar in scalars):
            continue
        for power in (1, -1, 2, -2):
            products = [
                ratio * float(scalar[0, 0]) ** power
                for ratio, scalar in zip(ratios, scalars, strict=True)
            ]
            if is_constant(products) and abs(products[0] - 1) < SAME:
                if power == 1 or (power == -1 and part in under):
                    return claim("missing_factor")
                if any(part in _factors(key) for key in keys):
                    return claim("power")
    return None
