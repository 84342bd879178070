"""Merging two participants, or two claims, that turn out to be one: choosing the other, seeing what would happen, doing it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.record.diff import diff_entries
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.search import find_entries
from stances.record.vocabulary import Kind, Role
from stances.record.wording import entry_name
from stances.store.changes import Edit, Put
from stances.store.duplicates import MergePlan, merge_records
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record, require_entry
from stances.web.core.urls import entry_url
from stances.web.core.visitors import require_role
from stances.web.editing.save import save

pages = debate_blueprint("merging")

MAX_CANDIDATES = 20


@pages.get("/participants/<slug>/merge")
def choose_participant(slug: str) -> Response:
    return _merge_page(Kind.PARTICIPANT, require_entry(record().participants, slug, "participant"))


@pages.post("/participants/<slug>/merge")
def merge_participants(slug: str) -> Response:
    return _merge(Kind.PARTICIPANT, slug)


@pages.get("/claims/<slug>/merge")
def choose_claim(slug: str) -> Response:
    return _merge_page(Kind.CLAIM, require_entry(record().claims, slug, "claim"))


@pages.post("/claims/<slug>/merge")
def merge_claims(slug: str) -> Response:
    return _merge(Kind.CLAIM, slug)


def _merge_page(kind: Kind, keep: Entry) -> Response:
    """What merging would do, once the other is chosen; before that, whom to choose."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only("with", "q")
    shown, wanted = record(), request.args.get("q", "").strip()[:200]
    other = shown.get(kind, request.args["with"]) if "with" in request.args else None
    if "with" in request.args and other is None:
        raise NotFoundError(f"There is no {kind} “{request.args['with']}” to merge with.")
    page = render_template(
        "editing/merge.html",
        kind=kind,
        keep=keep,
        other=other,
        address=entry_url,
        sought=wanted,
        offered=_find_candidates(shown, kind, keep, wanted),
        **(_preview(shown, kind, keep, other) if other else {}),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _find_candidates(shown: Record, kind: Kind, keep: Entry, wanted: str) -> Sequence[Entry]:
    """Those that could be meant: what the words find, or at first what shares a word with the name."""
    results = find_entries(shown, wanted) if wanted else None
    entries: Sequence[Entry] = (
        (results.people if kind is Kind.PARTICIPANT else results.claims) if results else []
    )
    return [entry for entry in entries if entry.slug != keep.slug][:MAX_CANDIDATES]


def _preview(shown: Record, kind: Kind, keep: Entry, other: Entry) -> dict[str, object]:
    try:
        plan = merge_records(shown, kind, keep.slug, other.slug)
    except RefusedError as error:
        return {"problems": error.problems}
    put = [e.entry for e in plan.edits if isinstance(e, Put)]
    kept = next((e for e in put if (e.kind_name, e.slug) == (kind, keep.slug)), keep)
    return {
        "changes": diff_entries(keep, kept, shown),
        "redirected": [(e, entry_name(e, shown)) for e in put if e is not kept],
        "notices": plan.notices,
        "agreed": merge_token(plan),
    }


def merge_token(plan: MergePlan) -> str:
    """What the form carries, so that nobody agrees to more than they read."""
    return hashlib.sha256("\n".join(plan.notices).encode()).hexdigest()[:16]


def _merge(kind: Kind, keep: str) -> Response:
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only_fields("with", "agreed")
    other, agreed = request.form.get("with", ""), request.form.get("agreed", "")
    if not other:
        raise BadRequestError("Say with which to merge it.")

    def plan(current: Record) -> Sequence[Edit]:
        merge_plan = merge_records(current, kind, keep, other)
        if merge_token(merge_plan) != agreed:
            raise RefusedError(
                [
                    "Somebody has changed these records meanwhile, and merging would now do something else. Look again first."
                ]
            )
        return merge_plan.edits

    gone = record().get(kind, other)
    saved = save(plan, f"merged the {kind} “{gone.label if gone else other}” into another"[:300])
    kept = saved.record.get(kind, keep)
    return saved.redirect_to(entry_url(kept) if kept else request.path)
