"""The answer as a combination of the key's summands."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.case import (
    SAME,
    Case,
    constant_factor,
    is_constant,
    ratios_of,
    shown_factor,
)
from tutor.checking.matrices.decision import difference
from tutor.checking.matrices.expanding import summands
from tutor.checking.matrices.explanation import claim
from tutor.checking.matrices.terms import Term
from tutor.exercise import Mistake


def wrong_coefficient(case: Case, keys: Sequence[Term]) -> Mistake | None:
    """A wrong coefficient of a summand as the key is written."""
    for key in keys:
        if key.op == "add":
            found = _coefficients(case, key.args)
            if found is not None:
                return found
    return None


def wrong_after_expanding(case: Case, keys: Sequence[Term]) -> Mistake | None:
    """A wrong coefficient of a summand of the key multiplied out."""
    for key in keys:
        terms = list(islice(summands(key), 13))
        if 1 < len(terms) <= 12:
            found = _coefficients(case, terms)
            if found is not None:
                return found
    return None


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
        return claim("factor_term", factor=shown_factor(float(off[0])))
    return None


def _single_coefficient(case: Case, columns: list[list[Array]], count: int) -> Mistake | None:
    """One summand alone has a wrong coefficient, which may depend on a size."""
    gaps = [value - right for value, right in zip(case.values, case.wanted, strict=True)]
    for place in range(count):
        ratios = ratios_of(gaps, [row[place] for row in columns])
        if ratios is None:
            continue
        coefficients = [1 + ratio for ratio in ratios]
        if max(map(abs, coefficients)) < 1e-7:
            return claim("missing_term")
        part = _as_typed(
            case, [c * row[place] for c, row in zip(coefficients, columns, strict=True)]
        )
        if is_constant(coefficients) and abs(coefficients[0] + 1) < 1e-7:
            return claim("sign_term_part", part=part) if part else claim("sign_term")
        factor = constant_factor(coefficients, case)
        if factor and part:
            return claim("factor_term_part", factor=factor, part=part)
        if factor:
            return claim("factor_term", factor=factor)
    return None


def _as_typed(case: Case, values: Sequence[Array]) -> str:
    """The summand of the answer that has these values, as it was typed; empty if there is none."""
    term = case.answer.term
    for part in term.args if term.op == "add" else ():
        try:
            found = [
                np.broadcast_to(at.floats(part), v.shape)
                for at, v in zip(case.draws, values, strict=True)
            ]
        except (Impossible, ValueError):
            continue
        if part.at >= 0 and all(
            difference(a, b) < SAME for a, b in zip(found, values, strict=True)
        ):
            return case.answer.text[part.at : part.end].strip().lstrip("-−+ ")
    return ""
