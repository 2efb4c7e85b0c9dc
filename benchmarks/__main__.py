"""`make bench` or `python -m benchmarks [NAME …]`: run all benchmarks, or those named.

What takes an hour runs only when it is named. A benchmark is a module here with
`main() -> list[str]`: it prints its table to stdout and returns the bars it missed, as
sentences. The exit code is 1 when any bar was missed.
"""

import sys
from importlib import import_module
from pathlib import Path

LONG = frozenset(["fuzz"])
"""Benchmarks that run only when they are named."""


def names() -> list[str]:
    """Every benchmark, in alphabetical order."""
    here = Path(__file__).parent
    return sorted(path.stem for path in here.glob("[a-z]*.py"))


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        print(
            f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr
        )
        return 2
    missed: list[str] = []
    for name in wanted or [name for name in names() if name not in LONG]:
        module = import_module(f"benchmarks.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}")
        missed += [f"{name}: {bar}" for bar in module.main()]
    print("\nevery bar is met" if not missed else "\nmissed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
