"""What the word lists in ``data/lexicon/`` have in common: where they stand, how they are read and matched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "data" / "lexicon"
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'"})
"""For ``str.translate``: typographic quotes as the lists write them. One character for one."""


def read_list(path: Path) -> dict[str, Any]:
    """Read a word list."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns into one that finds any of them, at word edges only."""
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")
