"""Endless practice in matrix calculus: derivatives, shapes of derivatives, a backward pass.

Everything here is plain data for exercises of the kinds `matrix` and `choice`; the same seed
gives the same exercise.
"""

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tutor.bilingual import LANGUAGES, Strings, Text, choose, fill
from tutor.checking.matrices.layouts import derivative_shape
from tutor.checking.matrices.printing import tex_name
from tutor.checking.matrices.problem import make_problem
from tutor.checking.matrices.sizes import ONE, parse_shape, show

STRINGS = Strings(__file__, "drills.toml")
LEVELS = range(1, 6)
_COEFFICIENTS = ("2", "3", "0.5", "4", "5")
Data = dict[str, Any]


@cache
def bank() -> dict[str, Any]:
    """The templates, letters and hints of bank.toml."""
    return tomllib.loads(Path(__file__).with_name("bank.toml").read_text(encoding="utf-8"))


def families() -> tuple[str, ...]:
    """The families of functions, in the order of the bank."""
    return tuple(dict.fromkeys(template["family"] for template in bank()["templates"]))


def drill(seed: int, level: int | None = None, family: str | None = None) -> Data:
    """The data of one `matrix` exercise. level: 1 … 5, or None for any; family: or None.

    Raises ValueError when no template has that level and family.
    """
    rng = random.Random(f"matrix {seed} {level} {family}")
    fitting = [
        template
        for template in bank()["templates"]
        if (level is None or template["level"] == level)
        and (family is None or template["family"] == family)
    ]
    if not fitting:
        raise ValueError(f"no template of level {level} in family {family}")
    return exercise_data(rng.choice(fitting), rng, f"matrix-drill-{seed}")


def exercise_data(template: Data, rng: random.Random, name: str) -> Data:
    """An exercise from a template, its letters and number drawn."""
    function = template["function"].replace("{c}", rng.choice(_COEFFICIENTS))
    renamed = _letters(template, rng)
    pattern = re.compile(r"(?<![A-Za-z])(" + "|".join(map(re.escape, renamed)) + r")(?![A-Za-z])")

    def put(text: str) -> str:
        return pattern.sub(lambda found: renamed[found[1]], text)

    data: Data = {
        "kind": "matrix",
        "id": name,
        "variables": {renamed[n]: shape for n, shape in template["variables"].items()},
        "assume": {renamed[n]: given for n, given in template.get("assume", {}).items()},
        "function": put(function),
        "wrt": renamed[template["wrt"]],
        "layout": template.get("layout", "gradient"),
        "difficulty": template["level"],
        "skills": ["matrix-" + template["family"]],
    }
    data["prompt"] = prompt(data)
    data["hints"] = _hints(data, template["family"])
    return data


def _letters(template: Data, rng: random.Random) -> dict[str, str]:
    """New letters for constants named a, b, A, B and for an unknown named x."""
    letters = bank()["letters"]
    renamed = {name: name for name in template["variables"]}
    taken = set(renamed) | set("nmkpqdN")
    for name in renamed:
        for pool in letters.values():
            if name in pool and name != template["wrt"]:
                free = [letter for letter in pool if letter not in taken]
                if free and rng.random() < 0.5:
                    renamed[name] = rng.choice(free)
                    taken.add(renamed[name])
    return renamed


def prompt(data: Data) -> Text:
    """The question of a matrix exercise; its function stands above the answer in any case."""
    assumed = [
        fill(STRINGS["assume_" + given], name=f"${tex_name(name)}$")
        for name, given in data["assume"].items()
    ]
    text = STRINGS("ask_" + data["layout"], x=f"${tex_name(data['wrt'])}$")
    return {
        language: "\n\n".join(choose(part, language) for part in (text, *assumed))
        for language in LANGUAGES
    }


def _hints(data: Data, family: str) -> list[Text]:
    problem = make_problem(
        data["variables"], assume=data["assume"], function=data["function"], wrt=data["wrt"],
        layout=data["layout"],
    )  # fmt: skip
    assert problem.wanted is not None
    return [STRINGS("hint_shape", shape=show(problem.wanted)), bank()["hints"][family]]


# --- the shape of a derivative --------------------------------------------------------

_SHAPES = {"scalar": "scalar", "vector": "{}", "matrix": "{}×{}"}


def shape_drill(seed: int) -> Data:
    """The data of a `choice` exercise on the shape of a derivative.

    All pairs of scalar, vector and matrix come up, in every layout that the pair has.
    """
    rng = random.Random(f"shape {seed}")
    pairs = shape_pairs()
    of, by, layout = pairs[seed % len(pairs)]
    p, q, r, s = rng.sample(["m", "n", "k", "p", "q", "d"], 4)
    function = {"scalar": "scalar", "vector": p, "matrix": f"{p}×{q}"}[of]
    variable = {"scalar": "scalar", "vector": r, "matrix": f"{r}×{s}"}[by]
    wanted = derivative_shape(layout, parse_shape(function), parse_shape(variable))
    right = show(wanted)
    (a, b), (c, d) = parse_shape(function), parse_shape(variable)
    near = (
        (wanted[1], wanted[0]), (a, b), (c, d), (b, a), (d, c), (a * b, c * d), (ONE, ONE),
        (a, c), (c * d, a * b),
    )  # fmt: skip
    wrong = [show(shape) for shape in near]
    others = [shape for shape in dict.fromkeys(wrong) if shape != right][:3]
    options: list[Data] = [{"id": "right", "right": right}]
    options += [{"id": f"wrong-{k}", "wrong": shape} for k, shape in enumerate(others)]
    return {
        "kind": "choice",
        "id": f"matrix-shape-{seed}",
        "prompt": STRINGS(
            "shape_" + layout,
            function=show(parse_shape(function)),
            variable=show(parse_shape(variable)),
        ),
        "options": options,
        "skills": ["matrix-shapes"],
    }


@cache
def shape_pairs() -> tuple[tuple[str, str, str], ...]:
    """All (function, variable, layout) that have a derivative as a matrix."""
    pairs = []
    for of in _SHAPES:
        for by in _SHAPES:
            layouts = ["numerator", "denominator"] if "matrix" not in (of, by) else []
            if of == "scalar" and by == "matrix":
                layouts = ["gradient", "numerator"]
            if of == "scalar" and by != "scalar":
                layouts.append("hessian")
            if by == "scalar" and of == "matrix":
                layouts = ["scalar"]
            if "matrix" in (of, by) and "scalar" not in (of, by):
                layouts = ["vec"]
            pairs += [(of, by, layout) for layout in layouts if (of, by) != ("scalar", "scalar")]
    return tuple(pairs)


# --- the backward pass of a small network ---------------------------------------------

_ACTIVATIONS = ("sigma", "tanh", "relu")


def backward_pass(seed: int) -> list[Data]:
    """A chain of `matrix` exercises: z₁ = W₁x + b₁, h = φ(z₁), z₂ = W₂h + b₂, then the loss.

    Every step takes the gradient of the step before as given, so a slip does not travel on.
    """
    rng = random.Random(f"backward {seed}")
    phi = rng.choice(_ACTIVATIONS)
    loss, assume = rng.choice((("0.5*norm(z_2 - y)^2", {}), ("lse(z_2) - y'*z_2", {"y": "onehot"})))
    shapes = {
        "x": "n", "W_1": "m×n", "b_1": "m", "z_1": "m", "h": "m", "W_2": "k×m", "b_2": "k",
        "z_2": "k", "y": "k", "delta_2": "k", "delta_1": "m", "g": "m",
    }  # fmt: skip
    steps: list[tuple[str, str, tuple[str, ...], dict[str, str]]] = [
        (loss, "z_2", ("z_2", "y"), assume),
        ("delta_2'*(W_2*h + b_2)", "W_2", ("delta_2", "W_2", "h", "b_2"), {}),
        ("delta_2'*(W_2*h + b_2)", "b_2", ("delta_2", "W_2", "h", "b_2"), {}),
        ("delta_2'*(W_2*h + b_2)", "h", ("delta_2", "W_2", "h", "b_2"), {}),
        (f"g'*{phi}(z_1)", "z_1", ("g", "z_1"), {}),
        ("delta_1'*(W_1*x + b_1)", "W_1", ("delta_1", "W_1", "x", "b_1"), {}),
        ("delta_1'*(W_1*x + b_1)", "b_1", ("delta_1", "W_1", "x", "b_1"), {}),
        ("delta_1'*(W_1*x + b_1)", "x", ("delta_1", "W_1", "x", "b_1"), {}),
    ]
    chain = []
    for number, (function, wrt, names, given) in enumerate(steps, 1):
        data: Data = {
            "kind": "matrix",
            "id": f"matrix-backward-{seed}-{number}",
            "variables": {name: shapes[name] for name in names},
            "assume": given,
            "function": function,
            "wrt": wrt,
            "layout": "gradient",
            "skills": ["matrix-backward"],
        }
        data["prompt"] = STRINGS(
            f"backward_{number}", phi=to_phi(phi), x=f"${tex_name(wrt)}$",
            loss=STRINGS["loss_squared" if "norm" in loss else "loss_cross_entropy"],
        )  # fmt: skip
        data["hints"] = _hints(data, "network")
        chain.append(data)
    return chain


def to_phi(name: str) -> str:
    """The activation's sign for a sentence."""
    return {"sigma": "σ", "tanh": "tanh", "relu": "ReLU"}[name]
