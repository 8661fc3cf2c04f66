"""How often one conversation or one address may call."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic.request import Request

from bot.channel.faults import CallError
from bot.channel.settings import Settings, rates_are_on


class Rates:
    """Counts calls and refuses those that are too many. The counts are this process's own and never stored.

    Args:
        settings: The rates, such as ``30/minute``.

    Raises:
        ValueError: If a rate cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._trusted_proxies = settings.trusted_proxies
        self._rates = {
            "turn_of_session": parse(settings.messages_per_session),
            "turn": parse(settings.messages_per_address),
            "opening": parse(settings.sessions_per_address),
            "call": parse(settings.calls_per_address),
        }

    def count_session(self, session: str) -> None:
        """Count a turn of a conversation.

        Raises:
            CallError: 429 if it is one too many.
        """
        self._count("turn_of_session", session)

    def count_address(self, kind: str, request: Request) -> None:
        """Count a call of an address.

        Args:
            kind: ``turn``, ``opening`` or ``call`` (any other).
            request: The call.

        Raises:
            CallError: 429 if it is one too many.
        """
        self._count(kind, client_network(request, self._trusted_proxies))

    def _count(self, kind: str, key: str) -> None:
        rate = self._rates[kind]
        if not rates_are_on() or self._limiter.hit(rate, kind, key):
            return
        wait = max(1, math.ceil(self._limiter.get_window_stats(rate, kind, key).reset_time - time.time()))
        sentence = f"That was too much in a short time. Please try again in {wait} seconds."
        raise CallError(429, sentence, {"Retry-After": str(wait)})


def client_network(request: Request, trusted_proxies: int) -> str:
    """Return the address that a call came from, as far as it can be believed.

    Of IPv6 only the first half counts: one household or firm has all of the second half.

    Args:
        request: The call.
        trusted_proxies: How many proxies of our own wrote into ``X-Forwarded-For``, each at the end.
    """
    hops = [hop.strip() for hop in ",".join(request.headers.getall("x-forwarded-for", [])).split(",")]
    forwarded = hops[-trusted_proxies] if 0 < trusted_proxies <= len(hops) else ""
    address = forwarded or str(request.ip)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address if not forwarded else str(request.ip)
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
