"""Deciding whether two expressions are equal wherever both are real and finite."""

from collections.abc import Mapping

from tutor.checking.equality.comparing import ENOUGH, Comparing
from tutor.checking.equality.outcomes import Comparison, Different, Same, Unknown
from tutor.checking.equality.pointwise import FUEL, compare_at
from tutor.checking.equality.sampling import ASSUMPTIONS, REAL, Domain, grid, row
from tutor.checking.equality.survey import Survey, customs_of, survey
from tutor.checking.evaluation.customs import Customs, Unsupported
from tutor.checking.expression.tree import Node


def compare(
    answer: Node,
    key: Node,
    domains: Mapping[str, Domain] | None = None,
    *,
    seed: int = 0,
    isolated: bool = True,
    seen: Survey | None = None,
) -> Comparison:
    """Compare two expressions.

    domains: name → domain; other names are real. isolated: whether a difference at a single
    point counts (not so for a derivative, whose value at a kink is a matter of custom).
    seen: the survey of both, where there is one already.
    """
    if answer == key:
        return Same(0)
    result: Comparison = Unknown("nowhere")
    seen = seen or survey(answer, key)
    domains = {**dict.fromkeys(seen.whole, ASSUMPTIONS["integer"]), **(domains or {})}
    for customs in customs_of(seen):
        comparing = Comparing(answer, key, domains, customs, seed, isolated, seen)
        result = comparing.result()
        if isinstance(result, Same):
            proved = result.proved or comparing.proof().equal
            return Same(result.points, result.one_sided, proved)
        if isinstance(result, Different) and not seen.uses("acot"):
            return result
    if result == Unknown("nowhere"):
        try:
            return _without_value(answer, key, domains, seen, seed) or result
        except Unsupported:
            return Unknown("unsupported")
    return result


def _without_value(
    answer: Node, key: Node, domains: Mapping[str, Domain], seen: Survey, seed: int
) -> Different | None:
    """The verdict on an answer that has no real value anywhere the key has one.

    Unless its value there is the key's after all, by way of complex numbers.
    """
    from tutor.checking.evaluation import complex_numbers

    names = seen.names
    ranges = tuple(domains.get(name, REAL) for name in names)
    base = grid(names, ranges, seen.counting, seed) if names else {}
    generous = Customs(odd_roots=True)
    first: Different | None = None
    lonely = 0
    for index in range(min(60, len(base[names[0]])) if names else 1):
        point = row(base, index)
        found, _ = compare_at(answer, key, point, generous, fuel=FUEL // 20)
        if found.outcome != "key" or found.key is None:
            continue
        lonely += 1
        if complex_numbers.compare_at(answer, key, point)[0] != "agree":
            first = first or Different(point, None, found.key)
        if lonely == ENOUGH:
            break
    return first if lonely == ENOUGH or not names else None
