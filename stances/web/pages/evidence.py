"""Pages about the evidence of a debate: claims, the links between them, and the documents they are in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from stances.argument.graph import build_whole_graph, trace_argument_line
from stances.argument.options import MAP_PARAMETERS
from stances.argument.reading import judge_reading
from stances.record.entries import Act, Claim, Link, Stance
from stances.record.record import Record
from stances.record.wording import ask_reading, describe_reading
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record, require_entry, revised_at
from stances.web.figures.map_panel import make_map_panel

pages = debate_blueprint("evidence")


@dataclass(frozen=True)
class LinkedClaim:
    """A link, the claim at its other end, and the links that undercut it."""

    link: Link
    claim: Claim | None
    undercut_by: tuple[Link, ...]


@pages.get("/claims/<slug>")
@cache_page
def claim(slug: str) -> str:
    parameters.accept_only(*MAP_PARAMETERS)
    shown = record()
    claim_ = require_entry(shown.claims, slug, "claim")
    return render_template(
        "pages/evidence/claim.html",
        claim=claim_,
        answers=[_linked_claim(shown, link, link.source) for link in shown.links_to.get(slug, ())],
        does=[_linked_claim(shown, link, link.target) for link in shown.links_from.get(slug, ())],
        stances=_stances_by_time(shown, slug),
        line=trace_argument_line(build_whole_graph(shown), slug),
        part=make_map_panel(claim_, f"claims/{slug}", "Argument map around this claim"),
        revised=revised_at(),
    )


def _linked_claim(shown: Record, link: Link, other: str) -> LinkedClaim:
    return LinkedClaim(link, shown.claims.get(other), shown.links_to.get(link.slug, ()))


def _stances_by_time(shown: Record, claim: str) -> list[Stance]:
    return sorted(shown.stances_citing.get(claim, ()), key=lambda s: s.when.sort_key)


@pages.get("/links/<slug>")
@cache_page
def link(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    link_ = require_entry(shown.links, slug, "link")
    return render_template(
        "pages/evidence/link.html",
        link=link_,
        undercuts=[_linked_claim(shown, u, u.source) for u in shown.links_to.get(slug, ())],
        reading=_describe_reading(shown, link_),
        revised=revised_at(),
    )


def _describe_reading(shown: Record, link: Link) -> tuple[str, str] | None:
    """Whether the speaker could have read what they answer, as a question and an answer; None where nobody answers another."""
    found = judge_reading(shown, link)
    if found is None:
        return None
    answer = describe_reading(shown, found.reader, found.answer, found.reason, found.when)
    return ask_reading(shown, found.reader, found.claim), answer


@pages.get("/documents/<slug>")
@cache_page
def document(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    document_ = require_entry(shown.documents, slug, "document")
    return render_template(
        "pages/evidence/document.html",
        document=document_,
        claims=shown.claims_of_document.get(slug, ()),
        acts=_acts_in(shown, slug),
        links=[link for link in shown.links.values() if link.document == slug],
        later=[d for d in shown.documents.values() if slug in d.after],
        revised=revised_at(),
    )


def _acts_in(shown: Record, document: str) -> list[tuple[Claim, Act]]:
    return [(claim, act) for claim in shown.claims.values() for act in claim.acts if act.document == document]
