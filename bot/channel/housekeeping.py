"""Erasing conversations in which nothing happens any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.channel.backend import Backend, NotReadyError
from bot.store.tracker import StoreUnavailableError

logger = logging.getLogger(__name__)

EVERY_S = 600


async def erase_idle(backend: Callable[[], Backend], keep_hours: float) -> None:
    """Erase every conversation that was idle for too long, with its downloads and what was typed as feedback.

    Args:
        backend: Gives the backend; while there is none, nothing is done.
        keep_hours: How long a conversation is kept after its last event.
    """
    try:
        deleted = await backend().store.erase_idle(time.time() - keep_hours * 3600)
    except (NotReadyError, StoreUnavailableError) as error:
        logger.error("Idle conversations could not be erased: %s", error)
        return
    if deleted:
        logger.info("Idle conversations erased: events=%d", deleted)


async def keep_erasing(backend: Callable[[], Backend], keep_hours: float) -> None:
    """Erase idle conversations now and every ten minutes, until cancelled."""
    while True:
        await erase_idle(backend, keep_hours)
        await asyncio.sleep(EVERY_S)
