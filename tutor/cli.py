"""The command line: finds the command and loads only what it needs."""

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tutor import __version__
from tutor.errors import TutorError

COMMANDS = {
    "home": "open the tutor where you left it (the same as no command)",
    "learn": "open a lesson, or the list of lessons",
    "resume": "go straight back to where you stopped",
    "review": "answer what is due today",
    "drill": "endless practice: shapes, derivatives, notation, matrix",
    "interview": "rehearse interview questions",
    "lab": "play with an interactive picture: tangent, descent, backprop …",
    "stats": "streak, accuracy and what is due",
    "check": "judge an answer against a key, without the screen",
    "shapes": "show the shape at every line of your code",
    "lint": "find every mistake in lesson files",
    "page": "write a lesson as a web page",
    "schema": "print the JSON Schema of lesson files",
    "export": "write your progress as JSON or CSV",
    "import": "merge an exported progress file into yours",
    "doctor": "check this installation, terminal and database",
}

WITH_VALUE = ("--db", "--lessons", "--lang")
"""Options for every command that opens the tutor, each followed by its value."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code (0 fine, 2 wrong usage)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments)
    except TutorError as error:
        print(f"tutor: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"       {error.hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has left; say nothing more, also not at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _dispatch(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help"):
        print(_overview())
        return 0
    if arguments and arguments[0] in ("-V", "--version"):
        print(f"tutor {__version__}")
        return 0
    name, rest = _command(arguments)
    if name not in COMMANDS:
        return _unknown(name)
    module = import_module("tutor.commands." + ("import_" if name == "import" else name))
    parser = argparse.ArgumentParser(
        prog=f"tutor {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.configure(parser)
    code: int = module.run(parser.parse_args(rest))
    return code


def _command(arguments: list[str]) -> tuple[str, list[str]]:
    """The command and its arguments; options may stand in front of the command as well."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in WITH_VALUE else 1
    name = arguments[at] if at < len(arguments) else "home"
    return name, arguments[:at] + arguments[at + 1 :]


def _unknown(name: str) -> int:
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    meant = f" Did you mean `tutor {near[0]}`?" if near else ""
    print(f"tutor: there is no command `{name}`.{meant}", file=sys.stderr)
    print("       `tutor --help` lists them all.", file=sys.stderr)
    return 2


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "tutor — practise the mathematics of AI papers",
            "",
            "usage: tutor [--db PATH] [--lessons PATH] [COMMAND …]",
            "",
            *lines,
            "",
            "`tutor COMMAND --help` tells more about one of them. Progress is kept on this",
            "machine only; TUTOR_DB or --db says where.",
        ]
    )
