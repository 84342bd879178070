"""AIF and xAIF, the argument interchange format of AIFdb, OVA and other tools of argument mining, as JSON.

A claim is an I-node that a locution (L) says by an illocution (YA); a support is an RA, a rebuttal a CA, and an undercut a CA
on an RA or CA. A link that somebody argues is anchored by a YA in the transition (TA) between two locutions; one that the editor
infers is not. xAIF is the same with the text of the dialogue beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import count, pairwise
from typing import Any

from stances.formats.aif_reader import REPORTING, read
from stances.formats.base import MAX_BYTES, Format
from stances.record.entries import Claim, Link
from stances.record.record import Record
from stances.record.vocabulary import Attribution, LinkKind

_SCHEMES = {
    LinkKind.SUPPORTS: ("RA", "Default Inference", "72"),
    LinkKind.REBUTS: ("CA", "Default Conflict", "71"),
    LinkKind.UNDERCUTS: ("CA", "Default Conflict", "71"),
}
_encode = json.JSONEncoder(ensure_ascii=False).encode
_ILLOCUTIONS = {
    Attribution.ASSERTED: "Asserting",
    Attribution.REPORTED: "Asserting",
    Attribution.INFERRED: "Default Illocuting",
}


def dumps(record: Record) -> str:
    """The claims and links of a debate as a nodeset."""
    return _write_lines(_Nodeset(record).data) + "\n"


def dumps_xaif(record: Record) -> str:
    """The same as xAIF, with what everybody says as the text of a dialogue."""
    nodeset = _Nodeset(record).data
    spoken = "\n".join(node["text"] for node in nodeset["nodes"] if node["type"] == "L")
    data = {"AIF": nodeset, "text": {"txt": spoken}, "dialog": True, "ova": []}
    return _write_lines(data) + "\n"


def _write_lines(value: Any) -> str:
    """JSON with a line for each node, edge and other item: short, and by the encoder that is fast without indents."""
    if isinstance(value, dict):
        return _enclose("{", (f"{_encode(key)}: {_write_lines(part)}" for key, part in value.items()), "}")
    return _enclose("[", map(_encode, value), "]") if isinstance(value, list) else _encode(value)


def _enclose(first: str, lines: Iterable[str], last: str) -> str:
    text = ",\n".join(lines)
    return f"{first}\n{text}\n{last}" if text else first + last


class _Nodeset:
    """The nodes and edges of a debate, numbered in one row."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.numbers = count(1)
        self.nodes: list[dict[str, str]] = []
        self.edges: list[dict[str, str]] = []
        self.locutions: list[dict[str, str]] = []
        self.spoken: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.person_ids = {slug: str(number) for number, slug in enumerate(record.participants, 1)}
        for claim in record.claims.values():
            self.add_claim(claim)
        self.ids |= {link.slug: self.add_scheme(link) for link in record.links.values()}
        for link in record.links.values():
            self.add_link(link)

    @property
    def data(self) -> dict[str, Any]:
        people = (self.record.participants[slug] for slug in self.person_ids)
        participants = [
            {"participantID": self.person_ids[person.slug], "firstname": first, "surname": last}
            for person in people
            for first, _, last in [person.name.rpartition(" ")]
        ]
        parts = {"nodes": self.nodes, "edges": self.edges, "locutions": self.locutions}
        return {**parts, "participants": participants, "schemefulfillments": [], "descriptorfulfillments": []}

    def add_node(self, type_: str, text: str, **more: str) -> str:
        number = str(next(self.numbers))
        self.nodes.append({"nodeID": number, "text": text, "type": type_, **more})
        return number

    def connect(self, *nodes: str) -> None:
        for source, target in pairwise(nodes):
            self.edges.append({"edgeID": str(len(self.edges) + 1), "fromID": source, "toID": target})

    def add_locution(self, speaker: str, text: str, **more: str) -> str:
        person = self.record.participants.get(speaker)
        number = self.add_node("L", f"{person.name if person else speaker} : {text}", **more)
        self.locutions.append({"nodeID": number, "personID": self.person_ids.get(speaker, "")})
        return number

    def add_claim(self, claim: Claim) -> None:
        dispute = self.record.disputes.get(claim.dispute)
        matter = {"dispute": dispute.title if dispute else claim.dispute}
        self.ids[claim.slug] = information = self.add_node("I", claim.text, **matter)
        date = {"when": claim.when.text} if claim.when else {}
        self.spoken[claim.slug] = locution = self.add_locution(claim.speaker, claim.text, **date)
        self.connect(locution, self.add_illocution(_ILLOCUTIONS[claim.attribution]), information)
        for reporter in claim.reported_by:
            told = self.add_locution(reporter, self.text_of(locution))
            self.connect(told, self.add_illocution(REPORTING), locution)

    def text_of(self, number: str) -> str:
        return self.nodes[int(number) - 1]["text"]

    def add_illocution(self, scheme: str) -> str:
        return self.add_node("YA", scheme, scheme=scheme)

    def add_scheme(self, link: Link) -> str:
        type_, scheme, number = _SCHEMES[link.kind]
        return self.add_node(type_, link.rationale, scheme=scheme, schemeID=number)

    def add_link(self, link: Link) -> None:
        number = self.ids[link.slug]
        self.join(link, number, link.premises, link.target)
        if link.mutual:
            self.join(link, self.add_scheme(link), (link.target,), link.source)

    def join(self, link: Link, number: str, premises: tuple[str, ...], target: str) -> None:
        for premise in premises:
            self.connect(self.ids[premise], number)
        self.connect(number, self.ids[target])
        if link.attribution is Attribution.INFERRED:
            return
        aimed = self.record.links.get(target)
        answered = self.spoken.get(aimed.source if aimed else target)
        if answered and answered != self.spoken[premises[0]]:
            transition = self.add_node("TA", "Default Transition", scheme="Default Transition", schemeID="82")
            self.connect(answered, transition, self.spoken[premises[0]])
            self.connect(transition, self.add_illocution(_argued_by(link)), number)


def _argued_by(link: Link) -> str:
    """The illocution by which a link is argued."""
    if link.attribution is Attribution.REPORTED:
        return REPORTING
    return "Arguing" if link.kind is LinkKind.SUPPORTS else "Disagreeing"


AIF_LOSS = (
    "Claims with their speakers, dates and reporters are kept, and links with their rationales; they come back under "
    "other slugs, with their disputes' titles alone, without documents, stances, events, factions, tags and notes."
)
_START = re.compile(r'\s*\{[^}]{0,4000}?"(?:nodes|edges)"\s*:\s*\[')
_X_START = re.compile(r'"AIF"\s*:\s*\{')

AIF = Format(
    name="aif",
    endings=(".aif.json", ".json"),
    media_type="application/json",
    words="claims and links for argument mining",
    dumps=dumps,
    read=read,
    longest_line=MAX_BYTES,
    loss=AIF_LOSS,
    recognises=lambda text: bool(_START.match(text[:5_000])) and not _is_xaif(text),
)
XAIF = Format(
    name="xaif",
    endings=(".xaif.json", ".json"),
    media_type="application/json",
    words="claims and links with the text of the dialogue",
    dumps=dumps_xaif,
    read=read,
    longest_line=MAX_BYTES,
    loss=AIF_LOSS,
    recognises=lambda text: _is_xaif(text),
)


def _is_xaif(text: str) -> bool:
    return text.lstrip().startswith("{") and bool(_X_START.search(text))
