"""Pages about those who take part: one participant, one faction."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import render_template

from stances.argument.options import PARAMETERS
from stances.dates.uncertain import UncertainDate
from stances.figures.chart.grid import trajectory_svg
from stances.publishing.caption import trajectory_caption
from stances.record.entries import Claim, Membership, Participant
from stances.record.record import Record
from stances.timeline.csv_tables import trajectory_csv
from stances.timeline.trajectory import trajectory
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.parameters import given
from stances.web.core.site import known, record, revised_at
from stances.web.figures.files import Figure, origin, served
from stances.web.figures.map_panel import map_part
from stances.web.figures.time_options import TIME, asked_time, drawing

pages = family("people")


@pages.get("/participants/<slug>")
@kept_page
def participant(slug: str) -> str:
    parameters.only(*dict.fromkeys((*TIME, *PARAMETERS)))
    shown = record()
    person = known(shown.participants, slug, "participant")
    return render_template(
        "pages/people/participant.html",
        person=person,
        part=map_part(person, f"participants/{slug}", f"Argument map of {person.name}", TIME),
        trajectory=trajectory(shown, slug, **asked_time(shown)),
        here=given(TIME),
        claims=by_time(shown.claims_of_speaker.get(slug, ())),
        acts=[
            (claim, act) for claim in shown.claims.values() for act in claim.acts if act.participant == slug
        ],
        documents=shown.documents_of_participant.get(slug, ()),
        revised=revised_at(),
    )


@served(pages, "/participants/<slug>/grid", *TIME)
def grid(slug: str) -> Figure:
    """All disputes of one participant over time."""
    person = known(record().participants, slug, "participant")
    path = trajectory(record(), slug, **asked_time(record()))
    draw = drawing(trajectory_svg, path, prefix=f"grid-{slug}")
    return Figure(
        person, "grid", draw, trajectory_caption(path, origin()), {"csv": partial(trajectory_csv, path)}
    )


@pages.get("/factions/<slug>")
@kept_page
def faction(slug: str) -> str:
    parameters.only()
    shown = record()
    found = known(shown.factions, slug, "faction")
    return render_template(
        "pages/people/faction.html",
        faction=found,
        memberships=_memberships(shown, slug),
        revised=revised_at(),
    )


def _memberships(shown: Record, faction: str) -> list[tuple[Participant, Membership]]:
    """Participant and membership, by when it began."""
    pairs = [(p, m) for p in shown.members_of.get(faction, ()) for m in p.memberships if m.faction == faction]
    return sorted(pairs, key=lambda pair: (*_by_date(pair[1].when), pair[0].slug))


def by_time(claims: tuple[Claim, ...]) -> list[Claim]:
    """In order of time, the undated last."""
    return sorted(claims, key=lambda c: (*_by_date(c.when), c.slug))


def _by_date(when: UncertainDate | None) -> tuple[bool, tuple[date, date]]:
    return (when is None, when.sort_key if when else (date.max, date.max))
