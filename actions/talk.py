"""Actions for the talk itself: what the bot is and keeps, a human's number, and what it cannot do."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import messages
from actions.library import guidance
from actions.state import reader_of, topic_at_hand
from bot.content import Reader, find_answer, today
from bot.content.vocabulary import NATIONS

_WITH_START_BUTTONS = ("greet", "capabilities", "start_again")


class ActionChitchat(Action):
    """Greets, thanks, says what the bot is, what it is for and what it keeps; starts again."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_chitchat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the words for the intent."""
        content = guidance().content
        kind = tracker.latest_message["intent"]["name"].partition(".")[2]
        again = kind == "start_again"
        reader = Reader() if again else reader_of(tracker)
        options = (
            messages.topic_options(content, content.start_with, reader, today()) if kind in _WITH_START_BUTTONS else []
        )
        messages.send(dispatcher, messages.chitchat(kind, content.talk[f"chitchat.{kind}"], options))
        return [AllSlotsReset()] if again else []


class ActionSignpost(Action):
    """Gives a human's number: at once in distress, danger or harassment, and whenever somebody asks for a person."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_signpost"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the contacts for the reason, those of the reader's nation if it is known."""
        content = guidance().content
        reason = tracker.latest_message["intent"]["name"].partition(".")[2]
        nation = reader_of(tracker).nation
        found = content.contacts_for(reason, (nation,) if nation else NATIONS)
        # Those who serve everybody first: the right number for most people must not hang on where they live.
        contacts = sorted(found, key=lambda contact: len(contact.nations), reverse=True)
        messages.send(
            dispatcher,
            messages.signpost(
                reason, content.talk[f"signpost.{reason}"], contacts, nation, content.talk["signpost.after"]
            ),
        )
        return []


class ActionFallback(Action):
    """Says honestly that a message was not understood, or is not what the bot is for, and what it is for."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the words for the kind of message that it was."""
        talk = guidance().content.talk
        kind = (tracker.latest_message["intent"]["name"] or "").rpartition(".")[2]
        if kind == "language":
            message = messages.fallback("language", talk["fallback.language"])
        elif kind in ("other_law", "abuse"):
            message = messages.fallback("out_of_scope", talk[f"fallback.{kind}"])
        elif kind in ("general", "injection"):
            message = messages.fallback("out_of_scope", talk["fallback.out_of_scope"], self._start(tracker))
        else:
            message = messages.fallback("not_understood", talk["fallback.not_understood"], self._start(tracker))
        messages.send(dispatcher, message)
        return []

    @staticmethod
    def _start(tracker: Tracker) -> list[messages.Option]:
        """Offer what goes on from the topic at hand, or else where people start."""
        content, reader, day = guidance().content, reader_of(tracker), today()
        topic = topic_at_hand(tracker, content)
        topics = find_answer(content, topic, reader, day).reading.related if topic else content.start_with
        return messages.topic_options(content, topics, reader, day)
