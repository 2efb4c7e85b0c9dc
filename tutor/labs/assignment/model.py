"""The assignments there are, which of them is open, and how far the learner has come."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

import msgspec

from tutor.bilingual import Strings, choose
from tutor.checking.assignments.checks import Report
from tutor.checking.assignments.declared import Assignment
from tutor.labs import LabError, State, Table, refuse_unknown

STRINGS = Strings(__file__)
FOLDER = Path(__file__).with_name("assignments")


class Record(msgspec.Struct, frozen=True):
    """What is kept of one assignment. text: the last seen of the file. at: of the last run."""

    text: str = ""
    right: int = 0
    of: int = 0
    at: int = 0
    hints: int = 0

    @property
    def sign(self) -> str:
        """✓ all parts right, ◐ some, ✗ none, ○ never run."""
        if not self.of:
            return "○"
        return "✓" if self.right == self.of else "◐" if self.right else "✗"


@cache
def assignments() -> dict[str, Assignment]:
    """All of them by id, in their order."""
    found = [
        msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Assignment)
        for path in FOLDER.glob("*.toml")
    ]
    return {each.id: each for each in sorted(found, key=lambda each: each.order)}


@dataclass
class Model:
    """State: `assignment` (an id such as `softmax`; empty for the list), `watch` (`on`, `off`).

    What is kept beside it (`records`, by id) is the learner's and not the lab's state: no undo
    and no reset takes it away. report: of the last run of the open assignment.
    """

    assignment: str = ""
    watch: bool = True
    records: dict[str, Record] = field(default_factory=dict)
    report: Report | None = None

    @classmethod
    def begin(cls, start: State) -> Self:
        """The lab in that state. Raises LabError."""
        refuse_unknown(start, ("assignment", "watch"))
        chosen = start.get("assignment", "").strip()
        if chosen and chosen not in assignments():
            known = ", ".join(assignments())
            raise LabError("assignment", STRINGS("no_assignment", name=chosen[:60], known=known))
        watch = start.get("watch", "on").strip()
        if watch not in ("on", "off"):
            raise LabError("watch", STRINGS("no_watch", text=watch[:60]))
        return cls(chosen, watch == "on")

    def state(self) -> dict[str, str]:
        """The texts that `begin` takes."""
        return {"assignment": self.assignment, "watch": "on" if self.watch else "off"}

    @property
    def open(self) -> Assignment | None:
        """The assignment that is open, if any."""
        return assignments().get(self.assignment)

    def record(self, identifier: str) -> Record:
        """What is kept of an assignment."""
        return self.records.get(identifier, Record())

    def tables(self) -> tuple[Table, ...]:
        """All assignments with their marks; the parts of the open one."""
        rows = []
        for identifier, each in assignments().items():
            kept = self.record(identifier)
            rows.append((kept.sign, choose(each.title, "en"), str(kept.right), str(kept.of)))
        names = ("", "assignment", "right", "of")
        columns = tuple(STRINGS[f"column_{name}"] if name else "" for name in names)
        found = [Table("assignments", STRINGS["title"], columns, tuple(rows))]
        if self.open is not None and self.report is not None:
            parts = tuple(
                (choose(each.label, "en"), each.state, choose(each.all_said, "en"))
                for each in self.report.findings
            )
            columns = tuple(STRINGS[f"column_{name}"] for name in ("part", "state", "note"))
            found.append(Table("results", self.open.title, columns, parts))
        return tuple(found)
