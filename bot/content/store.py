"""The guidance that is being served, kept fresh while files change.

A save is live within two seconds. A save that does not load changes nothing: the last good content goes on, and the
faults are logged once and shown in health reports.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from watchfiles import watch

from bot.content.load import GUIDANCE, fingerprint, load_content
from bot.content.model import Content
from bot.content.problems import ContentError, Problem

logger = logging.getLogger(__name__)

WATCH_DEBOUNCE_MS = 300
# The file system's own events may be missing on network disks and in containers, so look at the files as well.
WATCH_TIMEOUT_MS = 1000


class GuidanceStore:
    """Holds the content, and swaps it whole when a valid change is saved.

    Args:
        folder: The guidance folder.

    Raises:
        ContentError: If the content does not load at the start: there is no last good one to fall back to.
    """

    def __init__(self, folder: Path = GUIDANCE) -> None:
        self.folder = folder
        self._content = load_content(folder)
        self._loaded_at = datetime.now(timezone.utc)
        self._seen = self._content.version
        self._problems: list[Problem] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def content(self) -> Content:
        """The last good content. Take it once a turn, so that a turn never mixes two versions."""
        return self._content

    @property
    def problems(self) -> list[Problem]:
        """Faults of the newest save, empty when it serves."""
        return self._problems

    def refresh(self) -> bool:
        """Load the files again if they changed.

        Returns:
            Whether new content was swapped in.
        """
        try:
            version = fingerprint(self.folder)
        except OSError:
            return False  # A file is being replaced at this moment; the next look will find it.
        if version == self._seen:
            return False
        self._seen = version
        try:
            content = load_content(self.folder)
        except ContentError as error:
            self._problems = error.problems
            logger.error(
                "The guidance that was just saved has faults; the version %s of before goes on serving.\n%s",
                self._content.version,
                error,
            )
            return False
        self._content, self._problems = content, []
        self._loaded_at = datetime.now(timezone.utc)
        logger.info("Guidance version %s is live.", content.version)
        return True

    def watch(self) -> None:
        """Start watching the folder, in a background thread that ends with the process."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="guidance-watch", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def _watch(self) -> None:
        for _ in watch(
            self.folder,
            debounce=WATCH_DEBOUNCE_MS,
            rust_timeout=WATCH_TIMEOUT_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
        ):
            try:
                self.refresh()
            except Exception:  # Whatever a save may hold: the watch goes on, and with it the last good content.
                logger.exception("The guidance that was just saved could not be read.")

    def status(self) -> dict[str, Any]:
        """Return the state for health reports: version, size, when loaded, and faults of a refused save."""
        return {
            "version": self._content.version,
            "entries": len(self._content.entries),
            "loaded_at": self._loaded_at.isoformat(timespec="seconds"),
            "refused_save": [str(problem) for problem in self._problems],
        }
