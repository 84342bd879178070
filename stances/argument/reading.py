"""Whether the speaker of a link's source could have read what they answer, before they wrote.

Three-valued as dates are: yes or no if it is so for every day that the dates allow, else undetermined. Only receipts by
this person count, and publication, from which on anybody could read a document. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from stances.argument.presence import ALWAYS, Timing
from stances.dates.day import Day
from stances.dates.uncertain import DateOrder, UncertainDate, compare_bounds
from stances.record.entries import Claim, Document, Link
from stances.record.record import Record
from stances.record.vocabulary import CouldRead, ReadingReason


@dataclass(frozen=True)
class Reading:
    """Whether a reader could have read a claim's document, and why; `when` is the day that the reason names."""

    reader: str
    claim: Claim
    answer: CouldRead
    reason: ReadingReason
    when: UncertainDate | None = None


def judge_reading(record: Record, link: Link) -> Reading | None:
    """Judge a link; None if it does not lead from one speaker's claim to another's."""
    source, target = record.claims.get(link.source), find_answered_claim(record, link)
    if source is None or target is None or source.speaker == target.speaker:
        return None
    return Reading(source.speaker, target, *_judge(record, source, target))


def find_answered_claim(record: Record, link: Link) -> Claim | None:
    """The claim that a link is about: its target, or the source of the link that it undercuts."""
    undercut = record.links.get(link.target)
    return record.claims.get(undercut.source if undercut else link.target)


def _judge(
    record: Record, source: Claim, target: Claim
) -> tuple[CouldRead, ReadingReason, UncertainDate | None]:
    document, timing = record.documents.get(target.document or ""), Timing(record)
    written, answered = timing.claim_bounds(source), timing.claim_bounds(target)
    if compare_bounds(written, answered) is DateOrder.BEFORE:
        return CouldRead.NO, ReadingReason.WRITTEN_LATER, target.when or (document.when if document else None)
    if document and source.speaker in (*document.authors, *document.signatories):
        return CouldRead.YES, ReadingReason.OWN, None
    if document and document.slug == source.document:
        return CouldRead.UNDETERMINED, ReadingReason.SAME_DOCUMENT, None
    if written == ALWAYS:
        return CouldRead.UNDETERMINED, ReadingReason.UNDATED, None
    return _judge_arrival(document, source.speaker, written)


def _judge_arrival(
    document: Document | None, reader: str, written: tuple[Day, Day]
) -> tuple[CouldRead, ReadingReason, UncertainDate | None]:
    """Judge by the first receipt by the reader, else by publication; one who has a receipt had it no earlier."""
    receipts = [r.when for r in document.received if r.by == reader] if document else []
    received = min(receipts, key=lambda when: when.sort_key, default=None)
    published = document.published if document else None
    for when, reason in ((received, ReadingReason.RECEIVED), (published, ReadingReason.PUBLISHED)):
        if when and compare_bounds(when.sort_key, written) is DateOrder.BEFORE:
            return CouldRead.YES, reason, when
    if received is None:
        return CouldRead.UNDETERMINED, ReadingReason.NOT_RECORDED, published
    certainly_later = compare_bounds(received.sort_key, written) is DateOrder.AFTER
    may_have_seen_print = published and compare_bounds(published.sort_key, written) is not DateOrder.AFTER
    answer = CouldRead.NO if certainly_later and not may_have_seen_print else CouldRead.UNDETERMINED
    return answer, ReadingReason.RECEIVED, received
