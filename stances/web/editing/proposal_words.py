"""A proposal as people read it: a phrase for what it would do, a map of where it would stand, and the pages that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from stances.argument.options import MapView
from stances.record.entries import Claim, Entry, Link, Stance
from stances.record.link_wording import link_words
from stances.record.record import Record
from stances.record.vocabulary import Kind, LinkKind
from stances.record.wording import entry_name, plural, quoted_name, with_article
from stances.store.changes import Drop, Edit, Put
from stances.store.conflicts import entry_at
from stances.store.proposals import Proposal
from stances.web.core.site import session
from stances.web.core.urls import debate_urls, entry_url
from stances.web.editing.record_picker import CREATABLE_KINDS
from stances.web.editing.unsaved_map import draw_unsaved_map

MAX_PICTURED_CLAIMS = 20
"""How many claims a proposal is drawn among: such a picture is small, and drawn in no time, so that it waits in no lane."""

REPLIES = {
    LinkKind.SUPPORTS: "support for",
    LinkKind.REBUTS: "a rebuttal to",
    LinkKind.UNDERCUTS: "an undercut of the link",
}


def edit_subject(edit: Edit) -> tuple[Kind, str, Entry | None]:
    """The kind and slug of an edit's record, and the entry afterwards; None for a deletion."""
    if isinstance(edit, Put):
        return edit.entry.kind_name, edit.entry.slug, edit.entry
    return edit.kind, edit.slug, None


def _put_entries(proposal: Proposal) -> list[Entry]:
    return [edit.entry for edit in proposal.edits if isinstance(edit, Put)]


def record_with(shown: Record, proposal: Proposal) -> Record:
    """The debate as it would be with the proposal, in which its records have names."""
    dropped = [(edit.kind, edit.slug) for edit in proposal.edits if isinstance(edit, Drop)]
    return shown.with_edits(_put_entries(proposal), dropped)


def _find_reply(put: Sequence[Entry]) -> Link | None:
    """The link of a proposed claim to what it answers."""
    claims = {entry.slug for entry in put if isinstance(entry, Claim)}
    return next((entry for entry in put if isinstance(entry, Link) and entry.source in claims), None)


def describe_proposal(shown: Record, proposal: Proposal) -> str:
    """What it would do, after “Conrad proposes”: a rebuttal to “The turn is real.”."""
    after, put = record_with(shown, proposal), _put_entries(proposal)
    reply = _find_reply(put)
    if reply and (answered := after.claims.get(reply.target) or after.links.get(reply.target)):
        return f"{REPLIES[reply.kind]} {quoted_name(answered, after)}"
    main = [edit for edit in proposal.edits if edit_subject(edit)[0] not in CREATABLE_KINDS] or proposal.edits
    if len(main) > 1:
        return plural(len(main), "a change to {count} record", "changes to {count} records")
    return _describe_edit(shown, after, proposal, main[0])


def _describe_edit(shown: Record, after: Record, proposal: Proposal, edit: Edit) -> str:
    kind, slug, entry = edit_subject(edit)
    if entry is None:
        before = shown.get(kind, slug) or entry_at(session(), shown.debate.slug, kind, slug, proposal.base)
        return f"deleting the {kind} {quoted_name(before, shown) if before else slug}"
    was_added = not proposal.is_open and proposal.why.startswith("added")
    if shown.get(kind, slug) is not None and not was_added:
        return f"a change to the {kind} {quoted_name(entry, after)}"
    if isinstance(entry, Link):
        return f"a new link: {link_words(entry, after)}"
    return f"{with_article(kind).replace(' ', ' new ', 1).replace('an new', 'a new')}: {entry_name(entry, after)}"


def draw_neighbourhood(shown: Record, proposal: Proposal) -> Markup:
    """The proposed claims and links among those that they are linked to, as SVG; empty for nothing or too much."""
    after, put = record_with(shown, proposal), _put_entries(proposal)
    ends = [end for entry in put if isinstance(entry, Link) for end in (entry.target, entry.source)]
    claims = [entry.slug for entry in put if isinstance(entry, Claim)]
    centre = next((slug for slug in (*ends, *claims) if slug in after.claims), "")
    if centre not in after.links_to and centre not in after.links_from:
        return Markup("")
    view = MapView(claim=centre, steps=1, title=False, legend=False)
    return draw_unsaved_map(shown, after, put, view, "proposed", MAX_PICTURED_CLAIMS)


def iter_addresses(shown: Record, proposal: Proposal) -> Iterator[str]:
    """The pages that it is about: of its records, of what its links join, of its disputes and participants."""
    after, to = record_with(shown, proposal), debate_urls()
    for edit in proposal.edits:
        kind, slug, entry = edit_subject(edit)
        if existing := shown.get(kind, slug):
            yield entry_url(existing)
        if isinstance(entry, Claim):
            yield from map(to.dispute, entry.disputes)
        elif isinstance(entry, Stance):
            yield from (to.dispute(entry.dispute), to.participant(entry.participant))
        elif isinstance(entry, Link):
            ends = (after.claims.get(end) or after.links.get(end) for end in (entry.source, entry.target))
            yield from (entry_url(end) for end in ends if end)
