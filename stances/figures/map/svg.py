"""Graphviz's drawing of a map made into one that stands alone: named, described, addressable, and safe to publish.

Of what Graphviz writes, the shapes and lines of text of each group are kept, and the document is written anew around
them: clusters, then links, then claims in order of time. Each claim and link is one group with an id, classes, its
slug and dates as data, a `<title>` and a `<desc>`; a link that was split for an undercut is one again. Ids carry a
prefix, so that two maps can share a page. As of a day, groups that cannot be there yet are left out, and `marking` says
how far the others are. Colours stay presentation attributes, which a stylesheet may overrule. No script, no style, no
reference to anything outside but, where a link builder is given, the `<a>` of claims and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from stances.argument.collapse import in_address
from stances.argument.presence import Presence
from stances.figures.map.as_of_marks import WORDS, by_then, claim_shapes, pale, with_headroom
from stances.figures.map.graphviz_svg import _Drawing
from stances.figures.map.legend import shaped
from stances.figures.map.map import ArgumentMap
from stances.figures.metadata import Origin, block
from stances.graphics.svg import SVG, _text
from stances.graphics.text_metrics import FONT
from stances.record.commitments import withdrawn
from stances.record.entries import Claim, Link
from stances.record.href import Href
from stances.record.vocabulary import Basis, Kind
from stances.record.wording import (
    act_lines,
    arrival_words,
    attribution_words,
    counted,
    date_words,
    short_name,
)


def _sentences(*parts: str) -> str:
    """Each part as a sentence of its own; what already ends in a mark keeps it."""
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def _claim_words(drawn: ArgumentMap, claim: Claim) -> tuple[str, str]:
    record = drawn.record
    document = record.documents.get(claim.document or "")
    faction = drawn.faction_name(claim)
    where = record.place(claim.locator)
    person = record.participants.get(claim.speaker)
    name = person.name if person else claim.speaker
    perhaps = WORDS.get(drawn.presences.get(claim.slug, Presence.CERTAIN), "")
    arrived = arrival_words(record, document) if document and drawn.view.basis is Basis.KNOWN else ""
    called = ", ".join(filter(None, (short_name(record, claim.speaker), date_words(claim), perhaps)))
    return called, _sentences(
        claim.text,
        f"{name}{f' ({faction})' if faction else ''}, {date_words(claim)}",
        attribution_words(record, claim) or "asserted in own words",
        *act_lines(record, by_then(drawn, claim)),
        f"Document: {document.title}{f', {arrived}' if arrived else ''}" if document else "",
        f"Source: {where}" if where else "",
    )


def _end_words(drawn: ArgumentMap, slug: str) -> str:
    claim = drawn.record.claims.get(slug)
    if claim:
        return f"“{claim.label}” ({short_name(drawn.record, claim.speaker)})"
    link = drawn.record.links[slug]
    return f"that {_end_words(drawn, link.source)} {link.kind.value} {_far_end(drawn, link)}"


def _far_end(drawn: ArgumentMap, link: Link) -> str:
    """The target in words; a link's target is only named, lest a chain of undercuts be told in one breath."""
    claim = drawn.record.claims.get(link.target)
    return (
        _end_words(drawn, link.target) if claim else f"the link “{drawn.record.links[link.target].rationale}”"
    )


def _link_words(drawn: ArgumentMap, link: Link) -> tuple[str, str]:
    record = drawn.record
    who = record.speaker_of_link(link)
    where = record.place(link.locator)
    perhaps = drawn.presences.get(link.slug) is Presence.POSSIBLE
    return f"{link.kind.value}{', perhaps by then' if perhaps else ''}: {link.rationale}", _sentences(
        f"{_end_words(drawn, link.source)} {link.kind.value} {_end_words(drawn, link.target)}",
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
    if fold := drawn.folds.get(claim.slug):
        data |= {"folded": str(len(fold.claims)), "claims": " ".join(fold.claims)}
    return data


def _claim_classes(drawn: ArgumentMap, claim: Claim) -> list[str]:
    faction, presence = drawn.faction(claim), drawn.presences.get(claim.slug)
    ended = presence is Presence.WITHDRAWN if presence else withdrawn(claim)
    return [
        "claim",
        claim.attribution.value,
        *([f"faction-{faction}"] if faction else []),
        *(["context"] if claim.slug in drawn.graph.context else []),
        *(["focus"] if claim.slug == drawn.graph.focus else []),
        *(["withdrawn"] if ended else []),
        *([str(presence)] if presence in (Presence.POSSIBLE, Presence.PERHAPS_WITHDRAWN) else []),
    ]


def _id(prefix: str, name: str) -> str:
    """A name of ours as an id that XML allows, which knows no slashes; no slug has a full stop."""
    return f"{prefix}-{name.replace('/', '.')}"


@dataclass(frozen=True)
class _Group:
    """One `<g>` of the finished drawing; `classes` and `data` are slugs, dates and enums, which need no escaping."""

    slug: str
    classes: Iterable[str]
    data: dict[str, str]
    words: tuple[str, str]
    role: str
    shapes: str
    address: str | None

    def xml(self, prefix: str) -> str:
        data = "".join(f' data-{name}="{value}"' for name, value in self.data.items())
        named = f'aria-label="{_text(self.words[0])}"'
        shapes = (
            f'<a href="{_text(self.address)}" {named}>\n{self.shapes}</a>\n' if self.address else self.shapes
        )
        return (
            f'<g id="{_id(prefix, self.slug)}" class="{" ".join(self.classes)}"{data}'
            f' role="group" aria-roledescription="{self.role}">\n'
            f"<title>{_text(self.words[0])}</title>\n<desc>{_text(self.words[1])}</desc>\n{shapes}</g>\n"
        )


def _clusters(drawn: ArgumentMap, drawing: _Drawing, prefix: str) -> Iterator[str]:
    kind = drawn.view.cluster
    shown = {drawn.group(claim) for slug, claim in drawn.graph.claims.items() if _there(drawn, slug)}
    for name, shapes in drawing.shapes.items():
        slug = name.removeprefix("group/")
        if name.startswith("group/") and slug in shown:
            yield (
                f'<g id="{prefix}-{kind}-{slug}" class="cluster {kind}-{slug}" data-{kind}="{slug}">\n'
                f"<title>{_text(drawn.group_name(slug))}</title>\n{shapes}</g>\n"
            )


def _bars(drawn: ArgumentMap, drawing: _Drawing, prefix: str) -> Iterator[str]:
    """How far the dates of claims may reach; apart from the claims, whose shapes say where their boxes are."""
    for slug in drawn.graph.claims:
        if (shapes := drawing.shapes.get(f"{slug}/bar")) and _there(drawn, slug):
            possible = drawn.presences.get(slug) is Presence.POSSIBLE
            bar = pale(shapes, "claim") if possible else shapes
            yield f'<g id="{_id(prefix, slug)}.bar" class="bar" data-slug="{slug}" aria-hidden="true">\n{bar}</g>\n'


def _there(drawn: ArgumentMap, slug: str) -> bool:
    return drawn.presences.get(slug) is not Presence.ABSENT


_HEADINGS = ("lane/", "month/")


def _headings(drawing: _Drawing, prefix: str) -> Iterator[str]:
    """The names of lanes and months; claims say both for themselves."""
    for name, shapes in drawing.shapes.items():
        if name.startswith(_HEADINGS):
            kind = name.partition("/")[0]
            yield f'<g id="{_id(prefix, name)}" class="heading {kind}" aria-hidden="true">\n{shapes}</g>\n'


def _groups(drawn: ArgumentMap, drawing: _Drawing, href: Href | None) -> Iterator[_Group]:
    stubs = drawing.stubs(drawn.graph)
    for link in drawn.graph.links.values():
        if not _there(drawn, link.slug):
            continue
        possible = drawn.presences.get(link.slug) is Presence.POSSIBLE
        shapes = drawing.of_link(link.slug) + stubs.get(link.slug, "")
        yield _Group(
            link.slug,
            ("link", link.kind.value, link.attribution.value, *(["possible"] if possible else [])),
            {"slug": link.slug, "source": link.source, "target": link.target, "kind": link.kind.value},
            _link_words(drawn, link),
            "link",
            pale(shapes, "link") if possible else shapes,
            href and href(Kind.LINK, link.slug),
        )
    for claim in drawn.graph.claims.values():
        if not _there(drawn, claim.slug):
            continue
        yield _Group(
            claim.slug,
            _claim_classes(drawn, claim),
            _claim_data(drawn, claim),
            _claim_words(drawn, claim),
            "claim",
            claim_shapes(drawn, claim, drawing.shapes[claim.slug]),
            href and href(Kind.CLAIM, claim.slug),
        )


def _folds(drawn: ArgumentMap, drawing: _Drawing, href: Href | None) -> Iterator[_Group]:
    """Counted links, then groups of claims folded into boxes; a box links to the address that opens it."""
    day = drawn.view.as_of
    for bundle in drawn.bundles:
        if day and not drawn.timing.any_by(bundle.links, day):
            continue
        yield _Group(
            bundle.name,
            ("aggregated-edge", bundle.kind.value),
            {"source": bundle.source, "target": bundle.target, "links": " ".join(bundle.links)},
            (bundle.words, _sentences(*(drawn.record.links[slug].rationale for slug in bundle.links))),
            "links",
            drawing.shapes.get(bundle.name, ""),
            None,
        )
    opened = getattr(href, "opening", None)
    for fold in drawn.folds.values():
        if fold.inside is None and not (day and not drawn.timing.any_by(fold.claims, day)):
            yield _Group(
                fold.name,
                ("collapsed-group",),
                {"fold": fold.token, "claims": " ".join(fold.claims)},
                (fold.label, _sentences(counted(len(fold.claims), "claim"), drawn.fold_span(fold))),
                "fold",
                drawing.shapes[f"fold/{fold.token}"] + drawing.shapes.get(f"fold/{fold.token}/bar", ""),
                opened and opened(in_address(drawn.toggled(fold.token))),
            )


def _badged(drawn: ArgumentMap, group: _Group) -> _Group:
    """The group under its badge, if it has one: a class more, and its words first in the name."""
    if badge := drawn.badges.get(group.slug):
        called, told = group.words
        return replace(group, classes=(*group.classes, badge.name), words=(f"{badge.words}: {called}", told))
    return group


def _description(drawn: ArgumentMap) -> str:
    claims = sum(_there(drawn, slug) for slug in drawn.graph.claims)
    links = sum(_there(drawn, slug) for slug in drawn.graph.links)
    counts = f"{counted(claims, 'claim')} and {counted(links, 'link')} between them"
    moment = f"The debate {drawn.moment}" if drawn.moment else ""
    return _sentences(drawn.subtitle, moment, counts, drawn.imprint)


def _title(drawn: ArgumentMap) -> str:
    return f"Argument map: {drawn.title}{f', {drawn.moment}' if drawn.moment else ''}"


def _head(drawn: ArgumentMap, size: str, prefix: str) -> str:
    """The drawing's name and description, and where it comes from, for whoever finds the file."""
    record = drawn.record
    title, description = _title(drawn), _description(drawn)
    return (
        f'<svg xmlns="{SVG}" {size} id="{prefix}" class="argument-map" font-family="{FONT}"'
        f' role="graphics-document" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
        f' data-debate="{_text(record.debate.slug)}" data-revision="{record.revision}">\n'
        f'<title id="{prefix}-title">{_text(title)}</title>\n'
        f'<desc id="{prefix}-desc">{_text(description)}</desc>\n'
        f"{block(Origin(record), title, description)}"
    )


def accessible(svg: bytes, drawn: ArgumentMap, href: Href | None = None, prefix: str = "map") -> bytes:
    """The SVG that Graphviz drew of this map, described; `href` says where a claim's or link's page is."""
    drawing = _Drawing.read(svg.decode())
    size, headline = with_headroom(drawn, drawing.size)
    caption = (
        f'<g class="caption" aria-hidden="true">\n{shaped(drawing.caption)}</g>\n' if drawing.caption else ""
    )
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        _head(drawn, size, prefix),
        headline,
        f'<g id="{prefix}-graph" class="graph" {drawing.transform}>\n',
        drawing.paper.replace("<polygon ", '<polygon class="paper" ') + "\n",
        caption,
        *_clusters(drawn, drawing, prefix),
        *_headings(drawing, prefix),
        *_bars(drawn, drawing, prefix),
        *(group.xml(prefix) for group in _folds(drawn, drawing, href)),
        *(_badged(drawn, group).xml(prefix) for group in _groups(drawn, drawing, href)),
        "</g>\n</svg>\n",
    )
    return "".join(parts).encode()
