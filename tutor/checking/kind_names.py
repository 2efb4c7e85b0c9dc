"""What may be asked for: the forms of answers, and what else people call them."""

from tutor.errors import TutorError

FORMS = ("expression", "equation", "set", "interval", "list", "matrix")
OTHER_NAMES = {
    "number": "expression",
    "vector": "list",
    "tuple": "list",
    "point": "list",
    "inequality": "equation",
    "union": "interval",
}
KINDS = (*FORMS, *OTHER_NAMES)


def form_called(kind: str) -> str:
    """The form that a kind asks for: `vector` is a list. Raises TutorError for any other word."""
    if kind not in KINDS:
        raise TutorError(f"There is no kind `{kind}`.", f"The kinds are {', '.join(KINDS)}.")
    return OTHER_NAMES.get(kind, kind)
