"""Where and with what the benchmark ran."""

from __future__ import annotations

import os
import platform
import sys
import time
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

THREADS = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    ),
    "1",
)
"""The same for every bot: libraries that each take all cores measure how they get in each other's way."""

_PACKAGES = ("rasa", "rasa-sdk", "tensorflow", "scikit-learn", "spacy", "onnxruntime", "sanic", "aiohttp", "psutil")
_LOOPS = 10_000_000


def machine() -> dict[str, Any]:
    """Return what a reader needs to judge the figures: machine, versions, date."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "bytecode_kept": not sys.dont_write_bytecode,
        "load_average_before": round(os.getloadavg()[0], 2),
        "loop_seconds": round(loop_seconds(), 2),
    }


def loop_seconds() -> float:
    """Return the processor seconds of ten million empty loops: the scale of the machine, and how busy it is."""
    begun = time.process_time()
    for _ in range(_LOOPS):
        pass
    return time.process_time() - begun


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
