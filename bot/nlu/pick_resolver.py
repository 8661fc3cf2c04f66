"""Typed picks: "the second one", or the very words of a button, mean the option that was offered."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

_CHOICE = re.compile(r"^/(?P<intent>[^{\s]+)(?P<entities>\{.*\})?$")
_ORDINALS = {
    "1": 0, "one": 0, "first": 0, "1st": 0, "a": 0,
    "2": 1, "two": 1, "second": 1, "2nd": 1, "b": 1,
    "3": 2, "three": 2, "third": 2, "3rd": 2, "c": 2,
    "4": 3, "four": 3, "fourth": 3, "4th": 3, "d": 3,
}  # fmt: skip
_PICK = re.compile(
    r"^(?:(?:i mean|i'd like|i want|it'?s|give me|option|number|no\.?|the|answer) )*"
    rf"(?P<which>{'|'.join(_ORDINALS)}|last)(?: (?:one|option|please|pls|of those|of them))*$"
)


def offered_options(tracker: DialogueStateTracker) -> list[dict[str, str]]:
    """Return the options of the bot's last turn, in the order shown: ``label`` and ``choice`` of each."""
    options: list[dict[str, str]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            message = (event.data or {}).get("custom") or {}
            options = [
                {"label": str(option.get("label") or option.get("title")), "choice": str(option["choice"])}
                for option in [*message.get("options", []), *message.get("related", [])]
            ] + options
    return options


def picked(text: str, options: list[dict[str, str]]) -> dict[str, str] | None:
    """Return the option that a typed text picks, if it picks one."""
    words = _words(text)
    for option in options:
        if words == _words(option["label"]):
            return option
    match = _PICK.match(words)
    if not match or not options:
        return None
    index = len(options) - 1 if match["which"] == "last" else _ORDINALS[match["which"]]
    return options[index] if index < len(options) else None


def _words(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(" .!?")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PickResolver(IntentClassifier, GraphComponent):
    """Reads a typed pick as the intent and entities of the option that it picks."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PickResolver:
        """Create the component (see the parent class)."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent of messages that pick an option of the bot's last turn."""
        options = offered_options(tracker) if tracker else []
        for message in messages:
            option = picked(message.get(TEXT) or "", options)
            choice = _CHOICE.match(option["choice"]) if option else None
            if choice:
                message.set(INTENT, {"name": choice["intent"], "confidence": 1.0}, add_to_output=True)
                entities = json.loads(choice["entities"] or "{}")
                message.set(
                    ENTITIES,
                    [{"entity": name, "value": value, "start": 0, "end": 0} for name, value in entities.items()],
                    add_to_output=True,
                )
        return messages
