"""A debate as tables: a folder of CSV files in one zip, and one table with a row for each stance.

The tables of the folder have the columns that tables to paste have, so that each can be corrected in a spreadsheet and read back.
No cell is a formula. The zip says no time, so that the same debate gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from stances.dates.uncertain import UncertainDate
from stances.formats.base import Format
from stances.formats.table_fields import TABLE_FIELDS, TableField
from stances.record.entries import Entry, Locator, Position, Stance
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.timeline.csv_tables import write_csv

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_SEPARATOR = "; "
_STANCE_HEADER = (
    *("Participant", "Faction", "Dispute", "Position", "Value", "Date", "Earliest", "Latest"),
    *("Type of evidence", "Reported by", "Confidence", "Evidence", "Claims", "Page", "Note", "Identifier"),
)


def dumps_zip(record: Record) -> bytes:
    """A zip with a CSV file for each kind of record that the debate has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, spec in KINDS.items():
            if record.of_kind(kind):
                info = zipfile.ZipInfo(f"{record.debate.slug}/{spec.collection}.csv", _NO_TIME)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(info, _write_table(record, kind))
    return out.getvalue()


def _write_table(record: Record, kind: Kind) -> bytes:
    entries = record.of_kind(kind).values()
    if plain := _PLAIN_TABLES.get(kind):
        return write_csv(plain, ([read(record, entry) for read in plain.values()] for entry in entries))
    cells, fields = _Cells(record), TABLE_FIELDS[kind]
    return write_csv(
        [f.label for f in fields], ([cells.write(entry, f) for f in fields] for entry in entries)
    )


class _Cells:
    """Writes values as cells: a record by its name where nothing else of the debate has that, else by its slug."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.names: dict[Kind, Mapping[str, str]] = {}

    def write(self, entry: Entry, field: TableField) -> str:
        head, *rest = field.name.replace("with", "with_").split(".")
        value = getattr(entry, head)
        for key in rest:
            value = getattr(value, key) if value else None
        if head == "position" and isinstance(entry, Stance):
            return self.position_of(entry)
        parts = value if isinstance(value, tuple) else (value,)
        parts = parts[:1] if head == "quotations" else parts  # a cell holds one text
        words = (self.write_part(entry, head, part) for part in parts if part not in (None, ""))
        return _SEPARATOR.join(dict.fromkeys(words))

    def write_part(self, entry: Entry, head: str, part: Any) -> str:
        if head == "memberships":
            return self.name(Kind.FACTION, part.faction)
        if head == "quotations":
            return str(part.text)
        if isinstance(part, UncertainDate):  # what begins with a minus sign would be taken for a formula
            return part.words() if part.text.startswith("-") else part.text
        kind = KINDS[entry.kind_name].references.get((head.rstrip("_"),))
        return self.name(kind, part) if kind else str(part)

    def name(self, kind: Kind, slug: str) -> str:
        """The name of a record; claims and links, which have none, by their slugs."""
        if kind in (Kind.CLAIM, Kind.LINK):
            return slug
        if kind not in self.names:
            self.names[kind] = dict(_unique_names(self.record.of_kind(kind).values()))
        return self.names[kind].get(slug, slug)

    def position_of(self, stance: Stance) -> str:
        """The label of a stance's position, or its number where another has the same."""
        dispute = self.record.disputes.get(stance.dispute)
        position = dispute.position(stance.position) if dispute else None
        if position is None or dispute is None:
            return "undecided" if stance.position is None else str(stance.position)
        words = [word for one in dispute.positions for word in {one.label, one.key, str(one.value)}]
        return position.label if words.count(position.label) == 1 else position.key


def _unique_names(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    entries = list(entries)
    names = {entry.slug: str(getattr(entry, "name", "") or entry.label) for entry in entries}
    counts = Counter(name.casefold() for name in [*names.values(), *names])
    for slug, name in names.items():
        if counts[name.casefold()] == 1 and _SEPARATOR[0] not in name:
            yield slug, name


def _page(record: Record, entry: Entry) -> str:
    locator: Locator | None = getattr(entry, "locator", None)
    return (locator.page or "") if locator else ""


def _describe_position(position: Position) -> str:
    return f"{position.key} {position.label}"


_PLAIN_TABLES: Mapping[Kind, Mapping[str, Callable[[Record, Any], str]]] = {
    Kind.FACTION: {
        "Identifier": lambda record, faction: faction.slug,
        "Name": lambda record, faction: faction.name,
        "Summary": lambda record, faction: faction.summary,
    },
    Kind.DISPUTE: {
        "Identifier": lambda record, dispute: dispute.slug,
        "Title": lambda record, dispute: dispute.title,
        "Question": lambda record, dispute: dispute.question,
        "Scale": lambda record, dispute: dispute.scale.value,
        "Positions": lambda record, dispute: _SEPARATOR.join(map(_describe_position, dispute.positions)),
        "Tags": lambda record, dispute: _SEPARATOR.join(dispute.tags),
    },
    Kind.EVENT: {
        "Identifier": lambda record, event: event.slug,
        "Name": lambda record, event: event.name,
        "Date": lambda record, event: str(event.when or ""),
        "After": lambda record, event: _SEPARATOR.join(event.after),
        "Unsettles": lambda record, event: _SEPARATOR.join(event.unsettles),
        "Page": _page,
        "Note": lambda record, event: event.note,
    },
}
"""What is written of those kinds of which no table is read."""


def dumps_stances(record: Record) -> bytes:
    """One table with a row for each stance: who, on what, which position, when, and what it rests on."""
    cells = _Cells(record)
    return write_csv(
        _STANCE_HEADER, (_stance_row(record, cells, stance) for stance in record.stances.values())
    )


def _stance_row(record: Record, cells: _Cells, stance: Stance) -> list[str]:
    participant = record.participants.get(stance.participant)
    factions = dict.fromkeys(m.faction for m in participant.memberships) if participant else ()
    claims = (record.claims[slug].text for slug in stance.claims if slug in record.claims)
    return [
        cells.name(Kind.PARTICIPANT, stance.participant),
        _SEPARATOR.join(cells.name(Kind.FACTION, slug) for slug in factions),
        cells.name(Kind.DISPUTE, stance.dispute),
        cells.position_of(stance),
        "" if stance.position is None else str(stance.position),
        stance.when.text,
        stance.when.earliest.isoformat(),
        stance.when.latest.isoformat(),
        stance.attribution.value,
        _SEPARATOR.join(cells.name(Kind.PARTICIPANT, slug) for slug in stance.reported_by),
        stance.confidence.value,
        _SEPARATOR.join(stance.claims),
        " / ".join(claims),
        _page(record, stance),
        stance.note,
        stance.slug,
    ]


ZIP = Format(
    name="zip",
    endings=(".zip",),
    media_type="application/zip",
    words="a folder of tables",
    dumps=dumps_zip,
    loss="Each kind of record is a table; what has no column in it, such as acts, coverage and sources, is not kept.",
)
CSV = Format(
    name="csv",
    endings=(".csv",),
    media_type="text/csv; charset=utf-8",
    words="a table of stances",
    dumps=dumps_stances,
    loss="Only stances are kept, with the texts of the claims that they rest on.",
)
