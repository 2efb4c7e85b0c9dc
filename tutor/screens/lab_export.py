"""A lab's picture and data as files."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tutor.bilingual import choose
from tutor.labs import Table


def write(
    lab: str,
    title: str,
    picture: str,
    tables: Sequence[Table],
    language: str,
    document: str = "",
) -> tuple[Path, list[str]]:
    """Write screen.svg, data.md and a CSV file a table into a new folder.

    document: what data.md holds; the tables when it is empty.
    The folder is made where the tutor was started, or in the home folder where that cannot be
    written. Returns it and the files' names; raises OSError when neither can be written.
    """
    folder = _new_folder(f"tutor-{lab}-{datetime.now():%Y%m%d-%H%M%S}")
    contents = {"screen.svg": picture, "data.md": document or markdown(title, tables, language)}
    contents |= {f"{table.name}.csv": as_csv(table, language) for table in tables}
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder, list(contents)


def _new_folder(name: str) -> Path:
    for parent in (Path.cwd(), Path.home()):
        for number in range(1, 100):
            folder = parent / (name if number == 1 else f"{name}-{number}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                if parent == Path.home():
                    raise
                del error
                break
            return folder
    raise FileExistsError(f"{Path.home() / name}-99")


def markdown(title: str, tables: Sequence[Table], language: str) -> str:
    """The tables as a Markdown document."""
    parts = [f"# {title}\n"]
    for table in tables:
        heads = [_cell(choose(column, language)) for column in table.columns]
        rows = [[_cell(cell) for cell in row] for row in table.rows]
        lines = [heads, ["---"] * len(heads), *rows]
        parts.append(f"## {_cell(choose(table.title, language))}\n")
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    """What stands in one cell: a bar or a new line would begin another."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")


def as_csv(table: Table, language: str) -> str:
    """A table as CSV with a heading."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([choose(column, language) for column in table.columns])
    writer.writerows(table.rows)
    return out.getvalue()
