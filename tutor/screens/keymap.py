"""Which keys can be given to which action, and what speaks against it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.widgets import Input, TextArea

FIXED = frozenset({"enter", "escape", "space", "tab", "shift+tab"})
"""Keys that choose, leave and move on the same way everywhere; they stay as they are."""


class Action(NamedTuple):
    """Something a key does. group: where; "everywhere" or a place. keys: as it comes."""

    id: str
    group: str
    keys: str


def actions(groups: Mapping[str, Iterable[type[Any]]]) -> list[Action]:
    """The actions whose key can be changed, by group, each once.

    groups: name → the classes whose `BINDINGS` belong to it.
    """
    found: dict[str, Action] = {}
    for group, classes in groups.items():
        for owner in classes:
            for binding in Binding.make_bindings(owner.BINDINGS):
                keys = _keys_of(owner, binding.id)
                if (
                    binding.id
                    and binding.show
                    and not FIXED & set(keys)
                    and binding.id not in found
                ):
                    found[binding.id] = Action(binding.id, group, ",".join(keys))
    return list(found.values())


def _keys_of(owner: type[Any], identifier: str | None) -> list[str]:
    return [each.key for each in Binding.make_bindings(owner.BINDINGS) if each.id == identifier]


def keys_now(action: Action, keymap: Mapping[str, str]) -> list[str]:
    """The keys of an action, as chosen or as they come."""
    return (keymap.get(action.id) or action.keys).split(",")


def needed_for_typing(key: str) -> bool:
    """Whether a field needs the key: it types, edits or moves the cursor."""
    if key in FIXED or len(key) == 1:
        return True
    editing = {
        each.key for field in (Input, TextArea) for each in Binding.make_bindings(field.BINDINGS)
    }
    return key in editing - {"f6", "f7"}


def taken_by(
    key: str, action: Action, every: Iterable[Action], keymap: Mapping[str, str]
) -> Action | None:
    """The other action that has this key where `action` has its own, or None."""
    for other in every:
        together = "everywhere" in (other.group, action.group) or other.group == action.group
        if other.id != action.id and together and key in keys_now(other, keymap):
            return other
    return None


def given(
    key: str, action: Action, other: Action | None, keymap: Mapping[str, str]
) -> dict[str, str]:
    """The keymap in which `action` has `key`; the one that had it gets the old key instead."""
    changed = dict(keymap)
    if other is not None:
        old = keys_now(action, keymap)[0]
        kept = [each for each in keys_now(other, keymap) if each != key]
        changed[other.id] = ",".join(kept or [old])
    changed[action.id] = key
    return changed
