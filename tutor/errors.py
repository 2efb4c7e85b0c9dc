"""The one family of errors that a person reads.

    TutorError
    ├── UsageError      the command line was used in a way it does not offer
    ├── LessonError     a lesson file cannot be used as written
    └── ProgressError   the progress database cannot be used
"""


class TutorError(Exception):
    """Something a person can act on.

    message: what is wrong, one sentence, naming the file, line or value concerned.
    hint: what to do about it, one sentence; may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(TutorError):
    """The command line was used in a way it does not offer."""

    exit_code = 2


class LessonError(TutorError):
    """A lesson file cannot be used as written."""


class ProgressError(TutorError):
    """The progress database cannot be used."""
