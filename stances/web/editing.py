"""Creating, changing and deleting records through forms, in a panel of a page or as a page of its own.

A form says from which revision it was begun, so that what others save meanwhile is met when it is sent
(`stances.web.saving`). Sending it with a button other than its own adds or takes out a row and saves nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import make_response, render_template, request
from jinja2_fragments.flask import render_block
from werkzeug.wrappers import Response

from stances.dates import DateError, UncertainDate
from stances.debates.changes import Edit, Put
from stances.debates.deleting import Deletion, deletion
from stances.debates.duplicates import free_slug
from stances.debates.reconciling import entry_at
from stances.errors import BadRequestError, NotFoundError, RefusedError
from stances.integrity import breaches
from stances.record import PLACES, Claim, Dispute, Entry, Link, Participant, Record, Stance
from stances.terms import Kind, LinkKind, Role
from stances.web import forms, parameters
from stances.web.choosing import MADE_WITHIN, offers, written
from stances.web.deciding import where, where_first
from stances.web.family import family
from stances.web.fields import ANSWER, CLAIM, FIELDS, SLUG, WHY, Field, Widget
from stances.web.presenting import addresses
from stances.web.saving import Saved, save
from stances.web.site import record, session, wants_fragment
from stances.web.visitors import require
from stances.wording import quoted

pages = family("editing")

CARRIED = ("base", "why", "slug", "add", "remove", "show")
"""What a form sends beside its fields."""

SAVED = "stances-saved"
"""The cookie that tells the browser which form has been saved, so that it forgets what it kept of it."""

NEW_SCALE = [
    {"value": 2, "key": "++", "label": "yes"},
    {"value": 1, "key": "+", "label": "rather yes"},
    {"value": 0, "key": "0", "label": "neither yes nor no"},
    {"value": -1, "key": "−", "label": "rather no"},
    {"value": -2, "key": "−−", "label": "no"},
]


@dataclass
class Form:
    """A form as it is shown: what it asks, what was typed into it and what is wrong with that."""

    title: str
    action: str
    back: str
    fields: Sequence[Field]
    typed: forms.Typed
    base: int
    save: str = "Save"
    creates: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()
    focus: str = ""
    about: Entry | None = None

    @property
    def id(self) -> str:
        """The same for the same form whenever it is opened."""
        return f"form-{_mark(self.action)}"

    def unfolded(self) -> bool:
        """Is something behind the fold that needs to be seen?"""
        behind = [f.name for f in (*self.fields, SLUG, WHY) if f.more]
        wrong = {name.partition(".")[0] for name in (*self.errors, self.focus)}
        return any(name in wrong for name in behind)


# --- showing ---


def _shown(form: Form, status: int = 200) -> Response:
    """The form as a page; for htmx the form alone."""
    template = "editing/form.html"
    context: dict[str, Any] = {
        "form": form,
        "Widget": Widget,
        "rows": forms.rows,
        "made_within": MADE_WITHIN,
        "SLUG": SLUG,
        "WHY": WHY,
    }
    html = (
        render_block(template, "form", **context)
        if wants_fragment()
        else render_template(template, **context)
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("HX-Request-Type")
    return response


def _led(saved: Saved, address: str) -> Response:
    """On to what was saved: by a redirect, or in place where htmx is on that page already."""
    response = saved.leading_to(address)
    if wants_fragment():
        path = response.location or address
        response = make_response("", 204)
        if urlsplit(request.headers.get("HX-Current-URL", "")).path == urlsplit(path).path:
            swap = {"target": "#content", "select": "#content", "swap": "outerMorph", "replace": "true"}
            response.headers["HX-Location"] = json.dumps({"path": path, **swap})
        else:
            response.headers["HX-Redirect"] = path
    response.set_cookie(SAVED, _mark(_here()), max_age=60, samesite="Lax", secure=request.is_secure)
    return response


def _mark(action: str) -> str:
    """Names the form at an address, for the browser to find what it keeps of it."""
    return hashlib.sha256(action.encode()).hexdigest()[:10]


def _here() -> str:
    """The address that this request's form was opened at, its parameters included."""
    query = urlencode(sorted(request.args.items(multi=True)))
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")


# --- receiving ---


@dataclass(frozen=True)
class Sent:
    """What a form sent: the texts of its fields, and what it carries."""

    typed: forms.Typed
    base: int
    why: str
    slug: str
    add: str
    remove: str
    show: bool

    @property
    def saves(self) -> bool:
        return not (self.add or self.remove or self.show)


def _sent(fields: Sequence[Field]) -> Sent:
    """Raises `BadRequestError` for fields that the form doesn't have."""
    form = request.form.to_dict(flat=False)
    carried = {name: form.pop(name, [""])[0] for name in CARRIED}
    base = carried["base"]
    if not base.isascii() or not base.isdigit() or len(base) > 18:
        raise BadRequestError("This form does not say which revision it was made from. Open the page again.")
    typed = forms.received(fields, form)
    if carried["remove"]:
        typed = forms.without_row(typed, carried["remove"])
    typed = forms.compacted(fields, typed)
    if carried["add"]:
        typed = _with_row(fields, typed, carried["add"])
    return Sent(
        typed,
        int(base),
        carried["why"],
        carried["slug"].strip(),
        carried["add"],
        carried["remove"],
        bool(carried["show"]),
    )


def _with_row(fields: Sequence[Field], typed: forms.Typed, name: str) -> forms.Typed:
    """With an empty row, or an empty place, more."""
    asked = next((f for f in fields if f.name == name.partition(".")[0]), None)
    if asked is None or asked.widget not in (Widget.ROWS, Widget.MANY):
        raise BadRequestError(f"This form can't have more of “{name[:80]}”.")
    if asked.widget is Widget.MANY:
        return {**typed, name: [*typed.get(name, ()), ""]}
    number = len(forms.rows(typed, name))
    if number >= forms.MOST_ROWS:
        raise BadRequestError(f"At most {forms.MOST_ROWS} of these, please.")
    return {**typed, f"{name}.{number}.{asked.parts[0].name}": [""]}


def _focus(fields: Sequence[Field], typed: forms.Typed, added: str) -> str:
    """Where to go on writing after a row was added."""
    asked = next((f for f in fields if f.name == added), None)
    if asked is None or asked.widget is not Widget.ROWS:
        return added
    first = next(part for part in asked.parts if part.widget is not Widget.HIDDEN)
    return f"{added}.{len(forms.rows(typed, added)) - 1}.{first.name}"


# --- new and edit ---


def _new(kind: Kind) -> Response:
    """An empty form, or one with what the address fills in."""
    require(Role.CONTRIBUTOR)
    fields = FIELDS[kind]
    parameters.only(*_prefillable(fields))
    shown = record()
    return _shown(_new_form(kind, shown, _prefilled(kind, shown)))


def _prefillable(fields: Sequence[Field]) -> list[str]:
    return [f.name for f in fields if not f.parts] + ["dispute"] * any(
        f.widget is Widget.HELD for f in fields
    )


def _prefilled(kind: Kind, shown: Record) -> forms.Typed:
    typed = {f.name: [f.start] for f in FIELDS[kind] if f.start}
    if kind is Kind.DISPUTE:
        typed |= forms.typed_from(FIELDS[kind], {"positions": NEW_SCALE}, shown)
    for asked in FIELDS[kind]:
        if text := request.args.get(asked.name):
            named = asked.widget in (Widget.ONE, Widget.MANY)
            typed[asked.name] = [written(shown, asked.kind, text) if named else _filled_in(asked, text)]
    if "dispute" in request.args and "dispute" not in typed:
        typed["dispute"] = [request.args["dispute"]]
    return typed


def _filled_in(asked: Field, text: str) -> str:
    """What an address fills in, a date the way people write it: the days of one whole month are that month."""
    if asked.widget is not Widget.DATE:
        return text
    try:
        when = UncertainDate.read(text)
    except DateError:
        return text
    month = UncertainDate.parse(f"{when.earliest:%Y-%m}")
    return forms.date_text(month if month.sort_key == when.sort_key else when, asked.throughout)


def _new_form(kind: Kind, shown: Record, typed: forms.Typed, base: int | None = None) -> Form:
    back = request.args.get("dispute", "")
    return Form(
        title=f"New {kind}",
        action=_here(),
        back=addresses().dispute(back) if back in shown.disputes else f"{addresses().home}/",
        fields=FIELDS[kind],
        typed=typed,
        base=shown.revision if base is None else base,
        save=f"Add the {kind}",
        creates=True,
    )


def _create(kind: Kind) -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown = FIELDS[kind], record()
    sent = _sent(fields)
    form = replace(_new_form(kind, shown, sent.typed, sent.base), focus=_focus(fields, sent.typed, sent.add))
    if not sent.saves:
        return _shown(form)
    reading = forms.read(fields, sent.typed, shown)
    reading.data["slug"] = sent.slug or _own_slug(shown.with_edits(reading.made), kind, reading.data)
    _number_sources(kind, reading)
    return _save(form, sent, reading, kind, fields, f"added a {kind}")


def _own_slug(shown: Record, kind: Kind, data: Mapping[str, Any]) -> str:
    """A slug by what the record says first."""
    match kind:
        case Kind.LINK:
            text = f"{data.get('source', '')[:32]} {data.get('kind', '')} {data.get('target', '')[:32]}"
        case Kind.STANCE:
            text = f"{data.get('participant', '')} {data.get('dispute', '')} {data.get('when', '')}"
        case Kind.CLAIM:
            text = str(data.get("text", ""))
        case _:
            text = str(data.get("short") or data.get("name") or data.get("title") or "")
    if kind in (Kind.LINK, Kind.STANCE):
        return free_slug(shown, kind, forms.slug_from(text, 76) or kind.value)
    return forms.new_slug(shown, kind, text)


def _number_sources(kind: Kind, reading: forms.Reading) -> None:
    """New sources get a slug by their title."""
    taken: set[str] = (
        {s["slug"] for s in reading.data.get("sources", ()) if "slug" in s} if kind is Kind.DEBATE else set()
    )
    for source in reading.data.get("sources", ()) if kind is Kind.DEBATE else ():
        if "slug" not in source:
            base = forms.slug_from(source.get("author") or source.get("title") or "") or "source"
            source["slug"] = next(
                s for s in (base, *(f"{base}-{n}" for n in range(2, 999))) if s not in taken
            )
            taken.add(source["slug"])


def _found(kind: Kind, slug: str) -> Entry:
    found = record().get(kind, record().debate.slug if kind is Kind.DEBATE else slug)
    if found is None:
        raise NotFoundError(
            f"There is no {kind} “{slug}” in this debate. It may have been deleted, or the address is mistyped."
        )
    return found


def _asked_of(kind: Kind) -> Sequence[Field]:
    """The fields that the address asks for: all of the kind's, or those that `only` names."""
    parameters.only("only")
    only = request.args.get("only")
    if only is None:
        return FIELDS[kind]
    wanted = only.split(",")
    fields = [replace(f, more=False) for f in FIELDS[kind] if f.name in wanted]
    if len(fields) < len(wanted):
        raise BadRequestError(f"A {kind} has no field “{only[:80]}”.")
    return fields


def _edit(kind: Kind, slug: str = "") -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown, entry = _asked_of(kind), record(), _found(kind, slug)
    typed = forms.typed_from(fields, entry.model_dump(mode="json", by_alias=True), shown)
    form = _edit_form(entry, fields, typed, shown.revision)
    if len(fields) == 1 and fields[0].widget is Widget.ROWS:
        more = _with_row(fields, typed, fields[0].name)
        form = replace(form, typed=more, focus=_focus(fields, more, fields[0].name))
    return _shown(form)


def _edit_form(entry: Entry, fields: Sequence[Field], typed: forms.Typed, base: int) -> Form:
    whole = len(fields) == len(FIELDS[entry.kind_name])
    title = f"Edit the {entry.kind_name}" if whole else " and ".join(f.label for f in fields)
    return Form(title, _here(), where(entry), fields, typed, base, about=entry)


def _change(kind: Kind, slug: str = "") -> Response:
    require(Role.CONTRIBUTOR)
    fields, shown = _asked_of(kind), record()
    sent = _sent(fields)
    name = slug or shown.debate.slug
    begun = (
        shown.get(kind, name)
        if sent.base >= shown.revision
        else entry_at(session(), shown.debate.slug, kind, name, sent.base)
    )
    if begun is None:
        raise NotFoundError(f"There was no {kind} “{slug}” when this form was made. Open it again.")
    form = replace(
        _edit_form(begun, fields, sent.typed, sent.base), focus=_focus(fields, sent.typed, sent.add)
    )
    if not sent.saves:
        return _shown(form)
    reading = forms.read(fields, sent.typed, shown)
    _number_sources(kind, reading)
    asked = {f.name for f in fields} | (
        {"dispute"} if any(f.widget is Widget.HELD for f in fields) else set()
    )
    kept = {key: value for key, value in begun.data().items() if key not in asked}
    reading.data = {**kept, **reading.data, "slug": begun.slug}
    return _save(
        form,
        sent,
        reading,
        kind,
        fields,
        f"changed a {kind}" if kind is not Kind.DEBATE else "changed the debate",
    )


def _save(
    form: Form,
    sent: Sent,
    reading: forms.Reading,
    kind: Kind,
    fields: Sequence[Field],
    why: str,
    more: Sequence[Entry] = (),
) -> Response:
    """Save what was read, or show what is wrong with it beside the fields."""
    entry = reading.entry(kind, (*fields, SLUG))
    if sent.slug and form.creates and entry is not None:
        _refuse_taken(reading, kind, sent.slug)
    if entry is None or reading.failed:
        return _wrong(form, sent, reading)
    entries = [*reading.made, entry, *more]
    edits: list[Edit] = [Put(one) for one in entries]
    shown = record()
    if (problems := breaches(shown.with_edits(entries), [entry, *more])) and sent.base == shown.revision:
        reading.refuse(kind, problems)
        return _wrong(form, sent, reading)
    try:
        saved = save(lambda _: edits, sent.why.strip()[:300] or why, sent.base)
    except RefusedError as error:
        reading.refuse(kind, error.problems)
        return _wrong(form, sent, reading)
    aim = form.back if isinstance(entry, Claim) and more else where_first(saved.record, [Put(entry)])
    return _led(saved, aim)


def _refuse_taken(reading: forms.Reading, kind: Kind, slug: str) -> None:
    if slug in forms.RESERVED or free_slug(reading.record, kind, slug) != slug:
        reading.errors["slug"] = "Something else has this name already. Choose another, or leave it empty."


def _wrong(form: Form, sent: Sent, reading: forms.Reading) -> Response:
    first = next(iter(reading.errors), "")
    return _shown(
        replace(
            form,
            typed=form.typed | {"slug": [sent.slug], "why": [sent.why]},
            errors=reading.errors,
            problems=reading.problems,
            focus=first,
        ),
        422,
    )


# --- answering a claim or a link in place ---

TITLES = {
    LinkKind.SUPPORTS: "A claim that supports this",
    LinkKind.REBUTS: "A claim that rebuts this",
    LinkKind.UNDERCUTS: "A claim that undercuts this link",
}
SAID = ("text", "speaker", "when", "document", "locator", "attribution", "reported_by", "note")


def _answer_fields() -> list[Field]:
    """Those of the claim that answers, and why it does; the dispute is that of what is answered."""
    claim = {f.name: f for f in CLAIM}
    said = [claim[name] for name in SAID]
    disputed = claim["dispute"].folded()
    return [*said[:3], *ANSWER, *said[3:], disputed]


def _does(kind: Kind) -> LinkKind:
    parameters.only("does")
    if kind is Kind.LINK:
        return parameters.choice("does", LinkKind.UNDERCUTS)
    does = parameters.choice("does", LinkKind.SUPPORTS)
    if does is LinkKind.UNDERCUTS:
        raise BadRequestError("A claim is supported or rebutted; what is undercut is a link.")
    return does


def _answer_form(kind: Kind, slug: str, typed: forms.Typed | None = None, base: int | None = None) -> Form:
    shown, answered, does = record(), _found(kind, slug), _does(kind)
    dispute = _dispute_of(shown, answered)
    typed = {"dispute": [written(shown, Kind.DISPUTE, dispute)]} if typed is None and dispute else typed or {}
    return Form(
        title=TITLES[does],
        action=_here(),
        back=where(answered),
        fields=_answer_fields(),
        typed=typed,
        base=shown.revision if base is None else base,
        save=f"Add what {does}",
        creates=True,
        about=answered,
    )


def _dispute_of(shown: Record, answered: Entry) -> str:
    while isinstance(answered, Link):
        found = shown.claims.get(answered.source)
        if found is None:
            return ""
        answered = found
    return answered.dispute if isinstance(answered, Claim) else ""


def _answer(kind: Kind, slug: str) -> Response:
    require(Role.CONTRIBUTOR)
    return _shown(_answer_form(kind, slug))


def _save_answer(kind: Kind, slug: str) -> Response:
    """The claim and the link that it draws, in one change."""
    require(Role.CONTRIBUTOR)
    fields, does, shown = _answer_fields(), _does(kind), record()
    sent = _sent(fields)
    form = replace(
        _answer_form(kind, slug, sent.typed, sent.base), focus=_focus(fields, sent.typed, sent.add)
    )
    if not sent.saves:
        return _shown(form)
    said = [f for f in fields if f not in ANSWER]
    reading = forms.read(said, sent.typed, shown)
    if "dispute" not in reading.data and (dispute := _dispute_of(shown, _found(kind, slug))):
        reading.data["dispute"] = dispute
    reading.data["slug"] = sent.slug or _own_slug(shown, Kind.CLAIM, reading.data)
    link = forms.read(ANSWER, sent.typed, shown)
    link.data |= {"kind": does.value, "source": reading.data["slug"], "target": slug}
    link.data |= {
        key: reading.data[key]
        for key in ("document", "attribution", "reported_by", "locator")
        if key in reading.data
    }
    link.data["slug"] = _own_slug(shown, Kind.LINK, link.data)
    drawn = link.entry(Kind.LINK, ANSWER)
    reading.errors |= link.errors if not link.errors.keys() & reading.errors.keys() else {}
    more = [drawn] if drawn else []
    return _save(
        form,
        sent,
        reading,
        Kind.CLAIM,
        said,
        f"added a claim that {does} another" if kind is Kind.CLAIM else "undercut a link",
        more,
    )


# --- deleting ---


def _deletion(kind: Kind, slug: str) -> Response:
    """What would go, and what would change, before anything does."""
    require(Role.CONTRIBUTOR)
    parameters.only()
    entry = _found(kind, slug)
    return _asked_to_delete(entry, deletion(record(), entry))


def _asked_to_delete(entry: Entry, planned: Deletion, again: bool = False) -> Response:
    page = render_template(
        "editing/delete.html",
        entry=entry,
        planned=planned,
        agreed=agreement(planned),
        address=where,
        again=again,
        base=record().revision,
        told=lambda one: quoted(one, record()),
    )
    response = make_response(page, 409 if again else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def agreement(planned: Deletion) -> str:
    """Stands for exactly what the page showed."""
    keys = [f"{e.kind_name} {e.slug}" for e in (*planned.gone, *planned.changed)]
    return hashlib.sha256(json.dumps([keys, planned.gone[0].data()]).encode()).hexdigest()[:32]


def _delete(kind: Kind, slug: str) -> Response:
    require(Role.CONTRIBUTOR)
    if unknown := set(request.form) - {"agreed", "base"}:
        raise BadRequestError(f"This form has no field “{min(unknown)[:80]}”. Open it again.")
    entry = _found(kind, slug)
    planned = deletion(record(), entry)
    if request.form.get("agreed") != agreement(planned):
        return _asked_to_delete(entry, planned, again=True)
    saved = save(lambda _: planned.edits, f"deleted a {kind}", record().revision)
    return saved.leading_to(_after_deleting(entry))


def _after_deleting(entry: Entry) -> str:
    to = addresses()
    match entry:
        case Claim() | Stance():
            return to.dispute(entry.dispute)
        case Participant():
            return f"{to.home}/participants"
        case Dispute():
            return f"{to.home}/"
        case _:
            folder = PLACES[entry.kind_name]
            return f"{to.home}/{folder}" if folder == "documents" else f"{to.home}/"


# --- while typing ---


@pages.get("/suggest")
def suggest() -> Response:
    """Options for what has been typed so far."""
    parameters.only("kind", "q")
    asked, typed = request.args.get("kind", "any"), request.args.get("q", "")[:200]
    if asked != "any" and asked not in {kind.value for kind in PLACES}:
        raise BadRequestError(f"kind is “{asked[:40]}”, but must be any or one of: {', '.join(PLACES)}.")
    kind = None if asked == "any" else Kind(asked)
    html = render_template(
        "editing/options.html",
        offers=offers(record(), kind, typed),
        typed=typed.strip(),
        makes=kind in MADE_WITHIN,
        kind=kind,
    )
    return make_response(html)


@pages.get("/read-date")
def read_date() -> Response:
    """What a date means as it is being typed."""
    parameters.only("text", "throughout")
    text = request.args.get("text", "").strip()
    when, problem = None, ""
    try:
        when = UncertainDate.read(text) if text else None
    except DateError as error:
        problem = str(error)
    throughout = parameters.switch("throughout", False)
    return make_response(
        render_template("editing/date.html", when=when, problem=problem, throughout=throughout)
    )


# --- addresses ---

FOLDERS = {**PLACES, Kind.EVENT: "events"}


def _view(do: Any, kind: Kind) -> Any:
    return partial(do, kind)


def _add_rules() -> None:
    """Each kind's own rules, so that claims/new is never taken for a claim called new."""
    for kind, folder in FOLDERS.items():
        for rule, name, get, post in (
            (f"/{folder}/new", "new", _new, _create),
            (f"/{folder}/<slug>/edit", "edit", _edit, _change),
            (f"/{folder}/<slug>/delete", "delete", _deletion, _delete),
        ):
            pages.add_url_rule(rule, f"{name}_{kind}", _view(get, kind), methods=["GET"])
            pages.add_url_rule(rule, f"post_{name}_{kind}", _view(post, kind), methods=["POST"])
    for kind in (Kind.CLAIM, Kind.LINK):
        rule = f"/{FOLDERS[kind]}/<slug>/answer"
        pages.add_url_rule(rule, f"answer_{kind}", _view(_answer, kind), methods=["GET"])
        pages.add_url_rule(rule, f"post_answer_{kind}", _view(_save_answer, kind), methods=["POST"])
    pages.add_url_rule("/edit", "edit_debate", _view(_edit, Kind.DEBATE), methods=["GET"])
    pages.add_url_rule("/edit", "post_edit_debate", _view(_change, Kind.DEBATE), methods=["POST"])


_add_rules()
