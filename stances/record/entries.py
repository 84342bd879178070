"""The kinds of record in a debate, a frozen pydantic model each.

Docstrings of models are part of the published JSON Schema.
"""

from __future__ import annotations

from operator import is_
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.text_types import (
    ORDINAL_VALUES,
    Count,
    Heading,
    Language,
    Note,
    OldStyleDay,
    Ordinal,
    SingleLine,
    Slug,
    Tags,
    Text,
    Url,
    check_printable,
)
from stances.record.vocabulary import (
    ActKind,
    Attribution,
    ColumnUnit,
    Confidence,
    Kind,
    LinkKind,
    ParticipantKind,
    Rendering,
    Scale,
)


class FrozenModel(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """The value as plain data with the keys of the native format, without values equal to their defaults."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def until_old_style(self, day: str | None) -> Self:
        """The same value, whose dates are said in both calendars up to this day; see `dates.old_style`."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        marked = {name: _until_old_style(value, day) for name, value in values.items()}
        changed = {name: value for name, value in marked.items() if value is not values[name]}
        return self.model_copy(update=changed) if changed else self


def _until_old_style(value: Any, day: str | None) -> Any:
    if isinstance(value, UncertainDate | FrozenModel):
        return value.until_old_style(day)
    if isinstance(value, tuple):
        items = tuple(_until_old_style(item, day) for item in value)
        return value if all(map(is_, items, value)) else items
    return value


class Locator(FrozenModel):
    """Where in a source: paragraphs (blocks between blank lines, counted from 1), its own notes, a page."""

    source: Slug | None = None
    paragraphs: tuple[Annotated[int, Field(ge=1)], ...] = ()
    notes: tuple[Annotated[int, Field(ge=1)], ...] = ()
    page: SingleLine | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.notes or self.page)


class Source(FrozenModel):
    slug: Slug
    author: SingleLine | None = None
    title: SingleLine
    citation: Text | None = None
    published: UncertainDate | None = None
    publisher: SingleLine | None = None
    place: SingleLine | None = None
    url: Url | None = None
    identifier: SingleLine | None = None
    language: Language | None = None


class Entry(FrozenModel):
    """A record with a slug that never changes."""

    kind_name: ClassVar[Kind]
    slug: Slug

    @property
    def label(self) -> str:
        """A short name by which people recognise the record."""
        raise NotImplementedError


class Debate(Entry):
    """A debate itself. While it is `closed`, nobody may change what it says."""

    kind_name = Kind.DEBATE
    title: SingleLine
    summary: Note = ""
    from_: UncertainDate | None = Field(None, alias="from")
    to: UncertainDate | None = None
    licence: SingleLine | None = None
    language: Language | None = None
    closed: bool = False
    old_style_until: OldStyleDay | None = None
    unit: ColumnUnit | None = None
    sources: tuple[Source, ...] = ()

    @property
    def label(self) -> str:
        return self.title


class Faction(Entry):
    kind_name = Kind.FACTION
    name: SingleLine
    summary: Note = ""

    @property
    def label(self) -> str:
        return self.name


class Membership(FrozenModel):
    """Belonging to a faction throughout `when`; `by` names who says so when it is reported."""

    faction: Slug
    when: UncertainDate | None = None
    attribution: Attribution = Attribution.INFERRED
    by: Slug | None = None
    locator: Locator | None = None


class Participant(Entry):
    kind_name = Kind.PARTICIPANT
    name: SingleLine
    short: SingleLine | None = None
    aliases: tuple[SingleLine, ...] = ()
    kind: ParticipantKind = ParticipantKind.PERSON
    place: SingleLine | None = None
    involved: UncertainDate | None = None
    note: Note = ""
    locator: Locator | None = None
    born: UncertainDate | None = None
    died: UncertainDate | None = None
    role: SingleLine | None = None
    same_as: tuple[Url, ...] = ()
    memberships: tuple[Membership, ...] = ()

    @property
    def label(self) -> str:
        return self.short or self.name


class Tally(FrozenModel):
    """How many voted for a position; `~` says that the number is about right."""

    dispute: Slug
    position: Ordinal | None = None
    count: Count
    locator: Locator | None = None


class Event(Entry):
    kind_name = Kind.EVENT
    name: SingleLine
    when: UncertainDate | None = None
    after: tuple[Slug, ...] = ()
    unsettles: tuple[Slug, ...] = ()
    note: Note = ""
    locator: Locator | None = None
    tally: tuple[Tally, ...] = ()

    @property
    def label(self) -> str:
        return self.name

    @property
    def first_day(self) -> Day:
        """The first day that its date allows."""
        return self.when.earliest if self.when else Day.min


class Receipt(FrozenModel):
    by: Slug
    when: UncertainDate
    locator: Locator | None = None


class Document(Entry):
    kind_name = Kind.DOCUMENT
    title: SingleLine
    kind: SingleLine | None = None
    authors: tuple[Slug, ...] = ()
    signatories: tuple[Slug, ...] = ()
    addressees: tuple[Slug, ...] = ()
    when: UncertainDate | None = None
    after: tuple[Slug, ...] = ()
    published: UncertainDate | None = None
    received: tuple[Receipt, ...] = ()
    url: Url | None = None
    archive: SingleLine | None = None
    identifier: SingleLine | None = None
    publisher: SingleLine | None = None
    place: SingleLine | None = None
    language: Language | None = None
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        return self.title


class Position(FrozenModel):
    """A labelled answer to a dispute's question; `key` is the glyph or letter that a grid shows."""

    value: Ordinal
    key: Annotated[str, AfterValidator(check_printable), StringConstraints(min_length=1, max_length=4)]
    label: SingleLine
    gloss: Note = ""


class Coverage(FrozenModel):
    """What has been read and coded throughout `when`; nobody listed means everybody."""

    participants: tuple[Slug, ...] = ()
    when: UncertainDate


class Dispute(Entry):
    kind_name = Kind.DISPUTE
    title: SingleLine
    question: Text
    scale: Scale = Scale.ORDINAL
    horizon_months: Annotated[int, Field(ge=0, le=1200)] = 4
    positions: tuple[Position, ...] = ()
    tags: Tags = ()
    coverage: tuple[Coverage, ...] = ()

    @property
    def label(self) -> str:
        return self.title

    @field_validator("positions")
    @classmethod
    def _check_scale(cls, positions: tuple[Position, ...], info: ValidationInfo) -> tuple[Position, ...]:
        values = [p.value for p in positions]
        if len(set(values)) < len(values) or len({p.key for p in positions}) < len(positions):
            raise ValueError("two positions of one dispute have the same number or symbol")
        scale = info.data.get("scale")
        if scale is Scale.CATEGORICAL and values != list(range(1, len(values) + 1)):
            raise ValueError(
                "the alternatives of a categorical dispute are numbered 1, 2, 3 … in the order listed"
            )
        if scale is Scale.ORDINAL and (wrong := [value for value in values if value not in ORDINAL_VALUES]):
            raise ValueError(
                f"the positions of an ordinal dispute are numbered from −3 to 3, and {wrong[0]} is not one of these; "
                "for alternatives without an order choose a categorical scale"
            )
        return positions

    def position(self, value: int | None) -> Position | None:
        """The position with this value; None for undecided."""
        return next((p for p in self.positions if p.value == value), None)


class Act(FrozenModel):
    participant: Slug
    act: ActKind
    when: UncertainDate | None = None
    document: Slug | None = None
    locator: Locator | None = None


class Quotation(FrozenModel):
    text: Text
    lang: Language | None = None
    translator: SingleLine | None = None


class Claim(Entry):
    kind_name = Kind.CLAIM
    title: Heading | None = None
    text: Text
    rendering: Annotated[Rendering, Field(exclude_if=lambda value: value is Rendering.CLOSE)] = (
        Rendering.CLOSE
    )
    tags: Tags = ()
    speaker: Slug
    dispute: Slug
    also: tuple[Slug, ...] = ()
    document: Slug | None = None
    when: UncertainDate | None = None
    after: tuple[Slug, ...] = ()
    attribution: Attribution = Attribution.ASSERTED
    reported_by: tuple[Slug, ...] = ()
    voiced_by: Slug | None = None
    acts: tuple[Act, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        if self.title:
            return self.title
        return self.text if len(self.text) <= 80 else self.text[:79].rsplit(" ", 1)[0] + " …"

    @property
    def disputes(self) -> tuple[str, ...]:
        return (self.dispute, *self.also)


class Link(Entry):
    """What one claim, or several only `with` each other, does to another; a `mutual` rebuttal holds in both directions."""

    kind_name = Kind.LINK
    kind: LinkKind
    source: Slug
    with_: tuple[Slug, ...] = Field(default=(), alias="with")
    target: Slug
    mutual: Annotated[bool, Field(exclude_if=lambda value: not value)] = False
    rationale: SingleLine
    by: Slug | None = None
    document: Slug | None = None
    attribution: Attribution = Attribution.ASSERTED
    reported_by: tuple[Slug, ...] = ()
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        return self.rationale

    @property
    def premises(self) -> tuple[str, ...]:
        """The claims that it starts from: its source and co-premises."""
        return (self.source, *self.with_)


class Stance(Entry):
    """What a participant held on a dispute at some time within `when`; no position means undecided."""

    kind_name = Kind.STANCE
    participant: Slug
    dispute: Slug
    position: Ordinal | None = None
    when: UncertainDate
    claims: tuple[Slug, ...] = ()
    attribution: Attribution = Attribution.ASSERTED
    reported_by: tuple[Slug, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        return f"{self.participant}, {self.dispute}, {self.when.words()}"
