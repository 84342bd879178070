"""What is done with several selected records: a page that says what would happen, and then one change.

The change is made as it was shown or not at all: the form carries a hash of what its page showed, and where somebody has changed
something of it meanwhile, the page is shown again with what would happen now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from stances import query
from stances.checks.doubts import evidence_in_another_dispute
from stances.publishing.templates import TemplateContext
from stances.record.entries import Claim, Entry, Link, Stance
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.record.wording import field_words, quoted_name
from stances.store.changes import DeletionPlan, Edit, plan_deletion
from stances.store.conflicts import entry_at, keys_changed_since
from stances.store.moving import MovePlan, plan_move
from stances.web.core import parameters
from stances.web.core.site import record, session
from stances.web.core.template_context import render_private
from stances.web.core.urls import debate_urls
from stances.web.core.visitors import require_role
from stances.web.editing.deletion import deletion_token, find_stances_without_evidence
from stances.web.editing.save import save
from stances.web.editing.selection import (
    Selection,
    count_by_kind,
    pages,
    read_selection,
    selection_page,
)


@dataclass(frozen=True)
class SelectionNews:
    """What others did since records were selected: the names of those `missing` now, and the keys of the `changed`.

    `again` if that is why the page is shown once more.
    """

    again: bool
    missing: Sequence[str]
    changed: Set[str]


@dataclass(frozen=True)
class DeleteSelectedPage(TemplateContext, template="editing/delete_several.html"):
    """What deleting a `selection` would do: all that is `planned`, and the slugs of stances that it leaves `without_evidence`.

    `agreed` is the hash of the plan, which the form sends; `since` is what others did since the records were selected.
    """

    selection: Selection
    since: SelectionNews
    planned: DeletionPlan
    agreed: str
    without_evidence: Set[str]


@dataclass(frozen=True)
class MoveConsequences:
    """What a move would do: `stances` with their positions before and after, `misfits` with theirs.

    `links` is the number of links at the claims that move, `between` of those that then join two disputes; `apart` are the
    stances whose evidence is then all in other disputes.
    """

    plan: MovePlan
    agreed: str
    claims: Sequence[Claim]
    stances: Sequence[tuple[Stance, str, str]]
    misfits: Sequence[tuple[Stance, str]]
    links: int
    between: int
    apart: Sequence[Entry]


@dataclass(frozen=True)
class MoveSelectedPage(TemplateContext, template="editing/move.html"):
    """Where to move a `selection`, and once that is chosen what `moving` it would do; `since` as when deleting."""

    selection: Selection
    since: SelectionNews
    moving: MoveConsequences | None


@pages.post("/select/delete")
def delete_selected() -> Response:
    """Delete what is selected, once its consequences have been shown."""
    require_role(Role.CONTRIBUTOR)
    selection = read_selection("agreed", "why")
    base = parameters.read_base(request.form.get("base", ""))
    if selection.problem:
        return selection_page(selection, [selection.problem])
    plan = plan_deletion(record(), *selection.entries)
    if request.form.get("agreed") == deletion_token(plan):
        return _save(plan.edits, f"deleted {count_by_kind(selection.entries)}")
    since, without_evidence = _read_news(selection, base), find_stances_without_evidence(plan)
    return _confirm(DeleteSelectedPage(selection, since, plan, deletion_token(plan), without_evidence))


@pages.post("/select/move")
def move_selected() -> Response:
    """Move what is selected to another dispute, once that is chosen and it has been shown what this changes."""
    require_role(Role.CONTRIBUTOR)
    selection = read_selection("agreed", "why", "to")
    base, to = parameters.read_base(request.form.get("base", "")), request.form.get("to", "")
    query.check_known("to", filter(None, [to]), record().disputes)
    if problem := selection.problem or _explain_immovable(selection):
        return selection_page(selection, [problem])
    target = record().disputes.get(to)
    if target is None:
        return _confirm(MoveSelectedPage(selection, _read_news(selection, base), None))
    plan = plan_move(record(), selection.entries, target, selection.wanted.dispute)
    if plan.moves and request.form.get("agreed") == move_token(plan):
        return _save(
            plan.edits, f"moved {count_by_kind(before for before, _ in plan.moves)} to “{target.title}”"
        )
    return _confirm(MoveSelectedPage(selection, _read_news(selection, base), _describe_move(record(), plan)))


def _explain_immovable(selection: Selection) -> str:
    if any(isinstance(entry, Claim | Stance) for entry in selection.entries):
        return ""
    return (
        "Only claims and stances can be moved to another dispute, and none is selected. "
        "Links follow their claims; documents, events and participants belong to the whole debate."
    )


def move_token(plan: MovePlan) -> str:
    """A hash of the move that the page showed, so that nobody agrees to another."""
    moves = [[_place(before), _place(after)] for before, after in plan.moves]
    rest = [f"{entry.kind_name} {entry.slug}" for entry in (*plan.misfits, *plan.unmoved)]
    shown = [plan.target.model_dump(mode="json", include={"slug", "scale", "positions"}), moves, rest]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def _place(entry: Claim | Stance) -> list[Any]:
    where = entry.disputes if isinstance(entry, Claim) else (entry.dispute, entry.position)
    return [entry.kind_name, entry.slug, *where]


def _describe_move(shown: Record, plan: MovePlan) -> MoveConsequences:
    after = shown.with_edits([moved for _, moved in plan.moves])
    claims = {before.slug for before, _ in plan.moves if isinstance(before, Claim)}
    links = [link for link in after.links.values() if claims & {*link.premises, link.target}]
    return MoveConsequences(
        plan,
        move_token(plan),
        claims=[before for before, _ in plan.moves if isinstance(before, Claim)],
        stances=[(was, _held(shown, was), _held(shown, now)) for was, now in _moved_stances(plan)],
        misfits=[(stance, _held(shown, stance)) for stance in plan.misfits],
        links=len(links),
        between=sum(1 for link in links if _joins_disputes(after, link)),
        apart=_stances_apart(shown, after),
    )


def _moved_stances(plan: MovePlan) -> list[tuple[Stance, Stance]]:
    return [(was, now) for was, now in plan.moves if isinstance(was, Stance) and isinstance(now, Stance)]


def _held(shown: Record, stance: Stance) -> str:
    return str(field_words(stance, "position", shown))


def _joins_disputes(after: Record, link: Link) -> bool:
    """Whether a link stands between two claims that have no dispute in common."""
    target = after.claims.get(link.target)
    starts = (after.claims[slug] for slug in link.premises if slug in after.claims)
    return target is not None and any(not {*start.disputes} & {*target.disputes} for start in starts)


def _stances_apart(before: Record, after: Record) -> list[Entry]:
    """The stances whose evidence is all in other disputes afterwards, and was not before."""
    known = {hit.entry.slug for hit in evidence_in_another_dispute(before)}
    return [hit.entry for hit in evidence_in_another_dispute(after) if hit.entry.slug not in known]


# --- confirming and saving ---


def _confirm(page: DeleteSelectedPage | MoveSelectedPage) -> Response:
    return render_private(page, 409 if page.since.again else 200)


def _read_news(selection: Selection, base: int) -> SelectionNews:
    """What has been done since revision `base`."""
    keys = keys_changed_since(session(), record().debate.slug, base)
    changed = {f"{kind}.{slug}" for kind, slug in keys}
    return SelectionNews("agreed" in request.form, _name_missing(selection, base), changed)


def _name_missing(selection: Selection, base: int) -> list[str]:
    """The names of what was selected and has been deleted since."""
    names = []
    for kind, slug in selection.missing:
        entry = entry_at(session(), record().debate.slug, kind, slug, base)
        names.append(f"the {kind} {quoted_name(entry, record()) if entry else slug}")
    return names


def _save(edits: Sequence[Edit], why: str) -> Response:
    """Make the edits in one change, for the reason that the form gives, or else for `why`."""
    reason = " ".join(request.form.get("why", "").split()) or why
    saved = save(lambda _: edits, reason[:300], record().revision)
    return saved.redirect_to(f"{debate_urls().home}/history")
