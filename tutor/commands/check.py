"""Judge an answer against a key, without the screen.

  tutor check --key "3x^2" "3*x*x"
  tutor check --key "2x" --function "x^2" --wrt x "x^2"
  tutor check --key "ln x" --var x:positive "log(x)"
  tutor check --jsonl < answers.jsonl

With --jsonl every line of the input is one JSON object (`id`, `answer`, `key`, optional
`kind`, `variables`, `tolerance`, `function`, `wrt`, …) and every line of the output is
its result (`id`, `verdict`, `evidence`, `witness`, `mistake`, `why`, `ms`).

With - as the answer it is read from the standard input.

Exit code: 0 right, 1 wrong, 2 wrong usage, 3 undecided, 4 unreadable; 0 with --jsonl.
74 when the result could not be written.
"""

import io
import os
import re
import sys
import unicodedata
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tutor.bilingual import LANGUAGES, Strings, choose
from tutor.cells import cells
from tutor.checking.kind_names import KINDS, form_called
from tutor.errors import TutorError, UsageError
from tutor.exercise import Right, Undecided, Unreadable, Verdict, Wrong

say = Strings(__file__, "check.toml")

_OF_ONE_ANSWER = (
    "key", "kind", "var", "function", "wrt", "tolerance", "same_domain", "any_order",
    "plus_constant", "prove",
)  # fmt: skip
"""Options that say with --jsonl what every row says for itself."""


class OutputError(TutorError):
    """The result could not be written."""

    exit_code = os.EX_IOERR if hasattr(os, "EX_IOERR") else 74


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor check`."""
    parser.add_argument("answer", nargs="?", help="the answer, in any notation; - reads it")
    parser.add_argument("--key", help="the right answer; or give --function and --wrt")
    parser.add_argument(
        "--kind",
        choices=KINDS,
        metavar="KIND",
        help=f"what is asked: {', '.join(KINDS)}; left out, the key decides",
    )
    parser.add_argument(
        "--var",
        action="append",
        metavar="NAME[:ASSUMPTION]",
        help="a variable: x, x:positive, n:integer, p:(0,1); may be repeated",
    )
    parser.add_argument("--function", help="the function that the answer is the derivative of")
    parser.add_argument("--wrt", metavar="NAME", help="the variable of the derivative")
    parser.add_argument("--tolerance", help="how far off a number may be: 0.01 or 1%%")
    parser.add_argument("--same-domain", action="store_true", help="the domain counts as well")
    parser.add_argument("--any-order", action="store_true", help="a list in any order")
    parser.add_argument("--plus-constant", action="store_true", help="right up to a constant (+ C)")
    parser.add_argument("--prove", action="store_true", help="look for a proof as well")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of sentences")
    parser.add_argument("--jsonl", action="store_true", help="rows from stdin, results to stdout")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes for --jsonl")
    # Texts such as -2x are answers, not options; there are no short options but -h.
    parser._negative_number_matcher = re.compile(r"-[^-]")


def run(arguments: Namespace) -> int:
    """Judge one answer, or every row of stdin."""
    with _written():
        try:
            return _stream(arguments) if arguments.jsonl else _judge(arguments)
        except TutorError as error:
            raise UsageError(visible(error.message), visible(error.hint)) from None


@contextmanager
def _written() -> Iterator[None]:
    """Raise OutputError where what is printed within does not arrive; the exit code tells."""
    if sys.stdout is None:
        raise OutputError("The result cannot be written: standard output is closed.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is still held back would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(f"The result cannot be written: {error.strerror}.") from None


# One answer


def _judge(arguments: Namespace) -> int:
    if arguments.answer is None:
        raise UsageError("There is no answer to judge.", 'Write: tutor check --key "2x" "x + x"')
    if arguments.jobs is not None:
        raise UsageError("--jobs goes with --jsonl only.", "Leave it out.")
    from tutor.checking.apart import check_apart
    from tutor.checking.rows import without_surrogates
    from tutor.checking.variables import from_texts

    answer = (
        _stdin().read().decode(errors="replace") if arguments.answer == "-" else arguments.answer
    )
    answer = without_surrogates(answer.removesuffix("\n").removesuffix("\r"))
    variables = None if arguments.var is None else from_texts(arguments.var)
    options = {
        "key": arguments.key,
        "kind": arguments.kind,
        "variables": variables,
        "tolerance": arguments.tolerance,
        "function": arguments.function,
        "wrt": arguments.wrt,
        "same_domain": arguments.same_domain,
        "ordered": not arguments.any_order,
        "free_constant": arguments.plus_constant,
        "prove": arguments.prove,
    }
    verdict = check_apart(answer, without_surrogates(options))
    if sys.stdout.isatty() and not isinstance(verdict, Unreadable):
        _print_reading(answer, variables, arguments)
    for line in _lines(answer, verdict, arguments):
        print(visible(line))
    return {Right: 0, Wrong: 1, Undecided: 3, Unreadable: 4}.get(type(verdict), 3)


def visible(text: str) -> str:
    """Text for a terminal: what would steer it, or cannot be shown there, as an escape."""
    shown = "".join(ascii(char)[1:-1] if _steers(char) else char for char in text)
    coding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return shown.encode(coding, "backslashreplace").decode(coding)


def _steers(char: str) -> bool:
    joins = char in "\u200c\u200d"  # letters of Bangla
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not joins


def _print_reading(answer: str, variables: dict[str, str] | None, arguments: Namespace) -> None:
    """How the answer was read, in two dimensions."""
    from tutor.checking.display import tree
    from tutor.checking.expression import Reading, read

    form = None if arguments.kind is None else form_called(arguments.kind)
    reading = read(answer, names=variables or None, form=form)
    if isinstance(reading, Reading):
        print(choose(say["read_as"], arguments.lang))
        for line in tree(reading.tree, width=76).lines:
            print(f"    {line}")
        for note in reading.notes:
            print(f"    ({choose(note, arguments.lang)})")
        print()


def _lines(answer: str, verdict: Verdict, arguments: Namespace) -> Iterator[str]:
    """The verdict for a person."""
    language = arguments.lang

    def sentence(key: str, **values: Any) -> str:
        return choose(say(key, **values), language)

    if isinstance(verdict, Right):
        key = f"right_{verdict.evidence}"
        if key == "right_numeric" and verdict.points < 2:
            key = "right_numeric_number"
        if verdict.evidence == "numeric" and arguments.tolerance:
            key = "right_within"
        yield sentence(key, points=verdict.points, tolerance=arguments.tolerance or "")
        if verdict.remark:
            yield choose(verdict.remark, language)
    elif isinstance(verdict, Wrong):
        why = choose(verdict.why, language)
        yield sentence("wrong", why=why)
        if verdict.mistake is not None:
            text = choose(verdict.mistake.text, language)
            if text != why:
                yield text
        if verdict.witness is not None:
            text = choose(verdict.witness.text, language)
            if text not in why:
                yield text
        if verdict.mistake is not None and verdict.mistake.question:
            yield choose(verdict.mistake.question, language)
    elif isinstance(verdict, Unreadable):
        yield sentence("unreadable", why=choose(verdict.why, language))
        if answer.strip():
            yield from _caret(answer, verdict.column)
        if verdict.mend:
            yield sentence("mend", mend=verdict.mend)
    elif isinstance(verdict, Undecided):
        yield sentence("undecided", why=choose(verdict.why, language))


def _caret(answer: str, column: int) -> Iterator[str]:
    """The line of an answer that a column stands in, and a caret below it."""
    start = answer.rfind("\n", 0, column) + 1
    end = answer.find("\n", column)
    yield f"  {answer[start : end if end >= 0 else len(answer)]}"
    yield "  " + " " * cells(visible(answer[start:column])) + "^"


# Rows


def _stream(arguments: Namespace) -> int:
    given = [name for name in _OF_ONE_ANSWER if getattr(arguments, name)]
    if arguments.answer is not None or given:
        named = f"--{given[0].replace('_', '-')}" if given else "An answer"
        raise UsageError(
            f"{named} does not go with --jsonl.", "Every row says for itself what is asked."
        )
    jobs = 1 if arguments.jobs is None else arguments.jobs
    if jobs < 1:
        raise UsageError("--jobs takes the number of processes, 1 or more.")
    from tutor.checking.apart import judged, most_jobs

    for result in judged(_rows(_stdin()), arguments.lang, min(jobs, most_jobs())):
        sys.stdout.buffer.write(result + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _stdin() -> Any:
    """The bytes of the standard input, unbuffered where that can be had.

    A thread that waits in a buffered read would hold its lock when the program ends.
    """
    if sys.stdin is None:
        raise UsageError("There is nothing to read: standard input is closed.")
    return getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)


def _rows(stream: Any) -> Iterator[bytes]:
    """The lines that are not blank, without a byte order mark."""
    held: list[bytes] = [b""]
    before = b"\xef\xbb\xbf"
    while chunk := _read(stream):
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            line = b"".join([*held, end]).removeprefix(before)
            held, before = [], b""
            if line.strip():
                yield line
        held.append(rest)
    line = b"".join(held).removeprefix(before)
    if line.strip():
        yield line


def _read(stream: Any) -> bytes:
    try:
        chunk: bytes = stream.read(1 << 16)
    except OSError as error:
        raise UsageError(f"Standard input cannot be read: {error.strerror}.") from None
    return chunk
