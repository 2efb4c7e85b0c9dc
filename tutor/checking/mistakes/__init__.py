"""Known mistakes: which slip gives exactly this wrong answer.

Each slip is tried along the way the exercise is solved: a buggy rule at one step of the
derivation, a mistake about the whole question, or an edit of the key. A mistake is named
only when what it gives equals the learner's answer, so a claim is never a guess.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from tutor.bilingual import Strings, fill
from tutor.checking.differentiation import NoRule, Step, assemble, differentiate
from tutor.checking.differentiation.rules import walk
from tutor.checking.differentiation.tidying import ZERO
from tutor.checking.equality.likeness import Likeness, Looks
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.mistakes import edits, multiples, steps, wholes
from tutor.checking.mistakes.candidate import Candidate
from tutor.checking.mistakes.sieve import Sieve
from tutor.exercise import Mistake

_say = Strings(__file__)

MAX_NODES = 200
"""Larger answers and keys are not searched: nobody would recognise the slip in them."""

MAX_CANDIDATES = 400

MAX_ORDER = 4

_GENERAL = frozenset(("sum", "negative", "multiple", "identity"))
"""Rules whose slips say less than a slip of another rule that gives the same answer."""

_OF_TERMS = frozenset(("power", "exponential", "function", "multiple"))
"""Rules that each term of a sum may need, so that one slip is made in all of them."""

_LINEAR = frozenset(("sum", "negative", "multiple"))

MAX_PLACES = 40
MAX_TOGETHER = 80
"""Larger derivations, and further slips made in several places at once, are not tried."""

_naming = ContextVar("_naming", default=True)


@contextmanager
def unnamed() -> Iterator[None]:
    """Within this, no mistake is looked for: verdicts are the same, and sooner there."""
    token = _naming.set(False)
    try:
        yield
    finally:
        _naming.reset(token)


def find(
    answer: Node,
    key: Node,
    function: Node | None,
    wrt: str | None,
    equal: Callable[[Node, Node], bool],
) -> Mistake | None:
    """The known mistake that turns the question into `answer`, or None.

    function, wrt: what was to be differentiated, by which variable, where that is asked.
    equal: decides whether two trees are the same under the question's assumptions.
    """
    if not _naming.get():
        return None
    if any(map(_is_large, (answer, key, function or key))):
        return None
    looks = Looks()
    like, right = Likeness(answer, looks), Likeness(key, looks)
    close = right.possible(answer)
    step = _last_step(right, function, wrt)
    seen: set[Node] = set()
    sieve = Sieve(answer, looks)
    found = candidates(step, key, function, sieve)
    factor = multiples.ratio(answer, key, looks)
    if step is not None and factor is not None:
        root = step
        found = (slip for slip in found if multiples.may_stand(slip, root, answer, factor))
        if factor == -1:
            found = chain(multiples.reversed_quotient(root, answer, looks), found)
    for candidate in islice(found, MAX_CANDIDATES):
        node = candidate.node
        if node in seen:
            continue
        seen.add(node)
        likely = like.possible(node) and (close or not right.possible(node))
        if likely and not _is_large(node) and equal(answer, node):
            if step is not None and candidate.name == "not-differentiated":
                candidate = wholes.power_rule_typed(step, answer) or candidate
            return explain(candidate)
    if step is not None and wholes.integrated(step, answer, equal):
        about = {"function": step.function, "variable": tree.Symbol(step.name)}
        return explain(Candidate("integrated-instead", answer, about))
    for candidate in (
        *(() if step is None else wholes.with_constant(step, answer, key)),
        *multiples.candidates(step, answer, key, looks),
    ):
        if like.possible(candidate.node) and equal(answer, candidate.node):
            return explain(candidate)
    return None


def _is_large(node: Node) -> bool:
    return next(islice(tree.walk(node), MAX_NODES, None), None) is not None


def explain(candidate: Candidate) -> Mistake:
    """The sentences for a mistake, and the question that leads on."""
    told = candidate.told or candidate.name
    text, question = _say[told], _say[f"{told}_question"]
    shown = candidate.shown(text, question)
    return Mistake(name=candidate.name, text=fill(text, **shown), question=fill(question, **shown))


def candidates(
    step: Step | None, key: Node, function: Node | None, sieve: Sieve | None = None
) -> Iterator[Candidate]:
    """Every wrong answer that a known mistake gives, the likeliest first.

    step: the differentiation that gives the key, where there is one. function: what the
    exercise differentiates, perhaps more than once. sieve: leaves out much that is not the
    answer anyway.
    """
    if step is not None:
        yield from wholes.first(step, function)
        yield from _forgotten(step)
        yield from _lost_terms(step)
        yield from wholes.of_other_variables(step)
        rare = []
        for candidate in _planted(step, sieve):
            if candidate.rare:
                rare.append(candidate)
            else:
                yield candidate
        yield from wholes.last(step, key)
        yield from rare
    yield from edits.candidates(key, function)


def _last_step(key: Likeness, function: Node | None, wrt: str | None) -> Step | None:
    """The differentiation that gives the key; of the function itself or of a derivative of it."""
    if function is None or wrt is None:
        return None
    try:
        first = step = differentiate(function, wrt)
        for _ in range(MAX_ORDER):
            if key.possible(step.derivative):
                return step
            if _is_large(step.derivative):
                break
            step = differentiate(step.derivative, wrt)
    except NoRule:
        return None
    return first


def _forgotten(root: Step) -> Iterator[Candidate]:
    """One inner derivative forgotten: so common that it is likelier than any other story."""
    for step in walk(root):
        if step.is_chain and step.outer is not None:
            yield steps.forgot_inner(step, _with(root, [step], step.outer))


def _lost_terms(root: Step) -> Iterator[Candidate]:
    """One term of the whole sum left out: plainer than any slip that makes it vanish."""
    step = root
    while step.rule in _LINEAR - {"sum"}:
        step = step.parts[0]
    if step.rule == "sum" and not isinstance(step.function, tree.Big):
        for slip in steps.lost_terms(step):
            yield slip.with_node(_with(root, [step], slip.node))


def _planted(root: Step, sieve: Sieve | None) -> Iterator[Candidate]:
    """One buggy rule at one step, all else right; then the same slip at several steps."""
    if any(isinstance(step.function, tree.Big) for step in walk(root)):
        sieve = None  # what is inside a sum has another value for every term
    terms = {id(step) for step in _terms(root)}
    for step in sorted(walk(root), key=lambda step: step.rule in _GENERAL):
        bugs = steps.bugs(step)
        if step.outer is not None and not step.is_chain and id(step) not in terms:
            bugs = chain(bugs, [replace(steps.taken_as_variable(step), rare=True)])
        yield from _likelier_first(root, step, _wholes(root, [step], bugs, sieve))
    yield from _everywhere(root, sieve)


def _likelier_first(root: Step, step: Step, slips: Iterable[Candidate]) -> Iterator[Candidate]:
    """The slips; a turned sign is rare at a step where another one can as well be lost."""
    doubtful = multiples.doubtful(root, step)
    for slip in slips:
        yield replace(slip, rare=True) if slip.name in doubtful else slip


def _wholes(
    root: Step, targets: Sequence[Step], bugs: Iterable[Candidate], sieve: Sieve | None
) -> Iterator[Candidate]:
    """The bugs of a step as whole derivatives, without those that the sieve keeps back."""
    fits: Callable[[Node], bool] | None = None
    for count, bug in enumerate(bugs):
        if count == 2 and sieve is not None:  # two are tried as soon as the sieve is made
            fits = sieve.at(partial(_with, root, targets))
        if fits is None or fits(bug.node):
            yield bug.with_node(_with(root, targets, bug.node))


def _with(root: Step, targets: Sequence[Step], node: Node) -> Node:
    """The derivative with `node` as the result of these steps, all others right."""
    found = _replaced(root, targets, node)
    return root.derivative if found is None else found


def _replaced(step: Step, targets: Sequence[Step], node: Node) -> Node | None:
    """The result of a step when that of the targets is `node`; None when none is below it."""
    if any(step is target for target in targets):
        return node
    found = [_replaced(part, targets, node) for part in step.parts]
    if all(other is None for other in found):
        return None
    return step.combine(
        [
            part.derivative if other is None else other
            for part, other in zip(step.parts, found, strict=True)
        ]
    )


def _everywhere(root: Step, sieve: Sieve | None) -> Iterator[Candidate]:
    """The same slip wherever the same function, or the same rule, is met."""
    yield from _at_twins(root, sieve)
    chains = [step for step in walk(root) if step.is_chain]
    if len(chains) > 1:
        node = assemble(root, lambda step, parts: step.outer if step.is_chain else None)
        yield steps.forgot_inner(chains[0], node)
    products = [step for step in walk(root) if step.rule == "product"]
    if len(products) > 1:
        node = assemble(root, steps.product_of_derivatives)
        yield Candidate("product-of-derivatives", node, {"function": products[0].function})
    yield from _in_every_term(root)


def _in_every_term(root: Step) -> Iterator[Candidate]:
    """The same slip in several terms of a sum, as when no exponent is lowered."""
    terms = list(islice(_terms(root), MAX_PLACES))
    slips: dict[tuple[str, int], list[tuple[Step, Candidate]]] = {}
    for step in terms:
        if step.rule not in _OF_TERMS:
            continue
        counts: Counter[str] = Counter()
        for bug in steps.bugs(step):
            counts[bug.name] += 1
            if bug.node not in (ZERO, step.derivative) and not bug.rare:
                slips.setdefault((bug.name, counts[bug.name]), []).append((step, bug))
    lone = [(step, step.function) for step in terms if step.rule == "identity"]
    for (name, _), found in islice(slips.items(), MAX_TOGETHER):
        places = [(step, bug.node) for step, bug in found]
        if name in multiples.OF_A_SIGN:
            continue
        if len(places) > 1:
            yield found[0][1].with_node(_with_all(root, places))
        if name == "power-not-lowered" and lone:  # x is x¹, not lowered either
            yield found[0][1].with_node(_with_all(root, places + lone))


def _terms(step: Step) -> Iterator[Step]:
    """The steps that the derivative is linear in: sums, multiples and what they consist of."""
    yield step
    if step.rule in _LINEAR and not isinstance(step.function, tree.Big):
        for part in step.parts:
            yield from _terms(part)


def _with_all(root: Step, places: Iterable[tuple[Step, Node]]) -> Node:
    """The derivative with these results of steps, all others right."""
    results = {id(step): node for step, node in places}

    def change(step: Step, parts: Sequence[Node]) -> Node | None:
        return results.get(id(step))

    return assemble(root, change)


def _at_twins(root: Step, sieve: Sieve | None) -> Iterator[Candidate]:
    """A slip in the derivative of a function that stands in several places, as σ(z) in a loss."""
    places: dict[Node, list[Step]] = {}
    for step in walk(root):
        if step.outer is not None:
            places.setdefault(step.function, []).append(step)
    for twins in places.values():
        if len(twins) > 1:
            bugs = [*steps.bugs(twins[0]), steps.taken_as_variable(twins[0])]
            yield from _likelier_first(root, twins[0], _wholes(root, twins, bugs, sieve))
