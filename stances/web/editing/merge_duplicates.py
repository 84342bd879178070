"""Merging duplicate participants or claims: choose the other record, see what would happen, merge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, RefusedError
from stances.publishing.templates import TemplateContext
from stances.record.diff import FieldDiff, diff_entries
from stances.record.entries import Claim, Entry, Participant
from stances.record.record import Record
from stances.record.search import find_entries
from stances.record.selection import require_entry
from stances.record.vocabulary import Kind, Role
from stances.record.wording import entry_name
from stances.store.changes import Edit, Put
from stances.store.duplicates import MergePlan, merge_records
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.template_context import render_private
from stances.web.core.urls import entry_url
from stances.web.core.visitors import require_role
from stances.web.editing.save import save

pages = debate_blueprint("merging")

Mergeable = Claim | Participant
MAX_CANDIDATES = 20


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do to the record that stays, and to those that refer to the other; or the `problems` that forbid it."""

    problems: Sequence[str] = ()
    changes: Sequence[FieldDiff] = ()
    redirected: Sequence[tuple[Entry, str]] = ()
    notices: Sequence[str] = ()
    agreed: str = ""


@dataclass(frozen=True)
class MergePage(TemplateContext, template="editing/merge.html"):
    """The merge of two records of a `kind`, of which one is to `keep`.

    While the `other` is not chosen, those `offered` for the words `sought`; after that the `preview`.
    """

    kind: Kind
    keep: Mergeable
    sought: str
    offered: Sequence[Mergeable]
    other: Mergeable | None
    preview: MergePreview | None


@pages.get("/participants/<slug>/merge")
def choose_participant(slug: str) -> Response:
    return _merge_page(Kind.PARTICIPANT, require_entry(record(), Participant, slug))


@pages.post("/participants/<slug>/merge")
def merge_participants(slug: str) -> Response:
    return _merge(Kind.PARTICIPANT, slug)


@pages.get("/claims/<slug>/merge")
def choose_claim(slug: str) -> Response:
    return _merge_page(Kind.CLAIM, require_entry(record(), Claim, slug))


@pages.post("/claims/<slug>/merge")
def merge_claims(slug: str) -> Response:
    return _merge(Kind.CLAIM, slug)


def _merge_page(kind: Kind, keep: Mergeable) -> Response:
    """The page to choose the other record or, once it is chosen, to see what the merge would do."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only("with", "q")
    shown, query = record(), request.args.get("q", "").strip()[:200]
    other = require_entry(shown, type(keep), request.args["with"]) if "with" in request.args else None
    preview = _preview(shown, kind, keep, other) if other else None
    offered = _find_candidates(shown, keep, query)
    return render_private(MergePage(kind, keep, query, offered, other, preview))


def _find_candidates(shown: Record, keep: Mergeable, query: str) -> Sequence[Mergeable]:
    """The first records that a search finds, without the one to keep; none without a search."""
    entries: Sequence[Mergeable] = find_entries(shown, query).of(type(keep)) if query else ()
    return [entry for entry in entries if entry.slug != keep.slug][:MAX_CANDIDATES]


def _preview(shown: Record, kind: Kind, keep: Entry, other: Entry) -> MergePreview:
    try:
        plan = merge_records(shown, kind, keep.slug, other.slug)
    except RefusedError as error:
        return MergePreview(error.problems)
    put = [e.entry for e in plan.edits if isinstance(e, Put)]
    merged = next((e for e in put if (e.kind_name, e.slug) == (kind, keep.slug)), keep)
    return MergePreview(
        changes=diff_entries(keep, merged, shown),
        redirected=[(e, entry_name(e, shown)) for e in put if e is not merged],
        notices=plan.notices,
        agreed=merge_token(plan),
    )


def merge_token(plan: MergePlan) -> str:
    """A hash of the notices that the page showed, so that nobody agrees to others."""
    return hashlib.sha256("\n".join(plan.notices).encode()).hexdigest()[:16]


def _merge(kind: Kind, keep: str) -> Response:
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only_fields("with", "agreed")
    other, agreed = request.form.get("with", ""), request.form.get("agreed", "")
    if not other:
        raise BadRequestError("Choose the record to merge with.")

    def plan(current: Record) -> Sequence[Edit]:
        merge_plan = merge_records(current, kind, keep, other)
        if merge_token(merge_plan) != agreed:
            raise RefusedError(
                ["Somebody changed these records after you opened this page. Check again before you merge."]
            )
        return merge_plan.edits

    duplicate = record().get(kind, other)
    saved = save(plan, f"merged the {kind} “{duplicate.label if duplicate else other}” into another"[:300])
    entry = saved.record.get(kind, keep)
    return saved.redirect_to(entry_url(entry) if entry else request.path)
