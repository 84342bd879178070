"""Records in words for people: names for slugs, labels for positions, dates and locators written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.commitments import ENDINGS, find_stance_documents
from stances.record.entries import (
    Act,
    Claim,
    Document,
    Entry,
    Event,
    FrozenModel,
    Link,
    Locator,
    Participant,
    Stance,
)
from stances.record.kinds import FieldPath
from stances.record.link_wording import link_words
from stances.record.record import Record
from stances.record.references import iter_references
from stances.record.source_wording import format_locator
from stances.record.vocabulary import (
    ActKind,
    Attribution,
    Basis,
    Kind,
    Rendering,
)

FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "acts": "Signatures and withdrawals",
        "after": "Comes after",
        "aliases": "Also called",
        "archive": "Archive and shelfmark",
        "also": "Other disputes",
        "attribution": "Type of evidence",
        "claims": "Evidence",
        "closed": "Closed to changes",
        "coverage": "Sources covered",
        "from_": "From",
        "horizon_months": "Months a position is assumed to last",
        "involved": "Involved",
        "kind": "Kind",
        "locator": "Page or paragraph cited",
        "memberships": "Factions",
        "mutual": "Contraries",
        "positions": "Positions",
        "rationale": "Reason",
        "received": "Received",
        "rendering": "Wording",
        "same_as": "Web pages about them",
        "scale": "Kind of scale",
        "short": "Short name",
        "source": "From claim",
        "sources": "Sources",
        "target": "To claim or link",
        "by": "Argued by",
        "tally": "Votes",
        "to": "To",
        "unsettles": "Unsettles",
        "url": "Online copy",
        "when": "Date",
        "voiced_by": "Spokesperson",
        "with_": "Together with",
    }
)
"""Labels of fields whose own names would not do."""

LASTING_FIELDS = frozenset(
    {
        (Kind.PARTICIPANT, ("involved",)),
        (Kind.PARTICIPANT, ("memberships", "when")),
        (Kind.EVENT, ("when",)),
        (Kind.DISPUTE, ("coverage", "when")),
    }
)
"""Fields in which an interval is a span of time; elsewhere it contains the one moment that is meant."""


RENDERING_WORDS: Mapping[Rendering, str] = MappingProxyType(
    {
        Rendering.CLOSE: "in our words",
        Rendering.QUOTED: "quoted",
        Rendering.SUMMARY: "summarised in our words",
    }
)
"""Whose words a claim's text is in, where what may go without saying comes first."""

ATTRIBUTION_NAMES: Mapping[Attribution, str] = MappingProxyType(
    {
        Attribution.ASSERTED: "own claim",
        Attribution.REPORTED: "reported",
        Attribution.INFERRED: "inferred",
    }
)
"""What each attribution is called, wherever it is shown."""

_ATTRIBUTION_MEANINGS: Mapping[Attribution, str] = MappingProxyType(
    {
        Attribution.ASSERTED: "they say so themselves, in a document",
        Attribution.REPORTED: "somebody else says so of them",
        Attribution.INFERRED: "the editor’s reading",
    }
)

ATTRIBUTION_LEGEND: Mapping[Attribution, str] = MappingProxyType(
    {how: f"{name}: {_ATTRIBUTION_MEANINGS[how]}" for how, name in ATTRIBUTION_NAMES.items()}
)
"""The name of each attribution and what it means, for legends, forms and titles."""

INFERENCE_WORDS = "inferred by the editor"
"""What an inference is called where the name alone would leave open whose it is."""

NO_FACTION_LABEL = "no faction"

UNDATED_LABEL = "undated"

RATIONALE_MARK = "in the editor’s words"
"""What stands beside every rationale: no participant gives it, even where they argue what it explains."""


def field_label(field: str) -> str:
    """The label of a field."""
    return FIELD_LABELS.get(field) or field.replace("_", " ").capitalize()


def entry_name(entry: Entry, record: Record) -> str:
    """A short name by which people recognise the record: of those alike, no two have the same.

    A stance's says whose it is, on what and when. A version that is not the record's own has its own label.
    """
    if isinstance(entry, Stance):
        whose = speaker_label(record, entry.participant)
        return f"{whose} on {_label(record, Kind.DISPUTE, entry.dispute)}, {entry.when.words()}"
    if entry.kind_name not in record.labels:
        return entry.label or entry.slug
    shown = record.get(entry.kind_name, entry.slug)
    is_own = shown is entry or (shown is not None and shown.label == entry.label)
    return _label(record, entry.kind_name, entry.slug, entry.label) if is_own else entry.label


def full_name(entry: Entry, record: Record) -> str:
    """The same, of a participant with the whole name."""
    if isinstance(entry, Participant):
        return record.full_names.get(entry.slug, entry.name)
    return entry_name(entry, record)


def _label(record: Record, kind: Kind, slug: str, otherwise: str = "") -> str:
    return record.labels.get(kind, {}).get(slug, otherwise or slug)


def plural(count: int, one: str, many: str, **shown: object) -> str:
    """The count with its noun (1 claim, 2,000 claims), or the sentence of two, filled in; it need not say the `{count}`."""
    words = one if count == 1 else many
    return words.format(count=f"{count:,}", **shown) if "{" in words else f"{count:,} {words}"


def with_article(kind: Kind) -> str:
    """a claim, an event."""
    return f"{'an' if kind is Kind.EVENT else 'a'} {kind}"


def quoted_name(entry: Entry, record: Record) -> str:
    """The name of a record, in quotation marks if it is a text or title."""
    name = entry_name(entry, record)
    return f"“{name}”" if isinstance(entry, Claim | Link | Document) else name


def name_of(record: Record, kind: Kind, slug: str) -> str:
    """The quoted name of the record with this slug; the slug itself if there is none."""
    entry = record.get(kind, slug)
    return quoted_name(entry, record) if entry else slug


def describe_missing(kind: Kind, slug: str) -> str:
    """What to say where a record is asked for that there is not."""
    return (
        f"There is no {kind} “{slug}” in this debate. It may have been deleted, or the link may be mistyped."
    )


def describe_entry(entry: Entry, record: Record) -> str:
    """The kind of a record and its words: claim “The turn is real.”, link by which “…” rebuts “…”."""
    if isinstance(entry, Link):
        return f"link by which {link_words(entry, record)}"
    if isinstance(entry, Stance):
        who, what = speaker_label(record, entry.participant), _label(record, Kind.DISPUTE, entry.dispute)
        return f"stance of {who} on “{what}” ({entry.when.words()})"
    return f"{entry.kind_name} “{entry_name(entry, record)}”"


def field_words(entry: Entry, field: str, record: Record) -> str | tuple[str, ...]:
    """One field of an entry in words: a text, or the texts of a list's items; "" if the field is empty."""
    return _FieldWording(entry, record).field(entry, (field,))


class _FieldWording:
    """Puts the values of one entry into words; `path` is where in the entry a value stands."""

    def __init__(self, entry: Entry, record: Record) -> None:
        self._record = record
        self._kind = entry.kind_name
        self._kinds: dict[FieldPath, Kind] = {r.path: r.kind for r in iter_references(entry)}

    def field(self, owner: FrozenModel, path: FieldPath) -> str | tuple[str, ...]:
        value = getattr(owner, path[-1])
        if path[-1] == "position":
            return self._position_words(owner, value)
        if isinstance(value, tuple) and not isinstance(owner, Locator):
            return tuple(self._value_words(item, path) for item in value)
        return self._value_words(value, path)

    def _value_words(self, value: Any, path: FieldPath) -> str:
        if value is None or value is False:
            return ""
        if value is True:
            return "yes"
        if kind := self._kinds.get(path):
            return name_of(self._record, kind, value)
        if isinstance(value, bool):
            return "each excludes the other" if value else ""
        if isinstance(value, UncertainDate):
            return value.words(throughout=(self._kind, path) in LASTING_FIELDS)
        if isinstance(value, Locator):
            return format_locator(self._record, value)
        if isinstance(value, FrozenModel):
            return self._item_words(value, path)
        if isinstance(value, Rendering):
            return RENDERING_WORDS[value]
        if isinstance(value, Attribution):
            return ATTRIBUTION_NAMES[value]
        return value.value if isinstance(value, StrEnum) else str(value)

    def _item_words(self, value: FrozenModel, path: FieldPath) -> str:
        """The fields of a list's item, in their order: Ann, signs, May 1928, “The draft”."""
        words = (self.field(value, (*path, field)) for field in type(value).model_fields if field != "slug")
        return ", ".join(
            w if isinstance(w, str) else " and ".join(w) or "everybody" for w in words if w != ""
        )

    def _position_words(self, owner: FrozenModel, value: int | None) -> str:
        dispute = self._record.disputes.get(getattr(owner, "dispute", ""))
        if value is None:
            return "undecided"
        position = dispute.position(value) if dispute else None
        return f"{position.key} {position.label}" if position else f"position {value}"


def describe_arrival(record: Record, document: Document) -> str:
    """received by Radek 28 May 1928; published 2 June 1928. Empty if neither is recorded."""
    words = [
        f"received by {speaker_label(record, r.by)} {r.when.words()}"
        for r in sorted(document.received, key=lambda r: r.when.sort_key)
    ]
    return "; ".join([*words, f"published {document.published.words()}"] if document.published else words)


def describe_period(start: UncertainDate | None, end: UncertainDate | None) -> str:
    """January 1928 – February 1929; one date where both read the same, and empty without any."""
    return " – ".join(dict.fromkeys(when.words() for when in (start, end) if when))


def describe_day_shown(day: Day | None, basis: Basis) -> str:
    """as of 9 May 1928, as known. Empty if there is no day."""
    if day is None:
        return ""
    words = UncertainDate.of(day).words()
    return f"as of {words}, as known" if basis is Basis.KNOWN else f"as of {words}"


def describe_basis_known(documents: Iterable[Document]) -> str:
    """What “as known” rests on: 2 of 71 documents have a recorded receipt; the others count by …"""
    received = [bool(document.received) for document in documents]
    return plural(
        sum(received),
        "a date of receipt is recorded for {count} of {documents}; the others use their date of publication or their own",
        "a date of receipt is recorded for {count} of {documents}; the others use their date of publication or their own",
        documents=plural(len(received), "document", "documents"),
    )


def speaker_label(record: Record, slug: str) -> str:
    """The name of a participant in a few words; the slug itself if the record has none."""
    return _label(record, Kind.PARTICIPANT, slug)


def describe_date(claim: Claim) -> str:
    return claim.when.words() if claim.when else UNDATED_LABEL


def abbreviate_date(claim: Claim) -> str:
    """The same where there is little room."""
    return claim.when.short_words() if claim.when else UNDATED_LABEL


_ACT_WORDS: Mapping[ActKind, str] = {
    ActKind.SIGNS: "signed by",
    ActKind.ENDORSES: "endorsed by",
    ActKind.CONCEDES: "conceded by",
    ActKind.WITHDRAWS: "withdrawn by",
    ActKind.DISOWNS: "disowned by",
}


def _list_actors(record: Record, acts: Iterable[Act], dates: bool) -> str:
    return ", ".join(
        speaker_label(record, a.participant) + (f" ({a.when.words()})" if dates and a.when else "")
        for a in acts
    )


def describe_acts_by_kind(record: Record, claim: Claim) -> dict[ActKind, str]:
    """Who signed, endorsed, withdrew or disowned a claim, by kind of act; the last two with dates."""
    lines = {}
    for kind, words in _ACT_WORDS.items():
        acts = [a for a in claim.acts if a.act is kind]
        if acts:
            lines[kind] = f"{words} {_list_actors(record, acts, dates=kind in ENDINGS)}"
    return lines


def describe_acts(record: Record, claim: Claim) -> list[str]:
    """The lines of `describe_acts_by_kind`."""
    return list(describe_acts_by_kind(record, claim).values())


def describe_event_date(event: Event) -> str:
    return event.when.words(throughout=True) if event.when else UNDATED_LABEL


def note_unsettling(words: str, event: Event, dispute: str | None) -> str:
    """The words for an event and, where it unsettles this dispute, what that means."""
    return f"{words}; earlier positions are not assumed to persist" if dispute in event.unsettles else words


MEANWHILE_LABEL = "Also in this period (no cause claimed)"
"""Stands before what else happened in the time of a change."""


def evidence_title(record: Record, stance: Stance) -> str:
    """What a stance rests on: the titles of two documents, else a claim, and how many more; of a bare inference, whose it is."""
    slugs = find_stance_documents(record, stance)
    documents = [document for document in record.documents.values() if document.slug in slugs]
    claims = [record.claims[slug] for slug in stance.claims if slug in record.claims]
    titles = [entry_name(entry, record) for entry in documents or claims]
    if not titles:
        return INFERENCE_WORDS if stance.attribution is Attribution.INFERRED else ""
    most = 2 if documents else 1
    shown = "; ".join(titles[:most])
    return f"{shown} and {len(titles) - most} more" if len(titles) > most else shown


def describe_evidence(record: Record, stance: Stance) -> str:
    """A stance's whole date and what it rests on: July–December 1928 (Letter to Smilga)."""
    title = evidence_title(record, stance)
    return stance.when.span_words() + (f" ({title})" if title else "")


def describe_unsettling(events: Iterable[Event]) -> str:
    """The events that may have unsettled a position carried forward: perhaps unsettled by The plenum, July 1928."""
    names = "; ".join(f"{event.name}, {describe_event_date(event)}" for event in events)
    return f"perhaps unsettled by {names}" if names else ""


def describe_lapse(stances: Iterable[Stance]) -> str:
    """Why a position is no longer shown: no longer carried forward; last evidence 9 May 1928."""
    newest = max(stances, key=lambda s: (s.when.latest, s.when.earliest, s.slug))
    return f"no longer assumed to persist; last evidence {newest.when.words()}"


def describe_change(
    record: Record, old: tuple[str, Stance], new: tuple[str, Stance], determined: bool
) -> str:
    """A change from one position to another, each in words with its evidence; `determined` if their order is known."""
    (before, first), (after, then) = old, new
    evidence, later_evidence = describe_evidence(record, first), describe_evidence(record, then)
    if determined:
        return f"from {before} to {after}, after {evidence}, by {later_evidence}"
    return f"{before}, {evidence}, and {after}, {later_evidence}; which came first is unknown"
