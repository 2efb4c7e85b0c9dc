"""`tutor lint` over 1,000 exercises, beside merely reading the same files with PyYAML.

The bar is set against processor time, which neighbours on the machine change little: what
reads runs alone, what proves runs on two cores. Every kind takes its turn with the exercises
of its own cases; two in ten have 50 variants.
"""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from tutor import kinds
from tutor.lint.run import lint

EXERCISES = 1_000
A_LESSON = 10
SECONDS_ON_TWO_CORES = 30.0

VARIED: tuple[dict[str, Any], ...] = (
    {
        "kind": "derivative",
        "function": "{{a}}*x^{{n}} + {{b}}*x",
        "mistakes": [
            {"answer": "{{a}}*x^{{n - 1}} + {{b}}", "feedback": "n"},
            {"answer": "{{a*n}}*x^{{n}} + {{b}}", "feedback": "power"},
        ],
        "vary": {"parameters": {"a": "2..9", "n": "3..6", "b": "1..9"}},
    },
    {
        "kind": "number",
        "prompt": "{{a}}·{{b}}?",
        "answer": "{{a*b}}",
        "mistakes": [{"answer": "{{a*b + 1}}", "feedback": "1"}],
        "vary": {"parameters": {"a": "2..99", "b": "2..99"}},
    },
)


class _Plain(yaml.SafeDumper):
    """Writes no anchors: lessons have none."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        write_lessons(Path(folder))
        begun = _used()
        start = time.perf_counter()
        report = lint([Path(folder)])
        ours = time.perf_counter() - start
        start = time.perf_counter()
        for path in Path(folder).glob("*.yaml"):
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        theirs = time.perf_counter() - start
    assert report.exercises == EXERCISES, report.findings[:3]
    alone, shared = (after - before for after, before in zip(_used(), begun, strict=True))
    two_cores = alone + shared / 2
    cores = os.cpu_count() or 1
    print(f"{report.lessons} lessons, {report.exercises:,} exercises, {cores} cores")
    print(f"lint          {ours:6.1f} s here, {two_cores:.1f} s on two cores of its own")
    print(f"PyYAML alone  {theirs:6.2f} s   ratio {two_cores / theirs:.0f}")
    if two_cores > SECONDS_ON_TWO_CORES:
        return [f"lint takes {two_cores:.0f} s on two cores, above {SECONDS_ON_TWO_CORES:.0f}"]
    return []


def _used() -> tuple[float, float]:
    """Processor seconds of this process, and of its children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    alone, shared = (used.ru_utime + used.ru_stime for used in both)
    return alone, shared


def write_lessons(folder: Path) -> None:
    """Write the exercises in lessons of ten, each with an id of its own."""
    fixed = [
        item["exercise"]
        for name in kinds.names()
        for item in yaml.safe_load(
            (Path(kinds.__file__).parent / name / "cases.yaml").read_text(encoding="utf-8")
        )
        if "vary" not in item["exercise"]
    ]
    for lesson in range(EXERCISES // A_LESSON):
        sections = []
        for place in range(A_LESSON):
            number = lesson * A_LESSON + place
            pool = VARIED if place < 2 else fixed
            exercise = {**pool[number % len(pool)], "id": f"exercise-{number}"}
            sections.append({"exercise": exercise})
        content = {
            "format_version": 1,
            "id": f"lesson-{lesson}",
            "title": f"L{lesson}",
            "course": "benchmark",
            "sections": sections,
        }
        text = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (folder / f"lesson-{lesson}.yaml").write_text(text, encoding="utf-8")
