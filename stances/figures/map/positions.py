"""The columns of a map by position, and which of them each box stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stances.argument.options import Arrangement
from stances.figures.map import wording
from stances.figures.map.layout.lanes_by_position import PositionColumn
from stances.figures.map.map import ArgumentMap
from stances.graphics.palette import tone_colour
from stances.record.entries import Claim, Dispute, Stance
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from stances.record.wording import entry_name
from stances.timeline.scale import ScalePosition, build_scale

_MIN_SHARE = 0.5
Place = tuple[str, int | None] | None
"""A dispute and a position in it, None for undecided; None alone is no position."""


def offered_arrangements(argument_map: ArgumentMap) -> tuple[str, ...]:
    """The arrangements worth offering: by position, if a map is arranged so or says something then."""
    offered = argument_map.view.arrange is Arrangement.POSITION or _says_positions(argument_map)
    return tuple(a.value for a in Arrangement if offered or a is not Arrangement.POSITION)


def _says_positions(argument_map: ArgumentMap) -> bool:
    """Whether a map is of one dispute, where at least half of the claims are evidence of a stance."""
    dispute, claims = argument_map.view.dispute, argument_map.graph.claims.values()
    evidence = sum(bool(_stances(argument_map.record, claim, dispute)) for claim in claims if dispute)
    return bool(claims) and evidence >= _MIN_SHARE * len(claims)


def place_by_position(argument_map: ArgumentMap) -> tuple[list[PositionColumn], dict[str, int]]:
    """The columns of a map, and the number of each box's: that of the stance that its claim is evidence of."""
    places = _find_places(argument_map)
    disputes = [
        d for d in argument_map.record.disputes.values() if any(p and p[0] == d.slug for p in places.values())
    ]
    order: dict[Place, PositionColumn] = {}
    for dispute in disputes:
        name = entry_name(dispute, argument_map.record) if len(disputes) > 1 else ""
        for value, position in build_scale(dispute).items():
            if value is not None:
                order[dispute.slug, value] = _column(position, name)
    for dispute in disputes:
        order[dispute.slug, None] = PositionColumn(wording.UNDECIDED_HEADING, is_strip=True)
    order[None] = PositionColumn(wording.NO_POSITION_HEADING, is_strip=True)
    used = [place for place in order if place in places.values()]
    number = {place: at for at, place in enumerate(used)}
    return [order[place] for place in used], {name: number[place] for name, place in places.items()}


def _column(position: ScalePosition, dispute: str) -> PositionColumn:
    tone = replace(position.tone, place=round(position.tone.place))
    return PositionColumn(f"{dispute}: {position.name}" if dispute else position.name, tone_colour(tone))


def _find_places(argument_map: ArgumentMap) -> dict[str, Place]:
    """The position of each box; a claim that is evidence of none stands with what it supports."""
    record, view = argument_map.record, argument_map.view
    places: dict[str, Place] = {}
    for slug, claim in argument_map.graph.claims.items():
        dispute = record.disputes.get(view.dispute or claim.dispute)
        places[slug] = _own_place(record, claim, dispute) if dispute else None
    for group in argument_map.collapsed_boxes:
        found = {
            _own_place(record, claim, d) for claim, d in _claims_and_disputes(argument_map, group.claims)
        }
        places[group.node_id] = found.pop() if len(found) == 1 else None
    supports = [link for link in argument_map.graph.links.values() if link.kind is LinkKind.SUPPORTS]
    for _ in range(len(supports)):
        moved = {
            link.source: places[link.target]
            for link in supports
            if places.get(link.source, ...) is None and places.get(link.target)
        }
        if not moved:
            break
        places |= moved
    return places


def _claims_and_disputes(argument_map: ArgumentMap, slugs: Sequence[str]) -> list[tuple[Claim, Dispute]]:
    record, view = argument_map.record, argument_map.view
    claims = [record.claims[slug] for slug in slugs]
    return [(c, d) for c in claims if (d := record.disputes.get(view.dispute or c.dispute))]


def _own_place(record: Record, claim: Claim, dispute: Dispute) -> Place:
    """The position of the speaker's own stance that rests on a claim, else of the first other that does."""
    stances = _stances(record, claim, dispute.slug)
    own = [stance for stance in stances if stance.participant == claim.speaker]
    held = [stance.position for stance in own or stances]
    on_scale = [value for value in held if value is None or dispute.position(value)]
    return (dispute.slug, on_scale[0]) if on_scale else None


def _stances(record: Record, claim: Claim, dispute: str) -> Sequence[Stance]:
    citing: Mapping[str, Sequence[Stance]] = record.stances_citing
    return [stance for stance in citing.get(claim.slug, ()) if stance.dispute == dispute]
