"""Errors that a person can act on; each message is a sentence addressed to them."""


class StancesError(Exception):
    """Base of every refusal; the message says what to do. `web` maps each subclass to an HTTP status."""


class NotFoundError(StancesError):
    """There is no such debate or record."""


class GoneError(NotFoundError):
    """The debate has been deleted; the message says until when it can be put back."""


class BadRequestError(StancesError):
    """A parameter that cannot be understood; the message names the allowed values."""


class RefusedError(StancesError):
    """A change that would break the record; `problems` says what, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class StoreError(StancesError):
    """A database that cannot be used as it is: damaged, newer than this program, or out of reach."""


class DatabaseUnavailableError(StoreError):
    """The database fails while it is in use; `seconds` is when to try again.

    `is_unsaved` if what was being saved is certain not to have been; otherwise nobody knows.
    """

    def __init__(self, message: str, seconds: int, *, is_unsaved: bool) -> None:
        super().__init__(message)
        self.seconds = seconds
        self.is_unsaved = is_unsaved


class DiskFullError(DatabaseUnavailableError):
    """There is no room left for the database."""


class ForbiddenError(StancesError):
    """The visitor's role does not allow this."""


class UnknownVisitorError(StancesError):
    """The request needs a visitor who has joined the debate."""


class ClosedError(StancesError):
    """A change was sent to a debate that is closed to changes."""


class ReadOnlyPastError(StancesError):
    """A change was requested on a page of an earlier revision, which is read-only."""


class TooManyRequestsError(StancesError):
    """Too many attempts in a short time; `seconds` is how long to wait, and the message says so too."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class OverloadedError(StancesError):
    """Work for which there is no room, time or memory now; `seconds` is how long to wait."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def show_name(name: object) -> str:
    """A file's name on one line: what can't be printed in it is escaped."""
    text = str(name)
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
