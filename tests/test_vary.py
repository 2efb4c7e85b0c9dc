"""Every seed deals one variant, exact and written as a person writes."""

from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.checking.expression import read, show
from tutor.checking.expression.tree import Add, Div, Mul, Neg, Node, Number, Pow, Symbol
from tutor.checking.trees.folding import fold, number_node, truth, value_of
from tutor.errors import LessonError
from tutor.exercise import Unreadable, Vary
from tutor.kinds.number.kind import Exercise
from tutor.vary import deal, draw


def exercise(prompt: str = "", answer: str = "1", **vary: Any) -> Exercise:
    vary.setdefault("parameters", {"a": "1..9"})
    return Exercise(id="x", prompt=prompt, answer=answer, vary=msgspec.convert(vary, Vary))


def prompt(text: str, **values: str) -> str:
    """The prompt with each parameter fixed to one value."""
    dealt = deal(exercise(text, parameters={k: [v] for k, v in values.items()}), 0)
    assert isinstance(dealt.prompt, str)
    return dealt.prompt


def test_the_same_seed_deals_the_same_variant() -> None:
    varied = exercise("{{a}} and {{b}}", parameters={"a": "-50..50", "b": "1..100 step 7"})
    dealt = [deal(varied, seed) for seed in range(30)]
    assert dealt == [deal(varied, seed) for seed in range(30)]
    assert len({item.prompt for item in dealt}) > 20
    # Attempts are kept with their seed, so this must never change.
    assert dealt[0].prompt == "5 and 50"


def test_a_parameter_of_any_name_serves_in_let_and_where() -> None:
    made = exercise(
        "{{b}} {{lr2}}",
        parameters={"e": ["2", "9"], "d1": ["3"]},
        let={"b": "e*d1", "lr2": "b + e"},
        where=["e < d1"],
    )
    assert {deal(made, seed).prompt for seed in range(20)} == {"6 8"}


def test_a_parameter_that_no_formula_can_name_is_refused_at_its_place() -> None:
    with pytest.raises(LessonError, match="cannot name a parameter") as refusal:
        deal(exercise("{{learning-rate}}", parameters={"learning-rate": ["1"]}), 0)
    assert refusal.value.field == "vary.parameters.learning-rate"


def test_an_exercise_without_parameters_only_gets_its_seed() -> None:
    plain = Exercise(id="x", prompt="{{a}}", answer="1")
    assert deal(plain, 7) == msgspec.structs.replace(plain, seed=7)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("{{a}}", {"a": "3"}, "3"),
        ("{{a}}", {"a": "-3"}, "-3"),
        ("{{a}}", {"a": "3/4"}, "3/4"),
        ("{{a}}", {"a": "0.1"}, "0.1"),
        ("{{a + b}}", {"a": "0.1", "b": "0.2"}, "0.3"),
        ("{{w + h}} {{-h}} {{h^2}}", {"w": "1", "h": "0.1"}, "1.1 -0.1 0.01"),
        ("{{h/3}} {{h*x/2}} {{x + h}}", {"h": "0.1"}, "1/30 0.05*x x + 0.1"),
        ("{{w*h}} {{-h}} {{w/4}}", {"w": "2", "h": "1/2"}, "1 -1/2 1/2"),
        ("{{d1 + 1}} {{d1*x3}} {{d_1}}", {"d1": "4", "x3": "-2"}, "5 -8 4"),
        ("{{e + 1}} {{pi*x}} {{e^x}} {{1e-3*y}}", {"e": "4", "pi": "3"}, "5 3*x 4**x 0.001*y"),
        (
            "{{lr*2}} {{1 - lr}} {{α}} {{lambda}}",
            {"lr": "0.01", "α": "3", "lambda": "7"},
            "0.02 0.99 3 7",
        ),
        ("${{a}}$", {"a": "3/4"}, r"$\frac{3}{4}$"),
        ("${{a*x^2 + b*x + c}}$", {"a": "1", "b": "-3", "c": "0"}, "$x^{2} - 3 x$"),
        ("${{a*x^2 + b*x + c}}$", {"a": "-1", "b": "1", "c": "2"}, "$-x^{2} + x + 2$"),
        ("$x^2 {{+ b*x}} {{+ c}}$", {"b": "-1", "c": "4"}, "$x^2 - x + 4$"),
        ("$x^2 {{- b*x}}$", {"b": "-2"}, "$x^2 + 2 x$"),
        ("$x^2 {{+c}}$", {"c": "2"}, "$x^2 + 2$"),
        ("x = {{-a}}", {"a": "3"}, "x = -3"),
        ("$x^2{{+ c}}$", {"c": "0"}, "$x^2$"),
        ("$x^{{{n}}}$", {"n": "5"}, "$x^{5}$"),
        ("$x^{{{n - 1}}}$", {"n": "1/2"}, r"$x^{-\frac{1}{2}}$"),
        ("{{a}}^2", {"a": "-3"}, "(-3)^2"),
        ("2*{{a}}", {"a": "-3"}, "2*(-3)"),
        ("1/{{a}}", {"a": "2/3"}, "1/(2/3)"),
        ("1 - {{a}}", {"a": "x + 1"}, "1 - (x + 1)"),
        ("1 + {{a}}", {"a": "x + 1"}, "1 + x + 1"),
        ("{{a}}*y", {"a": "x + 1"}, "(x + 1)*y"),
        ("{{f}}({{a}})", {"f": "sin", "a": "2"}, "sin(2)"),
        ("${{f}}(x)$", {"f": "sin"}, r"$\sin(x)$"),
        ("{{f(a*x)}}", {"f": "exp", "a": "1"}, "exp(x)"),
        ("{{sqrt(a)}} {{binomial(n, 2)}} {{n!}}", {"a": "9", "n": "4"}, "3 6 24"),
        ("{{floor(a/2)}} {{a % 2}} {{abs(-a)}} {{max(a, 2)}}", {"a": "7"}, "3 1 7 7"),
        ("x[{{a}}] and {a} and {{{a}", {"a": "1"}, "x[1] and {a} and {{{a}"),
    ],
)
def test_values_are_put_in_as_a_person_writes(
    text: str, values: dict[str, str], shown: str
) -> None:
    assert prompt(text, **values) == shown


def test_every_text_of_the_exercise_is_filled_and_its_names_are_not() -> None:
    varied = msgspec.convert(
        {
            "kind": "number",
            "id": "x",
            "prompt": {"en": "{{a}}", "bn": "{{a}}টি"},
            "skills": ["{{a}}"],
            "hints": ["{{a}}", {"en": "{{a+1}}"}],
            "solution": "{{q}}",
            "mistakes": [{"answer": "{{-a}}", "feedback": "{{a}}"}],
            "answer": "{{a}}*2",
            "vary": {"parameters": {"a": ["4"]}, "let": {"q": "a^2"}},
        },
        Exercise,
    )
    dealt = deal(varied, 3)
    assert dealt.prompt == {"en": "4", "bn": "4টি"}
    assert dealt.hints == ("4", {"en": "5"})
    assert (dealt.solution, dealt.answer, dealt.skills) == ("16", "4*2", ("{{a}}",))
    assert (dealt.mistakes[0].answer, dealt.mistakes[0].feedback) == ("-4", "4")
    assert (dealt.id, dealt.seed, dealt.vary) == ("x", 3, varied.vary)


def test_relations_hold_in_every_variant() -> None:
    varied = exercise(
        "{{a}} {{b}} {{d}}",
        parameters={"a": "-9..9", "b": "-9..9"},
        let={"d": "b^2 - 4*a"},
        where=["a != 0", "a < b < 5", "d > 0 and mod(a + b, 2) = 0"],
    )
    for seed in range(50):
        text = deal(varied, seed).prompt
        assert isinstance(text, str)
        a, b, d = map(int, text.split())
        assert a != 0
        assert a < b < 5
        assert d == b * b - 4 * a > 0
        assert (a + b) % 2 == 0


def test_a_rare_set_is_found_by_counting() -> None:
    rare = exercise("{{a}} {{b}}", parameters={"a": "1..200", "b": "1..200"}, where=["a*b = 39601"])
    assert deal(rare, 1).prompt == "199 199"


@pytest.mark.parametrize(
    ("vary", "field", "says"),
    [
        ({"where": ["a > 9"]}, "vary.where", "no parameters were found for which `a > 9`"),
        ({"let": {"q": "1/(a - a)"}}, "vary", "no parameters were found"),
        ({"where": ["a +"]}, "vary.where[0]", "cannot be read"),
        ({"where": ["a"]}, "vary.where[0]", "cannot be told true or false"),
        ({"where": ["a < z"]}, "vary.where[0]", "cannot be told true or false"),
        ({"let": {"q": "(a"}}, "vary.let.q", "cannot be read"),
        ({"parameters": {"a": "9..1"}}, "vary.parameters.a", "is empty or too long"),
        ({"parameters": {"a": "1..9 step 0"}}, "vary.parameters.a", "is empty or too long"),
        ({"parameters": {"a": "0..999999999"}}, "vary.parameters.a", "is empty or too long"),
        ({"parameters": {"a": []}}, "vary.parameters.a", "no value to take"),
    ],
)
def test_an_impossible_draw_is_told_with_its_field(
    vary: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(LessonError) as caught:
        deal(exercise("{{a}}", **vary), 0)
    assert caught.value.field == field
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "says"), [("{{a +}}", "cannot be read"), ("{{1/(a - a)}}", "divides by zero")]
)
def test_a_hole_that_cannot_be_filled_is_told_with_its_field(text: str, says: str) -> None:
    with pytest.raises(LessonError) as caught:
        deal(exercise("fine", answer=text), 0)
    assert caught.value.field == "answer"
    assert says in caught.value.message


def test_a_power_that_is_too_large_stays_a_power() -> None:
    assert prompt("{{a^a^a}}", a="9") == "9**387420489"
    assert prompt("{{a!}}", a="1000") == "factorial(1000)"


numbers = st.builds(Fraction, st.integers(-9, 9), st.integers(1, 5))
leaves = st.one_of(
    st.sampled_from([Symbol("a"), Symbol("b"), Symbol("x")]), numbers.map(number_node)
)


def branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(Add),
        several.map(Mul),
        inner.map(Neg),
        st.builds(Div, inner, inner),
        st.builds(Pow, inner, st.integers(0, 3).map(lambda n: Number(Fraction(n)))),
    )


def value(node: Node, point: dict[str, Fraction]) -> Fraction | None:
    """Work a tree out by the textbook, to compare with."""
    match node:
        case Number(value=number):
            return number
        case Symbol(name=name):
            return point[name]
        case Neg(arg=arg):
            inner = value(arg, point)
            return None if inner is None else -inner
        case Add(terms=parts) | Mul(factors=parts):
            total = Fraction(int(isinstance(node, Mul)))
            for part in parts:
                inner = value(part, point)
                if inner is None:
                    return None
                total = total * inner if isinstance(node, Mul) else total + inner
            return total
        case Div(top=top, bottom=bottom):
            above, below = value(top, point), value(bottom, point)
            return None if above is None or not below else above / below
        case Pow(base=base, exponent=Number(value=exponent)):
            below = value(base, point)
            return None if below is None else below ** int(exponent)
    raise TypeError(node)


@given(
    st.recursive(leaves, branches, max_leaves=12),
    st.fixed_dictionaries({"a": numbers, "b": numbers, "x": numbers}),
)
@settings(max_examples=300, deadline=None)
def test_tidying_does_not_change_the_value(node: Node, point: dict[str, Fraction]) -> None:
    known = {name: number_node(point[name]) for name in ("a", "b")}
    expected = value(node, point)
    try:
        folded = fold(node, known)
    except ZeroDivisionError:
        assert expected is None
        return
    if expected is not None:
        assert value(folded, point) == expected
        whole = fold(node, {**known, "x": number_node(point["x"])})
        assert value_of(whole) == expected
        shown = read(show.python(folded))
        assert not isinstance(shown, Unreadable)
        assert value(shown.tree, point) == expected


def test_relations_are_decided_exactly() -> None:
    relation = read("a/3 + 1/3 = 2/3")
    assert not isinstance(relation, Unreadable)
    assert truth(relation.tree, {"a": number_node(Fraction(1))}) is True
    assert truth(relation.tree, {"a": number_node(Fraction(10**30 + 1, 10**30))}) is False
    assert truth(relation.tree, {}) is None


def test_drawing_gives_every_possible_value() -> None:
    vary = msgspec.convert({"parameters": {"a": "1..4", "b": ["x", "1/2", "sin"]}}, Vary)
    seen: dict[str, set[str]] = {"a": set(), "b": set()}
    for seed in range(60):
        for name, drawn in draw(vary, str(seed)).items():
            seen[name].add(drawn if isinstance(drawn, str) else show.python(drawn))
    assert seen == {"a": {"1", "2", "3", "4"}, "b": {"x", "1/2", "sin"}}
