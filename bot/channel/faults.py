"""What the channel answers when a call cannot be done: a status, a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sanic.response import HTTPResponse, json

_CODES = {
    400: ("bad_request", "This request cannot be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "This request is too large."),
    415: ("unsupported_media_type", "The body has to be JSON."),
    429: ("too_many_requests", "That was too much in a short time. Please wait a little."),
    503: ("unavailable", "The bot cannot answer at the moment."),
}
_INTERNAL = ("internal", "Something went wrong on our side.")


class CallError(Exception):
    """A call that gets an error instead of an answer.

    Args:
        status: The HTTP status.
        message: A sentence for people; by default the one of the status.
        headers: Headers that belong to it, such as ``Retry-After``.
    """

    def __init__(self, status: int, message: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        code, default = _CODES.get(status, _INTERNAL if status >= 500 else _CODES[400])
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or default
        self.headers = dict(headers or {})

    def response(self) -> HTTPResponse:
        """Return it as the contract's ``{"error": {"code": …, "message": …}}``."""
        body = {"error": {"code": self.code, "message": self.message}}
        return json(body, status=self.status, headers=self.headers)


def bad_request(message: str) -> CallError:
    """Make a 400 that says what is wrong with the body."""
    return CallError(400, message)


def unknown_conversation() -> CallError:
    """Make the 404 for a conversation that was erased, or never was."""
    return CallError(404, "There is no such conversation. It may have been erased.")


def describe(error: BaseException) -> str:
    """Describe a failure for the log by its type and place: its words may hold what somebody typed."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" at {Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{place}"
