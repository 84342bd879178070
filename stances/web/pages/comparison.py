"""Two sides of a dispute compared: the page with its choices, its drawing and its table, and these as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from flask import render_template, request

from stances.argument.comparison import Axis, Comparison, Part, compare
from stances.argument.options import MapView
from stances.dates.uncertain import UncertainDate
from stances.figures.map.comparison import compared_map
from stances.publishing.caption import map_caption
from stances.record import commitments
from stances.record.extent import extent
from stances.record.record import Record
from stances.timeline.comparison_table import standings
from stances.timeline.csv_tables import standings_csv
from stances.timeline.moments import What, moments
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import known, record, revised_at, site
from stances.web.core.urls import addresses
from stances.web.figures.files import Figure, origin, saving, served

pages = family("comparing")

SIDES = (*map(str, Axis), "basis", "context")
MAP = ("cluster", "legend", "title", "numbers")

Choice = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """What can be compared in a dispute: values of parameters and the words for them, moments in groups.

    `days` are the first and the last day of the debate, if it has any; `arrivals` says whether it knows when documents were
    read, so that what was known is another thing than what was written.
    """

    moments: tuple[tuple[str, list[Choice]], ...]
    participants: list[Choice]
    factions: list[Choice]
    days: tuple[UncertainDate, ...]
    arrivals: bool

    @property
    def any(self) -> bool:
        """Whether there are two of anything."""
        return bool(self.moments) or len(self.participants) > 1 or len(self.factions) > 1


@pages.get("/disputes/<slug>/compare")
@kept_page
def page(slug: str) -> str:
    parameters.only(*SIDES)
    shown = record()
    dispute = known(shown.disputes, slug, "dispute")
    compared = compare(shown, dispute, asked()) if any(request.args.get(axis) for axis in Axis) else None
    return render_template(
        "pages/comparison/comparison.html",
        dispute=dispute,
        compared=compared,
        parts=list(Part),
        lines=standings(compared) if compared else (),
        choices=_choices(shown, slug),
        revised=revised_at(),
    )


@served(pages, "/disputes/<slug>/compare", *SIDES, *MAP)
def compared(slug: str) -> Figure:
    found = compare(record(), known(record().disputes, slug, "dispute"), asked())
    drawn = compared_map(found, MapView.from_query({"dispute": slug, **parameters.given(MAP)}))
    untitled = replace(drawn, view=replace(drawn.view, title=False))
    studio, href = site().studio, None if saving() else addresses()
    return Figure(
        found.dispute,
        "compare",
        partial(studio.draw_map, untitled, "svg", href, f"compare-{slug}"),
        map_caption(drawn, origin()),
        {"dot": partial(studio.draw_map, drawn, "dot"), "csv": partial(standings_csv, found)},
        called="-".join(side.key for side in found.sides),
    )


def asked() -> Comparison:
    """The comparison that the parameters of this request ask for; a form names its two sides one by one."""
    return Comparison.from_query(parameters.given(SIDES))


# --- what can be chosen ---


def _choices(shown: Record, dispute: str) -> Choices:
    holders = {s.participant for s in shown.stances_of_dispute.get(dispute, ())}
    holders |= {slug for c in shown.claims_of_dispute.get(dispute, ()) for slug in commitments.holders(c)}
    people = sorted(
        (p for p in shown.participants.values() if p.slug in holders), key=lambda p: p.label.casefold()
    )
    return Choices(
        _moments(shown, dispute),
        [(p.slug, p.label) for p in people],
        [(f.slug, f.label) for f in shown.factions.values()],
        tuple(UncertainDate.of(day) for day in extent(shown) or ()),
        any(d.received or d.published for d in shown.documents.values()),
    )


_GROUPS = {What.MONTH: "Months", What.DOCUMENT: "Documents", What.EVENT: "Events"}


def _moments(shown: Record, dispute: str) -> tuple[tuple[str, list[Choice]], ...]:
    found: dict[What, list[Choice]] = {what: [] for what in _GROUPS}
    for moment in moments(shown, dispute):
        for mark in moment.marks:
            if mark.what is What.MONTH:
                month = UncertainDate.parse(f"{moment.day:%Y-%m}")
                found[mark.what].append((month.text, month.words()))
            else:
                words = UncertainDate.of(moment.day).words()
                found[mark.what].append((moment.day.isoformat(), f"{words}: {mark.label}"))
    return tuple((_GROUPS[what], choices) for what, choices in found.items() if choices)
