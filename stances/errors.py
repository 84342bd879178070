"""What can go wrong in a way that a person can mend; each message is a sentence for that person."""


class StancesError(Exception):
    """Anything this program refuses, with what to do about it. `web` maps each kind to a status once."""


class NotFoundError(StancesError):
    """There is no such debate or record."""


class BadRequestError(StancesError):
    """A parameter that cannot be understood; the message names the allowed values."""


class RefusedError(StancesError):
    """A change that would break the record; `problems` says what, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class StoreError(StancesError):
    """A database that cannot be used as it is: damaged, newer than this program, or out of reach."""


class ForbiddenError(StancesError):
    """The visitor's role does not allow this."""


class UnknownVisitorError(StancesError):
    """Only somebody who has joined may do this."""


class ReadOnlyPastError(StancesError):
    """What can only be done now was asked of the debate as it stood."""


class TooManyRequestsError(StancesError):
    """More tries than a person makes; the message says when to try again, and `seconds` as well."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
