"""How benchmarks of labs take the time of one redraw."""

from collections.abc import Callable
from time import process_time

TIMES = 30


def median(work: Callable[[], object]) -> float:
    """Milliseconds of processor time a call of `work`, the median of TIMES calls."""
    found = []
    for _ in range(TIMES):
        begun = process_time()
        work()
        found.append((process_time() - begun) * 1000)
    return sorted(found)[TIMES // 2]
