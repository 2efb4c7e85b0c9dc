"""Steps before an answer, repeating decimals: what is passed over changes nothing."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tutor.checking.expression import Reading, periods, read
from tutor.checking.expression.tree import Div, Node, Number

ANSWERS = ("2x", "x = 2", "x > 1", "sin x/2", "1/2x", r"\frac{1}{x}", "[1, 2]", "|x|", "{1, 2}")
STEPS = ("2x = 4", "x^2 = 4", "0 = 0", r"x \le 3", "|x| = 1")
ARROWS = ("=>", "⇒", r"\implies", "->", r"\Rightarrow", "⟹", r"\iff", "∴")


def tree_of(text: str, form: str | None = None) -> Node:
    answer = read(text, form=form)
    assert isinstance(answer, Reading), (text, answer)
    return answer.tree


@given(st.lists(st.sampled_from(STEPS), max_size=3), st.sampled_from(ARROWS))
def test_the_last_of_several_statements_is_read(steps: list[str], arrow: str) -> None:
    assert tree_of(f" {arrow} ".join([*steps, "x = 2"])) == tree_of("x = 2")


@given(st.lists(st.sampled_from(ANSWERS[:1] + ANSWERS[3:6]), min_size=2, max_size=4))
def test_the_last_of_equal_members_is_the_expression(members: list[str]) -> None:
    last = tree_of(members[-1], "expression")
    assert tree_of(" = ".join(["", *members]), "expression") == last
    assert tree_of("f'(x) = " + " = ".join(members), "expression") == last


REMARKS = (" (product rule)", " by the chain rule", " (3 s.f.)", " is the answer", " ✓")
SPOKEN = ("Answer ", "I got ", "accuracy: ", "উত্তর: ", "সুতরাং ", "Q3: ")


@given(st.sampled_from(ANSWERS), st.sampled_from(SPOKEN), st.sampled_from(REMARKS))
def test_remarks_around_an_answer_leave_it_as_it_is(answer: str, before: str, behind: str) -> None:
    assert tree_of(answer + behind) == tree_of(answer)
    assert tree_of(before + answer) == tree_of(answer)


def test_lines_that_each_tell_another_variable_list_the_values() -> None:
    assert tree_of("a = 4\nb = 5", "list") == tree_of("4, 5", "list")


@given(st.sampled_from(ANSWERS), st.sampled_from(("the answer is ", "Answer: ", "so ", "$$", "**")))
def test_what_stands_around_an_answer_leaves_it_as_it_is(answer: str, before: str) -> None:
    behind = before if before in ("$$", "**") else "."
    assert tree_of(before + answer + behind) == tree_of(answer)


@given(
    st.integers(0, 99),
    st.text("0123456789", max_size=4),
    st.text("0123456789", min_size=1, max_size=3),
)
def test_a_repeating_decimal_is_the_fraction_it_comes_from(
    whole: int, decimals: str, period: str
) -> None:
    value = periods.value(str(whole), decimals, period)
    assert value * (10 ** len(period) - 1) * 10 ** len(decimals) == int(
        f"{whole}{decimals}{period}"
    ) - int(f"{whole}{decimals}")
    node = tree_of(rf"{whole}.{decimals}\overline{{{period}}}")
    if isinstance(node, Div):
        assert isinstance(node.top, Number)
        assert isinstance(node.bottom, Number)
        assert node.top.value / node.bottom.value == value
    else:
        assert node == Number(value)


@given(st.integers(1, 98), st.sampled_from((9, 99, 999)))
def test_dots_behind_two_periods_show_the_same_fraction(top: int, bottom: int) -> None:
    value = Fraction(top % bottom, bottom)
    digits = f"{value.numerator * 10**12 // value.denominator:012d}"
    found = periods.shown(digits)
    assert periods.value("0", "", found) == value
