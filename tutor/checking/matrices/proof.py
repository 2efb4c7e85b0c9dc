"""Is a key the derivative it claims to be? Finite differences of the function decide."""

from collections.abc import Mapping
from typing import Any

from tutor.bilingual import Text
from tutor.checking.matrices.arithmetic import Impossible
from tutor.checking.matrices.decision import NoDraw, Target, difference, make_draws
from tutor.checking.matrices.explanation import STRINGS
from tutor.checking.matrices.judge import setting
from tutor.checking.matrices.sizes import show

DRAWS = 2
TOLERANCE = 1e-9


def prove_key(row: Mapping[str, Any]) -> Text:
    """What is wrong with a row's key; empty when finite differences agree with it."""
    key, function = str(row.get("key") or ""), str(row.get("function") or "")
    wrt = str(row.get("wrt") or "")
    problem, reading = setting(
        key, dims=row["dims"], sizes=row.get("sizes") or {}, assume=row.get("assume") or {},
        function=function, wrt=wrt, layout=row.get("layout") or ("gradient" if wrt else "scalar"),
    )  # fmt: skip
    if reading is None or problem.function is None:
        return ""
    measured = Target(problem, None)
    try:
        draws = make_draws(problem, Target(problem, reading.term), count=DRAWS, small=True)
        for at in draws:
            value, wanted = at.exact(reading.term), measured.exact(at)
            if value.shape != wanted.shape:
                return STRINGS(
                    "key_shape", shape=show(reading.shape),
                    wanted=show(problem.wanted) if problem.wanted else "?",
                )  # fmt: skip
            if difference(value, wanted, floor=1e-6) > TOLERANCE:
                return STRINGS("key_differs")
    except (NoDraw, Impossible):
        return STRINGS("key_no_value")
    return ""
