"""The load: a process of its own that talks to a bot on this machine, and ends by itself.

    python -m benchmarks.load < load.json > outcome.json

Each conversation sends its next turn when the last one was answered; when its talk is over, a new one follows. Only a
good reply is timed: one that is empty or an error is a failure, however fast it came.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

import aiohttp

from benchmarks.talks import CHOICE, Talk, Turn
from benchmarks.trees import cpu_seconds

MOST_FAILURES = 50
"""After so many failures the load is called off: a server that is down would fail thousands of times a second."""


@dataclass(frozen=True)
class Load:
    """What to send.

    Attributes:
        dialect: ``chat`` for our web channel, ``rest`` for Rasa's own channel.
        url: Where; on this machine only.
        talks: The conversations. Each starts with another one, and they go round.
        conversations: How many at once.
        seconds: After so long no turn is begun any more.
        most_turns: After so many turns neither.
        turn_seconds: How long a reply may take.
        pids: The processes of the bot, whose processor time is taken.
    """

    dialect: str
    url: str
    talks: tuple[Talk, ...]
    conversations: int = 1
    seconds: float = 5.0
    most_turns: int = 5000
    turn_seconds: float = 30.0
    pids: tuple[int, ...] = ()

    def to_json(self) -> str:
        """Write the load for the process that sends it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Load:
        """Read what :meth:`to_json` wrote."""
        data = json.loads(text)
        data["talks"] = tuple(tuple(Turn(**turn) for turn in talk) for talk in data["talks"])
        data["pids"] = tuple(data["pids"])
        return cls(**data)

    @property
    def most_seconds(self) -> float:
        """When the process has ended for certain, its own start included."""
        return self.seconds + 3 * self.turn_seconds + 20


@dataclass
class Outcome:
    """What came back.

    Attributes:
        latencies: Milliseconds of each good reply, by the kind of its turn.
        replies: How many replies of each type there were, to see what the bot was busy with.
        failures: How many replies were none, by reason.
        seconds: From the first turn sent to the last reply.
        cpu_seconds: Processor time of the bot meanwhile.
        client_cpu_seconds: What the load itself cost meanwhile, on the same cores.
    """

    latencies: dict[str, list[float]] = field(default_factory=dict)
    replies: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    client_cpu_seconds: float = 0.0

    @property
    def all_latencies(self) -> list[float]:
        """The milliseconds of every good reply."""
        return [latency for group in self.latencies.values() for latency in group]

    @property
    def failed(self) -> int:
        """How many replies were none."""
        return sum(self.failures.values())


class Reply:
    """A reply, judged.

    Attributes:
        fault: Why it is none, or ``None`` for a good one.
        kinds: The types of its messages.
        choice: The first thing that it offers to pick.
    """

    def __init__(self, fault: str | None, kinds: Sequence[str] = (), choice: str | None = None) -> None:
        self.fault = fault
        self.kinds = kinds
        self.choice = choice


def judge_chat(status: int, body: Any) -> Reply:
    """Judge a reply of our web channel (contract.md)."""
    if status not in (200, 201):
        return Reply(f"status {status}")
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        return Reply("empty reply")
    if not all(isinstance(message, dict) and message.get("type") and message.get("text") for message in messages):
        return Reply("a message without type or text")
    kinds = [str(message["type"]) for message in messages]
    if "error" in kinds:
        reason = next(message.get("reason") for message in messages if message["type"] == "error")
        return Reply(f"error message: {reason}")
    return Reply(None, kinds, _first_choice(messages))


def _first_choice(messages: list[dict[str, Any]]) -> str | None:
    offers = (
        offer for message in messages for part in ("options", "related") for offer in message.get(part) or () if offer
    )
    return next((offer["choice"] for offer in offers if offer.get("choice")), None)


def judge_rest(status: int, body: Any) -> Reply:
    """Judge a reply of Rasa's REST channel, which says 200 and nothing when an action failed."""
    if status != 200:
        return Reply(f"status {status}")
    if not isinstance(body, list) or not body:
        return Reply("empty reply")
    if not all(isinstance(message, dict) and (message.get("text") or message.get("image")) for message in body):
        return Reply("a message without text")
    return Reply(None, ["text"] * len(body))


class Conversation(ABC):
    """One conversation with a bot, as a client sees it."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url.rstrip("/")

    async def open(self) -> Reply:
        """Open it, where the channel asks for that."""
        return Reply(None)

    @abstractmethod
    async def say(self, turn: Turn) -> Reply:
        """Send a turn and return the reply, judged. What goes wrong on the way is a failure too."""

    async def _post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        async with self.http.post(self.url + path, json=body) as response:
            text = await response.read()
            return response.status, json.loads(text) if text.strip() else None


class ChatConversation(Conversation):
    """A conversation over our web channel."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        super().__init__(http, url)
        self._session = ""
        self._choice: str | None = None

    async def open(self) -> Reply:
        """Open a session; the greeting is judged like any reply."""
        status, body = await self._post("/sessions", {})
        reply = judge_chat(status, body)
        if reply.fault is None:
            self._session = str(body["session"])
        return reply

    async def say(self, turn: Turn) -> Reply:
        """Type the text, or pick what was offered."""
        picks = turn.kind == CHOICE and self._choice is not None
        body = {"choice": self._choice} if picks else {"text": turn.text}
        reply = judge_chat(*await self._post(f"/sessions/{self._session}/messages", body))
        self._choice = reply.choice
        return reply


class RestConversation(Conversation):
    """A conversation over Rasa's REST channel."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        super().__init__(http, url)
        self._sender = uuid.uuid4().hex

    async def say(self, turn: Turn) -> Reply:
        """Type the text."""
        return judge_rest(*await self._post("/webhooks/rest/webhook", {"sender": self._sender, "message": turn.text}))


class Runner:
    """Sends a load, and keeps what came back."""

    dialects: ClassVar[dict[str, type[Conversation]]] = {"chat": ChatConversation, "rest": RestConversation}

    def __init__(self, load: Load) -> None:
        self.load = load
        self.outcome = Outcome()
        self._begun = 0
        self._until = 0.0
        self._replies: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()

    async def run(self) -> Outcome:
        """Send the load, wait for the last replies, return the outcome.

        The first conversations are opened before the clock runs: all at once, which no later moment asks for.
        """
        timeout = aiohttp.ClientTimeout(total=self.load.turn_seconds)
        connector = aiohttp.TCPConnector(limit=0)
        numbers = range(self.load.conversations)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
            first = await asyncio.gather(*(self._open(http) for _ in numbers))
            began, cpu, client_cpu = time.perf_counter(), cpu_seconds(self.load.pids), time.process_time()
            self._until = began + self.load.seconds
            await asyncio.gather(*(self._one_place(http, number, first[number]) for number in numbers))
            self.outcome.seconds = time.perf_counter() - began
        self.outcome.cpu_seconds = cpu_seconds(self.load.pids) - cpu
        self.outcome.client_cpu_seconds = time.process_time() - client_cpu
        self.outcome.replies, self.outcome.failures = dict(self._replies), dict(self._failures)
        return self.outcome

    async def _open(self, http: aiohttp.ClientSession) -> Conversation | None:
        conversation = self.dialects[self.load.dialect](http, self.load.url)
        return conversation if await self._guarded("opening: ", conversation.open()) else None

    async def _one_place(self, http: aiohttp.ClientSession, number: int, conversation: Conversation | None) -> None:
        """Hold one conversation after the other until the time is up."""
        while self._may_go_on():
            conversation = conversation or await self._open(http)
            if conversation is not None:
                for turn in self.load.talks[number % len(self.load.talks)]:
                    if not self._may_go_on():
                        return
                    await self._one_turn(conversation, turn)
            conversation = None
            number += 1

    async def _one_turn(self, conversation: Conversation, turn: Turn) -> None:
        self._begun += 1
        start = time.perf_counter()
        reply = await self._guarded("", conversation.say(turn))
        end = time.perf_counter()
        if reply is None:
            return
        self.outcome.latencies.setdefault(turn.kind, []).append((end - start) * 1000)
        self._replies.update(reply.kinds)

    async def _guarded(self, during: str, call: Any) -> Reply | None:
        """Return a good reply; note the reason of a bad one, or of none at all, and return ``None``."""
        try:
            reply: Reply = await call
            fault = reply.fault
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, KeyError) as error:
            fault = type(error).__name__
        if fault is None:
            return reply
        self._failures[during + fault] += 1
        return None

    def _may_go_on(self) -> bool:
        return (
            time.perf_counter() < self._until
            and self._begun < self.load.most_turns
            and self._failures.total() < MOST_FAILURES
        )


def check_local(url: str) -> None:
    """Stop if the load would go to another machine.

    Raises:
        ValueError: Naming the host.
    """
    host = urlsplit(url).hostname
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError(f"The load is for bots on this machine only, not for {host}.")


def main() -> int:
    """Read the load from standard input, send it, write the outcome to standard output."""
    load = Load.from_json(sys.stdin.read())
    check_local(load.url)
    print(json.dumps(asdict(asyncio.run(Runner(load).run()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
