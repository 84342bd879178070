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


TAGS_FIELD = FieldSpec(
    "tags", "Tags", Widget.TAGS, "Free words to find it by, with commas between: peace, price of bread."
)
_PARTICIPANT, _CLAIM, _DOCUMENT = Kind.PARTICIPANT, Kind.CLAIM, Kind.DOCUMENT

LOCATOR_FIELD = FieldSpec(
    "locator",
    "In the source",
    Widget.GROUP,
    parts=(
        FieldSpec("source", "Source", Widget.SOURCE),
        FieldSpec("paragraphs", "Paragraphs", Widget.NUMBERS, "Such as 28–29, 31"),
        FieldSpec("notes", "Notes", Widget.NUMBERS, "Such as 75"),
        FieldSpec("page", "Page"),
    ),
)
NOTE_FIELD = FieldSpec("note", "Note", Widget.TEXT, "What a reader should know beyond this.")
ATTRIBUTION_FIELD = _choice_field("attribution", "How we know", ATTRIBUTION_LEGEND)
REPORTERS_FIELD = _entries_field("reported_by", "Reported by", _PARTICIPANT, "Nearest the speaker first.")
DATE_FIELD = FieldSpec("when", "Date", Widget.DATE)
SPAN_FIELD = replace(DATE_FIELD, throughout=True)
RENDERING_HELP = (
    "In our words: the proposition as there. Summarised: gathered from several places. "
    "What is quoted needs its quotation below."
)
ARGUER_HELP = (
    "Where it is not the speaker of the claim. Without it, an inferred link is the editor’s own connection."
)
OLD_STYLE_HELP = (
    "The last day that the sources date by the Julian calendar, in that calendar: 1918-01-31. Days up to it are shown in both, "
    "and 25 October 1917 (O.S.) can be typed. Without it, dates are of the Gregorian calendar, also before that was introduced."
)
AFTER_HELP = "What is known to be earlier, where the dates don't say so."
RATIONALE_FIELD = FieldSpec(
    "rationale",
    "Why",
    help="In one line: what makes it so.",
    required_message="Say in one line why.",
    long=True,
)
POSITION_FIELD = FieldSpec(
    "position", "Position", Widget.HELD, required_message="Choose a position, or undecided."
)

ACT_CHOICES = {act: act.value for act in ActKind} | {
    ActKind.CONCEDES: "concedes (grants it without making it their own)"
}

IMPRINT_FIELDS = (
    FieldSpec("publisher", "Publisher"),
    FieldSpec("place", "Place of publication"),
    FieldSpec("url", "Web address", help="All of it: https://www.example.org/letters/12."),
    FieldSpec("identifier", "Identifier", help="A DOI, an ISBN or another number that finds it."),
    FieldSpec("language", "Language", help="A code: ru, fr, de."),
)

CLAIM_FIELDS = (
    FieldSpec("text", "Claim", Widget.TEXT, "One proposition, as a full sentence.", "Write what is claimed."),
    _entry_field("speaker", "Who says it", _PARTICIPANT, needed="Choose who says it."),
    _entry_field("dispute", "In the dispute", Kind.DISPUTE, needed="Choose the dispute that it belongs to."),
    DATE_FIELD,
    _entry_field("document", "Document", _DOCUMENT),
    LOCATOR_FIELD,
    ATTRIBUTION_FIELD,
    _choice_field("rendering", "Wording", RENDERING_WORDS, RENDERING_HELP),
    REPORTERS_FIELD.behind_fold(),
    FieldSpec(
        "title", "Title", help="A short heading for lists and small drawings, at most 60 characters."
    ).behind_fold(),
    TAGS_FIELD.behind_fold(),
    _entry_field(
        "voiced_by",
        "Voiced by",
        _PARTICIPANT,
        "Who speaks for others, without being shown to share the view.",
    ).behind_fold(),
    _entries_field("also", "Also in the disputes", Kind.DISPUTE).behind_fold(),
    _entries_field("after", "Later than", _CLAIM, AFTER_HELP).behind_fold(),
    _rows_field(
        "acts",
        "Signed, conceded, disowned",
        _entry_field("participant", "Who", _PARTICIPANT, needed="Choose who."),
        _choice_field("act", "Does what", ACT_CHOICES),
        DATE_FIELD,
        _entry_field("document", "Document", _DOCUMENT),
        LOCATOR_FIELD,
    ).behind_fold(),
    _rows_field(
        "quotations",
        "Quotations",
        FieldSpec("text", "Words", Widget.TEXT, required_message="Write the words quoted."),
        FieldSpec("lang", "Language", help="A code: ru, fr, de."),
        FieldSpec("translator", "Translator"),
        help="A few words of the original.",
    ).behind_fold(),
    NOTE_FIELD.behind_fold(),
)

CO_PREMISES_FIELD = _entries_field(
    "with",
    "Together with",
    _CLAIM,
    "Claims without which it does not: they make one argument, drawn as one arrow.",
)
CONTRARIES_FIELD = FieldSpec(
    "mutual",
    "Contraries",
    Widget.CHOICE,
    "For rebuttals only.",
    choices=(("false", "no: it rebuts in one direction"), ("true", "yes: each excludes the other")),
)

LINK_FIELDS = (
    _entry_field("source", "The claim", _CLAIM, needed="Choose the claim that does it."),
    _choice_field(
        "kind",
        "Does what",
        {
            LinkKind.SUPPORTS: "supports",
            LinkKind.REBUTS: "rebuts",
            LinkKind.UNDERCUTS: "undercuts (denies that a link holds)",
        },
    ),
    _entry_field(
        "target", "The other", None, "A claim; for an undercut, a link.", "Choose what it is about."
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
                help="On what terms others may use the record and its figures: CC BY 4.0. SVG and PDF figures carry it.",
            ),
            FieldSpec("language", "Language", help="Of the debate’s texts, as a code: en, fr, ar, zh-Hant."),
            FieldSpec("old_style_until", "Old Style until", help=OLD_STYLE_HELP),
            FieldSpec(
                "unit",
                "Columns of grids",
                Widget.CHOICE,
                "Unless a reader chooses.",
                choices=(("", "as they fit"), *((unit.value, unit.value) for unit in ColumnUnit)),
            ),
            _rows_field(
                "sources",
                "Drawn from",
                FieldSpec("slug", "", Widget.HIDDEN),
                FieldSpec("author", "Author"),
                FieldSpec("title", "Title", required_message="A source needs a title."),
                FieldSpec("citation", "Full citation", Widget.TEXT),
                *(
                    part.behind_fold()
                    for part in (FieldSpec("published", "Published", Widget.DATE), *IMPRINT_FIELDS)
                ),
            ),
        ),
        Kind.FACTION: (
            FieldSpec("name", "Name", required_message="A faction needs a name."),
            FieldSpec("summary", "Summary", Widget.TEXT),
        ),
        Kind.PARTICIPANT: (
            FieldSpec("name", "Name", required_message="Write the name."),
            FieldSpec("short", "Short name", help="As it stands in the grid: Radek."),
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
                replace(SPAN_FIELD, label="When", help="Since June 1928, or from February to May 1928."),
                replace(ATTRIBUTION_FIELD, default="inferred"),
                _entry_field("by", "Who says so", _PARTICIPANT),
                LOCATOR_FIELD,
            ),
            FieldSpec("involved", "Involved", Widget.DATE, throughout=True).behind_fold(),
            FieldSpec("aliases", "Also called", Widget.LINES, "A name a line.").behind_fold(),
            FieldSpec("role", "Role", help="What they are known as: editor of Pravda.").behind_fold(),
            FieldSpec("born", "Born", Widget.DATE).behind_fold(),
            FieldSpec("died", "Died", Widget.DATE).behind_fold(),
            FieldSpec(
                "same_as",
                "Same as",
                Widget.LINES,
                "Pages about them elsewhere, an address a line: https://www.wikidata.org/entity/Q33391.",
            ).behind_fold(),
            NOTE_FIELD.behind_fold(),
            LOCATOR_FIELD.behind_fold(),
        ),
        Kind.DISPUTE: (
            FieldSpec("title", "Title", required_message="A dispute needs a title.", long=True),
            FieldSpec(
                "question",
                "Question",
                Widget.TEXT,
                "What they disagree about, as a question.",
                "Ask the question.",
            ),
            _choice_field(
                "scale",
                "Kind of scale",
                {Scale.ORDINAL: "degrees of one answer", Scale.CATEGORICAL: "options without an order"},
            ),
            _rows_field(
                "positions",
                "Positions",
                FieldSpec("value", "Number", Widget.NUMBER, required_message="Give it a number."),
                FieldSpec("key", "Sign", required_message="Give it a sign."),
                FieldSpec("label", "In words", required_message="Say it in words."),
                FieldSpec("gloss", "Gloss", Widget.TEXT),
                help="Degrees are numbered from −3 to 3, an even number of them without 0; options 1, 2, 3 in their order. The "
                "sign stands in the grid. Numbers and signs that you leave empty are given in the order of the rows.",
            ),
            FieldSpec(
                "horizon_months",
                "Months a stance is carried forward",
                Widget.NUMBER,
                required_message="Give a number of months.",
                default="4",
            ).behind_fold(),
            _rows_field(
                "coverage",
                "What has been read",
                replace(SPAN_FIELD, label="Throughout", required_message="Say for what time."),
                _entries_field("participants", "Whom", _PARTICIPANT, "Nobody named means everybody."),
                help="Read and nothing found is silence; not read is not yet coded.",
            ).behind_fold(),
            TAGS_FIELD.behind_fold(),
        ),
        Kind.EVENT: (
            FieldSpec("name", "Name", required_message="Say what happened.", long=True),
            SPAN_FIELD,
            NOTE_FIELD,
            LOCATOR_FIELD,
            _entries_field("after", "Later than", Kind.EVENT, AFTER_HELP).behind_fold(),
            _entries_field(
                "unsettles",
                "Unsettles the disputes",
                Kind.DISPUTE,
                "Positions taken on them before are not carried forward past this event.",
            ).behind_fold(),
            _rows_field(
                "tally",
                "Votes",
                POSITION_FIELD,
                FieldSpec(
                    "count", "How many", help="12, or ~100 for about.", required_message="Say how many."
                ),
                LOCATOR_FIELD,
            ).behind_fold(),
        ),
        Kind.DOCUMENT: (
            FieldSpec("title", "Title", required_message="A document needs a title.", long=True),
            FieldSpec("kind", "Kind", help="letter, theses, telegram, speech"),
            DATE_FIELD,
            _entries_field("authors", "By", _PARTICIPANT),
            _entries_field("addressees", "To", _PARTICIPANT),
            LOCATOR_FIELD,
            _entries_field("signatories", "Signed by", _PARTICIPANT).behind_fold(),
            FieldSpec("published", "Published", Widget.DATE).behind_fold(),
            FieldSpec(
                "archive", "Archive and shelfmark", help="RGASPI, f. 325, op. 1, d. 171."
            ).behind_fold(),
            *(part.behind_fold() for part in IMPRINT_FIELDS),
            _entries_field("after", "Later than", _DOCUMENT, AFTER_HELP).behind_fold(),
            _rows_field(
                "received",
                "Received",
                _entry_field("by", "By", _PARTICIPANT, needed="Choose by whom."),
                replace(DATE_FIELD, required_message="Say when."),
                LOCATOR_FIELD,
            ).behind_fold(),
            NOTE_FIELD.behind_fold(),
        ),
        Kind.CLAIM: CLAIM_FIELDS,
        Kind.LINK: LINK_FIELDS,
        Kind.STANCE: (
            _entry_field("participant", "Who", _PARTICIPANT, needed="Choose who."),
            POSITION_FIELD,
            replace(DATE_FIELD, required_message="A stance needs a date, however vague."),
            _entries_field("claims", "Evidence", _CLAIM, "The claims it rests on."),
            ATTRIBUTION_FIELD,
            REPORTERS_FIELD.behind_fold(),
            _choice_field("confidence", "Confidence", {c: c.value for c in Confidence}).behind_fold(),
            LOCATOR_FIELD.behind_fold(),
            NOTE_FIELD.behind_fold(),
        ),
    }
)

ANSWER_FIELDS = (
    replace(RATIONALE_FIELD, label="Why does it?"),
    CO_PREMISES_FIELD.behind_fold(),
    CONTRARIES_FIELD.behind_fold(),
)
"""The fields of the new link in a reply to a claim or link, besides those of the new claim."""

SLUG_FIELD = FieldSpec(
    "slug",
    "Name in addresses",
    help="Small letters, digits and hyphens. It never changes; left empty, it is made from the text.",
    is_behind_fold=True,
)
WHY_FIELD = FieldSpec(
    "why", "What this change is for", help="A few words for the history.", is_behind_fold=True
)
