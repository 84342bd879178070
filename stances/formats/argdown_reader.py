"""Read a debate from Argdown: headings are disputes, statements claims, relations and the steps of arguments links.

What `stances export` writes comes back whole, since its front matter and data say what Argdown has no words for. A file by
others says less: what a record needs and the file does not say is filled in, and is not among the fields that it states.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.formats.argdown_entries import NOT_STATED, Entries, Fields
from stances.formats.argdown_links import LinkReader
from stances.formats.argdown_model import Model, Node, build_model
from stances.formats.argdown_parser import Heading, parse
from stances.formats.argdown_source import ArgdownError, place_in, read_source, unify_lines
from stances.formats.base import FileReading, FormatError, Problem, refuse
from stances.formats.native import value_data
from stances.record.entries import Claim, Dispute
from stances.record.record import Record
from stances.record.slugs import make_slug
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Kind

_SPOKEN = re.compile(r"(?P<head>[^:\n]{1,300}):\s+(?P<words>\S.*)", re.DOTALL)
_MAX_TITLE, _MAX_NAME, _MAX_TEXT = 60, 300, 2000
_TAKEN_UP = ("title", "model", "stances")
"""The keys of the front matter that are read; the rest are mostly settings of Argdown."""


class Outline(NamedTuple):
    """A text that stands for one dispute of a debate: its claims begin with their speakers, and others may be referred to."""

    record: Record
    dispute: Dispute


class Spoken(NamedTuple):
    """What is before the colon of a claim's text, “Radek, June 1928: …”, and what is after it."""

    speaker: str | None
    when: str | None
    text: str


def read_argdown(text: str, name: str = "Argdown", outline: Outline | None = None) -> FileReading:
    """What a text says; raises `FormatError` with every problem."""
    text = unify_lines(text)
    try:
        source = read_source(text)
    except ArgdownError as problem:
        raise refuse(name, problem.message, *place_in(text, problem.offset)) from None
    blocks, problems = parse(source)
    if problems:
        places = [(source.place(problem.offset), problem.message) for problem in problems]
        raise FormatError(
            Problem(name, place.line, "", "", message, place.column) for place, message in places
        )
    entries = Entries(source, name, outline.record if outline else None)
    return _Reader(build_model(blocks), entries, outline).read()


def split_spoken(text: str, is_name: Callable[[str], object]) -> Spoken:
    """Part a claim's text from its speaker and date, if it begins with a name and then a date or a colon."""
    match = _SPOKEN.fullmatch(text)
    if not match:
        return Spoken(None, None, text)
    head = match["head"].strip()
    for comma in re.finditer(",", head):
        try:
            when = UncertainDate.read(head[comma.end() :].strip())
        except DateError:
            continue
        if is_name(speaker := head[: comma.start()].strip()):
            return Spoken(speaker, when.text, match["words"])
    return Spoken(head, None, match["words"]) if is_name(head) else Spoken(None, None, text)


@dataclass
class _Reader:
    model: Model
    entries: Entries
    outline: Outline | None
    is_strict: bool = False
    disputes: dict[str, str] = field(default_factory=dict)
    """The slugs of disputes by what headings call them."""
    claims: dict[Node, str] = field(default_factory=dict)
    without_speaker: bool = False
    """Whether a claim was met that says nothing of its speaker."""

    def read(self) -> FileReading:
        self.read_front_matter()
        for heading in self.model.headings:
            if self.outline:
                self.entries.leave_out(heading.offset, "a heading is not kept: this text is one dispute")
            else:
                self.read_heading(heading)
        links = LinkReader(self.model, self.entries, self.claims, self.is_strict)
        nodes = [n for n in self.model.nodes if not (n.steps or n in links.conclusions)]
        nodes = [node for node in nodes if not self.entries.is_known_link(node)]
        fields = {node: self.read_fields(node) for node in nodes}
        self.name_claims(fields)
        for node in nodes:
            self.add_claim(node, fields[node])
        links.read()
        for offset, comment in self.entries.source.comments:
            self.entries.leave_out(offset, f"a comment is not kept: {' '.join(comment.split())[:80]}")
        return self.entries.finish()

    # The debate and its disputes

    def read_front_matter(self) -> None:
        if not (front := self.entries.source.front_matter):
            return
        offset, text = front
        fields = self.entries.read_data(offset, text)
        stances = fields.values.get("stances")
        parts = stances if isinstance(stances, dict) else {}
        self.is_strict = "strict" in str(fields.values.get("model"))
        for place, items in parts.items():
            lines = {path[2:]: line for path, line in fields.lines.items() if path[:2] == ("stances", place)}
            if place == "debate" and isinstance(items, dict):
                self.entries.debate = Fields(items, lines)
            else:
                self.entries.add_list(place, items, lines)
        self.read_title(fields)
        for key in [key for key in fields.values if key not in _TAKEN_UP]:
            line = fields.lines.get((key,))
            self.entries.unplaced.append(
                Problem(self.entries.name, line, "", key, "in the front matter is not kept")
            )

    def read_title(self, fields: Fields) -> None:
        title = fields.values.get("title")
        if not isinstance(title, str) or not title.strip():
            return
        debate = self.entries.debate
        if not debate.values:
            slug = make_slug(title) or "import"
            debate.put("slug", slug, fields.lines["title",])
            self.entries.unstated[Kind.DEBATE, slug] = {"slug"}
        debate.values.setdefault("title", title.replace("\n", " ")[:_MAX_NAME])

    def read_heading(self, heading: Heading) -> None:
        """Add the dispute of a heading that says more than its words; the others are added for their claims."""
        fields = self.entries.read_blocks(heading.content.data)
        for key in ("isGroup", "isClosed"):
            fields.pop(key)
        self.entries.keep_keys(fields, Kind.DISPUTE, heading.offset)
        if heading.content.tags:
            fields.values.setdefault("tags", [tag.lower() for tag in heading.content.tags])
        if fields.values:
            self.add_dispute(heading, fields)

    def add_dispute(self, heading: Heading | None, fields: Fields) -> str:
        title = (
            heading.content.text if heading else str(self.entries.debate.values.get("title") or NOT_STATED)
        )
        line = self.entries.source.place(heading.offset).line if heading else 1
        unstated = {key for key in ("slug", "question") if key not in fields.values}
        slug = fields.values.setdefault("slug", None) or self.entries.take_slug(
            Kind.DISPUTE, make_slug(title)
        )
        fields.values |= {"slug": slug}
        fields.values.setdefault("title", title[:_MAX_NAME])
        fields.values.setdefault("question", title)
        self.entries.add(Kind.DISPUTE, fields, line, unstated)
        return self.disputes.setdefault(title, slug)

    def dispute_of(self, heading: Heading | None) -> str:
        if self.outline:
            return self.outline.dispute.slug
        title = (
            heading.content.text if heading else str(self.entries.debate.values.get("title") or NOT_STATED)
        )
        return self.disputes.get(title) or self.add_dispute(heading, Fields())

    # Claims

    def read_fields(self, node: Node) -> Fields:
        """The data of a claim, without what it says of the links in whose lines it stands."""
        fields = self.entries.read_blocks([offset for element in node.elements for offset in element.data])
        for key in ("link", "rationale"):
            fields.pop(key)
        for other, key in (("proponent", "speaker"), ("date", "when")):
            if (value := fields.pop(other)) and key not in fields.values:
                fields.put(key, value, fields.lines[other,])
        self.entries.keep_keys(fields, Kind.CLAIM, node.offset)
        return fields

    def name_claims(self, fields: dict[Node, Fields]) -> None:
        """Give every claim its slug: the one that the text states, else one that is free."""
        taken = self.entries.slugs.setdefault(Kind.CLAIM, set())
        for node in fields:
            stated = fields[node].values.get("slug") or node.title
            if isinstance(stated, str) and re.fullmatch(SLUG_PATTERN, stated) and stated not in taken:
                self.claims[node] = stated
                taken.add(stated)
        for node in fields:
            if node not in self.claims:
                words = node.title or (split_spoken(node.texts[0], bool).text if node.texts else "")
                self.claims[node] = self.entries.take_slug(Kind.CLAIM, make_slug(words))

    def add_claim(self, node: Node, fields: Fields) -> None:
        line, known = self.entries.source.place(node.offset).line, self.known_claim(self.claims[node])
        if known and not node.texts and not fields.values:
            return
        self.read_words(node, fields, line)
        known = known or self.claim_of_these_words(fields.values)
        filled = {"text": node.title, "speaker": None, "dispute": None}
        if known:
            self.claims[node] = known.slug
            filled = {key: value_data(known)[key] for key in filled}
        filled = {key: value for key, value in filled.items() if key not in fields.values}
        if "speaker" in filled and not known:
            filled["speaker"] = self.fill_speaker(node, line)
        if "dispute" in filled and not known:
            fields.put("dispute", self.dispute_of(node.section), line)
            del filled["dispute"]
        unstated = filled.keys() | (
            {"slug"} if self.claims[node] not in (node.title, fields.values.get("slug")) else set()
        )
        fields.values |= {"slug": self.claims[node], **filled}
        self.read_tags(node, fields)
        self.entries.add(Kind.CLAIM, fields, line, unstated)

    def known_claim(self, slug: str) -> Claim | None:
        return self.outline.record.claims.get(slug) if self.outline else None

    def claim_of_these_words(self, values: dict[str, Any]) -> Claim | None:
        """The claim of the known debate by the same speaker with the same text."""
        claims = (
            self.outline.record.claims_of_speaker.get(values.get("speaker", ""), ()) if self.outline else ()
        )
        return next((claim for claim in claims if claim.text == values.get("text")), None)

    def read_words(self, node: Node, fields: Fields, line: int) -> None:
        """Take speaker, date and text from the words of a claim, as far as its data does not say them."""
        first, *others = node.texts or [""]
        values = fields.values
        spoken = Spoken(None, None, first) if "speaker" in values else split_spoken(first, self.is_speaker)
        said = {"speaker": spoken.speaker, "when": spoken.when, "text": spoken.text or None} | values
        if said["speaker"]:
            said["speaker"] = self.entries.find_person(str(said["speaker"]), line)
        if isinstance(said["when"], str):
            said["when"] = self.read_date(said["when"], node)
        if node.title and node.title != self.claims[node] and node.texts and len(node.title) <= _MAX_TITLE:
            said.setdefault("title", node.title)
        elif node.title and len(node.title) > _MAX_TITLE and node.texts:
            others.append(node.title)
        if isinstance(said["text"], str) and len(said["text"]) > _MAX_TEXT:
            self.entries.leave_out(
                node.offset, f"has more than {_MAX_TEXT:,} characters; the whole text is in the note"
            )
            others.append(said["text"])
            said["text"] = said["text"][: _MAX_TEXT - 2] + " …"
        if others and isinstance(said.get("note", ""), str):
            also = [f"Also put as: {text}" for text in others]
            said["note"] = "\n\n".join(filter(None, [said.get("note"), *also]))
        fields.values = {key: value for key, value in said.items() if value is not None}

    def is_speaker(self, name: str) -> bool:
        return self.outline is not None or name.casefold() in self.entries.people

    def read_date(self, written: str, node: Node) -> str | None:
        for read in (UncertainDate.parse, UncertainDate.read):
            try:
                return read(written).text
            except DateError:
                continue
        self.entries.leave_out(node.offset, f"“{written[:80]}” is not a date, and is not kept")
        return None

    def fill_speaker(self, node: Node, line: int) -> str:
        if self.outline:
            place = self.entries.source.place(node.offset)
            message = "say first who says this, and when: Radek, June 1928: …"
            raise FormatError([Problem(self.entries.name, place.line, "", "", message, place.column)])
        if not self.without_speaker:
            self.entries.leave_out(
                node.offset, f"says nothing of its speaker; such claims are given to “{NOT_STATED}”"
            )
        self.without_speaker = True
        return self.entries.find_person(NOT_STATED, line)

    def read_tags(self, node: Node, fields: Fields) -> None:
        """The tags of a claim, without those that stand for the factions of its speaker."""
        if "tags" in fields.values:
            return
        factions = self.entries.factions_of(fields.values["speaker"])
        tags = [
            " ".join(tag.lower().replace(",", " ").split())
            for element in node.elements
            for tag in element.tags
        ]
        for tag in dict.fromkeys(tags):
            if len(tag) > _MAX_TITLE:
                self.entries.leave_out(node.offset, f"the tag “{tag[:80]}” is too long, and is not kept")
            elif tag and tag not in factions:
                fields.values.setdefault("tags", []).append(tag)
