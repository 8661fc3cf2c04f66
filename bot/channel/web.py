"""The web channel's routes: who may call what, and which module does it."""

from __future__ import annotations

import asyncio
import json as json_text
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, redirect

from bot.channel import requests
from bot.channel.action_server import speed_up_validation
from bot.channel.backend import Backend, NotReadyError, backend_of
from bot.channel.choices import ChoiceSealer, ForeignChoiceError, load_secret
from bot.channel.downloads import download_response
from bot.channel.faults import CallError, bad_request, describe, unknown_conversation
from bot.channel.headers import SecurityHeaders
from bot.channel.health import Health
from bot.channel.helplines import Helplines
from bot.channel.housekeeping import keep_erasing
from bot.channel.limits import Rates
from bot.channel.messages import Desk
from bot.channel.pages import page_file
from bot.channel.settings import Settings, state_folder
from bot.channel.text import NOT_UNDERSTOOD, plain, readable
from bot.channel.transcript import find_bot_message, transcript
from bot.channel.turn import Turn, TurnRunner, pseudonym
from bot.store.records import Vote
from bot.store.tracker import StoreUnavailableError

logger = logging.getLogger(__name__)

PREFIX = "/chat"
OPENING_INTENT = "chitchat.greet"
SESSION_BYTES = 24
DRAIN_S = 10


class ChatChannel(InputChannel):
    """The bot's face on the web, as contract.md describes it.

    Args:
        settings: Limits and policies.

    Raises:
        ValueError: If a setting or the secret of the environment makes no sense.
    """

    def __init__(self, settings: Settings) -> None:
        speed_up_validation()
        self._settings = settings
        self._sealer = ChoiceSealer(load_secret(state_folder()))
        self._helplines = Helplines()
        self._desk = Desk(self._sealer, self._helplines)
        self._turns = TurnRunner(self.name(), settings.turn_seconds, settings.most_turns, self._desk)
        self._rates = Rates(settings)
        self._headers = SecurityHeaders(settings)
        self._health = Health(self._backend_or_reason)
        self._app: Sanic | None = None
        self._eraser: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        """Return the name under which Rasa knows the channel."""
        return "chat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ChatChannel:
        """Make the channel of what stands in ``credentials.yml``."""
        return cls(Settings.from_mapping(credentials))

    def url_prefix(self) -> str:
        """Return where it is mounted. Rasa joins it to ``/webhooks/`` as an address, so the slash makes it the root."""
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes.

        Args:
            on_new_message: Rasa's way to the agent. It is not used: it takes the lock itself, but whether a
                conversation exists has to be known under the same lock, and its failures have to be seen.
        """
        chat = Blueprint("chat")
        chat.listener("before_server_start")(self._prepare)
        chat.listener("after_server_start")(self._start)
        chat.listener("before_server_stop")(self._stop)
        chat.middleware("response")(self._secure)

        for method, path, handler in (
            ("GET", "/", self._page),
            ("GET", "/widget.js", self._loader),
            ("GET", "/static/<name:str>", self._static),
            ("GET", "/health", self._report_health),
            ("GET", "/downloads/<token:str>", self._download),
            ("POST", "/sessions", self._open),
            ("GET", "/sessions/<session:str>", self._read),
            ("DELETE", "/sessions/<session:str>", self._erase),
            ("POST", "/sessions/<session:str>/messages", self._take_turn),
            ("POST", "/sessions/<session:str>/feedback", self._take_feedback),
        ):
            # A body is read by its handler, in pieces, so that it is refused as soon as it is too large.
            chat.add_route(
                _function(handler),
                path,
                methods=("GET", "HEAD") if method == "GET" else (method,),
                stream=method == "POST",
            )
        return chat

    # The page

    async def _page(self, request: Request) -> HTTPResponse:
        if not request.path.endswith("/"):
            # The page names its files relative to itself. A proxy may have put it under a path that we do not know.
            return redirect(f"{PREFIX.lstrip('/')}/", status=308)
        return page_file(request, "index.html")

    async def _loader(self, request: Request) -> HTTPResponse:
        return page_file(request, "widget.js")

    async def _static(self, request: Request, name: str) -> HTTPResponse:
        return page_file(request, name)

    # Conversations

    async def _open(self, request: Request) -> HTTPResponse:
        self._rates.count_address("opening", request)
        told = requests.told_at_opening(await requests.read_object(request, may_be_empty=True))
        backend = self._backend()
        session = secrets.token_urlsafe(SESSION_BYTES)
        greeting = f"/{OPENING_INTENT}{json_text.dumps(told) if told else ''}"
        messages = await self._turns.run(backend, Turn(session, greeting, opens=True))
        if not await self._exists(backend, session):
            raise self._unavailable()
        published = [self._desk.publish(session, message) for message in messages]
        return json({"session": session, "messages": published}, status=201)

    async def _take_turn(self, request: Request, session: str) -> HTTPResponse:
        session = requests.session_id(session)
        self._rates.count_address("turn", request)
        said = requests.said(await requests.read_object(request))
        backend = self._backend()
        self._rates.count_session(session)
        messages = await self._turns.run(backend, self._turn_of(session, said))
        return json({"messages": [self._desk.publish(session, message) for message in messages]})

    def _turn_of(self, session: str, said: requests.Said) -> Turn:
        if said.choice is None:
            typed = said.text or ""
            text = plain(typed)
            # The transcript shows what was typed, even where nothing of it may reach Rasa.
            return Turn(session, text, readable(typed).strip() if text == NOT_UNDERSTOOD else None)
        try:
            choice = self._sealer.open(session, said.choice)
        except ForeignChoiceError:
            raise bad_request("'choice' has to be a value that was handed out in this conversation.") from None
        return Turn(session, choice.payload, choice.label)

    async def _read(self, request: Request, session: str) -> HTTPResponse:
        session = requests.session_id(session)
        self._rates.count_address("call", request)
        events = await self._backend().store.said(session)
        if not events:
            raise unknown_conversation()
        return json({"messages": transcript(session, events, self._desk)})

    async def _take_feedback(self, request: Request, session: str) -> HTTPResponse:
        session = requests.session_id(session)
        self._rates.count_address("call", request)
        feedback = requests.feedback(await requests.read_object(request))
        backend = self._backend()
        events = await backend.store.said(session)
        if not events:
            raise unknown_conversation()
        message = find_bot_message(session, events, feedback.message)
        if message is None:
            raise bad_request("'message' has to be the id of a message that the bot sent in this conversation.")
        about = {name: message.get(name) for name in ("topic", "audience", "nation")}
        await backend.records.save_vote(Vote(session, feedback.message, feedback.useful, feedback.comment, **about))
        return json({"thanks": True}, status=201)

    async def _erase(self, request: Request, session: str) -> HTTPResponse:
        session = requests.session_id(session)
        self._rates.count_address("call", request)
        backend = self._backend()
        # A turn that is under way would save the conversation again.
        async with backend.lock(session):
            if not await backend.store.exists(session):
                raise unknown_conversation()
            await backend.store.erase(session)
        logger.info("erased session=%s", pseudonym(session))
        return empty()

    async def _download(self, request: Request, token: str) -> HTTPResponse:
        token = requests.download_token(token)
        self._rates.count_address("call", request)
        download = await self._backend().records.download(token)
        if download is None:
            raise CallError(404)
        return download_response(download)

    async def _report_health(self, _: Request) -> HTTPResponse:
        report = await self._health.report()
        return json(report, status=200 if report["status"] == "ok" else 503)

    # The parts behind

    def _backend_or_reason(self) -> Backend:
        return backend_of(getattr(self._app.ctx, "agent", None) if self._app else None, self._settings.action_seconds)

    def _backend(self) -> Backend:
        try:
            return self._backend_or_reason()
        except NotReadyError:
            raise self._unavailable() from None

    async def _exists(self, backend: Backend, session: str) -> bool:
        try:
            return await backend.store.exists(session)
        except StoreUnavailableError:
            return False

    def _unavailable(self) -> CallError:
        return CallError(503, f"The bot cannot answer at the moment. {self._helplines.sentence()}")

    # The server

    async def _prepare(self, app: Sanic, *_: Any) -> None:
        self._app = app
        app.error_handler.add(Exception, self._answer_fault)

    async def _start(self, *_: Any) -> None:
        # Rasa sets the level of its own loggers alone.
        logging.getLogger("bot").setLevel(os.environ.get("LOG_LEVEL", "INFO"))
        self._helplines.watch()
        self._eraser = asyncio.create_task(keep_erasing(self._backend_or_reason, self._settings.keep_hours))

    async def _stop(self, *_: Any) -> None:
        if self._eraser:
            self._eraser.cancel()
        await self._turns.drain(DRAIN_S)

    async def _secure(self, _: Request, response: HTTPResponse) -> None:
        self._headers.add_to(response)

    def _answer_fault(self, request: Request, error: Exception) -> HTTPResponse:
        """Answer a failed call. Rasa's other channels keep Sanic's own answers."""
        if not request.path.startswith(PREFIX):
            return request.app.error_handler.default(request, error)
        if isinstance(error, StoreUnavailableError):
            logger.error("The store failed: %s", error)
            error = self._unavailable()
        elif isinstance(error, SanicException) and error.status_code != 500:
            # Sanic's own: no such route, a broken request, or a caller who hung up.
            error = CallError(error.status_code, headers=getattr(error, "headers", None))
        elif not isinstance(error, CallError):
            logger.error("A call failed: %s", describe(error))
            error = CallError(500)
        return self._headers.add_to(error.response())


def _function(method: Callable[..., Awaitable[HTTPResponse]]) -> Callable[..., Awaitable[HTTPResponse]]:
    """Make a function of a bound method: Sanic writes attributes on its handlers, which a method does not take."""

    async def handler(*args: Any, **kwargs: Any) -> HTTPResponse:
        return await method(*args, **kwargs)

    handler.__name__ = method.__name__.strip("_")
    return handler
