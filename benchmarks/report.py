"""The results as a table on the terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.arithmetic import Figure, Ratio
from benchmarks.micro import BASELINE, STEP
from benchmarks.run import KINDS, LATENCY, MEMORY, MICRO, STARTUP, TRAINING, Plan, Results

Table = list[list[str]]
_OURS = "ours"
_NONE = "-"
_LIMITS = """The bots ran on one machine at the same time, with the load beside them on the same cores, so turns
per second are lower than on a machine of the bot's own. Rounds are interleaved and each ratio is taken within a round:
a noisy neighbour disturbs the absolute figures more than the ratios. The bots do not do the same work. Ours keeps
conversations in SQLite and answers on {topics} topics, over a channel that opens and guards sessions; the starter knows
7 intents, keeps conversations in memory and believes any client who it is. Opening the next conversation is in the
processor time and in the turns per second of our bot, but not in its latencies."""


def number(value: float | None) -> str:
    """Write a value with about three digits."""
    if value is None:
        return _NONE
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio_text(ratio: Ratio | None) -> str:
    """Write a ratio, with the lowest and the highest round where rounds differ."""
    if ratio is None:
        return _NONE
    low, middle, high = (f"{value:.2f}" for value in (ratio.low, ratio.median, ratio.high))
    return middle if low == high else f"{middle} ({low} to {high})"


def bots_table(figures: Iterable[Figure], labels: dict[str, str]) -> Table:
    """Return a table of figures: ours, then each baseline with our ratio to it.

    Args:
        figures: The rows.
        labels: The names of the bots in the results, and what to call them.
    """
    baselines = [name for name in labels if name != _OURS]
    head = ["", labels[_OURS]]
    for name in baselines:
        head += [labels[name], "ratio"]
    table = [head]
    for figure in figures:
        row = [f"{figure.name}, {figure.unit}", number(figure.value(_OURS))]
        for name in baselines:
            row += [number(figure.value(name)), ratio_text(figure.ratio(_OURS, name))]
        table.append(row)
    return table


def kinds_table(figures: Iterable[Figure]) -> Table:
    """Return our latency by kind of turn. The starter's kinds are others, so there is no ratio."""
    rows = [[figure.name, number(figure.value(_OURS))] for figure in figures if figure.value(_OURS) is not None]
    return [["kind of turn, one at a time", "latency p50, ms"], *rows]


def micro_table(figures: Iterable[Figure]) -> Table:
    """Return the table of single steps, each with the baseline of its own."""
    rows = [
        [
            f"{figure.name}, {figure.unit}",
            number(figure.value(STEP)),
            figure.against,
            number(figure.value(BASELINE)),
            ratio_text(figure.ratio(STEP, BASELINE)),
        ]
        for figure in figures
    ]
    return [["", "ours", "baseline", "", "ratio"], *rows]


def tables(results: Results, labels: dict[str, str]) -> list[Table]:
    """Return the tables that have rows."""
    by_part: dict[str, list[Figure]] = {}
    for figure in results.figures.all():
        by_part.setdefault(figure.part, []).append(figure)
    bots = [figure for part in (TRAINING, STARTUP, MEMORY, LATENCY) for figure in by_part.get(part, ())]
    made = [bots_table(bots, labels), kinds_table(by_part.get(KINDS, ())), micro_table(by_part.get(MICRO, ()))]
    return [table for table in made if len(table) > 1]


def reply_lines(results: Results, labels: dict[str, str]) -> list[str]:
    """Say how many replies were good, of which types, and how many were none and why."""
    lines = []
    for name, label in labels.items():
        if name not in results.failures:
            continue
        failed = results.failures[name]
        reasons = ", ".join(f"{count} {reason}" for reason, count in failed.most_common())
        types = ", ".join(f"{count} {kind}" for kind, count in results.replies[name].most_common())
        fault = f"{failed.total()} failed ({reasons})" if failed else "0 failed"
        lines.append(f"{label}: {results.turns[name]} turns answered and timed, {fault}. Messages: {types}.")
    return lines


def as_text(table: Table) -> str:
    """Write a table for the terminal: words to the left, numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )


def as_markdown(table: Table) -> str:
    """Write a table in Markdown."""
    head, *rows = table
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def markdown(results: Results, labels: dict[str, str], facts: dict[str, Any], plan: Plan) -> str:
    """Write the whole page."""
    packages = ", ".join(f"{name} {found}" for name, found in facts["packages"].items())
    quick = ' ARGS="--quick"' if plan.quick else ""
    parts = [
        "# Benchmark results",
        f"Made by `make benchmark{quick}`; do not edit. What is measured and how: [README.md](README.md).",
    ]
    if plan.quick:
        parts.append("**A quick run: few rounds, a first look only.**")
    parts += [
        "Ratio: ours by the baseline's, the median of the rounds (lowest to highest). Below 1 is better for us, except "
        "for turns per second.",
        *[as_markdown(table) for table in tables(results, labels)],
        "## Replies",
        "\n".join(f"- {line}" for line in reply_lines(results, labels)) or "No load was sent.",
        "## Where",
        f"{facts['date']}, {facts['cpu']}, {facts['cores']} cores, {facts['memory_gb']} GB of memory, "
        f"{facts['system']}, Python {facts['python']}, {packages}. Ten million empty Python loops took "
        f"{facts['loop_seconds']} s; load average before: {facts['load_average_before']}.",
        "## Limits",
        _LIMITS.format(topics=facts.get("topics", "its")),
    ]
    if results.notes:
        parts.append("\n".join(f"- {note}" for note in results.notes))
    return "\n\n".join(parts) + "\n"


def write(folder: Path, results: Results, labels: dict[str, str], facts: dict[str, Any], plan: Plan) -> Sequence[Path]:
    """Write ``results.json`` and ``RESULTS.md``, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "machine": facts,
        "plan": vars(plan),
        "bots": labels,
        "figures": results.figures.as_data(_OURS),
        "replies": {
            name: {
                "answered": results.turns[name],
                "failed": dict(results.failures[name]),
                "messages": dict(results.replies[name]),
            }
            for name in results.failures
        },
        "notes": results.notes,
    }
    paths = folder / "results.json", folder / "RESULTS.md"
    paths[0].write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    paths[1].write_text(markdown(results, labels, facts, plan), encoding="utf-8")
    return paths
