"""Help while somebody types in a form: records whose names match, and the meaning of a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from stances.dates.edtf import DateError
from stances.dates.uncertain import UncertainDate
from stances.publishing.templates import TemplateContext
from stances.query import join_or, refuse
from stances.record.kinds import KINDS
from stances.record.vocabulary import Kind
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.editing.record_picker import (
    Suggestion,
    UnknownNameError,
    is_new_name,
    read_choice,
    suggest_entries,
)

pages = debate_blueprint("completing")


@dataclass(frozen=True)
class SuggestionList(TemplateContext, template="editing/_suggestions.html"):
    """Records `offers` for what was `typed`, and, if it `makes` a new record, one of its `kind`."""

    offers: Sequence[Suggestion]
    typed: str
    makes: bool
    kind: Kind | None


@dataclass(frozen=True)
class DateReading(TemplateContext, template="editing/_date.html"):
    """What a text says as a date (`when`), or the `problem` with it; `throughout` if intervals say how long something lasted."""

    when: UncertainDate | None
    problem: str
    throughout: bool


@pages.get("/suggest")
def suggest() -> str:
    """Suggestions of records for what has been typed so far, claims of the speaker in the dispute first."""
    parameters.accept_only("kind", "q", "speaker", "dispute")
    kind_name, typed = request.args.get("kind", "any"), request.args.get("q", "")[:200]
    if kind_name != "any" and kind_name not in KINDS:
        refuse("kind", kind_name, join_or(["any", *KINDS]))
    kind = None if kind_name == "any" else Kind(kind_name)
    offers = suggest_entries(record(), kind, typed, _find_likely_claims())
    return render(SuggestionList(offers, typed.strip(), is_new_name(record(), kind, typed), kind))


def _find_likely_claims() -> set[str]:
    """The claims of the speaker and in the dispute that the request names, as far as there are such."""
    shown = record()
    try:
        speaker = read_choice(shown, Kind.PARTICIPANT, request.args.get("speaker", ""))
    except UnknownNameError:
        return set()
    dispute = request.args.get("dispute", "")
    claims = shown.claims_of_speaker.get(speaker, ())
    return {claim.slug for claim in claims if not dispute or dispute in claim.disputes}


@pages.get("/read-date")
def read_date() -> str:
    """What a date that is being typed means."""
    parameters.accept_only("text", "throughout")
    text = request.args.get("text", "").strip()
    when, problem = None, ""
    try:
        when = UncertainDate.read(text, record().debate.old_style_until) if text else None
    except DateError as error:
        problem = str(error)
    return render(DateReading(when, problem, parameters.read_flag("throughout", False)))
