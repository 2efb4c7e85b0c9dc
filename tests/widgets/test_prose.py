"""The text of a lesson as a widget."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from tutor.cells import cells
from tutor.widgets.math import Math
from tutor.widgets.prose import Passage, Prose, inline

WIDE = r"\begin{bmatrix}" + " & ".join(["a_{11} + b_{22}"] * 9) + r"\end{bmatrix}"


class Page(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Prose(self.text)


def on_screen(app: App[None]) -> list[str]:
    return [
        "".join(segment.text for segment in strip).rstrip()
        for strip in app.screen._compositor.render_strips()
    ]


async def test_square_brackets_and_formulas_reach_the_screen() -> None:
    app = Page("x[i], [/] and $\\frac{a}{b}$\n\n$$\\frac{a}{b}$$")
    async with app.run_test(size=(60, 12)):
        assert [line for line in on_screen(app) if line] == [
            "x[i], [/] and a/b", "     a", "    ───", "     b",
        ]  # fmt: skip


async def test_a_resized_text_is_wrapped_anew() -> None:
    app = Page("one two three four five six seven eight nine ten")
    async with app.run_test(size=(60, 12)) as pilot:
        assert on_screen(app)[0].endswith("ten")
        await pilot.resize_terminal(24, 12)
        await pilot.pause()
        assert on_screen(app)[0] == "one two three four five"


async def test_a_wide_formula_scrolls_and_takes_the_focus() -> None:
    app = Page(f"before\n\n$${WIDE}$$\n\nafter")
    async with app.run_test(size=(60, 12)) as pilot:
        formula = app.query_one(Math)
        assert formula.can_focus
        assert formula.virtual_size.width > 60
        formula.focus()
        await pilot.press("right", "right", "right")
        await pilot.pause()
        assert formula.scroll_offset.x > 0
        await pilot.resize_terminal(200, 12)
        await pilot.pause()
        assert not formula.can_focus


async def test_a_formula_that_fits_takes_no_focus() -> None:
    app = Page("$$x = 1$$")
    async with app.run_test(size=(60, 12)):
        assert not app.query(Math)
        assert len(app.query(Passage)) == 1


async def test_another_text_takes_the_place_of_the_first() -> None:
    app = Page("first")
    async with app.run_test(size=(60, 12)) as pilot:
        app.query_one(Prose).show("second")
        await pilot.pause()
        assert on_screen(app)[0] == "second"


async def test_selected_text_is_the_text_shown() -> None:
    app = Page("the norm $x^2$\n\n$$\\frac{a}{b}$$")
    async with app.run_test(size=(60, 12)) as pilot:
        app.screen.text_select_all()
        await pilot.pause()
        selected = app.screen.get_selected_text() or ""
        assert selected.rstrip() == "the norm x²\n\n     a\n    ───\n     b"


class One(App[None]):
    def __init__(self, formula: Math) -> None:
        super().__init__()
        self.formula = formula

    def compose(self) -> ComposeResult:
        yield self.formula


async def test_a_formula_is_centred_unless_an_indent_is_given() -> None:
    app = One(Math("x=1"))
    async with app.run_test(size=(31, 5)):
        assert on_screen(app)[0] == " " * 13 + "x = 1"
    app = One(Math("x=1", indent=2))
    async with app.run_test(size=(31, 5)):
        assert on_screen(app)[0] == "  x = 1"


async def test_a_formula_that_cannot_be_shown_says_why() -> None:
    app = One(Math(r"x + \nothing"))
    async with app.run_test(size=(70, 8)):
        shown = on_screen(app)
        assert shown[0] == r"x + \nothing"
        assert shown[1].startswith("    ^")
        assert r"\nothing is not known" in " ".join(shown)


async def test_a_formula_can_be_changed() -> None:
    app = One(Math("x"))
    async with app.run_test(size=(31, 5)) as pilot:
        app.formula.source = r"\frac{a}{b}"
        await pilot.pause()
        assert [cells(line.strip()) for line in on_screen(app)[:3]] == [1, 3, 1]


def test_one_line_has_its_formulas_in_unicode() -> None:
    assert inline("**the** $x_1$").plain == "the x₁"
