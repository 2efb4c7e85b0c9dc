"""Slips as edits of a term: each is what somebody does who makes that one mistake.

An edit that gives a term which does not conform is harmless: it has no value, so it explains
nothing.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from tutor.checking.matrices.edit import Edit, Maker, part_at
from tutor.checking.matrices.sizes import AnySize
from tutor.checking.matrices.terms import (
    Term,
    num,
    number_of,
    positions,
    replace_at,
    transform,
    walk,
)
from tutor.checking.matrices.transposes import transposed_parts


def _has_identity(total: Term) -> bool:
    return any(part.op == "eye" for arg in total.args for part in (arg, *arg.args))


def forgotten_identity(term: Term) -> Iterator[Edit]:
    """λI written as λ, or I as a matrix of ones."""
    for path, part in positions(term):
        if part.op == "eye":
            yield Edit("identity", replace_at(term, path, num(1)), part)
            ones = Term("ones", (), (part.data, part.data))
            yield Edit("identity", replace_at(term, path, ones), part)
    everywhere = transform(term, lambda part: num(1) if part.op == "eye" else part)
    if everywhere != term:
        yield Edit("identity", everywhere, term)


def identity_for_scalar(term: Term, sizes: Sequence[AnySize]) -> Iterator[Edit]:
    """A scalar summand that should have carried an identity (an edit of the answer)."""
    for path, part in positions(term):
        if part.op != "add":
            continue
        for k, arg in enumerate(part.args):
            for size in sizes:
                made = Term("mul", (arg, Term("eye", (), size)))
                args = (*part.args[:k], made, *part.args[k + 1 :])
                yield Edit("identity", replace_at(term, path, Term("add", args)), arg)


def changed_powers(term: Term) -> Iterator[Edit]:
    """A wrong exponent on something that has one, or one of two equal factors missing."""
    for path, part in positions(term):
        if part.op == "pow":
            for exponent in range(part.data - 2, part.data + 3):
                if exponent in (part.data, 0):
                    continue
                made = part.args[0] if exponent == 1 else Term("pow", part.args, exponent)
                yield Edit("power", replace_at(term, path, made), part)
        elif part.op == "epow":
            exponent_now = number_of(part.args[1])
            if exponent_now is None:
                continue
            for step in (-2, -1, Fraction(-1, 2), Fraction(1, 2), 1, 2):
                new = exponent_now + step
                if new == 0:
                    continue
                made = part.args[0] if new == 1 else Term("epow", (part.args[0], _signed(new)))
                yield Edit("power", replace_at(term, path, made), part)
        elif part.op in ("mul", "had"):
            args = part.args
            for k in range(len(args) - 1):
                if args[k] == args[k + 1] and number_of(args[k]) is None:
                    yield Edit("power", replace_at(term, path, _without(part, (k,))), part)
        if part.op == "div" and number_of(part.args[1]) is None:
            yield Edit("power", replace_at(term, path, Term("mul", part.args)), part)
        if part.op == "div" and part.args[1].op in ("norm", "epow", "var", "sum", "det", "mul"):
            bottom = Term("mul", (part.args[1], part.args[1]))
            if part.args[1].op != "mul":
                yield Edit(
                    "power", replace_at(term, path, part.with_args((part.args[0], bottom))), part
                )


def added_powers(term: Term) -> Iterator[Edit]:
    """A square (or a square root) where there should be none, outside of functions."""
    for path, part in positions(term):
        if any(part_at(term, path[:length]).op in ("fn", "cmp") for length in range(len(path))):
            continue
        if part.op in ("norm", "var", "det", "sum", "inner", "inv", "fn", "trace", "mul"):
            yield Edit("power", replace_at(term, path, Term("mul", (part, part))), part)
            for exponent in (2, 3, -1):
                made = Term("epow", (part, _signed(Fraction(exponent))))
                yield Edit("power", replace_at(term, path, made), part)


def _signed(value: Fraction | int) -> Term:
    return num(value) if value >= 0 else Term("neg", (num(-value),))


def _without(part: Term, places: tuple[int, ...]) -> Term:
    args = tuple(arg for k, arg in enumerate(part.args) if k not in places)
    if not args:
        return num(1)
    return args[0] if len(args) == 1 else part.with_args(args)


def missing_factors(term: Term) -> Iterator[Edit]:
    """One or two factors of a product missing, or a denominator."""
    for path, part in positions(term):
        if part.op in ("mul", "had"):
            n = len(part.args)
            chosen: list[tuple[int, ...]] = [(i,) for i in range(n)]
            chosen += [(i, j) for i in range(n) for j in range(i + 1, n)] if n > 2 else []
            for places in chosen:
                left_out = [part.args[k] for k in places]
                if all(number_of(arg) is not None for arg in left_out):
                    continue
                if any(arg.op == "add" and _has_identity(arg) for arg in left_out):
                    continue  # (I + W)δ → δ is a summand missing
                yield Edit(
                    "missing_factor", replace_at(term, path, _without(part, places)), left_out[0]
                )
        elif part.op in ("div", "hdiv") and number_of(part.args[1]) is None:
            yield Edit("missing_factor", replace_at(term, path, part.args[0]), part.args[1])
        elif part.op == "fn" and part.data == ("sigmoid", 1):
            made = Term("fn", part.args, ("sigmoid", 0))
            yield Edit("missing_factor", replace_at(term, path, made), part)
        if part.op in ("det", "norm", "trace", "inner", "sum") and path:
            yield Edit("missing_factor", replace_at(term, path, num(1)), part)


def with_one_more_factor(term: Term, factors: Sequence[Term]) -> Iterator[Edit]:
    """The term with another factor on the left, on the right, or entry by entry."""
    for factor in factors:
        for made in (
            Term("mul", (factor, term)),
            Term("mul", (term, factor)),
            Term("had", (term, factor)),
        ):
            yield Edit("missing_factor", made, factor)


def neutral_factors(term: Term) -> Iterator[Edit]:
    """A factor replaced by what changes nothing: ones entry by entry, or an identity."""
    for path, part in positions(term):
        if part.op in ("fn", "var", "softmax", "sum"):
            ones = Term("epow", (part, num(0)))
            yield Edit("missing_factor", replace_at(term, path, ones), part)
        if part.op in ("var", "inv", "diag", "add"):
            identity = Term("pow", (part,), 0)
            yield Edit("missing_factor", replace_at(term, path, identity), part)


def inner_signs(term: Term) -> Iterator[Edit]:
    """A minus too many or too few inside a function."""
    for path, part in positions(term):
        if part.op == "neg":
            yield Edit("sign", replace_at(term, path, part.args[0]), part)
        elif part.op in ("fn", "cmp", "softmax", "inv") and part.args[0].op != "neg":
            made = part.with_args((Term("neg", (part.args[0],)), *part.args[1:]))
            yield Edit("sign", replace_at(term, path, made), part)


def changed_summands(term: Term) -> Iterator[Edit]:
    """Inside any sum: a summand missing, with the wrong sign, or with a wrong factor."""
    for path, part in positions(term):
        if part.op != "add":
            continue
        for k, arg in enumerate(part.args):
            rest = part.args[:k] + part.args[k + 1 :]
            dropped = rest[0] if len(rest) == 1 else Term("add", rest)
            yield Edit("missing_term", replace_at(term, path, dropped), arg)
        for k, arg in enumerate(part.args):
            args = (*part.args[:k], Term("neg", (arg,)), *part.args[k + 1 :])
            yield Edit("sign_term", replace_at(term, path, Term("add", args)), arg)
        for k, arg in enumerate(part.args):
            for factor in (Fraction(2), Fraction(1, 2), Fraction(3), Fraction(4)):
                made = Term("mul", (num(factor), arg))
                args = (*part.args[:k], made, *part.args[k + 1 :])
                yield Edit("factor_term", replace_at(term, path, Term("add", args)), arg)


def other_orders(term: Term) -> Iterator[Edit]:
    """Factors of a product, or the sides of ⊗, in another order."""
    for path, part in positions(term):
        if part.op == "mul":
            places = [k for k, arg in enumerate(part.args) if not _is_scalar_leaf(arg)]
            for i in range(len(places)):
                for j in range(i + 1, len(places)):
                    args = list(part.args)
                    args[places[i]], args[places[j]] = args[places[j]], args[places[i]]
                    yield Edit("order", replace_at(term, path, Term("mul", tuple(args))), part)
            for i, j in pairwise(places):
                args = list(part.args)
                args[i], args[j] = _like(args[j], args[i]), _like(args[i], args[j])
                yield Edit("order", replace_at(term, path, Term("mul", tuple(args))), part)
            if len(places) > 2:
                rest = [part.args[k] for k in places]
                scalars = [arg for k, arg in enumerate(part.args) if k not in places]
                for turned in (rest[1:] + rest[:1], rest[-1:] + rest[:-1]):
                    made = Term("mul", (*scalars, *turned))
                    yield Edit("order", replace_at(term, path, made), part)
        elif part.op == "kron":
            made = Term("kron", (part.args[1], part.args[0]))
            yield Edit("order", replace_at(term, path, made), part)


def _like(term: Term, model: Term) -> Term:
    """The term, transposed if and only if the model is."""
    bare = term.args[0] if term.op == "t" else term
    return Term("t", (bare,)) if model.op == "t" else bare


def _is_scalar_leaf(term: Term) -> bool:
    return term.op in ("num", "size", "const", "det", "trace", "norm", "inner")


def changed_inverses(term: Term) -> Iterator[Edit]:
    """An inverse forgotten, or its transpose; an inverse where there should be none."""
    for path, part in positions(term):
        if part.op == "inv":
            yield Edit("inverse", replace_at(term, path, part.args[0]), part)
            yield Edit("inverse", replace_at(term, path, Term("t", part.args)), part)
        elif part.op == "t" and part.args[0].op == "inv":
            yield Edit("inverse", replace_at(term, path, part.args[0]), part)
        elif part.op == "var":
            yield Edit("inverse", replace_at(term, path, Term("inv", (part,))), part)
            made = Term("t", (Term("inv", (part,)),))
            yield Edit("inverse", replace_at(term, path, made), part)
    for change in (_drop_inverse, _inverse_to_transpose, _drop_transposed_inverse):
        made = transform(term, change)
        if made != term:
            yield Edit("inverse", made, term)


def _drop_inverse(part: Term) -> Term:
    return part.args[0] if part.op == "inv" else part


def _inverse_to_transpose(part: Term) -> Term:
    return Term("t", part.args) if part.op == "inv" else part


def _drop_transposed_inverse(part: Term) -> Term:
    return part.args[0] if part.op == "t" and part.args[0].op == "inv" else part


def hadamard_products(term: Term) -> Iterator[Edit]:
    """A matrix product for an entrywise one, or the other way round."""
    for path, part in positions(term):
        if part.op == "had" and len(part.args) == 2:
            a, b = part.args
            for made in (
                Term("mul", (a, b)),
                Term("mul", (b, a)),
                Term("mul", (Term("t", (a,)), b)),
                Term("mul", (a, Term("t", (b,)))),
                Term("kron", (a, b)),
            ):
                yield Edit("hadamard", replace_at(term, path, made), part)
        elif part.op == "mul":
            args = part.args
            for k in range(len(args) - 1):
                made_part = Term("had", (args[k], args[k + 1]))
                rest = (*args[:k], made_part, *args[k + 2 :])
                made = rest[0] if len(rest) == 1 else Term("mul", rest)
                yield Edit("hadamard", replace_at(term, path, made), part)
        elif part.op == "inv":
            yield Edit(
                "hadamard", replace_at(term, path, Term("hdiv", (num(1), part.args[0]))), part
            )
        elif part.op == "epow":
            exponent = number_of(part.args[1])
            if exponent is not None and exponent.denominator == 1 and 2 <= abs(exponent) <= 6:
                made = Term("pow", part.args[:1], int(exponent))
                yield Edit("hadamard", replace_at(term, path, made), part)
        elif part.op == "pow":
            made = Term("epow", (part.args[0], _signed(Fraction(part.data))))
            yield Edit("hadamard", replace_at(term, path, made), part)


def changed_functions(term: Term) -> Iterator[Edit]:
    """A function for its derivative, a sum for a mean, one variable for another."""
    names = sorted({part.data for part in walk(term) if part.op == "var"})
    for path, part in positions(term):
        if part.op == "fn":
            name, order = part.data
            for new in {order + 1, max(order - 1, 0)} - {order}:
                made = Term("fn", part.args, (name, new))
                yield Edit("other", replace_at(term, path, made), part)
            yield Edit("other", replace_at(term, path, part.args[0]), part)
        elif part.op in ("sum", "mean"):
            made = Term("mean" if part.op == "sum" else "sum", part.args, part.data)
            inside = any(part_at(term, path[:length]).op == "add" for length in range(len(path)))
            slug = "factor_term" if inside else "factor"
            yield Edit(slug, replace_at(term, path, made), part)
        elif part.op == "var" and len(names) <= 6:
            for name in names:
                if name != part.data:
                    yield Edit("other", replace_at(term, path, Term("var", (), name)), part)


# In the order in which they are tried: what fits first is claimed.
OF_THE_KEY: tuple[Maker, ...] = (
    forgotten_identity,
    changed_powers,
    missing_factors,
    changed_summands,
    inner_signs,
    neutral_factors,
    other_orders,
    changed_inverses,
    hadamard_products,
    added_powers,
    changed_functions,
)
# Edits that undo themselves, or that mend the answer: tried on the answer's own term.
OF_THE_ANSWER: tuple[Maker, ...] = (
    transposed_parts,
    changed_powers,
    other_orders,
    changed_inverses,
    hadamard_products,
    added_powers,
)
