"""The chat channel over loopback: its real store and lock, and a scripted processor in place of a Rasa model."""

from __future__ import annotations

import inspect
import json
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from rasa.core.actions.action import create_bot_utterance
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic
from sanic.touchup.service import TouchUp

from bot.channel import web
from bot.channel.helplines import Helplines
from bot.channel.settings import Settings
from bot.channel.web import ChatChannel
from bot.store.tracker import GuardedTrackerStore

Message = dict[str, Any]
GREETING = {"id": "greeting", "type": "chitchat", "text": "Hello.", "intent": "greet"}


def echo(message: UserMessage) -> list[Message]:
    """Answer the opening with a greeting, and everything else with what Rasa got."""
    if message.text.startswith("/chitchat.greet"):
        return [{**GREETING, "id": uuid.uuid4().hex}]
    return [{"id": uuid.uuid4().hex, "type": "chitchat", "text": f"You said: {message.text}", "intent": "echo"}]


class ScriptedProcessor:
    """Does with a message what Rasa's processor does, but for understanding it."""

    def __init__(self, store: Any) -> None:
        self.tracker_store = store
        self.action_endpoint: Any = None
        self.answer: Callable[[UserMessage], Any] = echo
        self.seen: list[UserMessage] = []

    async def handle_message(self, message: UserMessage) -> None:
        """Answer a message and store the turn, as Rasa does: the answer is sent first."""
        self.seen.append(message)
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        tracker.update(UserUttered(message.text, {"name": "any"}, metadata=message.metadata))
        replies = self.answer(message)
        for reply in await replies if inspect.isawaitable(replies) else replies:
            event = create_bot_utterance({"text": reply} if isinstance(reply, str) else {"custom": reply})
            tracker.update(event)
            await message.output_channel.send_response(message.sender_id, event.message())
        await self.tracker_store.save(tracker)


@dataclass
class Reply:
    """An HTTP answer, with its body read."""

    status: int
    headers: Any
    raw: bytes

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.raw)

    @property
    def message(self) -> Message:
        """The one message of a turn."""
        (message,) = self.body["messages"]
        return message  # type: ignore[no-any-return]

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"])


@dataclass
class World:
    """A running channel and all that tests look into."""

    url: str
    http: aiohttp.ClientSession
    channel: ChatChannel
    agent: Any
    processor: ScriptedProcessor
    store: GuardedTrackerStore

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        """Call ``/chat`` + path."""
        async with self.http.request(method, f"{self.url}{path}", **options) as response:
            return Reply(response.status, response.headers, await response.read())

    async def open(self) -> str:
        """Open a conversation and return its id."""
        reply = await self.call("POST", "/chat/sessions")
        assert reply.status == 201, reply.raw
        return str(reply.body["session"])

    async def turn(self, session: str, body: Any) -> Reply:
        """Post a turn."""
        return await self.call("POST", f"/chat/sessions/{session}/messages", json=body)

    async def say(self, session: str, text: str) -> Reply:
        """Post a text."""
        return await self.turn(session, {"text": text})

    async def read(self, session: str) -> Reply:
        """Read the transcript."""
        return await self.call("GET", f"/chat/sessions/{session}")


_touch_up = TouchUp.run


def touch_up_once(app: Sanic) -> None:
    """Let Sanic rewrite its own methods at the first start only: it cannot do it twice in a process."""
    if not getattr(Sanic, "__touched__", False):
        _touch_up(app)


@lru_cache(maxsize=1)
def helplines() -> Helplines:
    """Load the guidance once for all tests."""
    loaded = Helplines()
    loaded.watch = lambda: None  # type: ignore[method-assign]
    return loaded


@asynccontextmanager
async def running_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> AsyncIterator[World]:
    """Run a channel of its own, with its state in ``tmp_path``."""
    monkeypatch.setenv("WLB_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("WLB_DB", raising=False)
    monkeypatch.delenv("WLB_ACTION_URL", raising=False)
    monkeypatch.setattr(web, "Helplines", helplines)
    monkeypatch.setattr(TouchUp, "run", touch_up_once)
    store = GuardedTrackerStore(Domain.empty(), db=str(tmp_path / "conversations.db"))
    wrapped = FailSafeTrackerStore(store)
    processor = ScriptedProcessor(wrapped)
    agent = SimpleNamespace(
        tracker_store=wrapped,
        lock_store=InMemoryLockStore(),
        processor=processor,
        action_endpoint=None,
        model_id="model-1",
        is_ready=lambda: True,
    )
    app = Sanic(f"chat-{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent = agent
    channel = ChatChannel(Settings.from_mapping(settings))

    async def unused(_: UserMessage) -> None:
        raise AssertionError("The channel goes to the processor itself.")

    app.blueprint(channel.blueprint(unused), url_prefix=channel.url_prefix())
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        async with aiohttp.ClientSession() as http:
            yield World(f"http://127.0.0.1:{listener.getsockname()[1]}", http, channel, agent, processor, store)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        store.engine.dispose()
