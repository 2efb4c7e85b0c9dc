"""Show the shape at every line of your code, without running it.

  tutor shapes model.py --dims "B=32 T=128 d=512 H=8"
  tutor shapes model.py:attention --dims "B T d H" --facts "H divides d"
  tutor shapes notebook.py --flavour torch --watch
  tutor shapes model.py --json        for editors
  tutor shapes --jsonl < rows.jsonl   one JSON object a line

A size without a number stays a letter. FILE.py:NAME looks at one function; its parameters
are declared by annotations, `def f(x: "(B, T, d)")`, or by comments, `# x: (B, T, d)`.
With --jsonl a row has `id`, `code`, `expr`, `dims`, `constraints`, `flavour`; the result has
`id`, `shape`, `sym`, `error`, `line`, `lines`, `notes`, `ms`.

Exit code: 0 fine, 1 an error in the code was found, 3 something is not followed.
"""

import json
import re
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from tutor.bilingual import LANGUAGES, Strings, choose
from tutor.errors import TutorError, UsageError

say = Strings(__file__, "shapes.toml")

SECONDS_BETWEEN_LOOKS = 0.3
NOTHING: dict[str, Any] = {
    "id": None, "shape": None, "sym": None, "error": None, "line": None, "lines": [], "notes": [],
    "ms": 0.0,
}  # fmt: skip


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor shapes`."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE.py[:NAME]", help="your code; - reads stdin"
    )
    parser.add_argument("--dims", default="", help='the sizes: "B=32 T=128" or "B T" or both')
    parser.add_argument("--facts", default="", help='what holds: "H divides d; T >= k"')
    parser.add_argument("--flavour", choices=("numpy", "torch"), help="left out, the code decides")
    parser.add_argument("--watch", action="store_true", help="look again whenever the file changes")
    parser.add_argument("--json", action="store_true", help="the result as one JSON object")
    parser.add_argument("--jsonl", action="store_true", help="rows from stdin, results to stdout")
    parser.add_argument("--drill", action="store_true", help="print an exercise made of the code")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of sentences")


def run(args: Namespace) -> int:
    """Run `tutor shapes` and return the exit code."""
    if args.jsonl:
        return _rows()
    if not args.file:
        raise UsageError(
            "No file is given.", "Write `tutor shapes FILE.py`, or `tutor shapes --help`."
        )
    if args.watch:
        return _watch(args)
    return _once(args)


def _rows() -> int:
    from tutor.checking.shapes import infer_row

    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError
            result = infer_row(row)
        except (ValueError, RecursionError):
            result = {**NOTHING, "error": "unsupported: not a JSON object"}
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _watch(args: Namespace) -> int:
    path = Path(str(args.file).partition(":")[0])
    seen = 0
    while True:
        changed = path.stat().st_mtime_ns if path.exists() else 0
        if changed != seen:
            seen = changed
            sys.stdout.write("\033[2J\033[H" if sys.stdout.isatty() else "\n")
            try:
                _once(args)
            except TutorError as error:
                print(error)
            sys.stdout.flush()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _once(args: Namespace) -> int:
    from tutor.checking.shapes.annotation import annotate, as_exercise, as_json, look_at

    source, name = _source(str(args.file))
    look = look_at(source, name, _dims(args.dims), _facts(args.facts), args.flavour)
    if args.drill:
        print(as_exercise(look, args.lang), end="")
        return 0
    if args.json:
        print(json.dumps(as_json(look, args.lang), ensure_ascii=False))
    else:
        print(annotate(look, args.lang), end="")
    if look.inference.error is not None:
        return 1
    return 3 if look.inference.unsupported is not None else 0


def _source(file: str) -> tuple[str, str]:
    """The text of FILE.py, and NAME after a colon."""
    if file == "-":
        return sys.stdin.read(), ""
    path, _, name = file.partition(":") if not Path(file).exists() else (file, "", "")
    try:
        return Path(path).read_text(encoding="utf-8"), name
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(choose(say("unreadable", file=path), "en"), str(error)) from None


def _dims(text: str) -> dict[str, int | None]:
    """`B=32 T d` → {"B": 32, "T": None, "d": None}."""
    dims: dict[str, int | None] = {}
    for part in re.split(r"[,;\s]+", text.strip()):
        name, _, number = part.partition("=")
        if not part:
            continue
        if not name.isidentifier() or (number and not number.isdigit()):
            raise UsageError(
                choose(say("bad_dims", part=part), "en"), choose(say("bad_dims_hint"), "en")
            )
        dims[name] = int(number) if number else None
    return dims


def _facts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
