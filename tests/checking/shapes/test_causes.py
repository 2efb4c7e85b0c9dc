"""The likely cause that is told with an error, and the line that would run."""

import pytest

from tutor.bilingual import Strings
from tutor.checking.shapes import causes, infer
from tutor.checking.shapes.causes import find_cause

STRINGS = Strings(causes.__file__)

CASES = {
    "a dropped axis": (
        "p = a / a.sum(axis=1)", "keepdims", "p = a / a.sum(axis=1, keepdims=True)"
    ),
    "a dropped axis, in an earlier line": (
        "s = a.sum(axis=1)\np = a / s", "keepdims_earlier", "p = a / a.sum(axis=1, keepdims=True)"
    ),
    "means of different axes": (
        "m, s = a.mean(axis=1), a.std(axis=0)\nz = (a - m) / s", "axis",
        "z = (a - a.mean(axis=0)) / s",
    ),
    "vectors left by different axes": (
        "u = (a * 2).sum(axis=1)\nw = a.sum(axis=0)\nz = u - w", "axis",
        "z = u - a.sum(axis=1)",
    ),
    "an axis beyond the last": ("z = a.sum(axis=2)", "axis", "z = a.sum(axis=0)"),
    "a matrix the wrong way round": ("z = a @ a", "transpose", "z = a @ a.mT"),
    "a transpose that does not belong": ("z = h + q.T", "transpose", "z = h + q"),
    "a transpose of equals": ("z = a - b.T", "transpose", "z = a - b"),
    "a missing axis": ("z = a * n", "new_axis", "z = a * n[:, None]"),
    "a missing axis in a comparison": ("z = a == n", "new_axis", "z = a == n[:, None]"),
    "pairs of rows": ("z = a - c", "new_axis", "z = a - c[:, None]"),
    "an axis too many": ("z = a + v[:, None]", "extra_axis", "z = a + v"),
    "both new axes in one place": (
        "z = a[:, None, :] - c[:, None, :]", "axis", "z = a[None, :, :] - c[:, None, :]"
    ),
    "a new axis in another place": (
        "z = a[:, :, None] @ t", "axis", "z = a[:, None, :] @ t"
    ),
    "an index of the wrong axis": ("z = v + a[:, 0]", "axis", "z = v + a[0, :]"),
    "one of two that was cut": ("z = n[1:] - n", "lengths", ""),
    "a half and a whole": ("z = a[::2] * a", "", ""),
    "a doubled one": ("z = np.concatenate([n, n]) * n", "lengths", ""),
    "unrelated sizes in an update": ("v = v + n", "", ""),
    "unrelated axes": ("z = a + k", "", ""),
}  # fmt: skip
"""What is written, the key of its cause, and the line that mends it."""

DECLARED = {
    "a": "(N, d)", "b": "(N, d)", "c": "(M, d)", "n": "(N,)", "v": "(d,)", "k": "(K,)",
    "h": "(B, T, d)", "q": "(T, d)", "t": "(N, d, K)",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_cause_and_a_line_that_runs_are_told(case):
    code, name, mend = CASES[case]
    inference = infer(code, declared=DECLARED)
    cause = find_cause(inference, inference.error)
    assert cause.text == (STRINGS["cause_" + name] if name else "")
    assert cause.mend == mend
    if mend:
        *before, _ = code.splitlines()
        assert infer("\n".join([*before, mend]), declared=DECLARED).error is None
