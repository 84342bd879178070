"""The columns that a table may have, kind by kind: what they are called, and how a cell of each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from stances.dates.uncertain import UncertainDate
from stances.formats.table_names import CellError, TableNames
from stances.record.search_query import normalise_text
from stances.record.text_types import SLUG_PATTERN
from stances.record.vocabulary import Attribution, Confidence, Kind, LinkKind, ParticipantKind
from stances.record.wording import ATTRIBUTION_NAMES

Data: TypeAlias = dict[str, Any]
CellReader: TypeAlias = Callable[[str, TableNames, Data], Any]
"""Reads a cell that is not empty, knowing what the cells of the fields before it gave; raises `CellError` or `DateError`."""


@dataclass(frozen=True)
class TableField:
    """A field that a column may fill: its path in a record's data, its label, what else a heading may call it."""

    name: str
    label: str
    read: CellReader
    others: tuple[str, ...] = ()
    is_required: bool = False

    def is_called(self, heading: str) -> bool:
        """Whether a heading names this field."""
        return _bare(heading) in {_bare(name) for name in (self.name, self.label, *self.others)}


def find_table_field(kind: Kind, heading: str) -> TableField | None:
    """The field of a kind that a heading names."""
    return next((field for field in TABLE_FIELDS[kind] if field.is_called(heading)), None)


def _bare(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", normalise_text(heading)).strip()


# --- readers of cells ---


def _text(cell: str, names: TableNames, data: Data) -> str:
    return cell


def _slug(cell: str, names: TableNames, data: Data) -> str:
    if not re.fullmatch(SLUG_PATTERN, cell):
        raise CellError(f"“{cell}” is no identifier; write lower-case letters, digits and single hyphens")
    return cell


def _date(cell: str, names: TableNames, data: Data) -> str:
    return UncertainDate.read(cell, names.into.debate.old_style_until).text


def _split(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]


def _tags(cell: str, names: TableNames, data: Data) -> list[str]:
    tags = (" ".join(tag.lower().split()) for tag in re.split(r"[;,\n]", cell))
    return list(dict.fromkeys(filter(None, tags)))


def _one(kind: Kind) -> CellReader:
    return lambda cell, names, data: names.find_or_create(kind, cell)


def _several(kind: Kind) -> CellReader:
    return lambda cell, names, data: [names.find_or_create(kind, part) for part in _split(cell)]


def _claim(cell: str, names: TableNames, data: Data) -> str:
    return names.require((Kind.CLAIM,), cell)


def _claims(cell: str, names: TableNames, data: Data) -> list[str]:
    return [names.require((Kind.CLAIM,), part) for part in _split(cell)]


def _claim_or_link(cell: str, names: TableNames, data: Data) -> str:
    return names.require((Kind.CLAIM, Kind.LINK), cell)


def _memberships(cell: str, names: TableNames, data: Data) -> list[Data]:
    return [{"faction": names.find_or_create(Kind.FACTION, part)} for part in _split(cell)]


def _quotations(cell: str, names: TableNames, data: Data) -> list[Data]:
    return [{"text": cell}]


def _position(cell: str, names: TableNames, data: Data) -> int | None:
    """The value of the position that a cell names by its symbol, its label or its number; None for undecided."""
    if normalise_text(cell) in ("undecided", "?"):
        return None
    dispute = names.into.disputes.get(data.get("dispute", ""))
    positions = dispute.positions if dispute else ()
    wanted = _plain_sign(cell)
    for values in (lambda p: p.key, lambda p: p.label, lambda p: str(p.value), lambda p: f"{p.value:+}"):
        for position in positions:
            if _plain_sign(values(position)) == wanted:
                return position.value
    known = "; ".join(f"{p.key} {p.label}" for p in positions)
    listed = f"they are {known}, or “undecided”" if known else "it has none yet"
    raise CellError(f"“{cell}” is no position of this dispute; {listed}")


def _plain_sign(text: str) -> str:
    return normalise_text(text.strip()).replace("−", "-").replace("–", "-")


def _choice(*others: Mapping[str, StrEnum], of: type[StrEnum]) -> CellReader:
    words = {word: value for known in others for word, value in known.items()} | {v.value: v for v in of}

    def read(cell: str, names: TableNames, data: Data) -> str:
        if (value := words.get(normalise_text(cell))) is None:
            raise CellError(f"“{cell}” is not one of: {', '.join(of)}")
        return value.value

    return read


_ATTRIBUTION = _choice({words: value for value, words in ATTRIBUTION_NAMES.items()}, of=Attribution)
_RELATION = _choice(
    {"+": LinkKind.SUPPORTS, "support": LinkKind.SUPPORTS, "for": LinkKind.SUPPORTS},
    {"-": LinkKind.REBUTS, "−": LinkKind.REBUTS, "rebut": LinkKind.REBUTS, "rebuttal": LinkKind.REBUTS},
    {"attack": LinkKind.REBUTS, "attacks": LinkKind.REBUTS, "against": LinkKind.REBUTS},
    {"_": LinkKind.UNDERCUTS, "undercut": LinkKind.UNDERCUTS},
    of=LinkKind,
)

_IDENTIFIER = TableField("slug", "Identifier", _slug, ("id", "key"))
_DISPUTE = TableField("dispute", "Dispute", _one(Kind.DISPUTE), ("question", "debate", "issue"), True)
_DOCUMENT = TableField("document", "Document", _one(Kind.DOCUMENT), ("source document", "letter"))
_EVIDENCE = (
    TableField("attribution", "Type of evidence", _ATTRIBUTION, ("how we know",)),
    TableField("reported_by", "Reported by", _several(Kind.PARTICIPANT), ("reporter", "according to")),
)
_PAGE = TableField("locator.page", "Page", _text, ("pages", "p", "pp", "page cited"))
_NOTE = TableField("note", "Note", _text, ("notes", "comment", "remark", "remarks"))

_WHEN_OTHERS = ("when", "year", "day", "time")

TABLE_FIELDS: Mapping[Kind, tuple[TableField, ...]] = MappingProxyType(
    {
        Kind.CLAIM: (
            _IDENTIFIER,
            TableField(
                *("speaker", "Speaker", _one(Kind.PARTICIPANT), ("who", "author", "person", "participant"), True)
            ),
            TableField("text", "Claim", _text, ("statement", "what", "argument", "thesis"), True),
            TableField("title", "Short text", _text, ("title", "heading", "short")),
            _DISPUTE,
            TableField("when", "Date", _date, _WHEN_OTHERS),
            _DOCUMENT,
            *_EVIDENCE,
            TableField("quotations", "Quotation", _quotations, ("quote", "words", "original")),
            TableField("tags", "Tags", _tags, ("tag", "keywords", "topics")),
            _PAGE,
            _NOTE,
        ),
        Kind.STANCE: (
            _IDENTIFIER,
            TableField(
                *("participant", "Participant", _one(Kind.PARTICIPANT), ("who", "person", "speaker", "actor")),
                is_required=True,
            ),
            _DISPUTE,
            TableField("position", "Position", _position, ("stance", "view", "value", "agreement"), True),
            TableField("when", "Date", _date, _WHEN_OTHERS, True),
            TableField("claims", "Evidence", _claims, ("claims", "claim", "based on")),
            *_EVIDENCE,
            TableField("confidence", "Confidence", _choice(of=Confidence), ("certainty",)),
            _PAGE,
            _NOTE,
        ),
        Kind.LINK: (
            _IDENTIFIER,
            TableField("source", "From claim", _claim, ("source", "from", "claim", "premise"), True),
            TableField("with", "Together with", _claims, ("with", "co premises", "and")),
            TableField("kind", "Relation", _RELATION, ("kind", "type", "link"), True),
            TableField("target", "To claim or link", _claim_or_link, ("to", "conclusion", "to claim"), True),
            TableField("rationale", "Reason", _text, ("why", "because", "rationale"), True),
            TableField("by", "Argued by", _one(Kind.PARTICIPANT), ("by", "who")),
            _DOCUMENT,
            *_EVIDENCE,
            _PAGE,
            _NOTE,
        ),
        Kind.PARTICIPANT: (
            _IDENTIFIER,
            TableField("name", "Name", _text, ("person", "participant", "who", "full name"), True),
            TableField("short", "Short name", _text, ("short", "called")),
            TableField("aliases", "Also called", lambda cell, *_: _split(cell), ("aliases", "alias", "other names")),
            TableField("kind", "Kind", _choice(of=ParticipantKind), ("type",)),
            TableField("memberships", "Factions", _memberships, ("faction", "party", "group", "camp")),
            TableField("role", "Role", _text, ("office", "occupation")),
            TableField("place", "Place", _text, ("city", "residence")),
            TableField("born", "Born", _date, ("birth", "date of birth")),
            TableField("died", "Died", _date, ("death", "date of death")),
            _NOTE,
        ),
        Kind.DOCUMENT: (
            _IDENTIFIER,
            TableField("title", "Title", _text, ("document", "name", "letter"), True),
            TableField("kind", "Kind", _text, ("type", "genre")),
            TableField("authors", "Authors", _several(Kind.PARTICIPANT), ("author", "by", "from", "writer", "who")),
            TableField("signatories", "Signatories", _several(Kind.PARTICIPANT), ("signed by",)),
            TableField("addressees", "Addressees", _several(Kind.PARTICIPANT), ("addressee", "to", "recipient")),
            TableField("when", "Date", _date, (*_WHEN_OTHERS, "written")),
            TableField("published", "Published", _date, ("publication date",)),
            TableField("publisher", "Publisher", _text, ("published in", "journal")),
            TableField("place", "Place", _text, ("city",)),
            TableField("archive", "Archive and shelfmark", _text, ("archive", "shelfmark", "call number")),
            TableField("url", "Online copy", _text, ("url", "link", "web")),
            TableField("language", "Language", _text, ("lang",)),
            _PAGE,
            _NOTE,
        ),
    }
)  # fmt: skip
"""The fields that tables fill, in the order in which cells are read and templates have them."""
