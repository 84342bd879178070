"""The pages of a participant and of a faction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stances.argument.options import MAP_PARAMETERS
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.publishing.templates import TemplateContext
from stances.record.entries import Act, Claim, Document, Faction, Membership, Participant
from stances.record.ordering import sort_claims
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.wording import full_name
from stances.timeline.options import TIME_OPTIONS, read_options
from stances.timeline.trajectory import Trajectory, build_trajectory
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.parameters import read_given
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.figures.map_panel import MapPanel, make_map_panel

pages = debate_blueprint("people")


@dataclass(frozen=True)
class ParticipantPage(TemplateContext, template="pages/people/participant.html"):
    """The page of a participant (`person`): their positions over time, `claims`, `acts` with the claims, and `documents`.

    `part` is the map of their claims, `trajectory` their positions as `here` asks for them: the parameters that were given.
    """

    person: Participant
    part: MapPanel
    trajectory: Trajectory
    here: Mapping[str, str]
    claims: Sequence[Claim]
    acts: Sequence[tuple[Claim, Act]]
    documents: Sequence[Document]


@pages.get("/participants/<slug>")
@cache_page
def participant(slug: str) -> str:
    parameters.accept_only(*dict.fromkeys((*TIME_OPTIONS, *MAP_PARAMETERS)))
    shown = record()
    person = require_entry(shown, Participant, slug)
    acts = [(claim, act) for claim in shown.claims.values() for act in claim.acts if act.participant == slug]
    return render(
        ParticipantPage(
            person,
            make_map_panel(
                person, f"participants/{slug}", f"Argument map of {full_name(person, shown)}", TIME_OPTIONS
            ),
            build_trajectory(shown, slug, **read_options(shown, read_given(TIME_OPTIONS))),
            read_given(TIME_OPTIONS),
            sort_claims(shown, shown.claims_of_speaker.get(slug, ())),
            acts,
            shown.documents_of_participant.get(slug, ()),
        )
    )


@dataclass(frozen=True)
class FactionPage(TemplateContext, template="pages/people/faction.html"):
    """The page of a `faction`: its `memberships` with their participants, by date."""

    faction: Faction
    memberships: Sequence[tuple[Participant, Membership]]


@pages.get("/factions/<slug>")
@cache_page
def faction(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    faction_ = require_entry(shown, Faction, slug)
    return render(FactionPage(faction_, _memberships(shown, slug)))


def _memberships(shown: Record, faction: str) -> list[tuple[Participant, Membership]]:
    """The memberships of a faction with their participants, by date."""
    pairs = [(p, m) for p in shown.members_of.get(faction, ()) for m in p.memberships if m.faction == faction]
    return sorted(pairs, key=lambda pair: (*_date_key(pair[1].when), pair[0].slug))


def _date_key(when: UncertainDate | None) -> tuple[bool, tuple[Day, Day]]:
    return (when is None, when.sort_key if when else (Day.max, Day.max))
