"""The parts of the benchmark that run whole bots: training, start-up, memory, latency and throughput."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType

from benchmarks.arithmetic import Figure, Figures, percentile
from benchmarks.bots import Bot, Server, StarterWithActions
from benchmarks.load import Load, Outcome, Runner
from benchmarks.trees import cpu_seconds, rss_mb
from bot.run.machine import ROOT
from bot.run.problems import NotReadyError, RunError, TrainingError
from bot.run.progress import Progress
from bot.run.tether import tethered

TRAINING, STARTUP, MEMORY, LATENCY, MICRO = "training", "startup", "memory", "latency", "micro"
PARTS = (TRAINING, STARTUP, MEMORY, LATENCY, MICRO)
KINDS = "kinds"
"""A table of its own, which comes with the latency."""
TRAINING_SECONDS = 400.0
START_SECONDS = 180.0
_LOOK_INTERVAL = 0.1


class OutOfTimeError(RunError):
    """The whole run took longer than it may."""


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        quick: Whether this is the short run, whose figures are only a first look.
        trainings: Rounds of training.
        starts: Rounds of starting up.
        rounds: Rounds of load.
        levels: How many conversations at once, one after the other.
        seconds: How long each load lasts.
        most_minutes: When the run is broken off.
    """

    quick: bool
    trainings: int
    starts: int
    rounds: int
    levels: tuple[int, ...]
    seconds: float
    most_minutes: float = 14.5


FULL = Plan(quick=False, trainings=1, starts=3, rounds=5, levels=(1, 8, 32), seconds=6.0)
QUICK = Plan(quick=True, trainings=1, starts=1, rounds=1, levels=(1, 8, 32), seconds=4.0)


class Deadline:
    """When the run has to be over. Rounds are left out for it, and in the end it breaks the run off."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._seconds = seconds

    def allows(self, seconds: float) -> bool:
        """Return whether there is time for something that takes so long."""
        return time.monotonic() + seconds < self._until

    @contextlib.contextmanager
    def enforced(self) -> Iterator[None]:
        """Raise :class:`OutOfTimeError` in the main thread when the time is up."""
        before = signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, max(0.001, self._until - time.monotonic()))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        raise OutOfTimeError(f"The run was broken off after {self._seconds / 60:.1f} minutes.")


@dataclass
class Results:
    """What a run found.

    Attributes:
        figures: The figures.
        notes: What a reader has to know: rounds left out, replies that failed.
        turns: Good replies, by bot.
        failures: Replies that were none, by bot and reason.
        replies: Types of the replies, by bot.
    """

    figures: Figures = field(default_factory=Figures)
    notes: list[str] = field(default_factory=list)
    turns: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Counter[str]] = field(default_factory=dict)
    replies: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, bot: str, outcome: Outcome) -> None:
        """Count the replies of a load, good and bad."""
        self.turns[bot] += len(outcome.all_latencies)
        self.failures.setdefault(bot, Counter()).update(outcome.failures)
        self.replies.setdefault(bot, Counter()).update(outcome.replies)


def in_turn(bots: Sequence[Bot], number: int) -> Sequence[Bot]:
    """Return the bots in the order of a round: every other round backwards, so that nobody is always first."""
    return bots if number % 2 == 0 else bots[::-1]


class Benchmark:
    """A run.

    Args:
        bots: Ours first.
        plan: How much.
        parts: Which parts.
        deadline: When to be done.
        progress: Where to show what is going on.
    """

    def __init__(
        self, bots: Sequence[Bot], plan: Plan, parts: Sequence[str], deadline: Deadline, progress: Progress
    ) -> None:
        self.bots = bots
        self.plan = plan
        self.parts = parts
        self.deadline = deadline
        self.progress = progress
        self.results = Results()

    def train(self) -> None:
        """Time the training where that is asked for; see to it that each bot has a model in any case."""
        timed = TRAINING in self.parts
        for number in self._rounds("training", self.plan.trainings if timed else 0):
            for bot in in_turn(self.bots, number):
                self._timed_training(bot)
        for bot in self.bots:
            if not timed and self._is_needed(bot) and not bot.find_model():
                self._training(bot)

    def _is_needed(self, bot: Bot) -> bool:
        served = bool({STARTUP, MEMORY, LATENCY} & set(self.parts))
        return served or (MICRO in self.parts and not isinstance(bot, StarterWithActions))

    def serve(self) -> None:
        """Start the bots, again and again, and put load on the last ones started."""
        wanted = {STARTUP, MEMORY, LATENCY} & set(self.parts)
        if not wanted:
            return
        starts = self.plan.starts if STARTUP in wanted else 1
        for number in self._rounds("start-up", starts - 1):
            for bot in in_turn(self.bots, number):
                with bot.server() as server:
                    self._timed_start(bot, server)
        with contextlib.ExitStack() as servers:
            running = {bot.name: servers.enter_context(bot.server()) for bot in self.bots}
            for bot in in_turn(self.bots, starts - 1):
                self._timed_start(bot, running[bot.name])
            if wanted & {MEMORY, LATENCY}:
                self._put_load_on(running)

    def _rounds(self, what: str, count: int) -> Iterator[int]:
        """Count rounds, and stop before one that would probably end too late."""
        longest = 0.0
        for number in range(count):
            if number and not self.deadline.allows(1.3 * longest + self._reserve(what)):
                self.results.notes.append(f"{what}: {number} of {count} rounds, for lack of time.")
                return
            began = time.monotonic()
            yield number
            longest = max(longest, time.monotonic() - began)

    def _reserve(self, what: str) -> float:
        """Return the seconds to leave for what comes after: a round of everything is worth more than many of one."""
        return {"training": 420.0, "start-up": 240.0}.get(what, 60.0)

    def _timed_training(self, bot: Bot) -> None:
        cpu_before = _children_cpu()
        began = time.monotonic()
        peak = self._training(bot)
        wall, cpu = time.monotonic() - began, _children_cpu() - cpu_before
        self._note(Figure("training.wall", TRAINING, "Training, wall clock", "s"), bot, wall)
        self._note(Figure("training.cpu", TRAINING, "Training, processor", "s"), bot, cpu)
        self._note(Figure("training.peak", TRAINING, "Training, peak memory", "MB"), bot, peak)

    def _training(self, bot: Bot) -> float:
        """Train a bot from nothing, and return the peak of its memory."""
        cache = bot.work / f"cache-{bot.name}"
        shutil.rmtree(cache, ignore_errors=True)
        bot.model.unlink(missing_ok=True)
        peak, until = 0.0, time.monotonic() + TRAINING_SECONDS
        self.progress.begin(f"Training {bot.label}")
        child = bot.training(cache)
        try:
            while child.status is None and time.monotonic() < until:
                peak = max(peak, rss_mb([child.pid]))
                self.progress.tick()
                time.sleep(_LOOK_INTERVAL)
            if child.status != 0 or not bot.model.is_file():
                raise TrainingError(f"{child.name} failed or took over {TRAINING_SECONDS:.0f} s.{child.last_words()}")
        finally:
            child.end()
            self.progress.end()
        return peak

    def _timed_start(self, bot: Bot, server: Server) -> None:
        self.progress.begin(f"Starting {bot.label}")
        first = FirstAnswer(server)
        first.watch()
        server.start()
        wall, cpu = first.wait(server, self.progress.tick)
        self.progress.end()
        self._note(Figure("startup.wall", STARTUP, "Start to first answer, wall clock", "s"), bot, wall)
        self._note(Figure("startup.cpu", STARTUP, "Start to first answer, processor", "s"), bot, cpu)
        memory = Figure("memory.start", MEMORY, "Memory after the first answer", "MB")
        self._note(memory, bot, rss_mb(server.pids()))

    def _put_load_on(self, running: dict[str, Server]) -> None:
        for bot in self.bots:
            self._send(bot, running[bot.name], 4, min(2.0, self.plan.seconds))  # Warming up: not counted.
        for number in self._rounds("load", self.plan.rounds):
            for level in self.plan.levels:
                self.progress.begin(f"Load, round {number + 1} of {self.plan.rounds}, {level} at once")
                for bot in in_turn(self.bots, number):
                    self._timed_load(bot, running[bot.name], level)
                self.progress.end()
        for bot in self.bots:
            memory = Figure("memory.load", MEMORY, "Memory after the load", "MB")
            self._note(memory, bot, rss_mb(running[bot.name].pids()))

    def _timed_load(self, bot: Bot, server: Server, level: int) -> None:
        server.check()
        outcome = self._send(bot, server, level, self.plan.seconds)
        self.results.count(bot.name, outcome)
        for figure, value in load_figures(level, outcome):
            self._note(figure, bot, value)

    def _send(self, bot: Bot, server: Server, conversations: int, seconds: float) -> Outcome:
        self.progress.tick(bot.label)
        return send(replace(server.load, conversations=conversations, seconds=seconds, pids=tuple(server.pids())))

    def _note(self, figure: Figure, bot: Bot, value: float | None) -> None:
        if (LATENCY if figure.part == KINDS else figure.part) in self.parts:
            self.results.figures.add(figure, bot.name, value)


def load_figures(level: int, outcome: Outcome) -> Iterator[tuple[Figure, float | None]]:
    """Yield what one load shows. Failures are in none of it: no reply, no time.

    Args:
        level: How many conversations at once.
        outcome: What came back.
    """
    latencies = outcome.all_latencies
    key, name = f"latency.{level}", f"{level} at once"
    yield Figure(f"{key}.p50", LATENCY, f"{name}: latency p50", "ms"), percentile(latencies, 0.5)
    yield Figure(f"{key}.p95", LATENCY, f"{name}: latency p95", "ms"), percentile(latencies, 0.95)
    rate = len(latencies) / outcome.seconds if outcome.seconds else None
    yield Figure(f"{key}.rate", LATENCY, f"{name}: turns per second", "/s", more_is_better=True), rate
    a_turn = outcome.cpu_seconds * 1000 / len(latencies) if latencies else None
    yield Figure(f"{key}.cpu", LATENCY, f"{name}: processor a turn", "ms"), a_turn
    if level == 1:
        for kind, group in sorted(outcome.latencies.items()):
            figure = Figure(f"kind.{kind}.p50", KINDS, kind, "ms")
            yield figure, percentile(group, 0.5)


def send(load: Load) -> Outcome:
    """Send a load from a process of its own.

    Raises:
        RunError: If that process fails or does not end.
    """
    command = tethered([sys.executable, "-m", "benchmarks.load"])
    try:
        done = subprocess.run(
            command, input=load.to_json(), cwd=ROOT, capture_output=True, text=True, timeout=load.most_seconds
        )
    except subprocess.TimeoutExpired:
        raise RunError(f"The load did not end within {load.most_seconds:.0f} s.") from None
    if done.returncode != 0:
        raise RunError(f"The load failed: {done.stderr.strip()[-500:]}")
    return Outcome(**json.loads(done.stdout))


class FirstAnswer:
    """Watches a starting server from a thread, until it has really answered a turn. The same for every bot."""

    def __init__(self, server: Server) -> None:
        turn = next(turn for talk in server.load.talks for turn in talk if turn.kind in ("topic", "greet"))
        self._load = replace(server.load, talks=((turn,),), seconds=0.2, most_turns=1)
        self._pids = server.pids
        self._began = time.monotonic()
        self._found: tuple[float, float] | None = None
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def watch(self) -> None:
        """Begin; time counts from here."""
        self._began = time.monotonic()
        self._thread.start()

    def wait(self, server: Server, tick: Callable[[], None]) -> tuple[float, float]:
        """Wait for the answer and return wall and processor seconds until then.

        Raises:
            RunError: If the server ends by itself or takes too long.
        """
        try:
            while self._found is None:
                server.check()
                if time.monotonic() - self._began > START_SECONDS:
                    raise NotReadyError(f"There was no answer within {START_SECONDS:.0f} s.")
                tick()
                self._thread.join(_LOOK_INTERVAL)
        finally:
            self._given_up.set()
        return self._found

    def _watch(self) -> None:
        while not self._given_up.is_set():
            if asyncio.run(Runner(self._load).run()).all_latencies:
                self._found = (time.monotonic() - self._began, cpu_seconds(self._pids()))
                return
            time.sleep(_LOOK_INTERVAL)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
