"""Functions of NumPy, SciPy and PyTorch that are shorthand for a formula.

The formulas are those of the libraries' documentation.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from tutor.checking.expression.tree import (
    Add,
    Call,
    Constant,
    Div,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    Pow,
    Relation,
)


def _n(text: str) -> Node:
    return Number(Fraction(text), text if "." in text else "")


_ZERO, _ONE, _TWO, _SIX, _HALF = (_n(text) for text in ("0", "1", "2", "6", "1/2"))
_MINUS_ONE = Neg(_ONE)
_PI = Constant("pi")
_SELU_SCALE = _n("1.0507009873554804934193349852946")
_SELU_ALPHA = _n("1.6732632423543772848170429916717")
_GELU_CUBIC = _n("0.044715")


def _of(name: str, *args: Node) -> Node:
    return Call(name, args)


def _minus(left: Node, right: Node) -> Node:
    return Add((left, Neg(right)))


def _between(x: Node, low: Node, high: Node) -> Node:
    return _of("min", _of("max", x, low), high)


def _truncated(x: Node) -> Node:
    return Piecewise(((_of("ceil", x), Relation("<", x, _ZERO)),), _of("floor", x))


def _bent(x: Node, alpha: Node, scale: Node) -> Node:
    """max(0, x) + min(0, α(e^(x/s) − 1)): ELU and its kin."""
    inner = x if scale == _ONE else Div(x, scale)
    return Add((_of("max", _ZERO, x), _of("min", _ZERO, Mul((alpha, _of("expm1", inner))))))


def softplus(x: Node, beta: Node) -> Node:
    """ln(1 + e^(βx))/β."""
    return Div(_of("softplus", Mul((beta, x))), beta)


def _density(x: Node) -> Node:
    """The density of the standard normal distribution."""
    bell = Pow(Constant("e"), Neg(Div(Pow(x, _TWO), _TWO)))
    return Div(bell, _of("sqrt", Mul((_TWO, _PI))))


def gelu_by_tanh(x: Node) -> Node:
    """x/2 · (1 + tanh(√(2/π)(x + 0.044715 x³))), `approximate="tanh"`."""
    cubic = Add((x, Mul((_GELU_CUBIC, Pow(x, _n("3"))))))
    root = _of("sqrt", Div(_TWO, _PI))
    return Mul((_HALF, x, Add((_ONE, _of("tanh", Mul((root, cubic)))))))


def _cross_entropy(p: Node, y: Node) -> Node:
    """−(y ln p + (1 − y) ln(1 − p)), of a probability and its label."""
    other = Mul((_minus(_ONE, y), _of("log", _minus(_ONE, p))))
    return Neg(Add((Mul((y, _of("log", p))), other)))


FORMULAS: Mapping[str, tuple[int, Callable[..., Node]]] = {
    "trunc": (1, _truncated),
    "rint": (1, lambda x: _of("round", x)),
    "floor_divide": (2, lambda x, y: _of("floor", Div(x, y))),
    "rsqrt": (1, lambda x: Div(_ONE, _of("sqrt", x))),
    "normpdf": (1, _density),
    "fmod": (2, lambda x, y: _minus(x, Mul((y, _truncated(Div(x, y)))))),
    "xlogy": (2, lambda x, y: Mul((x, _of("log", y)))),
    "rad2deg": (1, lambda x: Div(Mul((x, _n("180"))), _PI)),
    "clamp_min": (2, lambda x, low: _of("max", x, low)),
    "clamp_max": (2, lambda x, high: _of("min", x, high)),
    "mish": (1, lambda x: Mul((x, _of("tanh", _of("softplus", x))))),
    "softsign": (1, lambda x: Div(x, Add((_ONE, _of("abs", x))))),
    "tanhshrink": (1, lambda x: _minus(x, _of("tanh", x))),
    "relu6": (1, lambda x: _between(x, _ZERO, _SIX)),
    "hardtanh": (1, lambda x, low=_MINUS_ONE, high=_ONE: _between(x, low, high)),
    "hardsigmoid": (1, lambda x: _between(Add((Div(x, _SIX), _HALF)), _ZERO, _ONE)),
    "hardswish": (1, lambda x: Div(Mul((x, _between(Add((x, _n("3"))), _ZERO, _SIX))), _SIX)),
    "celu": (1, lambda x, alpha=_ONE: _bent(x, alpha, alpha)),
    "selu": (1, lambda x: Mul((_SELU_SCALE, _bent(x, _SELU_ALPHA, _ONE)))),
    "mse_loss": (2, lambda p, y: Pow(_minus(p, y), _TWO)),
    "l1_loss": (2, lambda p, y: _of("abs", _minus(p, y))),
    "binary_cross_entropy": (2, _cross_entropy),
    "binary_cross_entropy_with_logits": (
        2, lambda z, y: _minus(_of("softplus", z), Mul((y, z))),
    ),
}  # fmt: skip
"""Name → the least number of arguments, and what is made of them."""


def formula(name: str, items: Sequence[Node]) -> Node | None:
    """What `name` stands for with these arguments; None where their number is wrong."""
    least, made = FORMULAS[name]
    most = made.__code__.co_argcount
    return made(*items) if least <= len(items) <= most else None
