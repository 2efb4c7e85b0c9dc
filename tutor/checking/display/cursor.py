"""TeX source, character by character: blanks, names of commands, what braces hold."""

import re

from tutor.checking.display.errors import tex_error

_COMMAND = re.compile(r"\\((?:operatorname|hspace|tag)\*|[A-Za-z]+|.)", re.DOTALL)
_BLANKS = re.compile(r"(?:\s|%[^\n]*(?:\n|$))*")
_LINE_OPTION = re.compile(r"\s*\[\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*[a-z]{2}\s*\]")


class Cursor:
    """A place in a source that moves from left to right. at: index of the next character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def blanks(self) -> None:
        match = _BLANKS.match(self.source, self.at)
        if match:
            self.at = match.end()

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def command(self) -> str:
        """The name of the command at this place, read; the place is a backslash."""
        match = _COMMAND.match(self.source, self.at)
        if match is None:
            raise tex_error(self.at, "lone_backslash")
        self.at = match.end()
        return match[1]

    def next_command(self) -> str:
        """The name of the command at this place, not read; empty when there is none."""
        match = _COMMAND.match(self.source, self.at)
        return match[1] if match else ""

    def skip_line_options(self) -> None:
        """Pass over the star and the gap, `*[2pt]`, behind the end of a line."""
        if self.peek() == "*":
            self.at += 1
        option = _LINE_OPTION.match(self.source, self.at)
        if option:
            self.at = option.end()

    def raw_group(self, after: str) -> tuple[str, int]:
        """The characters between the braces that follow, and where they begin."""
        self.blanks()
        start = self.at
        if self.peek() != "{":
            if self.peek() and self.peek() not in "}&$\\":
                self.at += 1
                return self.source[start], start
            raise tex_error(start, "missing_argument", name=after)
        level = 0
        escaped = False
        for index in range(start, len(self.source)):
            character = self.source[index]
            if escaped or character == "\\":
                escaped = not escaped
            elif character in "{}":
                level += 1 if character == "{" else -1
                if level == 0:
                    self.at = index + 1
                    return self.source[start + 1 : index], start + 1
        raise tex_error(start, "unclosed")

    def name_in_braces(self, after: str) -> str:
        return self.raw_group(after)[0].strip()
