"""Endless practice: shapes, derivatives, notation or matrix calculus.

Questions get harder as you answer right, unless --level holds them. Without a name the list
of drills opens.

  tutor drill derivatives
  tutor drill shapes --level 3
"""

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import TYPE_CHECKING

from tutor.commands.opening import add_options, open_tutor
from tutor.errors import UsageError
from tutor.practice.decks import DRILLS

if TYPE_CHECKING:
    from tutor.app import TutorApp


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor drill`."""
    parser.add_argument("drill", nargs="?", metavar="DRILL", help=", ".join(DRILLS))
    parser.add_argument(
        "--level", type=int, choices=range(6), help="1 easy … 5 hard; 0 follows your answers"
    )
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the drill, or the list of drills."""
    if arguments.drill is None:
        return open_tutor(arguments, lambda app: app.go("drills"))
    if arguments.drill not in DRILLS:
        import difflib

        near = difflib.get_close_matches(arguments.drill, DRILLS, n=1, cutoff=0.4)
        meant = f" Did you mean `tutor drill {near[0]}`?" if near else ""
        raise UsageError(
            f"there is no drill `{arguments.drill}`.{meant}", f"there are: {', '.join(DRILLS)}"
        )
    return open_tutor(arguments, partial(_begin, arguments.drill, arguments.level))


def _begin(drill: str, level: int | None, app: "TutorApp") -> None:
    from tutor.screens.drill import DrillScreen
    from tutor.screens.drills import keep_state, state_of

    if level is not None:
        import msgspec

        state = state_of(app.session, drill)
        wanted = msgspec.structs.replace(state.wanted, level=level)
        keep_state(app.session, drill, msgspec.structs.replace(state, wanted=wanted))
    app.push_screen(DrillScreen(drill))
