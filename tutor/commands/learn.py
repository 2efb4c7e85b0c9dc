"""Open a lesson, where you left it or at its beginning.

LESSON is the id of a lesson, or a part of its title. Without it the list of lessons opens.

  tutor learn derivatives-chain-rule
  tutor learn "chain rule"
"""

import difflib
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tutor.bilingual import choose
from tutor.commands.opening import add_options, library_of, open_tutor
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.library import Catalogue


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor learn`."""
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="id or part of the title")
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the lesson that is meant."""
    if arguments.lesson is None:
        return open_tutor(arguments)
    lesson = meant(library_of(arguments).refresh(), arguments.lesson)
    return open_tutor(arguments, lambda app: app.learn(lesson))


def meant(catalogue: "Catalogue", words: str) -> str:
    """The id of the lesson that `words` names. Raises UsageError, naming the nearest ones."""
    ids = [lesson.id for lesson in catalogue.lessons]
    if words in ids:
        return words
    wanted = words.casefold()
    titles = {
        choose(lesson.title, language).casefold(): lesson.id
        for lesson in catalogue.lessons
        for language in ("en", "bn")
    }
    found = {
        lesson
        for name, lesson in [*titles.items(), *((each, each) for each in ids)]
        if wanted in name
    }
    if len(found) == 1:
        return found.pop()
    if found:
        raise UsageError(
            f"`{words}` fits several lessons: {', '.join(sorted(found)[:8])}",
            "name one of them by its id",
        )
    near = difflib.get_close_matches(wanted, [*ids, *titles], n=1, cutoff=0.5)
    raise UsageError(
        f"there is no lesson `{words}`."
        + (f" Did you mean `{titles.get(near[0], near[0])}`?" if near else ""),
        "`tutor learn` alone opens the list of lessons",
    )
