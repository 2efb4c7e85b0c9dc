"""How tightly operators bind, from loose to tight."""

IF, OR, AND, NOT, RELATION, UNION, OVER, SUM, PRODUCT, POWER, POSTFIX = range(0, 110, 10)
INTERSECTION = UNION + 5

LEVELS = {
    "if": IF, "otherwise": IF, "?": IF, "or": OR, "and": AND,
    "=": RELATION, "!=": RELATION, "<": RELATION, "<=": RELATION, ">": RELATION,
    ">=": RELATION, "in": RELATION, "notin": RELATION, "~": RELATION, "\\not": RELATION,
    "union": UNION, "minus": UNION, "intersection": INTERSECTION, "over": OVER, "\\choose": OVER,
    "+": SUM, "-": SUM, "+-": SUM, "*": PRODUCT, "/": PRODUCT, "//": PRODUCT,
    "mod": PRODUCT, "choose": PRODUCT, "arrange": PRODUCT,
    "^": POWER, "!": POSTFIX, "%": POSTFIX, "deg": POSTFIX, "'": POSTFIX,
    ".": POSTFIX,
}  # fmt: skip

PRODUCTS = {"*": "", "/": "", "//": "floor", "mod": "mod", "%": "mod",
            "choose": "binomial", "arrange": "arrange"}  # fmt: skip
"""Signs as tight as ·, and the functions they stand for."""

STARTING = frozenset(
    ("(", "{", "{(", "|(", "floor(", "ceil(", "sqrt", "cbrt", "fourthroot", "sum", "prod", "oo",
     "one", "reals")
)  # fmt: skip
"""Operators that begin an operand, and so multiply when one stands before them."""

CLOSING = frozenset((")", "]", "}", "})", ">)", "|)", "floor)", "ceil)", "\\right."))
