"""A small client of the web channel, on the standard library: what the page does, for programs and the terminal."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from bot.run.problems import RunError

Message = dict[str, Any]
TURN_SECONDS = 60.0


class ChannelError(RunError):
    """The channel answered with an error, or not at all.

    Attributes:
        status: The HTTP status, or ``None`` if no answer came.
        retry_after: Seconds to wait, where the answer says so.
    """

    def __init__(self, message: str, status: int | None = None, retry_after: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class ChatClient:
    """One conversation over the web channel (contract.md).

    Args:
        url: The address of the chat, like ``http://localhost:5005/chat/``.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, url: str, timeout: float = TURN_SECONDS) -> None:
        if not url.startswith(("http://", "https://")):
            raise RunError(f"'{url}' is not an address of the bot. Write it like http://localhost:5005/chat/.")
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.session: str | None = None
        # No proxy: the bot is on this machine, or is meant to be met as it is.
        self._opener = build_opener(ProxyHandler({}))

    def health(self) -> Message:
        """Return the health report.

        Raises:
            ChannelError: If a turn cannot be answered; the message says why as far as the bot knows.
        """
        return self._call("GET", "/health")

    def open(self) -> list[Message]:
        """Open a conversation and return the greeting."""
        answer = self._call("POST", "/sessions", {})
        if not isinstance(answer.get("session"), str):
            raise ChannelError(f"What answers at {self.url}/ is not this bot.")
        self.session = answer["session"]
        return _messages(answer)

    def say(self, text: str) -> list[Message]:
        """Send typed text and return what the bot answers."""
        return self._turn({"text": text})

    def choose(self, choice: str) -> list[Message]:
        """Send a choice that the bot offered and return what it answers."""
        return self._turn({"choice": choice})

    def erase(self) -> None:
        """Erase the conversation, if there is one."""
        if self.session is not None:
            session, self.session = self.session, None
            self._call("DELETE", f"/sessions/{session}")

    def _turn(self, body: dict[str, str]) -> list[Message]:
        return _messages(self._call("POST", f"/sessions/{self.session}/messages", body))

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Message:
        request = Request(  # noqa: S310 - the scheme was checked above
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Accept": "application/json"} | ({} if body is None else {"Content-Type": "application/json"}),
        )
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                text = response.read()
        except HTTPError as error:
            with error:
                raise ChannelError(_reason(error), error.code, error.headers.get("Retry-After")) from None
        except (URLError, OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ChannelError(f"No answer from {self.url}/: {reason}.") from None
        try:
            answer = json.loads(text) if text.strip() else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise ChannelError(f"What answers at {self.url}/ is not this bot.")
        return answer


def _messages(answer: Message) -> list[Message]:
    messages = answer.get("messages")
    return [message for message in messages if isinstance(message, dict)] if isinstance(messages, list) else []


def _reason(error: HTTPError) -> str:
    """Say in words what an error answer holds: the contract's message, else the parts of a health report that fail."""
    try:
        body = json.loads(error.read())
    except (ValueError, OSError):
        body = {}
    said = body.get("error") if isinstance(body, dict) else None
    if isinstance(said, dict) and said.get("message"):
        return str(said["message"])
    checks = body.get("checks") if isinstance(body, dict) else None
    if isinstance(checks, dict) and (failing := [check for check in checks.values() if isinstance(check, str)]):
        return " ".join(dict.fromkeys(failing))
    return f"The bot answered with status {error.code}."
