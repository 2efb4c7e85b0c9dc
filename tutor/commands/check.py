"""Judge an answer against a key, without the screen.

  tutor check --key "3x^2" "3*x*x"
  tutor check --key "2x" --function "x^2" --wrt x "x^2"
  tutor check --key "ln x" --var x:positive "log(x)"
  tutor check --jsonl < answers.jsonl

With --jsonl every line of the input is one JSON object (`id`, `answer`, `key`, optional
`kind`, `variables`, `tolerance`, `function`, `wrt`, …) and every line of the output is
its result (`id`, `verdict`, `evidence`, `witness`, `mistake`, `why`, `ms`).

Exit code: 0 right, 1 wrong, 2 wrong usage, 3 undecided, 4 unreadable; 0 with --jsonl.
"""

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from typing import Any

from tutor.bilingual import LANGUAGES, Strings, choose
from tutor.errors import TutorError, UsageError
from tutor.exercise import Right, Undecided, Unreadable, Verdict, Wrong

say = Strings(__file__, "check.toml")

SECONDS = 10.0
"""What one row may take when several processes work."""


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor check`."""
    parser.add_argument("answer", nargs="?", help="the answer, in any notation")
    parser.add_argument("--key", help="the right answer; or give --function and --wrt")
    parser.add_argument(
        "--kind",
        choices=("expression", "equation", "set", "interval", "list", "matrix"),
        help="what is asked; left out, the key decides",
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
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes for --jsonl")
    # Texts such as -2x are answers, not options; there are no short options but -h.
    parser._negative_number_matcher = re.compile(r"-[^-]")


def run(arguments: Namespace) -> int:
    """Judge one answer, or every row of stdin."""
    if arguments.jsonl:
        return _stream(arguments)
    if arguments.answer is None:
        raise UsageError("There is no answer to judge.", 'Write: tutor check --key "2x" "x + x"')
    from tutor.checking import check

    try:
        verdict = check(
            arguments.answer,
            arguments.key,
            kind=arguments.kind,
            variables=_variables(arguments.var),
            tolerance=arguments.tolerance,
            function=arguments.function,
            wrt=arguments.wrt,
            same_domain=arguments.same_domain,
            ordered=not arguments.any_order,
            free_constant=arguments.plus_constant,
            prove=arguments.prove,
        )
    except TutorError as error:
        raise UsageError(error.message, error.hint) from None
    _print(arguments, verdict)
    return {Right: 0, Wrong: 1, Undecided: 3, Unreadable: 4}.get(type(verdict), 3)


def _variables(texts: list[str] | None) -> dict[str, str] | None:
    if texts is None:
        return None
    pairs = (text.partition(":") for text in texts)
    return {name.strip(): assumption.strip() or "real" for name, _, assumption in pairs}


def _print(arguments: Namespace, verdict: Verdict) -> None:
    """The verdict for a person; how the answer was read stands first, in two dimensions."""
    language = arguments.lang
    if sys.stdout.isatty() and not isinstance(verdict, Unreadable):
        _print_reading(arguments)
    for line in _lines(arguments.answer, verdict, language):
        print(line)


def _print_reading(arguments: Namespace) -> None:
    from tutor.checking.display import tree
    from tutor.checking.expression import Reading, read

    names = set(_variables(arguments.var) or ()) or None
    reading = read(arguments.answer, names=names, form=arguments.kind)
    if isinstance(reading, Reading):
        print(choose(say["read_as"], arguments.lang))
        for line in tree(reading.tree, width=76).lines:
            print(f"    {line}")
        for note in reading.notes:
            print(f"    ({choose(note, arguments.lang)})")
        print()


def _lines(answer: str, verdict: Verdict, language: str) -> Iterator[str]:
    def sentence(key: str, **values: Any) -> str:
        return choose(say(key, **values), language)

    if isinstance(verdict, Right):
        key = f"right_{verdict.evidence}"
        if key == "right_numeric" and verdict.points < 2:
            key = "right_numeric_number"
        yield sentence(key, points=verdict.points)
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
        if "\n" not in answer:
            yield f"  {answer}"
            yield "  " + " " * verdict.column + "^"
        if verdict.mend:
            yield sentence("mend", mend=verdict.mend)
    elif isinstance(verdict, Undecided):
        yield sentence("undecided", why=choose(verdict.why, language))


# Rows


def _stream(arguments: Namespace) -> int:
    import msgspec

    lines = (line for line in sys.stdin.buffer if line.strip())
    judged = (
        _judged_in_turn(lines, arguments.lang)
        if arguments.jobs <= 1
        else _judged_by_several(lines, arguments.lang, arguments.jobs)
    )
    for result in judged:
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _judged_in_turn(lines: Iterable[bytes], language: str) -> Iterator[dict[str, Any]]:
    from tutor.checking.rows import judge_line

    judge_line(b'{"answer": "2x", "key": "x + x"}')  # loads what judging needs
    for line in lines:
        yield judge_line(line, language)


def _judged_by_several(
    lines: Iterable[bytes], language: str, jobs: int
) -> Iterator[dict[str, Any]]:
    """Results in the order of the rows, from several processes, a few rows ahead.

    Rows are read beside, so that a result is handed out also while no further row comes.
    """
    from concurrent.futures import Future, ThreadPoolExecutor
    from queue import Queue, SimpleQueue
    from threading import Thread

    from tutor.checking.rows import identifier, told
    from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut

    idle: SimpleQueue[Sandbox] = SimpleQueue()
    sandboxes = [Sandbox(("tutor.checking.rows",), spare=False) for _ in range(jobs)]
    for sandbox in sandboxes:
        idle.put(sandbox)

    def work(line: bytes) -> dict[str, Any]:
        sandbox = idle.get()
        payload = {"line": line.decode(errors="replace"), "language": language}
        try:
            result: dict[str, Any] = sandbox.run(
                "tutor.checking.rows:judge_line_job", payload, SECONDS
            )
        except (TimedOut, JobFailed):
            result = {
                "id": identifier(line),
                **told(Undecided(why=say["slow"]), language),
                "ms": None,
            }
        finally:
            idle.put(sandbox)
        return result

    waiting: Queue[Future[dict[str, Any]] | None] = Queue(4 * jobs)

    def read_rows(pool: ThreadPoolExecutor) -> None:
        try:
            for line in lines:
                waiting.put(pool.submit(work, line))
        finally:
            waiting.put(None)

    try:
        with ThreadPoolExecutor(jobs) as pool:
            Thread(target=read_rows, args=(pool,), daemon=True).start()
            while (judged := waiting.get()) is not None:
                yield judged.result()
    finally:
        for sandbox in sandboxes:
            sandbox.close()
