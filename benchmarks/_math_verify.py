"""Math-Verify on pairs of TeX, for `equivalence.py`; run by an interpreter that has it.

Reads a JSON list of [answer, key] and writes a list of objects: verdict (null where it
could not be read or took too long, by its own limits of five seconds), reading and
deciding in milliseconds of CPU time.
"""

import json
import logging
import sys
import time

from math_verify import parse, verify


def main() -> None:
    logging.disable(logging.ERROR)
    parse("$x$")
    rows = []
    for texts in json.load(sys.stdin):
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
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
