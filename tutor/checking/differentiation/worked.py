"""Worked solutions and hints, told from the steps of a differentiation.

Texts are Markdown with TeX between dollar signs.
"""

from collections.abc import Iterator, Sequence

from tutor.bilingual import LANGUAGES, Strings, Text, choose
from tutor.checking.differentiation.rules import Step, differentiate, walk
from tutor.checking.expression import show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.elaboration import with_terms
from tutor.checking.trees.folding import value_of

_say = Strings(__file__)

_PLAIN = frozenset(("constant", "identity"))
_CHAINS = frozenset(("power", "exponential", "function"))
_KINKED = frozenset(("abs", "relu"))
_TELLING = _CHAINS | {"product", "quotient", "reciprocal", "general-power", "cases"}


def worked(function: Node, by: Sequence[str], *, gradient: bool = False) -> Text:
    """How `function` is differentiated by the variables `by`, one after the other.

    gradient: each time the function itself, rather than the derivative found last.
    Raises NoRule where there is no rule for a part of it.
    """
    paragraphs: list[Text] = []
    for heading, step in _differentiations(function, by, gradient):
        told = [*([_say("heading", heading=heading)] if heading else []), *_told(step)]
        result = f"$${_operator(step)} = {_tex(step.derivative)}$$"
        # A single step ends in the result already.
        paragraphs += told if told[-1] == result else [*told, result]
    return _joined(paragraphs, "\n\n")


def hints(function: Node, by: Sequence[str], *, gradient: bool = False) -> tuple[Text, ...]:
    """Up to three hints for each derivative, each telling more.

    They tell which rule, on which parts, with which derivatives. gradient: as for `worked`.
    Raises NoRule where there is no rule for a part of the function.
    """
    return tuple(
        _say("hint_of", heading=heading, hint=hint) if heading else hint
        for heading, root in _differentiations(function, by, gradient)
        for hint in _hints(root)
    )


def _differentiations(
    function: Node, by: Sequence[str], gradient: bool
) -> Iterator[tuple[Text, Step]]:
    """What is differentiated in turn, with a heading for each where there are several."""
    function = with_terms(function)
    for order, name in enumerate(by, 1):
        step = differentiate(function, name)
        letter = _tex(tree.Symbol(name))
        slope = rf"$\frac{{\partial}}{{\partial {letter}}}$"
        heading = _say("part" if gradient else "order", order=order, name=letter, slope=slope)
        yield heading if len(by) > 1 else "", step
        if not gradient:
            function = step.derivative


def _hints(root: Step) -> tuple[Text, ...]:
    step = next((step for step in walk(root) if _tells(step)), root)
    first = _say(f"hint_{_rule(step)}", function=_inline(step.function))
    if not step.inner or _is_basic(step):
        return (first,)
    names = ("u", "v", "w")
    count = min(len(step.inner), len(names))
    parts = ", ".join(
        f"${name} = {_tex(part)}$" for name, part in zip(names, step.inner[:count], strict=False)
    )
    slopes = ", ".join(
        f"$\\frac{{d{name}}}{{d{_tex(tree.Symbol(step.name))}}} = {_tex(part.derivative)}$"
        for name, part in zip(names, step.parts[:count], strict=False)
    )
    return first, _say("hint_parts", parts=parts), _say("hint_slopes", slopes=slopes)


def _told(root: Step) -> Iterator[Text]:
    """A paragraph for each step worth a word, outermost first."""
    told = [step for step in walk(root) if not _is_basic(step)]
    if not told:
        named = [step for step in walk(root) if step is root or step.rule not in _PLAIN]
        yield _joined([_sentence(step) for step in named], " ")
    seen: set[Node] = set()
    for number, step in enumerate(told, 1):
        if step.function in seen:
            continue
        seen.add(step.function)
        yield _say("step", number=number, sentence=_sentence(step))
        yield f"$${_operator(step)} = {_in_parts(step)}$$"


def _sentence(step: Step) -> Text:
    """The rule of a step, the derivative inside where it is known at once, and any kink."""
    sentences = [_say(f"rule_{_rule(step)}", **_about(step))]
    if _rule(step) == "chain" and _is_basic(step.parts[0]):
        slope = (
            rf"$\frac{{du}}{{d{_tex(tree.Symbol(step.name))}}} = {_tex(step.parts[0].derivative)}$"
        )
        sentences.append(_say("inside", slope=slope))
    if isinstance(step.function, tree.Call) and step.function.name in _KINKED:
        # Over x² or x³ there is none: |x³| has the derivative 0 at 0.
        steep = value_of(step.parts[0].derivative)
        key = "kink" if steep else "kink_where_steep"
        sentences.append(_say(key, inside=_inline(step.inner[0])))
    return _joined(sentences, " ")


def _is_basic(step: Step) -> bool:
    """Whether a step needs no telling: a constant, the variable, xⁿ, sin x, 3x."""
    if step.rule in _PLAIN:
        return True
    if step.rule in _CHAINS:
        return not step.is_chain
    return step.rule in ("negative", "multiple") and _is_basic(step.parts[0])


def _tells(step: Step) -> bool:
    return step.rule in _TELLING and not _is_basic(step)


def _rule(step: Step) -> str:
    if step.rule in _CHAINS:
        return "chain" if step.is_chain else step.rule
    if step.rule == "multiple" and step.divides:
        return "divided"
    return step.rule


def _about(step: Step) -> dict[str, Text]:
    about: dict[str, Text] = {"function": _inline(step.function), "name": f"${step.name}$"}
    for letter, part in zip("uvw", step.inner, strict=False):
        about[letter] = f"${letter} = {_tex(part)}$"
    if step.factor is not None:
        about["factor"] = _inline(step.factor)
    if step.outer is not None:
        about["outer"] = f"${_outer_function(step)}$"
    return about


def _outer_function(step: Step) -> str:
    """The outer function of a chain written with u, as TeX."""
    function, u = step.function, tree.Symbol("u")
    if isinstance(function, tree.Pow):
        power = (
            tree.Pow(u, function.exponent) if step.rule == "power" else tree.Pow(function.base, u)
        )
        return _tex(power)
    assert isinstance(function, tree.Call)
    return _tex(tree.Call(function.name, (u, *function.args[1:])))


def _in_parts(step: Step) -> str:
    """The result of a step with d/dx[…] in the place of the derivatives still to be taken."""
    marks = [tree.Symbol(f"part_{chr(ord('a') + index)}") for index in range(len(step.parts))]
    open_ = [
        part.derivative if _is_basic(part) or index > 25 else mark
        for index, (part, mark) in enumerate(zip(step.parts, marks, strict=True))
    ]
    text = _tex(step.combine(open_))
    for part, mark in zip(step.parts, marks, strict=True):
        text = text.replace(_tex(mark), _operator(part))
    return text


def _operator(step: Step) -> str:
    name = _tex(tree.Symbol(step.name))
    d = r"\partial" if len(tree.free_symbols(step.function)) > 1 else "d"
    gap = " " if d != "d" else ""
    return rf"\frac{{{d}}}{{{d}{gap}{name}}}\left[{_tex(step.function)}\right]"


def _tex(node: Node) -> str:
    return show.tex(node)


def _inline(node: Node) -> str:
    return f"${_tex(node)}$"


def _joined(texts: Sequence[Text], between: str) -> Text:
    return {
        language: between.join(choose(text, language) for text in texts) for language in LANGUAGES
    }
