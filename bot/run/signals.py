"""Ctrl-C and other requests to end, for programs that have to end others first."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any

_REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndRequested(KeyboardInterrupt):
    """Somebody asked this program to end: Ctrl-C, SIGTERM, or a terminal that was closed."""


class EndRequests:
    """Turns the first request to end into :class:`EndRequested`, and remembers further ones.

    So the first request interrupts whatever is being waited for, and a second one never interrupts the tidying up: it
    only makes it shorter.
    """

    def __init__(self) -> None:
        self.count = 0
        self._armed = True
        self._before: dict[int, Any] = {}

    def disarm(self) -> None:
        """From now on only count: the end has begun for another reason."""
        self._armed = False

    def again(self) -> bool:
        """Return whether the end was asked for more than once."""
        return self.count > 1

    def __enter__(self) -> EndRequests:
        for number in _REQUESTS:
            # nohup is a wish, too. Ctrl-C, on the other hand, is ignored by all that a script starts in the background;
            # who sends it to this very program means it.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._asked)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self._armed:
            self._armed = False
            raise EndRequested
