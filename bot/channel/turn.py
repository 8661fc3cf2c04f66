"""One turn: from what a person said to the messages that answer it, whatever fails on the way."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from dataclasses import dataclass

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import BotUttered

from bot.channel.action_server import watch_for_failures
from bot.channel.backend import Backend
from bot.channel.faults import CallError, describe, unknown_conversation
from bot.channel.messages import ACTION_SERVER, INTERNAL, STORE, TIMEOUT, TURN_LIMIT, Desk, Message
from bot.channel.output import MessageCollector
from bot.store.tracker import StoreUnavailableError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """What is to be answered.

    Attributes:
        session: The conversation.
        text: For Rasa: plain text, or a trusted intent.
        label: What the transcript shows in place of the text: the words of the choice that was picked, or what was
            typed where Rasa must not see it.
        opens: Whether it is the first of its conversation, which does not exist before.
    """

    session: str
    text: str
    label: str | None = None
    opens: bool = False


class TurnRunner:
    """Runs turns, each to its end, even when nobody waits for it any more.

    Args:
        channel: The name of the channel.
        seconds: How long a caller waits.
        most_turns: How many turns a conversation may have after its opening.
        desk: Makes the errors.
    """

    def __init__(self, channel: str, seconds: float, most_turns: int, desk: Desk) -> None:
        self._channel = channel
        self._seconds = seconds
        self._most_turns = most_turns
        self._desk = desk
        self._under_way: set[asyncio.Task[list[Message]]] = set()

    async def run(self, backend: Backend, turn: Turn) -> list[Message]:
        """Answer a turn.

        A caller who hangs up does not end it: what was said is answered and stored, and stands in the transcript.

        Returns:
            The bot's messages, never none; where something failed, one ``error``.

        Raises:
            CallError: 404 if there is no such conversation (any more).
        """
        task = asyncio.create_task(self._answer(backend, turn))
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        try:
            return await asyncio.wait_for(asyncio.shield(task), self._seconds)
        except asyncio.TimeoutError:
            logger.error("turn session=%s outcome=%s", pseudonym(turn.session), TIMEOUT)
            return [self._desk.error(TIMEOUT)]

    async def drain(self, seconds: float) -> None:
        """Wait for the turns under way, at most so many seconds, before the server stops."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    def _finished(self, task: asyncio.Task[list[Message]]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # Looked at here, for the caller may be gone.

    async def _answer(self, backend: Backend, turn: Turn) -> list[Message]:
        started = time.monotonic()
        try:
            async with backend.lock(turn.session):
                messages = await self._answer_locked(backend, turn)
        except CallError:
            raise
        except (StoreUnavailableError, LockError) as error:
            logger.error("The store failed: %s", error if isinstance(error, StoreUnavailableError) else "no lock")
            messages = [self._desk.error(STORE)]
        except Exception as error:
            logger.error("A turn failed: %s", describe(error))
            messages = [self._desk.error(INTERNAL)]
        milliseconds = round((time.monotonic() - started) * 1000)
        logger.info("turn session=%s outcome=%s ms=%d", pseudonym(turn.session), _outcome(messages), milliseconds)
        return messages

    async def _answer_locked(self, backend: Backend, turn: Turn) -> list[Message]:
        if not turn.opens:
            # Under the lock: a conversation that is being erased must not come back by a message that waited.
            taken = await backend.store.turns(turn.session)
            if taken == 0:
                raise unknown_conversation()
            if taken > self._most_turns:
                return [self._desk.error(TURN_LIMIT)]
        failures = watch_for_failures()
        collector = MessageCollector(self._channel, turn.session, backend.records)
        metadata = {"label": turn.label} if turn.label else None
        message = UserMessage(turn.text, collector, turn.session, input_channel=self._channel, metadata=metadata)
        await backend.agent.processor.handle_message(message)
        if not failures and collector.messages:
            return collector.messages
        error = self._desk.error(ACTION_SERVER if failures else INTERNAL)
        await self._remember(backend, turn.session, error)
        return [error]

    @staticmethod
    async def _remember(backend: Backend, session: str, error: Message) -> None:
        """Let the transcript say that there was no answer, beside the question that is stored already."""
        tracker = await backend.store.retrieve(session)
        if tracker is not None:
            tracker.update(BotUttered(error["text"], {"custom": error}))
            await backend.store.save(tracker)


def _outcome(messages: list[Message]) -> str:
    first = messages[0]
    return f"{first.get('type')}:{first['reason']}" if first.get("type") == "error" else str(first.get("type"))


def pseudonym(session: str) -> str:
    """Return a name for a conversation that tells log lines apart and opens nothing."""
    return hashlib.sha256(session.encode()).hexdigest()[:8]
