"""Answer, offer, or decline: what to do with a ranking of intents.

A wrong answer about the law does more harm than a question back. So a topic is answered only when it is probable
enough; when some topics together are, they are offered; otherwise the bot says what it is for. The thresholds are
fitted on questions of real people by ``wlb evaluate --fit`` and stand in ``config.yml``; none is set by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.content.load import load_topics

OFFER = "offer_topics"
FALLBACK = "nlu_fallback"
Ranking = list[dict[str, Any]]
OFFERED = "offered"
"""Key in the ranking: whether the topic is among those to be offered."""
MOST_OFFERED = 4
# Intents about the talk itself, and those that only make sense once there is a topic to go on from.
_TALK = ("chitchat.", "signpost.", "context.", "follow_up.")
_FOLLOWING = ("follow_up.",)
_LEAST_WITHOUT_FOLLOW_UPS = 0.5
_SHORT = 12  # words: a longer message says itself what it is about
_DECLINED = ("out_of_scope.",)
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
        same_area: Factor on topics of the area that the talk is about, for short messages ("must my boss pay it?").
        other_side: Factor on topics that are only for the other side: an employee seldom asks how to handle a request.
    """

    answer: float
    near: float
    offer: float
    offer_each: float
    talk: float
    safety: float
    same_area: float = 1.0
    other_side: float = 1.0


@dataclass(frozen=True)
class Situation:
    """What is known beside the words of the message.

    Attributes:
        audience: The side that the writer is on, if known.
        topic: The topic at hand, if any.
        words: How many words the message has.
    """

    audience: str | None = None
    topic: str | None = None
    words: int = 0


@dataclass(frozen=True)
class Decision:
    """What to do: the intent to act on, and for an offer the topics, best first."""

    intent: str
    confidence: float
    offered: tuple[str, ...] = ()


class DecisionRules:
    """The decision, free of Rasa.

    Args:
        thresholds: When to do what.
        sides: For each topic (``area/topic``) the sides that it is for.
    """

    def __init__(self, thresholds: Thresholds, sides: Mapping[str, tuple[str, ...]]) -> None:
        self._thresholds = thresholds
        self._sides = sides

    def decide(self, ranking: Ranking, situation: Situation) -> Decision:
        """Decide on a ranking.

        Args:
            ranking: Items with ``name``, ``confidence`` and ``nearest``, most probable first. Not empty.
            situation: What is known beside the words.
        """
        limits = self._thresholds
        possible = ranking if situation.topic else _without_follow_ups(ranking)
        safety = max((item for item in possible if item["name"] in _SAFETY), key=_confidence, default=None)
        if safety and safety["confidence"] >= limits.safety:
            return Decision(safety["name"], safety["confidence"])
        possible = self._weigh(possible, situation)
        best = possible[0]
        if best["name"].startswith(_TALK) and best["name"] not in _SAFETY and _reaches(best["confidence"], limits.talk):
            return Decision(best["name"], best["confidence"])
        topics = [item for item in possible if is_topic(item["name"])]
        if best in topics and _reaches(best["confidence"], limits.answer) and best["nearest"] >= limits.near:
            return Decision(best["name"], best["confidence"])
        offered = [item for item in topics[:MOST_OFFERED] if _reaches(item["confidence"], limits.offer_each)]
        share = sum(item["confidence"] for item in offered)
        if len(offered) > 1 and _reaches(share, limits.offer):
            return Decision(OFFER, share, tuple(item["name"] for item in offered))
        if best["name"].startswith(_DECLINED):
            return Decision(best["name"], best["confidence"])
        return Decision(FALLBACK, best["confidence"])

    def _weigh(self, ranking: Ranking, situation: Situation) -> Ranking:
        """Weigh topics by what is known beside the words, and share the probability out again."""
        area = situation.topic.partition("/")[0] if situation.topic and situation.words <= _SHORT else None
        weighed = []
        for item in ranking:
            topic = item["name"].replace(".", "/", 1)
            factor = 1.0
            if area and topic.startswith(f"{area}/"):
                factor *= self._thresholds.same_area
            if situation.audience and situation.audience not in self._sides.get(topic, (situation.audience,)):
                factor *= self._thresholds.other_side
            weighed.append({**item, "confidence": item["confidence"] * factor})
        total = sum(item["confidence"] for item in weighed) or 1.0
        before = sum(item["confidence"] for item in ranking)
        return sorted(
            ({**item, "confidence": item["confidence"] * before / total} for item in weighed),
            key=_confidence,
            reverse=True,
        )


def is_topic(intent: str) -> bool:
    """Tell whether an intent is a topic of the guidance."""
    return "." in intent and not intent.startswith((*_TALK, *_DECLINED))


def _without_follow_ups(ranking: Ranking) -> Ranking:
    """Leave out follow-ups where there is nothing to go on from, unless the message is hardly anything else."""
    left = [item for item in ranking if not item["name"].startswith(_FOLLOWING)]
    # The ranking is cut short, so what is left is one less the follow-ups, not the sum of the rest.
    share = 1.0 - sum(item["confidence"] for item in ranking if item["name"].startswith(_FOLLOWING))
    if share < _LEAST_WITHOUT_FOLLOW_UPS or not left:
        return ranking
    return [{**item, "confidence": item["confidence"] / share} for item in left]


def _reaches(probability: float, threshold: float) -> bool:
    """Compare with room for rounding: shares are divided and multiplied on the way."""
    return probability >= threshold - 1e-9


def _place(name: str, offered: tuple[str, ...]) -> int:
    return offered.index(name) if name in offered else len(offered)


def _confidence(item: dict[str, Any]) -> float:
    return float(item["confidence"])


def _situation(message: Message, tracker: DialogueStateTracker | None) -> Situation:
    said = (item["value"] for item in message.get(ENTITIES, []) if item["entity"] == "audience")
    known = tracker.get_slot("audience") if tracker else None
    return Situation(
        audience=next(said, known),
        topic=tracker.get_slot("topic") if tracker else None,
        words=len((message.get(TEXT) or "").split()),
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DecisionMaker(IntentClassifier, GraphComponent):
    """Replaces the intent by the decision: a topic, a turn of talk, ``offer_topics`` or ``nlu_fallback``.

    For an offer, the topics that are offered are marked in the ranking (``offered``), so that the action finds them
    there.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        thresholds = Thresholds(**{name: config[name] for name in self.get_default_config()})
        self._rules = DecisionRules(thresholds, {topic.id: topic.audiences for topic in load_topics().values()})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return cautious defaults; ``config.yml`` has the fitted ones."""
        return {
            "answer": 0.5,
            "near": 0.3,
            "offer": 0.4,
            "offer_each": 0.05,
            "talk": 0.4,
            "safety": 0.3,
            "same_area": 3.0,
            "other_side": 0.3,
        }

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
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY)
            if not ranking:
                message.set(INTENT, {"name": FALLBACK, "confidence": 0.0}, add_to_output=True)
                continue
            decision = self._rules.decide(ranking, _situation(message, tracker))
            message.set(INTENT, {"name": decision.intent, "confidence": decision.confidence}, add_to_output=True)
            if decision.offered:
                marked = [{**item, OFFERED: item["name"] in decision.offered} for item in ranking]
                marked.sort(key=lambda item: _place(item["name"], decision.offered))
                message.set(INTENT_RANKING_KEY, marked, add_to_output=True)
        return messages
