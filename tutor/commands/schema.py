"""Print the JSON Schema of lesson files.

Editors with YAML support complete and underline lessons by it. A lesson says where it is
in its first line:

    # yaml-language-server: $schema=../lesson.schema.json

The built-in lessons point at `lessons/lesson.schema.json`; `tutor schema --check` tells
whether that file is still what this program would print.
"""

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--check",
        nargs="?",
        type=Path,
        const=Path("lessons/lesson.schema.json"),
        metavar="FILE",
        help="compare with FILE (lessons/lesson.schema.json); exit code 1 when they differ",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the schema, or compare it."""
    from tutor.lesson_schema import as_text

    text = as_text()
    if arguments.check is None:
        sys.stdout.write(text)
        return 0
    try:
        kept = arguments.check.read_text(encoding="utf-8")
    except OSError as error:
        print(f"tutor: {arguments.check} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    if kept == text:
        return 0
    print(f"tutor: {arguments.check} is not the schema of this program.", file=sys.stderr)
    print(f"       Write it anew: tutor schema > {arguments.check}", file=sys.stderr)
    return 1
