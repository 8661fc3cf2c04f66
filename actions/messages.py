"""The messages of the contract that the actions send, each complete with id and plain words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.content.choices import choice, intent_of
from bot.content.model import Contact, Content
from bot.content.render import Message, Reader, find_answer, title_of
from bot.content.vocabulary import AUDIENCES, NATION_NAMES, NATIONS, nation_phrase

Option = dict[str, str]


def send(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Send a message: as the contract has it, and in plain words for channels that show only text."""
    # Rasa's rest channel makes a message of its own of each paragraph, so there must be only one.
    dispatcher.utter_message(text=message["text"].replace("\n\n", "\n"), json_message=message)


def with_id(message: Message) -> Message:
    """Return a message with an id of its own."""
    return {"id": uuid.uuid4().hex, **message}


def chitchat(intent: str, text: str, options: Sequence[Option] = ()) -> Message:
    """Make a ``chitchat`` message: talk about the bot itself."""
    return with_id(_with_options({"type": "chitchat", "text": text, "intent": intent}, options))


def fallback(reason: str, text: str, options: Sequence[Option] = ()) -> Message:
    """Make a ``fallback`` message; ``reason`` is ``not_understood``, ``out_of_scope`` or ``language``."""
    return with_id(_with_options({"type": "fallback", "text": text, "reason": reason}, options))


def choices(prompt: str, options: Sequence[Option]) -> Message:
    """Make a ``choices`` message."""
    text = _listed(prompt, options)
    return with_id({"type": "choices", "text": text, "prompt": prompt, "options": list(options)})


def question(slot: str, prompt: str, options: Sequence[Option]) -> Message:
    """Make a ``question`` for one of a few options."""
    text = _listed(prompt, options)
    return with_id(
        {"type": "question", "text": text, "slot": slot, "input": "choice", "prompt": prompt, "options": list(options)}
    )


def signpost(reason: str, text: str, contacts: Sequence[Contact], nation: str | None, after: str) -> Message:
    """Make a ``signpost`` with the contacts that serve a nation, or all of them while it is not known.

    Args:
        reason: Why a person is needed.
        text: What to say before the contacts.
        contacts: Whom to turn to, the most urgent first.
        nation: The reader's nation, if known.
        after: What to say after the contacts.
    """
    shown = []
    for contact in contacts:
        fields = contact.as_message()
        if nation is None and set(contact.nations) != set(NATIONS):
            fields["name"] = f"{contact.name} ({nation_phrase(contact.nations)})"
        shown.append(fields)
    lines = [": ".join(part for part in (fields["name"], ", ".join(_details(fields))) if part) for fields in shown]
    words = "\n\n".join([text, "\n".join(f"- {line}" for line in lines), after])
    return with_id(
        {"type": "signpost", "text": words, "lead": text, "reason": reason, "contacts": shown, "after": after}
    )


def _details(fields: dict[str, str]) -> list[str]:
    return [fields[key] for key in ("phone", "hours", "url") if key in fields]


def _with_options(message: Message, options: Sequence[Option]) -> Message:
    return {**message, "options": list(options)} if options else message


def _listed(prompt: str, options: Sequence[Option]) -> str:
    return "\n".join([prompt, *(f"{number}. {option['label']}" for number, option in enumerate(options, 1))])


def topic_options(content: Content, topics: Sequence[str], reader: Reader, day: Any) -> list[Option]:
    """Offer topics by the titles of their answers, for this reader. Topics without an entry are left out."""
    return [
        {
            "label": title_of(content, find_answer(content, topic, reader, day)),
            "choice": choice(intent_of(topic)),
            "topic": topic,
        }
        for topic in topics
        if topic in content.entries
    ]


def nation_options(intent: str) -> list[Option]:
    """Offer the four nations; picking one means that intent with that nation."""
    return [{"label": NATION_NAMES[nation], "choice": choice(intent, nation=nation)} for nation in NATIONS]


def audience_options(intent: str, content: Content) -> list[Option]:
    """Offer the two sides; picking one means that intent with that side."""
    return [
        {"label": content.talk[f"prompts.{audience}"], "choice": choice(intent, audience=audience)}
        for audience in AUDIENCES
    ]
