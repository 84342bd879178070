"""Three-way merge of two versions of one entry, field by field.

A field that only one version changed is taken from it. Lists merge item by item: additions and removals of both versions
are kept, and an item that both changed is merged itself. Fields that both changed differently are in conflict, and a
person must choose. Some fields belong together (a position means nothing without its dispute) and are merged or in
conflict as a group.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from stances.record.entries import (
    Act,
    Claim,
    Entry,
    FrozenModel,
    Link,
    Locator,
    Membership,
    Position,
    Receipt,
    Source,
    Stance,
    Tally,
)

E = TypeVar("E", bound=Entry)
FieldGroup = tuple[str, ...]

ATTRIBUTION_FIELDS: FieldGroup = ("attribution", "reported_by")
JOINT_FIELDS: Mapping[type[FrozenModel], tuple[FieldGroup, ...]] = MappingProxyType(
    {
        Claim: (ATTRIBUTION_FIELDS, ("dispute", "also")),
        Link: (("kind", "source", "with_", "target", "mutual"), ATTRIBUTION_FIELDS),
        Stance: (("dispute", "position"), ATTRIBUTION_FIELDS),
        Membership: (("attribution", "by"),),
    }
)
"""Groups of fields that are merged together."""

ITEM_KEYS: Mapping[type[FrozenModel], FieldGroup] = MappingProxyType(
    {
        Source: ("slug",),
        Membership: ("faction",),
        Tally: ("dispute", "position"),
        Receipt: ("by",),
        Position: ("value",),
        Act: ("participant", "act"),
    }
)
"""The fields that identify an item of a list, so that a changed item is not taken for a new one."""


class _MergeConflictError(Exception):
    """Both versions changed the same thing differently."""


@dataclass(frozen=True)
class MergeResult(Generic[E]):
    """A merge: a person must choose the fields in `conflicts`; until then `entry` has those of `theirs`."""

    ancestor: E
    mine: E
    theirs: E
    entry: E
    conflicts: tuple[FieldGroup, ...]

    def resolve(self, choices: Mapping[str, Any]) -> E:
        """The merged entry with these values for fields in conflict; raises pydantic's `ValidationError`."""
        return _replace_fields(self.entry, choices)


def merge(ancestor: E, mine: E, theirs: E) -> MergeResult[E]:
    """Merge two versions of one entry.

    If the merged fields are not valid together, every group of fields that `mine` changed is a conflict.
    """
    fields, conflicts = _merge_fields(ancestor, mine, theirs)
    try:
        entry = _replace_fields(theirs, fields)
    except ValidationError:
        entry, conflicts = theirs, [g for g in _field_groups(theirs) if _differ(g, ancestor, mine)]
    return MergeResult(ancestor, mine, theirs, entry, tuple(conflicts))


def _replace_fields(entry: E, fields: Mapping[str, Any]) -> E:
    return type(entry).model_validate({**dict(entry), **fields})


def _field_groups(value: FrozenModel) -> list[FieldGroup]:
    """The fields in their order, each in its group or in a group of its own."""
    together = {name: group for group in JOINT_FIELDS.get(type(value), ()) for name in group}
    return list(dict.fromkeys(together.get(name, (name,)) for name in type(value).model_fields))


def _differ(group: FieldGroup, one: FrozenModel, other: FrozenModel) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in group)


def _merge_fields(
    ancestor: FrozenModel, mine: FrozenModel, theirs: FrozenModel
) -> tuple[dict[str, Any], list[FieldGroup]]:
    """The merged fields, and the groups in conflict."""
    merged: dict[str, Any] = {}
    conflicts = []
    for group in _field_groups(ancestor):
        try:
            merged.update(_merge_group(group, ancestor, mine, theirs))
        except _MergeConflictError:
            conflicts.append(group)
    return merged, conflicts


def _merge_group(
    group: FieldGroup, ancestor: FrozenModel, mine: FrozenModel, theirs: FrozenModel
) -> dict[str, Any]:
    if not _differ(group, mine, theirs) or not _differ(group, ancestor, mine):
        return {name: getattr(theirs, name) for name in group}
    if not _differ(group, ancestor, theirs):
        return {name: getattr(mine, name) for name in group}
    if len(group) > 1:
        raise _MergeConflictError
    (name,) = group
    return {name: _merge_values(getattr(ancestor, name), getattr(mine, name), getattr(theirs, name))}


def _merge_values(ancestor: Any, mine: Any, theirs: Any) -> Any:
    """Merge two values that differ from the ancestor and from each other."""
    if isinstance(ancestor, tuple):
        return _merge_lists(ancestor, mine, theirs)
    raise _MergeConflictError


def _merge_lists(ancestor: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    old, ours, others = _key_items(ancestor, mine, theirs)
    if _same_item_replaced(old, ours, others):
        raise _MergeConflictError
    merged = {
        key: _merge_items(old.get(key), ours.get(key), others.get(key)) for key in {**old, **ours, **others}
    }
    remaining = {key for key, item in merged.items() if item is not None}
    return tuple(merged[key] for key in _merge_order(list(old), list(ours), list(others), remaining))


def _key_items(*lists: Sequence[Any]) -> list[dict[Hashable, Any]]:
    """The items of each list by key; if two items of one list share a key, items are their own keys."""
    keyed = [[(_item_key(item), item) for item in items] for items in lists]
    if any(len({key for key, _ in pairs}) < len(pairs) for pairs in keyed):
        keyed = [_number_items(items) for items in lists]
    return [dict(pairs) for pairs in keyed]


def _item_key(item: Any) -> Hashable:
    names = ITEM_KEYS.get(type(item))
    return tuple(getattr(item, name) for name in names) if names else item


def _number_items(items: Iterable[Any]) -> list[tuple[Hashable, Any]]:
    """Items with themselves and their number among equal items as keys."""
    seen: dict[Any, int] = {}
    pairs: list[tuple[Hashable, Any]] = []
    for item in items:
        seen[item] = seen.get(item, 0) + 1
        pairs.append(((item, seen[item]), item))
    return pairs


def _same_item_replaced(
    old: Mapping[Hashable, Any], ours: Mapping[Hashable, Any], others: Mapping[Hashable, Any]
) -> bool:
    """Whether both removed the same item but added different ones: perhaps one item whose key both changed."""
    removed = old.keys() - ours.keys() - others.keys()
    return bool(removed) and (ours.keys() - old.keys()) != (others.keys() - old.keys())


def _merge_items(old: Any, ours: Any, others: Any) -> Any:
    """Merge three versions of one item; None stands for an absent one."""
    if ours in (others, old):
        return others
    if others == old:
        return ours
    if not isinstance(old, FrozenModel) or isinstance(old, Locator) or ours is None or others is None:
        raise _MergeConflictError
    fields, conflicts = _merge_fields(old, ours, others)
    if conflicts:
        raise _MergeConflictError
    return old.model_copy(update=fields)


def _merge_order(old: list[Any], ours: list[Any], others: list[Any], remaining: set[Any]) -> list[Any]:
    """The keys in the order of the version that changed it; additions of the other follow their predecessor there."""
    common = set(old) & set(ours) & set(others)
    old_order, our_order, other_order = (
        [key for key in keys if key in common] for keys in (old, ours, others)
    )
    if old_order != our_order != other_order != old_order:
        raise _MergeConflictError
    lead, rest = (ours, others) if our_order != old_order else (others, ours)
    order = [key for key in lead if key in remaining]
    added = [key for key in rest if key in remaining]
    for place, key in enumerate(added):
        if key not in order:
            at = order.index(added[place - 1]) + 1 if place else 0
            while at < len(order) and order[at] not in added:
                at += 1
            order.insert(at, key)
    return order
