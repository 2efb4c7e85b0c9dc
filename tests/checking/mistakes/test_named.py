"""Planted slips are named, and nothing is claimed that is not so.

The plants are made with SymPy, independently of the rules that look for them.
"""

import re

import pytest
import sympy as sp

from tutor.bilingual import Strings
from tutor.checking import check, mistakes
from tutor.checking.differentiation import differentiate
from tutor.checking.equality.likeness import Likeness, Looks
from tutor.checking.expression import read
from tutor.exercise import Right, Wrong

x, w = sp.symbols("x w")

INNERS = ("3*x + 2", "x^2 + 1", "5*x", "x^3 - 2*x", "x^2/2 + 3", "4 - 3*x")
OUTERS = ("sin(u)", "cos(u)", "e^(u)", "tanh(u)", "atan(u)", "log(u)", "(u)^5")
FACTORS = ("x^2", "x^3", "sin(x)", "e^x", "log(x)", "tanh(x)", "(x^4 + 1)", "cos(2*x)", "sqrt(x)")
PAIRS = [(a, b) for i, a in enumerate(FACTORS) for b in FACTORS[i + 1 :]]
CHAINS = [(outer, inner) for outer in OUTERS for inner in INNERS]
POWERS = [
    f"{c}*x^({n})"
    for c in ("7", "1/2")
    for n in (2, 3, 4, 5, 6, 7, 8, 9, 11, -1, -2, -3, -4, 12, 15)
]
EXPONENTIALS = [(a, k) for a in (2, 3, 5, 7) for k in range(2, 10)]
CONSTANTS = {"ln(7)": 1 / sp.Integer(7), "pi^2": 2 * sp.pi, "e^2": 2 * sp.E, "sin(2)": sp.cos(2)}
BASES = [(k, base, other) for k in range(2, 13) for base, other in ((2, 10), (10, 2), (3, 10))]
POWERS_OF_CALLS = [(f, n) for f in (sp.sin, sp.cos, sp.tanh, sp.atan) for n in range(2, 8)]

UNPLANTED = ("integrated-instead", "constant-added", "factor-off", "offset-off")
"""What is looked for in the answer, and not made of the question."""


def sym(text):
    return sp.sympify(text.replace("^", "**").replace("e**", "E**"), locals={"u": sp.Symbol("u")})


def slope(text, by="x"):
    return sp.diff(sym(text), by)


def outer_slope(outer, inner):
    return sp.diff(sym(outer), "u").subs("u", inner)


def chain(outer, inner, plant):
    """A chain, and a slip made of the outer slope as a function, the inside and its slope."""
    return outer.replace("u", inner), plant(
        lambda place: outer_slope(outer, place), sym(inner), slope(inner)
    )


def product(a, b, plant):
    return f"{a}*{b}", plant(sym(a), sym(b), slope(a), slope(b))


def quotient(a, b, plant):
    return f"{a}/{b}", plant(sym(a), sym(b), slope(a), slope(b))


PLANTS = {
    "forgot-inner-derivative": [chain(*c, lambda f, u, du: f(u)) for c in CHAINS],
    "inner-derivative-added": [chain(*c, lambda f, u, du: f(u) + du) for c in CHAINS],
    "outer-not-differentiated": [
        (o.replace("u", i), sym(o.replace("u", i)) * slope(i)) for o, i in CHAINS
    ],
    "outer-at-inner-derivative": [chain(*c, lambda f, u, du: f(du)) for c in CHAINS],
    "outer-at-variable": [chain(*c, lambda f, u, du: f(x) * du) for c in CHAINS],
    "inner-derivative-divided": [chain(*c, lambda f, u, du: f(u) / du) for c in CHAINS],
    "inner-kept-as-factor": [chain(*c, lambda f, u, du: f(u) * u) for c in CHAINS],
    "only-inner-differentiated": [chain(*c, lambda f, u, du: du) for c in CHAINS],
    "product-of-derivatives": [product(*p, lambda a, b, da, db: da * db) for p in PAIRS],
    "product-term-missing": [product(*p, lambda a, b, da, db: da * b) for p in PAIRS],
    "product-minus": [product(*p, lambda a, b, da, db: da * b - a * db) for p in PAIRS],
    "product-as-sum": [product(*p, lambda a, b, da, db: da + db) for p in PAIRS],
    "quotient-of-derivatives": [quotient(*p, lambda a, b, da, db: da / db) for p in PAIRS],
    "quotient-reversed": [
        quotient(*p, lambda a, b, da, db: (a * db - da * b) / b**2) for p in PAIRS
    ],
    "quotient-plus": [quotient(*p, lambda a, b, da, db: (a * db + da * b) / b**2) for p in PAIRS],
    "quotient-without-square": [
        quotient(*p, lambda a, b, da, db: (da * b - a * db) / b) for p in PAIRS
    ],
    "quotient-without-denominator": [
        quotient(*p, lambda a, b, da, db: da * b - a * db) for p in PAIRS
    ],
    "quotient-as-product": [quotient(*p, lambda a, b, da, db: da * b + a * db) for p in PAIRS],
    "bottom-taken-constant": [quotient(*p, lambda a, b, da, db: da / b) for p in PAIRS],
    "power-not-lowered": [(f, x * slope(f)) for f in POWERS[:9]]
    + [(f + " + sin(x)", x * slope(f) + sp.cos(x)) for f in POWERS],
    "exponent-not-brought-down": [
        (f"x^{n} + {a}", x ** (n - 1) + slope(a)) for n in range(4, 9) for a in FACTORS[2:8]
    ],
    "exponent-raised": [
        (f"x^{n} + {a}", n * x ** (n + 1) + slope(a)) for n in range(4, 9) for a in FACTORS[2:8]
    ],
    "constant-kept": [(f"{a} + 7", slope(a) + 7) for a in FACTORS]
    + [(f"{a}*{b} - 3", slope(f"{a}*{b}") - 3) for a, b in PAIRS],
    "coefficient-lost": [(f"5*{a}*{b}", slope(f"{a}*{b}")) for a, b in PAIRS],
    "divisor-lost": [(f"{a}*{b}/7", slope(f"{a}*{b}")) for a, b in PAIRS],
    "term-missing": [(f"{a} + {b} + x^9", slope(a) + 9 * x**8) for a, b in PAIRS],
    "sign-of-term": [(f"{a} + {b} + x^9", slope(a) - slope(b) + 9 * x**8) for a, b in PAIRS],
    "not-differentiated": [(f"{a}*{b} + x", sym(f"{a}*{b} + x")) for a, b in PAIRS],
    "one-derivative-too-many": [(f"{a}*{b}", sp.diff(slope(f"{a}*{b}"), x)) for a, b in PAIRS],
    "wrong-variable": [
        (f"w^{n}*{a} + w", n * w ** (n - 1) * sym(a) + 1) for a in FACTORS for n in (2, 3, 4, 5)
    ],
    "letter-not-constant": [
        (f"w^{n}*{a} + w", n * w ** (n - 1) * sym(a) + 1 + w**n * slope(a))
        for a in FACTORS
        for n in (2, 3, 4, 5)
    ],
    "integrated-instead": [
        (f"{n}*x^2 + e^({k}*x)", n * x**3 / 3 + sp.exp(k * x) / k)
        for n in (2, 3, 5, 6, 7)
        for k in (2, 3, 4, 5, 7, 8)
    ],
    "power-rule-on-exponential": [
        (f"{a}^x + x^{k}", x * sp.Integer(a) ** (x - 1) + k * x ** (k - 1)) for a, k in EXPONENTIALS
    ],
    "base-logarithm-missing": [
        (f"{a}^x + x^{k}", sp.Integer(a) ** x + k * x ** (k - 1)) for a, k in EXPONENTIALS
    ],
    "base-logarithm-divided": [
        (f"{a}^x + x^{k}", sp.Integer(a) ** x / sp.log(a) + k * x ** (k - 1))
        for a, k in EXPONENTIALS
    ],
    "trig-sign": [
        (f"cos({k}*x) + {a}", k * sp.sin(k * x) + slope(a)) for a in FACTORS for k in (3, 4, 5, 6)
    ],
    "degrees": [(f"sin({k}*x)", sp.pi / 180 * k * sp.cos(k * x)) for k in range(2, 32)],
    "nothing-changes": [(f"{a}*{b}", sp.Integer(0)) for a, b in PAIRS],
    "constant-differentiated": [
        (f"{a} + {c}", slope(a) + d) for a in FACTORS for c, d in CONSTANTS.items()
    ],
    "base-confused": [
        (f"log({k}*x, {base}) + sin(x)", 1 / (x * sp.log(other)) + sp.cos(x))
        for k, base, other in BASES
    ],
    "power-of-argument": [
        (f"{f}(x^{n}) + x", sp.diff(f(x) ** n, x) + 1) for f, n in POWERS_OF_CALLS
    ]
    + [(f"{f}(x)^{n} + x", sp.diff(f(x**n), x) + 1) for f, n in POWERS_OF_CALLS],
    "constant-added": [(f"{a}*{b}", slope(f"{a}*{b}") + sp.Symbol("C")) for a, b in PAIRS],
    "factor-off": [(f"{a}*{b}", slope(f"{a}*{b}") * 7 / 5) for a, b in PAIRS],
    "offset-off": [(f"{a}*{b}", slope(f"{a}*{b}") - sp.Rational(3, 2)) for a, b in PAIRS],
    "sign-lost": [(f"-{a}*{b} + 2", slope(f"{a}*{b}")) for a, b in PAIRS],
    "half-missing": [(f"sqrt(x) + {a}*{b}", 1 / sp.sqrt(x) + slope(f"{a}*{b}")) for a, b in PAIRS],
    "square-lost": [(f"tanh(x) + {a}*{b}", 1 - sp.tanh(x) + slope(f"{a}*{b}")) for a, b in PAIRS],
}


@pytest.mark.parametrize("name", sorted(PLANTS))
def test_a_planted_slip_is_named(name):
    seen = right = 0
    missed = []
    for function, plant in PLANTS[name][:32]:
        step = differentiate(read(function).tree, "x")
        like = Likeness(read(str(plant), names=("x", "w", "C")).tree)
        if like.possible(step.derivative):
            continue
        verdict = check(str(plant), function=function, wrt="x")
        assert isinstance(verdict, Wrong), (function, plant, verdict)
        # Where several slips give this very answer, each of their names is true of it.
        true = {
            c.name
            for c in mistakes.candidates(step, step.derivative, None)
            if like.possible(c.node)
        }
        true |= {name} if name in UNPLANTED else set()
        found = verdict.mistake.name if verdict.mistake else None
        assert found is None or found in true, (function, plant, found)
        seen += 1
        if name in true and found is not None:
            right += 1
        else:
            missed.append((function, str(plant), found))
    assert right >= 0.95 * seen, missed
    assert seen >= 20


@pytest.mark.parametrize(("a", "b"), PAIRS[:12])
def test_a_right_answer_is_right_however_it_is_str(a, b):
    function = f"{a}/{b}"
    for form in (slope(function), sp.expand(slope(function)), sp.factor(slope(function))):
        assert isinstance(check(str(form), function=function, wrt="x"), Right)


def test_the_likelier_of_two_slips_is_named_first():
    names = {
        ("2^x", "x*2^(x-1)"): "power-rule-on-exponential",
        ("cos(x)", "sin(x)"): "trig-sign",
        ("x^-2", "-2x^-1"): "negative-exponent-raised",
        ("(x^2 + y)/n", "2x"): "mean-lost",
        ("sigmoid(w x + b)", "sigmoid(w x + b) w"): "outer-not-differentiated",
        ("tanh(x)", "1 - tanh(x)"): "square-lost",
        ("relu(x)", "1"): "slope-one-everywhere",
    }
    found = {}
    for function, answer in names:
        verdict = check(answer, function=function, wrt="x")
        found[function, answer] = verdict.mistake.name if verdict.mistake else None

    assert found == names


def test_a_slip_in_a_higher_derivative_is_looked_for_in_the_last_step():
    verdict = check("3x^2", "6x", function="x^3", wrt="x")

    assert verdict.mistake.name == "one-derivative-too-few"


@pytest.mark.parametrize(
    ("function", "answer", "key", "named"),
    [
        ("x*exp(x)", "(x + 1)*e^x", "(x + 2)*e^x", "one-derivative-too-few"),
        ("x^4", "12x^2", "24x", "one-derivative-too-few"),
        ("x^4", "x^4", "12x^2", "not-differentiated"),
        ("x^4", "24x", "12x^2", "one-derivative-too-many"),
    ],
)
def test_another_order_than_asked_is_named(function, answer, key, named):
    verdict = check(answer, key, variables={"x": "real"}, function=function, wrt="x")
    assert isinstance(verdict, Wrong)
    assert verdict.mistake.name == named


def test_a_slip_in_algebra_is_named_without_a_function():
    names = {
        ("(a + b)^2", "a^2 + b^2"): "power-of-sum",
        ("sqrt(a + b)", "sqrt(a) + sqrt(b)"): "taken-as-linear",
        ("sin(x)^2", "sin(x^2)"): "power-of-argument",
        ("1/(a + b)", "1/a + 1/b"): "fraction-split-below",
        ("x^2 + x y + y^2", "x^2 + y^2"): "term-missing",
        ("e^(-x)", "e^x"): "sign-of-exponent",
    }
    found = {}
    for key, answer in names:
        verdict = check(answer, key)
        found[key, answer] = verdict.mistake.name if verdict.mistake else None

    assert found == names


def test_every_mistake_has_its_sentences_in_both_languages():
    table = Strings(mistakes.__file__).table

    for name, sentence in table.items():
        base = name.removesuffix("_question")
        assert set(sentence) == {"en", "bn"}
        assert {base, f"{base}_question"} <= set(table)
        assert name == base or sentence["en"].endswith("?")


def test_every_mistake_that_can_be_claimed_has_a_sentence():
    functions = ["x^2 sin(3x)/ln(x)", "x^x + 2^x - 5", "a^(x^2)/n", "max(x, 1) + |x| + relu(2x)"]
    functions += [f"{name}(3x)" for name in mistakes.steps.BUGGY_OUTER if name != "log_base"]
    functions += ["log(3x, 2)", "logsumexp(x, 2x)", "e^(2x) (a + b)^2 sqrt(x + 1) cos(-x)"]
    functions += ["3/(x + 1)", "sin(2x) + e^(x y) (-x)^2 (2x)^3", "sqrt(x^2) ln(2 x)"]
    names = set()
    for source in functions:
        step = differentiate(read(source).tree, "x")
        for candidate in mistakes.candidates(step, step.derivative, None):
            mistake = mistakes.explain(candidate)
            names.add(candidate.name)
            for sentence in (mistake.text, mistake.question):
                assert not any(re.search(r"\{\w+\}", part) for part in sentence.values())

    assert len(names) >= 90
    assert {f"{name}_question" for name in names} <= set(Strings(mistakes.__file__).table)


def test_where_no_names_are_wanted_the_verdict_is_the_same_without_one() -> None:
    from tutor.checking import check, mistakes
    from tutor.exercise import Wrong

    def verdict() -> Wrong:
        found = check("x**2", function="x**2", wrt="x")
        assert isinstance(found, Wrong)
        return found

    named = verdict()
    with mistakes.unnamed():
        plain = verdict()
    assert named.mistake is not None
    assert plain.mistake is None
    assert plain.witness == named.witness
    assert verdict() == named


@pytest.mark.parametrize(
    ("function", "wrt", "answer", "name", "said"),
    [
        ("x^4 + cos(x)", "x", "4x^3", "term-missing", "what cos(x) gives"),
        ("x^4 - e^x", "x", "4x^3", "term-missing", "what eˣ gives"),
        ("tanh(x)^4", "x", "4 tanh(x)^2 (1 - tanh(x)^2)", "lowered-too-far", "more than one"),
        ("x^4 + x", "x", "4 + 1", "power-lost", "the rest of the power is gone"),
        ("cot(x)", "x", "tan(x)", "partner-taken", "do not turn into each other"),
        ("logsumexp(u, v)", "u", "1/(e^u + e^v)", "forgot-inner-derivative", "exp(u) + exp(v)"),
        ("arccos(x)", "x", "-1/sin(x)", "inverse-as-reciprocal", "taken at arccos(x)"),
        ("1/sin(x)", "x", "-cos(x)", "quotient-without-denominator", "denominator"),
        ("ln(2 + x^2)", "x", "2x(2 + x^2)", "logarithm-dropped", "dropped"),
        ("(x + 3/x)^2", "x", "2(x + 3/x)(1 + 3/x)", "part-not-differentiated", "3/x was not"),
        ("relu(5x - 1)", "x", "5", "slope-one-everywhere", "where 5x − 1 is 0"),
        ("|4 - x|", "x", "heaviside(4 - x)*(-1)", "abs-like-relu", "slope of ReLU"),
        ("e^(1/x)", "x", "e^(1/x)/x^2", "sign-lost", "the opposite one"),
        ("e^(3x)", "x", "3e^(3x - 1)", "exponential-lowered", "stays as it is"),
        ("5^x", "x", "5*5^x", "base-as-factor", "base itself"),
        ("(x^2 - x)^4", "x", "4(x^2 - x)^3 (2x - 1)^2", "inner-derivative-twice", "twice"),
        ("arctan(x)", "x", "sec(x)^2", "inverse-confused", "inverse"),
        ("silu(2x)", "x", "2(1 + σ(2x)(1 - σ(2x)))", "product-as-sum", "as if"),
        ("y ln(p) + (1 - y) ln(1 - p)", "p", "y - p", "derivative-by-logit", "by the logit"),
        ("u - logsumexp(u, v)", "u", "e^u/(e^u + e^v)", "softmax-for-complement", "add up to 1"),
        ("x e^x", "x", "(e^x - x e^x)/e^(2x)", "quotient-rule-on-product", "quotient rule"),
        ("x^2/2 + b^2", "x", "x + b^2", "constant-kept", "constant term was kept"),
        ("(w_hat - 1)^3", "w_hat", "(w_hat - 1)^3", "not-differentiated", "(ŵ − 1)³"),
    ],
)
def test_a_name_says_what_was_done(function, wrt, answer, name, said):
    verdict = check(answer, function=function, wrt=wrt)

    assert isinstance(verdict, Wrong)
    assert verdict.mistake is not None
    assert verdict.mistake.name == name
    assert said in verdict.mistake.text["en"]
    assert verdict.why == verdict.mistake.text


@pytest.mark.parametrize(
    ("function", "wrt", "answer", "name"),
    [
        ("x^4 + 7", "x", "4x^3 - 1", "constant-as-one"),
        ("w x + b", "b", "0", "constant-as-one"),
        ("sin(x)^4", "x", "4 sin(x)^2 cos(x)", "power-lost"),
        ("tan(3x)", "x", "3cot(3x)", "trig-not-switched"),
        ("relu(x + 2)", "x", "1", "outer-at-inner-derivative"),
        ("ln(3 + e^x)", "x", "3 + e^x", "fraction-split-below"),
        ("1/ln(x)", "x", "-1/x", "factor-missing"),
    ],
)
def test_no_name_is_claimed_that_says_something_else(function, wrt, answer, name):
    verdict = check(answer, function=function, wrt=wrt)

    assert isinstance(verdict, Wrong)
    assert verdict.mistake is None or verdict.mistake.name != name


def test_the_same_slip_at_every_place_of_a_function_is_one_slip():
    loss = "-y ln(σ(z)) - (1 - y) ln(1 - σ(z))"
    verdict = check("-y/σ(z) + (1 - y)/(1 - σ(z))", function=loss, wrt="z")

    assert verdict.mistake.name == "taken-as-variable"


@pytest.mark.parametrize(
    ("function", "wrt", "answer"),
    [
        ("-ln(p)", "p", "1/p"),
        ("-y ln(p)", "p", "y/p"),
        ("-ln(σ(z))", "z", "1 - σ(z)"),
        ("ln(σ(z))", "z", "σ(z) - 1"),
        ("-y ln(σ(z)) - (1 - y) ln(1 - σ(z))", "z", "y - σ(z)"),
        ("1 - tanh(x)", "x", "1 - tanh(x)^2"),
        ("-σ(x)", "x", "σ(x)(1 - σ(x))"),
        ("1 - cos(x)", "x", "-sin(x)"),
        ("(a - b)^2", "a", "2(b - a)"),
        ("(y - w x - b)^2", "b", "-2(w x + b - y)"),
        ("(2x + 7)^3", "x", "-6(2x + 7)^2"),
        ("5x", "x", "-5"),
        ("u - v", "u", "-1"),
        ("(1 - x)/(1 + x)", "x", "2/(1 + x)^2"),
    ],
)
def test_a_turned_answer_blames_no_step_that_may_be_right(function, wrt, answer):
    mistake = check(answer, function=function, wrt=wrt).mistake

    assert mistake.name == "sign-lost"
    assert "exactly −1 times" in mistake.text["en"]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_minus_in_front_is_lost_in_front(a, b):
    assert check(str(slope(f"{a}*{b}")), function=f"-{a}*{b}", wrt="x").mistake.name == "sign-lost"


@pytest.mark.parametrize(
    ("function", "wrt", "answer", "name"),
    [
        ("ln(3x)", "x", "-1/x", "reciprocal-sign"),
        ("cos(x^2)", "x", "2x sin(x^2)", "trig-sign"),
        ("σ(x)", "x", "σ(x)(σ(x) - 1)", "sigmoid-sign"),
        ("x/(1 + x)", "x", "-1/(1 + x)^2", "quotient-reversed"),
        ("ln(a - b)", "b", "1/(a - b)", "forgot-inner-derivative"),
        ("(y - p)^2/2", "p", "y - p", "forgot-inner-derivative"),
        ("e^(-x)", "x", "e^(-x)", "not-differentiated"),
    ],
)
def test_a_turned_answer_is_placed_where_one_step_only_can_have_turned_it(
    function, wrt, answer, name
):
    assert check(answer, function=function, wrt=wrt).mistake.name == name


def test_one_lost_sign_of_several_is_a_sign_of_a_term():
    loss = "-y ln(p) - (1 - y) ln(1 - p)"
    for answer in ("y/p + (1 - y)/(1 - p)", "-y/p - (1 - y)/(1 - p)"):
        assert check(answer, function=loss, wrt="p").mistake.name in (
            "sign-of-term",
            "forgot-inner-derivative",
        )


@pytest.mark.parametrize(
    ("function", "wrt", "answer", "name"),
    [
        ("(w x + b - y)^2", "w", "2(w x + b - y)", "forgot-inner-derivative"),
        ("(a x + b)^3", "a", "3(a x + b)^2", "forgot-inner-derivative"),
        ("x^2 e^(-x)", "x", "2x e^(-x) + x^2 e^(-x)", "forgot-inner-derivative"),
        ("q (1 - q)", "q", "1", "sign-of-term"),
        ("x^2 cos(x)", "x", "2x cos(x) + x^2 sin(x)", "trig-sign"),
    ],
)
def test_no_rule_is_blamed_that_was_kept(function, wrt, answer, name):
    assert check(answer, function=function, wrt=wrt).mistake.name == name


def test_a_number_is_hardly_the_derivative_by_another_letter():
    assert check("1", function="a x^2 + b x + c", wrt="b").mistake.name == "coefficient-lost"
    assert check("x", function="a x^2 + b x + c", wrt="c").mistake.name == "wrong-variable"


@pytest.mark.parametrize(
    "function",
    ["sin(x) e^x", "(x^2 - 1)/(x^2 + 1)", "relu(x)^2", "e^(2x)", "x relu(x)", "5x", "2^x"],
)
def test_zero_has_a_name_of_its_own(function):
    for answer in ("0", "x - x"):
        mistake = check(answer, function=function, wrt="x").mistake
        assert mistake.name == "nothing-changes"
        assert "change when x moves" in mistake.question["en"]


@pytest.mark.parametrize(
    ("function", "answer", "said"),
    [
        ("x sin(x) e^x", "cos(x) e^x", "has 3 terms"),
        ("x^2 sin(x)", "2x sin(x)", "One term of the product rule"),
        ("x sin(x) ln(x)", "sin(x) ln(x)", "2 of the 3 terms"),
        ("x^2 ln(x) e^x", "2x ln(x) e^x + x e^x", "One term of the product rule"),
        ("x sin(x) ln(x) tanh(x)", "sin(x) ln(x) tanh(x)", "3 of the 4 terms"),
        ("gelu(3x)", "3Φ(3x)", "gelu(3x) = 3x Φ(3x)"),
        ("silu(x)", "x σ(x)(1 - σ(x))", "silu(x) = x σ(x)"),
    ],
)
def test_the_terms_of_the_product_rule_are_counted(function, answer, said):
    assert said in check(answer, function=function, wrt="x").mistake.text["en"]


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("n (n - 1)/2", "n^2/2", "One term is missing: it has n in it."),
        ("σ(z)(1 - y) - y (1 - σ(z))", "σ(z)", "One term is missing: it has y in it."),
        ("σ(z)(1 - y) - y (1 - σ(z))", "-y", "One term is missing: it has z in it."),
        ("2a + 2b", "2a", "One term is missing: it has b in it."),
        ("x^2 + 2", "x^2", "One term is missing: it is a number."),
        ("e^(a - b)", "e^a", "Inside your answer a term is missing: it has b in it."),
        ("e^(a - 3)", "e^a", "Inside your answer a term is missing: it is a number."),
        ("n i^2", "n", "A factor is missing: it has i in it."),
    ],
)
def test_what_is_missing_is_pointed_at_and_not_given_away(key, answer, said):
    mistake = check(answer, key).mistake

    assert mistake.text["en"] == said
    assert mistake.name in ("term-missing", "factor-missing")
    assert mistake.question["en"].endswith("?")


@pytest.mark.parametrize(
    ("function", "answer", "factor"),
    [
        ("|x - 1|", "2 sign(x - 1)", "2"),
        ("tanh(x + 3)^2", "4 tanh(x + 3)(1 - tanh(x + 3)^2)", "2"),
        ("e^(3x + 2)", "5e^(3x + 2)", "5/3"),
        ("2e^x", "3e^x", "3/2"),
        ("x^5", "6x^4", "6/5"),
    ],
)
def test_a_mere_factor_is_called_one_and_asked_for(function, answer, factor):
    mistake = check(answer, function=function, wrt="x").mistake

    assert mistake.name == "factor-off"
    assert f"exactly {factor} times" in mistake.text["en"]
    assert mistake.question["en"].endswith("?")


def test_a_mere_factor_or_number_is_asked_for_without_a_function_too():
    for key, answer, name in (
        ("6x y", "5x y", "factor-off"),
        ("x^2 + 3", "x^2 + 7/2", "offset-off"),
    ):
        mistake = check(answer, key).mistake
        assert mistake.name == name
        assert "In which step" in mistake.question["en"]


@pytest.mark.parametrize(
    ("function", "answer", "name", "said"),
    [
        ("ln(7)", "1/7", "constant-differentiated", "ln(7) was differentiated"),
        ("e^2 x", "2e x", "constant-differentiated", "e² was differentiated"),
        ("7", "1", "constant-as-one", "taken as 1"),
        ("x ln(x)", "ln(x) + 2", "offset-off", "the right one + 1"),
        ("tanh(x)", "σ(x)(1 - σ(x))", "tanh-like-sigmoid", "belongs to the sigmoid"),
        ("σ(x)", "1 - tanh(x)^2", "sigmoid-like-tanh", "belongs to tanh"),
        ("ln(x^2)", "2ln(x)/x", "power-of-argument", "derivative of ln²(x)"),
        ("softplus(x)", "relu(x)", "softplus-as-relu", "ReLU itself"),
        ("ln(x)", "1/(x ln(10))", "base-confused", "another base"),
        ("ln(1 + e^x)", "1/(1 + e^x)^2", "reciprocal-squared", "belongs to 1/(1 + eˣ)"),
    ],
)
def test_slips_of_learners_are_told_in_their_words(function, answer, name, said):
    mistake = check(answer, function=function, wrt="x").mistake

    assert mistake.name == name
    assert said in mistake.text["en"]


def test_a_function_pulled_apart_is_written_as_formulas_show_it():
    mistake = check("ln(a) + ln(b)", "ln(a + b)").mistake
    assert "ln(1 + 1)" in mistake.question["en"]
    # |1 + 1| is |1| + |1|, which would lead nobody on.
    assert "|1 − 1|" in check("|a| + |b|", "|a + b|").mistake.question["en"]


def test_what_a_sieve_keeps_back_is_not_the_answer():
    for function, answer in [
        ("x^2 sin(3x)/ln(x)", "(2x sin(3x))/ln(x)"),
        ("relu(x)^3 + |x - 1|", "3relu(x)^2 heaviside(x) + 1"),
        ("sum_{k=1}^{3} (x - k)^2", "sum_{k=1}^{3} (x - k)"),
        ("x^x + 2^x", "x^x + 2^x ln(2)"),
    ]:
        step = differentiate(read(function).tree, "x")
        tree = read(answer).tree
        looks = Looks()
        like = Likeness(tree, looks)
        all_of_them = mistakes.candidates(step, step.derivative, None)
        sieved = mistakes.candidates(step, step.derivative, None, mistakes.Sieve(tree, looks))
        fitting = [c.name for c in all_of_them if like.possible(c.node)]
        assert [c.name for c in sieved if like.possible(c.node)] == fitting
