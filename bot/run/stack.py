"""Rasa and the action server, started together, watched together and ended together."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from bot.run.client import ChannelError, ChatClient
from bot.run.machine import ROOT, check_disk, check_port, child_environment, free_ports, logs_folder
from bot.run.model import ensure_model
from bot.run.problems import NotReadyError, PortInUseError, RunError
from bot.run.processes import GRACE_SECONDS, Child, Follower
from bot.run.progress import Progress

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5005
DEFAULT_ACTIONS_PORT = 5055
PORT_VARIABLE = "WLB_PORT"
ACTIONS_PORT_VARIABLE = "WLB_ACTIONS_PORT"
READY_SECONDS = 300.0
"""How long a start may take. A quiet machine needs about 20 s, a busy one more than a minute."""

PROBE_QUESTION = "How long does my employer have to decide on my flexible working request?"
_LOOK_INTERVAL = 0.3
_HEALTH_INTERVAL = 1.0
# Each try opens a conversation, and the channel limits how many there can be in an hour.
_TURN_INTERVAL = 5.0
_PROBE_SECONDS = 10.0
_NO_SUCH_PAGE = 404


class Programs:
    """The command lines of the two servers. The tests have their own."""

    needs: tuple[str, ...] = ("endpoints.yml", "credentials.yml")
    """Files that must be there: Rasa starts without them, but then it is not this bot."""

    def actions(self, port: int) -> list[str]:
        """Return the command line of the action server."""
        return [sys.executable, "-m", "actions", "--port", str(port)]

    def rasa(self, model: Path, host: str, port: int) -> list[str]:
        """Return the command line of Rasa, without its own API: that would be open to everybody."""
        return [
            *(sys.executable, "-m", "rasa", "run", "--model", str(model)),
            *("--interface", host, "--port", str(port)),
            *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        ]


class Stack:
    """A whole running bot, as a context manager.

    It is ready, a question having been answered, when the ``with`` block begins; nothing of it runs when the block
    has ended, in whatever way. Start it from a thread that lives as long as the bot shall (see ``bot.run.tether``).

    Args:
        port: Where the chat is served; 0 for any free port.
        actions_port: Where the action server listens; 0 for any free port.
        host: The address to listen on. ``0.0.0.0`` lets other machines in.
        state: The folder for conversations and logs. Without one, a folder of its own that goes with the stack.
        database: Where conversations are kept: a file or a database's URL; by default a file in the state folder.
        model: A trained model. Without one, a model that fits the data is used, or trained.
        programs: The command lines of the two servers.
        root: The folder that they run in.
        progress: Where to show what is going on; by default nowhere.
        ready_seconds: How long the start may take.
        grace: Seconds that each server has for an orderly end.
        environment: Settings on top of this process's environment, such as ``WLB_TODAY``.
    """

    def __init__(
        self,
        *,
        port: int = DEFAULT_PORT,
        actions_port: int = 0,
        host: str = DEFAULT_HOST,
        state: Path | None = None,
        database: str | None = None,
        model: Path | None = None,
        programs: Programs | None = None,
        root: Path = ROOT,
        progress: Progress | None = None,
        ready_seconds: float = READY_SECONDS,
        grace: float = GRACE_SECONDS,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.host = host
        free = iter(free_ports(2))
        self.port = port or next(free)
        self.actions_port = actions_port or next(free)
        self.root = root
        self.model = model
        self.hurry: Callable[[], bool] = lambda: False
        self._own_state = state is None
        self.state = Path(tempfile.mkdtemp(prefix="wlb-")) if state is None else state.resolve()
        self._database = database
        self._programs = programs or Programs()
        self._progress = progress or Progress(quiet=True)
        self._ready_seconds = ready_seconds
        self._grace = grace
        self._environment = environment or {}
        self._children: list[Child] = []
        self._guidance_log = GuidanceLog(self.state / "logs" / "actions.log")

    @property
    def url(self) -> str:
        """The address of the chat page and channel, as a person on this machine would open it."""
        name = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "localhost") else self.host  # noqa: S104
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}/chat/"

    @property
    def processes(self) -> dict[str, int]:
        """The process ids of what runs, by the names of their logs: ``actions`` and ``rasa``."""
        return {child.log.stem: child.pid for child in self._children}

    def start(self) -> Stack:
        """Start everything and return when a question has been answered.

        Raises:
            RunError: In one sentence, when something is missing, taken, full, or ends by itself. Nothing is left
                running then.
            ContentError: If the guidance has faults.
        """
        try:
            self._check_machine()
            if self.model is None:
                self.model = ensure_model(
                    self.root, progress=self._progress, state=None if self._own_state else self.state
                )
            self._start_children(self.model)
            self._wait_until_ready()
        except RunError:
            # A temporary state folder stays too: its logs say what went wrong.
            self._end_children()
            raise
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything: Rasa first, so that no turn loses its actions, then the action server."""
        self._end_children()
        if self._own_state:
            shutil.rmtree(self.state, ignore_errors=True)

    def check(self) -> None:
        """Do nothing while all is well.

        Raises:
            ChildDiedError: If Rasa or the action server has ended.
        """
        for child in self._children:
            child.check()

    def watch(self) -> None:
        """Stay until a server ends by itself; show what guidance staff should know.

        Raises:
            ChildDiedError: When Rasa or the action server has ended.
        """
        while True:
            self._show_guidance_log()
            self.check()
            time.sleep(_LOOK_INTERVAL)

    def __enter__(self) -> Stack:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end_children(self) -> None:
        self._progress.end()
        while self._children:
            self._children[-1].end(self._grace, self.hurry)
            self._children.pop()

    def _check_machine(self) -> None:
        if self.port == self.actions_port:
            raise PortInUseError(f"The bot and the action server need a port each, and both were given {self.port}.")
        logs = logs_folder(self.state)
        for name in self._programs.needs:
            if not (self.root / name).is_file():
                raise RunError(f"{self.root / name} is missing. Run this in a whole clone of the project.")
        check_disk([logs, Path(tempfile.gettempdir())])
        check_port(self.port, self.host, use="the bot", option="--port", variable=PORT_VARIABLE)
        check_port(
            self.actions_port,
            DEFAULT_HOST,
            use="the action server",
            option="--actions-port",
            variable=ACTIONS_PORT_VARIABLE,
        )

    def _start_children(self, model: Path) -> None:
        environment = child_environment(self.state, self.actions_port, self._database) | self._environment
        for name, stem, command in (
            ("The action server", "actions", self._programs.actions(self.actions_port)),
            ("Rasa", "rasa", self._programs.rasa(model, self.host, self.port)),
        ):
            log = self.state / "logs" / f"{stem}.log"
            self._children.append(Child(name, command, log=log, env=environment, cwd=self.root))

    def _wait_until_ready(self) -> None:
        self._progress.begin("Starting the bot")
        until = time.monotonic() + self._ready_seconds
        look_again, reason = 0.0, ""
        while True:
            self._show_guidance_log()
            self.check()
            if time.monotonic() >= look_again:
                reason, pause = self._why_not_ready()
                look_again = time.monotonic() + pause
                if not reason:
                    self._progress.end()
                    return
            if time.monotonic() >= until:
                raise NotReadyError(
                    f"The bot was not ready after {self._ready_seconds:.0f} s. The last thing in its way: {reason}\n"
                    f"Its logs: {self.state / 'logs'}"
                )
            self._progress.tick(reason)
            time.sleep(_LOOK_INTERVAL)

    def _why_not_ready(self) -> tuple[str, float]:
        """Say what is still missing: nothing once the bot is well and has really answered a question.

        Returns:
            The reason, and the seconds until it is worth another look.
        """
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        client = ChatClient(f"http://{host}:{self.port}/chat/", timeout=_PROBE_SECONDS)
        try:
            client.health()
        except ChannelError as error:
            if error.status == _NO_SUCH_PAGE:
                # Pages are there from the first moment or never.
                raise NotReadyError(
                    f"Rasa runs, but without the chat: its channel did not load.{self._children[-1].last_words()}"
                ) from None
            return (str(error), _HEALTH_INTERVAL) if error.status else ("loading the model", 0.0)
        return self._try_a_turn(client), _TURN_INTERVAL

    def _try_a_turn(self, client: ChatClient) -> str:
        try:
            client.open()
            answers = client.say(PROBE_QUESTION)
        except ChannelError as error:
            return str(error)
        finally:
            with contextlib.suppress(ChannelError):
                client.erase()
        if not answers or any(message.get("type") == "error" for message in answers):
            return "a question that was tried got no answer"
        return ""

    def _show_guidance_log(self) -> None:
        for line in self._guidance_log.news():
            self._progress.note(line)


class GuidanceLog:
    """What the action server logs about guidance that guidance staff should see: a save that was refused, and why."""

    _RECORD = re.compile(r"^\S*\d\d:\d\d|\b(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b")
    _NEWS = re.compile(
        r"\b(?:WARNING|ERROR|CRITICAL)\b.*\bbot\.content\b|\bbot\.content\b.*\b(?:WARNING|ERROR|CRITICAL)\b"
    )

    def __init__(self, log: Path) -> None:
        self._follower = Follower(log)
        self._inside = False

    def news(self) -> Iterator[str]:
        """Yield the lines since the last call. A record goes on, over several lines, until another one begins."""
        for line in self._follower.lines():
            if self._RECORD.search(line):
                self._inside = bool(self._NEWS.search(line))
            if self._inside and line:
                yield line
