"""Collect the records that an Argdown text describes, as data of the native format with the line of each value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from stances.formats.argdown_model import Node
from stances.formats.argdown_source import ArgdownText
from stances.formats.base import FileReading, Problem, unstated_debate
from stances.formats.native import VERSION, model_keys, read_tree, value_data
from stances.formats.tree_reader import DataPath, DataTree, Fault, UnreadableTextError, read_yaml
from stances.record.entries import Entry, Participant
from stances.record.kinds import KINDS, LINK_ENDS
from stances.record.record import Record
from stances.record.references import iter_references
from stances.record.slugs import MAX_SLUG_LENGTH, make_slug, number_slug
from stances.record.vocabulary import Kind

NOT_STATED = "Not stated"
"""The speaker of claims, and the reason of links, of which a file says nothing."""


@dataclass
class Fields:
    """Values by the keys of the native format, each with the line on which it stands."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[DataPath, int] = field(default_factory=dict)

    def put(self, key: str, value: Any, line: int) -> None:
        self.values[key] = value
        self.lines[key,] = line

    def pop(self, key: str) -> Any:
        return self.values.pop(key, None)


@dataclass
class Entries:
    """The records found so far. `known` is the debate that the text is about, if it is about one."""

    source: ArgdownText
    name: str
    known: Record | None = None
    debate: Fields = field(default_factory=Fields)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[DataPath, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    blocks: dict[int, Fields] = field(default_factory=dict)
    """The blocks of data that were read already: those of a relation's line tell of a claim and of a link."""
    unplaced: list[Problem] = field(default_factory=list)
    unstated: dict[tuple[Kind, str], set[str]] = field(default_factory=dict)
    """What the file does not state of a record, and the record needs."""
    slugs: dict[Kind, set[str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """The slugs of participants by what they are called, in lower case."""

    def __post_init__(self) -> None:
        if self.known:
            for person in self.known.participants.values():
                self.name_person(person)

    def name_person(self, person: Participant | Mapping[str, Any]) -> None:
        data = person if isinstance(person, Mapping) else person.to_dict()
        for called in (data.get("slug"), data.get("name"), data.get("short"), *(data.get("aliases") or ())):
            if isinstance(called, str):
                self.people.setdefault(called.casefold(), str(data.get("slug")))
        if self.known and isinstance(person, Participant):
            self.people.setdefault(self.known.labels[Kind.PARTICIPANT][person.slug].casefold(), person.slug)

    # What the text says in YAML

    def read_data(self, offset: int, text: str) -> Fields:
        """The keys of a block of data at an offset; nothing, with a fault, if it cannot be read."""
        first = self.source.place(offset).line
        try:
            tree = read_yaml(text)
        except UnreadableTextError as error:
            self.faults.append(Fault(first + error.fault.line - 1, error.fault.message))
            return Fields()
        self.faults += [Fault(first + fault.line - 1, fault.message) for fault in tree.faults]
        if not isinstance(tree.data, dict):
            self.leave_out(offset, "data has keys and values: {when: 1928-06}")
            return Fields()
        return Fields(dict(tree.data), {path: first + line - 1 for path, line in tree.lines.items()})

    def read_blocks(self, offsets: Collection[int]) -> Fields:
        """The keys of several blocks of data on one thing; what is said last counts."""
        together = Fields()
        for offset in offsets:
            if offset not in self.blocks:
                self.blocks[offset] = self.read_data(offset, self.block_text(offset))
            together.values |= self.blocks[offset].values
            together.lines |= self.blocks[offset].lines
        return together

    def block_text(self, offset: int) -> str:
        """A block of data as YAML: without its braces, where its lines are in block format."""
        text = self.source.text[offset : self.source.data[offset]]
        head, line_break, rest = text.partition("\n")
        return f"\n{rest[:-1]}" if line_break and not head[1:].strip() else text

    def keep_keys(self, fields: Fields, kind: Kind, offset: int, taken: Collection[str] = ()) -> None:
        """Leave out the keys that records of this kind do not have, or that are `taken` from elsewhere, and say so."""
        known = model_keys(KINDS[kind].model).keys() - set(taken)
        for key in [key for key in fields.values if key not in known]:
            value = str(fields.pop(key))
            column = self.source.place(offset).column
            self.unplaced.append(
                Problem(
                    self.name,
                    fields.lines.get((key,)),
                    "",
                    key,
                    f"is not kept: {value[:80]}",
                    column if fields.lines.get((key,)) == self.source.place(offset).line else None,
                )
            )

    def leave_out(self, offset: int, message: str) -> None:
        """Note that something of the file is not kept, or not as it stands there."""
        place = self.source.place(offset)
        self.unplaced.append(Problem(self.name, place.line, "", "", message, place.column))

    # Records

    def take_slug(self, kind: Kind, wanted: str) -> str:
        """The slug, numbered if the file or the known debate has it."""
        kinds = LINK_ENDS if kind in LINK_ENDS else (kind,)

        def is_taken(slug: str) -> bool:
            known = self.known and any(self.known.get(kind, slug) for kind in kinds)
            return bool(known) or any(slug in self.slugs.get(kind, ()) for kind in kinds)

        slug = number_slug(wanted[:MAX_SLUG_LENGTH].strip("-") or kind.value, is_taken)
        self.slugs.setdefault(kind, set()).add(slug)
        return slug

    def add(self, kind: Kind, fields: Fields, line: int, unstated: Collection[str] = ()) -> None:
        """Add a record; `unstated` are the keys that the file does not state."""
        place = KINDS[kind].collection
        entries = self.lists.setdefault(place, [])
        path = (place, len(entries))
        self.lines[path] = line
        self.lines |= {(*path, *inner): number for inner, number in fields.lines.items()}
        entries.append(fields.values)
        slug = str(fields.values.get("slug"))
        self.slugs.setdefault(kind, set()).add(slug)
        if unstated:
            self.unstated[kind, slug] = set(unstated)

    def add_list(self, place: str, items: Any, lines: Mapping[DataPath, int]) -> None:
        """Add the records of one kind that the front matter lists in full."""
        self.lists[place] = items
        self.lines |= {(place, *path): line for path, line in lines.items()}
        kinds = [kind for kind, spec in KINDS.items() if spec.collection == place]
        for kind, item in product(kinds, _mappings(items)):
            self.slugs.setdefault(kind, set()).add(str(item.get("slug")))
            if kind is Kind.PARTICIPANT:
                self.name_person(item)

    def find_person(self, called: str, line: int) -> str:
        """The slug of the participant with this name, who is added if there is none."""
        if slug := self.people.get(called.casefold()):
            return slug
        slug = self.take_slug(Kind.PARTICIPANT, make_slug(called))
        self.add(Kind.PARTICIPANT, Fields({"slug": slug, "name": called}), line, {"slug"})
        self.people[called.casefold()] = slug
        return slug

    def is_known_link(self, node: Node) -> bool:
        """Whether an argument of which nothing is said stands for a link of the known debate, by its slug."""
        said = node.steps or node.texts or not node.is_argument
        return bool(self.known and not said and node.title in self.known.links)

    def factions_of(self, person: str) -> set[str]:
        """The factions that a participant belonged to, by what the front matter says."""
        people = (item for item in _mappings(self.lists.get("participants")) if item.get("slug") == person)
        return {str(m.get("faction")) for item in people for m in _mappings(item.get("memberships"))}

    def find_speakers(self) -> Mapping[str, str]:
        """The speakers of claims by their slugs."""
        known = self.known.claims.values() if self.known else ()
        return {claim.slug: claim.speaker for claim in known} | {
            claim["slug"]: claim["speaker"] for claim in self.lists.get("claims", ())
        }

    def finish(self) -> FileReading:
        """The debate of all records; raises `FormatError` with every problem."""
        if self.known:
            self.debate = Fields(value_data(self.known.debate))
        elif not self.debate.values:
            stated = unstated_debate(self.name)
            self.debate.values = {"slug": stated.slug, "title": stated.title}
            self.unstated[Kind.DEBATE, stated.slug] = {"slug", "title"}
        data: Any = {"format": VERSION, "debate": self.debate.values, **self.lists}
        lines = {("debate", *path): line for path, line in self.debate.lines.items()} | self.lines
        reading = read_tree(DataTree(data, lines, self.faults), self.name, self.known)
        entries = [self.as_stated(entry) for entry in (reading.record.debate, *reading.record.entries())]
        record = Record.from_entries(entries[0], _with_references(entries[1:], self.known))  # type: ignore[arg-type]
        unplaced = sorted(
            dict.fromkeys(self.unplaced), key=lambda problem: (problem.line or 0, problem.column or 0)
        )
        return FileReading(record, reading.lines, tuple(unplaced))

    def as_stated(self, entry: Entry) -> Entry:
        """The entry, whose set fields are those that the file states."""
        unstated = self.unstated.get((entry.kind_name, entry.slug))
        if not unstated:
            return entry
        values = {name: getattr(entry, name) for name in type(entry).model_fields}
        return type(entry).model_construct(_fields_set=entry.model_fields_set - unstated, **values)


def _mappings(items: Any) -> list[dict[str, Any]]:
    """Those of the items that are mappings, in data that nobody has checked yet."""
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _with_references(entries: list[Entry], known: Record | None) -> Iterator[Entry]:
    """The entries, with those of the known debate that they refer to, directly or through others."""
    waiting, seen = list(entries), {(entry.kind_name, entry.slug) for entry in entries}
    yield from entries
    while known and waiting:
        for reference in iter_references(waiting.pop()):
            kinds = LINK_ENDS if reference.kind in LINK_ENDS else (reference.kind,)
            for kind in kinds:
                if (kind, reference.slug) not in seen and (entry := known.get(kind, reference.slug)):
                    seen.add((kind, reference.slug))
                    waiting.append(entry)
                    yield entry
