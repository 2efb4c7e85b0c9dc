"""The whole checker on made-up rows: nothing escapes, nothing takes long, nothing grows.

Rows are made by a grammar of all forms and notations, by damaging such texts, by rewriting
keys, and of plain bytes; kinds, variables and options are mixed in, most of them senseless.
Each goes the way of a row of `tutor check --jsonl`. Every block of rows has its own seed, so
that a row that failed can be made again from the block and the number that are printed.

Bars: no exception but the refusal of a senseless question; no row above 3 s of CPU time;
memory after the first tenth grows by less than 64 MB. It takes an hour or so, and runs only
when it is named: `python -m benchmarks fuzz`, or `make fuzz`.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROWS = int(os.environ.get("FUZZ_ROWS", "200000"))
FIRST = int(os.environ.get("FUZZ_FIRST_BLOCK", "0"))
PROCESSES = 2
BLOCK = 500
SECONDS = 3.0
GROWTH = 64.0
ROOM = 3 << 30

ATOMS = (
    *("x", "x", "x", "y", "n", "t", "a", "k", "0", "1", "2", "3", "7", "-1", "10", "100", "0.5"),
    *("1/2", "1e3", "1e-9", "5%", "3.14159", "π", "e", "pi", "i", "oo", "∞", "-∞", "x_1", "x_i"),
    *("alpha", "β", "\\theta", "w1", "y_hat", "dL", "½", "√2", "x²", "৩", "10^9", "2^100", "90°"),
)
FUNCTIONS = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh"),
    *("asinh", "acosh", "atanh", "exp", "ln", "log", "log2", "log10", "sqrt", "cbrt", "abs"),
    *("sign", "floor", "ceil", "factorial", "gamma", "erf", "sigmoid", "softplus", "relu", "silu"),
    *("gelu", "heaviside", "max", "min", "mod", "binomial", "softmax", "logsumexp", "arcsin", "σ"),
    *("np.exp", "math.sqrt", "\\sin", "\\ln", "\\sqrt"),
)
RELATIONS = ("=", "<", ">", "<=", ">=", "!=", "≤", "\\le", "==", "∈")
SIGNS = "()[]{}|+-*/^_=<>!,.;:&%'\"\\$xyn0123456789 πσ√∞²½≤±∪∂∑\u200b\u202e\x00\ud800e"
KINDS = ("expression", "equation", "set", "interval", "list", "matrix", "vector", "number")
ASSUMPTIONS = (
    *("real", "positive", "negative", "nonzero", "integer", "natural", "complex", "purple"),
    *("(0, 1)", "[2, oo)", "(1000, 1001)", "(2, 1)", "integer positive", ""),
)
TOLERANCES = (0.01, 1e-9, "1%", "1e-3", 0, -1, "about", 10**400, True)


def expression(r: random.Random, depth: int) -> str:
    """An expression in mixed notations."""
    if depth <= 0 or r.random() < 0.15:
        return r.choice(ATOMS)

    def part() -> str:
        return expression(r, depth - 1)

    match r.randrange(20):
        case 0 | 1 | 2 | 3 | 4:
            return f"({part()}{r.choice('+-*/')}{part()})"
        case 5:
            return f"{part()}{r.choice(('+', '-', ' ', '·', '*', '/'))}{part()}"
        case 6:
            return f"({part()})^({expression(r, depth - 2)})"
        case 7:
            return f"{part()}^{r.choice(('2', '3', '-1', '{-2}', '(1/2)', '(1/3)', 'x', 'n'))}"
        case 8 | 9 | 10 | 11:
            return f"{r.choice(FUNCTIONS)}({part()})"
        case 12:
            return f"{r.choice(FUNCTIONS)}({part()}, {part()})"
        case 13:
            return f"|{part()}|"
        case 14:
            return f"\\frac{{{part()}}}{{{part()}}}"
        case 15:
            return f"{r.choice(('', '-', '√', '±'))}{part()}{r.choice(('', '!', '²', '%', '^T'))}"
        case 16:
            head, low = r.choice(("sum", "prod", "\\sum")), r.choice(("0", "1", "-2", "n"))
            return f"{head}_{{k={low}}}^{{{r.choice(('n', '5', '100', '10^6'))}}} {part()}"
        case 17:
            return f"({part()} if x {r.choice(RELATIONS)} {part()} else {part()})"
        case 18:
            return f"1[{part()} {r.choice(RELATIONS)} {part()}]"
        case _:
            return f"log_{r.choice(('2', '{10}', 'b'))}({part()})"


def statement(r: random.Random, depth: int) -> str:
    """Any form but a plain expression."""

    def part() -> str:
        return expression(r, depth - 1)

    def relation() -> str:
        return f"{part()} {r.choice(RELATIONS)} {part()}"

    several = r.choice((", ", ",", "; "))
    match r.randrange(9):
        case 0:
            return relation()
        case 1:
            return (
                f"{part()} {r.choice(('<', '<=', '>'))} {part()} {r.choice(('<', '<='))} {part()}"
            )
        case 2:
            return r.choice((" and ", " or ", ", ", "; ")).join((relation(), relation()))
        case 3:
            return f"{r.choice('([')}{part()}{several}{part()}{r.choice(')]')}"
        case 4:
            ends = [f"{r.choice('([')}{part()}, {part()}{r.choice(')]')}" for _ in range(2)]
            return r.choice((" U ", " ∪ ", "\\cup")).join(ends)
        case 5:
            return "{" + several.join(part() for _ in range(r.randrange(5))) + "}"
        case 6:
            size = r.randrange(1, 4)
            rows = ["[" + ", ".join(part() for _ in range(size)) + "]" for _ in range(size)]
            return r.choice(("", "2", "-")) + "[" + ", ".join(rows) + "]"
        case 7:
            return f"\\begin{{pmatrix}}{part()} & {part()} \\\\ {part()} & {part()}\\end{{pmatrix}}"
        case _:
            return f"x = {part()} {r.choice(('or', ',', 'and'))} x = {part()}"


def damaged(r: random.Random, text: str) -> str:
    """A text with a few characters lost, added or swapped."""
    signs = list(text)
    for _ in range(r.randrange(1, 5)):
        place = r.randrange(len(signs) + 1)
        chance = r.random()
        if chance < 0.35 and signs:
            del signs[min(place, len(signs) - 1)]
        elif chance < 0.75:
            signs.insert(place, r.choice(SIGNS))
        elif chance < 0.85:
            signs[place:place] = signs[: r.randrange(8)]
        elif chance < 0.9:
            r.shuffle(signs)
        else:
            signs.insert(place, chr(r.randrange(0x110000)))
    return "".join(signs)


def of_bytes(r: random.Random) -> str:
    """Any characters at all, most of them those of formulas."""
    size = r.choice((0, 1, 2, 5, 20, 60))
    codes = (
        r.choice((r.randrange(256), r.randrange(32, 127), r.randrange(0x110000)))
        for _ in range(size)
    )
    if r.random() < 0.5:
        return bytes(r.randrange(256) for _ in range(size)).decode("utf-8", "replace")
    return "".join(map(chr, codes))


def answer_to(r: random.Random, key: str) -> str:
    """An answer: the key rewritten or damaged, something else, or noise."""
    chance = r.random()
    if chance < 0.3:
        return damaged(r, key)
    if chance < 0.45:
        return f"({key}){r.choice(('+0*', '-0*', '*1^', '+1e-12*', '+', '^'))}({expression(r, 1)})"
    if chance < 0.7:
        return expression(r, r.randrange(1, 5))
    if chance < 0.88:
        return statement(r, r.randrange(1, 4))
    return of_bytes(r)


def row(r: random.Random) -> dict[str, Any]:
    """One row as `tutor check --jsonl` reads it."""
    make = expression if r.random() < 0.65 else statement
    key = make(r, r.randrange(1, 5)) if r.random() < 0.95 else of_bytes(r)
    found: dict[str, Any] = {"answer": answer_to(r, key), "key": key}
    if r.random() < 0.15:
        found |= {"function": expression(r, 3), "wrt": r.choice(("x", "x", "t", "x_1", "2", ""))}
        if r.random() < 0.6:
            del found["key"]
    if r.random() < 0.15:
        found["kind"] = r.choice(KINDS)
    if r.random() < 0.2:
        names = r.sample(("x", "y", "n", "t", "a", "k", "alpha", "x_1", "z"), r.randrange(4))
        found["variables"] = {name: r.choice(ASSUMPTIONS) for name in names}
    if r.random() < 0.08:
        found["tolerance"] = r.choice(TOLERANCES)
    for flag in ("same_domain", "ordered", "free_constant"):
        if r.random() < 0.05:
            found[flag] = r.random() < 0.5
    return found


def rows(block: int) -> Iterator[dict[str, Any]]:
    """The rows of one block."""
    r = random.Random(f"block {block}")
    return (row(r) for _ in range(BLOCK))


def megabytes() -> float:
    """Memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def judge_blocks(blocks: range) -> Iterator[dict[str, Any]]:
    """What every block came to."""
    from tutor.checking.rows import judge_row, told
    from tutor.errors import TutorError

    for block in blocks:
        counts: Counter[str] = Counter()
        faults: list[str] = []
        worst = 0.0
        for number, asked in enumerate(rows(block)):
            start = time.process_time()
            try:
                verdict = told(judge_row(asked), "en")["verdict"]
            except TutorError:
                verdict = "refused"
            except Exception as error:  # noqa: BLE001 (whatever escapes is what is looked for)
                verdict = "escaped"
                faults.append(f"block {block}, row {number}: {error!r}: {asked!a}")
            took = time.process_time() - start
            if took > SECONDS:
                faults.append(f"block {block}, row {number}: {took:.1f} s: {asked!a}")
            worst = max(worst, took)
            counts[verdict] += 1
        yield {"counts": counts, "faults": faults, "worst": worst, "memory": megabytes()}


def main() -> list[str]:
    """Run all blocks in two processes; print what came of them, and return what is amiss."""
    blocks = -(-ROWS // BLOCK)
    workers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "benchmarks.fuzz",
                str(FIRST + i),
                str(FIRST + blocks),
                str(PROCESSES),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for i in range(PROCESSES)
    ]
    counts: Counter[str] = Counter()
    missed: list[str] = []
    worst = 0.0
    memories: list[list[float]] = []
    for worker in workers:
        assert worker.stdout is not None
        done = [json.loads(line) for line in worker.stdout]
        if worker.wait():
            missed.append(f"a process ended with exit code {worker.returncode}")
        for block in done:
            counts.update(block["counts"])
            missed += block["faults"]
            worst = max(worst, block["worst"])
        memories.append([block["memory"] for block in done])
    print(f"{sum(counts.values())} rows; worst {worst:.2f} s of CPU time")
    print("  " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    for memory in filter(None, memories):
        before, after = memory[len(memory) // 10], max(memory)
        print(f"  memory {before:.0f} MB after the first tenth, {after:.0f} MB at most")
        if after - before > GROWTH:
            missed.append(f"memory grew by {after - before:.0f} MB")
    return missed


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))  # what asks for more is an escape
    first, end, step = map(int, sys.argv[1:])
    for result in judge_blocks(range(first, end, step)):
        print(json.dumps(result), flush=True)
