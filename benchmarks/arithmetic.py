"""The arithmetic of the benchmark: percentiles, figures round by round, and ratios that share their noise."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return a percentile, straight between the two values that are nearest to it.

    Args:
        values: In any order.
        share: 0.95 for the 95th percentile.

    Returns:
        The percentile, or ``None`` if there are no values: no time is not a time of zero.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"A percentile's share is between 0 and 1, not {share}.")
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below, above = math.floor(place), math.ceil(place)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True)
class Ratio:
    """How a subject compares with a baseline: the median over the rounds, and the lowest and the highest round."""

    median: float
    low: float
    high: float


@dataclass
class Figure:
    """One thing that was measured, a value for each subject and round.

    Attributes:
        key: Stable name in the results, such as ``latency.8.p95``.
        part: The part of the benchmark that it belongs to.
        name: What it is, for people.
        unit: ``ms``, ``s``, ``MB`` or ``/s``.
        more_is_better: True for rates only.
        against: What the baseline is, where it is not one of the bots.
        rounds: By subject. ``None`` where a round gave no value, so that rounds of two subjects stay side by side.
    """

    key: str
    part: str
    name: str
    unit: str
    more_is_better: bool = False
    against: str = ""
    rounds: dict[str, list[float | None]] = field(default_factory=dict)

    def add(self, subject: str, value: float | None) -> None:
        """Add the value of the next round."""
        self.rounds.setdefault(subject, []).append(value)

    def value(self, subject: str) -> float | None:
        """Return the median over the rounds, or ``None`` if no round gave a value."""
        known = [value for value in self.rounds.get(subject, ()) if value is not None]
        return statistics.median(known) if known else None

    def ratio(self, subject: str, baseline: str) -> Ratio | None:
        """Compare a subject with a baseline.

        Each round is compared with itself first: what disturbs a round disturbs both, and drops out of the ratio.

        Returns:
            The ratio, or ``None`` if there is no round with both.
        """
        pairs = zip(self.rounds.get(subject, ()), self.rounds.get(baseline, ()), strict=False)
        ratios = [ours / theirs for ours, theirs in pairs if ours is not None and theirs]
        return Ratio(statistics.median(ratios), min(ratios), max(ratios)) if ratios else None


class Figures:
    """All figures of a run, in the order in which they came up."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def add(self, figure: Figure, subject: str, value: float | None) -> None:
        """Add a round's value to a figure, which is made at its first mention."""
        self._figures.setdefault(figure.key, figure).add(subject, value)

    def put(self, figure: Figure) -> None:
        """Take in a figure that has its values already."""
        self._figures[figure.key] = figure

    def all(self) -> list[Figure]:
        """Return the figures."""
        return list(self._figures.values())

    def as_data(self, subject: str) -> list[dict[str, Any]]:
        """Return plain data for a file: each figure with its rounds, its medians and a subject's ratios to the rest."""
        return [
            asdict(figure)
            | {
                "median": {name: figure.value(name) for name in figure.rounds},
                "ratio": {
                    name: asdict(ratio)
                    for name in figure.rounds
                    if name != subject and (ratio := figure.ratio(subject, name))
                },
            }
            for figure in self.all()
        ]
