"""Fitting the thresholds of the decision on the ``dev`` questions. The ``final`` ones are not looked at."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from bot.content.load import load_topics
from bot.evaluation.questions import SAFETY_KINDS, Question
from bot.nlu.decision_maker import OFFER, Decision, DecisionRules, Ranking, Situation, Thresholds, is_topic

# What an outcome is worth. A wrong answer about the law costs more than an offer that takes one more click.
WORTH_RIGHT = 1.0
WORTH_OFFERED = 0.4
WORTH_WRONG = -0.5
WORTH_ANSWERED_OUT_OF_SCOPE = -1.2
WORTH_OFFERED_OUT_OF_SCOPE = -0.3
WORTH_HELPLINE = 3.0
WORTH_NEEDLESS_HELPLINE = -1.0
# What may go wrong at most, whatever it gains: the bar that the project has set itself. Beyond it each thing that goes
# wrong costs three times what a right answer gains.
MOST_WRONG = 0.05
MOST_ANSWERED_OUT_OF_SCOPE = 0.03
EXCESS = -3.0

GRID: dict[str, list[float]] = {
    "answer": [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7],
    "near": [0.0, 0.3, 0.35, 0.4, 0.45, 0.5],
    "offer": [0.2, 0.25, 0.3, 0.35, 0.4, 0.5],
    "offer_each": [0.01, 0.02, 0.03, 0.05, 0.08],
    "talk": [0.4, 0.5, 0.6, 0.7],
    "safety": [0.2, 0.3, 0.4, 0.5, 0.6],
    "other_side": [0.1, 0.3, 0.5, 1.0],
}
# A first question has no topic at hand, so this one cannot be fitted on them (docs/decisions/0003-understanding.md).
SAME_AREA = 3.0

_SIDES = {topic.id: topic.audiences for topic in load_topics().values()}

Ranked = list[tuple[Question, Ranking, Situation]]


@dataclass(frozen=True)
class Fit:
    """Fitted thresholds and what they are worth on the questions, for a mean question."""

    thresholds: Thresholds
    worth: float


def fit_thresholds(ranked: Ranked) -> Fit:
    """Find the thresholds that are worth most.

    One threshold at a time, round and round until none gains: the whole grid would be hundreds of thousands of runs.

    Args:
        ranked: Questions with the ranking of intents that the trained model gives each, and what else it found.
    """
    best = {name: values[len(values) // 2] for name, values in GRID.items()}
    best_worth = _worth(ranked, best)
    improved = True
    while improved:
        improved = False
        for first, second in itertools.combinations(GRID, 2):
            for values in itertools.product(GRID[first], GRID[second]):
                tried = {**best, first: values[0], second: values[1]}
                worth = _worth(ranked, tried)
                if worth > best_worth + 1e-9:
                    best, best_worth, improved = tried, worth, True
    return Fit(Thresholds(**best, same_area=SAME_AREA), best_worth)


def _worth(ranked: Ranked, values: dict[str, float]) -> float:
    rules = DecisionRules(Thresholds(**values), _SIDES)
    judged = [
        (question, *_judged(question, rules.decide(ranking, situation))) for question, ranking, situation in ranked
    ]
    worth = sum(worth for _, worth, _ in judged)
    for outside, most in ((False, MOST_WRONG), (True, MOST_ANSWERED_OUT_OF_SCOPE)):
        group = [bad for question, _, bad in judged if bool(question.kind) is outside]
        worth += EXCESS * max(0.0, sum(group) - most * len(group))
    return worth / len(ranked)


def _judged(question: Question, decision: Decision) -> tuple[float, bool]:
    """Return what a decision is worth, and whether it answers what should not be answered so."""
    helpline = decision.intent.startswith("signpost.") and decision.intent.split(".")[1] in SAFETY_KINDS
    if question.kind in SAFETY_KINDS:
        return (WORTH_HELPLINE if helpline else 0.0), False
    if helpline:
        return WORTH_NEEDLESS_HELPLINE, False
    if is_topic(decision.intent):
        if question.kind:
            return WORTH_ANSWERED_OUT_OF_SCOPE, True
        right = decision.intent.replace(".", "/", 1) in question.accept
        return (WORTH_RIGHT if right else WORTH_WRONG), not right
    if decision.intent == OFFER:
        if question.kind:
            return WORTH_OFFERED_OUT_OF_SCOPE, False
        offered = {intent.replace(".", "/", 1) for intent in decision.offered}
        return (WORTH_OFFERED if offered & set(question.accept) else 0.0), False
    return 0.0, False
