"""Reading and checking what a caller sends. Everything that is not exactly right is refused with a sentence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

from bot.channel.faults import CallError, bad_request, unknown_conversation
from bot.channel.text import readable
from bot.content.vocabulary import AUDIENCES, NATIONS

MAX_BODY_BYTES = 16 * 1024
# What is more than a body may be is read away up to here, so that the sender gets to see the answer.
MAX_DRAINED_BYTES = 4 * 1024 * 1024
MAX_TEXT = 2000
MAX_COMMENT = 1000
_SESSION = re.compile(r"[A-Za-z0-9_-]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
Body = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One turn's input: either ``text``, as typed, or ``choice``, an opaque value."""

    text: str | None = None
    choice: str | None = None


@dataclass(frozen=True)
class Feedback:
    """What somebody says of a message."""

    message: str
    useful: bool
    comment: str | None


def session_id(value: str) -> str:
    """Return a session id from a path.

    Raises:
        CallError: 404 if no id looks like that.
    """
    if not _SESSION.fullmatch(value):
        raise unknown_conversation()
    return value


def download_token(value: str) -> str:
    """Return a download's token from a path.

    Raises:
        CallError: 404 if no token looks like that.
    """
    if not _TOKEN.fullmatch(value):
        raise CallError(404)
    return value


async def read_object(request: Request, *, may_be_empty: bool = False) -> Body:
    """Read the body, which has to be a JSON object.

    Args:
        request: A request to a streaming route, of which nothing was read yet.
        may_be_empty: Whether no body at all counts as an empty object.

    Raises:
        CallError: 413, 415 or 400.
    """
    raw = await _read(request)
    if may_be_empty and not raw:
        return {}
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise CallError(415, "The body has to be JSON, with the header 'Content-Type: application/json'.")
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise bad_request("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body has to be a JSON object.")
    return body


async def _read(request: Request) -> bytes:
    stream = request.stream
    if not stream.request_body:
        return b""
    stream.request_max_size = MAX_DRAINED_BYTES
    too_large = CallError(413, f"A body may have {MAX_BODY_BYTES} bytes at most.")
    if stream.request_bytes > MAX_BODY_BYTES:  # As declared by Content-Length; 0 for a body in chunks.
        raise too_large
    raw = b""
    async for chunk in stream:
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise too_large
    return raw


def said(body: Body) -> Said:
    """Read the body of a turn: ``{"text": …}`` or ``{"choice": …}``.

    Raises:
        CallError: 400, or 413 for a text that is too long.
    """
    if ("text" in body) == ("choice" in body):
        raise bad_request("Give either 'text' or 'choice'.")
    if "choice" in body:
        return Said(choice=_words(body, "choice"))
    text = _words(body, "text")
    if len(text) > MAX_TEXT:
        raise CallError(413, f"'text' may have {MAX_TEXT} characters at most.")
    return Said(text=text)


def told_at_opening(body: Body) -> dict[str, str]:
    """Read what is known when a conversation opens, as entities for Rasa.

    ``topic`` is checked but not used: a page that knows it sends the question as the first turn.

    Raises:
        CallError: 400.
    """
    entities = {}
    for field, values in (("audience", AUDIENCES), ("nation", NATIONS)):
        value = body.get(field)
        if value is None:
            continue
        if value not in values:
            raise bad_request(f"'{field}' has to be one of: {', '.join(values)}.")
        entities[field] = value
    if body.get("topic") is not None:
        _words(body, "topic")
    return entities


def feedback(body: Body) -> Feedback:
    """Read the body of a feedback call.

    Raises:
        CallError: 400.
    """
    message = _words(body, "message")
    useful = body.get("useful")
    if not isinstance(useful, bool):
        raise bad_request("'useful' has to be true or false.")
    comment = body.get("comment")
    if comment is not None and not isinstance(comment, str):
        raise bad_request("'comment' has to be a text.")
    if comment and len(comment) > MAX_COMMENT:
        raise bad_request(f"'comment' may have {MAX_COMMENT} characters at most.")
    return Feedback(message, useful, readable(comment).strip() or None if comment else None)


def _words(body: Body, field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str):
        raise bad_request(f"'{field}' has to be a text.")
    if not value.strip():
        raise bad_request(f"'{field}' must not be empty.")
    return value
