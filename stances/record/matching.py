"""Which records of two debates are the same, by what they say: what a person would recognise them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from stances.record.entries import Claim, Document, Entry, Link, Participant
from stances.record.vocabulary import Kind

Keys: TypeAlias = Callable[[Any], Iterable[Hashable]]


def normalise(text: str | None) -> str:
    """A text for comparison, whatever its case and spaces."""
    return " ".join((text or "").split()).casefold()


def names_of(person: Participant) -> set[str]:
    """All that somebody is called, for comparison."""
    return {normalise(name) for name in (person.name, person.short, *person.aliases) if name}


def _words(person: Participant) -> set[str]:
    return {word for name in names_of(person) for word in name.split()}


def link_key(link: Link) -> Hashable:
    """What a link does, whichever of its premises is its source and whichever of two contraries it starts from."""
    ends = frozenset(link.premises), frozenset({link.target})
    return link.kind, frozenset(ends) if link.mutual else ends


def _document_key(document: Document) -> Hashable:
    return normalise(document.title), document.when


def _heading_keys(claim: Claim) -> Iterator[Hashable]:
    if claim.title:
        yield claim.speaker, normalise(claim.title)


@dataclass(frozen=True)
class Recognition:
    """What records of a kind are recognised by: `surely` by keys that say the same, else by one of the `weak` keys.

    A weak key counts only if it belongs to one record of each side. Records with one slug are the same where `by_slug`
    says so of them, if nothing surer does.
    """

    surely: Keys
    weak: tuple[Keys, ...] = ()
    by_slug: Callable[[Any, Any], bool] = lambda one, other: True


RECOGNITION: Mapping[Kind, Recognition] = MappingProxyType(
    {
        Kind.FACTION: Recognition(lambda e: (normalise(e.name),)),
        Kind.PARTICIPANT: Recognition(
            lambda e: (normalise(e.name),),
            (lambda e: e.same_as, names_of),
            lambda one, other: not _words(one).isdisjoint(_words(other)),
        ),
        Kind.DISPUTE: Recognition(lambda e: (normalise(e.title),), (lambda e: (normalise(e.question),),)),
        Kind.EVENT: Recognition(lambda e: ((normalise(e.name), e.when),)),
        Kind.DOCUMENT: Recognition(
            lambda e: ((_document_key(e), e.authors),),
            (
                lambda e: (_document_key(e),),
                lambda e: filter(None, (e.identifier,)),
                lambda e: (normalise(e.title),),
            ),
            lambda one, other: None in (one.when, other.when) or one.when == other.when,
        ),
        Kind.CLAIM: Recognition(
            lambda e: ((e.speaker, normalise(e.text)),),
            (_heading_keys,),
            lambda one, other: one.speaker == other.speaker,
        ),
        Kind.LINK: Recognition(
            lambda e: (link_key(e),), by_slug=lambda one, other: one.target == other.target
        ),
        Kind.STANCE: Recognition(
            lambda e: ((e.participant, e.dispute, e.position, e.when),),
            by_slug=lambda one, other: (one.participant, one.dispute) == (other.participant, other.dispute),
        ),
    }
)


def match_entries(
    kind: Kind, incoming: Sequence[Entry], existing: Iterable[Entry], *, slugs_decide: bool
) -> dict[str, Entry]:
    """The existing entry that each incoming one is, by its slug; none is matched twice.

    With `slugs_decide` (both sides are the same debate) entries with one slug are the same whatever they say.
    """
    known = RECOGNITION[kind]
    here, matches = {entry.slug: entry for entry in existing}, dict[str, Entry]()
    free = dict(here)

    def settle(pairs: Iterable[tuple[Entry, Entry]]) -> None:
        for entry, other in pairs:
            if entry.slug not in matches and other.slug in free:
                matches[entry.slug] = free.pop(other.slug)

    named_alike = [(entry, here[entry.slug]) for entry in incoming if entry.slug in here]
    settle(pair for pair in named_alike if slugs_decide or _share_key(known.surely, *pair))
    settle(_pairs(known.surely, incoming, free, matches))
    settle(pair for pair in named_alike if known.by_slug(*pair) and kind in _SLUGS_ARE_NAMES)
    for keys in known.weak:
        settle(_pairs(keys, incoming, free, matches, alone=True))
    settle(pair for pair in named_alike if known.by_slug(*pair))
    return matches


_SLUGS_ARE_NAMES = (Kind.FACTION, Kind.PARTICIPANT, Kind.DISPUTE)
"""The kinds of whom a slug says more than a name that somebody else may have."""


def _share_key(keys: Keys, one: Entry, other: Entry) -> bool:
    return not set(keys(one)).isdisjoint(keys(other))


def _pairs(
    keys: Keys,
    incoming: Iterable[Entry],
    free: Mapping[str, Entry],
    matches: Mapping[str, Entry],
    *,
    alone: bool = False,
) -> Iterator[tuple[Entry, Entry]]:
    """Unmatched entries of both sides that share a key, in order; only those `alone` with it on each side, if asked."""
    ours = _group(keys, (entry for entry in incoming if entry.slug not in matches))
    others = _group(keys, list(free.values()))
    for key, entries in ours.items():
        candidates = others.get(key, [])
        if not alone or len(entries) == len(candidates) == 1:
            yield from zip(entries, candidates, strict=False)


def _group(keys: Keys, entries: Iterable[Entry]) -> dict[Hashable, list[Entry]]:
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in dict.fromkeys(keys(entry)):
            groups[key].append(entry)
    return groups
