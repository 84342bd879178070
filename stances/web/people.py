"""Pages about those who take part: one participant, one faction."""

from __future__ import annotations

from datetime import date

from flask import Response, render_template

from stances.dates import UncertainDate
from stances.grids import trajectory_csv, trajectory_svg
from stances.record import Claim, Membership, Participant, Record
from stances.timeline import Trajectory, trajectory
from stances.titling import trajectory_caption
from stances.views import PARAMETERS
from stances.web import parameters
from stances.web.exports import (
    ASKED,
    DRAWN,
    Figure,
    asked_look,
    figure,
    origin,
    published,
    refusal,
    save_page,
    saving,
)
from stances.web.family import family
from stances.web.figures import file_name
from stances.web.mapping import map_part
from stances.web.over_time import TIME, asked_time
from stances.web.parameters import given
from stances.web.presenting import addresses
from stances.web.site import kept_page, known, record, revised_at

pages = family("people")


@pages.get("/participants/<slug>")
@kept_page
def participant(slug: str) -> str:
    parameters.only(*dict.fromkeys((*TIME, *PARAMETERS)))
    shown = record()
    person = known(shown.participants, slug, "participant")
    return render_template(
        "people/participant.html",
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


@pages.get("/participants/<slug>/grid.<form>")
@kept_page
def grid(slug: str, form: str) -> Response:
    """All disputes of one participant over time."""
    parameters.only(*TIME, *ASKED)
    person = known(record().participants, slug, "participant")
    path = trajectory(record(), slug, **asked_time(record()))
    if form == "csv":
        return figure(trajectory_csv(path), form, file_name(record(), person, "grid"))
    if form not in DRAWN:
        raise refusal("grid", (*DRAWN, "csv"), form)
    return published(_grid_figure(path), form)


@pages.get("/participants/<slug>/grid/save")
@kept_page
def save_grid(slug: str) -> str:
    parameters.only(*TIME, *ASKED, "form")
    known(record().participants, slug, "participant")
    return save_page(_grid_figure(trajectory(record(), slug, **asked_time(record()))))


def _grid_figure(path: Trajectory) -> Figure:
    home, person = addresses(), path.participant
    svg = trajectory_svg(
        path,
        title="",
        href=None if saving() else home,
        prefix=f"grid-{person.slug}",
        legend=asked_look().legend,
    )
    name = file_name(record(), person, "grid")
    address = f"{home.participant(person.slug)}/grid"
    return Figure(svg.encode(), trajectory_caption(path, origin()), name, address, ("csv",))


@pages.get("/factions/<slug>")
@kept_page
def faction(slug: str) -> str:
    parameters.only()
    shown = record()
    found = known(shown.factions, slug, "faction")
    return render_template(
        "people/faction.html", faction=found, memberships=_memberships(shown, slug), revised=revised_at()
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
