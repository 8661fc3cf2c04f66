"""Distress, danger and harassment, caught by plain words before and beside any classifier.

The sign-post to a human's number must come on any turn, in the middle of anything else, and must not hang on a
trained model being right. What the words miss, the classifier may still find; what they find, nothing overrules.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.word_lists import FOLDER, STRAIGHT, any_of, read_list

LEXICON = FOLDER / "safety.yml"
# Danger first: it is the most urgent number.
REASONS = ("danger", "distress", "harassment")


class SafetyLexicon:
    """The words of ``safety.yml``, ready to be looked for."""

    def __init__(self, path: Path = LEXICON) -> None:
        data = read_list(path)
        self._when = {reason: any_of(data[reason]["when"]) for reason in REASONS}
        self._not_when = {reason: any_of(data[reason]["not_when"]) for reason in REASONS}

    def reason(self, text: str) -> str | None:
        """Return ``danger``, ``distress`` or ``harassment`` where the words say so plainly, else ``None``."""
        plain = re.sub(r"\s+", " ", text.translate(STRAIGHT).lower())
        for reason in REASONS:
            # Take the sayings out, and see whether anything is left.
            if self._when[reason].search(self._not_when[reason].sub(" … ", plain)):
                return reason
        return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyNet(IntentClassifier, GraphComponent):
    """Sets ``signpost.distress``, ``signpost.danger`` or ``signpost.harassment`` at full confidence. Stands last."""

    def __init__(self) -> None:
        self._lexicon = SafetyLexicon()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyNet:
        """Create the component (see the parent class)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Overrule the intent of messages that must reach a person."""
        for message in messages:
            reason = self._lexicon.reason(message.get(TEXT) or "")
            if reason:
                message.set(INTENT, {"name": f"signpost.{reason}", "confidence": 1.0}, add_to_output=True)
        return messages
