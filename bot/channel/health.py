"""Whether a turn can be answered, found out by trying each part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bot.channel.backend import Backend, NotReadyError
from bot.store.tracker import StoreUnavailableError

PACKAGE = "work-life-balance-bot"
STATUS_PATH = "/guidance/status"
PATIENCE_S = 5
Report = dict[str, Any]


class Health:
    """Makes health reports, one at a time: whoever asks meanwhile gets the same one.

    Args:
        backend: Gives the backend; raises ``NotReadyError`` while there is none.
    """

    def __init__(self, backend: Callable[[], Backend]) -> None:
        self._backend = backend
        self._under_way: asyncio.Task[Report] | None = None

    async def report(self) -> Report:
        """Return the contract's report; ``status`` is ``ok`` or ``unavailable``."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._make())
        return await asyncio.shield(self._under_way)

    async def _make(self) -> Report:
        checks: dict[str, Any] = {"model": True, "action_server": True, "store": True, "guidance": True}
        model, status = None, {}
        try:
            backend = self._backend()
        except NotReadyError as reason:
            checks = dict.fromkeys(checks, "Not known, because the bot is not ready.") | {"model": str(reason)}
        else:
            model = backend.agent.model_id
            checks["store"], (checks["action_server"], status) = await asyncio.gather(
                _try_store(backend), _ask_action_server(backend)
            )
            checks["guidance"] = bool(status.get("entries")) or "The action server reports no guidance."
        return {
            "status": "ok" if all(check is True for check in checks.values()) else "unavailable",
            "checks": checks,
            "versions": {"model": model, "guidance": status.get("version"), "bot": _bot_version()},
            "guidance": status,
        }


async def _try_store(backend: Backend) -> bool | str:
    try:
        await backend.store.probe()
    except StoreUnavailableError:
        return "Conversations cannot be stored."
    return True


async def _ask_action_server(backend: Backend) -> tuple[bool | str, dict[str, Any]]:
    endpoint = backend.agent.action_endpoint
    if endpoint is None or not endpoint.url:
        return "No action server is set in endpoints.yml.", {}
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(urljoin(endpoint.url, STATUS_PATH)) as response,
        ):
            if response.status != 200:
                return f"The action server answers with status {response.status}.", {}
            status = await response.json()
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return "The action server cannot be reached.", {}
    return (True, status) if isinstance(status, dict) else ("The action server's report cannot be read.", {})


def _bot_version() -> str | None:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None
