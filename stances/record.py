"""One debate as values: what people type and files say, checked field by field, and the whole of it as a `Record`.

Each kind of record is a frozen model with the keys of the native format; where one refers to another it holds
that one's slug. A `Record` is an immutable snapshot of a debate with the indexes that readers need. Everything
that only reads (graph, timeline, maps, checks, formats, pages) takes a `Record`; nothing here knows a database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from stances.dates.uncertain import UncertainDate
from stances.terms import (
    ActKind,
    Attribution,
    Confidence,
    Kind,
    LinkKind,
    ParticipantKind,
    Scale,
)

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


_NON_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_NON_CHARACTERS}]")


def _printable(text: str) -> str:
    """Line breaks and tabs are text; other control characters, lone surrogates and non-characters are damage."""
    if found := _NOT_TEXT.search(text):
        raise ValueError(f"contains the character U+{ord(found[0]):04X}, which is not text; delete it")
    return text


Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
Line = Annotated[
    str, AfterValidator(_printable), StringConstraints(min_length=1, max_length=300, pattern=r"^[^\n]*$")
]
Text = Annotated[str, AfterValidator(_printable), StringConstraints(min_length=1, max_length=2_000)]
Note = Annotated[str, AfterValidator(_printable), StringConstraints(max_length=10_000)]
Count = Annotated[str, StringConstraints(pattern=r"^~?\d{1,9}$")]
DEGREES = range(-2, 3)
"""The numbers of an ordinal scale, from wholly against to wholly for; it need not have them all."""
Ordinal = Annotated[int, Field(ge=DEGREES[0], le=99)]


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def data(self) -> dict[str, Any]:
        """The value as plain data under the keys of the native format; what equals its default is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Locator(Value):
    """Where in a source: paragraphs (blocks between blank lines, counted from 1), its own notes, a page."""

    source: Slug | None = None
    paragraphs: tuple[Annotated[int, Field(ge=1)], ...] = ()
    notes: tuple[Annotated[int, Field(ge=1)], ...] = ()
    page: Line | None = None

    @property
    def empty(self) -> bool:
        return not (self.paragraphs or self.notes or self.page)


class Source(Value):
    slug: Slug
    author: Line | None = None
    title: Line
    citation: Text | None = None


class Entry(Value):
    """A record of its own, with a slug that never changes."""

    kind_name: ClassVar[Kind]
    slug: Slug

    @property
    def label(self) -> str:
        """The few words by which a person would recognise this record."""
        raise NotImplementedError


class Debate(Entry):
    kind_name = Kind.DEBATE
    title: Line
    summary: Note = ""
    from_: UncertainDate | None = Field(None, alias="from")
    to: UncertainDate | None = None
    licence: Line | None = None
    sources: tuple[Source, ...] = ()

    @property
    def label(self) -> str:
        return self.title


class Faction(Entry):
    kind_name = Kind.FACTION
    name: Line
    summary: Note = ""

    @property
    def label(self) -> str:
        return self.name


class Membership(Value):
    """Belonging to a faction throughout `when`; `by` names who says so when it is reported."""

    faction: Slug
    when: UncertainDate | None = None
    attribution: Attribution = Attribution.INFERRED
    by: Slug | None = None
    locator: Locator | None = None


class Participant(Entry):
    kind_name = Kind.PARTICIPANT
    name: Line
    short: Line | None = None
    aliases: tuple[Line, ...] = ()
    kind: ParticipantKind = ParticipantKind.PERSON
    place: Line | None = None
    involved: UncertainDate | None = None
    note: Note = ""
    locator: Locator | None = None
    memberships: tuple[Membership, ...] = ()

    @property
    def label(self) -> str:
        return self.short or self.name


class Tally(Value):
    """How many voted for a position; `~` says that the number is about right."""

    dispute: Slug
    position: Ordinal | None = None
    count: Count
    locator: Locator | None = None


class Event(Entry):
    kind_name = Kind.EVENT
    name: Line
    when: UncertainDate
    note: Note = ""
    locator: Locator | None = None
    tally: tuple[Tally, ...] = ()

    @property
    def label(self) -> str:
        return self.name


class Receipt(Value):
    by: Slug
    when: UncertainDate
    locator: Locator | None = None


class Document(Entry):
    kind_name = Kind.DOCUMENT
    title: Line
    kind: Line | None = None
    authors: tuple[Slug, ...] = ()
    signatories: tuple[Slug, ...] = ()
    addressees: tuple[Slug, ...] = ()
    when: UncertainDate | None = None
    after: tuple[Slug, ...] = ()
    published: UncertainDate | None = None
    received: tuple[Receipt, ...] = ()
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        return self.title


class Position(Value):
    """A labelled answer to a dispute's question; `key` is the glyph or letter that a grid shows."""

    value: Ordinal
    key: Annotated[str, AfterValidator(_printable), StringConstraints(min_length=1, max_length=4)]
    label: Line
    gloss: Note = ""


class Coverage(Value):
    """What has been read and coded throughout `when`; nobody listed means everybody."""

    participants: tuple[Slug, ...] = ()
    when: UncertainDate


class Dispute(Entry):
    kind_name = Kind.DISPUTE
    title: Line
    question: Text
    scale: Scale = Scale.ORDINAL
    horizon_months: Annotated[int, Field(ge=0, le=1200)] = 4
    positions: tuple[Position, ...] = ()
    coverage: tuple[Coverage, ...] = ()

    @property
    def label(self) -> str:
        return self.title

    @field_validator("positions")
    @classmethod
    def _fit_their_scale(cls, positions: tuple[Position, ...], told: ValidationInfo) -> tuple[Position, ...]:
        values = [p.value for p in positions]
        if len(set(values)) < len(values) or len({p.key for p in positions}) < len(positions):
            raise ValueError("two positions of one dispute share a value or a key")
        scale = told.data.get("scale")
        if scale is Scale.CATEGORICAL and values != list(range(1, len(values) + 1)):
            raise ValueError(
                "the options of a categorical dispute are numbered 1, 2, 3 … in the order listed"
            )
        if scale is Scale.ORDINAL and (wrong := [value for value in values if value not in DEGREES]):
            raise ValueError(
                f"the degrees of an ordinal dispute are numbered from −2 to 2, and {wrong[0]} is none of them; "
                "options without an order make a categorical one"
            )
        return positions

    def position(self, value: int | None) -> Position | None:
        """The position with this value; None for undecided."""
        return next((p for p in self.positions if p.value == value), None)


class Act(Value):
    participant: Slug
    act: ActKind
    when: UncertainDate | None = None
    document: Slug | None = None
    locator: Locator | None = None


class Quotation(Value):
    text: Text
    lang: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    translator: Line | None = None


class Claim(Entry):
    kind_name = Kind.CLAIM
    text: Text
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
        return self.text if len(self.text) <= 80 else self.text[:79].rsplit(" ", 1)[0] + " …"

    @property
    def disputes(self) -> tuple[str, ...]:
        return (self.dispute, *self.also)


class Link(Entry):
    kind_name = Kind.LINK
    kind: LinkKind
    source: Slug
    target: Slug
    rationale: Line
    by: Slug | None = None
    document: Slug | None = None
    attribution: Attribution = Attribution.ASSERTED
    reported_by: tuple[Slug, ...] = ()
    note: Note = ""
    locator: Locator | None = None

    @property
    def label(self) -> str:
        return self.rationale


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


MODELS: Mapping[Kind, type[Entry]] = MappingProxyType(
    {m.kind_name: m for m in (Debate, Faction, Participant, Dispute, Event, Document, Claim, Link, Stance)}
)
E = TypeVar("E", bound=Entry)


def _by_slug(entries: Iterable[E]) -> Mapping[str, E]:
    return MappingProxyType({e.slug: e for e in entries})


def _grouped(pairs: Iterable[tuple[str, E]]) -> Mapping[str, tuple[E, ...]]:
    groups: dict[str, list[E]] = defaultdict(list)
    for key, entry in pairs:
        groups[key].append(entry)
    return MappingProxyType({key: tuple(entries) for key, entries in groups.items()})


def _runs(numbers: Iterable[int]) -> str:
    """Numbers in order, neighbours joined: 3, 5–7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=True)
class Record:
    """A whole debate at one moment: each kind by slug, in a stable order, and what points at what.

    `revision` is the number of the last change it includes (0 for a record that comes from a file); it takes no
    part in equality. References are not guaranteed to resolve in a record read from a file: `stances.check` says
    whether they do, and what the database holds always does. Indexes answer with an empty tuple through `.get(slug, ())`.
    """

    debate: Debate
    factions: Mapping[str, Faction] = field(default_factory=_empty)
    participants: Mapping[str, Participant] = field(default_factory=_empty)
    disputes: Mapping[str, Dispute] = field(default_factory=_empty)
    events: Mapping[str, Event] = field(default_factory=_empty)
    documents: Mapping[str, Document] = field(default_factory=_empty)
    claims: Mapping[str, Claim] = field(default_factory=_empty)
    links: Mapping[str, Link] = field(default_factory=_empty)
    stances: Mapping[str, Stance] = field(default_factory=_empty)
    revision: int = field(default=0, compare=False)

    @classmethod
    def of(cls, debate: Debate, entries: Iterable[Entry], revision: int = 0) -> Record:
        """Sort entries of any kind into their places, keeping their order."""
        kinds: dict[Kind, list[Entry]] = defaultdict(list)
        for entry in entries:
            kinds[entry.kind_name].append(entry)
        places = {PLACES[kind]: _by_slug(found) for kind, found in kinds.items()}
        return cls(debate=debate, revision=revision, **places)  # type: ignore[arg-type]

    def entries(self) -> Iterator[Entry]:
        """Every entry but the debate itself, kind by kind."""
        for place in PLACES.values():
            yield from getattr(self, place).values()

    def get(self, kind: Kind, slug: str) -> Entry | None:
        if kind is Kind.DEBATE:
            return self.debate if slug == self.debate.slug else None
        found: Entry | None = getattr(self, PLACES[kind]).get(slug)
        return found

    def with_edits(self, put: Iterable[Entry], dropped: Iterable[tuple[Kind, str]] = ()) -> Record:
        """The same record with many entries put and dropped, each kind copied once; `revision` stays."""
        debate = self.debate
        changed: dict[str, dict[str, Entry]] = {}
        for entry in put:
            if isinstance(entry, Debate):
                debate = entry
                continue
            place = PLACES[entry.kind_name]
            changed.setdefault(place, dict(getattr(self, place)))[entry.slug] = entry
        for kind, slug in dropped:
            place = PLACES[kind]
            changed.setdefault(place, dict(getattr(self, place))).pop(slug, None)
        places: dict[str, Any] = {place: MappingProxyType(found) for place, found in changed.items()}
        return replace(self, debate=debate, **places)

    def put(self, entry: Entry) -> Record:
        """The same record with this entry added, or in the place of the one with its slug."""
        return self.with_edits([entry])

    def at(self, revision: int) -> Record:
        """The same record under another revision's number."""
        return replace(self, revision=revision)

    @cached_property
    def claims_of_dispute(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by dispute, those that only touch it (`also`) included."""
        return _grouped((d, c) for c in self.claims.values() for d in c.disputes)

    @cached_property
    def claims_of_speaker(self) -> Mapping[str, tuple[Claim, ...]]:
        return _grouped((c.speaker, c) for c in self.claims.values())

    @cached_property
    def claims_of_document(self) -> Mapping[str, tuple[Claim, ...]]:
        return _grouped((c.document, c) for c in self.claims.values() if c.document)

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Link, ...]]:
        return _grouped((k.source, k) for k in self.links.values())

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Link, ...]]:
        """Links by target: the slug of a claim or, for undercuts, of a link."""
        return _grouped((k.target, k) for k in self.links.values())

    @cached_property
    def stances_of_dispute(self) -> Mapping[str, tuple[Stance, ...]]:
        return _grouped((s.dispute, s) for s in self.stances.values())

    @cached_property
    def stances_of_participant(self) -> Mapping[str, tuple[Stance, ...]]:
        return _grouped((s.participant, s) for s in self.stances.values())

    @cached_property
    def stances_citing(self) -> Mapping[str, tuple[Stance, ...]]:
        """Stances by the claim that they give as evidence."""
        return _grouped((c, s) for s in self.stances.values() for c in s.claims)

    @cached_property
    def members_of(self) -> Mapping[str, tuple[Participant, ...]]:
        """Participants by faction, each once however often they joined."""
        return _grouped(
            (f, p)
            for p in self.participants.values()
            for f in dict.fromkeys(m.faction for m in p.memberships)
        )

    @cached_property
    def documents_of_participant(self) -> Mapping[str, tuple[Document, ...]]:
        """Documents by author, signatory or addressee, each once."""
        return _grouped(
            (p, d)
            for d in self.documents.values()
            for p in dict.fromkeys((*d.authors, *d.signatories, *d.addressees))
        )

    @cached_property
    def source(self) -> Source | None:
        """The source that locators mean when they name none."""
        return self.debate.sources[0] if self.debate.sources else None

    def place(self, locator: Locator | None) -> str:
        """Where in the source, in words: “§ 28–29, note 75”; the source is named where there are several. Empty for none."""
        if locator is None or locator.empty:
            return ""
        parts = [f"§ {_runs(locator.paragraphs)}"] if locator.paragraphs else []
        if locator.notes:
            parts.append(f"{'note' if len(locator.notes) == 1 else 'notes'} {_runs(locator.notes)}")
        if locator.page:
            parts.append(f"p. {locator.page}")
        return ", ".join([*self._source_name(locator), *parts])

    def _source_name(self, locator: Locator) -> list[str]:
        sources = self.debate.sources
        if len(sources) < 2:
            return []
        wanted = locator.source or sources[0].slug
        return [next((s.author or s.title for s in sources if s.slug == wanted), wanted)]

    @property
    def imprint(self) -> str:
        """What a figure says at its foot: the debate and the sources it was coded from."""
        sources = "; ".join(f"{s.author}, {s.title}" if s.author else s.title for s in self.debate.sources)
        return f"{self.debate.title} · Source: {sources}" if sources else self.debate.title

    def speaker_of_link(self, link: Link) -> str | None:
        """The slug of who draws this link: `by`, else the speaker of its source."""
        if link.by:
            return link.by
        claim = self.claims.get(link.source)
        return claim.speaker if claim else None


PLACES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.FACTION: "factions",
        Kind.PARTICIPANT: "participants",
        Kind.DISPUTE: "disputes",
        Kind.EVENT: "events",
        Kind.DOCUMENT: "documents",
        Kind.CLAIM: "claims",
        Kind.LINK: "links",
        Kind.STANCE: "stances",
    }
)
