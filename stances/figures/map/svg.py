"""Turn Graphviz's drawing of a map into a self-contained SVG with titles, descriptions, ids and metadata.

The shapes and lines of text of each group are kept, and the document around them is written anew: clusters, then links,
then claims in order of time. Each claim and link is one group with an id, classes, its slug and dates as data, a `<title>`
and a `<desc>`; the two halves of a link with a junction become one group. Ids carry a prefix, so that two maps can share a
page. As of a day, the drawing of the whole time is written with what the map of that day has. Colours are
presentation attributes, which a stylesheet may override. There is no script, no style, and no external reference except,
where `href` is given, the `<a>` of claims and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from stances.argument.collapse import format_tokens
from stances.argument.presence import Presence
from stances.figures.map.as_of_marks import (
    PRESENCE_WORDS,
    add_headline,
    fade,
    mark_aggregated_edge,
    mark_claim,
    mark_group,
)
from stances.figures.map.graphviz_svg import GraphvizDrawing
from stances.figures.map.legend import replace_symbols
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin, render_metadata
from stances.graphics.svg import SVG_NAMESPACE, escape_xml
from stances.graphics.text_metrics import FONT_FAMILY
from stances.record.attribution_wording import describe_attribution
from stances.record.entries import Claim, Link
from stances.record.href import Href
from stances.record.vocabulary import Basis, Kind
from stances.record.wording import (
    RATIONALE_MARK,
    count_words,
    describe_acts,
    describe_arrival,
    describe_date,
    speaker_label,
)


def _join_sentences(*parts: str) -> str:
    """Join the parts as sentences; a part without a closing mark gets a full stop."""
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def _describe_claim(argument_map: ArgumentMap, claim: Claim) -> tuple[str, str]:
    record = argument_map.record
    document = record.documents.get(claim.document or "")
    faction = argument_map.faction_name(claim)
    where = record.format_locator(claim.locator)
    person = record.participants.get(claim.speaker)
    name = person.name if person else claim.speaker
    perhaps = PRESENCE_WORDS.get(argument_map.presence_by_slug.get(claim.slug, Presence.CERTAIN), "")
    arrived = (
        describe_arrival(record, document) if document and argument_map.view.basis is Basis.KNOWN else ""
    )
    title = ", ".join(filter(None, (speaker_label(record, claim.speaker), describe_date(claim), perhaps)))
    return title, _join_sentences(
        claim.text,
        f"{name}{f' ({faction})' if faction else ''}, {describe_date(claim)}",
        describe_attribution(record, claim),
        *describe_acts(record, claim),
        f"Document: {document.title}{f', {arrived}' if arrived else ''}" if document else "",
        f"Source: {where}" if where else "",
    )


def _describe_end(argument_map: ArgumentMap, slug: str) -> str:
    claim = argument_map.record.claims.get(slug)
    if claim:
        return f"“{claim.label}” ({speaker_label(argument_map.record, claim.speaker)})"
    link = argument_map.record.links[slug]
    return f"that {_describe_end(argument_map, link.source)} {link.kind.value} {_describe_target(argument_map, link)}"


def _describe_target(argument_map: ArgumentMap, link: Link) -> str:
    """The target in words; a link is only named by its rationale, so that chains of undercuts stay readable."""
    claim = argument_map.record.claims.get(link.target)
    return (
        _describe_end(argument_map, link.target)
        if claim
        else f"the link “{argument_map.record.links[link.target].rationale}” ({RATIONALE_MARK})"
    )


def _describe_link(argument_map: ArgumentMap, link: Link) -> tuple[str, str]:
    record = argument_map.record
    where = record.format_locator(link.locator)
    perhaps = argument_map.presence_by_slug.get(link.slug) is Presence.POSSIBLE
    title = f"{link.kind.value}{', perhaps by then' if perhaps else ''}, {RATIONALE_MARK}: {link.rationale}"
    return title, _join_sentences(
        f"{_describe_end(argument_map, link.source)} {link.kind.value} {_describe_end(argument_map, link.target)}",
        _describe_rationale(link),
        describe_attribution(record, link),
        f"Source: {where}" if where else "",
    )


def _describe_rationale(link: Link) -> str:
    return f"{RATIONALE_MARK.capitalize()}: {link.rationale}"


def _claim_data_attributes(argument_map: ArgumentMap, claim: Claim) -> dict[str, str]:
    data = {"slug": claim.slug, "speaker": claim.speaker, "dispute": claim.dispute}
    if faction := argument_map.speaker_faction(claim):
        data["faction"] = faction
    if claim.when:
        data |= {"from": claim.when.earliest.isoformat(), "to": claim.when.latest.isoformat()}
    if group := argument_map.collapsed.get(claim.slug):
        data |= {"folded": str(len(group.claims)), "claims": " ".join(group.claims)}
    return data


def _claim_classes(argument_map: ArgumentMap, claim: Claim) -> list[str]:
    faction, presence = argument_map.speaker_faction(claim), argument_map.presence_by_slug.get(claim.slug)
    return [
        "claim",
        claim.attribution.value,
        *([f"faction-{faction}"] if faction else []),
        *(["context"] if claim.slug in argument_map.graph.context else []),
        *(["focus"] if claim.slug == argument_map.graph.focus else []),
        *(["withdrawn"] if argument_map.is_struck(claim) else []),
        *([str(presence)] if presence in (Presence.POSSIBLE, Presence.PERHAPS_WITHDRAWN) else []),
    ]


def _xml_id(prefix: str, name: str) -> str:
    """An XML id from a name with slashes, which become full stops; no slug contains one."""
    return f"{prefix}-{name.replace('/', '.')}"


@dataclass(frozen=True)
class _SvgGroup:
    """One `<g>` of the SVG; `classes` and `data` are slugs, dates and enums, which need no escaping."""

    slug: str
    classes: Iterable[str]
    data: dict[str, str]
    title_and_description: tuple[str, str]
    role: str
    shapes: str
    href: str | None

    def render(self, prefix: str) -> str:
        data = "".join(f' data-{name}="{value}"' for name, value in self.data.items())
        named = f'aria-label="{escape_xml(self.title_and_description[0])}"'
        shapes = (
            f'<a href="{escape_xml(self.href)}" {named}>\n{self.shapes}</a>\n' if self.href else self.shapes
        )
        return (
            f'<g id="{_xml_id(prefix, self.slug)}" class="{" ".join(self.classes)}"{data}'
            f' role="group" aria-roledescription="{self.role}">\n'
            f"<title>{escape_xml(self.title_and_description[0])}</title>\n<desc>{escape_xml(self.title_and_description[1])}</desc>\n{shapes}</g>\n"
        )


def _render_clusters(argument_map: ArgumentMap, drawing: GraphvizDrawing, prefix: str) -> Iterator[str]:
    kind = argument_map.view.cluster
    visible_clusters = {argument_map.cluster_slug(claim) for claim in argument_map.graph.claims.values()}
    for name, shapes in drawing.shapes.items():
        slug = name.removeprefix("group/")
        if name.startswith("group/") and slug in visible_clusters:
            yield (
                f'<g id="{prefix}-{kind}-{slug}" class="cluster {kind}-{slug}" data-{kind}="{slug}">\n'
                f"<title>{escape_xml(argument_map.cluster_name(slug))}</title>\n{shapes}</g>\n"
            )


def _render_date_bars(argument_map: ArgumentMap, drawing: GraphvizDrawing, prefix: str) -> Iterator[str]:
    """Bars of uncertain dates, in groups of their own: the shapes in a claim's group tell readers where its box is."""
    for slug in argument_map.graph.claims:
        if shapes := drawing.shapes.get(f"{slug}/bar"):
            possible = argument_map.presence_by_slug.get(slug) is Presence.POSSIBLE
            bar = fade(shapes, "claim") if possible else shapes
            yield f'<g id="{_xml_id(prefix, slug)}.bar" class="bar" data-slug="{slug}" aria-hidden="true">\n{bar}</g>\n'


_HEADING_PREFIXES = ("lane/", "month/")


def _render_headings(drawing: GraphvizDrawing, prefix: str) -> Iterator[str]:
    """The headings of lanes and months, hidden from screen readers, since each claim's title says both."""
    for name, shapes in drawing.shapes.items():
        if name.startswith(_HEADING_PREFIXES):
            kind = name.partition("/")[0]
            yield f'<g id="{_xml_id(prefix, name)}" class="heading {kind}" aria-hidden="true">\n{shapes}</g>\n'


def _claim_and_link_groups(
    argument_map: ArgumentMap, drawing: GraphvizDrawing, href: Href | None
) -> Iterator[_SvgGroup]:
    stubs = drawing.stub_lines(argument_map.graph)
    for link in argument_map.graph.links.values():
        possible = argument_map.presence_by_slug.get(link.slug) is Presence.POSSIBLE
        shapes = drawing.link_shapes(link.slug) + stubs.get(link.slug, "")
        yield _SvgGroup(
            link.slug,
            ("link", link.kind.value, link.attribution.value, *(["possible"] if possible else [])),
            {"slug": link.slug, "source": link.source, "target": link.target, "kind": link.kind.value},
            _describe_link(argument_map, link),
            "link",
            fade(shapes, "link") if possible else shapes,
            href and href(Kind.LINK, link.slug),
        )
    for claim in argument_map.graph.claims.values():
        yield _SvgGroup(
            claim.slug,
            _claim_classes(argument_map, claim),
            _claim_data_attributes(argument_map, claim),
            _describe_claim(argument_map, claim),
            "claim",
            mark_claim(argument_map, claim, drawing.shapes[claim.slug]),
            href and href(Kind.CLAIM, claim.slug),
        )


def _collapsed_groups(
    argument_map: ArgumentMap, drawing: GraphvizDrawing, href: Href | None
) -> Iterator[_SvgGroup]:
    """Aggregated links, then boxes of collapsed groups, each with a link to the map on which it is expanded."""
    for edge in argument_map.aggregated_edges:
        yield _SvgGroup(
            edge.edge_id,
            ("aggregated-edge", edge.kind.value),
            {"source": edge.source, "target": edge.target, "links": " ".join(edge.links)},
            (
                edge.count_words,
                _join_sentences(
                    *(_describe_rationale(argument_map.record.links[slug]) for slug in edge.links)
                ),
            ),
            "links",
            mark_aggregated_edge(argument_map, edge, drawing.shapes.get(edge.edge_id, "")),
            None,
        )
    expand_url = getattr(href, "expand_url", None)
    for group in argument_map.collapsed.values():
        if group.behind_claim is None:
            yield _SvgGroup(
                group.node_id,
                ("collapsed-group",),
                {"fold": group.token, "claims": " ".join(group.claims)},
                (
                    group.label,
                    _join_sentences(
                        count_words(len(group.claims), "claim"), argument_map.describe_collapsed_dates(group)
                    ),
                ),
                "fold",
                mark_group(argument_map, group, drawing.shapes[f"fold/{group.token}"])
                + drawing.shapes.get(f"fold/{group.token}/bar", ""),
                expand_url and expand_url(format_tokens(argument_map.toggle_token(group.token))),
            )


def _apply_badge(argument_map: ArgumentMap, group: _SvgGroup) -> _SvgGroup:
    """The group with its badge, if it has one: one more class, and the badge's words before the title."""
    if badge := argument_map.badges.get(group.slug):
        title, description = group.title_and_description
        return replace(
            group,
            classes=(*group.classes, badge.name),
            title_and_description=(f"{badge.words}: {title}", description),
        )
    return group


def _describe_map(argument_map: ArgumentMap) -> str:
    claims, links = len(argument_map.graph.claims), len(argument_map.graph.links)
    counts = f"{count_words(claims, 'claim')} and {count_words(links, 'link')} between them"
    moment = f"The debate {argument_map.day_words}" if argument_map.day_words else ""
    return _join_sentences(argument_map.subtitle, moment, counts, argument_map.source_line)


def _map_title(argument_map: ArgumentMap) -> str:
    return (
        f"Argument map: {argument_map.title}{f', {argument_map.day_words}' if argument_map.day_words else ''}"
    )


def _render_head(argument_map: ArgumentMap, size: str, prefix: str) -> str:
    """The opening `<svg>` tag with title, description and metadata."""
    record = argument_map.record
    title, description = _map_title(argument_map), _describe_map(argument_map)
    return (
        f'<svg xmlns="{SVG_NAMESPACE}" {size} id="{prefix}" class="argument-map" font-family="{FONT_FAMILY}"'
        f' role="graphics-document" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
        f' data-debate="{escape_xml(record.debate.slug)}" data-revision="{record.revision}">\n'
        f'<title id="{prefix}-title">{escape_xml(title)}</title>\n'
        f'<desc id="{prefix}-desc">{escape_xml(description)}</desc>\n'
        f"{render_metadata(Origin(record), title, description)}"
    )


def render_map_svg(
    svg: bytes, argument_map: ArgumentMap, href: Href | None = None, prefix: str = "map"
) -> bytes:
    """Return the self-contained SVG of a map that Graphviz drew; `href` gives the addresses of claims and links."""
    return render_drawing(GraphvizDrawing.parse(svg.decode()), argument_map, href, prefix)


def render_drawing(
    drawing: GraphvizDrawing, argument_map: ArgumentMap, href: Href | None = None, prefix: str = "map"
) -> bytes:
    """Like `render_map_svg`, for a drawing that has been read already."""
    size, headline = add_headline(argument_map, drawing.size)
    caption = (
        f'<g class="caption" aria-hidden="true">\n{replace_symbols(drawing.caption)}</g>\n'
        if drawing.caption
        else ""
    )
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        _render_head(argument_map, size, prefix),
        headline,
        f'<g id="{prefix}-graph" class="graph" {drawing.transform}>\n',
        drawing.background.replace("<polygon ", '<polygon class="paper" ') + "\n",
        caption,
        *_render_clusters(argument_map, drawing, prefix),
        *_render_headings(drawing, prefix),
        *_render_date_bars(argument_map, drawing, prefix),
        *(group.render(prefix) for group in _collapsed_groups(argument_map, drawing, href)),
        *(
            _apply_badge(argument_map, group).render(prefix)
            for group in _claim_and_link_groups(argument_map, drawing, href)
        ),
        "</g>\n</svg>\n",
    )
    return "".join(parts).encode()
