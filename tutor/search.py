"""Search over lessons, exercises and symbols."""

from typing import NamedTuple

from tutor.bilingual import Text
from tutor.library import Catalogue, ExerciseEntry, LessonEntry
from tutor.words import words

MOST = 60


class Hit(NamedTuple):
    """A lesson, or one exercise of it, and the text that was found."""

    lesson: LessonEntry
    exercise: ExerciseEntry | None
    text: Text


def find(catalogue: Catalogue, query: str) -> list[Hit]:
    r"""What fits every word of `query`, in any language; the best first.

    Titles count most, then symbols, names and skills, then prompts; a word's beginning
    counts more than its middle. Greek letters are found by `θ`, `theta` and `\theta` alike.
    """
    wanted = words(query).split()
    if not wanted:
        return []
    texts = catalogue.texts()
    ranked: list[tuple[int, Hit]] = []
    for lesson in catalogue.lessons:
        rank = _rank(wanted, words(lesson.title) + words(lesson.id), 0)
        if rank is not None:
            ranked.append((rank, Hit(lesson, None, lesson.title)))
        for exercise in lesson.exercises:
            row = texts.get(exercise.id)
            if row is None:
                continue
            rank = _rank(wanted, row.names, 4)
            if rank is None:
                rank = _rank(wanted, row.names + row.prompt, 8)
            if rank is not None:
                ranked.append((rank, Hit(lesson, exercise, row.title)))
    ranked.sort(key=lambda pair: pair[0])
    return [hit for _, hit in ranked[:MOST]]


def _rank(wanted: list[str], found: str, best: int) -> int | None:
    """`best` when every word is there whole, up to 2 more when only its letters are.

    A single letter is a symbol, and counts only by itself.
    """
    if not all(f" {word} " in f"{found} " if len(word) == 1 else word in found for word in wanted):
        return None
    if all(f" {word} " in f"{found} " for word in wanted):
        return best
    return best + 1 if all(f" {word}" in found for word in wanted) else best + 2
