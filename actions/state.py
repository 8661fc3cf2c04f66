"""What the tracker knows of the reader and the talk."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.content import Content, Reader
from bot.content.vocabulary import AUDIENCES, NATIONS


def reader_of(tracker: Tracker) -> Reader:
    """Return who is asking and where, as far as it was said or picked."""
    audience, nation = tracker.get_slot("audience"), tracker.get_slot("nation")
    return Reader(
        audience=audience if audience in AUDIENCES else None,
        nation=nation if nation in NATIONS else None,
    )


def topic_at_hand(tracker: Tracker, content: Content) -> str | None:
    """Return the topic that was last answered, if it still has an entry."""
    topic = tracker.get_slot("topic")
    return topic if topic in content.entries else None


def entity(tracker: Tracker, name: str) -> str | None:
    """Return what the latest message said of ``audience`` or ``nation``."""
    return next(tracker.get_latest_entity_values(name), None)
