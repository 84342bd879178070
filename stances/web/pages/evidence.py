"""Pages about what a debate rests on: claims, the links between them, and the documents they are in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from stances.argument.graph import argument_line, whole
from stances.argument.options import PARAMETERS
from stances.record.entries import Act, Claim, Link, Stance
from stances.record.record import Record
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.page_cache import kept_page
from stances.web.core.site import known, record, revised_at
from stances.web.figures.map_panel import map_part

pages = family("evidence")


@dataclass(frozen=True)
class Answer:
    """A link with what stands at its other end, and what denies that it holds."""

    link: Link
    claim: Claim | None
    undercut_by: tuple[Link, ...]


@pages.get("/claims/<slug>")
@kept_page
def claim(slug: str) -> str:
    parameters.only(*PARAMETERS)
    shown = record()
    found = known(shown.claims, slug, "claim")
    return render_template(
        "pages/evidence/claim.html",
        claim=found,
        answers=[_answer(shown, link, link.source) for link in shown.links_to.get(slug, ())],
        does=[_answer(shown, link, link.target) for link in shown.links_from.get(slug, ())],
        stances=_stances_by_time(shown, slug),
        line=argument_line(whole(shown), slug),
        part=map_part(found, f"claims/{slug}", "Argument map around this claim"),
        revised=revised_at(),
    )


def _answer(shown: Record, link: Link, other: str) -> Answer:
    return Answer(link, shown.claims.get(other), shown.links_to.get(link.slug, ()))


def _stances_by_time(shown: Record, claim: str) -> list[Stance]:
    return sorted(shown.stances_citing.get(claim, ()), key=lambda s: s.when.sort_key)


@pages.get("/links/<slug>")
@kept_page
def link(slug: str) -> str:
    parameters.only()
    shown = record()
    found = known(shown.links, slug, "link")
    return render_template(
        "pages/evidence/link.html",
        link=found,
        undercuts=[_answer(shown, u, u.source) for u in shown.links_to.get(slug, ())],
        revised=revised_at(),
    )


@pages.get("/documents/<slug>")
@kept_page
def document(slug: str) -> str:
    parameters.only()
    shown = record()
    found = known(shown.documents, slug, "document")
    return render_template(
        "pages/evidence/document.html",
        document=found,
        claims=shown.claims_of_document.get(slug, ()),
        acts=_acts_in(shown, slug),
        links=[link for link in shown.links.values() if link.document == slug],
        later=[d for d in shown.documents.values() if slug in d.after],
        revised=revised_at(),
    )


def _acts_in(shown: Record, document: str) -> list[tuple[Claim, Act]]:
    return [(claim, act) for claim in shown.claims.values() for act in claim.acts if act.document == document]
