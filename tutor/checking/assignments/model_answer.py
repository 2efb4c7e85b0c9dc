"""A text that is right, put together from our own functions.

A lesson brings no code that runs, so what proves an exercise is written here: each function
that its parts call gives what their `value` says.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tutor.checking.assignments.declared import (
    Called,
    Given,
    Part,
    is_values,
    read_call,
    read_values,
)

FUNCTIONS = Path(__file__).with_name("functions.py")


def model_answer(parts: Iterable[Part], given: Mapping[str, Given], known: frozenset[str]) -> str:
    """The text. known: names of our functions. Raises ValueError for parts that have none."""
    cases: dict[str, list[tuple[str, str]]] = {}
    wanted: dict[str, str] = {}
    for part in parts:
        call = read_call(part.call)
        if call is None:
            raise ValueError(f"`{part.call}` is no call")
        if not part.value:
            wanted.setdefault(call.function, part.call)
            continue
        case = (_condition(call, given), _body(part, call, known))
        if case not in cases.setdefault(call.function, []):
            cases[call.function].append(case)
        own = read_call(part.of_own)
        if own is not None:
            wanted.setdefault(own.function, part.of_own)
    for function, text in wanted.items():
        if function not in cases:
            raise ValueError(f"no part with a `value` says what `{text}` has to give")
    written = [FUNCTIONS.read_text(encoding="utf-8"), *map(_function, cases.items())]
    return "\n\n".join(written)


def our_source(names: Iterable[str]) -> str:
    """Our own functions as they are written, with those that they use. Loads NumPy."""
    import inspect

    from tutor.checking.assignments import functions

    shown: dict[str, str] = {}

    def show(name: str) -> None:
        function = getattr(functions, name, None)
        if name in shown or not inspect.isfunction(function):
            return
        for used in function.__code__.co_names:
            show(used)
        shown[name] = inspect.getsource(function).removeprefix("@offered\n").rstrip()

    for name in names:
        show(name)
    return "\n\n\n".join(shown.values())


def our_names() -> frozenset[str]:
    """The names of our functions; found by parsing, so that NumPy stays unloaded."""
    import ast

    tree = ast.parse(FUNCTIONS.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Name) and each.id == "offered" for each in node.decorator_list)
    )


def _function(item: tuple[str, list[tuple[str, str]]]) -> str:
    name, cases = item
    bodies = {body for _, body in cases}
    lines = [f"def {name}(*given):"]
    if len(bodies) == 1:
        return "\n".join([*lines, f"    return {cases[0][1]}"])
    conditions = [condition for condition, _ in cases]
    if len(set(conditions)) < len(conditions):
        raise ValueError(f"two parts call `{name}` alike and want different values")
    for condition, body in cases:
        lines += [f"    if {condition}:", f"        return {body}"]
    return "\n".join(lines)


def _condition(call: Called, given: Mapping[str, Given]) -> str:
    """Whether arguments are those of a call: by their numbers, or by their shape."""
    found = []
    for place, name in enumerate(call.arguments):
        if not isinstance(name, str):
            found.append(f"given[{place}] == {name}")
        elif name in given and given[name].values:
            found.append(f"np.array_equal(given[{place}], {_literal(given[name].values)})")
        elif name in given and given[name].shape is not None:
            found.append(f"np.shape(given[{place}]) == {given[name].shape}")
    return " and ".join(found) or "True"


def _body(part: Part, call: Called, known: frozenset[str]) -> str:
    """The value as an expression of `given`."""
    places = {name: f"given[{n}]" for n, name in enumerate(call.arguments)}

    def argument(name: str | float) -> str:
        if isinstance(name, str) and name not in places:
            raise ValueError(f"`{part.value}` needs `{name}`, which `{part.call}` does not get")
        return places[name] if isinstance(name, str) else repr(name)

    ours = read_call(part.value)
    if ours is not None and ours.function in known:
        return f'FUNCTIONS["{ours.function}"]({", ".join(map(argument, ours.arguments))})'
    if is_values(part.value):
        return f"np.array({_literal(part.value)})"
    return _formula(part.value, argument)


def _literal(text: str) -> str:
    """Declared numbers as Python writes them: read and written anew, so nothing else gets in."""
    literal = repr(read_values(text))
    if "inf" in literal:
        raise ValueError(f"`{text}` is too large")
    return literal


def _formula(text: str, argument: object) -> str:
    """A formula as NumPy writes it. Raises ValueError."""
    from tutor.checking.expression import read, show
    from tutor.checking.expression.tree import free_symbols
    from tutor.exercise import Unreadable

    reading = read(text)
    if isinstance(reading, Unreadable):
        raise ValueError(f"`{text}` is neither a function of ours nor a formula")
    assert callable(argument)
    names = sorted(free_symbols(reading.tree))
    values = ", ".join(f"{name}=np.asarray({argument(name)}, dtype=float)" for name in names)
    words = "exp log sin cos tan sqrt abs sign tanh sinh cosh arctan arcsin arccos pi e"
    imports = ", ".join(f"{word}=np.{word}" for word in words.split() if word not in names)
    extra = ", ".join(f'{word}=FUNCTIONS["{word}"]' for word in ("sigmoid", "relu", "softplus"))
    body = show.python(reading.tree)
    return f"(lambda {values}: (lambda {imports}, {extra}: {body})())()"
