"""What has a real value, where mathematicians differ."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customs:
    """Where mathematicians differ about what has a real value.

    odd_roots: (−8)^(1/3) is −2; otherwise a negative base with a broken exponent has no value.
    gamma: x! is Γ(x + 1) for any x; otherwise it has a value only for 0, 1, 2, …
    odd_acot: arccot x is arctan(1/x); otherwise it is π/2 − arctan x.
    empty_sums: a sum from 1 to n is 0 for n = 0; otherwise it has no value there, as a formula
    for it may well have none. A sum with written bounds may be empty in any case.
    """

    odd_roots: bool = False
    gamma: bool = True
    odd_acot: bool = False
    empty_sums: bool = False


STRICT = Customs(gamma=False)
USUAL = Customs()


class Unsupported(Exception):  # noqa: N818 (a property of the tree, not a fault)
    """The tree holds something that has no numeric value (a set, an unknown function)."""
