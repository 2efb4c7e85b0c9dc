"""Worked solutions by differentials, made from the function itself.

For a scalar function df is written as inner products ⟨G, dY⟩, which are handed down step by
step until only dX is left. For vector functions and derivatives by vec or by a scalar, the
differentials are built up from the inside.
"""

from tutor.bilingual import LANGUAGES, Strings, Text, choose
from tutor.checking.matrices.differentials import (
    Backward,
    Pending,
    Unsupported,
    gradient,
    rewritten,
)
from tutor.checking.matrices.jacobians import ByVec, Forward, derivative, under
from tutor.checking.matrices.printing import tex_name, to_tex
from tutor.checking.matrices.problem import Problem
from tutor.checking.matrices.simplifying import Shapes, shape_of
from tutor.checking.matrices.sizes import ONE, SCALAR
from tutor.checking.matrices.terms import Term, num

STRINGS = Strings(__file__, "solutions.toml")
MAX_STEPS = 14
_SAME_RULE = {"had": "product", "mul": "product", "inner": "product", "hdiv": "div"}


def worked_solution(problem: Problem) -> Text:
    """The derivation as Markdown with TeX, in every language; empty where no rule is known."""
    if problem.function is None or not problem.wrt:
        return ""
    shapes: Shapes = dict(problem.shapes)
    function = rewritten(problem.function.term, shapes)
    try:
        result = derivative(function, problem.wrt, problem.layout, shapes, problem.assume)
        steps = _steps(problem, function, shapes)
    except Unsupported:
        return ""
    lines = [
        STRINGS("start", function=_display("f = " + to_tex(problem.function.term))),
        *steps,
        STRINGS("result_" + problem.layout, result=_display(to_tex(result)), layout=problem.layout,
                x=f"${tex_name(problem.wrt)}$", dx=f"$d{tex_name(problem.wrt)}$"),
    ]  # fmt: skip
    return {lang: "\n\n".join(choose(line, lang) for line in lines) for lang in LANGUAGES}


def derived_key(problem: Problem) -> Term | None:
    """The derivative as a term, or None where no rule is known."""
    if problem.function is None or not problem.wrt:
        return None
    shapes: Shapes = dict(problem.shapes)
    try:
        return derivative(
            problem.function.term, problem.wrt, problem.layout, shapes, problem.assume
        )
    except Unsupported:
        return None


def _display(tex: str) -> str:
    return f"$${tex}$$"


def _steps(problem: Problem, function: Term, shapes: Shapes) -> list[Text]:
    """The steps for the function's shape and the layout. Raises Unsupported."""
    scalar = shape_of(function, shapes) == SCALAR
    if problem.layout == "vec":
        return _built_up(ByVec(problem.wrt, shapes), function, problem, vec=True)
    if problem.layout == "hessian":
        first = gradient(function, problem.wrt, shapes)
        steps = _handed_down(problem, function, shapes)
        steps.append(STRINGS("gradient_first", gradient=_display(r"\nabla f = " + to_tex(first))))
        if shapes[problem.wrt][1] == ONE and shapes[problem.wrt] != SCALAR:
            steps += _built_up(Forward(problem.wrt, shapes), first, problem)
        return steps
    if scalar:
        return _handed_down(problem, function, shapes)
    if shapes[problem.wrt] == SCALAR:
        return [STRINGS("by_scalar", x=f"${tex_name(problem.wrt)}$")]
    return _built_up(Forward(problem.wrt, shapes), function, problem)


def _handed_down(problem: Problem, function: Term, shapes: Shapes) -> list[Text]:
    backward = Backward(problem.wrt, shapes)
    todo = [Pending(num(1), function)]
    steps: list[Text] = []
    while any(item.part.op != "var" for item in todo) and len(steps) < MAX_STEPS:
        place = next(k for k, item in enumerate(todo) if item.part.op != "var")
        part = todo[place].part
        rule, found = backward.step(todo[place])
        todo[place : place + 1] = found
        total = " + ".join(_inner(item, problem, shapes) for item in todo) or "0"
        key = "rule_" + _SAME_RULE.get(rule, rule)
        reason = STRINGS(key if key in STRINGS else "rule_other", part=f"${to_tex(part)}$")
        formula = _display("df = " + total.replace("+ -", "- "))
        steps.append({lang: f"{choose(reason, lang)}\n\n{formula}" for lang in LANGUAGES})
    return steps


def _inner(item: Pending, problem: Problem, shapes: Shapes) -> str:
    """⟨G, dY⟩ as the field writes it: g dy, gᵀdy, tr(GᵀdY)."""
    weight = under(item.weight, problem.assume, shapes)
    shape = shape_of(item.part, shapes)
    target = to_tex(item.part)
    change = f"d{target}" if item.part.op == "var" else rf"d\left({target}\right)"
    if shape == SCALAR:
        return f"{_tight(weight)}\\,{change}" if weight != num(1) else change
    turned = under(Term("t", (weight,)), problem.assume, shapes)
    if shape[1] == ONE:
        return rf"{_tight(turned)}\,{change}"
    if shape[0] == ONE:
        return rf"{change}\,{_tight(turned)}"
    return rf"\operatorname{{tr}}\left({_tight(turned)}\,{change}\right)"


def _tight(term: Term) -> str:
    written = to_tex(term)
    return rf"\left({written}\right)" if term.op in ("add", "had", "hdiv") else written


def _built_up(
    forward: Forward | ByVec, function: Term, problem: Problem, *, vec: bool = False
) -> list[Text]:
    forward.of(function)
    x = tex_name(problem.wrt)
    shapes: Shapes = dict(problem.shapes)
    change = rf"d\operatorname{{vec}}{x}" if vec else f"d{x}"
    lines = []
    for part, slope in forward.steps[:MAX_STEPS]:
        slope = under(slope, problem.assume, shapes)
        name = (
            rf"d\operatorname{{vec}}\left({to_tex(part)}\right)"
            if vec
            else rf"d\left({to_tex(part)}\right)"
        )
        lines.append(_display(rf"{name} = {_tight(slope)}\,{change}"))
    formulas = "\n\n".join(lines)
    intro = STRINGS("inside_out_vec" if vec else "inside_out", dx=f"${change}$")
    return [{lang: f"{choose(intro, lang)}\n\n{formulas}" for lang in LANGUAGES}]
