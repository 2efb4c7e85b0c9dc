"""The tangent lab without a screen: its states, its moves, its tasks, its picture."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.bilingual import LANGUAGES
from tutor.labs import LabError
from tutor.labs.tangent.model import PARTS, STRINGS, Model, round_step
from tutor.labs.tangent.picture import items
from tutor.labs.tangent.tasks import TASKS
from tutor.labs.tangent.telling import about_guess, about_point, about_secant, about_try
from tutor.labs.tangent.written import panel, tangent_text
from tutor.widgets.plot import Curve, Rule, Scene, draw

CURVES = [
    "x^2 - 4x + 3", "x^3 - 3x", "1/x", "1/(x^2 - 1)", "tan x", "|x|", "relu(x)", "floor(x)",
    "sqrt(x)", "ln x", "sin(1/x)", "sin(x)/x", "x^x", "gelu(x)", "gamma(x)", "mod(x, 1)",
    "exp(x^2)", "1/0", "0", "10^10^10", "sqrt(-1 - x^2)", "x^1001", "exp(exp(x))", "factorial(x)",
    "cbrt(x)", "e^(-x^2)", "sum(x^k, k, 0, 5)", "max(x, -x, 1)", "round(x)",
    "1e-200*x", "1e200*x^2",
]  # fmt: skip


def model(**start):
    return Model.begin(start)


def said(model):
    return [key for key, _ in about_point(model)]


def everything_shown(model):
    """All that a screen would ask of a state."""
    drawing = draw(Scene(tuple(items(model, 0)), x=model.window, fit=model.range), 50, 16)
    assert len(drawing.rows) == 16
    rows = panel(model, 26)
    sentences = [*about_point(model), *about_secant(model)]
    assert sentences
    for key, values in sentences:
        for language in LANGUAGES:
            text = STRINGS(key, **values)[language]
            assert "{" not in text, text
    return drawing, rows


# --- states


def test_it_begins_with_the_parabola_of_the_course_and_slope_2():
    first = model()
    assert first.function.text == "x^2 - 4x + 3"
    assert first.window == (-1, 5)
    assert (first.point, first.here.value, first.here.slope) == (3, 0, 2)
    assert tangent_text(first) == "y = 2x − 6"


def test_a_state_comes_back_as_it_was():
    start = {
        "function": "x^3 - x",
        "point": "0.25",
        "window": "-2, 2",
        "height": "-3, 4.5",
        "show": "slope points",
        "h": "-0.5",
        "task": "slope",
        "wanted": "2",
        "guess": "1, 2.5, -3",
        "solved": "flat bend",
    }
    state = model(**start).state()
    assert state == start
    assert Model.begin(state).state() == state


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(CURVES),
    st.lists(
        st.sampled_from(
            [
                "left",
                "right",
                "in",
                "out",
                "pan",
                "up",
                "tall",
                "next",
                "before",
                "h",
                "fit",
                "task",
            ]
        ),
        max_size=8,
    ),
)
def test_whatever_is_done_the_state_is_whole_and_can_be_shown(text, doings):
    now = model(function=text)
    for doing in doings:
        now = {
            "left": lambda now: now.moved(-1),
            "right": lambda now: now.moved(10),
            "in": lambda now: now.zoomed(0.3),
            "out": lambda now: now.zoomed(4),
            "pan": lambda now: now.panned(0.4),
            "up": lambda now: now.raised(0.3),
            "tall": lambda now: now.raised(0, 3),
            "next": lambda now: now.next_special(1),
            "before": lambda now: now.next_special(-1),
            "h": lambda now: now.closer(),
            "fit": lambda now: now.fitted(),
            "task": lambda now: now.next_task(),
        }[doing](now)
    assert Model.begin(now.state()).state() == now.state()
    everything_shown(now)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("function", "y + 1"),
        ("function", "x +"),
        ("function", "[1, 2]"),
        ("function", "x = 2"),
        ("point", "one"),
        ("point", "1/0"),
        ("point", "10^10^10"),
        ("window", "5"),
        ("window", "2, 1"),
        ("window", "1, 1"),
        ("window", "0, 1e12"),
        ("height", "fits"),
        ("height", "3, 3"),
        ("show", "everything"),
        ("h", "0"),
        ("h", "big"),
        ("task", "guess"),
        ("wanted", "x"),
        ("guess", "1, two"),
        ("guess", ",".join(["1"] * 500)),
        ("solved", "all"),
    ],
)
def test_what_cannot_stand_is_refused_by_its_name_in_every_language(field, text):
    with pytest.raises(LabError) as refused:
        model(**{field: text})
    assert refused.value.field == field
    assert all(refused.value.why[language] for language in LANGUAGES)


@pytest.mark.parametrize("text", ["x^2", "y = x^2", "f(x) = x^2", "x²", "x**2", " x^{2} "])
def test_a_function_may_be_written_in_many_ways(text):
    assert model(function=text, point="3").here.slope == 6


# --- moves


def test_keys_move_the_point_over_round_numbers():
    moved = model(point="3").moved(1)
    assert moved.point == 3.02
    assert model(point="sqrt(2)").moved(1).point == 1.42
    assert model(point="sqrt(2)").moved(-1).point == 1.4
    assert model(point="3").moved(-150).point == 0


def test_the_window_follows_the_point():
    beyond = model(point="4.98").moved(10)
    low, high = beyond.window
    assert low < beyond.point < high
    assert high - low == pytest.approx(6)
    assert model().panned(1).point == 3
    assert model().panned(1).moved(1).window[0] < 3
    far = model().with_point("1000")
    assert far.window == (997, 1003)


def test_zooming_leaves_the_place_under_the_mouse():
    near = model().zoomed(0.5, around=1.0)
    assert near.window == (0, 3)
    assert near.zoomed(2, around=1.0).window == (-1, 5)


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_zooming_has_an_end(factor):
    now = model()
    for _ in range(20):
        now = now.zoomed(factor)
    assert 1e-8 <= now.width <= 2e9
    everything_shown(now)


def test_y_is_fitted_to_what_is_shown():
    plain = model(function="x^3", window="-2, 2", show="none")
    more = model(function="x^3", window="-2, 2", show="slope")
    assert plain.range == pytest.approx((-8.96, 8.96), rel=0.01)
    assert more.range[1] > 12


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("x^3 - 3x", (-1, 1)),
        ("sigmoid(x)", (-2, 2)),
        ("sqrt(x - 30)", (31, 60)),
        ("(x - 50)^2", (0, 0)),
    ],
)
def test_a_new_function_is_seen_where_there_is_something_to_see(text, inside):
    seen = model().with_function(text)
    low, high = seen.window
    assert low <= inside[0] <= inside[1] <= high
    assert not seen.study.curve.empty


def test_the_secant_comes_closer_and_then_goes():
    now = model(point="3")
    gaps = []
    while True:
        now = now.closer()
        if now.secant is None:
            break
        h, _there, slope = now.secant
        gaps.append(slope - now.here.slope)
        assert slope == pytest.approx(2 + h)
    assert len(gaps) == 10
    assert gaps == sorted(gaps, reverse=True)


def test_the_next_special_point_goes_round():
    now = model(function="x^3 - 3x", point="-2", window="-3, 3")
    seen = []
    for _ in range(4):
        now = now.next_special(1)
        seen.append(now.point)
    assert seen == [-1, 0, 1, -1]
    assert now.next_special(-1).point == 1


@given(st.floats(1e-12, 1e12))
def test_round_steps(size):
    step = round_step(size)
    assert step <= size * (1 + 1e-9)
    assert size < 2.5 * step * (1 + 1e-9)
    assert float(f"{step:.0e}") == step


# --- what is said and written


@pytest.mark.parametrize(
    ("text", "point", "keys"),
    [
        ("x^2", "1", ["rises", "convex"]),
        ("x^2", "-1", ["falls", "convex"]),
        ("-x^2", "1", ["falls", "concave"]),
        ("x^2", "0", ["minimum"]),
        ("-x^2", "0", ["maximum"]),
        ("x^3", "0", ["terrace"]),
        ("x^3 - 3x", "0", ["inflection"]),
        ("sin(x)", "1.57", ["near_maximum"]),
        ("2x", "1", ["rises", "straight"]),
        ("4", "1", ["level", "straight"]),
        ("|x|", "0", ["kink_minimum"]),
        ("relu(x)", "0", ["kink"]),
        ("cbrt(x)", "0", ["upright"]),
        ("sqrt(x)", "0", ["end_upright"]),
        ("x^(3/2)", "0", ["end"]),
        ("1/x", "0", ["pole"]),
        ("ln x", "0", ["pole_right"]),
        ("ln x", "-1", ["outside"]),
        ("floor(x)", "1", ["jump"]),
        ("sin(x)/x", "0", ["hole"]),
        ("sin(1/x)", "0", ["rough_value"]),
        ("exp(x)", "800", ["huge"]),
        ("beta(x, 2)", "1", ["falls"]),
    ],
)
def test_the_point_is_told_what_is_there(text, point, keys):
    now = model(function=text, point=point)
    assert said(now) == keys
    everything_shown(now)


@pytest.mark.parametrize(
    ("text", "point", "line"),
    [
        ("x^2", "1", "y = 2x − 1"),
        ("x^2", "0", "y = 0"),
        ("5", "0", "y = 5"),
        ("x", "2", "y = x"),
        ("-x + 1", "2", "y = −x + 1"),
        ("cbrt(x)", "0", "x = 0"),
        ("|x|", "0", ""),
        ("1/x", "0", ""),
        ("1e9*x^2", "1", "y = 2·10⁹·x − 10⁹"),
    ],
)
def test_the_equation_of_the_tangent(text, point, line):
    assert tangent_text(model(function=text, point=point)) == line


def test_the_panel_fits_into_its_height_by_leaving_out_what_is_worth_least():
    now = model(function="sin(x)/x", point="1", h="0.5")
    heights = [len(panel(now, 26, height)) for height in (99, 18, 15, 12)]
    assert heights == sorted(heights, reverse=True)
    assert all(found <= height for found, height in zip(heights, (99, 18, 15), strict=False))


def test_a_long_formula_stays_within_the_panel_where_it_can():
    now = model(function="(x^2 + 3x - 1)^5*sin(3x + 1) + exp(x^2)*ln(1 + x^2)", point="1")
    widths = [sum(len(text) for text, _ in row) for row in panel(now, 40)]
    assert max(widths) <= 40


# --- the picture


def curves(now, label):
    return [each for each in items(now) if isinstance(each, Curve) and each.label == label]


def test_a_kink_has_two_half_tangents():
    halves = curves(model(function="|x|", point="0"), "tangent")
    assert len(halves) == 2
    assert [
        list(half.ys - half.xs * slope) for half, slope in zip(halves, (-1, 1), strict=True)
    ] == [
        [0, 0],
        [0, 0],
    ]


@pytest.mark.parametrize("text", ["1/x", "floor(x)", "ln(x - 5)", "sin(1/x)"])
def test_without_a_slope_there_is_no_tangent(text):
    assert not curves(model(function=text, point="0"), "tangent")


def test_a_pole_is_a_dotted_rule_and_not_a_stroke():
    now = model(function="1/x", window="-4, 4", point="1", show="none")
    assert [each.x for each in items(now) if isinstance(each, Rule)] == [0]
    drawing = draw(Scene(tuple(items(now)), x=now.window, y=(-4, 4)), 60, 20)
    middle, _ = drawing.cell(0, 0)
    column = ["".join(text for text, _ in row)[middle] for row in drawing.rows[2:-2]]
    # The rule has every third dot; a stroke of the curve would fill the cells.
    assert "⡇" not in column
    assert "⢸" not in column


def test_what_is_shown_can_be_chosen():
    for part, label in (("slope", "f′"), ("curvature", "f″")):
        assert curves(model(show=part), label)
        assert not curves(model(show="none"), label)
    assert all(model(show="none").toggled(part).show == {part} for part in PARTS)


# --- tasks


def test_the_parabola_has_these_tasks():
    assert model().offered == ("flat", "slope", "origin", "draw")
    assert model(function="sigmoid(x)", window="-6, 6").offered == (
        "slope", "steepest", "bend", "draw",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "task", "places"),
    [
        ("x^2 - 4x + 3", "flat", [2]),
        ("x^2 - 4x + 3", "slope", [3]),
        ("x^2 - 4x + 3", "origin", [math.sqrt(3)]),
        ("x^3 - 3x", "flat", [-1, 1]),
        ("x^3 - 3x", "bend", [0]),
        ("sigmoid(x)", "steepest", [0]),
        ("exp(x)", "origin", [1]),
        ("ln x", "origin", [math.e]),
    ],
)
def test_the_places_of_a_task_are_right(text, task, places):
    window = "-1, 5" if text != "x^3 - 3x" else "-2, 2"
    window = "-6, 6" if text == "sigmoid(x)" else window
    now = model(function=text, window=window, task=task)
    assert list(now.now.places) == pytest.approx(places, abs=1e-8)


def test_a_wanted_slope_is_asked_for():
    now = model(task="slope", wanted="-4")
    assert now.now.wanted == -4
    assert now.now.places == (0,)
    assert model(task="slope", wanted="100").now is None


@pytest.mark.parametrize(
    ("task", "point", "key", "right"),
    [
        ("slope", "3", "right_exactly", True),
        ("slope", "3.01", "right_nearly", True),
        ("slope", "2", "try_steeper", False),
        ("slope", "4", "try_less_steep", False),
        ("flat", "2", "right_exactly", True),
        ("flat", "1", "try_steeper", False),
        ("origin", "1.74", "right_nearly", True),
        ("origin", "1", "try_origin", False),
    ],
)
def test_a_try_is_told_how_it_went(task, point, key, right):
    after, told = model(task=task, point=point).tried()
    assert (told.key, told.right) == (key, right)
    assert (task in after.solved) == right
    key, values = about_try(told)
    assert "{" not in STRINGS(key, **values)["en"]


def test_the_hint_says_where_the_tangent_meets_the_axis():
    # At 1 the tangent is y = −2x + 2.
    _, told = model(task="origin", point="1").tried()
    assert told.values["meets"] == 2


def test_a_try_where_there_is_no_tangent_says_so():
    _, told = model(function="|x^2 - 1|", task="flat", point="1").tried()
    assert told.key == "try_no_slope"


def test_tasks_come_one_after_another_until_all_are_solved():
    now, seen = model(), []
    for _ in range(4):
        now = now.next_task()
        seen.append(now.task)
        if now.task != "draw":
            now = now.to(now.now.places[0])
            now, told = now.tried()
            assert told.right
    assert seen == ["flat", "slope", "origin", "draw"]
    assert now.next_task().task == ""
    assert now.next_task().next_task().task == "draw"


def test_every_task_has_its_sentences():
    for name in TASKS:
        assert f"task_{name}" in STRINGS


def test_the_true_derivative_is_a_full_match():
    now = model(task="draw")
    assert now.places == (-1, 0, 1, 2, 3, 4, 5)
    for index, x in enumerate(now.places):
        now = now.guessed(index, 2 * x - 4)
    after, found = now.marked()
    assert (found.match, found.signs, found.count) == (100, 7, 7)
    assert after.solved == {"draw"}
    assert [key for key, _ in about_guess(found)] == ["guess_good"]


def test_a_guess_is_told_where_it_is_furthest_off():
    now = model(task="draw")
    for index, x in enumerate(now.places):
        now = now.guessed(index, 2 * x - 4)
    after, found = now.guessed(1, 4).marked()
    assert (found.x, found.guess, found.slope) == (0, 4, -4)
    # The errors' squares are 64, those of f' around its mean 112.
    assert found.match == round(100 * (1 - 64 / 112))
    assert found.signs == 6
    assert "draw" not in after.solved


def test_a_flat_guess_explains_nothing():
    _, found = model(task="draw").marked()
    assert found.match == 0


def test_a_guess_for_a_straight_line_is_judged_by_its_size():
    now = model(function="2x", window="-4, 4", task="draw")
    for index in range(len(now.places)):
        now = now.guessed(index, 2)
    assert now.marked()[1].match == 100


def test_places_without_a_slope_are_not_asked_for():
    _, found = model(function="1/x", window="-4, 4", task="draw").marked()
    assert found.count == 8


def test_another_window_forgets_the_guess():
    now = model(task="draw").guessed(0, 3)
    assert now.guess
    assert not now.zoomed(2).guess


# --- data


def test_the_tables_hold_the_curve_its_points_and_the_secants():
    curve, points, secants = model(h="1").tables()
    assert curve.rows[0] == ("−1", "8", "−6", "2")
    assert points.rows == (("2", "−1", "minimum"),)
    assert secants.rows[:3] == (("1", "3"), ("0.5", "2.5"), ("0.25", "2.25"))
