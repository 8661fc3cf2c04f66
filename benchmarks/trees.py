"""What processes with all their children use: memory and processor time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import psutil  # type: ignore[import-untyped]

_MB = 1024 * 1024


def _tree(pids: Iterable[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            yield process
            yield from process.children(recursive=True)


def rss_mb(pids: Iterable[int]) -> float:
    """Return the resident memory of processes and their children. Pages that they share count for each."""
    total = 0
    for process in _tree(pids):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / _MB


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor time of processes and their children, those that have ended included."""
    total = 0.0
    for process in _tree(pids):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
