"""The fields of each kind of record's form, as a table, in the order in which a person thinks of them.

Required and usual fields come first; those with `is_behind_fold` are in a closed section. Names are the keys of the native
format. Templates show a field; `stances.web.editing.form_reader` reads its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from stances.record.vocabulary import ActKind, ColumnUnit, Confidence, Kind, LinkKind, ParticipantKind, Scale
from stances.record.wording import ATTRIBUTION_LEGEND, RENDERING_WORDS
from stances.web.editing.widgets import FieldSpec, Widget

V = TypeVar("V", bound=StrEnum)


def _choice_field(name: str, label: str, words_by_value: Mapping[V, str], help: str = "") -> FieldSpec:
    return FieldSpec(
        name,
        label,
        Widget.CHOICE,
        help,
        choices=tuple((m.value, words) for m, words in words_by_value.items()),
    )


def _entry_field(name: str, label: str, kind: Kind | None, help: str = "", needed: str = "") -> FieldSpec:
    return FieldSpec(name, label, Widget.ONE, help, needed, kind=kind)


def _entries_field(name: str, label: str, kind: Kind, help: str = "") -> FieldSpec:
    return FieldSpec(name, label, Widget.MANY, help, kind=kind)


def _rows_field(name: str, label: str, *parts: FieldSpec, help: str = "") -> FieldSpec:
    return FieldSpec(name, label, Widget.ROWS, help, parts=parts)


TAGS_FIELD = FieldSpec("tags", "Tags", Widget.TAGS, "Keywords, separated by commas: peace, price of bread.")
_PARTICIPANT, _CLAIM, _DOCUMENT = Kind.PARTICIPANT, Kind.CLAIM, Kind.DOCUMENT

LOCATOR_FIELD = FieldSpec(
    "locator",
    "Page or paragraph cited",
    Widget.GROUP,
    parts=(
        FieldSpec("source", "Source", Widget.SOURCE),
        FieldSpec("paragraphs", "Paragraphs", Widget.NUMBERS, "Such as 28–29, 31."),
        FieldSpec("notes", "Notes", Widget.NUMBERS, "Such as 75."),
        FieldSpec("page", "Page"),
    ),
)
NOTE_FIELD = FieldSpec("note", "Note", Widget.TEXT, "Anything else a reader should know.")
ATTRIBUTION_FIELD = _choice_field("attribution", "Type of evidence", ATTRIBUTION_LEGEND)
REPORTERS_FIELD = _entries_field(
    "reported_by", "Reported by", _PARTICIPANT, "List the closest witness first."
)
DATE_FIELD = FieldSpec("when", "Date", Widget.DATE)
SPAN_FIELD = replace(DATE_FIELD, throughout=True)
RENDERING_HELP = (
    "In our words: this proposition is in the source. Summarised: put together from several passages. "
    "Quoted: add the quotation below."
)
ARGUER_HELP = "Only if it is not the speaker of the claim. Leave empty where the editor makes the connection."
OLD_STYLE_HELP = (
    "The last day on which the sources use the Julian calendar, in that calendar: 1918-01-31. Dates up to it are shown in both "
    "calendars and can be typed as 25 October 1917 (O.S.). Leave empty if all dates are Gregorian."
)
AFTER_HELP = "What is known to come before it, if the dates alone don't show it."
RATIONALE_FIELD = FieldSpec(
    "rationale",
    "Reason",
    help="One sentence: why does this count for or against it?",
    required_message="Give the reason in one sentence.",
    long=True,
)
POSITION_FIELD = FieldSpec(
    "position", "Position", Widget.HELD, required_message="Choose a position, or undecided."
)

ACT_CHOICES = {act: act.value for act in ActKind} | {
    ActKind.CONCEDES: "concedes (accepts it without adopting it)"
}

IMPRINT_FIELDS = (
    FieldSpec("publisher", "Publisher"),
    FieldSpec("place", "Place of publication"),
    FieldSpec("url", "Online copy", help="The full web address: https://www.example.org/letters/12."),
    FieldSpec("identifier", "Identifier", help="A DOI, an ISBN or another number that identifies it."),
    FieldSpec("language", "Language", help="Language code: ru, fr, de."),
)

CLAIM_FIELDS = (
    FieldSpec("text", "Claim", Widget.TEXT, "One proposition, as a full sentence.", "Write the claim."),
    _entry_field("speaker", "Speaker", _PARTICIPANT, needed="Choose the speaker."),
    _entry_field("dispute", "Dispute", Kind.DISPUTE, needed="Choose a dispute."),
    DATE_FIELD,
    _entry_field("document", "Document", _DOCUMENT),
    LOCATOR_FIELD,
    ATTRIBUTION_FIELD,
    _choice_field("rendering", "Wording", RENDERING_WORDS, RENDERING_HELP),
    REPORTERS_FIELD.behind_fold(),
    FieldSpec(
        "title", "Title", help="A short heading for lists and small maps, at most 60 characters."
    ).behind_fold(),
    TAGS_FIELD.behind_fold(),
    _entry_field(
        "voiced_by",
        "Spokesperson",
        _PARTICIPANT,
        "Somebody who speaks for the speaker, without being known to share the view.",
    ).behind_fold(),
    _entries_field("also", "Other disputes", Kind.DISPUTE).behind_fold(),
    _entries_field("after", "Comes after", _CLAIM, AFTER_HELP).behind_fold(),
    _rows_field(
        "acts",
        "Signatures and withdrawals",
        _entry_field("participant", "Participant", _PARTICIPANT, needed="Choose a participant."),
        _choice_field("act", "Act", ACT_CHOICES),
        replace(DATE_FIELD, label="Date of the act"),
        _entry_field("document", "Document", _DOCUMENT),
        LOCATOR_FIELD,
    ).behind_fold(),
    _rows_field(
        "quotations",
        "Quotations",
        FieldSpec("text", "Quotation", Widget.TEXT, required_message="Write the words quoted."),
        FieldSpec("lang", "Language", help="Language code: ru, fr, de."),
        FieldSpec("translator", "Translator"),
        help="A few words from the original.",
    ).behind_fold(),
    NOTE_FIELD.behind_fold(),
)

CO_PREMISES_FIELD = _entries_field(
    "with",
    "Together with",
    _CLAIM,
    "Other claims that this argument needs. Together they are one argument, drawn as one arrow.",
)
CONTRARIES_FIELD = FieldSpec(
    "mutual",
    "Contraries",
    Widget.CHOICE,
    "For rebuttals only.",
    choices=(("false", "no: one claim rebuts the other"), ("true", "yes: each excludes the other")),
)

LINK_FIELDS = (
    _entry_field("source", "From claim", _CLAIM, needed="Choose a claim."),
    _choice_field(
        "kind",
        "Relation",
        {
            LinkKind.SUPPORTS: "supports",
            LinkKind.REBUTS: "rebuts",
            LinkKind.UNDERCUTS: "undercuts (denies that a link holds)",
        },
    ),
    _entry_field(
        "target",
        "To claim or link",
        None,
        "A claim, or a link that it undercuts.",
        "Choose a claim or a link.",
    ),
    RATIONALE_FIELD,
    ATTRIBUTION_FIELD,
    CO_PREMISES_FIELD.behind_fold(),
    CONTRARIES_FIELD.behind_fold(),
    _entry_field("by", "Argued by", _PARTICIPANT, ARGUER_HELP).behind_fold(),
    _entry_field("document", "Document", _DOCUMENT).behind_fold(),
    LOCATOR_FIELD.behind_fold(),
    REPORTERS_FIELD.behind_fold(),
    NOTE_FIELD.behind_fold(),
)

FIELDS_OF_KIND: Mapping[Kind, tuple[FieldSpec, ...]] = MappingProxyType(
    {
        Kind.DEBATE: (
            FieldSpec("title", "Title", required_message="A debate needs a title.", long=True),
            FieldSpec("summary", "Summary", Widget.TEXT),
            FieldSpec("from", "From", Widget.DATE),
            FieldSpec("to", "To", Widget.DATE),
            FieldSpec(
                "licence",
                "Licence",
                help="On what terms others may use this debate and its figures: CC BY 4.0. SVG and PDF figures include it.",
            ).behind_fold(),
            FieldSpec(
                "language", "Language", help="Language code of the debate’s texts: en, fr, ar, zh-Hant."
            ).behind_fold(),
            FieldSpec("old_style_until", "Old Style until", help=OLD_STYLE_HELP).behind_fold(),
            FieldSpec(
                "unit",
                "Grid columns",
                Widget.CHOICE,
                "Readers can choose others.",
                choices=(("", "automatic"), *((unit.value, unit.value) for unit in ColumnUnit)),
            ).behind_fold(),
            _rows_field(
                "sources",
                "Sources",
                FieldSpec("slug", "", Widget.HIDDEN),
                FieldSpec("author", "Author"),
                FieldSpec("title", "Title", required_message="A source needs a title."),
                FieldSpec("citation", "Full citation", Widget.TEXT),
                *(
                    part.behind_fold()
                    for part in (FieldSpec("published", "Date published", Widget.DATE), *IMPRINT_FIELDS)
                ),
            ),
        ),
        Kind.FACTION: (
            FieldSpec("name", "Name", required_message="A faction needs a name."),
            FieldSpec("summary", "Summary", Widget.TEXT),
        ),
        Kind.PARTICIPANT: (
            FieldSpec("name", "Name", required_message="Write the name."),
            FieldSpec("short", "Short name", help="Used in grids and maps."),
            _choice_field(
                "kind",
                "Kind",
                {
                    ParticipantKind.PERSON: "person",
                    ParticipantKind.GROUP: "group",
                    ParticipantKind.INSTITUTION: "institution",
                },
            ),
            FieldSpec("place", "Place"),
            _rows_field(
                "memberships",
                "Factions",
                _entry_field("faction", "Faction", Kind.FACTION, needed="Choose the faction."),
                replace(
                    SPAN_FIELD, label="Period", help="Such as “since June 1928” or “February to May 1928”."
                ),
                replace(ATTRIBUTION_FIELD, default="inferred"),
                _entry_field("by", "According to", _PARTICIPANT),
                LOCATOR_FIELD,
            ),
            FieldSpec("involved", "Involved", Widget.DATE, throughout=True).behind_fold(),
            FieldSpec("aliases", "Also called", Widget.LINES, "One name per line.").behind_fold(),
            FieldSpec("role", "Role", help="Such as “mayor” or “editor of a newspaper”.").behind_fold(),
            FieldSpec("born", "Born", Widget.DATE).behind_fold(),
            FieldSpec("died", "Died", Widget.DATE).behind_fold(),
            FieldSpec(
                "same_as",
                "Web pages about them",
                Widget.LINES,
                "One web address per line: https://www.wikidata.org/entity/Q33391.",
            ).behind_fold(),
            NOTE_FIELD.behind_fold(),
            LOCATOR_FIELD.behind_fold(),
        ),
        Kind.DISPUTE: (
            FieldSpec(
                "question",
                "Question",
                Widget.TEXT,
                "What they disagree about, as a question.",
                "Write the question.",
            ),
            FieldSpec("title", "Short title", help="Leave empty to use the question.", long=True),
            _choice_field(
                "scale",
                "Kind of scale",
                {Scale.ORDINAL: "Ranked (from yes to no)", Scale.CATEGORICAL: "Unranked alternatives"},
            ),
            replace(
                _rows_field(
                    "positions",
                    "Positions",
                    FieldSpec("value", "", Widget.HIDDEN_NUMBER),
                    FieldSpec("label", "Name", required_message="Give it a name."),
                    FieldSpec("key", "Symbol"),
                    FieldSpec("gloss", "Explanation", Widget.TEXT).behind_fold(),
                    help="2 to 7, from the top down. Move them with the arrows, or with Alt+↑ and Alt+↓. Each gets the "
                    "symbol shown, unless you write another.",
                ),
                ordered=True,
            ),
            FieldSpec(
                "horizon_months",
                "Months a position is assumed to last",
                Widget.NUMBER,
                help="Without newer evidence, the grid shows a position as still held for this long.",
                required_message="Give a number of months.",
                default="4",
            ).behind_fold(),
            _rows_field(
                "coverage",
                "Sources covered",
                replace(SPAN_FIELD, label="Period", required_message="Give a period."),
                _entries_field("participants", "Whose writings", _PARTICIPANT, "Leave empty for everybody."),
                help="Periods for which you have read everything. There an empty cell of the grid means “read, said nothing”; "
                "elsewhere it means “not yet read”.",
            ).behind_fold(),
            TAGS_FIELD.behind_fold(),
        ),
        Kind.EVENT: (
            FieldSpec("name", "Name", required_message="Name the event.", long=True),
            SPAN_FIELD,
            NOTE_FIELD,
            LOCATOR_FIELD,
            _entries_field("after", "Comes after", Kind.EVENT, AFTER_HELP).behind_fold(),
            _entries_field(
                "unsettles",
                "Unsettles",
                Kind.DISPUTE,
                "Disputes in which earlier positions are not assumed to last beyond this event.",
            ).behind_fold(),
            _rows_field(
                "tally",
                "Votes",
                POSITION_FIELD,
                FieldSpec(
                    "count",
                    "Number of votes",
                    help="12, or ~100 for about 100.",
                    required_message="Give a number.",
                ),
                LOCATOR_FIELD,
            ).behind_fold(),
        ),
        Kind.DOCUMENT: (
            FieldSpec("title", "Title", required_message="A document needs a title.", long=True),
            FieldSpec("kind", "Kind", help="Such as letter, speech, minutes."),
            DATE_FIELD,
            _entries_field("authors", "Authors", _PARTICIPANT),
            _entries_field("addressees", "Addressees", _PARTICIPANT),
            LOCATOR_FIELD,
            _entries_field("signatories", "Signed by", _PARTICIPANT).behind_fold(),
            FieldSpec("published", "Date published", Widget.DATE).behind_fold(),
            FieldSpec(
                "archive", "Archive and shelfmark", help="Such as RGASPI, f. 325, op. 1, d. 171."
            ).behind_fold(),
            *(part.behind_fold() for part in IMPRINT_FIELDS),
            _entries_field("after", "Comes after", _DOCUMENT, AFTER_HELP).behind_fold(),
            _rows_field(
                "received",
                "Received",
                _entry_field("by", "Recipient", _PARTICIPANT, needed="Choose a recipient."),
                replace(DATE_FIELD, label="Date received", required_message="Give a date."),
                LOCATOR_FIELD,
            ).behind_fold(),
            NOTE_FIELD.behind_fold(),
        ),
        Kind.CLAIM: CLAIM_FIELDS,
        Kind.LINK: LINK_FIELDS,
        Kind.STANCE: (
            _entry_field("participant", "Participant", _PARTICIPANT, needed="Choose a participant."),
            POSITION_FIELD,
            replace(DATE_FIELD, required_message="A stance needs a date, however vague."),
            _entries_field(
                "claims",
                "Evidence",
                _CLAIM,
                "The claims that show this position; only an inferred one needs none.",
            ),
            ATTRIBUTION_FIELD,
            REPORTERS_FIELD.behind_fold(),
            _choice_field("confidence", "Confidence", {c: c.value for c in Confidence}).behind_fold(),
            LOCATOR_FIELD.behind_fold(),
            NOTE_FIELD.behind_fold(),
        ),
    }
)

ANSWER_FIELDS = (
    RATIONALE_FIELD,
    CO_PREMISES_FIELD.behind_fold(),
    CONTRARIES_FIELD.behind_fold(),
)
"""The fields of the new link in a reply to a claim or link, besides those of the new claim."""

SLUG_FIELD = FieldSpec(
    "slug",
    "Web address (slug)",
    help="Lower-case letters, digits and hyphens. It never changes. Leave empty to have it made from the text.",
    is_behind_fold=True,
)
WHY_FIELD = FieldSpec("why", "Edit summary", help="A few words for the history.", is_behind_fold=True)
