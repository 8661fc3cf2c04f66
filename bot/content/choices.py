"""Choices: what a button stands for.

Inside the bot a choice is the text that every Rasa channel takes as a trusted intent, ``/intent{"entity": "value"}``.
The web channel hands out an opaque value in its place and puts it back (``bot/channel/choices.py``), so a stranger
never writes one.
"""

from __future__ import annotations

import json


def intent_of(topic: str) -> str:
    """Return the intent of a topic: ``living_wage/apprentices`` is ``living_wage.apprentices`` (Rasa keeps ``/``)."""
    return topic.replace("/", ".")


def topic_of(intent: str) -> str:
    """Return the topic of an intent; the inverse of :func:`intent_of`."""
    return intent.replace(".", "/", 1)


def choice(intent: str, **entities: str) -> str:
    """Write a choice.

    Args:
        intent: The intent that it stands for.
        entities: Entities that come with it, such as ``nation="scotland"``.
    """
    return f"/{intent}{json.dumps(entities) if entities else ''}"
