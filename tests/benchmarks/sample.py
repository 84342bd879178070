"""Debates of any size, the same at each run, as wordy as the shipped debate of 1928 and a little denser in links."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from stances.dates.uncertain import UncertainDate
from stances.record.entries import Claim, Debate, Dispute, Document, Entry, Faction, Link, Participant, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution, LinkKind

FACTIONS = 5
CLAIMS_IN_A_DISPUTE = 25
WORDS_IN_A_CLAIM = 17
WORDS_IN_A_RATIONALE = 15
LINKS_PER_CLAIM = 1.1
FIRST_YEAR = 1920
POSITIONS = (
    {"value": 2, "key": "++", "label": "Wholly"},
    {"value": 1, "key": "+", "label": "Mostly"},
    {"value": 0, "key": "0", "label": "In part"},
    {"value": -1, "key": "−", "label": "Hardly"},
    {"value": -2, "key": "−−", "label": "Not at all"},
)
_KINDS = (LinkKind.SUPPORTS, LinkKind.REBUTS, LinkKind.UNDERCUTS)
_KIND_WEIGHTS = (61, 32, 7)
_ATTRIBUTIONS = tuple(Attribution)
_ATTRIBUTION_WEIGHTS = (70, 15, 15)
_SYLLABLES = (
    "ba",
    "cer",
    "di",
    "fen",
    "go",
    "lu",
    "mar",
    "nis",
    "ol",
    "per",
    "qui",
    "ra",
    "sto",
    "tem",
    "um",
)


def _words(random: Random, count: int) -> str:
    count = random.randint(count * 2 // 3, count * 4 // 3)
    text = " ".join("".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(count))
    return f"{text.capitalize()}."


def _when(random: Random, months: int, part: float) -> UncertainDate:
    """A month about this far through the debate, as often as not with its day."""
    month = min(months - 1, max(0, round(months * part + random.gauss(0, 1))))
    text = f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02}"
    return UncertainDate.parse(f"{text}-{random.randint(1, 28):02}" if random.random() < 0.5 else text)


def _debate(months: int) -> Debate:
    last = f"{FIRST_YEAR + (months - 1) // 12}-{(months - 1) % 12 + 1:02}"
    return Debate.model_validate(
        {"slug": "sample", "title": "A sample", "from": f"{FIRST_YEAR}-01", "to": last}
    )


def _people(random: Random, participants: int) -> Iterator[Entry]:
    for number in range(FACTIONS):
        yield Faction(slug=f"faction-{number}", name=f"The tendency {_words(random, 2)}")
    for number in range(participants):
        membership = {"faction": f"faction-{random.randrange(FACTIONS)}"}
        name = f"{_words(random, 2)[:-1]} {number}"
        yield Participant.model_validate(
            {"slug": f"person-{number}", "name": name, "memberships": [membership]}
        )


def _dispute(number: int, covered: str | None = None) -> Dispute:
    return Dispute.model_validate(
        {
            "slug": f"dispute-{number}",
            "title": f"Dispute {number}",
            "question": "Is it so, and how far?",
            "positions": POSITIONS,
            "coverage": [{"when": covered}] if covered else [],
        }
    )


def _claims(random: Random, count: int, participants: int, months: int = 12) -> list[Claim]:
    speakers = [f"person-{n}" for n in range(participants)]
    return [
        Claim(
            slug=f"claim-{number}",
            text=_words(random, WORDS_IN_A_CLAIM),
            speaker=random.choice(speakers),
            dispute=f"dispute-{number // CLAIMS_IN_A_DISPUTE}",
            document=f"letter-{number // 4}",
            when=_when(random, months, number % CLAIMS_IN_A_DISPUTE / CLAIMS_IN_A_DISPUTE),
            attribution=random.choices(_ATTRIBUTIONS, _ATTRIBUTION_WEIGHTS)[0],
        )
        for number in range(count)
    ]


def _target(random: Random, links: list[Link], source: int, kind: LinkKind) -> str:
    """What claim number `source` answers: an earlier one of its dispute, the first ones most; an undercut, a link."""
    first = source - source % CLAIMS_IN_A_DISPUTE
    if kind is LinkKind.UNDERCUTS and links:
        return random.choice(links[-CLAIMS_IN_A_DISPUTE:]).slug
    return f"claim-{first + int((source - first) * random.random() ** 2)}"


def _links(random: Random, claims: int, count: int) -> list[Link]:
    links: list[Link] = []
    openers = range(0, claims, CLAIMS_IN_A_DISPUTE)
    answering = [n for n in range(claims) if n not in openers]
    sources = sorted([*answering, *random.choices(answering, k=count - len(answering))])
    for number, source in enumerate(sources):
        kind = random.choices(_KINDS, _KIND_WEIGHTS)[0]
        links.append(
            Link(
                slug=f"link-{number}",
                kind=kind,
                source=f"claim-{source}",
                target=_target(random, links, source, kind),
                rationale=_words(random, WORDS_IN_A_RATIONALE),
            )
        )
    return links


def arguments(claims: int, links: int | None = None) -> Record:
    """A debate with so many claims and links, a speaker for each seven of them, and no stance."""
    random = Random(claims)
    participants = max(claims // 7, 4)
    return Record.from_entries(
        _debate(12),
        [
            *_people(random, participants),
            *(_dispute(n) for n in range(-(-claims // CLAIMS_IN_A_DISPUTE))),
            *(Document(slug=f"letter-{n}", title=_words(random, 5)) for n in range(-(-claims // 4))),
            *_claims(random, claims, participants),
            *_links(random, claims, links or round(claims * LINKS_PER_CLAIM)),
        ],
    )


def positions(participants: int, months: int, months_apart: int = 2) -> Record:
    """A debate of one dispute in which everyone takes a position every so many months, with a claim for each."""
    random = Random(participants * 1000 + months)
    claims, stances = [], []
    for person in range(participants):
        for turn in range(months // months_apart):
            name, speaker = f"{person}-{turn}", f"person-{person}"
            when = _when(random, months, (turn + 0.5) * months_apart / months)
            text = _words(random, WORDS_IN_A_CLAIM)
            claims.append(
                Claim(slug=f"claim-{name}", text=text, speaker=speaker, dispute="dispute-0", when=when)
            )
            stances.append(
                Stance(
                    slug=f"stance-{name}",
                    participant=speaker,
                    dispute="dispute-0",
                    position=random.randint(-2, 2),
                    when=when,
                    claims=(f"claim-{name}",),
                )
            )
    debate = _debate(months)
    covered = f"{debate.from_}/{debate.to}"
    return Record.from_entries(
        debate, [*_people(random, participants), _dispute(0, covered), *claims, *stances]
    )
