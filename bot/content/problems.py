"""What can be wrong with guidance, told so that the person who wrote it can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one guidance file.

    Attributes:
        file: Path of the file as a person would name it, for example ``guidance/living_wage.yml``.
        line: Line number, starting at 1.
        message: What is wrong.
        mend: What to do about it.
        blocking: Whether content with this fault is refused. A fault that does not block (a review date that has
            passed, a sentence that is too long) is reported by ``wlb check``, but the content serves.
    """

    file: str
    line: int
    message: str
    mend: str
    blocking: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} Mend: {self.mend}"


class ContentError(Exception):
    """Guidance that cannot be served, with every fault that was found.

    Attributes:
        problems: The faults, sorted by file and line. Never empty.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NoAnswerError(Exception):
    """A question to the library that has no answer in it, for example a topic without an entry."""
