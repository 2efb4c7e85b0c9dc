"""Open a lab: an interactive picture.

LAB is the name of a lab; without it the list of labs opens. NAME=VALUE begin it in a state
other than its own; each lab's help (F1) tells its names.

  tutor lab tangent
  tutor lab tangent function="x^3 - x" point=1
"""

import difflib
from argparse import ArgumentParser, Namespace

from tutor.commands.opening import add_options, open_tutor
from tutor.errors import UsageError


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor lab`."""
    parser.add_argument("lab", nargs="?", metavar="LAB", help="its name")
    parser.add_argument("start", nargs="*", metavar="NAME=VALUE", help="the state to begin in")
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the lab that is meant. Raises UsageError, LabError."""
    from tutor import labs

    name = arguments.lab
    if name is None:
        return open_tutor(arguments, lambda app: app.go("labs"))
    if name not in labs.names():
        near = difflib.get_close_matches(name, labs.names(), n=1, cutoff=0.5)
        raise UsageError(
            f"there is no lab `{name}`." + (f" Did you mean `{near[0]}`?" if near else ""),
            f"there are: {', '.join(labs.names())}",
        )
    start = dict(_pair(text) for text in arguments.start)
    if start:
        labs.begin(name, start)
    return open_tutor(arguments, lambda app: app.lab(name, start))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"`{text}` is not NAME=VALUE", "for example `point=1`")
    return name.strip(), value
