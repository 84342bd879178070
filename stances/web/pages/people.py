"""The pages of a participant and of a faction."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import render_template

from stances.argument.options import MAP_PARAMETERS
from stances.dates.uncertain import UncertainDate
from stances.figures.chart.grid import draw_trajectory
from stances.figures.metadata import figure_prefix
from stances.publishing.caption import build_trajectory_caption
from stances.record.entries import Claim, Membership, Participant
from stances.record.record import Record
from stances.timeline.csv_tables import write_trajectory_csv
from stances.timeline.trajectory import build_trajectory
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.parameters import read_given
from stances.web.core.site import record, require_entry, revised_at
from stances.web.figures.files import Figure, figure_origin, serve_figure
from stances.web.figures.map_panel import make_map_panel
from stances.web.figures.time_options import TIME_PARAMETERS, bind_drawing, read_time_options

pages = debate_blueprint("people")


@pages.get("/participants/<slug>")
@cache_page
def participant(slug: str) -> str:
    parameters.accept_only(*dict.fromkeys((*TIME_PARAMETERS, *MAP_PARAMETERS)))
    shown = record()
    person = require_entry(shown.participants, slug, "participant")
    return render_template(
        "pages/people/participant.html",
        person=person,
        part=make_map_panel(
            person, f"participants/{slug}", f"Argument map of {person.name}", TIME_PARAMETERS
        ),
        trajectory=build_trajectory(shown, slug, **read_time_options(shown)),
        here=read_given(TIME_PARAMETERS),
        claims=sort_by_date(shown.claims_of_speaker.get(slug, ())),
        acts=[
            (claim, act) for claim in shown.claims.values() for act in claim.acts if act.participant == slug
        ],
        documents=shown.documents_of_participant.get(slug, ()),
        revised=revised_at(),
    )


@serve_figure(pages, "/participants/<slug>/grid", *TIME_PARAMETERS)
def grid(slug: str) -> Figure:
    """All disputes of one participant over time."""
    person = require_entry(record().participants, slug, "participant")
    trajectory = build_trajectory(record(), slug, **read_time_options(record()))
    draw = bind_drawing(draw_trajectory, trajectory, prefix=figure_prefix("grid", person))
    return Figure(
        person,
        "grid",
        draw,
        build_trajectory_caption(trajectory, figure_origin()),
        {"csv": partial(write_trajectory_csv, trajectory)},
    )


@pages.get("/factions/<slug>")
@cache_page
def faction(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    faction_ = require_entry(shown.factions, slug, "faction")
    return render_template(
        "pages/people/faction.html",
        faction=faction_,
        memberships=_memberships(shown, slug),
        revised=revised_at(),
    )


def _memberships(shown: Record, faction: str) -> list[tuple[Participant, Membership]]:
    """The memberships of a faction with their participants, by date."""
    pairs = [(p, m) for p in shown.members_of.get(faction, ()) for m in p.memberships if m.faction == faction]
    return sorted(pairs, key=lambda pair: (*_date_key(pair[1].when), pair[0].slug))


def sort_by_date(claims: tuple[Claim, ...]) -> list[Claim]:
    """The claims by date, undated ones last."""
    return sorted(claims, key=lambda c: (*_date_key(c.when), c.slug))


def _date_key(when: UncertainDate | None) -> tuple[bool, tuple[date, date]]:
    return (when is None, when.sort_key if when else (date.max, date.max))
