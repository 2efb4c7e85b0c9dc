"""What is asked: the key, the form of the answer, the variables and how strict to be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from tutor.bilingual import Strings, Text
from tutor.checking.equality.sampling import ASSUMPTIONS, REAL, Domain, meet
from tutor.checking.expression import Reading, normal, read, show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.elaboration import elaborate, sums_over, with_terms
from tutor.checking.variables import declared as declared_names
from tutor.checking.variables import is_empty, variable_name
from tutor.errors import TutorError
from tutor.exercise import Unreadable

say = Strings(__file__, "verdicts.toml")

FORMS = ("expression", "equation", "set", "interval", "list", "matrix")
CONSTANT_NAMES = ("C", "c", "K", "k", "C_1", "c_1", "C1", "const", "constant", "D", "A", "B")
"""Names that an answer may use for the constant of integration."""

_CALLED = re.compile(r"[A-Za-z0-9_}]\s*(?:\\left\s*)?\(")
_CALLED_SET = re.compile(r"(?:FiniteSet|set)\s*\Z")
_SEPARATOR = re.compile(r"[,;]|\b(?:or|and)\b")
_BEHIND = re.compile(r"\\[\])]|\\end\{\w+\*?\}|[\s$}.]")
"""What may stand behind the whole of an answer in TeX or at the end of a sentence."""


class UnwrittenError(TutorError):
    """The derivative by one of the x_i of a sum that cannot be written out term by term."""

    def __init__(self, why: Text) -> None:
        super().__init__(_english(why), "Give the key as well.")
        self.why = why


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far off an answer may be: by `amount`, or by that share of the key's size."""

    amount: Fraction
    relative: bool = False
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question with all that is needed to judge answers to it.

    key: its tree, written out. form: one of FORMS. told: whether form and variables are
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
    if kind is not None and kind not in FORMS:
        raise TutorError(f"There is no kind `{kind}`.", f"The kinds are {', '.join(FORMS)}.")
    if variables is not None:
        variables = declared_names(variables)
    words = {name: word.split() for name, word in (variables or {}).items()}
    complex_names = frozenset(name for name, word in words.items() if "complex" in word)
    declared = None if variables is None else set(variables)
    complex_ = bool(complex_names)
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
    if key is None:
        if of is None or wrt is None:
            raise TutorError("A key is missing.", "Give a key, or a function and its variable.")
        key_tree = derivative(of, wrt)
    else:
        key_tree = _read_text(key, declared, kind, complex_, "key", held)
    if of is not None:
        of = None if wrt is not None and _hides(of, wrt) else with_terms(of)
    # What is asked is what the key comes to: 2·(x, y) is a vector.
    written_out = elaborate(key_tree)
    comes_to = key_tree if key is not None and _applies(key_tree, key) else written_out
    if kind == "expression" and _has_signs(key_tree):
        kind = "set"
    if kind is not None and not fits(form_of(comes_to), kind):
        raise TutorError(
            f"The key is {_english(say('form_' + form_of(comes_to)))}, and the kind is {kind}.",
            "Leave the kind out, or write the key in that form.",
        )
    form = kind or form_of(comes_to)
    if form == "interval":
        _refuse_no_interval(comes_to, key or "")
    interval = None
    if key is not None and kind is None and form == "list" and len(tree.children(key_tree)) == 2:
        reading = read(key, names=declared, form="interval", complex_=complex_, held=held)
        if isinstance(reading, Reading) and isinstance(reading.tree, tree.Interval):
            interval = reading.tree
    names = tree.free_symbols(key_tree) | (declared or set())
    if of is not None:
        names |= tree.free_symbols(of)
    if wrt is not None:
        names |= {wrt}
    return Question(
        key=written_out,
        interval=interval,
        form=form,
        told=variables is not None,
        names=frozenset(names),
        domains={name: domain(text) for name, text in (variables or {}).items()},
        complex_=complex_,
        complex_names=complex_names,
        tolerance=None if tolerance is None else read_tolerance(tolerance),
        function=of,
        wrt=wrt,
        same_domain=same_domain,
        ordered=ordered,
        free_constant=free_constant,
        bracketed=form == "set" and key is not None and in_brackets(key),
        seed=seed,
    )


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


ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "expression": ("expression",),
    "equation": ("equation", "interval", "set"),
    "set": ("set", "expression", "list", "equation", "interval"),
    "interval": ("interval", "set", "equation"),
    "list": ("list", "matrix"),
    "matrix": ("matrix", "list"),
}
"""Form asked → the forms that can be taken for it."""


def fits(found: str, asked: str) -> bool:
    """Whether a tree of one form can be taken for another form."""
    return found in ACCEPTED[asked]


def form_of(key: Node) -> str:
    """The form of a tree."""
    if isinstance(key, tree.Relation | tree.Logic):
        return "equation"
    if isinstance(key, tree.Interval | tree.Union):
        return "interval"
    if isinstance(key, tree.FiniteSet):
        return "set"
    if isinstance(key, tree.Matrix):
        return "matrix"
    if isinstance(key, tree.Sequence):
        return "list"
    return "set" if _has_signs(key) else "expression"


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


def _has_signs(node: Node) -> bool:
    """Whether an expression has several values, by ±."""
    return not isinstance(node, tree.Relation | tree.Logic) and any(
        isinstance(part, tree.PlusMinus) for part in tree.walk(node)
    )


def domain(text: str) -> Domain:
    """The domain that an assumption declares: words such as `positive`, or an interval."""
    result = REAL
    if any(bracket in text for bracket in "([]"):
        return _interval(text)
    words = text.replace(",", " ").split()
    for word in words:
        if word not in ASSUMPTIONS:
            known = ", ".join(ASSUMPTIONS)
            raise TutorError(
                f"`{word}` says nothing about a variable.",
                f"Write one of {known}, or an interval such as (0, 1).",
            )
        result = meet(result, ASSUMPTIONS[word])
    if "complex" in words and len(set(words)) > 1:
        raise TutorError(
            f"`{' '.join(words)}` is not read: `complex` stands alone.", "Leave the rest out."
        )
    if is_empty(result):
        raise TutorError(f"No number is `{' '.join(words)}`.", "Leave one of the words out.")
    return result


def _interval(text: str) -> Domain:
    reading = read(text, names=(), form="interval")
    if isinstance(reading, Unreadable) or not isinstance(reading.tree, tree.Interval):
        raise TutorError(f"`{text}` is not an interval.", "Write it like (0, 1) or [0, oo).")
    found = reading.tree
    low, high = _end(found.low), _end(found.high)
    if low is None or high is None:
        raise TutorError(
            f"An end of the interval `{text}` is not a number of moderate size.",
            "Write it like (0, 1) or [0, oo).",
        )
    if not low < high:
        raise TutorError(f"The interval `{text}` is empty.", "The smaller end comes first.")
    return Domain(low, high, (found.low_open, found.high_open))


def _end(node: Node) -> float | None:
    """The end of an interval as a number; None where it is none, or too large to compute."""
    from tutor.checking.evaluation.arithmetic import Arithmetic
    from tutor.checking.evaluation.ball import Imprecise, TooLarge, Undefined, as_float
    from tutor.checking.evaluation.customs import Unsupported
    from tutor.checking.evaluation.digits import Evaluator

    sign = infinity(node)
    if sign:
        return sign * float("inf")
    try:
        return as_float(Evaluator({}, Arithmetic()).value(node))
    except (Imprecise, TooLarge, Undefined, Unsupported):
        return None


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
        low, high = _end(part.low), _end(part.high)
        is_open = part.low_open or part.high_open
        if (
            low is not None
            and high is not None
            and (low > high or (part.low == part.high and is_open))
        ):
            raise TutorError(
                f"The interval `{text}` of the key is empty.", "The smaller end comes first."
            )


def infinity(node: Node) -> int:
    """1 for ∞, −1 for −∞, 0 for anything else."""
    if isinstance(node, tree.Neg):
        return -infinity(node.arg)
    if isinstance(node, tree.Mul) and all(
        isinstance(f, tree.Number | tree.Constant | tree.Neg) for f in node.factors
    ):
        ends = [
            infinity(f) or (1 if isinstance(f, tree.Number) and f.value else 0)
            for f in node.factors
        ]
        if any(infinity(f) for f in node.factors):
            product = 1
            for end in ends:
                product *= end
            return product
        return 0
    return int(isinstance(node, tree.Constant) and node.name == "oo")


def in_brackets(text: str) -> bool:
    """Whether one pair of round or square brackets holds all that a text lists."""
    begin = min((at for at in map(text.find, "([") if at >= 0), default=-1)
    if begin < 0 or _SEPARATOR.search(text[:begin]) or _CALLED_SET.search(text[:begin]):
        return False
    depth = 0
    for end in range(begin, len(text)):
        depth += (text[end] in "([") - (text[end] in ")]")
        if depth == 0:
            return not _BEHIND.sub("", text[end + 1 :])
    return False


_TOLERANCE = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?)\s*(%?)\s*\Z")


def read_tolerance(value: float | int | str) -> Tolerance:
    """A tolerance from a number or a text: `0.01` or `1e-3` is absolute, `1%` relative."""
    match = _TOLERANCE.match(value if isinstance(value, str) else repr(value))
    if isinstance(value, bool) or match is None or Fraction(match[1]) <= 0:
        raise TutorError(f"`{value}` is no tolerance.", "Write a positive number, or 1%.")
    amount = Fraction(match[1])
    return Tolerance(amount / 100 if match[2] else amount, bool(match[2]), match[0].strip())
