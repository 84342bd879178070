"""What no debate may ever contain, however it was written: the rules that a save is refused for.

They look only at the entries a change touches, so that a save costs the same in a small debate and in a large one.
What makes a debate weak rather than broken is told by `stances.check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stances.record import Claim, Dispute, Entry, Event, Link, Record, Stance
from stances.references import Reference, references, referring_to
from stances.terms import Kind, LinkKind


def breaches(record: Record, put: Sequence[Entry], dropped: Iterable[tuple[Kind, str]] = ()) -> list[str]:
    """A sentence for each way in which `record` would be broken, these entries having been put or dropped."""
    found = [problem for entry in put for problem in _of_entry(record, entry)]
    for kind, slug in dropped:
        found += _left_dangling(record, kind, slug)
    return found


def _of_entry(record: Record, entry: Entry) -> Iterator[str]:
    for reference in references(entry):
        if record.get(reference.kind, reference.slug) is None:
            yield f"{name(entry)} refers to {_told(reference)}, which does not exist."
    if isinstance(entry, Claim | Link):
        yield from _shared_name(record, entry)
    if isinstance(entry, Link):
        yield from _aim(entry)
    if isinstance(entry, Claim) and len(set(entry.disputes)) < len(entry.disputes):
        yield f"{name(entry)} names one dispute twice."
    yield from _positions(record, entry)


def name(entry: Entry) -> str:
    """How a message names a record: claim “radeks-draft”."""
    return f"{entry.kind_name} “{entry.slug}”"


def _told(reference: Reference) -> str:
    return f"the {reference.kind} “{reference.slug}” ({' › '.join(reference.path)})"


def _shared_name(record: Record, entry: Claim | Link) -> Iterator[str]:
    others = record.links if isinstance(entry, Claim) else record.claims
    if entry.slug in others:
        yield f"The slug “{entry.slug}” is both a claim's and a link's; they share one namespace, so one needs another slug."


def _aim(link: Link) -> Iterator[str]:
    if link.target == (link.slug if link.kind is LinkKind.UNDERCUTS else link.source):
        yield f"{name(link)} leads into itself."


def _positions(record: Record, entry: Entry) -> Iterator[str]:
    """Positions must be on their dispute's scale, and a scale keeps the positions in use."""
    if isinstance(entry, Stance):
        yield from _on_scale(record, entry, entry.dispute, entry.position)
    elif isinstance(entry, Event):
        for tally in entry.tally:
            yield from _on_scale(record, entry, tally.dispute, tally.position)
    elif isinstance(entry, Dispute):
        for stance in record.stances_of_dispute.get(entry.slug, ()):
            yield from _on_scale(record, stance, entry.slug, stance.position)
        for event in record.events.values():
            for tally in event.tally:
                if tally.dispute == entry.slug:
                    yield from _on_scale(record, event, entry.slug, tally.position)


def _on_scale(record: Record, entry: Entry, dispute: str, position: int | None) -> Iterator[str]:
    scale = record.disputes.get(dispute)
    if scale and position is not None and scale.position(position) is None:
        allowed = ", ".join(str(p.value) for p in scale.positions) or "none"
        yield f"{name(entry)} takes position {position}, which the dispute “{dispute}” does not have (it has {allowed})."


def _left_dangling(record: Record, kind: Kind, slug: str) -> Iterator[str]:
    if left := referring_to(record, kind, slug):
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        named = ", ".join(name(entry) for entry in left[:3])
        yield f"The {kind} “{slug}” can't be deleted alone: {named}{more} still refer to it."
