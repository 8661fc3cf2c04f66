"""Milliseconds of single steps: guidance load, check, an answer, an NLU parse; each beside something simple.

    python -m benchmarks.micro < steps.json > figures.json

It runs in a process of its own, because Rasa's libraries stay in a process once they are loaded. Times are processor
time, which a busy neighbour disturbs less than the clock; each round measures the step and its baseline in turn.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from benchmarks.arithmetic import Figure
from benchmarks.talks import OURS, STARTER, Talk
from bot.content import GUIDANCE, Reader, find_answer, guidance_message, load_content, today
from bot.content.check import check_folder
from bot.content.load import content_files
from bot.content.vocabulary import NATIONS
from bot.run.machine import ROOT
from bot.run.problems import RunError
from bot.run.tether import tethered

STEP, BASELINE = "ours", "baseline"
_PLAIN_LOAD = "yaml.safe_load of the same files"


@dataclass(frozen=True)
class Steps:
    """What to measure.

    Attributes:
        rounds: How often.
        model: Our model, for the NLU parse.
        starter_model: The starter's model, the baseline of the NLU parse.
    """

    rounds: int
    model: str
    starter_model: str


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Return the processor milliseconds of one of so many equal pieces of work."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000 / times


def guidance_figures(rounds: int) -> Iterator[Figure]:
    """Measure the guidance library."""
    content, day = load_content(), today()
    readers = [
        (topic, Reader(side, nation))
        for topic, entry in content.entries.items()
        for side in entry.audiences
        for nation in NATIONS
    ]

    def answer_all() -> list[dict[str, Any]]:
        return [guidance_message(content, find_answer(content, topic, reader, day), day) for topic, reader in readers]

    messages = answer_all()
    load = Figure("micro.load", "micro", "Load all guidance", "ms", against=_PLAIN_LOAD)
    check = Figure("micro.check", "micro", "Check all content", "ms", against=_PLAIN_LOAD)
    answer = Figure(
        "micro.answer",
        "micro",
        "Look up and render an answer",
        "ms",
        against="json.dumps and json.loads of the message",
    )
    for _ in range(rounds):
        plain = timed(_load_plainly)
        load.add(STEP, timed(load_content))
        load.add(BASELINE, plain)
        check.add(STEP, timed(lambda: check_folder(GUIDANCE, day)))
        check.add(BASELINE, plain)
        answer.add(STEP, timed(answer_all, len(readers)))
        answer.add(BASELINE, timed(lambda: [json.loads(json.dumps(message)) for message in messages], len(messages)))
    yield from (load, check, answer)


def _load_plainly() -> None:
    for path in content_files(GUIDANCE):
        yaml.safe_load(path.read_text(encoding="utf-8"))


def parse_figure(rounds: int, model: str, starter_model: str) -> Figure:
    """Measure the NLU graph alone, without dialogue, actions and HTTP."""
    from rasa.core.agent import Agent

    agents = {STEP: (Agent.load(model), _texts(OURS)), BASELINE: (Agent.load(starter_model), _texts(STARTER))}
    figure = Figure("micro.parse", "micro", "Parse a message (NLU)", "ms", against="the starter's NLU on its own texts")

    def parse(agent: Any, texts: Sequence[str]) -> None:
        async def parse_all() -> None:
            for text in texts:
                await agent.parse_message(text)

        asyncio.run(parse_all())

    for number in range(rounds + 1):
        for name, (agent, texts) in agents.items():
            milliseconds = timed(lambda agent=agent, texts=texts: parse(agent, texts), len(texts))  # type: ignore[misc]
            if number:  # The first round warms up.
                figure.add(name, milliseconds)
    return figure


def _texts(talks: tuple[Talk, ...]) -> list[str]:
    return [turn.text for talk in talks for turn in talk]


def measure(steps: Steps, seconds: float = 240.0) -> list[Figure]:
    """Measure in a child process.

    Raises:
        RunError: If it fails or takes too long.
    """
    command = tethered([sys.executable, "-m", "benchmarks.micro"])
    try:
        done = subprocess.run(
            command, input=json.dumps(asdict(steps)), cwd=ROOT, capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise RunError(f"The micro part did not end within {seconds:.0f} s.") from None
    if done.returncode != 0:
        raise RunError(f"The micro part failed: {done.stderr.strip()[-500:]}")
    # The last line only: libraries print to standard output as they please.
    return [Figure(**figure) for figure in json.loads(done.stdout.strip().splitlines()[-1])]


def main() -> int:
    """Read the steps from standard input, measure, write the figures to standard output."""
    steps = Steps(**json.loads(sys.stdin.read()))
    figures = [*guidance_figures(steps.rounds), parse_figure(steps.rounds, steps.model, steps.starter_model)]
    print(json.dumps([asdict(figure) for figure in figures]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
