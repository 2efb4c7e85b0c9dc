"""Search over lessons, exercises and symbols."""

from typing import NamedTuple

from tutor.bilingual import Text, choose
from tutor.library import Catalogue, ExerciseEntry, LessonEntry

MOST = 60


class Hit(NamedTuple):
    """A lesson, or one exercise of it, and the text that was found."""

    lesson: LessonEntry
    exercise: ExerciseEntry | None
    text: Text


def find(catalogue: Catalogue, query: str) -> list[Hit]:
    """What fits every word of `query`, in either language; the best first.

    A title counts more than a skill, a skill more than a prompt or symbol.
    """
    words = query.casefold().split()
    if not words:
        return []
    texts = catalogue.texts()
    ranked: list[tuple[int, Hit]] = []
    for lesson in catalogue.lessons:
        rank = _rank(words, [lesson.title], 0)
        if rank is not None:
            ranked.append((rank, Hit(lesson, None, lesson.title)))
        for exercise in lesson.exercises:
            prompt, *terms = texts.get(exercise.id) or [exercise.id]
            skills = [skill.replace("-", " ") for skill in exercise.skills]
            rank = _rank(words, [*terms, *skills], 2)
            if rank is None:
                rank = _rank(words, [prompt, *terms, *skills], 4)
            if rank is not None:
                ranked.append((rank, Hit(lesson, exercise, prompt)))
    ranked.sort(key=lambda pair: pair[0])
    return [hit for _, hit in ranked[:MOST]]


def _rank(words: list[str], texts: list[Text], worst: int) -> int | None:
    """`worst` when every word begins a word, one more when some only stand inside one."""
    whole = " ".join(choose(text, language) for text in texts for language in ("en", "bn"))
    whole = " " + whole.casefold()
    if not all(word in whole for word in words):
        return None
    return worst if all(" " + word in whole for word in words) else worst + 1
