"""Write your progress to a file or to stdout.

JSON holds everything and can be imported on another machine. CSV holds the answers, a row
each, for a spreadsheet.

  tutor export                          JSON to stdout
  tutor export progress.json            JSON to a file
  tutor export --csv answers.csv        CSV to a file
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tutor.commands.options import add_database, database
from tutor.errors import ProgressError, UsageError
from tutor.progress.exchange import export, to_csv, to_json
from tutor.progress.store import Store


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor export`."""
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help="everything, as JSON (the default)")
    kind.add_argument("--csv", action="store_true", help="the answers, as CSV")
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="else stdout")
    add_database(parser)


def run(arguments: Namespace) -> int:
    """Write the export whole, or not at all."""
    path = database(arguments)
    with Store.open(path) if path.exists() else Store.in_memory() as store:
        exported = export(store)
    data = to_csv(exported).encode() if arguments.csv else to_json(exported)
    target: Path | None = arguments.file
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    if target.exists() and path.exists() and target.samefile(path):
        raise UsageError(
            f"{target} is the progress file itself; exporting onto it would destroy it.",
            "Name another file.",
        )
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ProgressError(
            f"{target} cannot be written: {error.strerror}.", "Name a file in a folder of yours."
        ) from error
    print(f"{len(exported.attempts):,} answers written to {target}", file=sys.stderr)
    return 0
