"""The variables that an exercise declares: their names, and what is said of each."""

from collections.abc import Iterable, Mapping

from tutor.bilingual import choose
from tutor.checking.expression import Reading, read, tree
from tutor.errors import TutorError
from tutor.exercise import Unreadable


def variable_name(text: str) -> str:
    r"""How the variable written `text` stands in trees, `\theta` as theta.

    Raises TutorError where `text` is not the name of a variable.
    """
    hint = "A name is a letter or a word, with a subscript or without: x, x_1, theta."
    if not text.strip():
        raise TutorError("The name of a variable is missing.", hint)
    reading = read(text, names=(text,))
    if isinstance(reading, Reading) and isinstance(reading.tree, tree.Symbol):
        return reading.tree.name
    why = f": {choose(reading.why, 'en')}" if isinstance(reading, Unreadable) else "."
    raise TutorError(f"`{text}` is not the name of a variable{why}", hint)


def declared(variables: Mapping[str, str]) -> dict[str, str]:
    """Name in trees → assumption. Raises TutorError for what is no name, or is named twice."""
    return _once((variable_name(text), assumption) for text, assumption in variables.items())


def from_texts(texts: Iterable[str]) -> dict[str, str]:
    """Name in trees → assumption from texts such as `x:positive`; `x` alone is real.

    Raises TutorError for what is no name, or is named twice.
    """
    pairs = []
    for text in texts:
        name, _, assumption = text.partition(":")
        try:
            pairs.append((variable_name(name.strip()), assumption.strip() or "real"))
        except TutorError as error:
            hint = "Write a name, or a name and what is known of it: `x`, `x:positive`."
            raise TutorError(error.message, hint) from None
    return _once(pairs)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, assumption in pairs:
        if name in found:
            raise TutorError(
                f"The variable `{name}` is declared twice.",
                "Say all of it at once, such as `positive integer`.",
            )
        found[name] = assumption
    return found
