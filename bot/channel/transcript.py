"""What was said in a conversation, read from the events that Rasa stored."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.channel.messages import Desk, Message, plain_message

Event = dict[str, Any]


def transcript(session: str, events: list[Event], desk: Desk) -> list[Message]:
    """Return the messages of a conversation, oldest first, each with ``from`` and ``at``.

    Args:
        session: The conversation.
        events: Its user and bot events, as stored.
        desk: Publishes the bot's messages, so that their choices work again.
    """
    messages = []
    for event in events:
        if event["event"] == "user":
            words = _words_of_user(event)
            entry = {"from": "user", "type": "text", "text": words} if words else None
        else:
            message = bot_message(session, event)
            entry = {**desk.publish(session, message), "from": "bot"} if message else None
        if entry:
            messages.append({**entry, "at": _moment(event["timestamp"])})
    return messages


def bot_message(session: str, event: Event) -> Message | None:
    """Return the message of a bot event as the action sent it, or ``None`` if it carried none."""
    custom = (event.get("data") or {}).get("custom")
    if isinstance(custom, dict):
        return custom
    return plain_message(session, event["text"]) if event.get("text") else None


def find_bot_message(session: str, events: list[Event], message_id: str) -> Message | None:
    """Return the message of that id that the bot sent in a conversation, or ``None``."""
    for event in events:
        if event["event"] == "bot":
            message = bot_message(session, event)
            if message and message.get("id") == message_id:
                return message
    return None


def _words_of_user(event: Event) -> str | None:
    label = (event.get("metadata") or {}).get("label")
    text = event.get("text") or ""
    # Nothing that a person types starts with a slash by now: this is the opening, which the channel itself sent.
    return label or (None if text.startswith("/") else text) or None


def _moment(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec="milliseconds")
