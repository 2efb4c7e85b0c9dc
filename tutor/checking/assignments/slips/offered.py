"""The slips that are looked for, by the function in which they are made."""

from collections.abc import Callable

from tutor.checking.assignments.functions import Function

SLIPS: dict[str, list[tuple[str, Function]]] = {}


def slip(of: str, name: str) -> Callable[[Function], Function]:
    """Offer what the slip `name` makes of the function `of`."""

    def add(function: Function) -> Function:
        SLIPS.setdefault(of, []).append((name, function))
        return function

    return add
