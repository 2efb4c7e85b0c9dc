"""Source text → syntax tree, within limits. Nothing that is read here is ever compiled or run."""

from __future__ import annotations

import ast
import textwrap
import warnings

LONGEST = 60_000
MOST_LINES = 1_500
DEEPEST = 60
LONGEST_LINE = 4_000

ALLOWED: frozenset[type[ast.AST]] = frozenset(
    getattr(ast, name)
    for name in [
        "Module",
        "Expr",
        "Assign",
        "AugAssign",
        "AnnAssign",
        "For",
        "While",
        "If",
        "FunctionDef",
        "ClassDef",
        "Return",
        "Pass",
        "Break",
        "Continue",
        "Import",
        "ImportFrom",
        "Assert",
        "With",
        "Raise",
        "Delete",
        "alias",
        "arguments",
        "arg",
        "keyword",
        "withitem",
        "Name",
        "Load",
        "Store",
        "Del",
        "Constant",
        "BinOp",
        "UnaryOp",
        "BoolOp",
        "Compare",
        "Call",
        "Attribute",
        "Subscript",
        "Slice",
        "Tuple",
        "List",
        "Dict",
        "Set",
        "IfExp",
        "Lambda",
        "ListComp",
        "GeneratorExp",
        "SetComp",
        "DictComp",
        "comprehension",
        "Starred",
        "JoinedStr",
        "FormattedValue",
        "NamedExpr",
        "Add",
        "Sub",
        "Mult",
        "Div",
        "FloorDiv",
        "Mod",
        "Pow",
        "MatMult",
        "BitAnd",
        "BitOr",
        "BitXor",
        "LShift",
        "RShift",
        "Invert",
        "Not",
        "UAdd",
        "USub",
        "And",
        "Or",
        "Eq",
        "NotEq",
        "Lt",
        "LtE",
        "Gt",
        "GtE",
        "Is",
        "IsNot",
        "In",
        "NotIn",
    ]
)


class Refused(Exception):  # noqa: N818 (an outcome, not a fault)
    """Source that is not looked at any further. line: where; why: a rule in strings.toml."""

    def __init__(self, why: str, line: int = 1, **details: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.details = details


def parse(source: str) -> ast.Module:
    """The tree of a snippet. Raises Refused for what is too big, too deep or not Python."""
    if len(source) > LONGEST or source.count("\n") > MOST_LINES:
        raise Refused("too_long")
    if "\0" in source:
        raise Refused("not_python", 1, message="a NUL character")
    if max(map(len, source.split("\n"))) > LONGEST_LINE:
        raise Refused("too_long")
    _refuse_depth(source)
    text = textwrap.dedent(source.replace("\t", "    "))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise Refused("not_python", error.lineno or 1, message=error.msg) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise Refused("too_deep") from None
    _refuse_unknown(tree)
    return tree


def _refuse_depth(source: str) -> None:
    """Brackets nested or signs chained too deep would exhaust the parser's stack."""
    depth = 0
    for letter in source:
        if letter in "([{":
            depth += 1
            if depth > DEEPEST:
                raise Refused("too_deep")
        elif letter in ")]}":
            depth = max(0, depth - 1)
    for run in ("-" * DEEPEST, "~" * DEEPEST, "+" * DEEPEST, "not " * DEEPEST):
        if run in source.replace("- ", "-").replace("~ ", "~") and not source.lstrip().startswith(
            "#"
        ):
            raise Refused("too_deep")


def _refuse_unknown(tree: ast.Module) -> None:
    """A whitelist of nodes; no name that starts with two underscores but a class's own."""
    todo: list[tuple[ast.AST, int]] = [(tree, 0)]
    while todo:
        node, depth = todo.pop()
        if depth > 4 * DEEPEST:
            raise Refused("too_deep", getattr(node, "lineno", 1))
        if type(node) not in ALLOWED:
            raise Refused("not_offered", getattr(node, "lineno", 1), node=_name(node))
        name = (
            node.attr
            if isinstance(node, ast.Attribute)
            else (node.id if isinstance(node, ast.Name) else "")
        )
        if name.startswith("__") and name not in ("__init__", "__name__"):
            raise Refused("dunder", getattr(node, "lineno", 1), name=name)
        todo.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _name(node: ast.AST) -> str:
    words = {
        "AsyncFunctionDef": "async def",
        "Try": "try",
        "Yield": "yield",
        "Await": "await",
        "Global": "global",
        "Nonlocal": "nonlocal",
        "Match": "match",
    }
    name = type(node).__name__
    return words.get(name, name)
