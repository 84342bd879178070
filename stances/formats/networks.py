"""GraphML and GEXF: claims and links as a network, for Gephi, Cytoscape, networkx and igraph.

A claim is a node and a link an edge. Since an edge has one start, and none leads to an edge, a link with co-premises or one that
is undercut is a node too, to which its premises lead and which leads to its target. In GEXF claims and links come into being on
the first day that their dates allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from stances.dates.day import Day
from stances.formats.base import Format
from stances.record.entries import Claim, Link
from stances.record.record import Record

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://www.gexf.net/1.2draft"
_NODE_FIELDS = ("kind", "text", "speaker", "dispute", "date", "earliest", "latest", "attribution", "tags")
_EDGE_FIELDS = ("kind", "rationale", "attribution", "by", "link")
NETWORK_LOSS = (
    "Claims with their speakers, dates and disputes are kept, and links; the rest of the debate is not."
)


@dataclass(frozen=True)
class NetworkNode:
    """A claim, or a link that others lead to; `start` is the first day on which it may have been there, if that is known."""

    id: str
    label: str
    facts: Mapping[str, str]
    start: Day | None


@dataclass(frozen=True)
class NetworkEdge:
    """A link, or one of its parts, from one node to another."""

    id: str
    source: str
    target: str
    facts: Mapping[str, str]
    start: Day | None


def list_nodes(record: Record) -> list[NetworkNode]:
    """The claims of a debate, then those links that are nodes."""
    links = (record.links[slug] for slug in _links_as_nodes(record))
    return [
        *(_claim_node(record, claim) for claim in record.claims.values()),
        *(
            NetworkNode(k.slug, k.rationale, _without_empty(_link_facts(record, k)), _start(record, k))
            for k in links
        ),
    ]


def _links_as_nodes(record: Record) -> dict[str, None]:
    """The slugs of links with co-premises, and of those that are undercut."""
    undercut = {link.target for link in record.links.values()}
    return {link.slug: None for link in record.links.values() if link.with_ or link.slug in undercut}


def _claim_node(record: Record, claim: Claim) -> NetworkNode:
    speaker = record.participants.get(claim.speaker)
    when = claim.when
    facts = {
        "kind": "claim",
        "text": claim.text,
        "speaker": speaker.name if speaker else claim.speaker,
        "dispute": claim.dispute,
        "date": when.text if when else "",
        "earliest": when.earliest.isoformat() if when else "",
        "latest": when.latest.isoformat() if when else "",
        "attribution": claim.attribution.value,
        "tags": "; ".join(claim.tags),
    }
    return NetworkNode(claim.slug, claim.label, _without_empty(facts), _first_day(claim))


def _first_day(claim: Claim) -> Day | None:
    return claim.when.earliest if claim.when and claim.when.earliest != Day.min else None


def _start(record: Record, link: Link) -> Day | None:
    """The first day on which all of its claims may have been there."""
    ends = (record.claims[slug] for slug in (*link.premises, link.target) if slug in record.claims)
    return max(filter(None, map(_first_day, ends)), default=None)


def _link_facts(record: Record, link: Link) -> dict[str, str]:
    arguer = record.participants.get(record.arguer_of_link(link) or "")
    return {
        "kind": link.kind.value,
        "rationale": link.rationale,
        "attribution": link.attribution.value,
        "by": arguer.name if arguer else "",
        "link": link.slug,
    }


def list_edges(record: Record) -> Iterator[NetworkEdge]:
    """The links of a debate, in parts where one is a node; a mutual rebuttal is an edge each way."""
    nodes = _links_as_nodes(record)
    for link in record.links.values():
        facts, start = _without_empty(_link_facts(record, link)), _start(record, link)
        if link.slug in nodes:
            for number, premise in enumerate(link.premises, 1):
                yield NetworkEdge(f"{link.slug}.{number}", premise, link.slug, facts, start)
        yield NetworkEdge(
            link.slug, link.slug if link.slug in nodes else link.source, link.target, facts, start
        )
        if link.mutual:
            yield NetworkEdge(f"{link.slug}.back", link.target, link.source, facts, start)


def _without_empty(facts: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in facts.items() if value}


def dumps_graphml(record: Record) -> str:
    """The network of a debate as GraphML."""
    root = etree.Element(f"{{{_GRAPHML}}}graphml", nsmap={None: _GRAPHML})
    for place, fields in (
        ("node", ("label", *_NODE_FIELDS, "rationale", "by", "link")),
        ("edge", _EDGE_FIELDS),
    ):
        for field in fields:
            attributes = {"id": f"{place}-{field}", "for": place, "attr.name": field, "attr.type": "string"}
            etree.SubElement(root, f"{{{_GRAPHML}}}key", attributes)
    graph = etree.SubElement(
        root, f"{{{_GRAPHML}}}graph", {"id": record.debate.slug, "edgedefault": "directed"}
    )
    for node in list_nodes(record):
        element = etree.SubElement(graph, f"{{{_GRAPHML}}}node", {"id": node.id})
        _add_data(element, "node", {"label": node.label, **node.facts})
    for edge in list_edges(record):
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        _add_data(etree.SubElement(graph, f"{{{_GRAPHML}}}edge", ends), "edge", edge.facts)
    return _write_xml(root)


def _add_data(element: Any, place: str, facts: Mapping[str, str]) -> None:
    for field, value in facts.items():
        etree.SubElement(element, f"{{{_GRAPHML}}}data", {"key": f"{place}-{field}"}).text = value


def dumps_gexf(record: Record) -> str:
    """The network of a debate as GEXF, in time. A debate that began before our era has its days as numbers."""
    nodes, edges = list_nodes(record), list(list_edges(record))
    starts = [*(node.start for node in nodes), *(edge.start for edge in edges)]
    dated = all(start.year > 0 for start in starts if start)
    root = etree.Element(f"{{{_GEXF}}}gexf", {"version": "1.2"}, nsmap={None: _GEXF})
    meta = etree.SubElement(root, f"{{{_GEXF}}}meta")
    etree.SubElement(meta, f"{{{_GEXF}}}description").text = record.debate.title
    settings = {"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date" if dated else "double"}
    graph = etree.SubElement(root, f"{{{_GEXF}}}graph", settings)
    fields = {"node": (*_NODE_FIELDS, "rationale", "by", "link"), "edge": _EDGE_FIELDS}
    for place, names in fields.items():
        attributes = etree.SubElement(graph, f"{{{_GEXF}}}attributes", {"class": place, "mode": "static"})
        for number, name in enumerate(names):
            etree.SubElement(
                attributes, f"{{{_GEXF}}}attribute", {"id": str(number), "title": name, "type": "string"}
            )
    group = etree.SubElement(graph, f"{{{_GEXF}}}nodes")
    for node in nodes:
        given = {"id": node.id, "label": node.label, **_start_attribute(node.start, dated)}
        _add_values(etree.SubElement(group, f"{{{_GEXF}}}node", given), fields["node"], node.facts)
    group = etree.SubElement(graph, f"{{{_GEXF}}}edges")
    for edge in edges:
        ends = {
            "id": edge.id,
            "source": edge.source,
            "target": edge.target,
            **_start_attribute(edge.start, dated),
        }
        _add_values(etree.SubElement(group, f"{{{_GEXF}}}edge", ends), fields["edge"], edge.facts)
    return _write_xml(root)


def _start_attribute(start: Day | None, dated: bool) -> dict[str, str]:
    if start is None:
        return {}
    return {"start": start.isoformat() if dated else str(int(start))}


def _add_values(element: Any, fields: tuple[str, ...], facts: Mapping[str, str]) -> None:
    values = etree.SubElement(element, f"{{{_GEXF}}}attvalues")
    for field, value in facts.items():
        etree.SubElement(values, f"{{{_GEXF}}}attvalue", {"for": str(fields.index(field)), "value": value})


def _write_xml(root: Any) -> str:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode() + "\n"


GRAPHML = Format(
    name="graphml",
    endings=(".graphml",),
    media_type="application/graphml+xml; charset=utf-8",
    words="a network for igraph and Cytoscape",
    dumps=dumps_graphml,
    loss=NETWORK_LOSS,
)
GEXF = Format(
    name="gexf",
    endings=(".gexf",),
    media_type="application/gexf+xml; charset=utf-8",
    words="a network in time for Gephi",
    dumps=dumps_gexf,
    loss=NETWORK_LOSS,
)
