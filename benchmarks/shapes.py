"""Shapes: our inference beside really running the code, and beside torch's meta device.

The realistic snippets of tests/checking/shapes/realistic.txt, each with numbers and with
symbols. NumPy and PyTorch run them on real arrays (small sizes); torch's meta device
computes shapes without elements, for numbers only. Times are CPU times.

Bars: the same shapes on every line as the library, no line abstained on more than 2 %;
p95 at most 20 ms a snippet.
"""

import contextlib
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from tests.checking.shapes.cases import at_sizes
from tests.checking.shapes.realistic import Run, Snippet, run, snippets
from tutor.checking.shapes import infer_row

MOST_MILLISECONDS = 20.0
MOST_ABSTAINED = 0.02


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    result = work()
    return result, (time.process_time() - began) * 1000


def row(snippet: Snippet, symbolic: bool) -> dict[str, Any]:
    return {
        "code": snippet.code,
        "dims": dict.fromkeys(snippet.sizes) if symbolic else snippet.sizes,
        "constraints": snippet.facts,
        "flavour": snippet.flavour,
    }


def agreement(result: dict[str, Any], real: Run, sizes: dict[str, int]) -> tuple[int, int]:
    """(lines that agree, lines compared); a wrong idea of failing is one line that does not."""
    right = int(bool(result["error"]) == (real.failed is not None))
    total = 1
    for line in result["lines"]:
        place = line["line"], line["name"]
        if place in real.shapes and line["sym"] is not None:
            with contextlib.suppress(Exception):
                right += at_sizes(line["sym"], sizes) == real.shapes[place]
                total += 1
    return right, total


def on_meta(snippet: Snippet) -> Run:
    """The snippet on torch's meta device, which holds shapes only."""
    import torch

    with torch.device("meta"):
        return run(snippet, snippet.sizes)


def quantile(times: list[float], q: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(q * len(ordered)), len(ordered) - 1)]


def main() -> list[str]:
    has_torch = find_spec("torch") is not None
    if not has_torch:
        print("PyTorch is not installed: its snippets are left out.")
    chosen = [s for s in snippets() if has_torch or s.flavour == "numpy"]
    infer_row(row(chosen[0], symbolic=True))
    run(chosen[-1], chosen[-1].sizes)
    times: dict[str, list[float]] = {}
    right: dict[str, list[int]] = {}
    abstained = 0
    for snippet in chosen:
        real, spent = timed(lambda s=snippet: run(s, s.sizes))
        times.setdefault(f"{snippet.flavour}, really run", []).append(spent)
        for name, symbolic in (("tutor, numbers", False), ("tutor, symbols", True)):
            result, spent = timed(lambda s=snippet, y=symbolic: infer_row(row(s, y)))
            times.setdefault(name, []).append(spent)
            if str(result["error"]).startswith("unsupported"):
                abstained += 1
                continue
            good, total = agreement(result, real, snippet.sizes)
            pair = right.setdefault(name, [0, 0])
            pair[0] += good
            pair[1] += total
        if has_torch and snippet.flavour == "torch":
            meta, spent = timed(lambda s=snippet: on_meta(s))
            times.setdefault("torch, meta device", []).append(spent)
            pair = right.setdefault("torch, meta device", [0, 0])
            same = sum(meta.shapes.get(place) == shape for place, shape in real.shapes.items())
            pair[0] += same
            pair[1] += len(real.shapes)
    print(f"{len(chosen)} snippets, {abstained} abstentions of ours")
    print(f"{'':22}{'lines right':>16}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for name, spent_times in times.items():
        pair = right.get(name, [0, 0])
        share = f"{pair[0]}/{pair[1]}" if pair[1] else "the oracle"
        numbers = (quantile(spent_times, 0.5), quantile(spent_times, 0.95), max(spent_times))
        print(f"{name:22}{share:>16}" + "".join(f"{number:9.1f}" for number in numbers))
    return _missed(times, right, abstained, len(chosen))


def _missed(
    times: dict[str, list[float]], right: dict[str, list[int]], abstained: int, count: int
) -> list[str]:
    missed = []
    for name in ("tutor, numbers", "tutor, symbols"):
        if right[name][0] < right[name][1]:
            missed.append(
                f"{name}: {right[name][1] - right[name][0]} lines differ from the library"
            )
        if quantile(times[name], 0.95) > MOST_MILLISECONDS:
            missed.append(f"{name}: p95 is {quantile(times[name], 0.95):.1f} ms")
    if abstained > MOST_ABSTAINED * 2 * count:
        missed.append(f"{abstained} abstentions")
    return missed
