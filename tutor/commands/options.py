"""Options that several commands share."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tutor.progress.location import default_path


def add_database(parser: ArgumentParser) -> None:
    """Add `--db PATH`."""
    parser.add_argument(
        "--db",
        metavar="PATH",
        type=Path,
        help="the progress file (else TUTOR_DB, else progress.db in your data folder)",
    )


def add_lessons(parser: ArgumentParser) -> None:
    """Add `--lessons PATH`."""
    parser.add_argument(
        "--lessons",
        metavar="PATH",
        type=Path,
        help="a folder of lessons of your own, beside the built-in ones",
    )


def database(arguments: Namespace) -> Path:
    """Say which progress file was asked for."""
    path: Path | None = arguments.db
    return default_path() if path is None else path.expanduser()
