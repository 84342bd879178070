"""Deleting a record: first what hangs on it and what becomes of that, then the deed."""

from __future__ import annotations

import hashlib
import json
from functools import partial

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from stances.errors import BadRequestError
from stances.record.entries import Claim, Dispute, Entry, Participant, Stance
from stances.record.record import PLACES
from stances.record.vocabulary import Kind, Role
from stances.record.wording import quoted
from stances.store.changes import Deletion, deletion
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record
from stances.web.core.urls import addresses, where
from stances.web.core.visitors import require
from stances.web.editing.form_page import FOLDERS, entry_asked_for
from stances.web.editing.save import save

pages = family("deleting")


def _deletion(kind: Kind, slug: str) -> Response:
    """What would go, and what would change, before anything does."""
    require(Role.CONTRIBUTOR)
    parameters.only()
    entry = entry_asked_for(kind, slug)
    return _asked_to_delete(entry, deletion(record(), entry))


def _asked_to_delete(entry: Entry, planned: Deletion, again: bool = False) -> Response:
    page = render_template(
        "editing/delete.html",
        entry=entry,
        planned=planned,
        agreed=agreement(planned),
        address=where,
        again=again,
        base=record().revision,
        told=lambda one: quoted(one, record()),
    )
    response = make_response(page, 409 if again else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def agreement(planned: Deletion) -> str:
    """Stands for exactly what the page showed."""
    keys = [f"{e.kind_name} {e.slug}" for e in (*planned.gone, *planned.changed)]
    return hashlib.sha256(json.dumps([keys, planned.gone[0].data()]).encode()).hexdigest()[:32]


def _delete(kind: Kind, slug: str) -> Response:
    require(Role.CONTRIBUTOR)
    if unknown := set(request.form) - {"agreed", "base"}:
        raise BadRequestError(f"This form has no field “{min(unknown)[:80]}”. Open it again.")
    entry = entry_asked_for(kind, slug)
    planned = deletion(record(), entry)
    if request.form.get("agreed") != agreement(planned):
        return _asked_to_delete(entry, planned, again=True)
    saved = save(lambda _: planned.edits, f"deleted a {kind}", record().revision)
    return saved.leading_to(_after_deleting(entry))


def _after_deleting(entry: Entry) -> str:
    to = addresses()
    match entry:
        case Claim() | Stance():
            return to.dispute(entry.dispute)
        case Participant():
            return f"{to.home}/participants"
        case Dispute():
            return f"{to.home}/"
        case _:
            folder = PLACES[entry.kind_name]
            return f"{to.home}/{folder}" if folder == "documents" else f"{to.home}/"


for _kind, _folder in FOLDERS.items():
    _rule = f"/{_folder}/<slug>/delete"
    pages.add_url_rule(_rule, f"delete_{_kind}", partial(_deletion, _kind), methods=["GET"])
    pages.add_url_rule(_rule, f"post_delete_{_kind}", partial(_delete, _kind), methods=["POST"])
