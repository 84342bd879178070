"""Hypothesis strategies for small valid debates: references lead somewhere, and texts are as nasty as people's."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from hypothesis import strategies as st

from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.record.entries import (
    Act,
    Claim,
    Coverage,
    Debate,
    Dispute,
    Document,
    Entry,
    Event,
    Faction,
    Link,
    Locator,
    Membership,
    Participant,
    Position,
    Quotation,
    Receipt,
    Source,
    Stance,
    Tally,
)
from stances.record.record import Record
from stances.record.vocabulary import (
    ActKind,
    Attribution,
    Confidence,
    LinkKind,
    ParticipantKind,
    Rendering,
    Scale,
)
from stances.timeline.scale import usual_key

NASTY = (
    "null", "~", "yes", "No", "true", "1928", "-2", "0x1F", "1_000", ".5", "1e3", "1928-05-09", "12:30", "=", "<<",
    "a: b", "a #b", "# a", "- a", "? a", "@a", "`a`", "%a", "&a", "*a", "!a", "|", ">-", "'", '"', "''", "[a]",
    "{a: b}", "a,b", " a", "a ", "  a  b  ", "---", "...", "\\n", "\\", "<b>&amp;</b>", "Радек", "Ж", "é", "e\u0301",
    "😀", "\u00a0a", "a\u2028b", "\ufeff", "\u202ea", "中文", "‘a’", "{{ a }}", "a\tb", "trotsky's “left turn”: real?",
)  # fmt: skip
SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True)

_characters = st.characters(exclude_categories=["Cc", "Cs"]).filter(lambda c: (ord(c) & 0xFFFE) != 0xFFFE)
_pieces = st.one_of(st.sampled_from(NASTY), st.text(_characters, min_size=1, max_size=12))
LINES = st.lists(_pieces, min_size=1, max_size=3).map(" ".join)
HEADINGS = LINES.map(lambda line: line[:60])
_long = st.lists(st.sampled_from((*NASTY, "the", "exiles", "of 1928")), min_size=20, max_size=60).map(
    " ".join
)
_several = st.lists(LINES, min_size=2, max_size=4).map("\n".join)
TEXTS = st.one_of(LINES, _long, _several, LINES.map("\n{}\n\n".format))
NOTES = st.one_of(st.just(""), TEXTS)

_days = st.integers(int(Day.of(1927, 1, 1)), int(Day.of(1930, 12, 31))).map(Day)
_points = st.one_of(
    _days.map(Day.isoformat),
    _days.map(lambda day: day.month_text),
    _days.map(lambda day: str(day.year)),
    st.builds(lambda day, season: f"{day.year}-{season}", _days, st.integers(21, 24)),
)
_marked = st.builds(str.__add__, _points, st.sampled_from(["", "", "~", "?", "%"]))
_stretches = st.builds(
    lambda day, length: f"{day}/{day.shift(length)}", _days, st.integers(min_value=1, max_value=200)
)
_open = st.one_of(_points.map("{}/..".format), _points.map("../{}".format))
DATES = st.one_of(_marked, _stretches, _open).map(UncertainDate.parse)


IMPRINTS: dict[str, st.SearchStrategy[str | None]] = {
    "publisher": st.none() | LINES,
    "place": st.none() | LINES,
    "url": st.sampled_from([None, "https://example.org/a?b=“c”&d#é", "http://[::1]:8/"]),
    "identifier": st.none() | LINES,
    "language": st.sampled_from([None, "ru", "zh-Hant-TW", "de-x-old"]),
}
"""What a document and a source say alike of where they are found."""

Locators: TypeAlias = st.SearchStrategy[Locator]


def locators(sources: tuple[Source, ...]) -> Locators:
    """Locators that name one of these sources or mean the first; empty ones where there is none."""
    if not sources:
        return st.builds(Locator)
    numbers = st.lists(st.integers(1, 400), max_size=3).map(tuple)
    return st.builds(
        Locator,
        source=_maybe_of([s.slug for s in sources]),
        paragraphs=numbers,
        notes=numbers,
        page=st.none() | LINES,
    )


def _maybe_of(slugs: list[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *slugs])


def _some_of(slugs: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    if not slugs:
        return st.just(())
    return st.lists(st.sampled_from(slugs), max_size=3, unique=True).map(tuple)


@st.composite
def _slugs(draw: st.DrawFn, least: int, most: int, prefix: str) -> list[str]:
    slugs = draw(st.lists(SLUGS, min_size=least, max_size=most, unique=True))
    return [f"{prefix}-{slug}" for slug in slugs]


_ordinal = st.sets(st.integers(-3, 3), min_size=2).map(lambda values: sorted(values, reverse=True))
_categorical = st.sampled_from([2, 3, 4, 10]).map(lambda n: list(range(1, n + 1)))


@st.composite
def _positions(draw: st.DrawFn, scale: Scale) -> tuple[Position, ...]:
    values = draw(_ordinal if scale is Scale.ORDINAL else _categorical)
    return tuple(
        Position(value=v, key=usual_key(scale, v), label=draw(LINES), gloss=draw(NOTES)) for v in values
    )


@st.composite
def _disputes(draw: st.DrawFn, slug: str, people: list[str]) -> Dispute:
    scale = draw(st.sampled_from(Scale))
    coverage = st.builds(Coverage, participants=_some_of(people), when=DATES)
    return Dispute(
        slug=slug,
        title=draw(LINES),
        question=draw(TEXTS),
        scale=scale,
        horizon_months=draw(st.integers(0, 12)),
        positions=draw(_positions(scale)),
        tags=draw(TAGS),
        coverage=tuple(draw(st.lists(coverage, max_size=2))),
    )


_UNQUOTED = (Rendering.CLOSE, Rendering.SUMMARY)


def _without_own_concessions(speaker: str, acts: list[Act]) -> tuple[Act, ...]:
    return tuple(a for a in acts if a.act is not ActKind.CONCEDES or a.participant != speaker)


TAGS = st.lists(st.sampled_from(["peace", "price of bread", "мир"]), max_size=2, unique=True).map(tuple)


@st.composite
def _claims(
    draw: st.DrawFn,
    slugs: list[str],
    people: list[str],
    disputes: list[str],
    documents: list[str],
    where: Locators,
) -> list[Claim]:
    """Claims that come after earlier ones only."""
    acts = st.builds(
        Act,
        participant=st.sampled_from(people),
        act=st.sampled_from(ActKind),
        when=st.none() | DATES,
        document=_maybe_of(documents),
        locator=st.none() | where,
    )
    quotations = st.builds(
        Quotation,
        text=TEXTS,
        lang=st.sampled_from([None, "ru", "en-GB"]),
        translator=st.none() | LINES,
    )
    claims = []
    for number, slug in enumerate(slugs):
        dispute, *also = draw(st.lists(st.sampled_from(disputes), min_size=1, max_size=2, unique=True))
        quoted = draw(st.lists(quotations, max_size=1))
        speaker = draw(st.sampled_from(people))
        made = st.builds(
            Claim,
            slug=st.just(slug),
            title=st.none() | HEADINGS,
            text=TEXTS,
            rendering=st.sampled_from(Rendering if quoted else _UNQUOTED),
            tags=TAGS,
            speaker=st.just(speaker),
            dispute=st.just(dispute),
            also=st.just(tuple(also)),
            document=_maybe_of(documents),
            when=st.none() | DATES,
            after=_some_of(slugs[:number]),
            attribution=st.sampled_from(Attribution),
            reported_by=_some_of(people),
            voiced_by=_maybe_of(people),
            acts=st.lists(acts, max_size=2).map(partial(_without_own_concessions, speaker)),
            quotations=st.just(tuple(quoted)),
            note=NOTES,
            locator=st.none() | where,
        )
        claims.append(draw(made))
    return claims


@st.composite
def _links(
    draw: st.DrawFn,
    slugs: list[str],
    claims: list[Claim],
    people: list[str],
    documents: list[str],
    where: Locators,
) -> list[Link]:
    """Links between two claims, some with co-premises; each may be undercut by later ones."""
    links: list[Link] = []
    speakers = {claim.slug: claim.speaker for claim in claims}
    for slug in slugs if len(claims) > 1 else []:
        source, target, *others = draw(st.permutations(list(speakers)))
        together = draw(st.just(()) | _some_of(others))
        by = draw(_maybe_of(people))
        if by is None:
            together = tuple(other for other in together if speakers[other] == speakers[source])
        kind = draw(st.sampled_from(LinkKind if links else [LinkKind.SUPPORTS, LinkKind.REBUTS]))
        if kind is LinkKind.UNDERCUTS:
            target = draw(st.sampled_from([link.slug for link in links]))
        made = st.builds(
            Link,
            slug=st.just(slug),
            kind=st.just(kind),
            source=st.just(source),
            with_=st.just(together),
            target=st.just(target),
            mutual=st.booleans() if kind is LinkKind.REBUTS else st.just(False),
            rationale=LINES,
            by=st.just(by),
            document=_maybe_of(documents),
            attribution=st.sampled_from(Attribution),
            reported_by=_some_of(people),
            note=NOTES,
            locator=st.none() | where,
        )
        links.append(draw(made))
    return links


@st.composite
def _stances(
    draw: st.DrawFn,
    slugs: list[str],
    people: list[str],
    disputes: list[Dispute],
    claims: list[Claim],
    where: Locators,
) -> list[Stance]:
    """Stances on their dispute's scale or undecided, each citing a claim or else inferred."""
    stances = []
    for slug in slugs:
        dispute = draw(st.sampled_from(disputes))
        person = draw(st.sampled_from(people))
        own = [c.slug for c in claims if c.speaker == person]
        cited = draw(_some_of(own))
        made = st.builds(
            Stance,
            slug=st.just(slug),
            participant=st.just(person),
            dispute=st.just(dispute.slug),
            position=st.sampled_from([None, *(p.value for p in dispute.positions)]),
            when=DATES,
            claims=st.just(cited),
            attribution=st.sampled_from(list(Attribution) if cited else [Attribution.INFERRED]),
            reported_by=_some_of(people),
            confidence=st.sampled_from(Confidence),
            note=NOTES,
            locator=st.none() | where,
        )
        stances.append(draw(made))
    return stances


@st.composite
def records(draw: st.DrawFn, most: int = 3) -> Record:
    """A debate with up to so many of each kind (twice as many claims), whose references all lead somewhere.

    Dates and evidence are arbitrary: such a record can be stored, written and drawn, and `check` may well object to it.
    """
    sources = tuple(
        draw(
            st.builds(
                Source,
                slug=st.just(s),
                author=st.none() | LINES,
                title=LINES,
                citation=st.none() | TEXTS,
                published=st.none() | DATES,
                **IMPRINTS,
            )
        )
        for s in draw(_slugs(0, 2, "s"))
    )
    where = locators(sources)
    factions = draw(_slugs(0, most, "f"))
    people = draw(_slugs(1, most, "p"))
    documents = draw(_slugs(0, most, "d"))
    entries: list[Entry] = [
        draw(st.builds(Faction, slug=st.just(f), name=LINES, summary=NOTES)) for f in factions
    ]
    entries += [draw(_participants(p, factions, people, where)) for p in people]
    disputes = [draw(_disputes(slug, people)) for slug in draw(_slugs(1, most, "q"))]
    claims = draw(
        _claims(draw(_slugs(0, 2 * most, "c")), people, [d.slug for d in disputes], documents, where)
    )
    entries += disputes
    events = draw(_slugs(0, most, "e"))
    entries += [draw(_events(slug, events[:number], disputes, where)) for number, slug in enumerate(events)]
    entries += [draw(_documents(slug, documents[:n], people, where)) for n, slug in enumerate(documents)]
    entries += claims
    entries += draw(_links(draw(_slugs(0, most, "k")), claims, people, documents, where))
    entries += draw(_stances(draw(_slugs(0, most, "t")), people, disputes, claims, where))
    begins, ends = draw(st.none() | DATES), draw(st.none() | DATES)
    if begins and ends and ends.latest < begins.earliest:
        begins, ends = ends, begins
    debate = st.builds(
        Debate,
        slug=SLUGS,
        title=LINES,
        summary=NOTES,
        from_=st.just(begins),
        to=st.just(ends),
        licence=st.none() | LINES,
        language=st.sampled_from([None, "ar", "zh-Hant"]),
        old_style_until=st.sampled_from([None, "1918-01-31"]),
        sources=st.just(sources),
    )
    return Record.from_entries(draw(debate), entries)


def _participants(
    slug: str, factions: list[str], people: list[str], where: Locators
) -> st.SearchStrategy[Participant]:
    memberships = st.builds(
        Membership,
        faction=st.sampled_from(factions or ["none"]),
        when=st.none() | DATES,
        attribution=st.sampled_from(Attribution),
        by=_maybe_of(people),
        locator=st.none() | where,
    )
    return st.builds(
        Participant,
        slug=st.just(slug),
        name=LINES,
        short=st.none() | LINES,
        aliases=st.lists(LINES, max_size=2, unique=True).map(tuple),
        kind=st.sampled_from(ParticipantKind),
        place=st.none() | LINES,
        involved=st.none() | DATES,
        born=st.none() | DATES,
        died=st.none() | DATES,
        role=st.none() | LINES,
        same_as=st.sets(st.sampled_from(["https://example.org/Q1", "http://example.org/q?a=1"])).map(
            lambda pages: tuple(sorted(pages))
        ),
        note=NOTES,
        locator=st.none() | where,
        memberships=st.lists(memberships, max_size=2 if factions else 0).map(tuple),
    )


@st.composite
def _events(
    draw: st.DrawFn, slug: str, earlier: list[str], disputes: list[Dispute], where: Locators
) -> Event:
    tally = []
    for dispute in draw(st.lists(st.sampled_from(disputes), max_size=2)):
        position = draw(st.sampled_from([None, *(p.value for p in dispute.positions)]))
        count = draw(st.sampled_from(["3", "~100", "0"]))
        tally.append(
            Tally(dispute=dispute.slug, position=position, count=count, locator=draw(st.none() | where))
        )
    return Event(
        slug=slug,
        name=draw(LINES),
        when=draw(st.none() | DATES),
        after=draw(_some_of(earlier)),
        unsettles=draw(_some_of([dispute.slug for dispute in disputes])),
        note=draw(NOTES),
        locator=draw(st.none() | where),
        tally=tuple(tally),
    )


def _documents(
    slug: str, earlier: list[str], people: list[str], where: Locators
) -> st.SearchStrategy[Document]:
    received = st.builds(Receipt, by=st.sampled_from(people), when=DATES, locator=st.none() | where)
    return st.builds(
        Document,
        slug=st.just(slug),
        title=LINES,
        kind=st.none() | LINES,
        authors=_some_of(people),
        signatories=_some_of(people),
        addressees=_some_of(people),
        when=st.none() | DATES,
        after=_some_of(earlier),
        published=st.none() | DATES,
        received=st.lists(received, max_size=1).map(tuple),
        archive=st.none() | LINES,
        **IMPRINTS,
        note=NOTES,
        locator=st.none() | where,
    )
