"""Where in a YAML file a text's n-th character stands."""

from dataclasses import dataclass, field

from tutor.yaml_reader import Mark

_LOOKED_FOR = 16


@dataclass(frozen=True)
class Page:
    """A file as its author sees it."""

    lines: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Page":
        """Split a file's text as YAML and editors do."""
        return cls(tuple(text.replace("\r\n", "\n").split("\n")))

    def place(self, mark: Mark, text: str, index: int) -> Mark:
        """Find character `index` of the scalar `text` whose value begins at `mark`.

        Exact in blocks under `|`. In quoted and folded text the characters from there on are
        looked for; the scalar's own place is the answer when they are not found.
        """
        begin = text.rfind("\n", 0, index) + 1
        if self._literal(mark):
            number = mark.line + text.count("\n", 0, index)
            line = text[begin:].split("\n", 1)[0]
            if number < len(self.lines) and self.lines[number].endswith(line):
                indentation = len(self.lines[number]) - len(line)
                return Mark(number + 1, indentation + index - begin + 1)
            return mark
        wanted = text[index:].split("\n", 1)[0].split("'", 1)[0][:_LOOKED_FOR].rstrip()
        start = mark.column - 1
        for number in range(mark.line - 1, min(mark.line + 60, len(self.lines))):
            column = self.lines[number].find(wanted, start) if wanted else -1
            if column >= 0:
                return Mark(number + 1, column + 1)
            start = 0
        return mark

    def _literal(self, mark: Mark) -> bool:
        return self.lines[mark.line - 1][mark.column - 1 :].startswith("|")
