"""What a function gave, taken apart: results by name, arrays, and what is wrong with their form."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.bilingual import Text
from tutor.checking.assignments.comparing import shape_text
from tutor.checking.assignments.declared import Part
from tutor.checking.assignments.packing import unpack_array
from tutor.checking.assignments.telling import strings


def results_of(told: Mapping[str, Any], part: Part) -> list[tuple[str, Any]] | tuple[Text, str]:
    """The results by name; or what is wrong with how they are given, and the slip's name."""
    if told["is"] == "None":
        return strings["none"], "none"
    if not part.gives:
        if told["is"] in ("tuple", "dict"):
            return strings("not_one", kind=told["is"]), "type"
        return [("", told)]
    names = ", ".join(part.gives)
    if told["is"] == "dict":
        missing = [name for name in part.gives if name not in told["items"]]
        if missing:
            return strings("key_missing", key=missing[0], names=names), "type"
        return [(name, told["items"][name]) for name in part.gives]
    items = told.get("items")
    if told["is"] not in ("tuple", "list") or items is None:
        return strings("not_several", count=len(part.gives), names=names), "type"
    if len(items) != len(part.gives):
        return strings("count", yours=len(items), count=len(part.gives), names=names), "type"
    return list(zip(part.gives, items, strict=True))


def array_of(told: Mapping[str, Any]) -> Any:
    """The array of a result; or what is wrong with it, and the slip's name."""
    if told["is"] == "None":
        return strings["none"], "none"
    if told["is"] in ("list", "tuple"):
        return strings("list", kind=told["is"]), "list"
    if "dtype" not in told:
        return strings("type", kind=told["is"]), "type"
    if "bytes" not in told:
        if np.dtype(told["dtype"]).kind in "biufc":
            return strings("huge", shape=shape_text(tuple(told["shape"]))), "huge"
        return strings("dtype", dtype=np.dtype(told["dtype"]).name), "type"
    array = unpack_array(told)
    if array.dtype.kind == "c":
        return strings("dtype", dtype=array.dtype.name), "type"
    return array


_KINDS: Mapping[str, str] = {"float": "f", "int": "iu", "bool": "b"}


def unfit(yours: Any, part: Part) -> Text | None:
    """What is wrong with the form of a result, whatever its values should be."""
    if part.dtype and yours.dtype.kind not in _KINDS[part.dtype]:
        return strings("dtype_wanted", dtype=yours.dtype.name, wanted=part.dtype)
    if part.shape is not None and yours.shape != part.shape:
        wanted = shape_text(part.shape)
        return strings("wrong_shape", yours=shape_text(yours.shape), expected=wanted)
    if part.finite and not np.isfinite(yours).all():
        index = tuple(int(place) for place in np.argwhere(~np.isfinite(yours))[0])
        at = f" {list(index)}" if index else ""
        return strings("not_finite", at=at, yours=f"{yours[index]}")
    return None
