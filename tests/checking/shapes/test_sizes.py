"""Exact symbolic sizes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.checking.shapes.errors import DataDependent
from tutor.checking.shapes.facts import UnreadableFact, draw_sizes, read_fact
from tutor.checking.shapes.reading import value
from tutor.checking.shapes.size_parser import parsed
from tutor.checking.shapes.sizes import Size, World, show

NAMES = ["B", "T", "d", "H", "L", "k", "s", "p", "N", "M"]


def world(*facts, names=NAMES):
    return World(draw_sizes(dict.fromkeys(names), [read_fact(fact) for fact in facts]))


def sizes_in(a_world):
    """Random expressions over a world's names, by the operators that snippets use."""
    leaves = st.sampled_from([a_world.symbol(name) for name in "BTdH"]) | st.integers(1, 4)

    def grow(children):
        return st.one_of(
            st.tuples(children, children).map(lambda pair: pair[0] + pair[1]),
            st.tuples(children, children).map(lambda pair: pair[0] * pair[1]),
            st.tuples(children, st.integers(1, 5)).map(lambda pair: pair[0] // pair[1]),
            st.tuples(children, children).map(lambda pair: a_world.minimum(*pair)),
            st.tuples(children, st.integers(1, 3)).map(lambda pair: pair[0] - pair[1]),
        )

    return st.recursive(leaves, grow, max_leaves=6)


WORLD = world(names=list("BTdH"))


@settings(max_examples=200, deadline=None)
@given(sizes_in(WORLD))
def test_what_is_printed_reads_back_to_the_same_size_at_every_draw(size):
    node = parsed(show(size), list("BTdH"))
    for draw in range(WORLD.count):
        at = {name: WORLD.atoms[name][draw] for name in "BTdH"}
        assert value(node, at) == WORLD.values(size)[draw]


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (lambda w: w["d"] // w["H"], "d/H"),
        (lambda w: w["H"] * (w["d"] // w["H"]), "d"),
        (lambda w: w["T"] - w["k"] + 1, "T - k + 1"),
        (lambda w: (w["L"] + 2 * w["p"] - w["k"]) // w["s"] + 1, "(L + 2*p - k)//s + 1"),
        (lambda w: w["B"] * w["T"] * w["d"] // (w["B"] * w["T"]), "d"),
        (lambda w: w["T"] * (w["T"] - 1) // 2, "T*(T - 1)/2"),
        (lambda w: 2 * w["N"] - 1, "2*N - 1"),
        (lambda w: -(-w["T"] // 4), "(T + 3)//4"),
        (lambda w: (w["T"] - w["k"] + 1) * w["d"] // (w["T"] - w["k"] + 1), "d"),
        (lambda w: (2 * w["T"]) // 4, "T//2"),
        (lambda w: (3 * w["d"]) // 3, "d"),
        (lambda w: (w["B"] * (w["B"] + 2)) // 2, "B + B**2//2"),
        (lambda w: (w["T"] // 2) * -1, "-(T//2)"),
    ],
)
def test_sizes_are_written_as_a_person_writes_them(make, shown):
    w = world("H divides d", "T >= k", "L >= k", "k > 1")
    assert show(make({name: w.symbol(name) for name in NAMES})) == shown


def test_a_quotient_is_whole_only_where_a_fact_says_so():
    w = world("h % 2 == 0", names=["h", "g"])
    h, g = w.symbol("h"), w.symbol("g")
    assert show((h + 1) // 2) == "h/2"
    assert show((g + 1) // 2) == "(g + 1)//2"


def test_a_coincidence_at_one_draw_is_no_equality():
    w = World([{"B": 2, "d": 8, "H": 4}, {"B": 3, "d": 10, "H": 5}, {"B": 7, "d": 15, "H": 3}])
    assert not w.same(w.symbol("d") // w.symbol("H"), w.symbol("B"))


def test_a_comparison_with_an_unknown_count_is_refused():
    w = world()
    count = w.unknown("n", "how many elements a mask picks")
    with pytest.raises(DataDependent):
        w.same(count, w.symbol("N"))
    assert w.same(count, count)


@pytest.mark.parametrize(
    "facts",
    [
        ["H divides d"], ["d % H == 0", "H % 2 == 0"], ["N == 2*M"], ["k odd", "T >= k"],
        ["(L + 2*p - k) % s == 0", "L > k", "s < k"], ["B < N and N < M"], ["1 < k <= T"],
        ["B, T >= 3"], ["d mod H = 0"], ["s in (1, 2)"], ["N = H*k"], ["d is even"], ["H | d"],
        ["N != M"], ["L >= k + 2*p"],
    ],
)  # fmt: skip
def test_draws_obey_the_facts_and_differ(facts):
    read = [read_fact(fact) for fact in facts]
    draws = draw_sizes(dict.fromkeys(NAMES), read)
    assert len(draws) >= 8
    assert all(fact.holds(draw) for fact in read for draw in draws)
    assert len({tuple(draw.values()) for draw in draws}) == len(draws)


@pytest.mark.parametrize(
    "text", ["", "__import__('os')", "d", "d.x > 1", "print(d) == 1", "lambda: 1", "d =="]
)
def test_what_is_no_fact_is_refused(text):
    with pytest.raises(UnreadableFact):
        read_fact(text)


def test_facts_that_cannot_hold_are_refused():
    with pytest.raises(UnreadableFact):
        draw_sizes({"N": None}, [read_fact("N < 0")])


def test_a_size_prints_once_it_is_an_integer_again():
    w = world()
    assert w.symbol("N") - w.symbol("N") == 0
    assert not isinstance(w.symbol("N") * 0, Size)
