"""The colours of a map: a tint for each faction or speaker, which means the same on every map of a debate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from stances.argument.collapse import CollapsedGroup
from stances.argument.options import ColourBy
from stances.cache import cached_property
from stances.figures.map.link_styles import LINK_STYLES
from stances.graphics.palette import (
    COMPARISON_TINTS,
    NEUTRAL_TINT,
    QUIET_TEXT_COLOUR,
    RULE_COLOUR,
    SCALE_COLOURS,
    TEXT_COLOUR,
    TINTS,
    WHITE,
    Tint,
    assign_tints,
    dark_colour,
    mix,
)
from stances.record.entries import Claim
from stances.record.record import Record
from stances.record.wording import NO_FACTION_LABEL, entry_name

MAX_SPEAKERS_IN_LEGEND = 12
GUIDE_COLOUR = mix(RULE_COLOUR, WHITE, 0.55)
BORDER_COLOUR = mix(RULE_COLOUR, TEXT_COLOUR, 0.15)
PALE_BORDER_COLOUR = mix(RULE_COLOUR, WHITE, 0.3)
"""The border of a claim, and that of one that is only context."""
DATE_BAR_COLOUR = mix(RULE_COLOUR, WHITE, 0.4)


def cluster_line(tint: Tint) -> str:
    """The border of a cluster."""
    return mix(tint.line, WHITE, 0.6)


def map_colours() -> tuple[str, ...]:
    """Every colour that a map may have."""
    tints = (*TINTS, *COMPARISON_TINTS, NEUTRAL_TINT)
    of_tints = [colour for tint in tints for colour in (tint.fill, tint.line, tint.wash, cluster_line(tint))]
    of_links = [style.colour for style in LINK_STYLES.values()]
    words = (TEXT_COLOUR, QUIET_TEXT_COLOUR, WHITE, RULE_COLOUR, GUIDE_COLOUR)
    frames = (BORDER_COLOUR, PALE_BORDER_COLOUR, DATE_BAR_COLOUR)
    return tuple(dict.fromkeys((*words, *frames, *of_links, *of_tints, *SCALE_COLOURS)))


def dark_rules() -> Iterator[str]:
    """The rules of a stylesheet by which a dark page shows its maps dark, each colour by another."""
    for colour in map_colours():
        for name in ("fill", "stroke"):
            yield f'[{name}="{colour}"] {{ {name}: {dark_colour(colour)}; }}'


@dataclass(frozen=True)
class MapColours:
    """The tints of a map's claims and groups, by faction or speaker.

    `badge_tints` are the tints that claims have instead on a map of a comparison, by slug; other claims are then neutral.
    `faction_of` gives the slug of the faction of a claim's speaker, None without one.
    """

    record: Record
    by: ColourBy
    claims: tuple[Claim, ...]
    groups: tuple[CollapsedGroup, ...]
    badge_tints: Mapping[str, Tint] | None
    faction_of: Callable[[Claim], str | None]

    @cached_property
    def _tints(self) -> dict[str, Tint]:
        """Tints by faction or speaker, assigned in the record's order."""
        by_faction = self.by is ColourBy.FACTION
        return assign_tints(self.record.factions if by_faction else self.record.participants)

    def by_slug(self, slug: str | None) -> Tint:
        """The tint of a faction or speaker; neutral for None."""
        return self._tints.get(slug or "", NEUTRAL_TINT)

    def _key(self, claim: Claim) -> str | None:
        """The slug of the faction or speaker that determines a claim's tint."""
        return self.faction_of(claim) if self.by is ColourBy.FACTION else claim.speaker

    def name(self, claim: Claim) -> str:
        """The name of a claim's tint in the legend."""
        entries = self.record.factions if self.by is ColourBy.FACTION else self.record.participants
        entry = entries.get(self._key(claim) or "")
        return entry_name(entry, self.record) if entry else NO_FACTION_LABEL

    def _group_key(self, group: CollapsedGroup) -> str | None:
        keys = {self._key(self.record.claims[slug]) for slug in group.claims}
        return keys.pop() if len(keys) == 1 else None

    def claim_tint(self, claim: Claim) -> Tint:
        """The tint of a claim's box."""
        if self.badge_tints is not None:
            return self.badge_tints.get(claim.slug, NEUTRAL_TINT)
        return self.by_slug(self._key(claim))

    def group_tint(self, group: CollapsedGroup) -> Tint:
        """The tint that all claims of a collapsed group share; neutral if they share none."""
        return self.by_slug(self._group_key(group))

    @cached_property
    def legend(self) -> dict[str, Tint]:
        """Tints on this map by name of faction or speaker, in the record's order; empty if there are too many speakers."""
        if self.badge_tints is not None:
            return {}
        used = {self._key(claim) for claim in self.claims} | (set(map(self._group_key, self.groups)) - {None})
        if self.by is ColourBy.SPEAKER and len(used) > MAX_SPEAKERS_IN_LEGEND:
            return {}
        entries = self.record.factions if self.by is ColourBy.FACTION else self.record.participants
        tints = {
            entry_name(entry, self.record): self._tints[slug]
            for slug, entry in entries.items()
            if slug in used
        }
        return tints | ({NO_FACTION_LABEL: NEUTRAL_TINT} if tints and None in used else {})
