"""The house style that ``wlb check`` holds guidance to, from ``guidance/style.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.content import shapes
from bot.content.load import STYLE_FILE
from bot.content.problems import ContentError
from bot.content.yaml_file import YamlFile, read_yaml


@dataclass(frozen=True)
class Style:
    """House style.

    Attributes:
        longest_sentence: Most words in a sentence.
        fewest_words: Fewest words in an answer.
        most_words: Most words in an answer.
        reading_ease: Least Flesch reading ease of an answer, 0 to 100: 60 and over is plain English.
        alike: From which share of common word groups two answers say the same, 0 to 1.
        avoid: Words to avoid, and what to write instead.
        law_words: Words by which a sentence says what the law is.
        not_figures: Numbers that may stand in words, as patterns.
        official: Hosts of the law and of public bodies.
        linkable: Other hosts that answers may link to.
        cited: Hosts that may be named as a source, and nothing else.
    """

    longest_sentence: int
    fewest_words: int
    most_words: int
    reading_ease: float
    alike: float
    avoid: dict[str, str]
    law_words: re.Pattern[str]
    not_figures: re.Pattern[str]
    official: tuple[str, ...]
    linkable: tuple[str, ...]
    cited: tuple[str, ...]

    def is_official(self, url: str) -> bool:
        """Tell whether an address is one of the law or of a public body."""
        return _on(url, self.official)

    def may_link(self, url: str) -> bool:
        """Tell whether an answer may link to an address."""
        return _on(url, (*self.official, *self.linkable))

    def may_cite(self, url: str) -> bool:
        """Tell whether an address may be named as a source."""
        return _on(url, (*self.official, *self.linkable, *self.cited))


def _on(url: str, hosts: tuple[str, ...]) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def load_style(folder: Path) -> Style:
    """Load the house style.

    Raises:
        ContentError: If the file is missing, a part of it is, or a pattern in it cannot be read.
    """
    file = read_yaml(folder / STYLE_FILE, f"{folder.name}/{STYLE_FILE}")
    problems = list(shapes.shape_problems(file, shapes.STYLE_FILE))
    if problems:
        raise ContentError(problems)
    data = file.data
    return Style(
        longest_sentence=data["longest_sentence_words"],
        fewest_words=data["answer_words"]["at_least"],
        most_words=data["answer_words"]["at_most"],
        reading_ease=data["reading_ease_at_least"],
        alike=data["alike_at_most"],
        avoid=data["avoid"],
        law_words=re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in data['law_words'])})\b", re.IGNORECASE),
        not_figures=_patterns(file, "not_figures"),
        official=tuple(data["hosts"]["official"]),
        linkable=tuple(data["hosts"]["linkable"]),
        cited=tuple(data["hosts"]["cited"]),
    )


def _patterns(file: YamlFile, key: str) -> re.Pattern[str]:
    texts: list[Any] = file.data[key]
    for index, text in enumerate(texts):
        try:
            re.compile(text)
        except re.error as error:
            raise ContentError(
                [file.problem((key, index), f"'{text}' is not a pattern ({error}).", "Correct it, or take it out.")]
            ) from None
    return re.compile("|".join(f"(?:{text})" for text in texts), re.IGNORECASE)
