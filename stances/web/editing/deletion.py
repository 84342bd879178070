"""Deleting a record: a page that says what else would be deleted or changed, and the deletion itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set
from dataclasses import dataclass
from functools import partial

from flask import request
from werkzeug.wrappers import Response

from stances.checks.errors import find_evidence_lost
from stances.errors import BadRequestError
from stances.publishing.templates import TemplateContext
from stances.record.entries import Claim, Document, Entry, Participant, Stance
from stances.record.kinds import KINDS
from stances.record.vocabulary import Kind, Role
from stances.record.wording import with_article
from stances.store.changes import DeletionPlan, plan_deletion
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role
from stances.web.editing.form_page import find_entry
from stances.web.editing.save import save

pages = debate_blueprint("deleting")


@dataclass(frozen=True)
class DeletionPage(TemplateContext, template="editing/delete.html"):
    """What deleting an `entry` would do: all that is `planned`, and the slugs of stances that it leaves `without_evidence`.

    `agreed` is the hash of the plan, which the form sends; `again` if the plan has changed since it was shown.
    """

    entry: Entry
    planned: DeletionPlan
    agreed: str
    without_evidence: Set[str]
    again: bool


def _show_deletion(kind: Kind, slug: str) -> Response:
    """The page that says what would be deleted and what would change."""
    require_role(Role.CONTRIBUTOR)
    parameters.accept_only()
    entry = find_entry(kind, slug)
    return _confirm_deletion(entry, plan_deletion(record(), entry))


def _confirm_deletion(entry: Entry, plan: DeletionPlan, again: bool = False) -> Response:
    page = DeletionPage(entry, plan, deletion_token(plan), find_stances_without_evidence(plan), again)
    return render_private(page, 409 if again else 200)


def find_stances_without_evidence(plan: DeletionPlan) -> set[str]:
    """The slugs of the stances that stay and lose their evidence."""
    dropped = [(entry.kind_name, entry.slug) for entry in plan.deleted]
    after = record().with_edits(plan.changed, dropped)
    return {hit.entry.slug for hit in find_evidence_lost(record(), after, plan.changed)}


def deletion_token(plan: DeletionPlan) -> str:
    """A hash of the plan that the page showed, so that nobody agrees to another."""
    keys = [f"{e.kind_name} {e.slug}" for e in (*plan.deleted, *plan.changed)]
    chosen = [entry.to_dict() for entry in plan.deleted[: plan.chosen]]
    return hashlib.sha256(json.dumps([keys, chosen]).encode()).hexdigest()[:32]


def _delete(kind: Kind, slug: str) -> Response:
    require_role(Role.CONTRIBUTOR)
    if unknown := set(request.form) - {"agreed", "base"}:
        raise BadRequestError(f"This form has no field “{min(unknown)[:80]}”. Open it again.")
    entry = find_entry(kind, slug)
    plan = plan_deletion(record(), entry)
    if request.form.get("agreed") != deletion_token(plan):
        return _confirm_deletion(entry, plan, again=True)
    saved = save(lambda _: plan.edits, f"deleted {with_article(kind)}", record().revision)
    return saved.redirect_to(_url_after(entry))


def _url_after(entry: Entry) -> str:
    to = debate_urls()
    match entry:
        case Claim() | Stance():
            return to.dispute(entry.dispute)
        case Participant() | Document():
            return f"{to.home}/{KINDS[entry.kind_name].collection}"
        case _:
            return f"{to.home}/"


for _kind, _spec in KINDS.items():
    _rule = f"/{_spec.collection}/<slug>/delete"
    pages.add_url_rule(_rule, f"delete_{_kind}", partial(_show_deletion, _kind), methods=["GET"])
    pages.add_url_rule(_rule, f"post_delete_{_kind}", partial(_delete, _kind), methods=["POST"])
