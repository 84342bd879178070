"""What somebody may mean by the words that they look for: participants, dates, positions and kinds, beside the words themselves.

A meaning is never the only one: a claim that has the word “May” in its text is found by it too. In what order terms stand makes
no difference, but for the words of one date or name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product

from stances.dates.day import Day, year_words
from stances.dates.edtf import DateError, Precision
from stances.dates.uncertain import UncertainDate
from stances.record.kinds import KINDS
from stances.record.record import Record
from stances.record.vocabulary import Kind, ParticipantKind

Words = tuple[str, ...]
PositionKey = tuple[str, int]
"""A dispute and the value of a position on its scale."""

JOINING_WORDS = frozenset(
    ("about", "and", "at", "by", "during", "from", "in", "of", "on", "the", "to", "with")
)
"""What joins terms, as in “letters of May”, and is not looked for beside them."""
OTHER_KIND_WORDS = {"person": Kind.PARTICIPANT, "people": Kind.PARTICIPANT, "positions": Kind.STANCE}
MAX_WORDS = 30
LONGEST_DATE = 6
"""How many words of a date are read at once."""
LONGEST_YEAR = 2
"""As in “44 BC”."""
MAX_YEARLESS_DAYS = 93
"""Without a year, a date is no longer than a season: “about” or “late” is none by itself."""
MAX_YEARS = 300
SIGNS = str.maketrans("-–‒", "−−−")


@dataclass(frozen=True)
class Term:
    """A part of a query: words that must begin words of a text, or one of the other things that they may mean."""

    words: Words
    people: frozenset[str] = frozenset()
    """Those whose name it is, or that of their faction."""
    disputes: frozenset[str] = frozenset()
    dates: tuple[UncertainDate, ...] = ()
    positions: frozenset[PositionKey] = frozenset()
    kinds: frozenset[Kind | str] = frozenset()
    """Kinds of record, and kinds of document as they are recorded."""

    @property
    def is_understood(self) -> bool:
        """Whether it means something beside its words."""
        return bool(self.people or self.disputes or self.dates or self.positions or self.kinds)


@lru_cache(maxsize=1 << 15)
def normalise_text(text: str) -> str:
    """The text as it is compared: without accents, in lower case, with straight apostrophes."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def read_literally(query: str) -> tuple[Term, ...]:
    """The words of a query, which mean nothing but themselves."""
    return tuple(Term((word,)) for word in dict.fromkeys(normalise_text(query).split()))


def read_query(record: Record, query: str) -> tuple[Term, ...]:
    """The terms of a query: names, dates, positions and kinds that a debate knows, each alone, and the other words.

    Titles of disputes are understood beside something else: alone they are words that many records have.
    """
    words = query.split()[:MAX_WORDS]
    dates, rest = _take_dates(record, words)
    names, rest = _take_names(record, rest)
    others = [_read_word(record, word) for word in rest]
    terms = [*_merge_people(names), *dates, *others]
    if not any(term.is_understood and not term.disputes for term in terms):
        return read_literally(query)
    joining = [term for term in terms if not term.is_understood and {*term.words} <= JOINING_WORDS]
    terms = [term for term in terms if term not in joining]
    if all(term.is_understood or _letter_positions(record, term) for term in terms):
        terms = [replace(t, positions=t.positions | _letter_positions(record, t)) for t in terms]
    return tuple(dict.fromkeys(terms))


# --- dates ---


@dataclass(frozen=True)
class _WrittenDate:
    """A date at the head of some words: how many of them it has, and its text without its `year`, or what it is as a whole."""

    length: int
    text: str = ""
    year: UncertainDate | None = None
    whole: UncertainDate | None = None


def _take_dates(record: Record, words: Sequence[str]) -> tuple[list[Term], list[str]]:
    """The dates among words as one term, and the other words. Years go with the dates that name none, wherever they stand."""
    extent = _extent(record)
    written: list[_WrittenDate] = []
    taken: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        date = _read_first_date(words[at:], extent[0].year)
        length = date.length if date else 1
        (taken if date else rest).extend(words[at : at + length])
        written.extend([date] if date else [])
        at += length
    dates = {date.text: date for date in _dates_of(written, extent)}
    if not dates:
        return [], list(words)
    spoken = tuple(dict.fromkeys(w for w in map(_bare, taken) if w not in JOINING_WORDS))
    return [Term(spoken, dates=tuple(sorted(dates.values(), key=lambda d: d.sort_key)))], rest


def _dates_of(written: Sequence[_WrittenDate], extent: tuple[Day, Day]) -> Iterator[UncertainDate]:
    """What is written as a whole, and each text in each year: in those that are named, else in all of the debate's."""
    first, last = extent
    named = {date.year.earliest.year: date.year for date in written if date.year}
    texts = {date.text for date in written if date.text}
    yield from (date.whole for date in written if date.whole)
    yield from named.values() if not texts else ()
    for year, text in product(named or range(first.year, last.year + 1)[:MAX_YEARS], texts):
        date = _read_in_year(text, year)
        if date and (named or (date.earliest <= last and first <= date.latest)):
            yield date


def _read_first_date(words: Sequence[str], any_year: int) -> _WrittenDate | None:
    """The longest date that stands first."""
    if words[0].casefold() in ("by", "from"):
        return None
    for length in range(min(LONGEST_DATE, len(words)), 0, -1):
        text = " ".join(words[:length])
        if found := _split_year(words[:length]):
            return found
        if whole := _read(text):
            return _WrittenDate(length, whole=whole)
        if _read_in_year(text, any_year):
            return _WrittenDate(length, text)
    return None


def _split_year(words: Sequence[str]) -> _WrittenDate | None:
    """A date that ends or begins with its year, or is nothing else; None where it is not of one year."""
    for cut in range(len(words)):
        for year_part, other in ((words[cut:], words[:cut]), (words[:cut], words[cut:])):
            year, text = _read_year(year_part), " ".join(other)
            if year and (not text or text.casefold() in JOINING_WORDS):
                return _WrittenDate(len(words), year=year)
            if year and _read_in_year(text, year.earliest.year):
                return _WrittenDate(len(words), text, year)
    return None


def _read_year(words: Sequence[str]) -> UncertainDate | None:
    date = _read(" ".join(words)) if 0 < len(words) <= LONGEST_YEAR else None
    is_plain = date and date.precision is Precision.YEAR and not (date.approximate or date.uncertain)
    return date if is_plain else None


def _read(text: str) -> UncertainDate | None:
    try:
        return UncertainDate.read(text)
    except DateError:
        return None


def _read_in_year(text: str, year: int) -> UncertainDate | None:
    """A date that is written without its year, which says a season, a month or less of it."""
    date = _read(f"{text} {year_words(year)}") if any(c.isalpha() for c in text) else None
    return date if date and date.latest - date.earliest < MAX_YEARLESS_DAYS else None


def _extent(record: Record) -> tuple[Day, Day]:
    """The first and last day of which a record of the debate may be; open ends are ignored."""
    collections = (record.claims, record.stances, record.documents, record.events)
    dates = (entry.when for entries in collections for entry in entries.values())
    days = [day for date in dates if date for day in date.sort_key if Day.min < day < Day.max]
    return (min(days), max(days)) if days else (Day.of(2000, 1, 1), Day.of(2000, 12, 31))


# --- names ---


def _take_names(record: Record, words: Sequence[str]) -> tuple[list[Term], list[str]]:
    """The names among words, the longest first, and the other words."""
    known = _names(record)
    longest = max(map(len, known), default=0)
    bare = [*map(_bare, words)]
    terms: list[Term] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        spans = (tuple(bare[at : at + length]) for length in range(min(longest, len(words) - at), 0, -1))
        name = next((known[span] for span in spans if span in known), None)
        if name:
            terms.append(name)
        else:
            rest.append(words[at])
        at += len(name.words) if name else 1
    return terms, rest


def _names(record: Record) -> Mapping[Words, Term]:
    """What is called by these words: participants, factions and disputes by their names, persons also by a part of one."""
    known: dict[Words, Term] = {}
    for words, people, disputes in _named(record):
        if words and "" not in words and not {*words} <= JOINING_WORDS:
            term = known.get(words, Term(words))
            known[words] = replace(term, people=term.people | people, disputes=term.disputes | disputes)
    return known


def _named(record: Record) -> Iterator[tuple[Words, frozenset[str], frozenset[str]]]:
    nobody: frozenset[str] = frozenset()
    for person in record.participants.values():
        named = [_split(name) for name in (person.name, person.short or "", *person.aliases)]
        parts = chain.from_iterable(named) if person.kind is ParticipantKind.PERSON else ()
        for words in (*named, *((part,) for part in parts if len(part) > 2)):
            yield words, frozenset((person.slug,)), nobody
    for faction in record.factions.values():
        members = frozenset(p.slug for p in record.members_of.get(faction.slug, ()))
        yield _split(faction.name), members, nobody
    for dispute in record.disputes.values():
        yield _split(dispute.title), nobody, frozenset((dispute.slug,))


def _split(name: str) -> Words:
    """The words of a name, without an article before it."""
    words = tuple(map(_bare, name.split()))
    return words[1:] if words[:1] == ("the",) else words


def _merge_people(terms: Iterable[Term]) -> list[Term]:
    """Names that may be those of one participant as one term."""
    merged: list[Term] = []
    for term in sorted(terms, key=lambda t: (len(t.people), t.words)):
        same = next((i for i, other in enumerate(merged) if other.people & term.people), None)
        if same is None:
            merged.append(term)
        else:
            other = merged[same]
            words = tuple(dict.fromkeys((*other.words, *term.words)))
            merged[same] = replace(other, words=words, people=other.people & term.people)
    return merged


def _bare(word: str) -> str:
    return normalise_text(word).strip('.,;:!?()“”"')


# --- positions and kinds ---


def _read_word(record: Record, word: str) -> Term:
    """A word with the positions and kinds that it may name."""
    normal = normalise_text(word)
    return Term((normal,), positions=_positions(record, word), kinds=frozenset(_kinds(record, normal)))


def _positions(record: Record, word: str) -> frozenset[PositionKey]:
    """The positions whose key this is, unless it is a letter."""
    sign = word.translate(SIGNS)
    return frozenset(key for key, known in _keys(record) if known == sign and not sign.isalpha())


def _letter_positions(record: Record, term: Term) -> frozenset[PositionKey]:
    """The positions whose key is the letter of which a term consists, big or small."""
    found = (key for key, known in _keys(record) if known.isalpha() and (known.casefold(),) == term.words)
    return frozenset(() if term.is_understood else found)


def _keys(record: Record) -> Iterator[tuple[PositionKey, str]]:
    """Each position with the key that stands in the grid."""
    for dispute in record.disputes.values():
        for position in dispute.positions:
            yield (dispute.slug, position.value), position.key


def _kinds(record: Record, word: str) -> Iterator[Kind | str]:
    """The kinds of record, and of documents, that a word names, one or several."""
    yield from (spec.name for spec in KINDS.values() if word in (spec.name, spec.plural))
    if word in OTHER_KIND_WORDS:
        yield OTHER_KIND_WORDS[word]
    yield from {d.kind for d in record.documents.values() if d.kind and _is_number_of(word, d.kind)}


def _is_number_of(word: str, noun: str) -> bool:
    """Whether a word is a noun's last word, or its usual plural in English."""
    one = normalise_text(noun).split()[-1]
    return word in (one, f"{one}s", f"{one}es", f"{one[:-1]}ies", f"{one[:-2]}es")
