"""Values as plain data, so that they can cross between processes without being code.

An array is its type, its shape and its bytes; anything that is none is told by its name. Both
ends use this file; unpacking makes numbers and nothing else.
"""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

MOST_BYTES = 8 << 20
"""An array of more is told by its shape alone."""
MOST_ITEMS = 64
MOST_NUMBERS = 1_000_000
DEEPEST = 4

# A learner's code may put other things under these names.
_asarray, _ndarray, _generic = np.asarray, np.ndarray, np.generic


def pack(value: Any, depth: int = 0) -> dict[str, Any]:
    """`value` as JSON can hold it."""
    if value is None:
        return {"is": "None"}
    if isinstance(value, _ndarray):
        return _array(value, type(value).__name__)
    if isinstance(value, bool | int | float | complex | _generic):
        return _number(value)
    if isinstance(value, list | tuple) and depth < DEEPEST:
        return _sequence(value, depth)
    if isinstance(value, dict) and depth < DEEPEST:
        items = list(value.items())[:MOST_ITEMS]
        return {"is": "dict", "items": {str(k)[:80]: pack(v, depth + 1) for k, v in items}}
    return {"is": type(value).__name__[:80]}


def _array(value: Any, name: str) -> dict[str, Any]:
    told = {"is": name[:80], "dtype": value.dtype.str, "shape": list(value.shape)}
    if value.dtype.kind in "biufc" and value.nbytes <= MOST_BYTES:
        told["bytes"] = base64.b64encode(value.tobytes()).decode("ascii")
    return told


def _number(value: Any) -> dict[str, Any]:
    try:
        array = _asarray(value)
    except (OverflowError, ValueError):
        return {"is": type(value).__name__}
    return _array(array, type(value).__name__)


def _sequence(value: Any, depth: int) -> dict[str, Any]:
    told: dict[str, Any] = {"is": type(value).__name__[:80], "length": len(value)}
    if len(value) <= MOST_ITEMS:
        told["items"] = [pack(item, depth + 1) for item in value]
    if len(value) > MOST_NUMBERS:
        return told
    try:
        array = _asarray(value)
    except (ValueError, TypeError, OverflowError, MemoryError):
        return told
    if array.dtype.kind in "biufc":
        told["array"] = _array(array, "ndarray")
    return told


def unpack_array(told: Mapping[str, Any]) -> Any:
    """The array that `pack` told of, writable; None where there are only words of it.

    Raises ValueError for data that does not fit together.
    """
    if "bytes" not in told:
        return None
    dtype = np.dtype(told["dtype"])
    if dtype.kind not in "biufc":
        raise ValueError(told["dtype"])
    data = base64.b64decode(told["bytes"])
    return np.frombuffer(data, dtype=dtype).reshape(told["shape"]).copy()
