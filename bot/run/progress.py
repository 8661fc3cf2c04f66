"""Showing what is being done, and for how long."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

PLAIN_INTERVAL = 20.0
"""Seconds between two lines on an output that is not a terminal."""


class Progress:
    """One line that counts seconds on a terminal; elsewhere a line at the start, and now and then while it lasts.

    Args:
        stream: Where to write. Standard error by default, so that standard output holds results only.
        quiet: Write nothing but notes.
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._terminal = self._stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._text = ""
        self._since = 0.0
        self._told = 0.0

    def begin(self, text: str) -> None:
        """Say what starts now, like ``Starting Rasa``."""
        self.end()
        self._text, self._since = text, time.monotonic()
        self._told = self._since
        if not self._terminal:
            self._line(f"{text} ...")
        self.tick()

    def tick(self, detail: str = "") -> None:
        """Go on with what began: renew the seconds and what is being waited for."""
        if not self._text:
            return
        now = time.monotonic()
        line = f"{self._text} ... {now - self._since:.0f} s{f' ({detail})' if detail else ''}"
        if self._terminal:
            if not self._quiet:
                # The line is cut so that it never wraps: a wrapped line cannot be written over.
                self._stream.write(f"\r\033[K{line[: _width() - 1]}")
                self._stream.flush()
        elif now - self._told >= PLAIN_INTERVAL:
            self._told = now
            self._line(f"  {line}")

    def end(self) -> None:
        """Finish the line, if there is one."""
        if self._text and self._terminal and not self._quiet:
            self._stream.write("\n")
            self._stream.flush()
        self._text = ""

    def note(self, text: str) -> None:
        """Write something that the reader should see in any case, between the renewals of the line."""
        if self._terminal and self._text:
            self._stream.write("\r\033[K")
        print(text, file=self._stream, flush=True)

    def _line(self, text: str) -> None:
        if not self._quiet:
            print(text, file=self._stream, flush=True)


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return 80
