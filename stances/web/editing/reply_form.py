"""Answering a claim or a link where it stands: the claim that answers and the link that it draws, in one change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from werkzeug.wrappers import Response

from stances.errors import BadRequestError
from stances.record.entries import Claim, Entry, Link
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind, Role
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record
from stances.web.core.urls import where
from stances.web.core.visitors import require
from stances.web.editing import form_reader, form_texts
from stances.web.editing.drafts import here
from stances.web.editing.field_specs import ANSWER, CLAIM, Field
from stances.web.editing.form_page import (
    FOLDERS,
    Form,
    entry_asked_for,
    focus_after,
    own_slug,
    save_form,
    show_form,
    take_form,
)
from stances.web.editing.record_picker import written

pages = family("answering")

TITLES = {
    LinkKind.SUPPORTS: "A claim that supports this",
    LinkKind.REBUTS: "A claim that rebuts this",
    LinkKind.UNDERCUTS: "A claim that undercuts this link",
}
SAID = ("text", "speaker", "when", "document", "locator", "attribution", "reported_by", "note")


def _answer_fields() -> list[Field]:
    """Those of the claim that answers, and why it does; the dispute is that of what is answered."""
    claim = {f.name: f for f in CLAIM}
    said = [claim[name] for name in SAID]
    disputed = claim["dispute"].folded()
    return [*said[:3], *ANSWER, *said[3:], disputed]


def _does(kind: Kind) -> LinkKind:
    parameters.only("does")
    if kind is Kind.LINK:
        return parameters.choice("does", LinkKind.UNDERCUTS)
    does = parameters.choice("does", LinkKind.SUPPORTS)
    if does is LinkKind.UNDERCUTS:
        raise BadRequestError("A claim is supported or rebutted; what is undercut is a link.")
    return does


def _answer_form(
    kind: Kind, slug: str, typed: form_texts.Typed | None = None, base: int | None = None
) -> Form:
    shown, answered, does = record(), entry_asked_for(kind, slug), _does(kind)
    dispute = _dispute_of(shown, answered)
    typed = {"dispute": [written(shown, Kind.DISPUTE, dispute)]} if typed is None and dispute else typed or {}
    return Form(
        title=TITLES[does],
        action=here(),
        back=where(answered),
        fields=_answer_fields(),
        typed=typed,
        base=shown.revision if base is None else base,
        save=f"Add what {does}",
        creates=True,
        about=answered,
    )


def _dispute_of(shown: Record, answered: Entry) -> str:
    while isinstance(answered, Link):
        found = shown.claims.get(answered.source)
        if found is None:
            return ""
        answered = found
    return answered.dispute if isinstance(answered, Claim) else ""


def _answer(kind: Kind, slug: str) -> Response:
    require(Role.CONTRIBUTOR)
    return show_form(_answer_form(kind, slug))


def _save_answer(kind: Kind, slug: str) -> Response:
    """The claim and the link that it draws, in one change."""
    require(Role.CONTRIBUTOR)
    fields, does, shown = _answer_fields(), _does(kind), record()
    sent = take_form(fields)
    form = replace(
        _answer_form(kind, slug, sent.typed, sent.base), focus=focus_after(fields, sent.typed, sent.add)
    )
    if not sent.saves:
        return show_form(form)
    said = [f for f in fields if f not in ANSWER]
    reading = form_reader.read(said, sent.typed, shown)
    if "dispute" not in reading.data and (dispute := _dispute_of(shown, entry_asked_for(kind, slug))):
        reading.data["dispute"] = dispute
    reading.data["slug"] = sent.slug or own_slug(shown, Kind.CLAIM, reading.data)
    link = form_reader.read(ANSWER, sent.typed, shown)
    link.data |= {"kind": does.value, "source": reading.data["slug"], "target": slug}
    link.data |= {
        key: reading.data[key]
        for key in ("document", "attribution", "reported_by", "locator")
        if key in reading.data
    }
    link.data["slug"] = own_slug(shown, Kind.LINK, link.data)
    drawn = link.entry(Kind.LINK, ANSWER)
    reading.errors |= link.errors if not link.errors.keys() & reading.errors.keys() else {}
    more = [drawn] if drawn else []
    return save_form(
        form,
        sent,
        reading,
        Kind.CLAIM,
        said,
        f"added a claim that {does} another" if kind is Kind.CLAIM else "undercut a link",
        more,
    )


for _kind in (Kind.CLAIM, Kind.LINK):
    _rule = f"/{FOLDERS[_kind]}/<slug>/answer"
    pages.add_url_rule(_rule, f"answer_{_kind}", partial(_answer, _kind), methods=["GET"])
    pages.add_url_rule(_rule, f"post_answer_{_kind}", partial(_save_answer, _kind), methods=["POST"])
