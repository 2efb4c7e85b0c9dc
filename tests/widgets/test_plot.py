"""Plots: dots where the data lies, round ticks, nothing outside the frame, colours one can see."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from textual.app import App
from textual.color import Color
from textual.events import MouseScrollDown, MouseScrollUp

from tutor.app import DARK as DARK_THEME
from tutor.app import LIGHT as LIGHT_THEME
from tutor.widgets.plot import (
    Contours,
    Curve,
    Dots,
    Note,
    Plot,
    Rule,
    Scene,
    Strip,
    draw,
)
from tutor.widgets.plot.axes import Scale, evened, fitted, log_ticks, sound, ticks
from tutor.widgets.plot.canvas import DASHES, Canvas, level_dots, trace
from tutor.widgets.plot.legend import SAMPLES
from tutor.widgets.plot.plot import DARK, LIGHT

finite = st.floats(-1e6, 1e6)
positive = st.floats(1e-6, 1e6)


def text_of(drawing):
    return ["".join(text for text, _ in row) for row in drawing.rows]


def ink_at(drawing, column, row):
    for text, colour in drawing.rows[row]:
        if column < len(text):
            return text[column], colour
        column -= len(text)
    raise IndexError


# --- axes


@given(finite, positive, st.integers(8, 400), st.booleans(), st.floats(0, 1))
def test_dots_become_data_and_data_the_same_dots(low, width, dots, down, part):
    scale = Scale(low, low + width, dots, down=down)
    assume(scale.high - scale.low > 1e-9 * abs(scale.low))  # doubles can tell the dots apart
    place = part * (dots - 1)
    assert float(scale.place(scale.data(place))) == pytest.approx(place, abs=1e-2)


@given(st.floats(1e-8, 1e8), st.floats(1.5, 1e8), st.integers(8, 400), st.floats(0, 1))
def test_log_axes_too(low, ratio, dots, part):
    scale = Scale(low, low * ratio, dots, log=True)
    place = part * (dots - 1)
    assert float(scale.place(scale.data(place))) == pytest.approx(place, abs=1e-6)


def test_a_log_axis_has_no_place_for_what_is_not_positive():
    assert np.isnan(Scale(0.1, 10, 50, log=True).place([0.0, -1.0])).all()


@given(finite, positive, st.integers(2, 12))
def test_ticks_are_round_even_and_inside(low, width, most):
    high = low + width
    assume(width > 1e-7 * abs(low))
    found = [tick.value for tick in ticks(low, high, most)]
    slack = 1e-6 * width
    assert all(low - slack <= value <= high + slack for value in found)
    assert len(found) <= max(most + 1, 5)
    steps = {round(b - a, 12) for a, b in pairwise(found)}
    for step in steps:
        mantissa = step / 10 ** math.floor(math.log10(step))
        assert min(abs(mantissa - nice) for nice in (1, 2, 5, 10)) < 1e-3


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-1, 5, ["−1", "0", "1", "2", "3", "4", "5"]),
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-0.02, 0.02, ["−0.02", "−0.01", "0.00", "0.01", "0.02"]),
        (0, 5e12, ["0", "1·10¹²", "2·10¹²", "3·10¹²", "4·10¹²", "5·10¹²"]),
        (0, 5e-9, ["0", "1·10⁻⁹", "2·10⁻⁹", "3·10⁻⁹", "4·10⁻⁹", "5·10⁻⁹"]),
    ],
)
def test_labels_are_as_short_as_they_can_be_told_apart(low, high, labels):
    assert [tick.label for tick in ticks(low, high, 7)] == labels


@given(finite, st.floats(1e-3, 1e6), st.integers(2, 10))
def test_no_two_ticks_have_the_same_label(low, width, most):
    labels = [tick.label for tick in ticks(low, low + width, most)]
    assert len(set(labels)) == len(labels)


def test_log_ticks_are_powers_of_ten():
    found = log_ticks(1e-4, 1e3, 8)
    assert [tick.label for tick in found] == [
        "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³",
    ]  # fmt: skip
    assert [tick.value for tick in found] == [10.0**power for power in range(-4, 4)]


def test_many_decades_are_labelled_at_every_other_or_so():
    labels = [tick.label for tick in log_ticks(1e-12, 1, 5) if tick.label]
    assert labels == ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]


def test_less_than_a_decade_has_ticks_of_its_own():
    assert [tick.label for tick in log_ticks(2, 9, 8)] == [
        "2", "3", "4", "5", "6", "7", "8", "9",
    ]  # fmt: skip


@given(finite, positive, st.integers(4, 40))
def test_an_evened_range_holds_the_range_and_its_ticks_are_rows_apart(low, width, rows):
    high = low + width
    assume(width > 1e-6 * abs(low))
    bottom, top, step = evened(low, high, rows)
    slack = 1e-9 * (abs(low) + width)
    assert bottom <= low + slack
    assert top >= high - slack
    assert top - bottom <= 1.5 * width + slack
    if step:
        scale = Scale(bottom, top, 4 * rows, down=True)
        at = [int(float(scale.place(tick.value)) + 0.5) // 4 for tick in scale.ticks(9, step)]
        assert len(at) >= 2
        assert len({a - b for a, b in pairwise(at)}) == 1


@pytest.mark.parametrize(
    "given",
    [(math.nan, 1), (math.inf, 0), (3, 3), (0, 0), (5, -5), (1e308, 1e308), (-1e-320, 1e-320)],
)
def test_every_range_can_be_shown(given):
    low, high = sound(*given)
    assert low < high
    assert math.isfinite(low)
    assert math.isfinite(high)
    low, high = sound(*given, log=True)
    assert 0 < low < high


def test_nothing_to_fit_gives_a_range_all_the_same():
    assert fitted([]) == fitted([math.nan]) == (-1, 1)


# --- lines


def connected(columns, lines):
    return all(
        max(abs(c1 - c0), abs(l1 - l0)) <= 1
        for (c0, l0), (c1, l1) in pairwise(zip(columns.tolist(), lines.tolist(), strict=True))
    )


points = st.lists(
    st.tuples(st.floats(0, 79), st.floats(0, 39)), min_size=2, max_size=12, unique=True
)


@given(points)
def test_a_line_has_no_gaps(corners):
    x, y = np.array(corners).T
    columns, lines = trace(x, y, 80, 40)
    assert connected(columns, lines)


@given(st.floats(-200, 200), st.floats(-200, 200), st.floats(-200, 200), st.floats(-200, 200))
def test_every_dot_of_a_straight_line_is_within_half_a_dot_of_it(x0, y0, x1, y1):
    length = math.hypot(x1 - x0, y1 - y0)
    assume(length > 1)
    columns, lines = trace([x0, x1], [y0, y1], 80, 40)
    off = np.abs((x1 - x0) * (lines - y0) - (y1 - y0) * (columns - x0)) / length
    assert (off <= 0.75).all()


def test_a_line_is_cut_exactly_where_it_leaves_the_frame():
    # From the middle up, so steep that it leaves in the next dot column but one.
    columns, lines = trace([40, 42], [20, -1e9], 80, 40)
    assert set(columns.tolist()) == {40}
    assert lines.min() == 0
    # One that only passes a corner outside draws nothing.
    columns, _ = trace([-30, 20], [10, -41], 80, 40)
    assert len(columns) == 0


def test_a_smooth_curve_is_one_dot_thick():
    x = np.linspace(0, 79, 2000)
    columns, lines = trace(x, 39 - x**2 / 160, 80, 40)
    filled = np.zeros((40, 80), dtype=int)
    filled[lines, columns] = 1
    blocks = filled[:-1, :-1] + filled[1:, :-1] + filled[:-1, 1:] + filled[1:, 1:]
    assert blocks.max() <= 2


@pytest.mark.parametrize("gap", [math.nan, math.inf, -math.inf])
def test_nothing_is_drawn_across_a_gap(gap):
    columns, _ = trace([0, 20, 40, 60, 79], [5, 5, gap, 5, 5], 80, 40)
    assert not set(columns.tolist()) & set(range(21, 60))


def test_a_point_between_gaps_is_still_seen():
    columns, lines = trace([math.nan, 7, math.nan], [3, 4, 5], 80, 40)
    assert columns.tolist() == [7]
    assert lines.tolist() == [4]


def test_dashes_leave_room_and_their_patterns_differ():
    def dots(dash):
        canvas = Canvas(20, 1)
        canvas.polyline([0, 39], [1, 1], "one", dash)
        return "".join(text for text, _ in canvas.rows()[0])

    assert len({dots(dash) for dash in DASHES}) == len(DASHES) == len(set(SAMPLES.values()))
    assert " " not in dots("solid")
    assert " " in dots("dash")


# --- contours


def test_the_contours_of_a_cone_are_circles_without_gaps():
    y, x = np.mgrid[0:120, 0:120]
    z = np.hypot(x - 60, y - 60)
    ((columns, lines),) = level_dots(z, [40.3])
    radius = np.hypot(columns - 60, lines - 60)
    assert np.abs(radius - 40.3).max() <= 0.75
    angles = np.sort(np.arctan2(lines - 60, columns - 60))
    gaps = np.append(np.diff(angles), angles[0] + 2 * math.pi - angles[-1])
    assert gaps.max() * 40.3 < 2.0


def test_contours_end_where_there_is_no_value():
    z = np.add.outer(np.zeros(20), np.arange(20.0))
    z[:, 12:] = np.nan
    ((columns, _),) = level_dots(z, [15.5])
    assert len(columns) == 0


# --- whole drawings

SCENES = [
    Scene(),
    Scene((Curve([0, 1, 2], [3, -1, 4], label="f"),)),
    Scene((Curve([1, 10, 100], [1e-9, 1, 1e9], label="loss"),), log_x=True, log_y=True),
    Scene((Curve([0, 1], [0, 0], label="flat"), Dots([0.5], [0], sign="✚", label="here"))),
    Scene(
        (Strip(-1, 1, "∪"), Strip(1, 2, "∩"), Rule(x=1, label="pole"), Rule(y=0.5, label="limit")),
        x=(-2, 3),
        y=(-1, 1),
        y_label="error",
        x_label="step",
        title="A title",
    ),
    Scene(
        (
            Contours(
                np.linspace(-1, 1, 9),
                np.linspace(-1, 1, 7),
                np.outer(np.linspace(-1, 1, 7), np.linspace(-1, 1, 9)),
                [-0.5, 0, 0.5],
                label="L",
            ),
            Note(0.9, 0.9, "a word at the corner"),
        )
    ),
    Scene((Curve([math.nan], [math.nan]),)),
    Scene((Curve([0, 1], [1e300, -1e300]),)),
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SCENES), st.integers(24, 130), st.integers(6, 50))
def test_a_drawing_keeps_to_its_size(scene, width, height):
    drawing = draw(scene, width, height)
    rows = text_of(drawing)
    assert len(rows) == height
    assert all(len(row) <= width for row in rows[drawing.top :])


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 130), st.integers(8, 50), st.floats(-1, 5), st.floats(-2, 8))
def test_the_cell_of_a_point_is_read_back_as_the_point(width, height, x, y):
    drawing = draw(Scene(x=(-1, 5), y=(-2, 8)), width, height)
    column, row = drawing.cell(x, y)
    back = drawing.at(column, row)
    assert abs(back[0] - x) <= 6 / (drawing.x.dots - 1) * 1.01
    assert abs(back[1] - y) <= 10 / (drawing.y.dots - 1) * 2.51
    assert drawing.inside(column, row)


def test_a_tick_stands_in_the_row_of_its_value():
    scene = Scene((Dots([0], [4], sign="X"),), x=(-1, 1), y=(0, 8))
    (row,) = [row for row in text_of(draw(scene, 40, 20)) if "X" in row]
    assert row.split()[0] == "4"


def test_a_tick_of_x_stands_under_its_value():
    rows = text_of(draw(Scene((Dots([2], [0], sign="X"),), x=(-1, 5), y=(-1, 1)), 60, 12))
    (column,) = [row.index("X") for row in rows if "X" in row]
    assert rows[-2][column] == "┬"
    assert rows[-1][column] == "2"


def test_where_lines_meet_the_later_one_gives_the_colour_and_none_loses_its_dots():
    upper = Curve([0, 1], [0.5, 0.5], "one")
    lower = Curve([0, 1], [0.45, 0.45], "two")
    drawing = draw(Scene((upper, lower), x=(0, 1), y=(0, 1)), 30, 8)
    cell = drawing.cell(0.5, 0.5)
    assert cell == drawing.cell(0.5, 0.45)
    alone = draw(Scene((upper,), x=(0, 1), y=(0, 1)), 30, 8)
    both, colour = ink_at(drawing, *cell)
    assert colour == "two"
    assert ord(both) & ord(ink_at(alone, *cell)[0]) == ord(ink_at(alone, *cell)[0])


def test_axes_through_zero_never_cover_a_curve():
    curve = Curve([-1, 1], [0, 0], "one")
    with_axis = draw(Scene((curve,), x=(-1, 1), y=(-1, 1)), 30, 9)
    column, row = with_axis.cell(-0.5, 0)
    assert ink_at(with_axis, column, row)[1] == "one"


def test_signs_lie_on_top_of_lines_and_words_beside_their_points():
    scene = Scene(
        (Dots([0], [0], "good", "●"), Curve([-1, 1], [0, 0], "one"), Note(0, 0, "here")),
        x=(-1, 1),
        y=(-1, 1),
    )
    drawing = draw(scene, 40, 11)
    assert ink_at(drawing, *drawing.cell(0, 0)) == ("●", "good")
    (row,) = [row for row, line in enumerate(text_of(drawing)) if "here" in line]
    assert abs(row - drawing.cell(0, 0)[1]) == 1


@pytest.mark.parametrize("place", [(-1, -1), (1, 1), (-1, 1), (1, -1), (0, 0)])
def test_a_word_is_never_cut_by_the_frame(place):
    drawing = draw(Scene((Note(*place, "inflection"),), x=(-1, 1), y=(-1, 1)), 40, 10)
    assert any("inflection" in line for line in text_of(drawing))


def test_words_never_overlap():
    notes = tuple(Note(x / 10, 0, "minimum") for x in range(10))
    drawing = draw(Scene((*notes, Dots([0.5], [0])), x=(0, 1), y=(-1, 1)), 40, 9)
    words = re.findall("[a-z]{2,}", " ".join(text_of(drawing)))
    assert set(words) == {"minimum"}


def test_the_legend_tells_lines_apart_without_colour():
    scene = Scene(
        (
            Curve([0, 1], [0, 1], "one", "f"),
            Curve([0, 1], [1, 0], "two", "tangent", "dash"),
            Curve([0, 1], [0, 0], "three", "secant", "dot"),
            Dots([0], [0], "four", "✚", "minimum"),
        )
    )
    assert text_of(draw(scene, 60, 12))[0].strip().split("   ") == [
        "⠒⠒⠒ f", "⠒⠂⠒ tangent", "⠂⠂⠂ secant", "✚ minimum",
    ]  # fmt: skip


def test_the_legend_comes_in_the_order_that_is_wanted():
    items = (Curve([0, 1], [0, 1], label="b"), Curve([0, 1], [0, 1], label="a"))
    line = text_of(draw(Scene(items, legend=("a", "b")), 40, 10))[0]
    assert line.index(" a") < line.index(" b")
    assert not any("⠒⠒⠒ a" in row for row in text_of(draw(Scene(items, legend=False), 40, 10)))


def test_a_strip_marks_its_range_over_the_plot():
    scene = Scene((Strip(-2, 0, "∩", "five"), Strip(0, 2, "∪", "three")), x=(-2, 2), y=(0, 1))
    drawing = draw(scene, 60, 12)
    line = text_of(drawing)[drawing.top - 1]
    middle = drawing.cell(0, 0)[0]
    assert line.index("∩") < middle < line.index("∪")
    assert abs(line.index("∩") - drawing.cell(-1, 0)[0]) <= 1


# --- on the screen


def contrast(one, two):
    def light(colour):
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colours", "theme"), [(DARK, DARK_THEME), (LIGHT, LIGHT_THEME)])
def test_every_colour_can_be_read_on_its_ground(colours, theme):
    for name, code in colours.items():
        assert contrast(Color.parse(code), Color.parse(theme.background)) >= 4.5, name


class Desk(App):
    def __init__(self):
        super().__init__()
        self.heard = []

    def compose(self):
        yield Plot(id="plot")

    def on_mount(self):
        self.query_one(Plot).draw([Curve([-1, 5], [0, 1])], x=(-1, 5), y=(0, 1))

    def on_plot_pointed(self, event):
        self.heard.append((event.phase, event.x, event.y))

    def on_plot_wheel(self, event):
        self.heard.append(("wheel", event.delta, event.sideways))


async def test_the_mouse_speaks_in_data():
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        drawing = app.query_one(Plot).drawing
        here, there = drawing.cell(2, 0.5), drawing.cell(4, 0.9)
        await pilot.mouse_down("#plot", offset=here)
        await pilot.hover("#plot", offset=there)
        await pilot.mouse_up("#plot", offset=there)
        await pilot.pause()
        await pilot.click("#plot", offset=(0, 0))
        await pilot.pause()
    phases = [phase for phase, *_ in app.heard]
    assert list(dict.fromkeys(phases)) == ["down", "drag", "up"]
    assert app.heard[0][1:] == pytest.approx((2, 0.5), abs=0.15)
    assert app.heard[-1][1:] == pytest.approx((4, 0.9), abs=0.15)


async def test_the_wheel_is_heard():
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        plot = app.query_one(Plot)
        for kind, shift in ((MouseScrollUp, False), (MouseScrollDown, True)):
            event = kind(plot, 20, 8, 0, 0, 0, shift, False, False)
            plot.post_message(event)
            await pilot.pause()
    assert app.heard == [("wheel", -1, False), ("wheel", 1, True)]


async def test_another_theme_draws_in_other_colours():
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        plot = app.query_one(Plot)
        row = plot.drawing.top + 4
        before = [segment.style for segment in plot.render_line(row)]
        app.theme = "textual-light"
        await pilot.pause()
        after = [segment.style for segment in plot.render_line(row)]
    assert before != after
