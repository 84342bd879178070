"""Pages about the evidence of a debate: claims, the links between them, and the documents they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stances.argument.graph import ArgumentStep, trace_argument_line
from stances.argument.options import MAP_PARAMETERS
from stances.argument.reading import judge_reading
from stances.argument.wording import ask_reading, describe_reading
from stances.publishing.templates import TemplateContext
from stances.record.entries import Act, Claim, Document, Link, Stance
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render, render_part
from stances.web.figures.map_panel import MapPanel, make_map_panel

pages = debate_blueprint("evidence")


@dataclass(frozen=True)
class LinkedClaim:
    """A link, the claim at its other end, the links that undercut it, and the slugs of the claims that it starts from `together`.

    Of these the one that is spoken of already is left out.
    """

    link: Link
    claim: Claim | None
    undercut_by: tuple[Link, ...]
    together: tuple[str, ...]


@dataclass(frozen=True)
class ClaimArticle(TemplateContext, template="pages/evidence/_claim.html"):
    """A `claim`: what `answers` it, what it `does` to others, the `stances` that rest on it.

    `line` is the argument from it, rebuttal by rebuttal. `is_detail` where it stands on the page of a dispute.
    """

    claim: Claim
    answers: Sequence[LinkedClaim]
    does: Sequence[LinkedClaim]
    stances: Sequence[Stance]
    line: Sequence[ArgumentStep]
    is_detail: bool = False


@dataclass(frozen=True)
class ClaimPage(TemplateContext, template="pages/evidence/claim.html"):
    """The page of a `claim`: its `article`, and the map around it (`part`), if there `is_linked` anything to it."""

    claim: Claim
    article: Markup
    is_linked: bool
    part: MapPanel


@pages.get("/claims/<slug>")
@cache_page
def claim(slug: str) -> str:
    parameters.accept_only(*MAP_PARAMETERS)
    shown = record()
    claim_ = require_entry(shown, Claim, slug)
    article = claim_article(shown, claim_)
    part = make_map_panel(claim_, f"claims/{slug}", "Argument map around this claim")
    return render(ClaimPage(claim_, render_part(article), bool(article.answers or article.does), part))


def claim_article(shown: Record, claim: Claim, is_detail: bool = False) -> ClaimArticle:
    """Collect what is said of a claim."""
    slug = claim.slug
    return ClaimArticle(
        claim,
        answers=[_linked_claim(shown, link, link.source) for link in shown.links_to.get(slug, ())],
        does=[_linked_claim(shown, link, link.target, slug) for link in shown.links_from.get(slug, ())],
        stances=_stances_by_time(shown, slug),
        line=trace_argument_line(shown, slug),
        is_detail=is_detail,
    )


def _linked_claim(shown: Record, link: Link, other: str, near: str = "") -> LinkedClaim:
    together = tuple(slug for slug in link.premises if slug not in (other, near))
    return LinkedClaim(link, shown.claims.get(other), shown.links_to.get(link.slug, ()), together)


def _stances_by_time(shown: Record, claim: str) -> list[Stance]:
    return sorted(shown.stances_citing.get(claim, ()), key=lambda s: s.when.sort_key)


@dataclass(frozen=True)
class LinkArticle(TemplateContext, template="pages/evidence/_link.html"):
    """A `link`: the links that undercut it (`undercuts`), and its `reading` as in `_describe_reading`.

    `is_detail` where it stands on the page of a dispute.
    """

    link: Link
    undercuts: Sequence[LinkedClaim]
    reading: tuple[str, str] | None
    is_detail: bool = False


@dataclass(frozen=True)
class LinkPage(TemplateContext, template="pages/evidence/link.html"):
    """The page of a `link`: its `article`."""

    link: Link
    article: Markup


@pages.get("/links/<slug>")
@cache_page
def link(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    link_ = require_entry(shown, Link, slug)
    return render(LinkPage(link_, render_part(link_article(shown, link_))))


def link_article(shown: Record, link: Link, is_detail: bool = False) -> LinkArticle:
    """Collect what is said of a link."""
    undercuts = [_linked_claim(shown, u, u.source) for u in shown.links_to.get(link.slug, ())]
    return LinkArticle(link, undercuts, _describe_reading(shown, link), is_detail)


def _describe_reading(shown: Record, link: Link) -> tuple[str, str] | None:
    """Whether the speaker could have read what they answer, as a question and an answer; None where nobody answers another."""
    found = judge_reading(shown, link)
    if found is None:
        return None
    answer = describe_reading(shown, found.reader, found.answer, found.reason, found.when)
    return ask_reading(shown, found.reader, found.claim), answer


@dataclass(frozen=True)
class DocumentPage(TemplateContext, template="pages/evidence/document.html"):
    """The page of a `document`: its `claims`, the `acts` done in it with their claims, the `links` argued in it.

    `later` are the documents that are recorded as later than it.
    """

    document: Document
    claims: Sequence[Claim]
    acts: Sequence[tuple[Claim, Act]]
    links: Sequence[Link]
    later: Sequence[Document]


@pages.get("/documents/<slug>")
@cache_page
def document(slug: str) -> str:
    parameters.accept_only()
    shown = record()
    document_ = require_entry(shown, Document, slug)
    return render(
        DocumentPage(
            document_,
            shown.claims_of_document.get(slug, ()),
            _acts_in(shown, slug),
            links=[link for link in shown.links.values() if link.document == slug],
            later=[d for d in shown.documents.values() if slug in d.after],
        )
    )


def _acts_in(shown: Record, document: str) -> list[tuple[Claim, Act]]:
    return [(claim, act) for claim in shown.claims.values() for act in claim.acts if act.document == document]
