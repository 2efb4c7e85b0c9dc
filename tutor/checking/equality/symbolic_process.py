"""SymPy in a process of its own, which is killed when it takes too long."""

from tutor.checking.expression import Reading, read, show, tree
from tutor.checking.expression.tree import Node
from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut

SECONDS = 2.0
_MODULE = "tutor.checking.equality.symbolic"

_sandboxes: list[Sandbox] = []


def prove_equal(answer: Node, key: Node) -> bool:
    """Whether SymPy brings answer − key to zero in time."""
    payload = {"answer": show.python(answer), "key": show.python(key)}
    return bool(_ask("prove_equal", payload, answer, key))


def derivative(function: Node, name: str) -> Node | None:
    """The derivative of a tree, or None where SymPy finds none that can be read here."""
    found = _ask("derivative", {"function": show.python(function), "by": name}, function)
    if not isinstance(found, str):
        return None
    reading = read(found, names=sorted(tree.free_symbols(function) | {name}))
    return reading.tree if isinstance(reading, Reading) else None


def _ask(job: str, payload: dict[str, str], *nodes: Node) -> object:
    """The result of a job on trees; None when it fails or is stopped."""
    names = frozenset[str]().union(*(tree.free_symbols(node) for node in nodes))
    if not _sandboxes:
        _sandboxes.append(Sandbox(preload=(_MODULE,)))
    try:
        return _sandboxes[0].run(
            f"{_MODULE}:{job}", {**payload, "names": " ".join(sorted(names))}, SECONDS
        )
    except (TimedOut, JobFailed):
        return None
