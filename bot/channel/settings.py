"""What an operator can set of the channel, in ``credentials.yml`` under ``bot.channel.web.ChatChannel``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

STATE_VARIABLE = "WLB_STATE"
STRICT_VARIABLE = "WLB_STRICT"
RATES_VARIABLE = "WLB_RATE_LIMITS"


@dataclass(frozen=True)
class Settings:
    """Limits and policies of the channel.

    Attributes:
        frame_ancestors: Sources (as in a Content-Security-Policy) whose pages may show the chat in a frame.
        trusted_proxies: How many proxies of our own stand before the server; with 0 ``X-Forwarded-For`` is not
            believed.
        keep_hours: Conversations are erased when nothing happened in them for so many hours.
        turn_seconds: After so long a user is told that the answer is late.
        action_seconds: After so long a call to the action server is given up.
        most_turns: So many messages a conversation may have.
        messages_per_session: Rate of turns in one conversation.
        messages_per_address: Rate of turns from one address.
        sessions_per_address: Rate of new conversations from one address.
        calls_per_address: Rate of all other calls from one address.
    """

    frame_ancestors: tuple[str, ...] = ("'self'",)
    trusted_proxies: int = 0
    keep_hours: float = 24
    turn_seconds: float = 20
    action_seconds: float = 15
    most_turns: int = 200
    messages_per_session: str = "30/minute"
    messages_per_address: str = "120/minute"
    sessions_per_address: str = "60/hour"
    calls_per_address: str = "600/minute"

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any] | None) -> Settings:
        """Read settings; what is not given keeps its default.

        Raises:
            ValueError: If a setting is unknown or makes no sense, with its name.
        """
        given = dict(values or {})
        unknown = set(given) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"credentials.yml: unknown setting of the chat channel: {', '.join(sorted(unknown))}.")
        if "frame_ancestors" in given:
            given["frame_ancestors"] = _sources(given["frame_ancestors"])
        settings = cls(**given)
        for name in ("keep_hours", "turn_seconds", "action_seconds", "most_turns"):
            value = getattr(settings, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
                raise ValueError(f"credentials.yml: {name} must be a number above 0.")
        if not isinstance(settings.trusted_proxies, int) or settings.trusted_proxies < 0:
            raise ValueError("credentials.yml: trusted_proxies must be a whole number, 0 or more.")
        return settings


def _sources(value: Any) -> tuple[str, ...]:
    sources = [value] if isinstance(value, str) else value
    if not isinstance(sources, list) or not sources or not all(isinstance(source, str) for source in sources):
        raise ValueError("credentials.yml: frame_ancestors must be a list of origins, 'self' or 'none'.")
    for source in sources:
        # A blank, comma or semicolon would end the directive and start another one.
        if not source or any(letter.isspace() or letter in ",;" for letter in source):
            raise ValueError(
                "credentials.yml: an origin of frame_ancestors must not hold blanks, commas or semicolons."
            )
    return tuple(f"'{source}'" if source in ("self", "none") else source for source in sources)


def state_folder() -> Path:
    """Return the folder of secrets and conversations: ``WLB_STATE``, or ``.state`` in the working directory."""
    return Path(os.environ.get(STATE_VARIABLE) or ".state")


def is_strict() -> bool:
    """Tell whether a message that breaks the contract is to fail loudly, as in tests (``WLB_STRICT=1``)."""
    return os.environ.get(STRICT_VARIABLE) == "1"


def rates_are_on() -> bool:
    """Tell whether rates are limited; ``WLB_RATE_LIMITS=off`` is for load tests only."""
    return os.environ.get(RATES_VARIABLE, "").lower() != "off"
