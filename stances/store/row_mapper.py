"""Between the tables and the values: one description of how each kind lies in its tables, and reading and writing by it.

A `Shape` is a table with the lists that hang on it, which are shapes in turn. Columns bear the names of the value's
fields; a date fills three columns. Reading a whole debate costs one query a table, however large the debate is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from stances.dates.uncertain import UncertainDate
from stances.record.entries import MODELS, Debate, Entry, Link, Locator
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind
from stances.store import tables

Fields = dict[str, Any]


def _as_is(fields: Fields) -> Fields:
    return fields


@dataclass(frozen=True)
class Shape:
    """A table, the lists that hang on its rows, and what of a row is said in other words in the value."""

    row: type[SQLModel]
    lists: Mapping[str, Part] = field(default_factory=dict)
    to_columns: Callable[[Any], Fields] = lambda value: {}
    to_fields: Callable[[Fields], Fields] = _as_is

    @cached_property
    def table(self) -> sa.Table:
        return self.row.__table__  # type: ignore[attr-defined,no-any-return]

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that say which row this is within its debate."""
        return tuple(c.name for c in self.table.primary_key.columns if c.name != "debate")

    @cached_property
    def dates(self) -> tuple[str, ...]:
        return tuple(
            c.name.removesuffix("_earliest") for c in self.table.columns if c.name.endswith("_earliest")
        )

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Columns whose value is a field of the same name."""
        bounds = {f"{d}_{end}" for d in self.dates for end in ("earliest", "latest")}
        return tuple(c.name for c in self.table.columns if c.name not in bounds | {"debate", "ord"})


@dataclass(frozen=True)
class Part:
    """A list inside a value. `owner` names the columns that carry the owner's key; `item`, for a list of plain slugs, the one
    that carries the slug; `fixed` what tells this list from others in the same table."""

    shape: Shape
    owner: tuple[str, ...]
    item: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)


def _people(row: type[SQLModel], owner: str, **fixed: str) -> Part:
    return Part(Shape(row), (owner,), "participant", fixed)


def _link_columns(link: Link) -> Fields:
    undercuts = link.kind is LinkKind.UNDERCUTS
    return {
        "target_claim": None if undercuts else link.target,
        "target_link": link.target if undercuts else None,
    }


def _link_fields(fields: Fields) -> Fields:
    claim, other = fields.pop("target_claim"), fields.pop("target_link")
    return {**fields, "target": claim or other}


DEBATE = Shape(tables.DebateRow, {"sources": Part(Shape(tables.SourceRow), ())})
SHAPES: Mapping[Kind, Shape] = {
    Kind.FACTION: Shape(tables.FactionRow),
    Kind.PARTICIPANT: Shape(
        tables.ParticipantRow, {"memberships": Part(Shape(tables.MembershipRow), ("participant",))}
    ),
    Kind.DISPUTE: Shape(
        tables.DisputeRow,
        {
            "positions": Part(Shape(tables.PositionRow), ("dispute",)),
            "coverage": Part(
                Shape(
                    tables.CoverageRow,
                    {
                        "participants": Part(
                            Shape(tables.CoverageParticipantRow), ("dispute", "coverage"), "participant"
                        )
                    },
                ),
                ("dispute",),
            ),
        },
    ),
    Kind.EVENT: Shape(tables.EventRow, {"tally": Part(Shape(tables.TallyRow), ("event",))}),
    Kind.DOCUMENT: Shape(
        tables.DocumentRow,
        {
            "authors": _people(tables.DocumentParticipantRow, "document", role="author"),
            "signatories": _people(tables.DocumentParticipantRow, "document", role="signatory"),
            "addressees": _people(tables.DocumentParticipantRow, "document", role="addressee"),
            "after": Part(Shape(tables.DocumentAfterRow), ("document",), "earlier"),
            "received": Part(Shape(tables.ReceiptRow), ("document",)),
        },
    ),
    Kind.CLAIM: Shape(
        tables.ClaimRow,
        {
            "also": Part(Shape(tables.ClaimDisputeRow), ("claim",), "dispute"),
            "after": Part(Shape(tables.ClaimAfterRow), ("claim",), "earlier"),
            "reported_by": _people(tables.ClaimReporterRow, "claim"),
            "acts": Part(Shape(tables.ActRow), ("claim",)),
        },
    ),
    Kind.LINK: Shape(
        tables.LinkRow, {"reported_by": _people(tables.LinkReporterRow, "link")}, _link_columns, _link_fields
    ),
    Kind.STANCE: Shape(
        tables.StanceRow,
        {
            "claims": Part(Shape(tables.StanceClaimRow), ("stance",), "claim"),
            "reported_by": _people(tables.StanceReporterRow, "stance"),
        },
    ),
}

Rows = dict[str, list[Fields]]
"""Rows to insert, by the name of their table."""


def _column(value: Any) -> Any:
    if isinstance(value, UncertainDate):
        return value.text
    if isinstance(value, Locator):
        return value.data()
    if isinstance(value, tuple):
        return [v if isinstance(v, str) else v.data() for v in value]
    return value


def _columns(shape: Shape, value: Any) -> Fields:
    columns = {name: _column(getattr(value, name)) for name in shape.plain if hasattr(value, name)}
    for name in shape.dates:
        when = getattr(value, name)
        columns[f"{name}_earliest"] = when.earliest if when else None
        columns[f"{name}_latest"] = when.latest if when else None
    return {**columns, **shape.to_columns(value)}


def _collect(shape: Shape, value: Any, columns: Fields, rows: Rows) -> None:
    """Add the row of this value, and those of its lists, to `rows`."""
    row = {**columns, **_columns(shape, value)}
    rows[shape.table.name].append(row)
    for name, part in shape.lists.items():
        owner = dict(zip(part.owner, (row[k] for k in shape.key), strict=False))
        for ord_, item in enumerate(getattr(value, name)):
            head = {"debate": columns["debate"], **owner, **part.fixed, "ord": ord_}
            if part.item:
                rows[part.shape.table.name].append({**head, part.item: item})
            else:
                _collect(part.shape, item, head, rows)


def _insert(session: Session, rows: Rows) -> None:
    for name, found in rows.items():
        session.connection().execute(sa.insert(SQLModel.metadata.tables[name]), found)


def _clear_lists(session: Session, shape: Shape, debate: str, key: Mapping[str, Any]) -> None:
    """Delete what hangs on one row; what hangs on that goes with it."""
    for part in shape.lists.values():
        table = part.shape.table
        owner = dict(zip(part.owner, key.values(), strict=False))
        same = [table.c[c] == v for c, v in {"debate": debate, **owner, **part.fixed}.items()]
        session.connection().execute(sa.delete(table).where(*same))


def write_debate(session: Session, debate: Debate) -> None:
    """Insert or change what is said of the debate as a whole."""
    columns = _columns(DEBATE, debate)
    table = DEBATE.table
    changed = session.connection().execute(
        sa.update(table).where(table.c.slug == debate.slug).values(**columns)
    )
    if changed.rowcount == 0:
        session.connection().execute(sa.insert(table).values(**columns))
    _clear_lists(session, DEBATE, debate.slug, {})
    rows: Rows = defaultdict(list)
    for ord_, source in enumerate(debate.sources):
        _collect(DEBATE.lists["sources"].shape, source, {"debate": debate.slug, "ord": ord_}, rows)
    _insert(session, rows)


def insert_entries(session: Session, debate: str, entries: Iterable[Entry]) -> None:
    """Insert new entries, in bulk, in the order given; they come after those of their kind that are there."""
    rows: Rows = defaultdict(list)
    places: dict[Kind, count[int]] = {}
    for entry in entries:
        kind = entry.kind_name
        if kind not in places:
            places[kind] = count(_next_ord(session, SHAPES[kind].table, debate))
        _collect(SHAPES[kind], entry, {"debate": debate, "ord": next(places[kind])}, rows)
    _insert(session, rows)


def _next_ord(session: Session, table: sa.Table, debate: str) -> int:
    last = session.execute(sa.select(sa.func.max(table.c.ord)).where(table.c.debate == debate)).scalar()
    return 0 if last is None else int(last) + 1


def update_entry(session: Session, debate: str, before: Entry, entry: Entry) -> None:
    """Change an entry that is there: its own row, and those of its lists that differ, anew."""
    shape = _differing(SHAPES[entry.kind_name], before, entry)
    table = shape.table
    rows: Rows = defaultdict(list)
    _collect(shape, entry, {"debate": debate, "ord": 0}, rows)
    (own,) = rows.pop(table.name)
    del own["ord"]
    session.connection().execute(
        sa.update(table).where(table.c.debate == debate, table.c.slug == entry.slug).values(**own)
    )
    _clear_lists(session, shape, debate, {"slug": entry.slug})
    _insert(session, rows)


def _differing(shape: Shape, before: Entry, after: Entry) -> Shape:
    """The shape without the lists that both have alike."""
    lists = {n: part for n, part in shape.lists.items() if getattr(before, n) != getattr(after, n)}
    return replace(shape, lists=lists)


def delete_entry(session: Session, debate: str, kind: Kind, slug: str) -> None:
    table = SHAPES[kind].table
    session.connection().execute(sa.delete(table).where(table.c.debate == debate, table.c.slug == slug))


def _items(session: Session, part: Part, debate: str) -> dict[tuple[Any, ...], list[Any]]:
    """Every item of one list in the debate, by its owner's key."""
    items: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in _fetch(session, part.shape, debate, part.fixed):
        owner = tuple(row.pop(c) for c in part.owner)
        items[owner].append(row[part.item] if part.item else _without(row, part.fixed, "debate", "ord"))
    return items


def _without(row: Fields, fixed: Mapping[str, str], *names: str) -> Fields:
    return {k: v for k, v in row.items() if k not in fixed and k not in names}


def _fetch(session: Session, shape: Shape, debate: str, fixed: Mapping[str, str]) -> list[Fields]:
    """Rows as fields, lists filled in, in their order."""
    table = shape.table
    same = [table.c[c] == v for c, v in {"debate": debate, **fixed}.items()]
    wanted = [table.c[c] for c in (*shape.plain, "ord") if c in table.c]
    lists = {name: _items(session, part, debate) for name, part in shape.lists.items()}
    found = []
    for row in session.execute(
        sa.select(*wanted).where(*same).order_by(table.c.ord, *table.primary_key.columns)
    ):
        fields = shape.to_fields(dict(row._mapping))
        key = tuple(fields[k] for k in shape.key)
        fields.update({name: items[key] for name, items in lists.items() if key in items})
        found.append(fields)
    return found


def read_debate(session: Session, debate: str) -> Debate | None:
    table = DEBATE.table
    columns = [table.c[c] for c in DEBATE.plain if c in Debate.model_fields]
    row = session.execute(sa.select(*columns).where(table.c.slug == debate)).one_or_none()
    if row is None:
        return None
    sources = _fetch(session, DEBATE.lists["sources"].shape, debate, {})
    return Debate.model_validate({**row._mapping, "sources": [_without(s, {}, "ord") for s in sources]})


def read_record(session: Session, debate: str, revision: int) -> Record | None:
    """A whole debate; None if there is no such debate. One query a table."""
    head = read_debate(session, debate)
    if head is None:
        return None
    entries = (
        MODELS[kind].model_validate(_without(fields, {}, "ord"))
        for kind, shape in SHAPES.items()
        for fields in _fetch(session, shape, debate, {})
    )
    return Record.of(head, entries, revision)
