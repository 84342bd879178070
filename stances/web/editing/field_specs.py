"""What the form of each kind of record asks for: a table of fields, in the order in which a person thinks of them.

The first fields are what a record can't do without; those marked `more` wait behind a fold. Names are the keys of the native
format, so that what a form reads is what a file would say. How a field is shown is the template's matter, how its
text becomes a value `stances.web.forms`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from types import MappingProxyType

from stances.record.vocabulary import ActKind, Attribution, Confidence, Kind, LinkKind, ParticipantKind, Scale


class Widget(Enum):
    """How a field is asked for. What it holds: a text unless it says otherwise."""

    LINE = auto()
    TEXT = auto()
    LINES = auto()  # a list, a line each
    NUMBER = auto()
    NUMBERS = auto()  # 28–29, 31
    DATE = auto()
    CHOICE = auto()
    SOURCE = auto()  # one of the debate's sources
    HELD = auto()  # a dispute and a position in it, chosen as one
    ONE = auto()  # another record
    MANY = auto()  # other records
    GROUP = auto()  # fields of a value within
    ROWS = auto()  # a list of values, each with these fields
    HIDDEN = auto()


@dataclass(frozen=True)
class Field:
    """One thing to ask. `kind` is what a ONE or MANY refers to, None for a claim or a link; `parts` are those of GROUP and ROWS;
    `start` is what a new one begins with.
    """

    name: str
    label: str
    widget: Widget = Widget.LINE
    help: str = ""
    needed: str = ""
    start: str = ""
    kind: Kind | None = None
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[Field, ...] = ()
    more: bool = False
    throughout: bool = False
    long: bool = False

    @property
    def weightless(self) -> bool:
        """A row in which only such fields are filled in says nothing."""
        return self.widget in (Widget.CHOICE, Widget.HIDDEN, Widget.SOURCE)

    def folded(self) -> Field:
        return replace(self, more=True)


def _one_of(name: str, label: str, told: Mapping[StrEnum, str], help: str = "") -> Field:
    return Field(
        name, label, Widget.CHOICE, help, choices=tuple((m.value, words) for m, words in told.items())
    )


def _ref(name: str, label: str, kind: Kind | None, help: str = "", needed: str = "") -> Field:
    return Field(name, label, Widget.ONE, help, needed, kind=kind)


def _refs(name: str, label: str, kind: Kind, help: str = "") -> Field:
    return Field(name, label, Widget.MANY, help, kind=kind)


def _rows(name: str, label: str, *parts: Field, help: str = "") -> Field:
    return Field(name, label, Widget.ROWS, help, parts=parts)


P, C, D = Kind.PARTICIPANT, Kind.CLAIM, Kind.DOCUMENT

LOCATOR = Field(
    "locator",
    "In the source",
    Widget.GROUP,
    parts=(
        Field("source", "Source", Widget.SOURCE),
        Field("paragraphs", "Paragraphs", Widget.NUMBERS, "Such as 28–29, 31"),
        Field("notes", "Notes", Widget.NUMBERS, "Such as 75"),
        Field("page", "Page"),
    ),
)
NOTE = Field("note", "Note", Widget.TEXT, "What a reader should know beyond this.")
ATTRIBUTION = _one_of(
    "attribution",
    "How we know",
    {
        Attribution.ASSERTED: "asserted, in own words",
        Attribution.REPORTED: "reported by somebody else",
        Attribution.INFERRED: "inferred, our reading",
    },
)
REPORTERS = _refs("reported_by", "Reported by", P, "Nearest the speaker first.")
WHEN = Field("when", "Date", Widget.DATE)
THROUGHOUT = replace(WHEN, throughout=True)
AFTER = "What is known to be earlier, where the dates don't say so."
HELD = Field("position", "Position", Widget.HELD, needed="Choose a position, or undecided.")

CLAIM = (
    Field("text", "Claim", Widget.TEXT, "One proposition, as a full sentence.", "Write what is claimed."),
    _ref("speaker", "Who says it", P, needed="Choose who says it."),
    _ref("dispute", "In the dispute", Kind.DISPUTE, needed="Choose the dispute that it belongs to."),
    WHEN,
    _ref("document", "Document", D),
    LOCATOR,
    ATTRIBUTION,
    REPORTERS.folded(),
    _ref(
        "voiced_by", "Voiced by", P, "Who speaks for others, without being shown to share the view."
    ).folded(),
    _refs("also", "Also in the disputes", Kind.DISPUTE).folded(),
    _refs("after", "Later than", C, AFTER).folded(),
    _rows(
        "acts",
        "Signed and disowned",
        _ref("participant", "Who", P, needed="Choose who."),
        _one_of("act", "Does what", {act: act.value for act in ActKind}),
        WHEN,
        _ref("document", "Document", D),
        LOCATOR,
    ).folded(),
    _rows(
        "quotations",
        "Quotations",
        Field("text", "Words", Widget.TEXT, needed="Write the words quoted."),
        Field("lang", "Language", help="A code: ru, fr, de."),
        Field("translator", "Translator"),
        help="A few words of the original.",
    ).folded(),
    NOTE.folded(),
)

LINK = (
    _ref("source", "The claim", C, needed="Choose the claim that does it."),
    _one_of(
        "kind",
        "Does what",
        {
            LinkKind.SUPPORTS: "supports",
            LinkKind.REBUTS: "rebuts",
            LinkKind.UNDERCUTS: "undercuts (denies that a link holds)",
        },
    ),
    _ref("target", "The other", None, "A claim; for an undercut, a link.", "Choose what it is about."),
    Field(
        "rationale", "Why", help="In one line: what makes it so.", needed="Say in one line why.", long=True
    ),
    ATTRIBUTION,
    _ref("by", "Drawn by", P, "Where it is not the speaker of the claim.").folded(),
    _ref("document", "Document", D).folded(),
    LOCATOR.folded(),
    REPORTERS.folded(),
    NOTE.folded(),
)

FIELDS: Mapping[Kind, tuple[Field, ...]] = MappingProxyType(
    {
        Kind.DEBATE: (
            Field("title", "Title", needed="A debate needs a title.", long=True),
            Field("summary", "Summary", Widget.TEXT),
            Field("from", "From", Widget.DATE),
            Field("to", "To", Widget.DATE),
            Field(
                "licence",
                "Licence",
                help="On what terms others may use the record and its figures: CC BY 4.0. SVG and PDF figures carry it.",
            ),
            _rows(
                "sources",
                "Drawn from",
                Field("slug", "", Widget.HIDDEN),
                Field("author", "Author"),
                Field("title", "Title", needed="A source needs a title."),
                Field("citation", "Full citation", Widget.TEXT),
            ),
        ),
        Kind.FACTION: (
            Field("name", "Name", needed="A faction needs a name."),
            Field("summary", "Summary", Widget.TEXT),
        ),
        Kind.PARTICIPANT: (
            Field("name", "Name", needed="Write the name."),
            Field("short", "Short name", help="As it stands in the grid: Radek."),
            _one_of(
                "kind",
                "Kind",
                {
                    ParticipantKind.PERSON: "person",
                    ParticipantKind.GROUP: "group",
                    ParticipantKind.INSTITUTION: "institution",
                },
            ),
            Field("place", "Place"),
            _rows(
                "memberships",
                "Factions",
                _ref("faction", "Faction", Kind.FACTION, needed="Choose the faction."),
                replace(THROUGHOUT, label="When", help="Since June 1928, or from February to May 1928."),
                replace(ATTRIBUTION, start="inferred"),
                _ref("by", "Who says so", P),
                LOCATOR,
            ),
            Field("involved", "Involved", Widget.DATE, throughout=True).folded(),
            Field("aliases", "Also called", Widget.LINES, "A name a line.").folded(),
            NOTE.folded(),
            LOCATOR.folded(),
        ),
        Kind.DISPUTE: (
            Field("title", "Title", needed="A dispute needs a title.", long=True),
            Field(
                "question",
                "Question",
                Widget.TEXT,
                "What they disagree about, as a question.",
                "Ask the question.",
            ),
            _one_of(
                "scale",
                "Kind of scale",
                {Scale.ORDINAL: "degrees of one answer", Scale.CATEGORICAL: "options without an order"},
            ),
            _rows(
                "positions",
                "Positions",
                Field("value", "Number", Widget.NUMBER, needed="Give it a number."),
                Field("key", "Sign", needed="Give it a sign."),
                Field("label", "In words", needed="Say it in words."),
                Field("gloss", "Gloss", Widget.TEXT),
                help="Degrees are numbered from −2 to 2, options 1, 2, 3 in their order. The sign stands in the grid.",
            ),
            Field(
                "horizon_months",
                "Months a stance is carried forward",
                Widget.NUMBER,
                needed="Give a number of months.",
                start="4",
            ).folded(),
            _rows(
                "coverage",
                "What has been read",
                replace(THROUGHOUT, label="Throughout", needed="Say for what time."),
                _refs("participants", "Whom", P, "Nobody named means everybody."),
                help="Read and nothing found is silence; not read is not yet coded.",
            ).folded(),
        ),
        Kind.EVENT: (
            Field("name", "Name", needed="Say what happened.", long=True),
            replace(THROUGHOUT, needed="An event needs a date, however vague."),
            NOTE,
            LOCATOR,
            _rows(
                "tally",
                "Votes",
                HELD,
                Field("count", "How many", help="12, or ~100 for about.", needed="Say how many."),
                LOCATOR,
            ).folded(),
        ),
        Kind.DOCUMENT: (
            Field("title", "Title", needed="A document needs a title.", long=True),
            Field("kind", "Kind", help="letter, theses, telegram, speech"),
            WHEN,
            _refs("authors", "By", P),
            _refs("addressees", "To", P),
            LOCATOR,
            _refs("signatories", "Signed by", P).folded(),
            Field("published", "Published", Widget.DATE).folded(),
            _refs("after", "Later than", D, AFTER).folded(),
            _rows(
                "received",
                "Received",
                _ref("by", "By", P, needed="Choose by whom."),
                replace(WHEN, needed="Say when."),
                LOCATOR,
            ).folded(),
            NOTE.folded(),
        ),
        Kind.CLAIM: CLAIM,
        Kind.LINK: LINK,
        Kind.STANCE: (
            _ref("participant", "Who", P, needed="Choose who."),
            HELD,
            replace(WHEN, needed="A stance needs a date, however vague."),
            _refs("claims", "Evidence", C, "The claims it rests on."),
            ATTRIBUTION,
            REPORTERS.folded(),
            _one_of("confidence", "Confidence", {c: c.value for c in Confidence}).folded(),
            LOCATOR.folded(),
            NOTE.folded(),
        ),
    }
)

ANSWER = (
    Field(
        "rationale",
        "Why does it?",
        help="In one line: what makes it so.",
        needed="Say in one line why.",
        long=True,
    ),
)
"""What an answer to a claim or a link says of the link that it draws, beside the claim that it makes."""

SLUG = Field(
    "slug",
    "Name in addresses",
    help="Small letters, digits and hyphens. It never changes; left empty, it is made from the text.",
    more=True,
)
WHY = Field("why", "What this change is for", help="A few words for the history.", more=True)
