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
        Link: (("kind", "source", "target"), ATTRIBUTION_FIELDS),
        Stance: (("dispute", "position"), ATTRIBUTION_FIELDS),
        Membership: (("attribution", "by"),),
    }
)
"""Fields that say one thing together."""

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
"""By what an item of a list is recognised when the rest of it has changed."""


class _MergeConflictError(Exception):
    """Both changed the same thing differently."""


@dataclass(frozen=True)
class MergeResult(Generic[E]):
    """`conflicts` are the groups of fields that a person must choose; in `entry` these are as `theirs`."""

    ancestor: E
    mine: E
    theirs: E
    entry: E
    conflicts: tuple[FieldGroup, ...]

    def resolve(self, choices: Mapping[str, Any]) -> E:
        """The merged entry with these values for fields in conflict. Raises pydantic's `ValidationError`."""
        return _replace_fields(self.entry, choices)


def merge(ancestor: E, mine: E, theirs: E) -> MergeResult[E]:
    """Bring together two versions of one entry; nothing that either changed is lost unless it is named a conflict."""
    fields, conflicts = _merge_fields(ancestor, mine, theirs)
    try:
        entry = _replace_fields(theirs, fields)
    except ValidationError:
        entry, conflicts = theirs, [g for g in _field_groups(theirs) if _differ(g, ancestor, mine)]
    return MergeResult(ancestor, mine, theirs, entry, tuple(conflicts))


def _replace_fields(entry: E, fields: Mapping[str, Any]) -> E:
    return type(entry).model_validate({**dict(entry), **fields})


def _field_groups(value: FrozenModel) -> list[FieldGroup]:
    """Every field once, alone or with those it belongs to, in their order."""
    together = {name: group for group in JOINT_FIELDS.get(type(value), ()) for name in group}
    return list(dict.fromkeys(together.get(name, (name,)) for name in type(value).model_fields))


def _differ(group: FieldGroup, one: FrozenModel, other: FrozenModel) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in group)


def _merge_fields(
    ancestor: FrozenModel, mine: FrozenModel, theirs: FrozenModel
) -> tuple[dict[str, Any], list[FieldGroup]]:
    """The fields on which the two agree, and the groups on which they do not."""
    agreed: dict[str, Any] = {}
    conflicts = []
    for group in _field_groups(ancestor):
        try:
            agreed.update(_merge_group(group, ancestor, mine, theirs))
        except _MergeConflictError:
            conflicts.append(group)
    return agreed, conflicts


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
    """One value from two that both differ from the ancestor and from each other."""
    if isinstance(ancestor, tuple):
        return _merge_lists(ancestor, mine, theirs)
    raise _MergeConflictError


def _merge_lists(ancestor: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    then, ours, others = _key_items(ancestor, mine, theirs)
    if _same_item_replaced(then, ours, others):
        raise _MergeConflictError
    merged = {
        key: _merge_items(then.get(key), ours.get(key), others.get(key)) for key in {**then, **ours, **others}
    }
    kept = {key for key, item in merged.items() if item is not None}
    return tuple(merged[key] for key in _merge_order(list(then), list(ours), list(others), kept))


def _key_items(*lists: Sequence[Any]) -> list[dict[Hashable, Any]]:
    """Items by what they are recognised by; where that is not enough to tell two apart, by the whole of them."""
    keyed = [[(_item_key(item), item) for item in items] for items in lists]
    if any(len({key for key, _ in pairs}) < len(pairs) for pairs in keyed):
        keyed = [_number_items(items) for items in lists]
    return [dict(pairs) for pairs in keyed]


def _item_key(item: Any) -> Hashable:
    names = ITEM_KEYS.get(type(item))
    return tuple(getattr(item, name) for name in names) if names else item


def _number_items(items: Iterable[Any]) -> list[tuple[Hashable, Any]]:
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
    if not isinstance(then, FrozenModel) or isinstance(then, Locator) or ours is None or others is None:
        raise _MergeConflictError
    fields, conflicts = _merge_fields(then, ours, others)
    if conflicts:
        raise _MergeConflictError
    return then.model_copy(update=fields)


def _merge_order(then: list[Any], ours: list[Any], others: list[Any], kept: set[Any]) -> list[Any]:
    """The order of whoever changed it, and what the other added after the item that it came after there."""
    common = set(then) & set(ours) & set(others)
    before, mine, there = ([key for key in keys if key in common] for keys in (then, ours, others))
    if before != mine != there != before:
        raise _MergeConflictError
    lead, rest = (ours, others) if mine != before else (others, ours)
    order = [key for key in lead if key in kept]
    added = [key for key in rest if key in kept]
    for place, key in enumerate(added):
        if key not in order:
            at = order.index(added[place - 1]) + 1 if place else 0
            while at < len(order) and order[at] not in added:
                at += 1
            order.insert(at, key)
    return order
