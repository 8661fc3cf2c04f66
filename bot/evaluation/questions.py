"""The evaluation questions: real people's, with the topics that a fair judge would accept. They never train."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EVALUATION = Path(__file__).resolve().parents[2] / "evaluation"
QUESTION_FILES = ("questions.yml", "out_of_scope.yml")
SAFETY_KINDS = ("distress", "danger", "harassment")


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: Its id in the file.
        text: What the person wrote.
        accept: Topics that answer it, best first; empty when it is none of the bot's business.
        audience: The side that the person is on, if it can be told.
        nation: Where, if it was said.
        part: ``dev`` for tuning, ``final`` for the last figure only.
        kind: For a question out of scope, what it is (``other_law``, ``distress`` …); else empty.
        asked: Whether a person really asked it, rather than an organisation's heading or a described case.
    """

    id: str
    text: str
    accept: tuple[str, ...]
    audience: str | None
    nation: str | None
    part: str
    kind: str
    asked: bool


def load_questions(folder: Path = EVALUATION) -> list[Question]:
    """Load all evaluation questions.

    Raises:
        ValueError: If an id stands twice, or a question has neither a topic nor a kind.
    """
    questions = [
        _question(data)
        for name in QUESTION_FILES
        for data in yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    ]
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise ValueError(f"The evaluation question {question.id} stands twice.")
        if bool(question.accept) == bool(question.kind):
            raise ValueError(f"The evaluation question {question.id} needs either topics or a kind.")
        seen.add(question.id)
    return questions


def _question(data: dict[str, Any]) -> Question:
    return Question(
        id=data["id"],
        text=data["text"].strip(),
        accept=tuple(data.get("accept") or ()),
        audience=data.get("audience"),
        nation=data.get("nation"),
        part=data["set"],
        kind=data.get("kind") or "",
        asked="kind" not in (data.get("source") or {}) and data.get("wording") != "written",
    )
