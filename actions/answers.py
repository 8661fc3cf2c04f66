"""Actions that answer from the guidance: a topic, another reading of it, a follow-up on it, or an offer of topics."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import messages
from actions.library import guidance
from actions.state import entity, reader_of, topic_at_hand
from bot.content import Content, Reader, find_answer, guidance_message, today
from bot.content.choices import intent_of, topic_of
from bot.content.vocabulary import AUDIENCE_NAMES, NATION_NAMES

MOST_OPTIONS = 4


def send_answer(dispatcher: CollectingDispatcher, content: Content, topic: str, reader: Reader) -> list[EventType]:
    """Send the answer to a topic, or ask first where the answers contradict each other.

    Returns:
        The events that make it the topic at hand.
    """
    entry = content.entries[topic]
    intent = intent_of(topic)
    if "audience" in entry.ask_first and reader.audience is None:
        options = messages.audience_options(intent, content)
        messages.send(dispatcher, messages.question("audience", content.talk["prompts.ask_audience"], options))
    elif "nation" in entry.ask_first and reader.nation is None:
        options = messages.nation_options(intent)
        messages.send(dispatcher, messages.question("nation", content.talk["prompts.ask_nation"], options))
    else:
        day = today()
        answer = find_answer(content, topic, reader, day)
        messages.send(dispatcher, messages.with_id(guidance_message(content, answer, day)))
    return [SlotSet("topic", topic)]


class ActionGuidance(Action):
    """Answers the topic of the intent."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_guidance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the answer for this reader."""
        content = guidance().content
        topic = topic_of(tracker.latest_message["intent"]["name"])
        if topic not in content.entries:  # Trained on an entry that was taken out since.
            text = content.talk["fallback.out_of_scope"]
            messages.send(dispatcher, messages.fallback("out_of_scope", text))
            return []
        return send_answer(dispatcher, content, topic, reader_of(tracker))


class ActionContext(Action):
    """Takes in who is asking or where they work, and gives the topic at hand again for them."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_context"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the other reading, or ask which side or nation was meant, or take note."""
        content = guidance().content
        reader = reader_of(tracker)
        about = "nation" if tracker.latest_message["intent"]["name"] == "context.nation" else "audience"
        if entity(tracker, "nation") is None and entity(tracker, "audience") is None:
            prompt = content.talk[f"prompts.ask_{about}"]
            options = (
                messages.nation_options("context.nation")
                if about == "nation"
                else messages.audience_options("context.audience", content)
            )
            messages.send(dispatcher, messages.question(about, prompt, options))
            return []
        topic = topic_at_hand(tracker, content)
        if topic:
            return send_answer(dispatcher, content, topic, reader)
        text = content.talk["chitchat.noted"].replace("{who}", _who(reader))
        options = messages.topic_options(content, content.start_with, reader, today())
        messages.send(dispatcher, messages.chitchat("noted", text, options))
        return []


def _who(reader: Reader) -> str:
    side = AUDIENCE_NAMES[reader.audience] if reader.audience else "people"
    return f"{side} in {NATION_NAMES[reader.nation]}" if reader.nation else side


class ActionFollowUp(Action):
    """Answers a short follow-up ("and if they say no?") by the topic that the answer at hand names for it."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the next answer, or offer what goes on from here."""
        content = guidance().content
        reader, day = reader_of(tracker), today()
        kind = tracker.latest_message["intent"]["name"].partition(".")[2]
        topic = topic_at_hand(tracker, content)
        if topic is None:
            return _offer_start(dispatcher, content, kind, reader)
        words = find_answer(content, topic, reader, day).reading
        target = words.follow_ups.get(kind)
        if target and target in content.entries and target != topic:
            return send_answer(dispatcher, content, target, reader)
        options = messages.topic_options(content, words.related, reader, day)[:MOST_OPTIONS]
        if len(options) == 1:
            return send_answer(dispatcher, content, options[0]["topic"], reader)
        prompt = content.talk["prompts.more"]
        messages.send(
            dispatcher,
            messages.choices(prompt, options)
            if options
            else messages.fallback("not_understood", content.talk["fallback.no_topic"]),
        )
        return []


def _offer_start(dispatcher: CollectingDispatcher, content: Content, kind: str, reader: Reader) -> list[EventType]:
    """Offer where a follow-up may lead when nothing was asked before: the topics that others name for it."""
    targets: dict[str, None] = {}
    for entry in content.entries.values():
        target = (entry.text.follow_ups or {}).get(kind)
        if target:
            targets.setdefault(target)
    topics = list(targets) if len(targets) > 1 else list(content.start_with)
    options = messages.topic_options(content, topics, reader, today())[:MOST_OPTIONS]
    text = content.talk["fallback.no_topic"]
    messages.send(dispatcher, messages.fallback("not_understood", text, options))
    return []


class ActionOffer(Action):
    """Offers the topics that a question may be about. Picking one answers it."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_offer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send the choices, best first."""
        content = guidance().content
        ranking = tracker.latest_message.get("intent_ranking", [])
        topics = [topic_of(item["name"]) for item in ranking if item.get("offered")][:MOST_OPTIONS]
        options = messages.topic_options(content, topics, reader_of(tracker), today())
        if not options:
            text = content.talk["fallback.not_understood"]
            messages.send(dispatcher, messages.fallback("not_understood", text))
            return []
        options.append({"label": content.talk["prompts.none_of_these"], "choice": "/nlu_fallback"})
        messages.send(dispatcher, messages.choices(content.talk["prompts.offer"], options))
        return []
