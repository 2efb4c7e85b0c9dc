"""Pairs of what belongs together, each of both sides used once."""

from collections.abc import Callable, Mapping


def pairs(count: int, others: int, fit: Callable[[int, int], bool | None]) -> Mapping[int, int]:
    """As many pairs as there can be of the numbers below `count` and those below `others`.

    fit: whether two may be paired. The result leads from the second of a pair to the first.
    """
    owner: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        """Find a partner for `one`; others move on to another partner where they must."""
        for other in sorted(range(others), key=owner.__contains__):
            if other in tried or not fit(one, other):
                continue
            tried.add(other)
            if other not in owner or place(owner[other], tried):
                owner[other] = one
                return True
        return False

    for one in range(count):
        place(one, set())
    return owner
