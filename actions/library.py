"""The one guidance store of the action server."""

from __future__ import annotations

from functools import lru_cache

from bot.content import GuidanceStore


@lru_cache(maxsize=1)
def guidance() -> GuidanceStore:
    """Return the store, loaded once and watched for changes.

    Raises:
        ContentError: If the guidance does not load; the action server then does not start.
    """
    store = GuidanceStore()
    store.watch()
    return store
