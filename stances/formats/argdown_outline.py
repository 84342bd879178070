"""A dispute as an outline to write and read: each claim a line, who says it and when in front, what answers it further right.

It is Argdown in which whoever speaks is part of the sentence:

    [turn-made]: Radek, June 1928: The turn is real.
      - [slogan]: Trotsky, July 1928: It is a slogan. {rationale: Deeds are missing}

A line without a title is a new claim, or that of the same speaker with the same text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stances.formats.argdown_reader import Outline, Spoken, read_argdown, split_spoken
from stances.formats.argdown_writer import SIGNS, ArgdownWriter, data_block, sentence
from stances.formats.base import FileReading
from stances.record.entries import Claim, Link
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind

OUTLINE_NAME = "the text"
_INDENT = "  "
_MAX_DEPTH = 40
"""How far claims are set below each other; what lies deeper is written as a claim of its own."""


def read_outline(text: str, record: Record, dispute: str) -> FileReading:
    """What an outline says of a dispute, with the records of the debate that it refers to; raises `FormatError`."""
    return read_argdown(text, OUTLINE_NAME, Outline(record, record.disputes[dispute]))


def write_outline(record: Record, dispute: str) -> str:
    """The claims of a dispute and the links between them, as `read_outline` reads them."""
    return "\n\n".join(_OutlineWriter(record, dispute).blocks()) + "\n"


class _OutlineWriter:
    def __init__(self, record: Record, dispute: str) -> None:
        self.record = record
        claims = record.claims_of_dispute.get(dispute, ())
        self.claims = {claim.slug: claim for claim in sort_claims(record, claims)}
        self.waiting = dict(self.claims)
        """The claims that have not been written yet."""
        self.arguments = {slug: link for slug, link in record.links.items() if link.with_}
        self.kinds = Counter((k.kind, k.source, k.target) for k in record.links.values() if not k.with_)

    def blocks(self) -> Iterator[str]:
        answers = {link.source for slug in self.claims for link in self.links_to(slug)}
        for slug in [*(slug for slug in self.claims if slug not in answers), *self.claims]:
            if slug in self.waiting:
                yield "\n".join([self.claim(slug), *self.below(slug, 1)])
        writer = ArgdownWriter(self.record)
        writer.arguments = self.arguments
        for link in self.arguments.values():
            if {*link.premises, link.target} & self.claims.keys():
                yield from writer.argument(link)

    def links_to(self, target: str) -> list[Link]:
        """The links to a claim or link that have no co-premises."""
        is_link = target in self.record.links
        links = self.record.links_to.get(target, ())
        return [
            k for k in links if k.slug not in self.arguments and is_link == (k.kind is LinkKind.UNDERCUTS)
        ]

    # Lines

    def claim(self, slug: str, link: Link | None = None) -> str:
        """A claim in full where it is written first, with what the link in whose line it stands says."""
        said = self.link_data(link) if link else {}
        claim = self.waiting.pop(slug, None)
        if not claim:
            return f"[{slug}]{data_block(said)}"
        words, exact = self.words(claim)
        return f"[{slug}]: {words}{data_block(exact | said)}"

    def words(self, claim: Claim) -> tuple[str, dict[str, str]]:
        name = self.record.labels[Kind.PARTICIPANT].get(claim.speaker, claim.speaker)
        when = claim.when
        text, exact = sentence(claim.text, "text")
        spoken, _ = sentence(f"{name}, {when.words()}" if when else name, "")
        if split_spoken(f"{name}{f', {when.words()}' if when else ''}: {claim.text}", name.__eq__) == Spoken(
            name, when.text if when else None, claim.text
        ):
            return f"{spoken}: {text}", exact
        return text, exact | {"speaker": claim.speaker} | ({"when": when.text} if when else {})

    def link_data(self, link: Link) -> dict[str, object]:
        if self.kinds[link.kind, link.source, link.target] > 1:
            return {"link": {"slug": link.slug, "rationale": link.rationale}}
        return {"rationale": link.rationale}

    def below(self, slug: str, depth: int) -> Iterator[str]:
        """The lines below a claim: what is for and against it, and what it does to claims of other disputes."""
        for link in self.links_to(slug):
            yield from self.answer(link, depth)
        for link in self.record.links_from.get(slug, ()):
            if self.leads_elsewhere(link):
                sign = "><" if link.mutual else f"{SIGNS[link.kind]}>"
                yield f"{_INDENT * depth}{sign} [{link.target}]{data_block(self.link_data(link))}"

    def answer(self, link: Link, depth: int) -> Iterator[str]:
        sign = "><" if link.mutual else SIGNS[link.kind]
        is_new = link.source in self.waiting and depth < _MAX_DEPTH
        words = (
            self.claim(link.source, link) if is_new else f"[{link.source}]{data_block(self.link_data(link))}"
        )
        yield f"{_INDENT * depth}{sign} {words}"
        for undercut in self.links_to(link.slug):
            yield from self.answer(undercut, depth + 1)
        if is_new:
            yield from self.below(link.source, depth + 1)

    def leads_elsewhere(self, link: Link) -> bool:
        return (
            link.kind is not LinkKind.UNDERCUTS
            and link.slug not in self.arguments
            and link.target in self.record.claims
            and link.target not in self.claims
        )
