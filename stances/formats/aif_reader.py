"""Read AIF and xAIF: nodes with any kind of id, in any order, and with edges that lead nowhere or in a circle.

Whoever a locution is of is found by `locutions` and `participants`, else by what its text begins with: “Ann : …”. A claim that
nobody asserts, but asks or is made to say by the analyst, is inferred, and so is a link that no illocution anchors.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.formats.base import FileReading, Problem, refuse, unstated_debate
from stances.record.entries import Claim, Dispute, Entry, Link, Participant
from stances.record.mistakes import explain_mistake
from stances.record.record import Record
from stances.record.slugs import FreeSlugs, make_slug
from stances.record.vocabulary import ActKind, Attribution, Kind, LinkKind
from stances.record.wording import plural

_E = TypeVar("_E", bound=Entry)
REPORTING = "Reporting"
"""The illocution by which somebody reports what another says or argues."""
_UNKNOWN = "Unknown speaker"
_SPEAKER = re.compile(r"\s*([^:\n]{1,80}?)\s*:\s")
_ASSERTING = re.compile(r"assert|agree|restat|conced|argu|reply|stating", re.IGNORECASE)
_QUESTION = re.compile(r"question|disagree", re.IGNORECASE)
_NODE_ID = re.compile(r'"nodeID"\s*:\s*"?([^"\s,}]*)')
_LINK_TYPES = ("RA", "CA", "MA")
_TYPES = ("I", "L", "YA", "TA", *_LINK_TYPES)


@dataclass(frozen=True)
class AifNode:
    """A node of a nodeset; its scheme is what it is called where it has none."""

    id: str
    type: str
    text: str
    scheme: str
    when: str
    dispute: str
    line: int


Saying: TypeAlias = tuple[AifNode, AifNode]
"""An illocution, and the locution that it is of."""


def read(text: str, name: str) -> FileReading:
    """Read a nodeset; raises `FormatError`."""
    data = _parse(text, name)
    if isinstance(data, dict) and isinstance(data.get("AIF"), dict):
        data = data["AIF"]
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list):
        raise refuse(name, "has no list of nodes, and a nodeset of AIF is one", 1)
    return _NodesetReader(name, data, dict(_find_lines(text))).read()


def _parse(text: str, name: str) -> Any:
    """The data of a text, with numbers as texts; raises `FormatError`."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise refuse(name, f"this is not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise refuse(
            name, "lists and mappings lie too deep in each other; no nodeset needs that", 1
        ) from None


def _find_lines(text: str) -> Iterator[tuple[str, int]]:
    """The ids of nodes with the lines in which they stand, of one that stands in several that of the first last."""
    line, end, lines = 1, 0, []
    for match in _NODE_ID.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        lines.append((match[1], line))
    yield from reversed(lines)


def _items(data: dict[str, Any], key: str) -> list[dict[str, str]]:
    """The mappings of a list, with their texts alone; numbers are texts already."""
    items = data.get(key)
    mappings = [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []
    return [{k: v for k, v in item.items() if isinstance(v, str)} for item in mappings]


class _NodesetReader:
    """Makes entries of nodes, and counts what could not be placed."""

    def __init__(self, name: str, data: dict[str, Any], lines: Mapping[str, int]) -> None:
        self.name = name
        self.lines: dict[tuple[Kind, str], int] = {}
        self.unplaced: Counter[str] = Counter()
        self.first_lines: dict[str, int] = {}
        self.nodes = self.read_nodes(data, lines)
        self.after, self.before = defaultdict[str, list[AifNode]](list), defaultdict[str, list[AifNode]](list)
        for edge in _items(data, "edges"):
            self.add_edge(edge)
        self.people = {
            person.get("participantID", ""): " ".join(
                f"{person.get('firstname', '')} {person.get('surname', '')}".split()
            )
            for person in _items(data, "participants")
        }
        self.person_of = {
            said.get("nodeID", ""): said.get("personID", "") for said in _items(data, "locutions")
        }
        self.participants: dict[str, Participant] = {}
        self.known_names: dict[str, str] = {}
        self.disputes: dict[str, Dispute] = {}
        self.speaker_slugs, self.dispute_slugs, self.free_slugs = FreeSlugs(), FreeSlugs(), FreeSlugs()
        self.claims: dict[str, Claim] = {}
        self.links: dict[str, Link] = {}
        self.rebuttals: dict[tuple[str, str], str] = {}
        self.slugs: dict[str, str] = {}
        self.link_slugs: dict[str, list[str]] = {}

    def read_nodes(self, data: dict[str, Any], lines: Mapping[str, int]) -> dict[str, AifNode]:
        nodes: dict[str, AifNode] = {}
        for item in _items(data, "nodes"):
            line = lines.get(item.get("nodeID", ""), 1)
            text, type_ = item.get("text", ""), item.get("type", "")
            scheme = item.get("scheme") or text or type_
            node = AifNode(
                item.get("nodeID", ""),
                type_,
                text,
                scheme,
                item.get("when", ""),
                item.get("dispute", ""),
                line,
            )
            if not node.id or node.id in nodes:
                self.leave("node without an id, or with that of another", "nodes …", line)
            elif type_ not in _TYPES:
                self.leave(f"node of the type “{type_[:20]}”", f"nodes of the type “{type_[:20]}”", line)
            else:
                nodes[node.id] = node
        return nodes

    def leave(self, one: str, many: str, line: int) -> None:
        """Count what has no place; all of a kind are told in one line."""
        key = f"{one}|{many}"
        self.unplaced[key] += 1
        self.first_lines.setdefault(key, line)

    def add_edge(self, edge: dict[str, str]) -> None:
        source, target = self.nodes.get(edge.get("fromID", "")), self.nodes.get(edge.get("toID", ""))
        if source and target:
            self.after[source.id].append(target)
            self.before[target.id].append(source)
        else:
            self.leave(
                "edge to or from a node that is not there", "edges to or from nodes that are not there", 1
            )

    def read(self) -> FileReading:
        debate = unstated_debate(self.name)
        for node in self.of_type("I"):
            self.add_claim(node, self.dispute_of(node, debate.title))
        for node in self.of_type(*_LINK_TYPES):
            self.link_slugs[node.id] = []
            aims = [self.slugs[aim.id] for aim in self.after[node.id] if aim.id in self.slugs]
            self.add_links(node, LinkKind.REBUTS if node.type == "CA" else LinkKind.SUPPORTS, aims)
        self.add_undercuts()
        self.count_the_rest()
        slugs = dict.fromkeys(slug for slugs in self.link_slugs.values() for slug in slugs)
        links = [self.links[slug] for slug in slugs]
        entries: list[Entry] = [
            *self.participants.values(),
            *self.disputes.values(),
            *self.claims.values(),
            *links,
        ]
        return FileReading(Record.from_entries(debate, entries), self.lines, tuple(self.problems()))

    def of_type(self, *types: str) -> list[AifNode]:
        return [node for node in self.nodes.values() if node.type in types]

    def problems(self) -> Iterator[Problem]:
        for key, number in self.unplaced.items():
            one, _, many = key.partition("|")
            yield Problem(self.name, self.first_lines[key], "", "", plural(number, one, many))

    def count_the_rest(self) -> None:
        for node in self.of_type("TA"):
            if not any(how.type == "YA" for how in self.after[node.id]):
                self.leave(
                    "transition (TA) says only what followed",
                    "transitions (TA) say only what followed",
                    node.line,
                )
        for node in self.of_type("MA"):
            if self.link_slugs[node.id]:
                self.leave(
                    "rephrasing (MA) became an inferred support",
                    "rephrasings (MA) became inferred supports",
                    node.line,
                )
        for node in self.of_type(*_LINK_TYPES):
            if not self.link_slugs[node.id]:
                self.leave(
                    f"{node.type} does not lead from claims to a claim or link",
                    f"{node.type} do not lead from claims to a claim or link",
                    node.line,
                )
        for node in self.of_type("L"):
            if not self.after[node.id] and not self.before[node.id]:
                self.leave("locution says no claim", "locutions say no claim", node.line)

    # Who says what

    def speaker_name(self, locution: AifNode) -> str:
        name = self.people.get(self.person_of.get(locution.id, ""), "")
        if name and name != "None None":
            return name
        match = _SPEAKER.match(locution.text)
        return match[1] if match else _UNKNOWN

    def participant(self, name: str) -> str:
        """The slug of the participant with this name."""
        if name not in self.known_names:
            slug = self.speaker_slugs.take(make_slug(name) or "speaker")
            made = self.make(Participant, {"slug": slug, "name": name}, 1)
            if not made:
                return self.participant(_UNKNOWN)
            self.participants[slug] = made
            self.known_names[name] = slug
        return self.known_names[name]

    def sayings(self, node: AifNode) -> list[Saying]:
        """The illocutions by which something is said, each with the locution that says it."""
        pairs = []
        for illocution in self.before[node.id]:
            for anchor in self.before[illocution.id] if illocution.type == "YA" else ():
                last = self.after[anchor.id] if anchor.type == "TA" else [anchor]
                pairs += [(illocution, locution) for locution in last if locution.type == "L"][:1]
        return pairs

    def add_claim(self, node: AifNode, dispute: str) -> None:
        said = sorted(self.sayings(node), key=lambda pair: not _is_asserting(pair[0]))
        speakers = [self.speaker_name(locution) for _, locution in said] or [_UNKNOWN]
        speaker = self.participant(speakers[0])
        reporters = self.reporters(said[0][1]) if said else []
        asserted = bool(said) and _is_asserting(said[0][0])
        values: dict[str, Any] = {
            "slug": self.free_slugs.take(make_slug(node.text) or "claim"),
            "text": node.text.strip(),
            "speaker": speaker,
            "dispute": dispute,
            "attribution": Attribution.ASSERTED if asserted else Attribution.INFERRED,
        }
        if reporters:
            values |= {"attribution": Attribution.REPORTED, "reported_by": reporters}
        others = [
            self.participant(name)
            for (how, _), name in zip(said, speakers, strict=False)
            if _is_asserting(how)
        ]
        if others := [slug for slug in dict.fromkeys(others) if slug != speaker]:
            values["acts"] = [{"participant": slug, "act": ActKind.ENDORSES} for slug in others]
        if said and (when := self.date_of(said[0][1])):
            values["when"] = when
        if claim := self.make(Claim, values, node.line):
            if not node.dispute:
                claim.model_fields_set.discard("dispute")
            self.claims[claim.slug] = claim
            self.slugs[node.id] = claim.slug
            self.lines[Kind.CLAIM, claim.slug] = node.line

    def dispute_of(self, node: AifNode, name: str) -> str:
        """The slug of the dispute that a node is in: of the one that it names, else of one called like the file."""
        title = " ".join(node.dispute.split())[:300] or name
        if title not in self.disputes:
            slug = self.dispute_slugs.take(make_slug(title) or "dispute")
            dispute = self.make(Dispute, {"slug": slug, "title": title, "question": title}, node.line)
            if not dispute:
                return self.dispute_of(replace(node, dispute=""), name)
            dispute.model_fields_set.discard("question")
            self.disputes[title] = dispute
        return self.disputes[title].slug

    def reporters(self, locution: AifNode) -> list[str]:
        pairs = self.sayings(locution)
        names = (self.speaker_name(told) for how, told in pairs if how.scheme == REPORTING)
        return list(dict.fromkeys(map(self.participant, names)))

    def date_of(self, locution: AifNode) -> UncertainDate | None:
        try:
            return UncertainDate.read(locution.when) if locution.when else None
        except DateError as error:
            self.leave(f"date is left out: {error}", f"dates are left out, such as: {error}", locution.line)
            return None

    # What answers what

    def add_undercuts(self) -> None:
        """Make a link of each CA on a link, also on those that are made here; each pair once, since they may be in a circle."""
        waiting = self.of_type(*_LINK_TYPES)
        done: set[tuple[str, str]] = set()
        while waiting:
            aim = waiting.pop()
            for node in self.before[aim.id] if self.link_slugs[aim.id] else ():
                if node.type == "CA" and (node.id, aim.id) not in done:
                    done.add((node.id, aim.id))
                    self.add_links(node, LinkKind.UNDERCUTS, self.link_slugs[aim.id][:])
                    waiting.append(node)

    def add_links(self, node: AifNode, kind: LinkKind, targets: list[str]) -> None:
        premises = list(dict.fromkeys(self.slugs[n.id] for n in self.before[node.id] if n.id in self.slugs))
        sayings = self.sayings(node) if premises else []
        for target in dict.fromkeys(targets):
            if premises and target not in premises:
                self.add_link(node, kind, premises, target, sayings)

    def add_link(
        self, node: AifNode, kind: LinkKind, premises: list[str], target: str, sayings: list[Saying]
    ) -> None:
        words = " ".join((node.text if node.text != node.type else node.scheme).split())
        rationale = words[:300] or node.type
        if (
            kind is LinkKind.REBUTS
            and node.text != node.scheme
            and self.is_way_back(node, premises, target, rationale)
        ):
            return
        slug = self.free_slugs.take(f"{premises[0][:36]}-{target[:36]}".replace("--", "-"))
        values: dict[str, Any] = {"slug": slug, "kind": kind, "source": premises[0], "target": target}
        values |= {"rationale": rationale, **self.arguer_of(node, self.claims[premises[0]], sayings)}
        if premises[1:]:
            values["with"] = premises[1:]
        if link := self.make(Link, values, node.line):
            self.links[slug] = link
            self.link_slugs[node.id].append(slug)
            self.lines[Kind.LINK, slug] = node.line
            self.rebuttals[premises[0], target] = slug

    def is_way_back(self, node: AifNode, premises: list[str], target: str, rationale: str) -> bool:
        """Whether this is the other half of a mutual rebuttal, told by the same words; the link is then made one."""
        slug = self.rebuttals.get((target, premises[0]))
        link = self.links[slug] if slug else None
        if (
            not link
            or link.kind is not LinkKind.REBUTS
            or premises[1:]
            or link.with_
            or link.rationale != rationale
        ):
            return False
        self.links[link.slug] = link.model_copy(update={"mutual": True})
        self.link_slugs[node.id].append(link.slug)
        return True

    def arguer_of(self, node: AifNode, source: Claim, sayings: list[Saying]) -> dict[str, Any]:
        """How we know of a link, and who argues it; a rephrasing, and what no illocution anchors, is inferred."""
        if not sayings or node.type == "MA":
            return {"attribution": Attribution.INFERRED}
        how, locution = sayings[0]
        if how.scheme == REPORTING:
            return {"attribution": Attribution.REPORTED, "reported_by": source.reported_by}
        arguer = self.participant(self.speaker_name(locution))
        by = {"by": arguer} if arguer != source.speaker else {}
        return {"attribution": Attribution.ASSERTED, **by}

    def make(self, model: type[_E], values: dict[str, Any], line: int) -> _E | None:
        """The entry; None, and counted, if a debate can't hold it."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            key, message = error.errors()[0]["loc"][0], explain_mistake(error.errors()[0])
            sentence = f"{model.kind_name} is left out: its {key} {message}"
            self.leave(sentence, f"{model.kind_name}s are left out: the {key} of the first {message}", line)
            return None


def _is_asserting(illocution: AifNode) -> bool:
    return bool(_ASSERTING.search(illocution.scheme)) and not _QUESTION.search(illocution.scheme)
