"""Fitting the thresholds of the decision on the ``dev`` questions. The ``final`` ones are not looked at."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from bot.evaluation.questions import SAFETY_KINDS, Question
from bot.nlu.decision_maker import OFFER, Thresholds, decide, is_topic

Ranking = list[dict[str, Any]]

# What an outcome is worth. A wrong answer about the law costs more than a right one gains.
WORTH_RIGHT = 1.0
WORTH_OFFERED = 0.85
WORTH_WRONG = -1.5
WORTH_ANSWERED_OUT_OF_SCOPE = -2.0
WORTH_OFFERED_OUT_OF_SCOPE = -0.4
WORTH_HELPLINE = 3.0
WORTH_NEEDLESS_HELPLINE = -1.0

GRID: dict[str, list[float]] = {
    "answer": [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7],
    "near": [0.0, 0.3, 0.35, 0.4, 0.45, 0.5],
    "offer": [0.2, 0.25, 0.3, 0.35, 0.4, 0.5],
    "offer_each": [0.01, 0.02, 0.03, 0.05, 0.08],
    "talk": [0.4, 0.5, 0.6, 0.7],
    "safety": [0.2, 0.3, 0.4, 0.5, 0.6],
}


@dataclass(frozen=True)
class Fit:
    """Fitted thresholds and what they are worth on the questions, for a mean question."""

    thresholds: Thresholds
    worth: float


def fit_thresholds(ranked: list[tuple[Question, Ranking]]) -> Fit:
    """Find the thresholds that are worth most.

    One threshold at a time, round and round until none gains: the whole grid would be hundreds of thousands of runs.

    Args:
        ranked: Questions with the ranking of intents that the trained model gives each.
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
    return Fit(Thresholds(**best), best_worth)


def _worth(ranked: list[tuple[Question, Ranking]], values: dict[str, float]) -> float:
    thresholds = Thresholds(**values)
    return sum(_worth_of(question, ranking, thresholds) for question, ranking in ranked) / len(ranked)


def _worth_of(question: Question, ranking: Ranking, thresholds: Thresholds) -> float:
    decision = decide(ranking, thresholds, has_topic=False)
    helpline = decision.intent.startswith("signpost.") and decision.intent.split(".")[1] in SAFETY_KINDS
    if question.kind in SAFETY_KINDS:
        return WORTH_HELPLINE if helpline else 0.0
    if helpline:
        return WORTH_NEEDLESS_HELPLINE
    if is_topic(decision.intent):
        if question.kind:
            return WORTH_ANSWERED_OUT_OF_SCOPE
        return WORTH_RIGHT if decision.intent.replace(".", "/", 1) in question.accept else WORTH_WRONG
    if decision.intent == OFFER:
        if question.kind:
            return WORTH_OFFERED_OUT_OF_SCOPE
        offered = {intent.replace(".", "/", 1) for intent in decision.offered}
        return WORTH_OFFERED if offered & set(question.accept) else 0.0
    return 0.0
