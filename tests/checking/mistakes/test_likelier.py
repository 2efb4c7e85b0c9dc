"""Of several slips that give the same answer, the plain one is told, and fits the answer."""

import pytest

from tutor.checking import check
from tutor.exercise import Mistake, Wrong


def named(answer: str, function: str, wrt: str = "x") -> Mistake | None:
    verdict = check(answer, function=function, wrt=wrt)
    assert isinstance(verdict, Wrong)
    return verdict.mistake


def name_of(answer: str, function: str, wrt: str = "x") -> str | None:
    mistake = named(answer, function, wrt)
    return mistake.name if mistake else None


@pytest.mark.parametrize(
    ("answer", "function", "wrt", "lost"),
    [
        ("-y/p", "-y ln(p) - (1 - y) ln(1 - p)", "p", "(1 − y) ln(1 − p)"),
        ("y/p", "y ln(p) + (1 - y) ln(1 - p)", "p", "(1 − y) ln(1 − p)"),
        ("(1 - y)/(1 - p)", "-y ln(p) - (1 - y) ln(1 - p)", "p", "y ln(p)"),
        ("2x", "x^2 + ln(1 - x)", "x", "ln(1 − x)"),
        ("3x^2", "sin(1 - x) + x^3", "x", "sin(1 − x)"),
        ("4x^3", "x^4 + e^(1 - x)", "x", "e¹⁻ˣ"),
        ("4x^3", "x^4 + 1/(2 - x)", "x", "1/(2 − x)"),
        ("-6x", "-3(x^2 + sqrt(5 - x))", "x", "√(5 − x)"),
        ("-p/q", "p ln(p/q) + (1 - p) ln((1 - p)/(1 - q))", "q", "(1 − p) ln((1 − p)/(1 − q))"),
    ],
)
def test_a_lost_term_is_called_that_whatever_else_can_make_it_vanish(answer, function, wrt, lost):
    mistake = named(answer, function, wrt)

    assert mistake.name == "term-missing"
    assert f"what {lost} gives" in mistake.text["en"]


@pytest.mark.parametrize(
    ("answer", "function", "wrt"), [("x z + y", "x y z", "y"), ("e^2 + x", "e^2 x", "x")]
)
def test_only_a_lone_constant_is_taken_as_one(answer, function, wrt):
    assert name_of(answer, function, wrt) != "constant-as-one"
    assert name_of("5 + x", "5x") == "constant-as-one"


def test_the_variable_is_no_free_constant():
    assert name_of("x", "5") != "constant-added"
    assert name_of("C", "5") == "constant-added"


@pytest.mark.parametrize(
    ("answer", "function", "squared"), [("pi", "pi^2 x", "π"), ("e", "e^2 x", "e")]
)
def test_a_lost_square_of_a_constant_is_asked_for_by_its_exponent(answer, function, squared):
    mistake = named(answer, function)

    assert mistake.name == "square-lost"
    assert mistake.question["en"] == f"Which exponent does {squared} have, and why?"


@pytest.mark.parametrize(
    ("answer", "function", "said", "asked"),
    [
        ("2x + 1", "(x + 1)(x + 2)", "the right one − 2", "At which step did a number get lost"),
        ("2x + 5", "(x + 1)(x + 2)", "the right one + 2", "Which part of (x + 1)(x + 2)"),
        ("ln(x) + 2", "x ln(x)", "the right one + 1", "Which part of x ln(x)"),
        ("cos(x) + 7/2", "sin(x)", "the right one + 7/2", "At which step did the number 7/2"),
        ("cos(x) - 7/2", "sin(x)", "the right one − 7/2", "At which step did a number get lost"),
    ],
)
def test_a_number_too_much_is_asked_for_otherwise_than_one_too_little(
    answer, function, said, asked
):
    mistake = named(answer, function)

    assert mistake.name == "offset-off"
    assert said in mistake.text["en"]
    assert asked in mistake.question["en"]


@pytest.mark.parametrize(
    ("answer", "function", "name", "said"),
    [
        ("4x + b", "x^2 + (x + b)(x + c)", "term-missing", "a part of what (x + b)(x + c) gives."),
        ("2 a x", "x^2 a b", "factor-missing", "A factor is missing from what x² a b gives."),
    ],
)
def test_what_a_derivative_lacks_is_told_by_the_part_that_gives_it(answer, function, name, said):
    mistake = named(answer, function)

    assert mistake.name == name
    assert said in mistake.text["en"]


@pytest.mark.parametrize(
    ("answer", "key", "asked"),
    [
        ("ln(a)^3", "ln(a^3)", "In ln³(a), what is raised to the power: a or ln(a)?"),
        ("sin(a^2)", "sin(a)^2", "In sin(a²), what is raised to the power: a or sin(a)?"),
    ],
)
def test_a_moved_power_is_asked_of_the_function_at_hand(answer, key, asked):
    mistake = check(answer, key).mistake

    assert mistake.name == "power-of-argument"
    assert mistake.question["en"] == asked


@pytest.mark.parametrize(
    ("answer", "function", "wrt", "name"),
    [
        ("2x + 3y^2", "x^2 y + y^3", "y", "letter-not-constant"),
        ("cos(x) + 3y^2", "sin(x) y + y^3", "y", "letter-not-constant"),
        ("ln(x) + x", "x ln(x)", "x", "taken-as-variable"),
        ("2x sin(x) + x^2", "x^2 sin(x)", "x", "taken-as-variable"),
        ("x*x^(x - 1)", "x^x", "x", "power-rule-on-variable-exponent"),
        ("x^x", "x^x", "x", "not-differentiated"),
        ("x*x^(x - 1) + x^x", "x^x", "x", None),
        ("-1", "7 - x^2", "x", None),
    ],
)
def test_a_plain_reading_comes_before_a_far_fetched_one(answer, function, wrt, name):
    assert name_of(answer, function, wrt) == name


@pytest.mark.parametrize(
    ("answer", "function", "name"),
    [
        ("3x^3 - 8x^2 + 7x", "x^3 - 4x^2 + 7x - 5", "power-not-lowered"),
        ("3x^3 - 8x^2 + 7", "x^3 - 4x^2 + 7x - 5", "power-not-lowered"),
        ("5x^5 + x", "x^5 + x", "power-not-lowered"),
        ("x^2 + x", "x^3 + x^2", "exponent-not-brought-down"),
        ("3x^4 - 8x^3 + 7", "x^3 - 4x^2 + 7x - 5", "exponent-raised"),
        ("cos(x) - sin(x)", "2sin(x) + 3cos(x)", "coefficient-lost"),
        ("-(e^(3x) + 2x e^(x^2))", "-(5e^(3x) + 2e^(x^2))", None),
        ("2^x + 3^x", "2^x + 3^x - 7", "base-logarithm-missing"),
        ("x 2^(x - 1) + x 3^(x - 1)", "2^x + 3^x", "power-rule-on-exponential"),
        ("-cos(x) + sin(x)", "sin(x) + cos(x)", "sign-lost"),
    ],
)
def test_one_slip_made_in_every_term_is_one_slip(answer, function, name):
    assert name_of(answer, function) == name


@pytest.mark.parametrize(
    ("answer", "function", "name"),
    [
        ("(x*(-e^(-x)) - (1 + e^(-x)))/(1 + e^(-x))^2", "x/(1 + e^(-x))", "quotient-reversed"),
        ("(x cos(x) - sin(x))/sin(x)^2", "x/sin(x)", "quotient-reversed"),
        ("-(1 + e^(-x) + x e^(-x))/(1 + e^(-x))^2", "x/(1 + e^(-x))", "sign-lost"),
        ("2/(1 + x)^2", "(1 - x)/(1 + x)", "sign-lost"),
    ],
)
def test_terms_typed_the_wrong_way_round_are_told_from_a_sign_lost_somewhere(
    answer, function, name
):
    assert name_of(answer, function) == name


@pytest.mark.parametrize(
    ("answer", "function", "name"),
    [
        ("-1/sin(x)^2", "tan(x)", "cotangent-confused"),
        ("3sec(3x)^2", "cot(3x)", "cotangent-confused"),
        ("8x^2", "5x^3", "factors-added"),
        ("8e^(5x)", "3e^(5x)", "factors-added"),
        ("5cos(2x)", "3sin(2x)", "factors-added"),
        ("3e^x", "2e^x", "factor-off"),
        ("1", "sqrt(x^2 + 4)", "taken-as-linear"),
        ("1/x + 1/(x + 1)", "ln(x + (x + 1))", "taken-as-linear"),
    ],
)
def test_rules_made_up_on_the_way_have_a_name(answer, function, name):
    assert name_of(answer, function) == name


OUTERS = ("sin(u)", "e^(u)", "ln(u)", "sqrt(u)", "1/(u)", "tanh(u)", "(u)^(-3)")
FALLING = ("1 - x", "3 - x", "5 - 2x")


@pytest.mark.parametrize("outer", OUTERS)
@pytest.mark.parametrize("inner", FALLING)
def test_planted_lost_terms_keep_their_name(outer, inner):
    assert name_of("9x^8", f"{outer.replace('u', inner)} + x^9") == "term-missing"


@pytest.mark.parametrize(("n", "m"), [(n, m) for n in range(3, 9) for m in range(n + 1, 10)])
def test_slips_planted_in_every_term_keep_their_name(n, m):
    function = f"x^{n} - x^{m} + sin(x)"
    planted = {
        f"x^{n - 1} - x^{m - 1} + cos(x)": "exponent-not-brought-down",
        f"{n}x^{n} - {m}x^{m} + cos(x)": "power-not-lowered",
        f"{n}x^{n + 1} - {m}x^{m + 1} + cos(x)": "exponent-raised",
    }
    assert {answer: name_of(answer, function) for answer in planted} == planted


@pytest.mark.parametrize("c", [3, 5, 7, 11])
@pytest.mark.parametrize("n", [2, 4, 6, 8, 9])
def test_planted_sums_of_factors_keep_their_name(c, n):
    assert name_of(f"{c + n}x^{n - 1} + cos(x)", f"{c}x^{n} + sin(x)") == "factors-added"
    assert name_of(f"{c + n}e^({n}x) + 1", f"{c}e^({n}x) + x") == "factors-added"
    assert name_of(f"-{n}/sin({n}x)^2 + {c}", f"tan({n}x) + {c}x") == "cotangent-confused"
