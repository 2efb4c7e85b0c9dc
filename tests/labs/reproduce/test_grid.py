"""The cells of a sheet find their places in any width."""

from hypothesis import given
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import texts, unhurried
from tutor.cells import cells as width_of
from tutor.labs.reproduce.grid import Cell, Layout, Line, cut, faces

cells = st.builds(
    lambda text, tick, right, why: Cell("c", text, value=text, tick=tick, right=right, why=why),
    texts,
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.sampled_from(["", "wrong"]),
)
flowing = st.builds(
    lambda text, spare: Cell("f", text, value=text, flow=True, spare=spare), texts, st.booleans()
)


@st.composite
def groups(draw):
    """Lines of one group, with as many cells before and after a flow of any length."""
    lead, tail = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    lines = []
    for key in range(draw(st.integers(1, 5))):
        flow = draw(st.lists(flowing, max_size=5))
        row = [draw(cells) for _ in range(lead)] + flow
        row += [draw(cells) for _ in range(tail)] if flow else []
        lines.append(Line(str(key), tuple(row), group="g"))
    return lines


@unhurried
@given(groups(), st.integers(1, 130), st.data())
def test_cells_never_overlap_and_never_leave_the_sheet(lines, width, data):
    layout = Layout(lines, width)
    line = data.draw(st.sampled_from(lines))
    at = data.draw(st.sampled_from([None, *line.stops]))
    x = 0
    for place in layout.places(line, at):
        assert place.start >= x
        assert place.start + place.width <= width
        assert width_of(cut(faces(line.cells[place.at]), place.width)) <= place.width
        x = place.start + place.width


@unhurried
@given(st.lists(flowing, min_size=1, max_size=8), st.integers(12, 80), st.data())
def test_the_cell_of_the_cursor_is_seen(row, width, data):
    line = Line("0", (Cell("a", "label", value=""), *row, Cell("z", "12", value="")), group="g")
    at = data.draw(st.integers(1, len(row)))
    places = Layout([line], width).places(line, at)
    if faces(line.cells[at]):
        assert at in {place.at for place in places}


@given(texts, st.integers(0, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text, width):
    short = cut(text, width)
    assert width_of(short) <= width
    assert short == text or not width or short.endswith("…")


def test_columns_line_up():
    lines = [
        Line("0", (Cell("a", "long name"), Cell("b", "1")), group="g"),
        Line("1", (Cell("a", "x"), Cell("b", "2")), group="g"),
        Line("2", (Cell("a", "elsewhere, much longer"),), group="h"),
    ]
    layout = Layout(lines, 60)
    assert [place.start for place in layout.places(lines[0])] == [0, 11]
    assert [place.start for place in layout.places(lines[1])] == [0, 11]


def test_a_choice_goes_round_and_finds_first_letters():
    cell = Cell("kind", value="conv", options=("linear", "conv", "embedding", "layernorm"))
    assert cell.chosen_by(" ") == "embedding"
    assert cell.chosen_by("l") == "layernorm"
    assert cell.chosen_by("L") == "layernorm"
    assert cell.chosen_by("z") is None
