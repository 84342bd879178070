"""References between records: list them, reverse them and redirect them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

from stances.record.entries import Entry, FrozenModel, Link
from stances.record.kinds import KINDS, FieldPath
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind

E = TypeVar("E", bound=Entry)


class Reference(NamedTuple):
    """A reference to a record; `path` is where in the referring entry it stands: ("acts", "participant")."""

    path: FieldPath
    kind: Kind
    slug: str


def iter_references(entry: Entry) -> Iterator[Reference]:
    """Every reference of an entry, in the order of its kind's `references`; repeated slugs are repeated."""
    for path, kind in _reference_paths(entry):
        value = getattr(entry, path[0])
        if value:  # most are empty
            for slug in (value,) if isinstance(value, str) else _slugs_at(entry, path):
                yield Reference(path, kind, slug)


def iter_data_references(kind: Kind, data: Any) -> Iterator[tuple[tuple[str | int, ...], Kind, str]]:
    """The path, kind and slug of every reference in unvalidated data of an entry; malformed parts are skipped."""
    for path, refers_to in _references(kind).items():
        for data_path, slug in _walk_data(data, path, ()):
            yield data_path, refers_to, slug


def file_key(field: str) -> str:
    """The key of a field in files and forms; a field whose key is a word of Python's own ends with an underscore."""
    return field.removesuffix("_")


def find_referrers(record: Record) -> dict[tuple[Kind, str], list[Entry]]:
    """The entries that refer to each entry, by its kind and slug. Reads the whole record: call it once for many entries."""
    referring: dict[tuple[Kind, str], list[Entry]] = defaultdict(list)
    for entry in record.entries():
        for key in dict.fromkeys((reference.kind, reference.slug) for reference in iter_references(entry)):
            if key != (entry.kind_name, entry.slug):
                referring[key].append(entry)
    return referring


def rename_references(entry: E, rename: Callable[[Kind, str], str]) -> E:
    """The entry with every reference renamed, without repetitions in a list; what it states stays the same."""
    changed: Any = entry
    for path, refers_to in _reference_paths(entry):
        changed = _replace_at(changed, path, partial(rename, refers_to))
    return cast("E", changed)


def redirect_references(entry: Entry, kind: Kind, old: str, new: str | None) -> Entry:
    """The entry with references to `old` replaced by `new`, without repetitions in a list; removed if `new` is None.

    A part (an act, a membership) that requires the removed reference is removed too. Raises `ValueError` if the entry
    itself requires it.
    """
    changed: Any = entry
    for path, refers_to in _reference_paths(entry):
        if refers_to is kind:
            changed = _replace_at(changed, path, lambda slug: new if slug == old else slug)
    return type(entry).model_validate(changed.model_dump())


def _references(kind: Kind) -> Mapping[FieldPath, Kind]:
    return KINDS[kind].references if kind in KINDS else {}


def _reference_paths(entry: Entry) -> Iterator[tuple[FieldPath, Kind]]:
    for path, kind in _references(entry.kind_name).items():
        if path == ("target",) and isinstance(entry, Link) and entry.kind is LinkKind.UNDERCUTS:
            yield path, Kind.LINK
        else:
            yield path, kind


def _slugs_at(value: Any, path: FieldPath) -> Iterator[str]:
    head, *rest = path
    field_value = getattr(value, head)
    if rest:
        for item in field_value:
            yield from _slugs_at(item, tuple(rest))
    elif isinstance(field_value, tuple):
        yield from field_value
    elif field_value is not None:
        yield field_value


def _walk_data(
    data: Any, path: FieldPath, data_path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _walk_data(item, path, (*data_path, number))
    elif path and isinstance(data, dict):
        key = file_key(path[0])
        yield from _walk_data(data.get(key), path[1:], (*data_path, key))
    elif not path and isinstance(data, str):
        yield data_path, data


def _replace_at(value: FrozenModel, path: FieldPath, rename: Callable[[str], str | None]) -> FrozenModel:
    """The value with the slugs at this path renamed, dropped where that gives None; the same object if none changes."""
    head, *rest = path
    current = getattr(value, head)
    renamed: Any
    if rest:
        items = (_replace_in_item(item, tuple(rest), rename) for item in current)
        renamed = tuple(item for item in items if item is not None)
    elif isinstance(current, tuple):
        renamed = tuple(dict.fromkeys(new for slug in current if (new := rename(slug)) is not None))
    else:
        renamed = None if current is None else rename(current)
    if renamed == current:
        return value
    if renamed is None and type(value).model_fields[head].is_required():
        raise ValueError(f"{head} is required")
    return value.model_copy(update={head: renamed})


def _replace_in_item(
    part: FrozenModel, path: FieldPath, rename: Callable[[str], str | None]
) -> FrozenModel | None:
    try:
        return _replace_at(part, path, rename)
    except ValueError:
        return None
