"""Math-Verify on pairs of TeX, for `equivalence.py`; run by an interpreter that has it.

Reads as JSON a list of [answer, key] and a number of passes, and writes for each pass a
list of objects: verdict (null where it could not be read or took too long, by its own
limits of five seconds), reading and deciding in milliseconds of CPU time.
"""

import json
import logging
import sys
import time

from math_verify import parse, verify
from sympy.core.cache import clear_cache


def main() -> None:
    logging.disable(logging.ERROR)
    parse("$x$")
    pairs, passes = json.load(sys.stdin)
    json.dump([one_pass(pairs) for _ in range(passes)], sys.stdout)


def one_pass(pairs: list[list[str]]) -> list[dict[str, object]]:
    clear_cache()  # what SymPy remembers of the same pairs from an earlier pass
    rows: list[dict[str, object]] = []
    for texts in pairs:
        start = time.process_time()
        answer, key = (parse(f"${text}$") for text in texts)
        middle = time.process_time()
        verdict = bool(verify(key, answer)) if key and answer else None
        end = time.process_time()
        rows.append(
            {
                "verdict": verdict,
                "reading": (middle - start) * 1000,
                "deciding": (end - middle) * 1000,
            }
        )
    return rows


if __name__ == "__main__":
    main()
