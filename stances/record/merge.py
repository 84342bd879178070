"""Two people's versions of one entry made into one, field by field, from the version that both began with.

What only one of them changed is taken as changed. Lists merge item by item: what either added is there, what either took out
is gone, and an item that both changed is merged in its turn. Where both changed the same thing differently, nothing is
guessed: the fields are in conflict, and a person chooses. Some fields say one thing together (a position means nothing
without its dispute); they change together or are in conflict together.
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
    Link,
    Locator,
    Membership,
    Position,
    Receipt,
    Source,
    Stance,
    Tally,
    Value,
)

E = TypeVar("E", bound=Entry)
Fields = tuple[str, ...]

HOW_KNOWN: Fields = ("attribution", "reported_by")
TOGETHER: Mapping[type[Value], tuple[Fields, ...]] = MappingProxyType(
    {
        Claim: (HOW_KNOWN, ("dispute", "also")),
        Link: (("kind", "source", "target"), HOW_KNOWN),
        Stance: (("dispute", "position"), HOW_KNOWN),
        Membership: (("attribution", "by"),),
    }
)
"""Fields that say one thing together."""

KNOWN_BY: Mapping[type[Value], Fields] = MappingProxyType(
    {
        Source: ("slug",),
        Membership: ("faction",),
        Tally: ("dispute", "position"),
        Receipt: ("by",),
        Position: ("value",),
        Act: ("participant", "act"),
    }
)
"""By what an item of a list is recognised when the rest of it has changed."""


class _Conflict(Exception):
    """Both changed the same thing differently."""


@dataclass(frozen=True)
class Merge(Generic[E]):
    """`conflicts` are the groups of fields that a person must choose; in `entry` these are as `theirs`."""

    ancestor: E
    mine: E
    theirs: E
    entry: E
    conflicts: tuple[Fields, ...]

    def resolved(self, choices: Mapping[str, Any]) -> E:
        """The merged entry with these values for fields in conflict. Raises pydantic's `ValidationError`."""
        return _with(self.entry, choices)


def merge(ancestor: E, mine: E, theirs: E) -> Merge[E]:
    """Bring together two versions of one entry; nothing that either changed is lost unless it is named a conflict."""
    fields, conflicts = _merge_fields(ancestor, mine, theirs)
    try:
        entry = _with(theirs, fields)
    except ValidationError:
        entry, conflicts = theirs, [g for g in _groups(theirs) if _changed(g, ancestor, mine)]
    return Merge(ancestor, mine, theirs, entry, tuple(conflicts))


def _with(entry: E, fields: Mapping[str, Any]) -> E:
    return type(entry).model_validate({**dict(entry), **fields})


def _groups(value: Value) -> list[Fields]:
    """Every field once, alone or with those it belongs to, in their order."""
    together = {name: group for group in TOGETHER.get(type(value), ()) for name in group}
    return list(dict.fromkeys(together.get(name, (name,)) for name in type(value).model_fields))


def _changed(group: Fields, one: Value, other: Value) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in group)


def _merge_fields(ancestor: Value, mine: Value, theirs: Value) -> tuple[dict[str, Any], list[Fields]]:
    """The fields on which the two agree, and the groups on which they do not."""
    agreed: dict[str, Any] = {}
    conflicts = []
    for group in _groups(ancestor):
        try:
            agreed.update(_merge_group(group, ancestor, mine, theirs))
        except _Conflict:
            conflicts.append(group)
    return agreed, conflicts


def _merge_group(group: Fields, ancestor: Value, mine: Value, theirs: Value) -> dict[str, Any]:
    if not _changed(group, mine, theirs) or not _changed(group, ancestor, mine):
        return {name: getattr(theirs, name) for name in group}
    if not _changed(group, ancestor, theirs):
        return {name: getattr(mine, name) for name in group}
    if len(group) > 1:
        raise _Conflict
    (name,) = group
    return {name: _merge_values(getattr(ancestor, name), getattr(mine, name), getattr(theirs, name))}


def _merge_values(ancestor: Any, mine: Any, theirs: Any) -> Any:
    """One value from two that both differ from the ancestor and from each other."""
    if isinstance(ancestor, tuple):
        return _merge_lists(ancestor, mine, theirs)
    raise _Conflict


def _merge_lists(ancestor: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    then, ours, others = _by_key(ancestor, mine, theirs)
    if _same_item_replaced(then, ours, others):
        raise _Conflict
    merged = {
        key: _merge_items(then.get(key), ours.get(key), others.get(key)) for key in {**then, **ours, **others}
    }
    kept = {key for key, item in merged.items() if item is not None}
    return tuple(merged[key] for key in _in_order(list(then), list(ours), list(others), kept))


def _by_key(*lists: Sequence[Any]) -> list[dict[Hashable, Any]]:
    """Items by what they are recognised by; where that is not enough to tell two apart, by the whole of them."""
    found = [[(_key(item), item) for item in items] for items in lists]
    if any(len({key for key, _ in pairs}) < len(pairs) for pairs in found):
        found = [_numbered(items) for items in lists]
    return [dict(pairs) for pairs in found]


def _key(item: Any) -> Hashable:
    names = KNOWN_BY.get(type(item))
    return tuple(getattr(item, name) for name in names) if names else item


def _numbered(items: Iterable[Any]) -> list[tuple[Hashable, Any]]:
    """Equal items are told apart by which of them comes first."""
    seen: dict[Any, int] = {}
    pairs: list[tuple[Hashable, Any]] = []
    for item in items:
        seen[item] = seen.get(item, 0) + 1
        pairs.append(((item, seen[item]), item))
    return pairs


def _same_item_replaced(
    then: Mapping[Hashable, Any], ours: Mapping[Hashable, Any], others: Mapping[Hashable, Any]
) -> bool:
    """Did both take out the same item, and did what they put in differ? Then it may be one item, changed twice."""
    gone = then.keys() - ours.keys() - others.keys()
    return bool(gone) and (ours.keys() - then.keys()) != (others.keys() - then.keys())


def _merge_items(then: Any, ours: Any, others: Any) -> Any:
    """One item from its three versions, None where it is not there."""
    if ours in (others, then):
        return others
    if others == then:
        return ours
    if not isinstance(then, Value) or isinstance(then, Locator) or ours is None or others is None:
        raise _Conflict
    fields, conflicts = _merge_fields(then, ours, others)
    if conflicts:
        raise _Conflict
    return then.model_copy(update=fields)


def _in_order(then: list[Any], ours: list[Any], others: list[Any], kept: set[Any]) -> list[Any]:
    """The order of whoever changed it, and what the other added after the item that it came after there."""
    common = set(then) & set(ours) & set(others)
    before, here, there = ([key for key in keys if key in common] for keys in (then, ours, others))
    if before != here != there != before:
        raise _Conflict
    lead, rest = (ours, others) if here != before else (others, ours)
    order = [key for key in lead if key in kept]
    added = [key for key in rest if key in kept]
    for place, key in enumerate(added):
        if key not in order:
            at = order.index(added[place - 1]) + 1 if place else 0
            while at < len(order) and order[at] not in added:
                at += 1
            order.insert(at, key)
    return order
