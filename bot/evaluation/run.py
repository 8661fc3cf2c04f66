"""``wlb evaluate``: ask every question of the real bot over HTTP, judge the first replies, write the report."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.evaluation.fit import Fit, Ranked, fit_thresholds
from bot.evaluation.outcomes import (
    ANSWERED,
    CHOICES,
    DECLINED,
    HELPLINE,
    MISSED,
    OFFERED,
    RIGHT,
    WRONG,
    Outcome,
    judge,
    safety_found,
    shares,
)
from bot.evaluation.questions import EVALUATION, SAFETY_KINDS, Question, load_questions
from bot.run.client import ChatClient

REPORT = EVALUATION / "report.md"
_HEAD = """# How well the bot understands

Made by `make evaluate`: each question is asked of the running bot over HTTP, in a conversation of its own. Only the
first reply counts. Right: an answer on an accepted topic. Offered: an accepted topic among at most four. Wrong: an
answer on another topic. Missed: the rest. The questions (`questions.yml`, `out_of_scope.yml`) never train. Thresholds
are fitted on `dev`, so `final` is the figure to believe.""".splitlines()
Ask = Callable[[str], list[dict[str, Any]]]


def asker(client: ChatClient) -> Ask:
    """Return a function that asks a text in a conversation of its own, and erases it afterwards."""

    def ask(text: str) -> list[dict[str, Any]]:
        client.open()
        try:
            return client.say(text)
        finally:
            client.erase()

    return ask


def evaluate(ask: Ask, part: str | None = None) -> list[Outcome]:
    """Ask every question, each in a conversation of its own, and judge the first replies.

    Args:
        ask: Opens a conversation, asks one text, returns the messages of the reply.
        part: ``dev`` or ``final``; by default both.
    """
    questions = [question for question in load_questions() if part in (None, question.part)]
    return [judge(question, ask(question.text)) for question in questions]


def report(outcomes: list[Outcome]) -> str:
    """Write the figures as Markdown."""
    in_scope = [outcome for outcome in outcomes if not outcome.question.kind]
    lines = [
        *_HEAD,
        "",
        "| questions in scope | number | right | offered | wrong | missed |",
        "| --- | --- | --- | --- | --- | --- |",
        *[_row(name, group) for name, group in _groups(in_scope).items() if group],
        "",
        "| questions out of scope | number | declined | helpline | offered topics | answered |",
        "| --- | --- | --- | --- | --- | --- |",
        *[_out_row(name, group) for name, group in _out_groups(outcomes).items() if group],
        "",
    ]
    found, concerned = safety_found(outcomes)
    needless = sum(outcome.word == HELPLINE for outcome in outcomes if outcome.question.kind not in SAFETY_KINDS)
    told = [outcome for outcome in in_scope if outcome.audience and outcome.question.audience]
    sides = sum(outcome.audience == outcome.question.audience for outcome in told)
    lines += [
        f"People in distress, danger or harassment who got a helpline: {found} of {concerned}.",
        f"Right side (employee or employer) of the answers given: {sides} of {len(told)}.",
        "",
        "## What went wrong in `dev`",
        "",
        "| question | accepted | reply |",
        "| --- | --- | --- |",
        *[_fault(outcome) for outcome in outcomes if outcome.question.part == "dev" and _is_fault(outcome)],
        "",
    ]
    if needless:
        lines.insert(-1, f"Helplines given without need: {needless}.")
    return "\n".join(lines)


def _groups(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {
        "**final**": [o for o in outcomes if o.question.part == "final"],
        "final, asked by a person": [o for o in outcomes if o.question.part == "final" and o.question.asked],
        "dev": [o for o in outcomes if o.question.part == "dev"],
        "all": outcomes,
    }
    for area in sorted({o.question.accept[0].split("/")[0] for o in outcomes}):
        groups[f"all, {area}"] = [o for o in outcomes if o.question.accept[0].startswith(f"{area}/")]
    for side in ("employee", "employer"):
        groups[f"all, asked by an {side}"] = [o for o in outcomes if o.question.audience == side]
    return groups


def _out_groups(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    outside = [o for o in outcomes if o.question.kind]
    groups = {
        "**final**": [o for o in outside if o.question.part == "final"],
        "dev": [o for o in outside if o.question.part == "dev"],
    }
    for kind in sorted({o.question.kind for o in outside}):
        groups[f"all, {kind}"] = [o for o in outside if o.question.kind == kind]
    return groups


def _row(name: str, group: list[Outcome]) -> str:
    share = shares(group)
    cells = [f"{share.get(word, 0):.2f}" for word in (RIGHT, OFFERED, WRONG, MISSED)]
    return f"| {name} | {len(group)} | {' | '.join(cells)} |"


def _out_row(name: str, group: list[Outcome]) -> str:
    share = shares(group)
    cells = [f"{share.get(word, 0):.2f}" for word in (DECLINED, HELPLINE, CHOICES, ANSWERED)]
    return f"| {name} | {len(group)} | {' | '.join(cells)} |"


def _is_fault(outcome: Outcome) -> bool:
    if outcome.question.kind in SAFETY_KINDS:
        return outcome.word != HELPLINE
    return outcome.word in (WRONG, MISSED, ANSWERED, HELPLINE)


def _fault(outcome: Outcome) -> str:
    accepted = ", ".join(outcome.question.accept) or outcome.question.kind
    reply = f"{outcome.word}: {', '.join(outcome.topics)}" if outcome.topics else outcome.word
    return f"| {outcome.question.id} | {accepted} | {reply} |"


def rankings(model: Path, part: str) -> Ranked:
    """Return the ranking of intents that a trained model gives each question of a part, and the side that it found."""
    from rasa.core.agent import Agent

    from bot.nlu.decision_maker import Situation

    agent = Agent.load(model)

    async def parse(question: Question) -> tuple[Any, Situation]:
        parsed = await agent.parse_message(question.text)
        said = [item["value"] for item in parsed["entities"] if item["entity"] == "audience"]
        return parsed["intent_ranking"], Situation(said[0] if said else None, None, len(question.text.split()))

    questions = [question for question in load_questions() if question.part == part]
    return [(question, *asyncio.run(parse(question))) for question in questions]


def fit(model: Path) -> Fit:
    """Fit the thresholds of the decision for a trained model, on the ``dev`` questions."""
    return fit_thresholds(rankings(model, "dev"))


def summary(outcomes: list[Outcome]) -> str:
    """Return the figures in a few lines for the terminal."""
    lines = []
    for part in ("dev", "final"):
        group = [o for o in outcomes if o.question.part == part and not o.question.kind]
        counts = Counter(outcome.word for outcome in group)
        if group:
            words = ", ".join(f"{word} {counts[word] / len(group):.3f}" for word in (RIGHT, OFFERED, WRONG, MISSED))
            lines.append(f"{part} ({len(group)} questions in scope): {words}")
    outside = [o for o in outcomes if o.question.kind and o.question.kind not in SAFETY_KINDS]
    if outside:
        answered = sum(outcome.word == ANSWERED for outcome in outside)
        lines.append(f"none of its business ({len(outside)}): answered with guidance {answered / len(outside):.3f}")
    found, concerned = safety_found(outcomes)
    if concerned:
        lines.append(f"distress, danger, harassment ({concerned}): helpline {found / concerned:.3f}")
    return "\n".join(lines)
