"""The derivatives of the functions of the vocabulary, as a table.

The formulas are the standard ones (Abramowitz and Stegun 4.3, 4.4, 4.5, 4.6, 7.1; the
activations by differentiating their definitions); a test compares each with a central
difference.
"""

from functools import cache

from tutor.checking.expression import read
from tutor.checking.expression.tree import Node
from tutor.checking.trees.rewriting import substitute
from tutor.exercise import Unreadable

OUTER = {
    "sin": "cos(u)",
    "cos": "-sin(u)",
    "tan": "sec(u)^2",
    "cot": "-csc(u)^2",
    "sec": "sec(u)*tan(u)",
    "csc": "-csc(u)*cot(u)",
    "asin": "1/sqrt(1 - u^2)",
    "acos": "-1/sqrt(1 - u^2)",
    "atan": "1/(1 + u^2)",
    "acot": "-1/(1 + u^2)",
    "asec": "1/(abs(u)*sqrt(u^2 - 1))",
    "acsc": "-1/(abs(u)*sqrt(u^2 - 1))",
    "sinh": "cosh(u)",
    "cosh": "sinh(u)",
    "tanh": "1 - tanh(u)^2",
    "coth": "-csch(u)^2",
    "sech": "-sech(u)*tanh(u)",
    "csch": "-csch(u)*coth(u)",
    "asinh": "1/sqrt(u^2 + 1)",
    "acosh": "1/(sqrt(u - 1)*sqrt(u + 1))",
    "atanh": "1/(1 - u^2)",
    "acoth": "1/(1 - u^2)",
    "asech": "-1/(u*sqrt(1 - u^2))",
    "acsch": "-1/(abs(u)*sqrt(1 + u^2))",
    "exp": "exp(u)",
    "expm1": "exp(u)",
    "log": "1/u",
    "log1p": "1/(1 + u)",
    "sqrt": "1/(2*sqrt(u))",
    "cbrt": "1/(3*cbrt(u)^2)",
    "abs": "sign(u)",
    "sign": "0*u",
    "floor": "0*u",
    "ceil": "0*u",
    "round": "0*u",
    "heaviside": "0*u",
    "gamma": "gamma(u)*digamma(u)",
    "lgamma": "digamma(u)",
    "factorial": "gamma(u + 1)*digamma(u + 1)",
    "erf": "2/sqrt(pi)*exp(-u^2)",
    "erfc": "-2/sqrt(pi)*exp(-u^2)",
    "normcdf": "exp(-u^2/2)/sqrt(2*pi)",
    "sigmoid": "sigmoid(u)*(1 - sigmoid(u))",
    "logit": "1/(u*(1 - u))",
    "softplus": "sigmoid(u)",
    "relu": "heaviside(u)",
    "silu": "sigmoid(u) + u*sigmoid(u)*(1 - sigmoid(u))",
    "gelu": "normcdf(u) + u*exp(-u^2/2)/sqrt(2*pi)",
}
"""Function → its derivative at u."""


@cache
def _template(text: str) -> Node:
    reading = read(text, names=("u", "a", "b"))
    assert not isinstance(reading, Unreadable), text
    return reading.tree


def formula(text: str, **parts: Node) -> Node:
    """A formula in u, a and b with trees in their places."""
    return substitute(_template(text), parts)
