"""What is asked: the key, the form of the answer, the variables and how strict to be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tutor.bilingual import Strings, Text
from tutor.checking.answer_forms import fits, form_of, has_signs, in_brackets
from tutor.checking.assumptions import domain, end_value
from tutor.checking.equality.sampling import Domain
from tutor.checking.expression import Reading, normal, read, show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.kind_names import form_called
from tutor.checking.tolerance import Tolerance, read_tolerance
from tutor.checking.trees.elaboration import elaborate, sums_over, with_terms
from tutor.checking.variables import declared as declared_names
from tutor.checking.variables import variable_name
from tutor.errors import TutorError
from tutor.exercise import Unreadable

say = Strings(__file__, "verdicts.toml")

CONSTANT_NAMES = ("C", "c", "K", "k", "C_1", "c_1", "C1", "const", "constant", "D", "A", "B")
"""Names that an answer may use for the constant of integration."""

_CALLED = re.compile(r"[A-Za-z0-9_}]\s*(?:\\left\s*)?\(")


class UnwrittenError(TutorError):
    """The derivative by one of the x_i of a sum that cannot be written out term by term."""

    def __init__(self, why: Text) -> None:
        super().__init__(_english(why), "Give the key as well.")
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question with all that is needed to judge answers to it.

    key: its tree, written out. form: one of `FORMS`. told: whether form and variables are
    declared, so that an answer that does not fit them is turned back before marking.
    names: what an answer may speak of. domains: name → where it ranges. interval: the key as
    an interval, where it is a list such as (1, 3) that may be meant as one. bracketed: whether
    the key itself lists a set in round or square brackets.
    """

    key: Node
    interval: Node | None = None
    form: str = "expression"
    told: bool = False
    names: frozenset[str] = frozenset()
    domains: Mapping[str, Domain] = field(default_factory=dict)
    complex_: bool = False
    complex_names: frozenset[str] = frozenset()
    tolerance: Tolerance | None = None
    function: Node | None = None
    wrt: str | None = None
    same_domain: bool = False
    ordered: bool = True
    free_constant: bool = False
    bracketed: bool = False
    seed: int = 0

    def about(self, key: Node) -> "Question":
        """The question for one entry of the key."""
        return replace(self, key=key, form="expression")

    def read(self, text: str) -> Reading | Unreadable:
        """An answer to this question, or why it cannot be read."""
        names = set(self.names)
        if self.free_constant:
            names |= {name for name in CONSTANT_NAMES if name not in names}
        return read(text, names=names, form=self.form, complex_=self.complex_)


def ask(
    key: str | None,
    *,
    kind: str | None = None,
    variables: Mapping[str, str] | None = None,
    tolerance: float | int | str | None = None,
    function: str | None = None,
    wrt: str | None = None,
    same_domain: bool = False,
    ordered: bool = True,
    free_constant: bool = False,
    seed: int = 0,
) -> Question:
    """The question that these texts pose. Raises TutorError where one makes no sense."""
    form = None if kind is None else form_called(kind)
    if variables is not None:
        variables = declared_names(variables)
    words = {name: word.split() for name, word in (variables or {}).items()}
    complex_names = frozenset(name for name, word in words.items() if "complex" in word)
    declared = None if variables is None else set(variables)
    given = _read_all(key, form, function, wrt, declared, bool(complex_names))
    written_out = elaborate(given.key)
    form, interval = _form(given, written_out, key, kind)
    return Question(
        key=written_out,
        interval=interval,
        form=form,
        told=variables is not None,
        names=_names(given),
        domains={name: domain(text) for name, text in (variables or {}).items()},
        complex_=given.complex_,
        complex_names=complex_names,
        tolerance=None if tolerance is None else read_tolerance(tolerance),
        function=given.function,
        wrt=given.wrt,
        same_domain=same_domain,
        ordered=ordered,
        free_constant=free_constant,
        bracketed=form == "set" and key is not None and in_brackets(key),
        seed=seed,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """The texts of a question as trees.

    declared: the names that may be used; None: any. held: a name of several letters that holds
    together although nothing is declared.
    """

    key: Node
    function: Node | None
    wrt: str | None
    declared: set[str] | None
    held: tuple[str, ...]
    complex_: bool


def _read_all(
    key: str | None,
    form: str | None,
    function: str | None,
    wrt: str | None,
    declared: set[str] | None,
    complex_: bool,
) -> _Given:
    """Key, function and variable; without a key, the key is the derivative."""
    held: tuple[str, ...] = ()
    if wrt is not None:
        wrt, whole = _variable(wrt, declared)
        held = () if whole else (wrt,)
        declared = None if declared is None else declared | set(held)
    of = None
    if function is not None:
        of = _read_text(function, declared, None, complex_, "function", held)
    if of is not None and wrt is None and len(tree.free_symbols(with_terms(of))) == 1:
        (wrt,) = tree.free_symbols(with_terms(of))
    if key is not None:
        key_tree = _read_text(key, declared, form, complex_, "key", held)
    elif of is not None and wrt is not None:
        key_tree = derivative(of, wrt)
    else:
        raise TutorError("A key is missing.", "Give a key, or a function and its variable.")
    if of is not None:
        of = None if wrt is not None and _hides(of, wrt) else with_terms(of)
    return _Given(
        key=key_tree, function=of, wrt=wrt, declared=declared, held=held, complex_=complex_
    )


def _form(
    given: _Given, written_out: Node, key: str | None, kind: str | None
) -> tuple[str, Node | None]:
    """The form that is asked for; and the key as an interval, where it may be meant as one.

    It is the form of what the key comes to: 2·(x, y) is a vector.
    """
    comes_to = given.key if key is not None and _applies(given.key, key) else written_out
    found = form_of(comes_to)
    form = found if kind is None else form_called(kind)
    if kind is not None and form == "expression" and has_signs(given.key):
        form = "set"
    if not fits(found, form):
        raise TutorError(
            f"The key is {_english(say('form_' + found))}, and the kind is {kind}.",
            "Leave the kind out, or write the key in that form.",
        )
    if form == "interval":
        _refuse_no_interval(comes_to, key or "")
    if key is None or kind is not None or form != "list" or len(tree.children(given.key)) != 2:
        return form, None
    reading = read(
        key, names=given.declared, form="interval", complex_=given.complex_, held=given.held
    )
    if isinstance(reading, Reading) and isinstance(reading.tree, tree.Interval):
        return form, reading.tree
    return form, None


def _names(given: _Given) -> frozenset[str]:
    """The names that an answer may speak of."""
    names = tree.free_symbols(given.key) | (given.declared or set())
    if given.function is not None:
        names |= tree.free_symbols(given.function)
    if given.wrt is not None:
        names |= {given.wrt}
    return frozenset(names)


def _read_text(
    text: str,
    names: set[str] | None,
    form: str | None,
    complex_: bool,
    what: str,
    held: tuple[str, ...],
) -> Node:
    if normal.is_about_normal(text) and not {"phi", "varphi"} & (names or set()):
        text = normal.spelled(text)
    reading = read(text, names=names, form=form, complex_=complex_, held=held)
    if isinstance(reading, Unreadable):
        raise TutorError(_english(say(f"{what}_unread", why=reading.why)))
    return reading.tree


def _variable(name: str, declared: set[str] | None) -> tuple[str, bool]:
    r"""How the variable written `name` stands in trees, `w1` as w_1, `\theta` as theta.

    And whether it is read as one name by itself; `time` is one only where it is declared.
    Raises TutorError for what is not a name.
    """
    reading = read(name, names=declared) if name.strip() else None
    if isinstance(reading, Reading) and isinstance(reading.tree, tree.Symbol):
        return reading.tree.name, True
    return variable_name(name), False


def _english(text: Text) -> str:
    return text if isinstance(text, str) else text["en"]


def derivative(function: Node, name: str) -> Node:
    """The derivative of a tree; by SymPy where there is no rule of our own.

    Sums over x_i are written out first. Raises UnwrittenError where one cannot be, and TutorError
    where SymPy has no derivative either, or takes too long.
    """
    from tutor.checking import differentiation

    if _hides(function, name):
        raise UnwrittenError(say("unwritten_sum", name=show.plain(tree.Symbol(name))))
    function = with_terms(function)
    try:
        return differentiation.derivative(function, name)
    except differentiation.NoRule:
        from tutor.checking.equality import symbolic_process

        found = symbolic_process.derivative(function, name)
        if found is None:
            raise TutorError(
                f"I know no derivative of this function by {name}.", "Give the key as well."
            ) from None
        return found


def _hides(function: Node, name: str) -> bool:
    """Whether it cannot be seen where `name` stands in a sum: x_1 in one over x_1, …, x_n."""
    numbered = name.rpartition("_")[2].strip("{}").replace(",", "").isdigit()
    return sums_over(with_terms(function) if numbered else function, name)


def _applies(node: Node, text: str) -> bool:
    """Whether a key has an unknown function of several variables, such as `p(x, y)`, in it.

    It is read as p times a point, which is not what is asked for.
    """
    return bool(_CALLED.search(text)) and any(
        isinstance(part, tree.Mul)
        and any(
            isinstance(left, tree.Symbol | tree.Constant) and isinstance(right, tree.Sequence)
            for left, right in pairwise(part.factors)
        )
        for part in tree.walk(node)
    )


def _refuse_no_interval(key: Node, text: str) -> None:
    """Raise TutorError where a key that is read as an interval is none, or is an empty one."""
    for part in key.parts if isinstance(key, tree.Union) else (key,):
        if not isinstance(part, tree.Interval):
            continue
        if any(form_of(end) != "expression" for end in (part.low, part.high)):
            raise TutorError(
                f"The key `{text}` is not an interval: its ends are not numbers.",
                "Write it like (0, 1) or [0, oo).",
            )
        low, high = end_value(part.low), end_value(part.high)
        is_open = part.low_open or part.high_open
        if (
            low is not None
            and high is not None
            and (low > high or (part.low == part.high and is_open))
        ):
            raise TutorError(
                f"The interval `{text}` of the key is empty.", "The smaller end comes first."
            )
