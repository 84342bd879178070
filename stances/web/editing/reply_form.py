"""Replies to a claim or link: a form that creates a claim and its link to what it answers, in one change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from werkzeug.wrappers import Response

from stances.errors import BadRequestError
from stances.record.entries import Claim, Entry, Link
from stances.record.kinds import KINDS, LINK_ENDS
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind, Role
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.urls import entry_url
from stances.web.core.visitors import require_role
from stances.web.editing import form_reader, form_texts
from stances.web.editing.drafts import current_address
from stances.web.editing.field_specs import ANSWER_FIELDS, CLAIM_FIELDS
from stances.web.editing.form_page import (
    FormPage,
    derive_slug,
    find_entry,
    focus_after_add,
    read_submission,
    save_form,
    show_form,
)
from stances.web.editing.record_picker import reference_text
from stances.web.editing.widgets import FieldSpec

pages = debate_blueprint("answering")

REPLY_NOUNS = {LinkKind.SUPPORTS: "support", LinkKind.REBUTS: "rebuttal", LinkKind.UNDERCUTS: "undercut"}
REPLY_TITLES = {
    LinkKind.SUPPORTS: "New claim that supports this one",
    LinkKind.REBUTS: "New claim that rebuts this one",
    LinkKind.UNDERCUTS: "New claim that undercuts this link",
}
REPLY_FIELDS = ("text", "speaker", "when", "document", "locator", "attribution", "reported_by", "note")


def _link_fields(link_kind: LinkKind) -> tuple[FieldSpec, ...]:
    """The fields of the new link; only a rebuttal can be mutual."""
    return ANSWER_FIELDS if link_kind is LinkKind.REBUTS else ANSWER_FIELDS[:-1]


def _answer_fields(link_kind: LinkKind) -> list[FieldSpec]:
    """The fields of the new claim and its link; the dispute, usually that of what is answered, is in the closed section."""
    claim = {f.name: f for f in CLAIM_FIELDS}
    claim_fields = [claim[name] for name in REPLY_FIELDS]
    disputed = claim["dispute"].behind_fold()
    return [*claim_fields[:3], *_link_fields(link_kind), *claim_fields[3:], disputed]


def _read_link_kind(kind: Kind) -> LinkKind:
    parameters.accept_only("does")
    if kind is Kind.LINK:
        return parameters.read_choice("does", LinkKind.UNDERCUTS)
    link_kind = parameters.read_choice("does", LinkKind.SUPPORTS)
    if link_kind is LinkKind.UNDERCUTS:
        raise BadRequestError("A claim can be supported or rebutted; only a link can be undercut.")
    return link_kind


def _answer_form(
    kind: Kind, slug: str, typed: form_texts.FormTexts | None = None, base: int | None = None
) -> FormPage:
    shown, answered, link_kind = record(), find_entry(kind, slug), _read_link_kind(kind)
    dispute = _dispute_of(shown, answered)
    typed = (
        {"dispute": [reference_text(shown, Kind.DISPUTE, dispute)]}
        if typed is None and dispute
        else typed or {}
    )
    return FormPage(
        title=REPLY_TITLES[link_kind],
        action=current_address(),
        back=entry_url(answered),
        fields=_answer_fields(link_kind),
        typed=typed,
        base=shown.revision if base is None else base,
        save=f"Add {REPLY_NOUNS[link_kind]}",
        creates_entry=True,
        subject=answered,
    )


def _dispute_of(shown: Record, answered: Entry) -> str:
    while isinstance(answered, Link):
        claim = shown.claims.get(answered.source)
        if claim is None:
            return ""
        answered = claim
    return answered.dispute if isinstance(answered, Claim) else ""


def _show_answer(kind: Kind, slug: str) -> Response:
    require_role(Role.CONTRIBUTOR)
    return show_form(_answer_form(kind, slug))


def _save_answer(kind: Kind, slug: str) -> Response:
    """Save the new claim and its link, in one change."""
    require_role(Role.CONTRIBUTOR)
    link_kind, shown = _read_link_kind(kind), record()
    fields, link_fields = _answer_fields(link_kind), _link_fields(link_kind)
    submission = read_submission(fields)
    form = replace(
        _answer_form(kind, slug, submission.typed, submission.base),
        focus=focus_after_add(fields, submission.typed, submission.add),
    )
    if not submission.is_save:
        return show_form(form)
    claim_fields = [f for f in fields if f not in link_fields]
    parsed = form_reader.read_form(claim_fields, submission.typed, shown)
    if "dispute" not in parsed.data and (dispute := _dispute_of(shown, find_entry(kind, slug))):
        parsed.data["dispute"] = dispute
    parsed.data["slug"] = submission.slug or derive_slug(shown, Kind.CLAIM, parsed.data)
    parsed_link = form_reader.read_form(link_fields, submission.typed, shown)
    parsed_link.data |= {"kind": link_kind.value, "source": parsed.data["slug"], "target": slug}
    parsed_link.data |= {
        key: parsed.data[key]
        for key in ("document", "attribution", "reported_by", "locator")
        if key in parsed.data
    }
    parsed_link.data["slug"] = derive_slug(shown, Kind.LINK, parsed_link.data)
    new_link = parsed_link.build_entry(Kind.LINK, link_fields)
    parsed.errors |= parsed_link.errors if not parsed_link.errors.keys() & parsed.errors.keys() else {}
    more = [new_link] if new_link else []
    return save_form(
        form,
        submission,
        parsed,
        Kind.CLAIM,
        claim_fields,
        f"added a claim that {link_kind} another" if kind is Kind.CLAIM else "undercut a link",
        more,
        lambda _: _answer_form(kind, slug),
    )


for _kind in LINK_ENDS:
    _rule = f"/{KINDS[_kind].collection}/<slug>/answer"
    pages.add_url_rule(_rule, f"answer_{_kind}", partial(_show_answer, _kind), methods=["GET"])
    pages.add_url_rule(_rule, f"post_answer_{_kind}", partial(_save_answer, _kind), methods=["POST"])
