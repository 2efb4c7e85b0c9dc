"""Functions to differentiate, without end: made from a family, a level and a seed.

The key is never made here: the derivative kind computes it from the function.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tutor.bilingual import Strings, Text
from tutor.kinds.derivative.kind import Exercise
from tutor.practice.formulas import (
    ABOVE_ZERO,
    elementary,
    linear,
    multiple,
    nested,
    polynomial,
    positive,
    power,
    power_of,
    ratio,
)

_STRINGS = Strings(__file__, "derivatives.toml")

PREFIX = "drill-derivatives"


def generate(family: str, level: int, seed: int) -> Exercise:
    """The exercise `seed` of a family at a level from 1 to 5; the same one every time.

    Raises KeyError for a family that is none.
    """
    dice = Random(f"{family}:{level}:{seed}")
    fields = _MAKERS[family](dice, level)
    name = family.replace("_", "-")
    return Exercise(
        id=f"{PREFIX}-{name}-{level}",
        difficulty=level,
        skills=_SKILLS[family],
        hints=(dict(_STRINGS["hint_" + family]),),
        seed=seed,
        **fields,
    )


def title(family: str) -> Text:
    """What a family is called."""
    return dict(_STRINGS["title_" + family])


# --- the families -----------------------------------------------------------------------

Fields = dict[str, Any]


def _powers(dice: Random, level: int) -> Fields:
    a, b, n, m = (dice.randint(2, 9) for _ in range(4))
    p, q = dice.choice(((1, 2), (3, 2), (1, 3), (2, 3), (4, 3), (5, 2), (3, 4)))
    function = {
        1: lambda: power(dice.choice((a, -a)), n, "x"),
        2: lambda: polynomial(dice, dice.randint(4, 7), dice.randint(2, 3), 1, 0),
        3: lambda: dice.choice((f"{a}*sqrt(x)", f"{a}/x^{n}", f"{a}*x^{n} - {b}/x")),
        4: lambda: f"{a}*x^({p}/{q}) {dice.choice('+-')} {b}/x^{m}",
        5: lambda: dice.choice(
            (
                f"(x^{n} {dice.choice('+-')} {b})/sqrt(x)",
                f"x^{n}*(sqrt(x) - {a}/x^{m})",
                f"({a}*x - {b}/x)^2",
            )
        ),
    }[level]()
    return {"function": function}


def _exponentials(dice: Random, level: int) -> Fields:
    a, b, c = (dice.randint(2, 9) for _ in range(3))
    sign = dice.choice("+-")
    function = {
        1: lambda: dice.choice((f"{a}*exp(x)", f"{a}*log(x)", f"-{a}*exp(x)")),
        2: lambda: dice.choice(
            (
                f"{a}*exp(x) {sign} {power(b, dice.randint(2, 4), 'x')}",
                f"{a}*log(x) {sign} {b}*x",
                f"{a}*exp(x) {sign} {b}*log(x)",
            )
        ),
        3: lambda: dice.choice((f"{a}^x", f"{a}*{b}^x", f"log(x, {a})", f"log({a}*x)")),
        4: lambda: dice.choice(
            (f"{a}^x {sign} log(x, {b})", f"log({a}*x^{b})", f"{a}^x*{b}^x", f"log(x^{a}/{b})")
        ),
        5: lambda: dice.choice((f"x^({a}*x)", f"{c}*x^x", f"x^(x + {b})", "x^log(x)")),
    }[level]()
    return {"function": function, "variables": {"x": "positive"}}


def _trigonometric(dice: Random, level: int) -> Fields:
    a, b = dice.randint(2, 9), dice.randint(2, 9)
    sign = dice.choice("+-")
    function = {
        1: lambda: dice.choice((f"{a}*sin(x)", f"{a}*cos(x)", f"-{a}*cos(x)", f"-{a}*sin(x)")),
        2: lambda: f"{a}*sin(x) {sign} {b}*cos(x)",
        3: lambda: dice.choice(
            (f"{a}*tan(x) {sign} {b}*x", f"sin({a}*x) {sign} {b}*cos(x)", f"{b}*cos({a}*x)")
        ),
        4: lambda: dice.choice(
            (f"{a}*atan(x)", f"{a}*tanh(x) {sign} {b}*x", f"{a}/cos(x)", f"atan({a}*x)")
        ),
        5: lambda: dice.choice(
            (f"sinh({a}*x)*cosh({a}*x)", f"asin(x/{a})", f"tan(x)^{a}", f"log(cos(x)^{2 * a})")
        ),
    }[level]()
    return {"function": function}


def _product(dice: Random, level: int) -> Fields:
    n = dice.randint(2, 5)
    function = {
        1: lambda: f"x^{n}*{dice.choice(('exp(x)', 'sin(x)', 'cos(x)', 'log(x)'))}",
        2: lambda: f"({polynomial(dice, 2, 1, 0)})*{elementary(dice, 'x')}",
        3: lambda: dice.choice(
            (
                f"exp({multiple(dice)})*{dice.choice(('sin', 'cos'))}({multiple(dice)})",
                f"x^{n}*exp(-{multiple(dice)})",
                f"x*log({polynomial(dice, 2, 0, positive=True)})",
            )
        ),
        4: lambda: f"x^{n}*exp({linear(dice)})*{dice.choice(('sin(x)', 'cos(x)', 'log(x)'))}",
        5: lambda: f"({linear(dice)})^{n}*exp(-x^2/2)*{elementary(dice, multiple(dice))}",
    }[level]()
    return {"function": function}


def _quotient(dice: Random, level: int) -> Fields:
    a, n = dice.randint(2, 7), dice.randint(2, 4)
    function = {
        1: lambda: ratio(dice),
        2: lambda: dice.choice(
            (
                f"{dice.choice(('sin(x)', 'cos(x)', 'exp(x)', 'log(x)'))}/x^{n}",
                f"x/({polynomial(dice, 2, 0, positive=True)})",
                f"({polynomial(dice, 2, 0)})/({linear(dice)})",
            )
        ),
        3: lambda: dice.choice(
            (f"exp(x)/({a} + exp(x))", f"{a}/(1 + exp(-x))", f"sin(x)/({a} + cos(x))", "log(x)/x")
        ),
        4: lambda: dice.choice(
            (
                f"exp({multiple(dice)})/({polynomial(dice, 2, 0, positive=True)})",
                f"x/sqrt({polynomial(dice, 2, 0, positive=True)})",
                f"({linear(dice)})^{n}/({polynomial(dice, 2, 0, positive=True)})",
            )
        ),
        5: lambda: dice.choice(
            (
                f"(exp({a}*x) - exp(-{a}*x))/(exp({a}*x) + exp(-{a}*x))",
                f"x*exp(-{a}*x)/(1 + exp(-{a}*x))",
                f"log(1 + x^2)/sqrt({polynomial(dice, 2, 0, positive=True)})",
            )
        ),
    }[level]()
    return {"function": function}


def _chain(dice: Random, level: int) -> Fields:
    def quadratic() -> str:
        return polynomial(dice, 2, dice.choice((0, 1)))

    function = {
        1: lambda: dice.choice((power_of(dice, linear(dice)), f"exp({linear(dice)})")),
        2: lambda: dice.choice(
            (
                power_of(dice, quadratic()),
                elementary(dice, quadratic() if dice.random() < 0.5 else linear(dice)),
                dice.choice(ABOVE_ZERO).format(positive(dice, 1)),
                f"1/({linear(dice)})^{dice.randint(2, 4)}",
            )
        ),
        3: lambda: nested(dice, 2),
        4: lambda: nested(dice, 3),
        5: lambda: f"x^{dice.randint(2, 3)}*{nested(dice, 3)}",
    }[level]()
    return {"function": function}


def _activations(dice: Random, level: int) -> Fields:
    a, b = dice.randint(2, 6), dice.randint(2, 6)
    if level >= 4 and dice.random() < 0.6:
        names = ("x", "y", "z")
        total = " + ".join(f"exp({name})" for name in names)
        if level == 4:
            return {"function": f"exp(x)/({total})", "wrt": dice.choice(names)}
        return dice.choice(
            (
                {"function": f"log({total})", "gradient": names},
                {"function": f"x - log({total})", "gradient": names},
            )
        )
    function = {
        1: (f"{a}*sigmoid(x)", f"{a}*tanh(x)", f"{a}*softplus(x)", f"sigmoid({a}*x)"),
        2: (
            f"sigmoid({linear(dice)})",
            f"tanh({linear(dice)})",
            f"softplus({a}*x)",
            f"log(1 + exp({a}*x))",
            f"1/(1 + exp(-{a}*x))",
        ),
        3: (
            f"x*sigmoid({a}*x)",
            f"silu({a}*x)",
            f"log(sigmoid({a}*x))",
            f"sigmoid(x)^{a}",
            f"1 - tanh({a}*x)^2",
        ),
        4: (f"sigmoid({a}*x)*(1 - sigmoid({a}*x))", "x*tanh(softplus(x))", "x*normcdf(x)"),
        5: (
            f"{a}*x*tanh(log(1 + exp({b}*x)))",
            f"x/2*(1 + tanh(sqrt(2/pi)*(x + x^3/{10 * b})))",
        ),
    }[level]
    return {"function": dice.choice(function)}


def _losses(dice: Random, level: int) -> Fields:
    a, b = dice.randint(2, 7), dice.randint(2, 9)
    w: Fields = {"wrt": "w"}
    found: Sequence[Fields] = {
        1: (
            {"function": f"({a}*w - {b})^2"},
            {"function": "(w - y)^2/2", **w},
            {"function": f"({a}*w + {b})^2/2"},
        ),
        2: (
            {"function": "(w*x - y)^2", **w},
            {"function": "(w*x + b - y)^2/2", "wrt": dice.choice(("w", "b"))},
            {"function": f"(w*x - y)^2 + {a}*w^2", **w},
        ),
        3: (
            {"function": "log(1 + exp(-y*w*x))", **w},
            {
                "function": "-(y*log(p) + (1 - y)*log(1 - p))",
                "wrt": "p",
                "variables": {"p": "(0, 1)", "y": "real"},
            },
            {"function": "(tanh(w*x) - y)^2", **w},
            {"function": "(sigmoid(w*x) - y)^2/2", **w},
        ),
        4: (
            {"function": "-(y*log(sigmoid(z)) + (1 - y)*log(1 - sigmoid(z)))", "wrt": "z"},
            {"function": f"(sigmoid({a}*w + b) - y)^2", "wrt": dice.choice(("w", "b"))},
            {"function": f"sqrt((w*x - y)^2 + {a * a})", **w},
            {"function": "log(exp(u) + exp(v)) - u", "wrt": dice.choice(("u", "v"))},
        ),
        5: (
            {"function": "log(1 + exp(-y*(w*x + b)))", "gradient": ("w", "b")},
            {
                "function": "(m^2 + s^2 - 1)/2 - log(s)",
                "gradient": ("m", "s"),
                "variables": {"s": "positive"},
            },
            {"function": f"(v*tanh(w*x) - y)^2/{a}", "gradient": ("v", "w")},
            {
                "function": f"(x - m)^2/({2 * a}*s^2) + log(s)",
                "gradient": ("m", "s"),
                "variables": {"s": "positive"},
            },
        ),
    }[level]
    return dict(dice.choice(found))


def _partial(dice: Random, level: int) -> Fields:
    a, b, n, m = (dice.randint(2, 6) for _ in range(4))
    one: Fields = {"wrt": dice.choice(("x", "y"))}
    both: Fields = {"gradient": ("x", "y")}
    found: Sequence[Fields] = {
        1: ({"function": f"{a}*x^{n}*y - {b}*y^{m}", **one}, {"function": f"{a}*x*y^{n}", **one}),
        2: (
            {"function": f"exp({a}*x*y)", **one},
            {"function": f"x^{n}/y", **one},
            {"function": f"sin({a}*x + {b}*y)", **one},
        ),
        3: (
            {"function": f"{a}*x^2 + {b}*x*y - y^2", **both},
            {"function": f"x^{n}*exp({a}*y)", **both},
        ),
        4: (
            {"function": "exp(-(x^2 + y^2)/2)", **both},
            {"function": f"log({a} + x^2 + {b}*y^2)", **both},
            {"function": f"sqrt({a} + (x - y)^2)", **both},
        ),
        5: (
            {"function": f"x^{n}*y^{m}*exp(x)", "wrt": ("x", "y")},
            {"function": f"sin({a}*x*y)", "wrt": ("x", "y")},
            {"function": f"log(1 + exp({a}*x - {b}*y))", "wrt": ("x", "y")},
        ),
    }[level]
    return dict(dice.choice(found))


def _second(dice: Random, level: int) -> Fields:
    a, n = dice.randint(2, 5), dice.randint(3, 5)
    function: Sequence[str] = {
        1: (polynomial(dice, n, 2, 1),),
        2: (f"sin({a}*x)", f"exp({a}*x)", f"{a}*log(x)", f"cos({a}*x)"),
        3: (f"x*exp({a}*x)", f"({linear(dice)})^{n}", f"x^2*log({a}*x)", "x*sin(x)"),
        4: ("exp(-x^2/2)", f"log({a} + x^2)", f"sigmoid({a}*x)", f"sqrt({a} + x^2)"),
        5: (f"tanh({a}*x)", f"softplus({a}*x)", f"exp(-{a}*x)*sin(x)", f"1/({a} + x^2)"),
    }[level]
    return {"function": dice.choice(function), "order": 2}


_MAKERS: dict[str, Callable[[Random, int], Fields]] = {
    "powers": _powers,
    "exponentials": _exponentials,
    "trigonometric": _trigonometric,
    "product": _product,
    "quotient": _quotient,
    "chain": _chain,
    "activations": _activations,
    "losses": _losses,
    "partial": _partial,
    "second": _second,
}
FAMILIES = tuple(_MAKERS)

_SKILLS: dict[str, tuple[str, ...]] = {
    "powers": ("basic-rules",),
    "exponentials": ("basic-rules",),
    "trigonometric": ("basic-rules",),
    "product": ("product-rule",),
    "quotient": ("quotient-rule",),
    "chain": ("chain-rule",),
    "activations": ("activations", "chain-rule"),
    "losses": ("losses", "chain-rule"),
    "partial": ("partial-derivatives",),
    "second": ("higher-derivatives",),
}
