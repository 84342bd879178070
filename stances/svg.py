"""Graphviz's drawing of a map made into one that stands alone: named, described, addressable, and safe to publish.

Each claim and link becomes one group with an id, classes, its slug and dates as data, a `<title>` and a `<desc>`;
a link that was split for an undercut is put together again. Ids carry a prefix, so that two maps can share a page.
Colours stay presentation attributes, which a page's stylesheet may overrule. No script, no style, no reference to
anything outside but, where a link builder is given, the `<a>` of each claim and link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from stances import __version__
from stances.lettering import FONT, cleaned
from stances.maps import ArgumentMap, act_lines, attribution_words, date_words, short_name, withdrawn
from stances.record import Claim, Link, Locator, Record
from stances.terms import Kind, LinkKind

SVG = "http://www.w3.org/2000/svg"
_DC = "http://purl.org/dc/elements/1.1/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_G, _A, _TEXT, _TITLE, _DESC = (f"{{{SVG}}}{name}" for name in ("g", "a", "text", "title", "desc"))

# Graphviz says these on every line of text. A text cannot hold them, for its quotation marks are escaped.
_SAID_ONCE = (f' font-family="{FONT}"'.encode(), b' xml:space="preserve"', b' text-anchor="start"')

Href = Callable[[Kind, str], str]

_RELATIONS = {LinkKind.SUPPORTS: "supports", LinkKind.REBUTS: "rebuts", LinkKind.UNDERCUTS: "undercuts"}


def locator_words(record: Record, locator: Locator | None) -> str:
    """Where in the source, in words: "§§ 28, 29, note 75, p. 4"; the source is named where it is not the first."""
    if locator is None or locator.empty:
        return ""
    parts = []
    if locator.paragraphs:
        parts.append(f"§{'§' * (len(locator.paragraphs) > 1)} {', '.join(map(str, locator.paragraphs))}")
    if locator.notes:
        parts.append(f"note{'s' * (len(locator.notes) > 1)} {', '.join(map(str, locator.notes))}")
    if locator.page:
        parts.append(f"p. {locator.page}")
    named = next((s.title for s in record.debate.sources if s.slug == locator.source), None)
    return ", ".join([named, *parts] if named else parts)


def _sentence(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _claim_words(drawn: ArgumentMap, claim: Claim) -> tuple[str, str]:
    record = drawn.record
    document = record.documents.get(claim.document or "")
    faction = record.factions.get(drawn.faction(claim) or "")
    where = locator_words(record, claim.locator)
    person = record.participants.get(claim.speaker)
    name = person.name if person else claim.speaker
    return f"{short_name(record, claim.speaker)}, {date_words(claim)}", _sentence(
        claim.text,
        f"{name}{f' ({faction.name})' if faction else ''}, {date_words(claim)}",
        attribution_words(record, claim) or "asserted in own words",
        *act_lines(record, claim),
        f"Document: {document.title}" if document else "",
        f"Source: {where}" if where else "",
    )


def _end_words(drawn: ArgumentMap, slug: str) -> str:
    claim = drawn.graph.claims.get(slug)
    if claim:
        return f"“{claim.label}” ({short_name(drawn.record, claim.speaker)})"
    link = drawn.graph.links[slug]
    return f"that {_end_words(drawn, link.source)} {_RELATIONS[link.kind]} {_far_end(drawn, link)}"


def _far_end(drawn: ArgumentMap, link: Link) -> str:
    """The target in words; a link's target is only named, lest a chain of undercuts be told in one breath."""
    claim = drawn.graph.claims.get(link.target)
    return (
        _end_words(drawn, link.target) if claim else f"the link “{drawn.graph.links[link.target].rationale}”"
    )


def _link_words(drawn: ArgumentMap, link: Link) -> tuple[str, str]:
    record = drawn.record
    who = record.speaker_of_link(link)
    where = locator_words(record, link.locator)
    return f"{_RELATIONS[link.kind]}: {link.rationale}", _sentence(
        f"{_end_words(drawn, link.source)} {_RELATIONS[link.kind]} {_end_words(drawn, link.target)}",
        link.rationale,
        f"Drawn by {short_name(record, who)}" if who else "",
        link.attribution.value,
        f"Source: {where}" if where else "",
    )


def _claim_data(drawn: ArgumentMap, claim: Claim) -> dict[str, str]:
    data = {"slug": claim.slug, "speaker": claim.speaker, "dispute": claim.dispute}
    if faction := drawn.faction(claim):
        data["faction"] = faction
    if claim.when:
        data |= {"from": claim.when.earliest.isoformat(), "to": claim.when.latest.isoformat()}
    return data


def _claim_classes(drawn: ArgumentMap, claim: Claim) -> list[str]:
    faction = drawn.faction(claim)
    return [
        "claim",
        claim.attribution.value,
        *([f"faction-{faction}"] if faction else []),
        *(["context"] if claim.slug in drawn.graph.context else []),
        *(["focus"] if claim.slug == drawn.graph.focus else []),
        *(["withdrawn"] if withdrawn(claim) else []),
    ]


def _described(group: Any, words: tuple[str, str], role: str) -> None:
    """Gives a group its title and description; the title that Graphviz wrote is the node's name."""
    title = group[0]
    title.text = cleaned(words[0])
    desc = etree.SubElement(group, _DESC)
    desc.text = cleaned(words[1])
    title.addnext(desc)
    group.set("role", "graphics-symbol")
    group.set("aria-roledescription", role)


def _linked(group: Any, address: str) -> None:
    """Wraps what is drawn, but not its title and description, in a link."""
    anchor = etree.Element(_A, href=address)
    anchor.extend(group[2:])
    group.append(anchor)


def _joined(groups: dict[str, Any], slug: str) -> Any:
    """The one group of a link: where it was split, its second half and the point between come to the first."""
    group = groups[slug]
    for part in ("head", "joint"):
        other = groups.get(f"{slug}/{part}")
        if other is not None:
            group.extend(other[1:])
            other.getparent().remove(other)
    return group


def _set(group: Any, prefix: str, slug: str, classes: list[str], data: dict[str, str]) -> None:
    group.set("id", f"{prefix}-{slug}")
    group.set("class", " ".join(classes))
    for name, value in data.items():
        group.set(f"data-{name}", value)


def _groups(root: Any) -> dict[str, Any]:
    return {group.get("id"): group for group in root.iter(_G)}


class _Accessible:
    """Rewrites one drawing in place."""

    def __init__(self, root: Any, drawn: ArgumentMap, href: Href | None, prefix: str) -> None:
        self.root, self.drawn, self.href, self.prefix = root, drawn, href, prefix
        self.groups = _groups(root)

    def rewrite(self) -> None:
        for claim in self.drawn.graph.claims.values():
            self._claim(claim)
        for link in self.drawn.graph.links.values():
            self._link(link)
        for name, group in self.groups.items():
            if name.startswith("group/"):
                self._cluster(group, name.removeprefix("group/"))
        self._caption()
        self._head()

    def _claim(self, claim: Claim) -> None:
        group = self.groups[claim.slug]
        drawn = self.drawn
        _set(group, self.prefix, claim.slug, _claim_classes(drawn, claim), _claim_data(drawn, claim))
        _described(group, _claim_words(drawn, claim), "claim")
        if self.href:
            _linked(group, self.href(Kind.CLAIM, claim.slug))

    def _link(self, link: Link) -> None:
        group = _joined(self.groups, link.slug)
        data = {"slug": link.slug, "source": link.source, "target": link.target, "kind": link.kind.value}
        _set(group, self.prefix, link.slug, ["link", link.kind.value, link.attribution.value], data)
        _described(group, _link_words(self.drawn, link), "link")
        if self.href:
            _linked(group, self.href(Kind.LINK, link.slug))

    def _cluster(self, group: Any, slug: str) -> None:
        kind = self.drawn.view.cluster
        _set(group, self.prefix, f"{kind}-{slug}", ["cluster", f"{kind}-{slug}"], {kind: slug})
        group.find(_TITLE).text = cleaned(self.drawn.group_name(slug))

    def _caption(self) -> None:
        """What belongs to no claim and no link is the paper, the title and the key."""
        graph = self.groups["graph0"]
        graph.set("id", f"{self.prefix}-graph")
        graph.remove(graph.find(_TITLE))
        paper, *caption = [child for child in graph if child.tag != _G]
        paper.set("class", "paper")
        group = etree.Element(_G, {"class": "caption", "aria-hidden": "true"})
        group.extend(caption)
        if len(group):
            graph.insert(1, group)

    def _head(self) -> None:
        """The drawing's name and description, and where it comes from, for whoever finds the file."""
        root, prefix, drawn = self.root, self.prefix, self.drawn
        claims, links = len(drawn.graph.claims), len(drawn.graph.links)
        title, desc = etree.Element(_TITLE, id=f"{prefix}-title"), etree.Element(_DESC, id=f"{prefix}-desc")
        title.text = cleaned(f"Argument map: {drawn.title}")
        desc.text = cleaned(
            _sentence(
                drawn.subtitle,
                f"{claims} claim{'s' * (claims != 1)} and {links} link{'s' * (links != 1)} between them",
                drawn.imprint,
            )
        )
        root.insert(0, title)
        root.insert(1, desc)
        root.insert(2, _metadata(drawn, title.text, desc.text))
        root.set("id", prefix)
        root.set("class", "argument-map")
        root.set("role", "graphics-document")
        root.set("aria-labelledby", f"{prefix}-title")
        root.set("aria-describedby", f"{prefix}-desc")
        root.set("data-debate", drawn.record.debate.slug)
        root.set("data-revision", str(drawn.record.revision))


def _facts(drawn: ArgumentMap, title: str, desc: str) -> Iterator[tuple[str, str]]:
    debate = drawn.record.debate
    yield "title", title
    yield "description", desc
    yield "creator", f"stances {__version__}"
    yield "type", "Image"
    yield "format", "image/svg+xml"
    for source in debate.sources:
        author = f"{source.author}, " if source.author else ""
        yield "source", source.citation or f"{author}{source.title}"
    if debate.from_ or debate.to:
        yield "coverage", f"{debate.from_.text if debate.from_ else ''}/{debate.to.text if debate.to else ''}"
    yield "identifier", f"{debate.slug}, revision {drawn.record.revision}"


def _metadata(drawn: ArgumentMap, title: str, desc: str) -> Any:
    """Dublin Core as RDF, the form in which editors of SVG read and keep it."""
    metadata = etree.Element(f"{{{SVG}}}metadata")
    rdf = etree.SubElement(metadata, f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF, "dc": _DC})
    about = etree.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    for name, value in _facts(drawn, title, desc):
        etree.SubElement(about, f"{{{_DC}}}{name}").text = cleaned(value)
    return metadata


def accessible(drawing: bytes, drawn: ArgumentMap, href: Href | None = None, prefix: str = "map") -> bytes:
    """The SVG that Graphviz drew of this map, described; `href` says where a claim's or link's page is."""
    parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True, huge_tree=True)
    for said_often in _SAID_ONCE:
        drawing = drawing.replace(said_often, b"")
    root = etree.fromstring(drawing, parser)
    root.set("font-family", FONT)
    _Accessible(root, drawn, href, prefix).rewrite()
    etree.cleanup_namespaces(root, keep_ns_prefixes=["rdf", "dc"])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
