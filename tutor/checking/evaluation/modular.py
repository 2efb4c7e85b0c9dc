"""Rational numbers modulo primes: for numbers too long to write out, such as 3^(10^9) + 1.

Equal numbers have equal remainders. Different ones differ modulo a prime of 61 bits unless
that prime happens to divide their difference; several primes leave no room for luck.
"""

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

PRIMES = (2**61 - 1, 2305843009213693921, 2305843009213693907)
"""Three primes of 61 bits."""


class _Beyond(Exception):  # noqa: N818 (a property of the number, not a fault)
    """Not a rational number, or not one with a remainder."""


def equal(a: Node, b: Node) -> bool | None:
    """Whether two trees without variables are the same number; None when that is unclear."""
    try:
        return all(remainder(a, prime) == remainder(b, prime) for prime in PRIMES)
    except _Beyond:
        return None


def remainder(node: Node, prime: int) -> int:
    """The remainder of a rational number. Raises _Beyond for anything else."""
    if isinstance(node, tree.Number):
        return _quotient(node.value.numerator, node.value.denominator, prime)
    if isinstance(node, tree.Neg):
        return -remainder(node.arg, prime) % prime
    if isinstance(node, tree.Add):
        return sum(remainder(term, prime) for term in node.terms) % prime
    if isinstance(node, tree.Mul):
        product = 1
        for factor in node.factors:
            product = product * remainder(factor, prime) % prime
        return product
    if isinstance(node, tree.Div):
        return _quotient(remainder(node.top, prime), remainder(node.bottom, prime), prime)
    if isinstance(node, tree.Pow):
        return _power(remainder(node.base, prime), integer(node.exponent), prime)
    raise _Beyond


def _quotient(top: int, bottom: int, prime: int) -> int:
    if bottom % prime == 0:
        raise _Beyond
    return top * pow(bottom, -1, prime) % prime


def _power(base: int, exponent: int, prime: int) -> int:
    if base == 0 and exponent <= 0:
        raise _Beyond
    return pow(base, exponent, prime)


def integer(node: Node) -> int:
    """The integer that an exponent is. Raises _Beyond when it is none, or too long."""
    if isinstance(node, tree.Number) and node.value.denominator == 1:
        return node.value.numerator
    if isinstance(node, tree.Neg):
        return -integer(node.arg)
    if isinstance(node, tree.Add):
        return sum(integer(term) for term in node.terms)
    if isinstance(node, tree.Mul):
        product = 1
        for factor in node.factors:
            product *= integer(factor)
            if product.bit_length() > 4096:
                raise _Beyond
        return product
    if isinstance(node, tree.Pow):
        base, exponent = integer(node.base), integer(node.exponent)
        if exponent < 0 or base.bit_length() * exponent > 4096:
            raise _Beyond
        return int(base**exponent)
    raise _Beyond
