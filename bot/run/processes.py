"""One child process: its log, its end, and what it said last."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.run.problems import ChildDiedError
from bot.run.tether import tethered

GRACE_SECONDS = 8.0
KEPT_LOGS = 3
_LOOK_INTERVAL = 0.05
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Child:
    """A process in a group of its own, so that Ctrl-C reaches only the supervisor, which ends all in order.

    On Linux it dies with the supervisor, even one that is killed.

    Args:
        name: What to call it in sentences, like ``The action server``.
        command: Its command line.
        log: The file that gets its output. The files of earlier runs are kept beside it, with a number.
        env: Its environment.
        cwd: Its working folder.
    """

    def __init__(self, name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path) -> None:
        self.name = name
        self.log = log
        rotate(log)
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line, without a shell
                tethered(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(env),
                cwd=cwd,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id, which is the id of its group too."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status, or ``None`` while it runs."""
        return self._process.poll()

    def check(self) -> None:
        """Do nothing while the process runs.

        Raises:
            ChildDiedError: With its last lines, and where the rest is.
        """
        if self.status is not None:
            raise ChildDiedError(f"{self.name} ended by itself ({_ending(self.status)}).{self.last_words()}")

    def last_words(self, lines: int = 15) -> str:
        """Return the last lines of the log as the tail of a report, with the log's name."""
        said = tail(self.log, lines)
        indented = "".join(f"\n  | {line}" for line in said)
        return f"{' Its last lines:' if said else ' It wrote nothing.'}{indented}\nIts log: {self.log}"

    def end(self, grace: float = GRACE_SECONDS, hurry: Callable[[], bool] = lambda: False) -> None:
        """End the whole group: ask first, and kill what is left after the grace.

        Args:
            grace: Seconds to wait for an orderly end.
            hurry: Asked again and again; when it says yes, the grace is over.
        """
        if self.status is None:
            self._signal(signal.SIGTERM)
            until = time.monotonic() + grace
            while self.status is None and time.monotonic() < until and not hurry():
                time.sleep(_LOOK_INTERVAL)
        # Also when the process itself is gone: it may have left children behind.
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def rotate(log: Path, keep: int = KEPT_LOGS) -> None:
    """Put the log of the last run aside: ``rasa.log`` becomes ``rasa.log.1``, and the oldest goes."""
    for number in range(keep, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log if number == 1 else log.with_name(f"{log.name}.{number - 1}")
        with contextlib.suppress(FileNotFoundError):
            newer.replace(older)


def tail(path: Path, lines: int) -> list[str]:
    """Return the last lines of a file that are not blank; none if there is no file."""
    try:
        text = path.read_bytes()[-64_000:].decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    plain = _COLOUR.sub("", text).split("\n")
    # A line that was written over, as progress bars are, counts as what stands there in the end.
    shown = (line.rstrip().rsplit("\r", 1)[-1] for line in plain)
    return [line for line in shown if line.strip()][-lines:]


class Follower:
    """Reads what is appended to a file, a whole line at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """Yield the lines that were finished since the last call."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return
        self._offset += len(new)
        *whole, self._rest = (self._rest + new).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace").rstrip()


def _ending(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"
