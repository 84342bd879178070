"""Write a drawing of a map as a self-contained SVG with titles, descriptions, ids and metadata.

Each claim and link is one group with an id, classes, its slug and dates as data, a `<title>` and a `<desc>`: clusters first,
then links, then claims in order of time; within a page claims come first, as they are read. Ids carry a prefix, so that two
maps can share a page. Colours are presentation attributes, which a stylesheet may override. There is no script, no style, and
no external reference except, where there are addresses, the `<a>` of claims and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from stances.argument.collapse import format_tokens
from stances.argument.presence import Presence
from stances.argument.wording import count_links
from stances.cache import cached_property
from stances.figures.map import wording
from stances.figures.map.as_of_marks import (
    FADED_OPACITY,
    HEADROOM_PT,
    PALE_OPACITY,
    UNCERTAIN_PRESENCES,
    draw_headline,
    draw_question_mark,
    has_headline,
)
from stances.figures.map.descriptions import (
    describe_claim,
    describe_link,
    describe_map,
    describe_rationale,
    join_sentences,
    map_title,
    name_claim,
    name_link,
)
from stances.figures.map.drawing import Drawing, DrawnElement
from stances.figures.map.link_styles import LINK_STYLES
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin, render_metadata
from stances.graphics.geometry import Rect
from stances.graphics.palette import TEXT_COLOUR, WHITE
from stances.graphics.shapes import Rectangle, Shapes, ShapeWriter
from stances.graphics.svg import SVG_NAMESPACE, escape_xml, format_number
from stances.graphics.text_metrics import FONT_FAMILY
from stances.graphics.typography import BODY_SIZE_PT
from stances.record.entries import Claim, Link
from stances.record.href import Href
from stances.record.vocabulary import Kind
from stances.record.wording import speaker_label


@dataclass(frozen=True)
class SvgForm:
    """How a map is written: the prefix of its ids, and the addresses of claims and links, if it has any.

    `is_small` is for a page that has the claims and links in full, each under its address within the page: descriptions,
    data and metadata are left out, and numbers have one decimal. `is_in_page` is for a page of the site, whose scripts make
    boxes smaller and say less in them: each is named once, and says in data what is left of it when it is small.
    """

    prefix: str = "map"
    href: Href | None = None
    is_small: bool = False
    is_in_page: bool = False

    @cached_property
    def shapes(self) -> ShapeWriter:
        if self.is_small:
            return ShapeWriter(_SMALL_TEXT, _to_tenth, _to_whole)
        return ShapeWriter(marks_tips=self.is_in_page)

    def line_shapes(self, colour: str) -> ShapeWriter:
        """A writer for the lines of one colour; in the small form their group says it."""
        return (
            replace(self.shapes, inherited=(("fill", "none"), ("stroke", colour)))
            if self.is_small
            else self.shapes
        )

    def address(self, kind: Kind, slug: str) -> str | None:
        return self.href(kind, slug) if self.href else None

    def xml_id(self, name: str) -> str:
        """An XML id from a name with slashes, which become full stops; no slug contains one."""
        return f"{self.prefix}-{name.replace('/', '.')}"


def _shortened(name: str, words: str, sign: str = "") -> dict[str, str]:
    """What a box says when it is small, as data."""
    data = {"name": name, "words": words, "sign": sign}
    return {key: escape_xml(value) for key, value in data.items() if value}


def _column_data(name: str, rect: Rect) -> str:
    """Which column of the grid a heading is over, and from where to where, for a grid that takes its widths."""
    key = escape_xml(name.partition("/")[2])
    return f' data-column="{key}" data-left="{rect.left:g}" data-right="{rect.right:g}"'


_SMALL_TEXT = (("font-size", str(BODY_SIZE_PT)), ("fill", TEXT_COLOUR))
"""What the root of the small form says for all texts."""


def _join_frame(shapes: Shapes) -> Shapes:
    """The shapes with body and outline of a box, if there are any, as one rectangle; what lies between is smaller."""
    rectangles = {shape.role: shape for shape in shapes if isinstance(shape, Rectangle)}
    if "body" not in rectangles:
        return shapes
    body, outline = rectangles["body"], rectangles["outline"]
    frame = outline._replace(fill=body.fill, role=f"{body.role} {outline.role}")
    return tuple(frame if shape is body else shape for shape in shapes if shape is not outline)


def _to_tenth(value: float) -> str:
    return f"{round(value, 1):g}"


def _to_whole(value: float) -> str:
    return f"{round(value):g}"


def write_svg(drawing: Drawing, argument_map: ArgumentMap, form: SvgForm) -> bytes:
    """The drawing of a map as SVG."""
    return "".join(_MapWriter(drawing, argument_map, form).parts()).encode()


@dataclass(frozen=True)
class _Group:
    """One `<g>` of the SVG; `classes` and `data` need no escaping.

    `colour` is that of a line whose shapes inherit it in the small form.
    """

    name: str
    classes: tuple[str, ...]
    data: Mapping[str, str]
    title: str
    description: str
    role: str
    shapes: str
    address: str | None = None
    colour: str = ""

    def write(self, form: SvgForm) -> str:
        if form.is_small:
            return self._write_small()
        return self._write_in_page(form) if form.is_in_page and self.address else self._write_whole(form)

    def _start(self, form: SvgForm) -> str:
        """The opening `<g>` tag, but for its end."""
        data = "".join(f' data-{name}="{value}"' for name, value in self.data.items())
        return f'<g id="{form.xml_id(self.name)}" class="{" ".join(self.classes)}"{data}'

    def _write_in_page(self, form: SvgForm) -> str:
        address, name = escape_xml(self.address or ""), escape_xml(self.title)
        return f'{self._start(form)}>\n<a href="{address}" aria-label="{name}">\n{self.shapes}</a></g>\n'

    def _write_whole(self, form: SvgForm) -> str:
        title = escape_xml(self.title)
        link = f'<a href="{escape_xml(self.address)}" aria-label="{title}">\n' if self.address else ""
        return (
            f'{self._start(form)} role="group" aria-roledescription="{self.role}">\n'
            f"<title>{title}</title>\n<desc>{escape_xml(self.description)}</desc>\n"
            f"{link}{self.shapes}{'</a>' if link else ''}</g>\n"
        )

    def _write_small(self) -> str:
        """The group without what the page says elsewhere; links, whose signs say nothing aloud, are named by their entry."""
        address = escape_xml(self.address or "")
        name = f' aria-labelledby="{address.removeprefix("#")}"' if self.role == "link" else ""
        paint = f' fill="none" stroke="{self.colour}"' if self.colour else ""
        return f'<g class="{" ".join(self.classes)}"{paint}><a href="{address}"{name}>{self.shapes}</a></g>\n'


@dataclass(frozen=True)
class _MapWriter:
    drawing: Drawing
    map: ArgumentMap
    form: SvgForm

    def parts(self) -> Iterator[str]:
        """The SVG from its first tag to its last."""
        drawing, write = self.drawing, self.form.shapes.write
        width, height = drawing.size
        margin = drawing.origin[0]
        yield "" if self.form.is_small else '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield self._head()
        yield write((Rectangle(Rect(0, 0, width, height), WHITE, role="paper"),))
        if has_headline(self.map):
            yield f'<g class="moment" aria-hidden="true">\n{write(draw_headline(self.map, width))}</g>\n'
        if drawing.caption.shapes:
            caption = write(drawing.caption.shapes)
            yield f'<g class="caption" aria-hidden="true" transform="translate({margin:g},{margin:g})">\n{caption}</g>\n'
        x, y = map(format_number, drawing.origin)
        yield f'<g id="{self.form.prefix}.graph" class="graph" transform="translate({x},{y})">\n'
        yield write(drawing.guide_lines)
        yield from self._clusters()
        yield from self._headings()
        yield from self._date_bars()
        yield from (group.write(self.form) for group in self._collapsed_groups())
        yield from (self._with_badge(group).write(self.form) for group in self._links_and_claims())
        yield "</g>\n</svg>\n"

    def _head(self) -> str:
        """The opening `<svg>` tag with title, description and metadata."""
        prefix, record = self.form.prefix, self.map.record
        width, height = self.drawing.size
        headroom = HEADROOM_PT if has_headline(self.map) else 0
        size = f'width="{width:g}pt" height="{height + headroom:g}pt" viewBox="0 {-headroom} {width:g} {height + headroom:g}"'
        title, description = map_title(self.map), describe_map(self.map)
        texts = "".join(f' {name}="{value}"' for name, value in self.form.shapes.inherited)
        about = "" if self.form.is_small else f'<desc id="{prefix}.desc">{escape_xml(description)}</desc>\n'
        about += "" if self.form.is_small else render_metadata(Origin(record), title, description)
        spoken = "".join(f' {name}="{record.debate.language}"' for name in ("xml:lang", "lang"))
        language = spoken if record.debate.language else ""
        described = "" if self.form.is_small else f' aria-describedby="{prefix}.desc"'
        return (
            f'<svg xmlns="{SVG_NAMESPACE}" {size} id="{prefix}" class="argument-map" font-family="{FONT_FAMILY}"{texts}{language}'
            f' role="graphics-document" aria-labelledby="{prefix}.title"{described}'
            f' data-debate="{escape_xml(record.debate.slug)}" data-revision="{record.revision}">\n'
            f'<title id="{prefix}.title">{escape_xml(title)}</title>\n{about}'
        )

    def _clusters(self) -> Iterator[str]:
        kind = self.map.view.cluster
        for slug, cluster in self.drawing.clusters.items():
            name = f"{self.form.prefix}-{kind}-{slug}"
            yield f'<g id="{name}" class="cluster {kind}-{slug}" data-{kind}="{slug}">\n'
            yield f"<title>{escape_xml(self.map.cluster_name(slug))}</title>\n{self.form.shapes.write(cluster.shapes)}</g>\n"

    def _headings(self) -> Iterator[str]:
        """The headings of lanes and months, hidden from screen readers, since each claim's title says both."""
        for name, heading in self.drawing.headings.items():
            kind = name.partition("/")[0] + (" faction" if name.endswith("/faction") else "")
            rect = heading.rect if kind == "column" and self.form.is_in_page else None
            column = _column_data(name, rect) if rect else ""
            yield f'<g id="{self.form.xml_id(name)}" class="heading {kind}" aria-hidden="true"{column}>\n'
            yield f"{self.form.shapes.write(heading.shapes)}</g>\n"

    def _date_bars(self) -> Iterator[str]:
        """Bars of uncertain dates of claims, in groups of their own, so that a claim's group has the extent of its box."""
        for slug in self.map.graph.claims:
            if bar := self.drawing.date_bars.get(slug):
                shapes = self._faded(bar, "claim", self.map.presence_by_slug.get(slug))
                yield f'<g id="{self.form.xml_id(slug)}.bar" class="bar" data-slug="{slug}" aria-hidden="true">\n{shapes}</g>\n'

    def _faded(
        self, element: DrawnElement, kind: str, presence: Presence | None, writer: ShapeWriter | None = None
    ) -> str:
        """The shapes, at reduced opacity where they are only possible on the map's day."""
        drawn = _join_frame(element.shapes) if self.form.is_small else element.shapes
        shapes = (writer or self.form.shapes).write(drawn)
        if self.map.lifted and element.slug not in self.map.lifted:
            return f'<g opacity="{PALE_OPACITY}">\n{shapes}</g>\n'
        if presence is not Presence.POSSIBLE:
            return shapes
        return f'<g opacity="{FADED_OPACITY[kind]}">\n{shapes}</g>\n'

    def _links_and_claims(self) -> Iterator[_Group]:
        graph, presence = self.map.graph, self.map.presence_by_slug
        links = (self._link(link, presence.get(link.slug)) for link in graph.links.values())
        claims = (self._claim(claim, presence.get(claim.slug)) for claim in graph.claims.values())
        return chain(claims, links) if self.form.is_in_page else chain(links, claims)

    def _link(self, link: Link, presence: Presence | None) -> _Group:
        how = () if self.form.is_small else (link.attribution.value,)
        title, description = describe_link(self.map, link)
        possible = ("possible",) if presence is Presence.POSSIBLE else ()
        colour = LINK_STYLES[link.kind].colour
        return _Group(
            link.slug,
            ("link", link.kind.value, *how, *possible),
            self._link_data(link),
            name_link(self.map, link) if self.form.is_in_page else title,
            description,
            "link",
            self._faded(self.drawing.links[link.slug], "link", presence, self.form.line_shapes(colour)),
            self.form.address(Kind.LINK, link.slug),
            colour,
        )

    def _link_data(self, link: Link) -> dict[str, str]:
        data = {"slug": link.slug, "source": link.source, "target": link.target, "kind": link.kind.value}
        if link.with_:
            data["with"] = " ".join(link.with_)
        data |= {"mutual": "yes"} if link.mutual else {}
        return data | ({"words": escape_xml(link.rationale)} if self.form.is_in_page else {})

    def _claim(self, claim: Claim, presence: Presence | None) -> _Group:
        element = self.drawing.claims[claim.slug]
        shapes = self._faded(element, "claim", presence)
        title, description = describe_claim(self.map, claim)
        if presence in UNCERTAIN_PRESENCES and element.rect:
            mark = self.form.shapes.write(draw_question_mark(element.rect))
            shapes += f'<g class="perhaps" aria-hidden="true">\n{mark}</g>\n'
        return _Group(
            claim.slug,
            tuple(self._claim_classes(claim, presence)),
            self._claim_data(claim),
            name_claim(self.map, claim) if self.form.is_in_page else title,
            description,
            "claim",
            shapes,
            self.form.address(Kind.CLAIM, claim.slug),
        )

    def _claim_classes(self, claim: Claim, presence: Presence | None) -> Iterator[str]:
        graph = self.map.graph
        yield "claim"
        if not self.form.is_small:
            yield claim.attribution.value
            if faction := self.map.speaker_faction(claim):
                yield f"faction-{faction}"
        if claim.slug in graph.context:
            yield "context"
        if claim.slug == graph.focus:
            yield "focus"
        if self.map.is_struck(claim):
            yield "withdrawn"
        if presence in UNCERTAIN_PRESENCES:
            yield str(presence)

    def _claim_data(self, claim: Claim) -> dict[str, str]:
        data = {"slug": claim.slug, "speaker": claim.speaker, "dispute": claim.dispute}
        if faction := self.map.speaker_faction(claim):
            data["faction"] = faction
        if claim.when:
            data |= {"from": claim.when.earliest.isoformat(), "to": claim.when.latest.isoformat()}
        if group := self.map.collapsed.get(claim.slug):
            data |= {"folded": str(len(group.claims)), "claims": " ".join(group.claims)}
        if not self.form.is_in_page:
            return data
        speaker = speaker_label(self.map.record, claim.speaker)
        return data | _shortened(speaker, claim.label, "/".join(self.map.position_keys(claim)))

    def _collapsed_groups(self) -> Iterable[_Group]:
        """Aggregated links, then boxes of collapsed groups, each with a link to the map on which it is expanded."""
        write, record = self.form.shapes.write, self.map.record
        for edge in self.map.aggregated_edges:
            yield _Group(
                edge.edge_id,
                ("aggregated-edge", edge.kind.value),
                {"source": " ".join(edge.sources), "target": edge.target, "links": " ".join(edge.links)},
                count_links(edge),
                join_sentences(*(describe_rationale(record.links[slug]) for slug in edge.links)),
                "links",
                self._faded(self.drawing.aggregated_edges[edge.edge_id], "link", None),
            )
        expand_url = getattr(self.form.href, "expand_url", None)
        for group in self.map.collapsed_boxes:
            bar = self.drawing.date_bars.get(group.node_id)
            count = wording.count_claims(len(group.claims))
            yield _Group(
                group.node_id,
                ("collapsed-group",),
                {"fold": group.token, "claims": " ".join(group.claims)}
                | (_shortened(group.label, count) if self.form.is_in_page else {}),
                group.label,
                join_sentences(count, self.map.describe_collapsed_dates(group)),
                "fold",
                self._faded(self.drawing.groups[group.node_id], "claim", None)
                + (write(bar.shapes) if bar else ""),
                expand_url and expand_url(format_tokens(self.map.toggle_token(group.token))),
            )

    def _with_badge(self, group: _Group) -> _Group:
        """The group with its badge, if it has one: one more class, and the badge's words before the title."""
        badge = self.map.badges.get(group.name)
        if badge is None:
            return group
        return replace(group, classes=(*group.classes, badge.name), title=f"{badge.words}: {group.title}")
