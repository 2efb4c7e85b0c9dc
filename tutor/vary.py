"""Variants of an exercise: one for every seed."""

import msgspec

from tutor.exercise import Exercise


def deal(exercise: Exercise, seed: int) -> Exercise:
    """The variant `seed` of an exercise. Raises LessonError when it cannot be made."""
    return msgspec.structs.replace(exercise, seed=seed)
