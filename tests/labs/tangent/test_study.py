"""Limits, breaks, special points and bends of curves that are known by hand."""

import math

import numpy as np
import pytest

from tutor.labs.functions import read_function
from tutor.labs.tangent.derivatives import Derivatives
from tutor.labs.tangent.limits import sides
from tutor.labs.tangent.sampling import fit, sample
from tutor.labs.tangent.study import Study

inf, nan = math.inf, math.nan


def derivatives(text):
    return Derivatives.of(read_function(text, ("x",)))


def curve(text):
    function = read_function(text, ("x",))
    return lambda x: function.values(x=x)


def limits_of(text, x):
    left, right = sides(curve(text), [x], 4.0)[0]
    return (left.kind, left.value), (right.kind, right.value)


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("1/x", 0, -inf, inf),
        ("1/x^2", 0, inf, inf),
        ("ln|x|", 0, -inf, -inf),
        ("tan x", math.pi / 2, inf, -inf),
        ("exp(1/x)", 0, 0, inf),
        ("floor(x)", 2, 1, 2),
        ("sign(x)", 0, -1, 1),
        ("atan(1/x)", 0, -math.pi / 2, math.pi / 2),
        ("sin(x)/x", 0, 1, 1),
        ("(1 - cos x)/x^2", 0, 0.5, 0.5),
        ("(x^2 - 1)/(x - 1)", 1, 2, 2),
        ("cbrt(x)", 0, 0, 0),
        ("x^2 - 4x + 3", 3, 0, 0),
        ("mod(x, 1)", 1, 1, 0),
    ],
)
def test_limits_from_either_side(text, x, left, right):
    found = [value for _, value in limits_of(text, x)]
    for value, wanted in zip(found, (left, right), strict=True):
        assert value == wanted or value == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "x", "kinds"),
    [
        ("sqrt(x)", 0, ("none", "value")),
        ("ln x", 0, ("none", "infinite")),
        ("sqrt(x)", -1, ("none", "none")),
        ("sin(1/x)", 0, ("unsettled", "unsettled")),
        ("acos(x)", 1, ("value", "none")),
    ],
)
def test_a_side_may_have_nothing_or_not_settle(text, x, kinds):
    assert tuple(kind for kind, _ in limits_of(text, x)) == kinds


BREAKS = [
    ("x^2 - 4x + 3", -1, 5, []),
    ("1000x", -2, 2, []),
    ("|x|", -2, 2, []),
    ("cbrt(x)", -2, 2, []),
    ("exp(x)", -5, 700, []),
    ("sin(100x)", -5, 5, []),
    ("1/x", -5, 5, [(0, "pole")]),
    ("1/x", -4.7, 5.3, [(0, "pole")]),
    ("1/(x - 0.123)^2", -2, 2, [(0.123, "pole")]),
    ("1/(x - 0.3)", -1, 1, [(0.3, "pole")]),
    ("tan x", -3, 3, [(-math.pi / 2, "pole"), (math.pi / 2, "pole")]),
    ("gamma(x)", -2.5, 3, [(-2, "pole"), (-1, "pole"), (0, "pole")]),
    ("ln|x|", -3, 3, [(0, "pole")]),
    ("ln x", -1, 5, [(0, "pole")]),
    ("exp(1/x)", -2, 2, [(0, "pole")]),
    ("sign(x)", -2, 2, [(0, "jump")]),
    ("floor(x)", -1.5, 1.7, [(-1, "jump"), (0, "jump"), (1, "jump")]),
    ("atan(1/x)", -3, 3, [(0, "jump")]),
    ("sqrt(x)", -1, 4, [(0, "end")]),
    ("sqrt(1 - x^2)", -2, 2, [(-1, "end"), (1, "end")]),
    ("x^x", -1, 3, [(0, "end")]),
]


@pytest.mark.parametrize(("text", "low", "high", "wanted"), BREAKS)
def test_breaks_are_found_and_nothing_else(text, low, high, wanted):
    found = sample(curve(text), low, high).breaks
    assert [(pytest.approx(each.x, abs=1e-7), each.kind) for each in found] == wanted


@pytest.mark.parametrize(("text", "low", "high", "wanted"), BREAKS)
def test_no_line_crosses_a_break(text, low, high, wanted):
    sampled = sample(curve(text), low, high)
    for x, _kind in wanted:
        gap = np.isnan(sampled.ys) & (np.abs(sampled.xs - x) < 1e-6)
        outside = not (np.isfinite(sampled.ys) & (sampled.xs < x)).any()
        assert gap.any() or outside


def test_a_line_reaches_the_ends_of_its_pieces():
    half = sample(curve("sqrt(1 - x^2)"), -2, 2)
    fine = np.isfinite(half.ys)
    assert half.xs[fine].min() == pytest.approx(-1, abs=1e-9)
    assert half.ys[fine][0] == pytest.approx(0, abs=1e-5)
    steps = sample(curve("floor(x)"), 0.5, 1.5)
    left = steps.ys[steps.xs < 1]
    assert left[np.isfinite(left)][-1] == 0


def test_a_line_goes_on_to_infinity_at_a_pole():
    ys = sample(curve("1/x"), -5, 5).ys
    assert np.nanmax(ys) > 1e6
    assert np.nanmin(ys) < -1e6


def test_a_hole_is_found_where_the_formula_tells_of_it():
    study = Study(derivatives("(x^2 - 1)/(x - 1)"), -2, 3)
    assert [(each.x, each.kind) for each in study.specials] == [(1, "hole")]


def test_what_oscillates_faster_than_dots_fills_its_band():
    sampled = sample(curve("sin(1/x)"), -1, 1)
    near = sampled.ys[np.abs(sampled.xs) < 0.02]
    assert np.nanmax(near) > 0.99
    assert np.nanmin(near) < -0.99


def test_a_curve_is_fitted_whole_unless_it_runs_off():
    low, high = fit(sample(curve("x^2 - 4x + 3"), -1, 5))
    assert -2 < low < -1
    assert 8 < high < 9
    low, high = fit(sample(curve("1/x"), -5, 5))
    assert -10 < low < -1
    assert 1 < high < 10
    low, high = fit(sample(curve("ln x"), -1, 5))
    assert -4 < low < -1
    assert fit(sample(curve("7"), -1, 1)) == (3.5, 10.5)
    assert fit(sample(curve("sqrt(-1 - x^2)"), -1, 1)) == (-1, 1)


root = math.sqrt

SPECIALS = [
    ("x^2 - 4x + 3", -1, 5, [(2, "minimum")]),
    ("-x^2", -1, 5, [(0, "maximum")]),
    ("x^3", -2, 2, [(0, "terrace")]),
    ("-x^5", -2, 2, [(0, "terrace")]),
    ("x^4", -2, 2, [(0, "minimum")]),
    ("x^3 - 3x", -3, 3, [(-1, "maximum"), (0, "inflection"), (1, "minimum")]),
    ("|x|", -2, 2, [(0, "minimum^")]),
    ("1 - |x - 0.3|", -2, 2, [(0.3, "maximum^")]),
    ("|x^2 - 1|", -2, 2, [(-1, "minimum^"), (0, "maximum"), (1, "minimum^")]),
    ("relu(x)", -3, 3, [(0, "kink^")]),
    ("leaky_relu(x)", -3, 3, [(0, "kink^")]),
    ("max(x, x^2)", -2, 2, [(0, "minimum^"), (1, "kink^")]),
    ("cbrt(x^2)", -2, 2, [(0, "minimum^")]),
    ("cbrt(x)", -2, 2, [(0, "inflection")]),
    ("x*|x|", -2, 2, [(0, "terrace")]),
    ("elu(x)", -2, 2, []),
    ("2x + 1", -2, 2, []),
    ("5", -2, 2, []),
    ("exp(x)", -2, 2, []),
    ("sigmoid(x)", -8, 8, [(0, "inflection")]),
    ("exp(-x^2)", -3, 3, [(-root(0.5), "inflection"), (0, "maximum"), (root(0.5), "inflection")]),
    ("1/x", -5, 5, [(0, "pole")]),
    ("x + 1/x", -4, 4, [(-1, "maximum"), (0, "pole"), (1, "minimum")]),
    ("x^x", 0, 3, [(1 / math.e, "minimum")]),
    ("x^2*ln x", 0.01, 2, [(math.exp(-1.5), "inflection"), (math.exp(-0.5), "minimum")]),
    (
        "(x-1)^3*(x+1)^2",
        -2,
        2,
        [
            (-1, "maximum"),
            ((-1 - root(6)) / 5, "inflection"),
            (-0.2, "minimum"),
            ((-1 + root(6)) / 5, "inflection"),
            (1, "terrace"),
        ],
    ),
    ("where(x > 0, x^2, -x)", -2, 2, [(0, "minimum^")]),
    ("floor(x)", -0.5, 1.5, [(0, "jump"), (1, "jump")]),
    ("sqrt(x)", -1, 4, [(0, "end")]),
    ("mod(x, 1)", -0.5, 0.5, [(0, "jump")]),
    ("sin x", 0.1, 6.2, [(math.pi / 2, "maximum"), (math.pi, "inflection"), (4.712389, "minimum")]),
    ("sin(x)^2 + cos(x)^2", -2, 2, []),
]


@pytest.mark.parametrize(("text", "low", "high", "wanted"), SPECIALS)
def test_special_points_are_found_and_named(text, low, high, wanted):
    study = Study(derivatives(text), low, high)
    found = [(each.x, each.kind + "^" * each.pointed) for each in study.specials]
    assert [(pytest.approx(x, abs=1e-6), kind) for x, kind in wanted] == found


@pytest.mark.parametrize(
    ("text", "low", "high"), [("sin(50x)", -5, 5), ("sin(1/x)", -1, 1), ("tan(20x)", -3, 3)]
)
def test_names_on_top_of_each_other_are_left_out(text, low, high):
    xs = [each.x for each in Study(derivatives(text), low, high).specials]
    assert len(xs) <= 60


@pytest.mark.parametrize(
    ("text", "low", "high", "wanted"),
    [
        ("x^2 - 4x + 3", -1, 5, [(-1, 5, 1)]),
        ("x^3", -2, 2, [(-2, 0, -1), (0, 2, 1)]),
        ("|x|", -2, 2, [(-2, 0, 0), (0, 2, 0)]),
        ("1/x", -2, 2, [(-2, 0, -1), (0, 2, 1)]),
        ("ln x", -1, 5, [(0, 5, -1)]),
        ("elu(x)", -2, 2, [(-2, 0, 1), (0, 2, 0)]),
        ("(x^2 - 1)/(x - 1)", -2, 3, [(-2, 3, 0)]),
        ("sin(40x)", -20, 20, []),
    ],
)
def test_bends(text, low, high, wanted):
    parts = Study(derivatives(text), low, high).parts
    found = [(round(part.x0, 6), round(part.x1, 6), part.bend) for part in parts]
    assert found == wanted


HERE = [
    ("x^2 - 4x + 3", 3, "smooth", 2),
    ("|x|", 0, "kink", nan),
    ("relu(x)", 0, "kink", nan),
    ("max(x, x^2)", 1, "kink", nan),
    ("cbrt(x)", 0, "upright", inf),
    ("-cbrt(x)", 0, "upright", -inf),
    ("cbrt(x^2)", 0, "kink", nan),
    ("x*|x|", 0, "smooth", 0),
    ("sqrt(x^4)", 0, "smooth", 0),
    ("1/x", 0, "pole", nan),
    ("1/x^2", 0, "pole", nan),
    ("ln x", 0, "pole", nan),
    ("tan x", math.pi / 2, "pole", nan),
    ("sqrt(x)", 0, "end", nan),
    ("x^(3/2)", 0, "end", 0),
    ("sqrt(x)", -1, "outside", nan),
    ("floor(x)", 1, "jump", nan),
    ("sign(x)", 0, "jump", nan),
    ("atan(1/x)", 0, "jump", nan),
    ("sin(x)/x", 0, "hole", nan),
    ("sin(1/x)", 0, "rough", nan),
    ("exp(x)", 800, "huge", nan),
    ("1/0", 0, "outside", nan),
    ("sin(1000000x)", 0, "smooth", 1e6),
]


@pytest.mark.parametrize(("text", "x", "kind", "slope"), HERE)
def test_what_there_is_at_a_point(text, x, kind, slope):
    here = derivatives(text).at(x, 4.0)
    assert here.kind == kind
    if kind in ("smooth", "upright") or not math.isnan(slope):
        assert here.slope == slope or here.slope == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [("|x|", 0, -1, 1), ("relu(x)", 0, 0, 1), ("max(x, x^2)", 1, 1, 2), ("|x^2-1|", 1, -2, 2)],
)
def test_the_slopes_on_either_side_of_a_kink(text, x, left, right):
    before, after = derivatives(text).at(x, 4.0).slopes
    assert (before.value, after.value) == pytest.approx((left, right), abs=1e-6)


SMOOTH = ["x^3 - 2x", "exp(-x^2/2)", "sigmoid(x)", "gelu(x)", "x*sin(x)", "ln(1 + x^2)", "2^x"]


@pytest.mark.parametrize("text", SMOOTH)
def test_slopes_agree_with_central_differences(text):
    both = derivatives(text)
    x, h = np.linspace(-3, 3, 41), 1e-5
    measured = (both.f(x + h) - both.f(x - h)) / (2 * h)
    assert both.slope(x) == pytest.approx(measured, rel=1e-6, abs=1e-8)
    second = (both.slope(x + h) - both.slope(x - h)) / (2 * h)
    assert both.curvature(x) == pytest.approx(second, rel=1e-6, abs=1e-8)


def test_without_a_rule_the_slope_is_measured():
    both = derivatives("beta(x, 2)")
    assert both.first is None
    # Β(x, 2) = 1/(x(x + 1)), so the slope at 1 is −3/4.
    assert float(both.slope(np.array([1.0]))[0]) == pytest.approx(-0.75, rel=1e-8)
