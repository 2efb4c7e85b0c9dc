"""Lessons in the command palette."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tutor.bilingual import choose
from tutor.screens.place import host, language_of


class LessonCommands(Provider):
    """Opens a lesson by its title, in either language."""

    async def discover(self) -> Hits:
        """Every lesson, before anything is typed."""
        for name, lesson in self._lessons():
            yield DiscoveryHit(name, partial(host(self.screen).learn, lesson))

    async def search(self, query: str) -> Hits:
        """The lessons whose title fits."""
        matcher = self.matcher(query)
        for name, lesson in self._lessons():
            score = matcher.match(name)
            if score > 0:
                go = partial(host(self.screen).learn, lesson)
                yield Hit(score, matcher.highlight(name), go)

    def _lessons(self) -> list[tuple[str, str]]:
        catalogue = host(self.screen).session.library.catalogue()
        language = language_of(self.screen)
        return [
            (choose(lesson.title, language), lesson.id)
            for lesson in catalogue.lessons
            if not lesson.problems
        ]
