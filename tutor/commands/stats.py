"""Show your streak, calendar, accuracy by skill and course, and what comes back when."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

import msgspec

from tutor.commands.options import add_database, database
from tutor.progress import statistics
from tutor.progress.page import page
from tutor.progress.records import clock
from tutor.progress.statistics import Statistics
from tutor.progress.store import Store

_STYLES: Mapping[str, str] = {
    "title": "bold",
    "muted": "dim",
    "weak": "yellow",
    "level1": "green",
    "level2": "green",
    "level3": "green bold",
    "level4": "green bold",
}


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor stats`."""
    add_database(parser)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(arguments: Namespace) -> int:
    """Print the statistics to stdout."""
    path = database(arguments)
    with Store.open(path) if path.exists() else Store.in_memory() as store:
        found = statistics.gather(store, clock())
        language = store.setting("language", "en")
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        _print(found, language)
    return 0


def _print(found: Statistics, language: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    for line in page(found, language, console.width):
        text = Text(no_wrap=not line or line[0].style != "")
        for span in line:
            text.append(span.text, _STYLES.get(span.style, ""))
        console.print(text)
