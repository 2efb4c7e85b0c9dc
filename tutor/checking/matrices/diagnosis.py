"""Which slip gives exactly this wrong answer.

In the order: shape, sign, transpose, constant factor, equal only if symmetric, the
coefficients of the key's summands, one edit away from the key; else one entry of a small
counterexample. Every claim is confirmed in all draws, so it is true of what was typed.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np

from tutor.bilingual import Text
from tutor.checking.matrices import edits
from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.counterexample import witness
from tutor.checking.matrices.decision import NoDraw, Target, difference, make_draws
from tutor.checking.matrices.draws import Draw
from tutor.checking.matrices.edits import Edit
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

SAME = 1e-8
MAX_EDITS = 900


@dataclass(frozen=True)
class Case:
    """A wrong answer with all that is known about it."""

    answer: Reading
    problem: Problem
    key: Term | None
    target: Target
    draws: Sequence[Draw]
    values: Sequence[Array]
    wanted: Sequence[Array]

    def gives(self, made: Term) -> bool:
        """Whether a term has the answer's value in every draw."""
        return _agrees(made, self.draws, self.values)

    def mends(self, made: Term) -> bool:
        """Whether a term has the right value in every draw."""
        return _agrees(made, self.draws, self.wanted)


def _agrees(made: Term, draws: Sequence[Draw], values: Sequence[Array]) -> bool:
    try:
        return all(
            difference(at.floats(made), value) < SAME
            for at, value in zip(draws, values, strict=True)
        )
    except Impossible:
        return False


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
    if _all_same(turned, case.wanted):
        return _transposed(case)
    if case.key is not None:
        for edit in edits.forgotten_identity(case.key):
            if case.values[0].size == 1 and case.gives(edit.made):
                return claim("identity")
    return shape_text(case.answer.shape, wanted_shape, case.problem)


def _all_same(left: Sequence[Array], right: Sequence[Array]) -> bool:
    return all(difference(a, b) < SAME for a, b in zip(left, right, strict=True))


def _transposed(case: Case) -> Mistake:
    layout = case.problem.layout
    turned = {"gradient": "numerator", "denominator": "numerator", "numerator": "denominator"}
    if case.problem.wrt and layout in turned:
        return claim("transpose_layout", layout=layout, other=turned[layout])
    return claim("transpose")


def _named(case: Case) -> Mistake | None:
    """The first slip, in the order of this module, that gives the answer."""
    if _all_same([-value for value in case.values], case.wanted):
        return claim("sign")
    if _all_same([value.T for value in case.values], case.wanted):
        return _transposed(case)
    ratios = _ratios(case.values, case.wanted)
    if ratios is not None:
        factor = _constant(ratios, case)
        if factor:
            return claim("factor", factor=factor)
    if case.key is None:
        return _symmetric(case)
    keys = _forms(case.key)
    for maker in (edits.transposed_parts, edits.two_transposed_parts):
        found = _first(case, keys[:1], maker)
        if found is not None:
            return _edit_claim(case, found)
    return (
        _symmetric(case)
        or _summands(case, keys)
        or _edited(case, keys)
        or _expanded(case, keys)
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


def _first(case: Case, keys: Sequence[Term], maker: edits.Maker) -> Edit | None:
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


# -- numbers


def _ratios(values: Sequence[Array], wanted: Sequence[Array]) -> list[float] | None:
    """The factor between answer and key in every draw, where they are proportional."""
    ratios = []
    for value, right in zip(values, wanted, strict=True):
        square = float((right * right).sum())
        if square == 0 and not value.any():
            ratios.append(math.nan)
            continue
        if square == 0:
            return None
        ratio = float((value * right).sum()) / square
        if ratio == 0 or difference(value, ratio * right) > SAME:
            return None
        ratios.append(ratio)
    known = [ratio for ratio in ratios if not math.isnan(ratio)]
    if len(known) < 2:
        return None
    # A draw in which both are zero says nothing: any factor fits it.
    return [known[0] if math.isnan(ratio) else ratio for ratio in ratios]


def _constant(ratios: Sequence[float], case: Case) -> str:
    """The factor as text: a number, possibly times or over a size; empty if it varies."""
    if _is_constant(ratios):
        return _shown(ratios[0])
    for symbol in sorted({*case.problem.symbols}):
        sizes = [at.sizes[symbol] for at in case.draws]
        if len(set(sizes)) < 2:
            continue
        for power, mark in ((1.0, ""), (2.0, "²"), (0.5, "^½")):
            up = [ratio / size**power for ratio, size in zip(ratios, sizes, strict=True)]
            if _is_constant(up):
                times = "" if abs(up[0] - 1) < SAME else f"{_shown(up[0])}·"
                return f"{times}{symbol}{mark}"
            down = [ratio * size**power for ratio, size in zip(ratios, sizes, strict=True)]
            if _is_constant(down):
                return f"{_shown(down[0])}/{symbol}{mark}"
    return ""


def _is_constant(values: Sequence[float]) -> bool:
    return max(values) - min(values) <= SAME * max(map(abs, values))


def _shown(value: float) -> str:
    close = Fraction(value).limit_denominator(1000)
    if abs(float(close) - value) < SAME * max(1, abs(value)):
        return str(close)
    return f"{value:.6g}"


# -- symmetric


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


# -- summands


def _summands(case: Case, keys: Sequence[Term]) -> Mistake | None:
    for key in keys:
        if key.op == "add":
            found = _coefficients(case, key.args)
            if found is not None:
                return found
    return None


def _expanded(case: Case, keys: Sequence[Term]) -> Mistake | None:
    for key in keys:
        terms = list(islice(_expand(key), 13))
        if 1 < len(terms) <= 12:
            found = _coefficients(case, terms)
            if found is not None:
                return found
    return None


def _expand(term: Term) -> Iterator[Term]:
    """The summands of a product of sums, multiplied out."""
    if term.op == "add":
        for arg in term.args:
            yield from _expand(arg)
    elif term.op == "neg":
        for part in _expand(term.args[0]):
            yield Term("neg", (part,))
    elif term.op in ("mul", "had", "t", "div", "hdiv", "trace", "diag"):
        for place, arg in enumerate(term.args):
            if place and term.op in ("div", "hdiv"):
                break
            inner = arg.args[0] if arg.op == "neg" else arg
            if inner.op == "add":
                for part in inner.args:
                    signed = Term("neg", (part,)) if arg.op == "neg" else part
                    yield from _expand(
                        term.with_args((*term.args[:place], signed, *term.args[place + 1 :]))
                    )
                return
        yield term
    else:
        yield term


def _coefficients(case: Case, terms: Sequence[Term]) -> Mistake | None:
    """The answer as a combination of the key's summands, with constant coefficients."""
    try:
        columns = [
            [np.broadcast_to(at.floats(t), right.shape) for t in terms]
            for at, right in zip(case.draws, case.wanted, strict=True)
        ]
    except (Impossible, ValueError):
        return None
    single = _single_coefficient(case, columns, len(terms))
    if single is not None:
        return single
    matrix = np.concatenate(
        [np.stack([part.reshape(-1) for part in row], axis=1) for row in columns]
    )
    target = np.concatenate([value.reshape(-1) for value in case.values])
    solution, _, rank, _ = np.linalg.lstsq(matrix, target, rcond=1e-9)
    if rank < len(terms) or difference(matrix @ solution, target) > SAME:
        return None
    off = [c for c in solution if abs(c - 1) > 1e-7]
    if not off or len(off) == len(solution):
        return None
    if all(abs(c) < 1e-7 for c in off):
        return claim("missing_term")
    if all(abs(c + 1) < 1e-7 for c in off):
        return claim("sign_term")
    if max(off) - min(off) < 1e-7:
        return claim("factor_term", factor=_shown(float(off[0])))
    return None


def _single_coefficient(case: Case, columns: list[list[Array]], count: int) -> Mistake | None:
    """One summand alone has a wrong coefficient, which may depend on a size."""
    gaps = [value - right for value, right in zip(case.values, case.wanted, strict=True)]
    for place in range(count):
        ratios = _ratios(gaps, [row[place] for row in columns])
        if ratios is None:
            continue
        coefficients = [1 + ratio for ratio in ratios]
        if max(map(abs, coefficients)) < 1e-7:
            return claim("missing_term")
        if _is_constant(coefficients) and abs(coefficients[0] + 1) < 1e-7:
            return claim("sign_term")
        factor = _constant(coefficients, case)
        if factor:
            return claim("factor_term", factor=factor)
    return None


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
            if _is_constant(products) and abs(products[0] - 1) < SAME:
                if power == 1 or (power == -1 and part in under):
                    return claim("missing_factor")
                if any(part in _factors(key) for key in keys):
                    return claim("power")
    return None
