"""How a missing piece is told of without giving it away: by its letters and where it is from."""

from collections.abc import Set
from dataclasses import replace

from tutor.checking import display
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.mistakes.candidate import Candidate

TERM, TERM_INSIDE, FACTOR = "term-left-out", "term-left-out-inside", "factor-missing"
"""How the pieces of a key are told that an answer lacks."""

_PIECE = {TERM: "inner", TERM_INSIDE: "inner", FACTOR: "factor"}


def without_giving(slip: Candidate, function: Node | None) -> Candidate:
    """The slip with what may be said of its missing piece.

    function: what the key is the derivative of, where it is one.
    """
    piece = slip.about.get(_PIECE.get(slip.told, ""))
    if not isinstance(piece, Node):
        return slip
    letters = tree.free_symbols(piece)
    about: dict[str, Node | str] = {**slip.about, "letters": _listed(letters)}
    told = slip.told if letters else f"{slip.told}-number"
    if function is not None:
        about["source"] = _source(function, letters)
        told = f"{slip.told}-of-derivative"
    return replace(slip, about=about, told=told)


def _listed(letters: Set[str]) -> str:
    return ", ".join(display.tree_inline(tree.Symbol(name)) for name in sorted(letters))


def _source(function: Node, letters: Set[str]) -> Node:
    """The term of a sum that alone has one of these letters; the sum where there is none."""
    if not isinstance(function, tree.Add):
        return function
    having = {name: [t for t in function.terms if name in tree.free_symbols(t)] for name in letters}
    alone = [terms[0] for terms in having.values() if len(terms) == 1]
    return alone[0] if alone and all(term is alone[0] for term in alone) else function
