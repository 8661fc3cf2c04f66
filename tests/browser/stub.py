"""A stand-in for the bot: the real page under the real headers, and answers from ``messages.yml``.

It is strict about what the page sends, so that a page that breaks the contract fails here as it would before the bot.
"""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import yaml
from sanic.response import HTTPResponse

from bot.channel.faults import CallError
from bot.channel.headers import SecurityHeaders
from bot.channel.pages import page_file
from bot.channel.settings import Settings

Message = dict[str, Any]

MESSAGES: dict[str, Message] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text(encoding="utf-8"))[
    "messages"
]
GREETING: Message = {
    "id": "m-greeting",
    "type": "chitchat",
    "intent": "greet",
    "text": "Hello. I am a bot, not a person.\n\nAsk in your own words, or choose one of these.",
    "options": [{"label": "The time limit for a request", "choice": "guidance"}],
}
TURNS = "messages"
OPENING = "opening"
READING = "reading"
FEEDBACK = "feedback"
ERASING = "erasing"
DROPPED = 0
"""A fault's status that closes the connection without an answer."""
LONGEST = 2000
_MOMENT = "2026-11-22T10:00:00.000+00:00"
_DOWNLOADS = {
    "calendar": ("dates.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    "letter": ("letter.docx", "application/octet-stream", b"PK"),
    "text": ("letter.txt", "text/plain; charset=utf-8", b"Dear manager"),
}


@dataclass(frozen=True)
class Call:
    """What the page asked for."""

    method: str
    path: str
    body: Any
    cookie: str | None


@dataclass(frozen=True)
class Fault:
    """What a kind of call gets instead of an answer, until it is mended."""

    status: int
    message: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class Dropped(Exception):  # noqa: N818 - nothing of ours went wrong
    """The connection is to be closed without an answer."""


@dataclass
class Talk:
    """A conversation: its transcript, and which choices and messages were handed out in it."""

    entries: list[Message] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def add(self, messages: list[Message]) -> None:
        for message in messages:
            self.entries.append({**message, "from": "bot", "at": _MOMENT})
            self.ids.add(message.get("id", ""))
            for item in [*(message.get("options") or []), *(message.get("related") or [])]:
                # Some tests hand out broken messages on purpose.
                if isinstance(item, dict):
                    self.choices[item["choice"]] = item.get("label") or item["title"]


class Server:
    """A small HTTP server on a free port of this machine, in a thread.

    Args:
        name: The host name in its address. ``localhost`` and ``127.0.0.1`` are different sites to a browser.
    """

    def __init__(self, name: str) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                response = outer.respond(self.command, urlsplit(self.path).path, content, dict(self.headers))
                if response is None:
                    self.close_connection = True
                    return
                body = response.body or b""
                self.send_response(response.status)
                if response.status != 304:
                    self.send_header("Content-Type", response.content_type or "application/octet-stream")
                    self.send_header("Content-Length", str(len(body)))
                for header, value in response.headers.items():
                    if header.lower() not in ("content-type", "content-length"):
                        self.send_header(header, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = handle_any  # noqa: N815 - names that http.server looks for

            def log_message(self, *_: Any) -> None:
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """Say nothing when a browser hangs up: a tab that is closed does."""

        self._server = Listener(("127.0.0.1", 0), Handler)
        self.origin = f"http://{name}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def respond(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> HTTPResponse | None:
        raise NotImplementedError

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Stub(Server):
    """The bot's web channel as far as the page needs it.

    Args:
        frame_ancestors: Whose pages may show the chat in a frame.
    """

    def __init__(self, frame_ancestors: tuple[str, ...] = ("'self'",)) -> None:
        super().__init__("localhost")
        self.url = f"{self.origin}/chat/"
        self.calls: list[Call] = []
        self.talks: dict[str, Talk] = {}
        self.feedback: list[Message] = []
        self.answers: dict[str, list[Message]] = {name: [message] for name, message in MESSAGES.items()}
        self._headers = SecurityHeaders(Settings(frame_ancestors=frame_ancestors))
        self._faults: dict[str, Fault] = {}
        self._open_gate = threading.Event()
        self._open_gate.set()

    # Controls

    def break_calls(self, kind: str, status: int, **more: Any) -> None:
        """Let all calls of a kind fail until :meth:`mend`.

        Not only the next one: Chromium itself repeats a call whose connection was dropped.
        """
        self._faults[kind] = Fault(status, **more)

    def mend(self) -> None:
        self._faults.clear()

    def forget(self) -> None:
        """Forget all conversations, as when they have expired."""
        self.talks.clear()

    def hold(self) -> None:
        """Keep turns waiting until :meth:`release`."""
        self._open_gate.clear()

    def release(self) -> None:
        self._open_gate.set()

    def turns(self) -> list[Any]:
        """Return the bodies of all turns that arrived."""
        return [call.body for call in self.calls if call.path.endswith("/messages")]

    # Answers

    def respond(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> HTTPResponse | None:
        body = None
        try:
            body = json.loads(content) if content else None
        except ValueError:
            body = content
        self.calls.append(Call(method, path, body, headers.get("Cookie")))
        try:
            response = self._answer(method, path, body, headers)
        except Dropped:
            return None
        except CallError as error:
            response = error.response()
        return self._headers.add_to(response)

    def _answer(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HTTPResponse:
        request: Any = SimpleNamespace(headers={name.lower(): value for name, value in headers.items()})
        match method, path.removeprefix("/chat/").split("/"):
            case "GET", [""]:
                return page_file(request, "index.html")
            case "GET", ["widget.js"]:
                return page_file(request, "widget.js")
            case "GET", ["static", name]:
                return page_file(request, name)
            case "GET", ["downloads", token] if token in _DOWNLOADS:
                name, media_type, content = _DOWNLOADS[token]
                disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
                return HTTPResponse(content, content_type=media_type, headers=disposition)
            case "POST", ["sessions"]:
                return self._fault(OPENING) or self._open()
            case "GET", ["sessions", session]:
                return self._fault(READING) or _json({"messages": self._talk(session).entries})
            case "DELETE", ["sessions", session]:
                return self._fault(ERASING) or self._erase(session)
            case "POST", ["sessions", session, "messages"]:
                self._open_gate.wait(30)
                return self._fault(TURNS) or self._turn(self._talk(session), body)
            case "POST", ["sessions", session, "feedback"]:
                return self._fault(FEEDBACK) or self._take_feedback(self._talk(session), body)
        raise CallError(404)

    def _fault(self, kind: str) -> HTTPResponse | None:
        fault = self._faults.get(kind)
        if fault is None:
            return None
        if fault.status == DROPPED:
            raise Dropped
        if fault.raw is not None:
            return HTTPResponse(fault.raw, status=fault.status, content_type="text/html")
        raise CallError(fault.status, fault.message, fault.headers)

    def _talk(self, session: str) -> Talk:
        if session not in self.talks:
            raise CallError(404)
        return self.talks[session]

    def _open(self) -> HTTPResponse:
        session, talk = secrets.token_urlsafe(16), Talk()
        talk.add([GREETING])
        self.talks[session] = talk
        return _json({"session": session, "messages": [GREETING]}, 201)

    def _erase(self, session: str) -> HTTPResponse:
        self._talk(session)
        del self.talks[session]
        return HTTPResponse(status=204)

    def _turn(self, talk: Talk, body: Any) -> HTTPResponse:
        match body:
            case {"text": str(text)} if len(body) == 1 and text.strip():
                if len(text) > LONGEST:
                    raise CallError(413)
                said, asked = text, text
            case {"choice": str(asked)} if len(body) == 1 and asked in talk.choices:
                said = talk.choices[asked]
            case _:
                raise CallError(400)
        messages = self.answers.get(asked) or [
            {"id": f"m-{len(talk.entries)}", "type": "chitchat", "intent": "plain", "text": f"I read: {said}"}
        ]
        talk.entries.append({"from": "user", "type": "text", "text": said, "at": _MOMENT})
        talk.add(messages)
        return _json({"messages": messages})

    def _take_feedback(self, talk: Talk, body: Any) -> HTTPResponse:
        match body:
            case {"message": str(name), "useful": bool()} if name in talk.ids and set(body) <= {
                "message",
                "useful",
                "comment",
            }:
                self.feedback.append(body)
                return HTTPResponse(status=204)
        raise CallError(400)


class HostSite(Server):
    """Somebody else's page, of another origin, that includes the loader under a policy of its own."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1")
        self.bot = ""

    def respond(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> HTTPResponse | None:
        if path != "/":
            return HTTPResponse(status=404)
        page = (
            '<!doctype html><html lang="en"><head><title>Host</title>'
            '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>'
            '<body><main><h1>Host page</h1><p><a href="#here">A link of the host</a></p></main>'
            f'<script src="{self.bot}/chat/widget.js" data-label="Ask about flexible working" defer></script>'
            "</body></html>"
        )
        policy = f"default-src 'self'; img-src data:; script-src {self.bot}; frame-src {self.bot}"
        return HTTPResponse(page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy})


def _json(body: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(json.dumps(body), status=status, content_type="application/json")
