"""What is sent to the site: read only when a view asks for it, by then of somebody who may send it, and by few at once.

Whoever sends a body slowly, or not at all, holds the thread that reads it. So none is read for a request that only reads, nor a
stranger's, except for joining; and a member, or an address that joins, has only so many read at once.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from io import BytesIO
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, current_app
from werkzeug.exceptions import RequestEntityTooLarge

from stances.errors import BadRequestError, UnknownVisitorError
from stances.record.vocabulary import Role
from stances.web.core.lanes import Asker, LaneLimits, WorkLane
from stances.web.core.security import SAFE_METHODS
from stances.web.core.site import release_connection
from stances.web.core.visitors import current_visitor

JOINING_ENDPOINT = "door.join"
MAX_JOINING, MAX_MEMBERS = 32, 64
"""How many bodies may be read or waited for at once, of those who join and of members; each takes a thread."""

JOINING = LaneLimits(
    slots=8,
    most=16,
    of_visitor=MAX_JOINING,
    of_address=MAX_JOINING,
    of_all=MAX_JOINING,
    of_visitor_at_work=4,
    patience_seconds=5,
    overdue_seconds=10,
    too_much="Many people are joining right now. Wait a moment, then try again.",
    full="Many people are joining right now. Wait a moment, then try again.",
)
MEMBERS = LaneLimits(
    slots=MAX_MEMBERS,
    most=MAX_MEMBERS,
    of_visitor=2,
    of_address=MAX_MEMBERS,
    of_all=MAX_MEMBERS,
    patience_seconds=5,
    too_much="Two of your forms are still being sent, so this one was not saved. Wait a moment, then try again.",
    full="Many people are saving right now, so this was not saved. Wait a moment, then try again.",
)

LARGE = LaneLimits(
    slots=8,
    most=8,
    of_visitor=1,
    of_address=8,
    of_all=8,
    patience_seconds=5,
    too_much="A file of yours is still being sent, so this was not saved. Wait a moment, then try again.",
    full="Many files are being sent right now, so this was not saved. Wait a moment, then try again.",
)
"""Forms that may be larger than others, such as files to import."""


def init_app(app: Flask) -> None:
    """Read forms in places from now on; comes after htmx-flask, which has a class of requests too."""
    app.request_class = type("SiteRequest", (FormRequest, app.request_class), {})
    app.extensions["bodies"] = BodyPlaces()


class BodyPlaces:
    """The places in which bodies are read; one a site."""

    def __init__(self) -> None:
        self.joining, self.members, self.large = map(WorkLane, (JOINING, MEMBERS, LARGE))

    def check_joining(self, address: str) -> None:
        """Refuse somebody who joins where there is no room, before anything is looked up for them."""
        self.joining.check(Asker(address, address))

    def enter(self, request: Request) -> AbstractContextManager[None]:
        """A place for this request's visitor. Raises UnknownVisitorError for strangers, but not for those who join."""
        address = request.remote_addr or ""
        if request.endpoint == JOINING_ENDPOINT:
            return self.joining.turn(Asker(address, address))
        visitor = current_visitor()
        if visitor.role is Role.STRANGER:
            raise UnknownVisitorError(
                "Only people who have joined can do this, so nothing was saved. Join with your invitation."
            )
        is_large = (request.max_content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]
        lane = self.large if is_large else self.members
        return lane.turn(Asker(visitor.session or visitor.name, address))


class FormRequest(Request):
    """A request whose form is read in a place of the site's, the first time that a view asks for it."""

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__ and not self._has_no_body():
            release_connection()
            with current_app.extensions["bodies"].enter(self):
                self.get_data(cache=True)
            self._refuse_garbled()
        super()._load_form_data()

    def _has_no_body(self) -> bool:
        """Whether there is nothing to read; what comes with a request that only reads, or unannounced, is left unread."""
        length = self.content_length
        is_announced = bool(length) or "HTTP_TRANSFER_ENCODING" in self.environ
        if self.method in SAFE_METHODS or not is_announced:
            self.environ["wsgi.input"] = BytesIO()
            return True
        if length is not None and length > (self.max_content_length or length):
            raise RequestEntityTooLarge
        return False

    def _refuse_garbled(self) -> None:
        """Refuse a form in another encoding than UTF-8, which would be stored as something that nobody wrote."""
        if self.mimetype == "application/x-www-form-urlencoded":
            try:
                unquote_to_bytes(self.get_data()).decode()
            except UnicodeDecodeError:
                raise BadRequestError("The form is not in UTF-8, so nothing was saved.") from None
            return
        super()._load_form_data()
        if any("\ufffd" in value for value in self.form.values()):
            raise BadRequestError("The form contains characters that can’t be read, so nothing was saved.")
