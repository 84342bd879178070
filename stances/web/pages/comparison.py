"""The comparison of two sides of a dispute: the page with its choices, map and table, and these as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from urllib.parse import urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue

from stances.argument.comparison import Comparison, ComparisonAxis, ComparisonPart, ComparisonResult, compare
from stances.argument.wording import ComparisonWords
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.graphics.palette import Tint
from stances.publishing.figures.comparison import COMPARISON_PARAMETERS, PART_TINTS
from stances.publishing.templates import TemplateContext
from stances.query import read_date
from stances.record.commitments import faction_at, find_holders
from stances.record.entries import Dispute, Stance
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import describe_basis_known, entry_name
from stances.timeline.comparison_table import ComparisonRow, build_comparison_table
from stances.timeline.moments import Moment, MomentKind, MomentMark, build_period_axis, find_moments
from stances.timeline.stance_order import date_key
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render
from stances.web.core.urls import debate_urls

pages = debate_blueprint("comparing")

LabelledValue = tuple[str, str]
ChoiceGroup = tuple[str, Sequence[LabelledValue]]

TYPED_DATES = ("first", "second")
"""The fields for a date that is not among the moments. One counts where “another date” is chosen in the list before it."""
_KINDS = tuple(ComparisonAxis)


@dataclass(frozen=True)
class ComparisonChoices:
    """What can be compared in a dispute: for each kind, values of parameters with their labels, in titled groups.

    `presets` are the two sides that a kind begins with; it lacks the kinds that have no two. `days` are those that participants
    and factions can be compared on; `known_words` says what “as known” rests on, if the debate records when any document was
    received or published.
    """

    groups: Mapping[ComparisonAxis, Sequence[ChoiceGroup]]
    presets: Mapping[ComparisonAxis, tuple[str, str]]
    days: Sequence[LabelledValue]
    known_words: str


@dataclass(frozen=True)
class ComparisonForm:
    """The form as it is filled: the `kind` of its two `sides`, the dates `typed` for those without a value, all `fields`."""

    kind: ComparisonAxis
    sides: Sequence[str]
    typed: Sequence[str]
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ComparisonPage(TemplateContext, template="pages/comparison/comparison.html"):
    """The page that compares two sides of a `dispute`: the `choices`, the `form`, and what was `compared`, or a `refusal`.

    `words` says what is compared, `lines` are the rows of the table, `tints` what the map colours each part with.
    """

    dispute: Dispute
    choices: ComparisonChoices
    form: ComparisonForm
    compared: ComparisonResult | None = None
    words: ComparisonWords | None = None
    lines: Sequence[ComparisonRow] = ()
    tints: Mapping[ComparisonPart, Tint] = field(default_factory=dict)
    refusal: str = ""


@pages.get("/disputes/<slug>/compare")
@cache_page
def comparison(slug: str) -> ResponseReturnValue:
    shown = record()
    dispute = require_entry(shown, Dispute, slug)
    choices = _list_choices(shown, slug)
    form = _read_form(choices)
    try:
        parameters.accept_only(*COMPARISON_PARAMETERS, "kind", *TYPED_DATES)
        asked = _read_comparison(form)
        compared = compare(shown, dispute, asked) if asked else None
    except BadRequestError as error:
        return render(ComparisonPage(dispute, choices, form, refusal=str(error))), 400
    if not (asked and compared):
        return render(ComparisonPage(dispute, choices, form))
    if TYPED_DATES[0] in form.fields:
        return redirect(f"{debate_urls().dispute(slug)}/compare?{urlencode(asked.query, safe=',')}", 303)
    form = replace(form, fields={**form.fields, **asked.query})
    words, lines = ComparisonWords(compared), build_comparison_table(compared)
    return render(ComparisonPage(dispute, choices, form, compared, words, lines, PART_TINTS))


# --- what is asked for ---


def _read_form(choices: ComparisonChoices) -> ComparisonForm:
    """The form as this request fills it, or as it is preset; it need not be a comparison."""
    fields = {"as_of": "", "basis": "", "context": "", **request.args.to_dict()}
    kinds = [kind for kind in ComparisonAxis if kind == fields.get("kind")]
    given = [kind for kind in ComparisonAxis if any(request.args.getlist(kind))]
    kind = next(iter((*kinds, *given, *choices.presets)), ComparisonAxis.MOMENTS)
    texts = request.args.getlist(kind)
    sides = texts if len(texts) > 1 else "".join(texts).split(",")
    typed = [fields.get(name, "") for name in TYPED_DATES]
    is_filled = any(texts) or TYPED_DATES[0] in fields
    return ComparisonForm(kind, sides if is_filled else choices.presets.get(kind, ()), typed, fields)


def _read_comparison(form: ComparisonForm) -> Comparison | None:
    """The comparison that a form asks for; None if it has no sides. Raises `BadRequestError`."""
    parameters.read_choice("kind", form.kind)
    query = parameters.read_given(COMPARISON_PARAMETERS)
    if "kind" in form.fields:
        query = {name: text for name, text in query.items() if name == form.kind or name not in _KINDS}
    if TYPED_DATES[0] in form.fields:
        query[form.kind] = ",".join(_fill_in(form))
    elif not query.get(form.kind):
        query[form.kind] = ",".join(form.sides)
    return Comparison.from_query(query) if query[form.kind] else None


def _fill_in(form: ComparisonForm) -> Iterator[str]:
    """The sides, with what is typed where another date is chosen. Raises `BadRequestError`."""
    for which, side, typed in zip(TYPED_DATES, form.sides, form.typed, strict=False):
        if not (side or typed):
            raise BadRequestError(f"Type the {which} date, such as 9 May 1928.")
        yield side or read_date(f"the {which} date", typed).text


# --- what can be chosen ---


def _list_choices(shown: Record, dispute: str) -> ComparisonChoices:
    stances = sorted(shown.stances_of_dispute.get(dispute, ()), key=date_key)
    axis = build_period_axis(shown, dispute)
    moments = find_moments(shown, dispute, axis=axis)
    named = [[_name_moment(axis.unit, moment, mark) for mark in moment.marks] for moment in moments]
    people = _list_people(shown, dispute, stances)
    factions = [(f.slug, entry_name(f, shown)) for f in shown.factions.values()]
    last_held = {s.participant: s.position for s in stances}
    last_held_in = {faction_at(shown.participants[s.participant], s) or "": s.position for s in stances}
    presets = {
        ComparisonAxis.MOMENTS: (named[0][-1][0], named[-1][-1][0]) if len(named) > 1 else None,
        ComparisonAxis.PARTICIPANTS: _find_pair(people, last_held),
        ComparisonAxis.FACTIONS: _find_pair(factions, last_held_in),
    }
    documents = shown.documents.values()
    return ComparisonChoices(
        {
            ComparisonAxis.MOMENTS: _group_moments(moments, named),
            ComparisonAxis.PARTICIPANTS: [("", people)],
            ComparisonAxis.FACTIONS: [("", factions)],
        },
        {kind: pair for kind, pair in presets.items() if pair},
        [(moment.day_words, moment.marks_words) for moment in moments],
        describe_basis_known(documents) if any(d.received or d.published for d in documents) else "",
    )


def _find_pair(
    choices: Sequence[LabelledValue], last_held: Mapping[str, int | None]
) -> tuple[str, str] | None:
    """The first two whose last positions differ, else the first two; None if there are no two."""
    values = [value for value, _ in choices]
    heard = combinations([value for value in values if value in last_held], 2)
    differing = (pair for pair in heard if last_held[pair[0]] != last_held[pair[1]])
    return next(differing, next(combinations(values, 2), None))


def _list_people(shown: Record, dispute: str, stances: Sequence[Stance]) -> list[LabelledValue]:
    """The participants who have a claim or a stance in a dispute, by name."""
    claims = shown.claims_of_dispute.get(dispute, ())
    slugs = {s.participant for s in stances} | {slug for c in claims for slug in find_holders(c)}
    people = [(p.slug, entry_name(p, shown)) for p in shown.participants.values() if p.slug in slugs]
    return sorted(people, key=lambda choice: choice[1].casefold())


_GROUP_TITLES = {MomentKind.PERIOD: "Times", MomentKind.DOCUMENT: "Documents", MomentKind.EVENT: "Events"}


def _group_moments(moments: Sequence[Moment], named: Sequence[Sequence[LabelledValue]]) -> list[ChoiceGroup]:
    pairs = [
        (mark.kind, choice)
        for moment, choices in zip(moments, named, strict=True)
        for mark, choice in zip(moment.marks, choices, strict=True)
    ]
    groups = [
        (title, [choice for of, choice in pairs if of is kind]) for kind, title in _GROUP_TITLES.items()
    ]
    return [(title, choices) for title, choices in groups if choices]


def _name_moment(unit: ColumnUnit, moment: Moment, mark: MomentMark) -> LabelledValue:
    if mark.kind is MomentKind.PERIOD and unit is ColumnUnit.MONTHS:
        month = UncertainDate.parse(moment.day.month_text)
        return month.text, month.words()
    return moment.day.isoformat(), f"{UncertainDate.of(moment.day).words()}: {mark.label}"
