"""The one family of errors that a person reads.

TutorError
├── UsageError      the command line was used in a way it does not offer
├── LessonError     a lesson file cannot be used as written
└── ProgressError   the progress database cannot be used
"""

from dataclasses import dataclass
from typing import Literal


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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a lesson file that its author has to look at.

    line, column: 1-based, as editors count; 0 when the file as a whole is meant.
    message: what was found. hint: what to do about it; may be empty.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{where}: {self.message}" + (f" — {self.hint}" if self.hint else "")


class LessonError(TutorError):
    """A lesson file cannot be used as written.

    field: where in the exercise or lesson, such as `options[2].feedback`, when one field is
    to blame. findings: every error of the file, when a whole file was read.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        field: str = "",
        findings: tuple[Finding, ...] = (),
    ) -> None:
        super().__init__(message, hint)
        self.field = field
        self.findings = findings


class ProgressError(TutorError):
    """The progress database cannot be used."""
