"""Maps record values to table rows and back.

A `TableMapping` describes a table and the list tables that belong to its rows; both directions are derived from it. Columns
have the names of the fields; a date fills three columns. Reading a debate takes one query a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from stances.cache import cached_property
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Debate, Entry, Link, Locator
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind
from stances.store import tables

FieldValues = dict[str, Any]


def _identity(fields: FieldValues) -> FieldValues:
    return fields


@dataclass(frozen=True)
class TableMapping:
    """How one kind of value is stored: its table, its lists, and the columns that are not fields of the same name."""

    row_class: type[SQLModel]
    list_mappings: Mapping[str, ListMapping] = field(default_factory=dict)
    to_columns: Callable[[Any], FieldValues] = lambda value: {}
    to_fields: Callable[[FieldValues], FieldValues] = _identity

    @cached_property
    def table(self) -> sa.Table:
        return self.row_class.__table__  # type: ignore[attr-defined,no-any-return]

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that identify a row within its debate."""
        return tuple(c.name for c in self.table.primary_key.columns if c.name != "debate")

    @cached_property
    def date_fields(self) -> tuple[str, ...]:
        return tuple(
            c.name.removesuffix("_earliest") for c in self.table.columns if c.name.endswith("_earliest")
        )

    @cached_property
    def plain_columns(self) -> tuple[str, ...]:
        """Columns whose value is a field of the same name."""
        bounds = {f"{d}_{end}" for d in self.date_fields for end in ("earliest", "latest")}
        return tuple(c.name for c in self.table.columns if c.name not in bounds | {"debate", "ord"})


@dataclass(frozen=True)
class ListMapping:
    """How a list field is stored.

    `owner_columns` hold the owner's key; `item_column` holds the slug, where the list is of slugs; `fixed_values` are column
    values that tell this list from others in the same table.
    """

    mapping: TableMapping
    owner_columns: tuple[str, ...]
    item_column: str | None = None
    fixed_values: Mapping[str, str] = field(default_factory=dict)


def _participant_list(row: type[SQLModel], owner: str, **fixed: str) -> ListMapping:
    return ListMapping(TableMapping(row), (owner,), "participant", fixed)


def _link_columns(link: Link) -> FieldValues:
    undercuts = link.kind is LinkKind.UNDERCUTS
    return {
        "target_claim": None if undercuts else link.target,
        "target_link": link.target if undercuts else None,
    }


def _link_fields(fields: FieldValues) -> FieldValues:
    claim, other = fields.pop("target_claim"), fields.pop("target_link")
    return {**fields, "target": claim or other}


DEBATE_MAPPING = TableMapping(tables.DebateRow, {"sources": ListMapping(TableMapping(tables.SourceRow), ())})
TABLE_MAPPINGS: Mapping[Kind, TableMapping] = {
    Kind.FACTION: TableMapping(tables.FactionRow),
    Kind.PARTICIPANT: TableMapping(
        tables.ParticipantRow,
        {"memberships": ListMapping(TableMapping(tables.MembershipRow), ("participant",))},
    ),
    Kind.DISPUTE: TableMapping(
        tables.DisputeRow,
        {
            "positions": ListMapping(TableMapping(tables.PositionRow), ("dispute",)),
            "coverage": ListMapping(
                TableMapping(
                    tables.CoverageRow,
                    {
                        "participants": ListMapping(
                            TableMapping(tables.CoverageParticipantRow),
                            ("dispute", "coverage"),
                            "participant",
                        )
                    },
                ),
                ("dispute",),
            ),
        },
    ),
    Kind.EVENT: TableMapping(
        tables.EventRow,
        {
            "after": ListMapping(TableMapping(tables.EventAfterRow), ("event",), "earlier"),
            "unsettles": ListMapping(TableMapping(tables.EventDisputeRow), ("event",), "dispute"),
            "tally": ListMapping(TableMapping(tables.TallyRow), ("event",)),
        },
    ),
    Kind.DOCUMENT: TableMapping(
        tables.DocumentRow,
        {
            "authors": _participant_list(tables.DocumentParticipantRow, "document", role="author"),
            "signatories": _participant_list(tables.DocumentParticipantRow, "document", role="signatory"),
            "addressees": _participant_list(tables.DocumentParticipantRow, "document", role="addressee"),
            "after": ListMapping(TableMapping(tables.DocumentAfterRow), ("document",), "earlier"),
            "received": ListMapping(TableMapping(tables.ReceiptRow), ("document",)),
        },
    ),
    Kind.CLAIM: TableMapping(
        tables.ClaimRow,
        {
            "also": ListMapping(TableMapping(tables.ClaimDisputeRow), ("claim",), "dispute"),
            "after": ListMapping(TableMapping(tables.ClaimAfterRow), ("claim",), "earlier"),
            "reported_by": _participant_list(tables.ClaimReporterRow, "claim"),
            "acts": ListMapping(TableMapping(tables.ActRow), ("claim",)),
        },
    ),
    Kind.LINK: TableMapping(
        tables.LinkRow,
        {
            "with_": ListMapping(TableMapping(tables.LinkPremiseRow), ("link",), "claim"),
            "reported_by": _participant_list(tables.LinkReporterRow, "link"),
        },
        _link_columns,
        _link_fields,
    ),
    Kind.STANCE: TableMapping(
        tables.StanceRow,
        {
            "claims": ListMapping(TableMapping(tables.StanceClaimRow), ("stance",), "claim"),
            "reported_by": _participant_list(tables.StanceReporterRow, "stance"),
        },
    ),
}

RowsByTable = dict[str, list[FieldValues]]
"""Rows to insert, by the name of their table."""


def _column_value(value: Any) -> Any:
    if isinstance(value, UncertainDate):
        return value.text
    if isinstance(value, Locator):
        return value.to_dict()
    if isinstance(value, tuple):
        return [v if isinstance(v, str) else v.to_dict() for v in value]
    return value


def _column_values(mapping: TableMapping, value: Any) -> FieldValues:
    columns = {
        name: _column_value(getattr(value, name)) for name in mapping.plain_columns if hasattr(value, name)
    }
    for name in mapping.date_fields:
        when = getattr(value, name)
        columns[f"{name}_earliest"] = int(when.earliest) if when else None
        columns[f"{name}_latest"] = int(when.latest) if when else None
    return {**columns, **mapping.to_columns(value)}


def _collect_rows(mapping: TableMapping, value: Any, columns: FieldValues, rows: RowsByTable) -> None:
    """Add the row of this value, and those of its lists, to `rows`."""
    row = {**columns, **_column_values(mapping, value)}
    rows[mapping.table.name].append(row)
    for name, list_ in mapping.list_mappings.items():
        owner = dict(zip(list_.owner_columns, (row[k] for k in mapping.key_columns), strict=False))
        for ord_, item in enumerate(getattr(value, name)):
            item_columns = {"debate": columns["debate"], **owner, **list_.fixed_values, "ord": ord_}
            if list_.item_column:
                rows[list_.mapping.table.name].append({**item_columns, list_.item_column: item})
            else:
                _collect_rows(list_.mapping, item, item_columns, rows)


def _insert_rows(session: Session, rows: RowsByTable) -> None:
    for name, values in rows.items():
        session.connection().execute(sa.insert(SQLModel.metadata.tables[name]), values)


def _clear_lists(session: Session, mapping: TableMapping, debate: str, key: Mapping[str, Any]) -> None:
    """Delete the list rows of one row; the database deletes the rows of lists within them."""
    for list_ in mapping.list_mappings.values():
        table = list_.mapping.table
        owner = dict(zip(list_.owner_columns, key.values(), strict=False))
        same = [table.c[c] == v for c, v in {"debate": debate, **owner, **list_.fixed_values}.items()]
        session.connection().execute(sa.delete(table).where(*same))


def write_debate(session: Session, debate: Debate) -> None:
    """Insert or update the row of the debate itself, and its sources."""
    columns = _column_values(DEBATE_MAPPING, debate)
    table = DEBATE_MAPPING.table
    changed = session.connection().execute(
        sa.update(table).where(table.c.slug == debate.slug).values(**columns)
    )
    if changed.rowcount == 0:
        session.connection().execute(sa.insert(table).values(**columns))
    _clear_lists(session, DEBATE_MAPPING, debate.slug, {})
    rows: RowsByTable = defaultdict(list)
    for ord_, source in enumerate(debate.sources):
        _collect_rows(
            DEBATE_MAPPING.list_mappings["sources"].mapping,
            source,
            {"debate": debate.slug, "ord": ord_},
            rows,
        )
    _insert_rows(session, rows)


def insert_entries(session: Session, debate: str, entries: Iterable[Entry]) -> None:
    """Insert new entries in bulk, in the order given, after the existing ones of their kind."""
    rows: RowsByTable = defaultdict(list)
    places: dict[Kind, count[int]] = {}
    for entry in entries:
        kind = entry.kind_name
        if kind not in places:
            places[kind] = count(_next_ord(session, TABLE_MAPPINGS[kind].table, debate))
        _collect_rows(TABLE_MAPPINGS[kind], entry, {"debate": debate, "ord": next(places[kind])}, rows)
    _insert_rows(session, rows)


def _next_ord(session: Session, table: sa.Table, debate: str) -> int:
    last = session.execute(sa.select(sa.func.max(table.c.ord)).where(table.c.debate == debate)).scalar()
    return 0 if last is None else int(last) + 1


def update_entry(session: Session, debate: str, before: Entry, entry: Entry) -> None:
    """Update those columns of an entry's row that differ, and write anew those of its lists that do."""
    mapping = _changed_lists(TABLE_MAPPINGS[entry.kind_name], before, entry)
    table = mapping.table
    was, values = _column_values(mapping, before), _column_values(mapping, entry)
    if changed := {name: value for name, value in values.items() if value != was[name]}:
        values = {f"new_{name}": value for name, value in changed.items()}
        statement = _build_update(table.name, tuple(changed))
        session.connection().execute(statement, {"of_debate": debate, "of_slug": entry.slug, **values})
    if mapping.list_mappings:
        rows: RowsByTable = defaultdict(list)
        _collect_rows(mapping, entry, {"debate": debate, "ord": 0}, rows)
        del rows[table.name]
        _clear_lists(session, mapping, debate, {"slug": entry.slug})
        _insert_rows(session, rows)


@lru_cache(maxsize=256)
def _build_update(table_name: str, columns: tuple[str, ...]) -> sa.Update:
    """The statement that updates these columns of an entry's row; building it takes longer than running it."""
    table = SQLModel.metadata.tables[table_name]
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
    same = (table.c.debate == sa.bindparam("of_debate"), table.c.slug == sa.bindparam("of_slug"))
    return sa.update(table).where(*same).values(values)


def _changed_lists(mapping: TableMapping, before: Entry, after: Entry) -> TableMapping:
    """The mapping without the lists that are equal in both."""
    lists = {
        n: list_ for n, list_ in mapping.list_mappings.items() if getattr(before, n) != getattr(after, n)
    }
    return replace(mapping, list_mappings=lists)


def delete_entry(session: Session, debate: str, kind: Kind, slug: str) -> None:
    """Delete an entry's row, and with it those of its lists."""
    table = TABLE_MAPPINGS[kind].table
    session.connection().execute(sa.delete(table).where(table.c.debate == debate, table.c.slug == slug))


def _fetch_items(session: Session, list_: ListMapping, debate: str) -> dict[tuple[Any, ...], list[Any]]:
    """Every item of one list in the debate, by its owner's key."""
    items: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in _fetch_fields(session, list_.mapping, debate, list_.fixed_values):
        owner = tuple(row.pop(c) for c in list_.owner_columns)
        items[owner].append(
            row[list_.item_column]
            if list_.item_column
            else _drop_columns(row, list_.fixed_values, "debate", "ord")
        )
    return items


def _drop_columns(row: FieldValues, fixed: Mapping[str, str], *names: str) -> FieldValues:
    return {k: v for k, v in row.items() if k not in fixed and k not in names}


def _fetch_fields(
    session: Session, mapping: TableMapping, debate: str, fixed: Mapping[str, str]
) -> list[FieldValues]:
    """Rows in order, as fields of values, with their lists."""
    table = mapping.table
    same = [table.c[c] == v for c, v in {"debate": debate, **fixed}.items()]
    wanted = [table.c[c] for c in (*mapping.plain_columns, "ord") if c in table.c]
    lists = {name: _fetch_items(session, list_, debate) for name, list_ in mapping.list_mappings.items()}
    entries = []
    for row in session.execute(
        sa.select(*wanted).where(*same).order_by(table.c.ord, *table.primary_key.columns)
    ):
        fields = mapping.to_fields(dict(row._mapping))
        key = tuple(fields[k] for k in mapping.key_columns)
        fields.update({name: items[key] for name, items in lists.items() if key in items})
        entries.append(fields)
    return entries


def read_debate(session: Session, debate: str) -> Debate | None:
    """The entry of the debate itself, with its sources; None if there is no such debate."""
    table = DEBATE_MAPPING.table
    columns = [table.c[c] for c in DEBATE_MAPPING.plain_columns if c in Debate.model_fields]
    row = session.execute(sa.select(*columns).where(table.c.slug == debate)).one_or_none()
    if row is None:
        return None
    sources = _fetch_fields(session, DEBATE_MAPPING.list_mappings["sources"].mapping, debate, {})
    return Debate.model_validate({**row._mapping, "sources": [_drop_columns(s, {}, "ord") for s in sources]})


def read_record(session: Session, debate: str, revision: int) -> Record | None:
    """A whole debate; None if there is no such debate. Takes one query a table."""
    entry = read_debate(session, debate)
    if entry is None:
        return None
    entries = (
        MODELS[kind].model_validate(_drop_columns(fields, {}, "ord"))
        for kind, mapping in TABLE_MAPPINGS.items()
        for fields in _fetch_fields(session, mapping, debate, {})
    )
    return Record.from_entries(entry, entries, revision)
