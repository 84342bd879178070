"""How a claim, link, stance or membership is known, in words: its attribution, who argued or reported it, whose words it is in.

The speaker of a claim, the arguer of a link and the attribution are three things. An inferred link is the editor's: it is never
laid to the speaker of its source. Pages, drawings and files all say it by these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stances.record.entries import Claim, Link, Membership, Stance
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Rendering
from stances.record.wording import ATTRIBUTION_NAMES, RENDERING_WORDS, speaker_label


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence; where its words are a participant's name, their slug, so that a page can lead to them."""

    words: str
    participant: str = ""


Attributed = Claim | Link | Stance | Membership
"""What has an attribution."""


def describe_attribution(record: Record, entry: Attributed) -> str:
    """How something is known, who argued or reported it, and whose words it is in: reported by Carl, in our words."""
    return ATTRIBUTION_NAMES[entry.attribution] + _join_pieces(attribution_pieces(record, entry))


def note_attribution(record: Record, claim: Claim) -> str:
    """The same in a claim's box on a map, where an own claim in our words goes without saying: "" for that."""
    details = _join_pieces(_claim_pieces(record, claim, is_rendering_usual(claim)))
    is_usual = claim.attribution is Attribution.ASSERTED and not details
    return "" if is_usual else ATTRIBUTION_NAMES[claim.attribution] + details


def is_rendering_usual(claim: Claim) -> bool:
    """Whether a claim's text is in our words, close to its source."""
    return claim.rendering is Rendering.CLOSE


def attribution_pieces(record: Record, entry: Attributed) -> tuple[Piece, ...]:
    """What `describe_attribution` says after the name of the attribution."""
    if isinstance(entry, Link):
        return tuple(_link_pieces(record, entry))
    if isinstance(entry, Claim):
        is_inference = entry.attribution is Attribution.INFERRED
        return tuple(_claim_pieces(record, entry, is_inference and is_rendering_usual(entry)))
    return tuple(_source_pieces(record, entry))


def _join_pieces(pieces: Iterable[Piece]) -> str:
    return "".join(piece.words for piece in pieces)


def _name_piece(record: Record, slug: str) -> Piece:
    return Piece(speaker_label(record, slug), slug)


def _source_pieces(record: Record, entry: Attributed) -> Iterator[Piece]:
    """Whose word something rests on: by Ann and later Bob; by the editor."""
    if entry.attribution is Attribution.INFERRED:
        yield Piece(" by the editor")
    yield from _reporter_pieces(record, entry)


def _reporter_pieces(record: Record, entry: Attributed) -> Iterator[Piece]:
    """Who reports it, the nearest first; what is not called reported may have reporters too."""
    reporters = _list_reporters(entry)
    before = " by " if entry.attribution is Attribution.REPORTED else ", reported by "
    for place, slug in enumerate(reporters):
        yield Piece(" and later " if place else before)
        yield _name_piece(record, slug)


def _list_reporters(entry: Attributed) -> tuple[str, ...]:
    if isinstance(entry, Membership):
        return (entry.by,) if entry.by else ()
    return entry.reported_by


def _claim_pieces(record: Record, claim: Claim, leave_out_rendering: bool) -> Iterator[Piece]:
    yield from _source_pieces(record, claim)
    if not leave_out_rendering:
        yield Piece(f", {RENDERING_WORDS[claim.rendering]}")
    if claim.voiced_by:
        yield Piece(", voiced by ")
        yield _name_piece(record, claim.voiced_by)


def _link_pieces(record: Record, link: Link) -> Iterator[Piece]:
    """Who argued that the link holds, which of an inferred one only the editor says."""
    arguer = record.arguer_of_link(link)
    if link.attribution is Attribution.INFERRED:
        yield from _inference_pieces(record, arguer)
        yield from _reporter_pieces(record, link)
        return
    yield from _reporter_pieces(record, link)
    if arguer:
        is_reported = link.attribution is Attribution.REPORTED
        yield Piece(": " if is_reported else ", argued by ")
        yield _name_piece(record, arguer)
        yield Piece(" argued so" if is_reported else "")


def _inference_pieces(record: Record, arguer: str | None) -> Iterator[Piece]:
    if arguer is None:
        yield Piece(": the editor’s own connection")
        return
    yield Piece(": the editor infers that ")
    yield _name_piece(record, arguer)
    yield Piece(" argued so")
