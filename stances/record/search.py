"""Search all kinds of records by words in any order, and by what these mean: people, dates, positions and kinds.

Words ignore accents and case, and begin words of a text; what else they mean is read by `search_query`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Dispute, Document, Entry, Event, Link, Participant, Stance
from stances.record.record import Record
from stances.record.search_query import PositionKey, Term, normalise_text, read_literally, read_query
from stances.record.vocabulary import Kind

E = TypeVar("E", bound=Entry)
MAX_RESULTS = 100
"""Number of results of each kind."""
SEARCHED = (Kind.DISPUTE, Kind.PARTICIPANT, Kind.STANCE, Kind.CLAIM, Kind.DOCUMENT, Kind.EVENT)
"""The kinds that are searched, in the order in which they stand where they fit equally well."""
TEXT_COST = 1
"""What a word costs that stands in the most relevant texts of an entry; in the next ones, one more each."""
ROUGH_COST = 2
"""What a date costs that may be another, and a participant to whom a document is addressed."""

RankedTexts = tuple[tuple[str, ...], ...]
"""The texts of an entry in groups, the most relevant first: of a claim its text, its quotations, tags and note, its speaker."""


@dataclass(frozen=True)
class SearchResults:
    """The matching entries, best first, then by date, at most `MAX_RESULTS` of each kind; kinds in the order of their best.

    `terms` is how the query was read.
    """

    terms: Sequence[Term]
    found: Mapping[Kind, Sequence[Entry]]

    @property
    def is_understood(self) -> bool:
        """Whether the query was read as more than its words."""
        return any(term.is_understood for term in self.terms)

    def of(self, model: type[E]) -> Sequence[E]:
        """The entries of a kind."""
        return [entry for entry in self.found.get(model.kind_name, ()) if isinstance(entry, model)]

    @property
    def disputes(self) -> Sequence[Dispute]:
        return self.of(Dispute)

    @property
    def people(self) -> Sequence[Participant]:
        return self.of(Participant)

    @property
    def stances(self) -> Sequence[Stance]:
        return self.of(Stance)

    @property
    def claims(self) -> Sequence[Claim]:
        return self.of(Claim)

    @property
    def documents(self) -> Sequence[Document]:
        return self.of(Document)

    @property
    def events(self) -> Sequence[Event]:
        return self.of(Event)


def find_entries(
    record: Record, query: str, tags: Iterable[str] = (), *, is_literal: bool = False
) -> SearchResults:
    """Find the entries that have every term of the query; with `tags`, only claims and disputes with one of these.

    Reads the whole debate once, which takes some milliseconds for a thousand claims.
    """
    terms = read_literally(query) if is_literal else read_query(record, query)
    priced = {kind: _price(record, terms, _entries_of(record, kind, {*tags})) for kind in SEARCHED}
    order = sorted((kind for kind in SEARCHED if priced[kind]), key=lambda kind: priced[kind][0].cost)
    return SearchResults(terms, {kind: [one.entry for one in priced[kind]] for kind in order})


def _entries_of(record: Record, kind: Kind, tags: Set[str]) -> Iterator[Entry]:
    for entry in record.of_kind(kind).values():
        if not tags or (isinstance(entry, Claim | Dispute) and tags & {*entry.tags}):
            yield entry


def keep_matching(record: Record, entries: Iterable[E], query: str) -> list[E]:
    """The entries, of any kind and in their order, that have every term of the query."""
    terms = read_query(record, query)
    return [entry for entry in entries if _cost(record, entry, terms) is not None]


class _Priced(NamedTuple):
    """An entry with how far it is from what is sought, 0 at best."""

    cost: int
    entry: Entry


def _price(record: Record, terms: Sequence[Term], entries: Iterable[Entry]) -> list[_Priced]:
    """The entries that have every term, best first, then by date."""
    priced = [_Priced(cost, e) for e in entries if (cost := _cost(record, e, terms)) is not None]
    return sorted(priced, key=lambda one: (one.cost, _date_key(one.entry)))[:MAX_RESULTS]


def _date_key(entry: Entry) -> tuple[bool, tuple[Day, Day]]:
    when = _date_of(entry)
    return when is None, when.sort_key if when else (Day.max, Day.max)


def _cost(record: Record, entry: Entry, terms: Sequence[Term]) -> int | None:
    """How far the entry is from what is sought, 0 at best; None if it lacks a term."""
    total = 0
    texts: list[str] = []
    for term in terms:
        costs = [*_meaning_costs(record, entry, term)]
        if 0 not in costs:
            texts = texts or [*_cumulated_texts(record, entry)]
            costs += _text_costs(texts, term.words)
        if not costs:
            return None
        total += min(costs)
    return total


# --- what else words mean ---


def _meaning_costs(record: Record, entry: Entry, term: Term) -> Iterator[int]:
    """What each way costs in which a term is true of an entry, its texts aside."""
    if term.people:
        yield from (cost for cost, people in _people_costs(record, entry) if people & term.people)
    if term.dates and (when := _date_of(entry)):
        yield from (_date_cost(when, date) for date in term.dates if when.overlaps(date))
    if term.positions:
        yield from (cost for cost, held in _position_costs(record, entry) if held in term.positions)
    if term.disputes & {*_disputes_of(entry)}:
        yield 0
    if entry.kind_name in term.kinds or (isinstance(entry, Document) and entry.kind in term.kinds):
        yield 0


def _people_costs(record: Record, entry: Entry) -> Iterator[tuple[int, set[str | None]]]:
    yield 0, people_of(record, entry)
    if isinstance(entry, Document):
        yield ROUGH_COST, {*entry.addressees}


def people_of(record: Record, entry: Entry) -> set[str | None]:
    """The slugs of those whose record this is: who says, argues, holds or wrote it."""
    match entry:
        case Claim():
            return {entry.speaker}
        case Link():
            return {record.arguer_of_link(entry)}
        case Stance():
            return {entry.participant}
        case Document():
            return {*entry.authors, *entry.signatories}
        case Participant():
            return {entry.slug}
    return set()


def _disputes_of(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Claim():
            return entry.disputes
        case Stance():
            return (entry.dispute,)
        case Dispute():
            return (entry.slug,)
    return ()


def _date_of(entry: Entry) -> UncertainDate | None:
    return entry.when if isinstance(entry, Claim | Stance | Document | Event) else None


def _date_cost(when: UncertainDate, sought: UncertainDate) -> int:
    within = sought.earliest <= when.earliest and when.latest <= sought.latest
    return 0 if within else ROUGH_COST


def _position_costs(record: Record, entry: Entry) -> Iterator[tuple[int, PositionKey]]:
    """The position of a stance, and those that rest on a claim."""
    cited = record.stances_citing.get(entry.slug, ()) if isinstance(entry, Claim) else ()
    for cost, stance in ((0, entry), *((TEXT_COST, stance) for stance in cited)):
        if isinstance(stance, Stance) and stance.position is not None:
            yield cost, (stance.dispute, stance.position)


# --- texts ---


def _cumulated_texts(record: Record, entry: Entry) -> Iterator[str]:
    """The texts as they are compared: the first group, the first two, and so on."""
    searched = ""
    for group in _texts(record, entry):
        searched += "".join(f" {normalise_text(text)}" for text in group)
        yield searched


def _text_costs(texts: Iterable[str], words: Sequence[str]) -> Iterator[int]:
    """What it costs that every word begins a word of these texts or of the ones before them."""
    for cost, text in enumerate(texts, TEXT_COST):
        if all(f" {w}" in text or f"({w}" in text or f"-{w}" in text for w in words):
            yield cost


def _texts(record: Record, entry: Entry) -> RankedTexts:
    match entry:
        case Claim():
            return _claim_texts(record, entry)
        case Participant():
            return _participant_texts(entry)
        case Document():
            return (entry.title,), (entry.kind or "", entry.note)
        case Link():
            ends = (
                record.claims.get(slug) or record.links.get(slug) for slug in (*entry.premises, entry.target)
            )
            return (entry.rationale,), (entry.note,), tuple(end.label for end in ends if end)
        case Stance():
            return _stance_texts(record, entry)
        case Event():
            return (entry.name,), (entry.note,)
        case Dispute():
            return (entry.title,), (entry.question, *entry.tags)
    return ((entry.label,),)


def _claim_texts(record: Record, claim: Claim) -> RankedTexts:
    speaker = record.participants.get(claim.speaker)
    quoted = tuple(quotation.text for quotation in claim.quotations)
    said = (*quoted, *claim.tags, claim.note)
    return (claim.title or "", claim.text), said, (_names(speaker) if speaker else ())


def _stance_texts(record: Record, stance: Stance) -> RankedTexts:
    person, dispute = record.participants.get(stance.participant), record.disputes.get(stance.dispute)
    position = dispute.position(stance.position) if dispute else None
    held = (*(_names(person) if person else ()), position.label if position else "undecided")
    return held, (dispute.title if dispute else "",), (stance.note,)


def _participant_texts(person: Participant) -> RankedTexts:
    return _names(person), (person.place or "", person.role or "", person.note)


def _names(person: Participant) -> tuple[str, ...]:
    return person.name, person.short or "", *person.aliases
