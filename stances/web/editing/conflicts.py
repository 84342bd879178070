"""Where a save can't go on without a person: two versions of one record, or a record that looks as if it were there already.

Nothing typed is lost: the page carries the whole change, and what is chosen on it is saved against what it showed. If
somebody saves again meanwhile, it asks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, make_response, render_template, request
from jinja2_fragments.flask import render_block
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from stances.errors import BadRequestError, RefusedError
from stances.record.diff import Difference, differences
from stances.record.merge import Fields, merge
from stances.record.record import Record
from stances.record.vocabulary import Kind, Role
from stances.record.wording import named
from stances.store.changes import Edit
from stances.store.conflicts import MINE, THEIRS, Choices, Conflict, ConflictError, TwinError, Words, resolved
from stances.store.edit_codec import edits_data, edits_from
from stances.web.core import parameters
from stances.web.core.blueprint import family
from stances.web.core.site import record, session, wants_fragment
from stances.web.core.urls import addresses, where, where_first
from stances.web.core.visitors import require
from stances.web.editing.drafts import forget, here, mark
from stances.web.editing.save import save

pages = family("deciding")

PROSE = frozenset(("text", "note", "name", "title", "rationale", "question", "summary", "short", "place"))
"""Fields for which a person may write something else instead of choosing."""

CARRIED, CHOSEN = ("edits", "base", "shown", "why", "anyway", "draft"), ("choice ", "words ")
"""The fields of a form made here: those that carry the change along, and how the others begin."""


def init_app(app: Flask) -> None:
    app.register_error_handler(ConflictError, ask_which)
    app.register_error_handler(TwinError, ask_whether)


# --- asking ---


@dataclass(frozen=True)
class Question:
    """One group of fields in conflict: what it is called in the form, and both versions beside what there was."""

    name: str
    labels: str
    mine: list[Difference]
    theirs: list[Difference]
    words: str | None
    long: bool = False


@dataclass(frozen=True)
class Asked:
    """One record in conflict; no questions where one person deleted what the other changed. `merged` has merged by itself."""

    conflict: Conflict
    label: str
    questions: list[Question]
    whole: str
    changes: list[Difference]
    merged: list[Difference]


def ask_which(
    error: ConflictError,
    action: str | None = None,
    more: Mapping[str, str] | None = None,
    problems: Sequence[str] = (),
) -> Response:
    """The page that shows both versions and what there was, field by field. `more` are fields that its form carries along."""
    shown = record()
    return _page(
        "editing/conflict.html",
        asked=[_asked(shown, conflict) for conflict in error.conflicts],
        action=action or f"{addresses().home}/decide",
        leave=_where_now(shown, error.conflicts[0]),
        carried={**_carried(error), **(more or {}), "shown": str(error.shown)},
        problems=problems,
    )


def ask_whether(
    error: TwinError, action: str | None = None, more: Mapping[str, str] | None = None
) -> Response:
    """The page that leads to the record that is there, and offers to make the new one all the same."""
    return _page(
        "editing/duplicate.html",
        entry=error.entry,
        twin=error.twin,
        label=named(error.twin, record()),
        wrote=differences(None, error.entry, record()),
        address=where(error.twin),
        action=action or f"{addresses().home}/decide",
        carried={**_carried(error), **(more or {}), "shown": str(error.base), "anyway": "on"},
    )


def _carried(error: ConflictError | TwinError) -> dict[str, str]:
    edits = json.dumps(edits_data(error.edits), ensure_ascii=False)
    draft = request.form.get("draft") or mark(here())
    return {"edits": edits, "base": str(error.base), "why": error.why, "draft": draft}


def _page(template: str, **context: Any) -> Response:
    """A whole page; for htmx its content alone, in the place of the page's."""
    if wants_fragment():
        response = make_response(render_block(template, "content", **context), 409)
        response.headers |= {"HX-Retarget": "#content", "HX-Reswap": "innerHTML show:top"}
    else:
        response = make_response(render_template(template, **context), 409)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("HX-Request-Type")
    return response


def _where_now(shown: Record, conflict: Conflict) -> str:
    there = shown.get(conflict.kind, conflict.slug)
    return where(there) if there else f"{addresses().home}/"


def _asked(shown: Record, conflict: Conflict) -> Asked:
    ancestor, mine, theirs = conflict.ancestor, conflict.mine, conflict.theirs
    merged: list[Difference] = []
    questions: list[Question] = []
    changes = differences(ancestor, mine or theirs, shown)
    if mine and theirs:
        questions = [_question(shown, conflict, group) for group in conflict.fields]
        open_ = {name for group in conflict.fields for name in group}
        both = merge(ancestor, mine, theirs).entry
        merged = [d for d in differences(ancestor, both, shown) if d.field not in open_]
    whole = _field_name(conflict, ())
    return Asked(conflict, named(theirs or ancestor, shown), questions, whole, changes, merged)


def _question(shown: Record, conflict: Conflict, group: Fields) -> Question:
    mine = [d for d in differences(conflict.ancestor, conflict.mine, shown) if d.field in group]
    theirs = [d for d in differences(conflict.ancestor, conflict.theirs, shown) if d.field in group]
    labels = list(dict.fromkeys(d.label for d in (*mine, *theirs)))
    written = getattr(conflict.mine, group[0]) or "" if len(group) == 1 and group[0] in PROSE else None
    long = group[0] in ("text", "note", "question", "summary")
    return Question(_field_name(conflict, group), " and ".join(labels), mine, theirs, written, long)


def _field_name(conflict: Conflict, group: Fields) -> str:
    return f"{conflict.kind} {conflict.slug} {'+'.join(group)}"


# --- deciding ---


@dataclass(frozen=True)
class Decision:
    """What somebody chose, in view of revision `shown`."""

    shown: int
    choices: Choices
    anyway: bool


@pages.post("/decide")
def decide() -> Response:
    """Save a change with what was chosen."""
    require(Role.CONTRIBUTOR)
    parameters.only_fields(*CARRIED, beginning=CHOSEN)
    chosen = decision(request.form)
    edits = edits_from(_json(request.form.get("edits", "")))
    base = parameters.read_base(request.form.get("base", ""))
    why = request.form.get("why", "")[:300] or "decided between two versions"

    def plan(current: Record) -> list[Edit]:
        return resolved(session(), current, edits, base, chosen.shown, chosen.choices)

    try:
        saved = save(plan, why, chosen.shown, anyway=chosen.anyway)
    except RefusedError as error:
        return _asked_again(edits, base, chosen, why, error)
    response = saved.leading_to(where_first(saved.record, edits))
    forget(response, request.form.get("draft", ""))
    return response


def _asked_again(edits: list[Edit], base: int, chosen: Decision, why: str, refused: RefusedError) -> Response:
    """The same page with what stands in the way of what was chosen, where there is something to choose."""
    try:
        resolved(session(), record(), edits, base, chosen.shown, {})
    except ConflictError as error:
        error.why = why
        response = ask_which(error, problems=refused.problems)
        response.status_code = 422
        return response
    raise refused


def decision(form: MultiDict[str, str]) -> Decision:
    """What the form of a page made here says. Raises `BadRequestError`."""
    choices = {}
    for name, value in form.items():
        if name.startswith("choice "):
            key = name.removeprefix("choice ")
            choices[_key(key)] = _choice(value, form.get(f"words {key}", ""))
    return Decision(parameters.read_base(form.get("shown", "")), choices, form.get("anyway") == "on")


def _key(name: str) -> tuple[Kind, str, Fields]:
    try:
        kind, slug, fields = name.split(" ")
        return Kind(kind), slug, tuple(filter(None, fields.split("+")))
    except ValueError as error:
        raise BadRequestError("That is not a choice this page offers. Open it again.") from error


def _choice(value: str, words: str) -> str | Words:
    if value in (MINE, THEIRS):
        return value
    if value == "words":
        return Words(words.replace("\r\n", "\n"))
    raise BadRequestError("A choice is mine, theirs or words.")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadRequestError(
            "These changes can't be read. Go back to the form and save it again."
        ) from error


# --- where to go ---
