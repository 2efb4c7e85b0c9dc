"""Merge exported progress into yours. Nothing you have is lost.

Import the exports of two machines on both, in any order, and both know the same. Importing
a file twice changes nothing.

  tutor import laptop.json desktop.json
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tutor.commands.options import add_database, database
from tutor.errors import ProgressError
from tutor.progress.exchange import Export, from_json, merge
from tutor.progress.store import Store

LARGEST = 2**30


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor import`."""
    parser.add_argument(
        "files", metavar="FILE", type=Path, nargs="+", help="what `tutor export` wrote"
    )
    add_database(parser)


def run(arguments: Namespace) -> int:
    """Read every file before anything is changed, then merge all of them or none."""
    exports = [_read(file) for file in arguments.files]
    with Store.open(database(arguments)) as store:
        merged = merge(store, exports)
    taken_back = f", {merged.withdrawn:,} taken back" if merged.withdrawn else ""
    print(
        f"{merged.added:,} answers added{taken_back}; {merged.known:,} were known already.",
        file=sys.stderr,
    )
    return 0


def _read(file: Path) -> Export:
    try:
        if file.stat().st_size > LARGEST:
            raise ProgressError(
                f"{file} is larger than a gigabyte. Nothing was changed.",
                "No progress is that large: is it the right file?",
            )
        return from_json(file.read_bytes(), str(file))
    except OSError as error:
        raise ProgressError(
            f"{file} cannot be read: {error.strerror}. Nothing was changed.",
            "Name a file that `tutor export` wrote.",
        ) from error
