"""What the tables share: column types, keys, and the columns that several kinds of record have."""

from datetime import UTC, datetime
from enum import Enum as PythonEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from stances.record.vocabulary import Attribution

MAX_SLUG_LENGTH = 80
MAX_LINE_LENGTH = 300
MAX_HEADING_LENGTH = 60
MAX_LANGUAGE_LENGTH = 35

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_1_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC: an aware `datetime`, on the way in and out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(values: type[PythonEnum]) -> Any:
    """A text column of an enumeration's values, held to them by a check constraint with the enumeration's name."""
    return sa.Enum(
        values,
        name=values.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        values_callable=lambda enum: [member.value for member in enum],
        length=20,
    )


def primary_key(*columns: str) -> sa.PrimaryKeyConstraint:
    """A key of these columns within the debate."""
    return sa.PrimaryKeyConstraint("debate", *columns)


def foreign_key(column: str, table: str) -> tuple[sa.ForeignKeyConstraint, sa.Index]:
    """A reference to another record, and an index that makes it cheap to check when that record is deleted."""
    reference = sa.ForeignKeyConstraint(
        ["debate", column], [f"{table}.debate", f"{table}.slug"], deferrable=True, initially="DEFERRED"
    )
    return reference, sa.Index(None, "debate", column)


def owner_key(*columns: str, table: str, key: tuple[str, ...] = ("slug",)) -> sa.ForeignKeyConstraint:
    """A reference to the record that owns this row; the row is deleted with it."""
    return sa.ForeignKeyConstraint(
        ["debate", *columns], [f"{table}.debate", *(f"{table}.{k}" for k in key)], ondelete="CASCADE"
    )


def slug_field(**options: Any) -> Any:
    """A column for a slug."""
    return Field(max_length=MAX_SLUG_LENGTH, **options)


def tags_field() -> Any:
    """A column for a list of tags."""
    return Field(sa_type=sa.JSON, sa_column_kwargs={"server_default": "[]"})


class DebateColumn(SQLModel):
    debate: str = slug_field()


class EntryColumns(DebateColumn):
    slug: str = slug_field()
    ord: int


class ItemColumns(DebateColumn):
    ord: int


class DateColumns(SQLModel):
    when: str | None = Field(default=None, max_length=60)
    when_earliest: int | None = Field(default=None, index=True)
    when_latest: int | None = Field(default=None, index=True)


class LocatorColumn(SQLModel):
    locator: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class NoteColumn(SQLModel):
    note: str = Field(default="", sa_type=sa.Text)


class ImprintColumns(SQLModel):
    """Where a document or a source is found besides here."""

    url: str | None = Field(default=None, sa_type=sa.Text)
    identifier: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    publisher: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    place: str | None = Field(default=None, max_length=MAX_LINE_LENGTH)
    language: str | None = Field(default=None, max_length=MAX_LANGUAGE_LENGTH)


class AttributionColumn(SQLModel):
    attribution: Attribution = Field(sa_type=enum_type(Attribution))


def entry_constraints(*more: Any) -> tuple[Any, ...]:
    """The constraints of every table of entries, and `more` of this one."""
    owner = sa.ForeignKeyConstraint(["debate"], ["debate.slug"], ondelete="CASCADE")
    return (
        primary_key("slug"),
        owner,
        sa.CheckConstraint("length(slug) BETWEEN 1 AND 80", name="slug"),
        *more,
    )


def list_constraints(owner: str, item: str, table: str, *more: Any) -> tuple[Any, ...]:
    """The constraints of a list of references: its rows are in order, go with their owner, and refer to records of a table."""
    return (
        primary_key(owner, "ord"),
        owner_key(owner, table=owner),
        *foreign_key(item, table),
        *more,
    )


def after_constraints(kind: str) -> tuple[Any, ...]:
    """The constraints of a table of what the records of a kind come after."""
    not_itself = sa.CheckConstraint(f"{kind} <> earlier", name="not_itself")
    return list_constraints(kind, "earlier", kind, not_itself)
