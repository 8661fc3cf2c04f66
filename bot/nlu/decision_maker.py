"""Answer, offer, or decline: what to do with a ranking of intents.

A wrong answer about the law does more harm than a question back. So a topic is answered only when it is probable enough; when
some topics together are, they are offered; otherwise the bot says what it is for. The thresholds are fitted on questions of
real people by ``wlb evaluate --fit`` and stand in ``config.yml``; none is set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

OFFER = "offer_topics"
FALLBACK = "nlu_fallback"
OFFERED = "offered"
"""Key in the ranking: whether the topic is among those to be offered."""
MOST_OFFERED = 4
# Intents about the talk itself, and those that only make sense once there is a topic to go on from.
_TALK = ("chitchat.", "signpost.", "context.", "follow_up.")
_FOLLOWING = ("follow_up.",)
_LEAST_WITHOUT_FOLLOW_UPS = 0.5
_DECLINED = ("out_of_scope.", "not_covered.")
_SAFETY = ("signpost.distress", "signpost.danger", "signpost.harassment")


@dataclass(frozen=True)
class Thresholds:
    """When to do what; probabilities from 0 to 1, ``near`` a cosine.

    Attributes:
        answer: Least probability of a topic for answering it at once.
        near: Least nearness to a training example of it.
        offer: Least probability of the four best topics together for offering them.
        offer_each: Least probability of a topic for being among those offered.
        talk: Least probability for a turn about the talk itself.
        safety: Least probability for a sign-post to a human's number.
    """

    answer: float
    near: float
    offer: float
    offer_each: float
    talk: float
    safety: float


@dataclass(frozen=True)
class Decision:
    """What to do: the intent to act on, and for an offer the topics, best first."""

    intent: str
    confidence: float
    offered: tuple[str, ...] = ()


def decide(ranking: list[dict[str, Any]], thresholds: Thresholds, *, has_topic: bool) -> Decision:
    """Decide on a ranking.

    Args:
        ranking: Items with ``name``, ``confidence`` and ``nearest``, most probable first. Not empty.
        thresholds: When to do what.
        has_topic: Whether the conversation has a topic that a follow-up can be about.
    """
    possible = ranking if has_topic else _without_follow_ups(ranking)
    safety = max((item for item in possible if item["name"] in _SAFETY), key=_confidence, default=None)
    if safety and safety["confidence"] >= thresholds.safety:
        return Decision(safety["name"], safety["confidence"])
    best = possible[0]
    if best["name"].startswith(_TALK) and best["name"] not in _SAFETY and best["confidence"] >= thresholds.talk:
        return Decision(best["name"], best["confidence"])
    topics = [item for item in possible if is_topic(item["name"])]
    if topics and topics[0] is best and best["confidence"] >= thresholds.answer and best["nearest"] >= thresholds.near:
        return Decision(best["name"], best["confidence"])
    offered = [item for item in topics[:MOST_OFFERED] if item["confidence"] >= thresholds.offer_each]
    share = sum(item["confidence"] for item in offered)
    if len(offered) > 1 and share >= thresholds.offer:
        return Decision(OFFER, share, tuple(item["name"] for item in offered))
    if best["name"].startswith(_DECLINED):
        return Decision(best["name"], best["confidence"])
    return Decision(FALLBACK, best["confidence"])


def is_topic(intent: str) -> bool:
    """Tell whether an intent is a topic of the guidance."""
    return "." in intent and not intent.startswith((*_TALK, *_DECLINED))


def _without_follow_ups(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out follow-ups where there is nothing to go on from, unless the message is hardly anything else."""
    left = [item for item in ranking if not item["name"].startswith(_FOLLOWING)]
    share = sum(item["confidence"] for item in left)
    if share < _LEAST_WITHOUT_FOLLOW_UPS:
        return ranking
    return [{**item, "confidence": item["confidence"] / share} for item in left]


def _confidence(item: dict[str, Any]) -> float:
    return float(item["confidence"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DecisionMaker(IntentClassifier, GraphComponent):
    """Replaces the intent by the decision: a topic, a turn of talk, ``offer_topics`` or ``nlu_fallback``.

    For an offer, the topics that are offered are marked in the ranking (``offered``), so that the action finds them there.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._thresholds = Thresholds(**{name: config[name] for name in self.get_default_config()})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return cautious defaults; ``config.yml`` has the fitted ones."""
        return {"answer": 0.5, "near": 0.3, "offer": 0.4, "offer_each": 0.05, "talk": 0.4, "safety": 0.3}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DecisionMaker:
        """Create the component (see the parent class)."""
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Decide on messages that have a ranking."""
        has_topic = bool(tracker and tracker.get_slot("topic"))
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if not ranking:
                message.set(INTENT, {"name": FALLBACK, "confidence": 0.0}, add_to_output=True)
                continue
            decision = decide(ranking, self._thresholds, has_topic=has_topic)
            message.set(INTENT, {"name": decision.intent, "confidence": decision.confidence}, add_to_output=True)
            if decision.offered:
                marked = [{**item, OFFERED: item["name"] in decision.offered} for item in ranking]
                message.set(INTENT_RANKING_KEY, marked, add_to_output=True)
        return messages
