"""How a claim, link, stance or membership is known, in words: its attribution, who argued or reported it, whose words it is in.

The speaker of a claim, the arguer of a link and the attribution are three things. An inferred link is the editor's: it is never
laid to the speaker of its source. Pages, drawings and files all say it by these functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stances.record.entries import Claim, Link, Membership, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Rendering
from stances.record.wording import ATTRIBUTION_NAMES, INFERENCE_WORDS, RENDERING_WORDS, speaker_label


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence; where its words are a participant's name, their slug, so that a page can lead to them."""

    words: str
    participant: str = ""


Attributed = Claim | Link | Stance | Membership
"""What has an attribution."""

_Pieces = tuple[Piece, ...]


def describe_attribution(record: Record, entry: Attributed) -> str:
    """How something is known, who argued or reported it, and whose words it is in: reported by Carl, in our words."""
    return _join_words(_pieces(record, entry, is_rendering_told=_is_rendering_told(entry)))


def note_attribution(record: Record, claim: Claim) -> str:
    """The same in a claim's box on a map, where an own claim in our words goes without saying: "" for that."""
    words = _join_words(_pieces(record, claim, is_rendering_told=not is_rendering_usual(claim)))
    return "" if words == ATTRIBUTION_NAMES[Attribution.ASSERTED] else words


def is_rendering_usual(claim: Claim) -> bool:
    """Whether a claim's text is in our words, close to its source."""
    return claim.rendering is Rendering.CLOSE


def attribution_pieces(record: Record, entry: Attributed) -> _Pieces:
    """What `describe_attribution` says after the name of the attribution, with which it begins."""
    first, *others = _pieces(record, entry, is_rendering_told=_is_rendering_told(entry))
    rest = Piece(first.words.removeprefix(ATTRIBUTION_NAMES[entry.attribution]))
    return tuple(piece for piece in (rest, *others) if piece.words)


def _is_rendering_told(entry: Attributed) -> bool:
    is_usual = isinstance(entry, Claim) and is_rendering_usual(entry)
    return not (is_usual and entry.attribution is Attribution.INFERRED)


def _join_words(pieces: Sequence[Piece]) -> str:
    return "".join(piece.words for piece in pieces)


def _pieces(record: Record, entry: Attributed, *, is_rendering_told: bool) -> _Pieces:
    """How it is known, and what else is said of that, with commas between."""
    first, *others = _clauses(record, entry, is_rendering_told)
    return (*first, *(piece for clause in others for piece in (Piece(", "), *clause)))


def _clauses(record: Record, entry: Attributed, is_rendering_told: bool) -> Iterator[_Pieces]:
    """The clauses of `_pieces`. What is not called reported may have reporters too."""
    reporters = _list_reporters(record, entry)
    slug = record.arguer_of_link(entry) if isinstance(entry, Link) else None
    arguer = _name(record, slug)
    yield _fill(_choose_sentence(entry, reporters, arguer), reporters=reporters, arguer=arguer)
    if reporters and entry.attribution is not Attribution.REPORTED:
        yield _fill("reported by {reporters}", reporters=reporters)
    if arguer and entry.attribution is Attribution.ASSERTED:
        yield _fill("argued by {arguer}", arguer=arguer)
    if isinstance(entry, Claim) and is_rendering_told:
        yield (Piece(RENDERING_WORDS[entry.rendering]),)
    if isinstance(entry, Claim) and entry.voiced_by:
        yield _fill("voiced by {voice}", voice=_name(record, entry.voiced_by))


def _choose_sentence(entry: Attributed, reporters: _Pieces, arguer: _Pieces) -> str:
    """How it is known; who argued that an inferred link holds, only the editor says."""
    match entry.attribution:
        case Attribution.INFERRED if not isinstance(entry, Link):
            return INFERENCE_WORDS
        case Attribution.INFERRED if arguer:
            return "inferred: the editor infers that {arguer} argued so"
        case Attribution.INFERRED:
            return "inferred: the editor’s own connection"
        case Attribution.REPORTED if reporters and arguer:
            return "reported by {reporters}: {arguer} argued so"
        case Attribution.REPORTED if reporters:
            return "reported by {reporters}"
        case Attribution.REPORTED if arguer:
            return "reported: {arguer} argued so"
    return ATTRIBUTION_NAMES[entry.attribution]


def _list_reporters(record: Record, entry: Attributed) -> _Pieces:
    """Who reports it, the nearest first: Bob and later Carl."""
    slugs = (entry.by,) if isinstance(entry, Membership) else entry.reported_by
    listed: _Pieces = ()
    for slug in slugs:
        name = _name(record, slug)
        listed = (
            _fill("{reporters} and later {reporter}", reporters=listed, reporter=name) if listed else name
        )
    return listed


def _name(record: Record, slug: str | None) -> _Pieces:
    return (Piece(speaker_label(record, slug), slug),) if slug else ()


def _fill(sentence: str, **people: _Pieces) -> _Pieces:
    """The pieces of a sentence, with those that name people in the places of their placeholders."""
    parts = re.split(r"\{(\w+)\}", sentence)
    pieces = (people[part] if i % 2 else (Piece(part),) for i, part in enumerate(parts))
    return tuple(piece for some in pieces for piece in some if piece.words)
