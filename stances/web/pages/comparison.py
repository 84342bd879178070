"""The comparison of two sides of a dispute: the page with its choices, map and table, and these as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from stances.argument.comparison import Comparison, ComparisonAxis, ComparisonPart, ComparisonResult, compare
from stances.argument.wording import ComparisonWords
from stances.dates.uncertain import UncertainDate
from stances.publishing.figures.comparison import COMPARISON_PARAMETERS
from stances.publishing.templates import TemplateContext
from stances.record import commitments
from stances.record.entries import Dispute
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.selection import require_entry
from stances.record.vocabulary import ColumnUnit
from stances.record.wording import describe_basis_known, entry_name
from stances.timeline.comparison_table import ComparisonRow, build_comparison_table
from stances.timeline.moments import MomentKind, build_period_axis, find_moments
from stances.web.core import parameters
from stances.web.core.blueprint import debate_blueprint
from stances.web.core.page_cache import cache_page
from stances.web.core.site import record
from stances.web.core.template_context import render

pages = debate_blueprint("comparing")

LabelledValue = tuple[str, str]


@dataclass(frozen=True)
class ComparisonChoices:
    """What can be compared in a dispute: values of parameters with their labels, moments in groups.

    `days` are the first and the last day of the debate, if it has any; `known_words` says what “as known” rests on, if the
    debate records when any document was received or published.
    """

    moments: tuple[tuple[str, list[LabelledValue]], ...]
    participants: list[LabelledValue]
    factions: list[LabelledValue]
    days: tuple[UncertainDate, ...]
    known_words: str

    @property
    def has_pair(self) -> bool:
        """Whether there are two of anything to compare."""
        return bool(self.moments) or len(self.participants) > 1 or len(self.factions) > 1


@dataclass(frozen=True)
class ComparisonPage(TemplateContext, template="pages/comparison/comparison.html"):
    """The page that compares two sides of a `dispute`: the `choices`, and what was `compared`, if something was chosen.

    `words` says what is compared, `parts` are those that a map of both sides has, `lines` the rows of the table.
    """

    dispute: Dispute
    compared: ComparisonResult | None
    words: ComparisonWords | None
    parts: Sequence[ComparisonPart]
    lines: Sequence[ComparisonRow]
    choices: ComparisonChoices


@pages.get("/disputes/<slug>/compare")
@cache_page
def comparison(slug: str) -> str:
    parameters.accept_only(*COMPARISON_PARAMETERS)
    shown = record()
    dispute = require_entry(shown, Dispute, slug)
    compared = (
        compare(shown, dispute, read_comparison())
        if any(request.args.get(axis) for axis in ComparisonAxis)
        else None
    )
    lines = build_comparison_table(compared) if compared else ()
    words = ComparisonWords(compared) if compared else None
    choices = _list_choices(shown, slug)
    return render(ComparisonPage(dispute, compared, words, list(ComparisonPart), lines, choices))


def read_comparison() -> Comparison:
    """The comparison that this request asks for. Raises `BadRequestError`."""
    return Comparison.from_query(parameters.read_given(COMPARISON_PARAMETERS))


# --- what can be chosen ---


def _list_choices(shown: Record, dispute: str) -> ComparisonChoices:
    holders = {s.participant for s in shown.stances_of_dispute.get(dispute, ())}
    holders |= {
        slug for c in shown.claims_of_dispute.get(dispute, ()) for slug in commitments.find_holders(c)
    }
    people = sorted(
        (p for p in shown.participants.values() if p.slug in holders),
        key=lambda p: entry_name(p, shown).casefold(),
    )
    documents = shown.documents.values()
    return ComparisonChoices(
        _list_moments(shown, dispute),
        [(p.slug, entry_name(p, shown)) for p in people],
        [(f.slug, entry_name(f, shown)) for f in shown.factions.values()],
        tuple(UncertainDate.of(day) for day in extent(shown) or ()),
        describe_basis_known(documents) if any(d.received or d.published for d in documents) else "",
    )


_GROUP_TITLES = {MomentKind.PERIOD: "Times", MomentKind.DOCUMENT: "Documents", MomentKind.EVENT: "Events"}


def _list_moments(shown: Record, dispute: str) -> tuple[tuple[str, list[LabelledValue]], ...]:
    groups: dict[MomentKind, list[LabelledValue]] = {what: [] for what in _GROUP_TITLES}
    axis = build_period_axis(shown, dispute)
    for moment in find_moments(shown, dispute, axis=axis):
        for mark in moment.marks:
            if mark.kind is MomentKind.PERIOD and axis.unit is ColumnUnit.MONTHS:
                month = UncertainDate.parse(moment.day.month_text)
                groups[mark.kind].append((month.text, month.words()))
            else:
                words = UncertainDate.of(moment.day).words()
                groups[mark.kind].append((moment.day.isoformat(), f"{words}: {mark.label}"))
    return tuple((_GROUP_TITLES[what], choices) for what, choices in groups.items() if choices)
