"""What staff want to know of guidance that loads: is it due for review, does it read well, are its links official?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bot.content.clock import long_date
from bot.content.load import LINK, STYLE_FILE, entry_texts, load_content
from bot.content.model import Content, Entry
from bot.content.placeholders import PLACEHOLDER
from bot.content.problems import ContentError, Problem
from bot.content.render import Reader, bare, block_text, find_answer, guidance_message, unknown_figures
from bot.content.vocabulary import NATIONS
from bot.content.yaml_file import KeyPath, read_yaml

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
# Figures in prose that belong in guidance/figures/: money, percentages, and counts of time.
_RAW_FIGURE = re.compile(
    r"£\s?\d[\d,]*(?:\.\d+)?|\b\d+(?:\.\d+)?\s?(?:%|per cent\b)|\b\d+\s(?:minute|hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b|\b116 \d{3}\b")


@dataclass(frozen=True)
class Style:
    """House style, from ``guidance/style.yml``."""

    longest_sentence: int
    fewest_words: int
    most_words: int
    avoid: dict[str, str]
    hosts: tuple[str, ...]

    def knows_host(self, url: str) -> bool:
        """Tell whether a link goes to a host of the list, or to a sub-domain of one."""
        host = urlsplit(url).hostname or ""
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


def load_style(folder: Path) -> Style:
    """Load the house style.

    Raises:
        ContentError: If the file is missing or a part of it is.
    """
    file = read_yaml(folder / STYLE_FILE, f"{folder.name}/{STYLE_FILE}")
    try:
        return Style(
            longest_sentence=int(file.data["longest_sentence_words"]),
            fewest_words=int(file.data["answer_words"]["at_least"]),
            most_words=int(file.data["answer_words"]["at_most"]),
            avoid=dict(file.data["avoid"]),
            hosts=tuple(file.data["hosts"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ContentError(
            [file.problem((), f"The house style cannot be read ({error}).", "Compare it with the last version.")]
        ) from None


def check_folder(folder: Path, day: date) -> list[Problem]:
    """Check all guidance in a folder as of a day.

    Returns:
        Every problem, sorted; an empty list when all is well. Problems with ``blocking`` set stop the content from
        being served; the others do not.
    """
    try:
        content = load_content(folder)
        style = load_style(folder)
    except ContentError as error:
        return error.problems
    problems: list[Problem] = []
    for entry in content.entries.values():
        problems.extend(_review_problems(entry, day))
        problems.extend(_word_problems(entry, style))
        problems.extend(_answer_problems(entry, content, style, day))
    return sorted(set(problems))


def _review_problems(entry: Entry, day: date) -> Iterator[Problem]:
    if day > entry.review_by:
        yield entry.file.problem(
            (*entry.path, "review_by"),
            f"'{entry.topic}' was due for review on {long_date(entry.review_by)}.",
            "Review it against its sources, then set 'reviewed' to today and 'review_by' to the next date.",
            blocking=False,
        )
    if entry.reviewed > day:
        yield entry.file.problem(
            (*entry.path, "reviewed"),
            f"'{entry.topic}' says that it was reviewed on {long_date(entry.reviewed)}, which is still to come.",
            "Set 'reviewed' to the day on which somebody reviewed it.",
            blocking=False,
        )


def _word_problems(entry: Entry, style: Style) -> Iterator[Problem]:
    file = entry.file
    for value, path, _ in entry_texts(entry):
        words = bare(value).lower()
        for avoid, instead in style.avoid.items():
            if re.search(rf"(?<!\w){re.escape(avoid.lower())}(?!\w)", words):
                yield file.problem(
                    path, f"'{avoid}' is a word to avoid.", f"Write {instead}.", blocking=False, near=avoid
                )
        plain = PLACEHOLDER.sub("figure", LINK.sub(r"\1", value))
        for pattern, what, mend in (
            (_PHONE, "a phone number", "Name it as {{ contacts.….phone }}, or use a 'contact' block."),
            (_RAW_FIGURE, "a figure", "Put it into guidance/figures/ and name it as {{ group.figure }}."),
        ):
            found = pattern.search(plain)
            if found:
                yield file.problem(
                    path, f"'{found.group()}' is {what} in the words.", mend, blocking=False, near=found.group()
                )
                break
        for sentence in _sentences(value):
            count = len(sentence.split())
            if count > style.longest_sentence:
                start = " ".join(sentence.split()[:6])
                yield file.problem(
                    path,
                    f"A sentence has {count} words ('{start} …').",
                    f"Split it: at most {style.longest_sentence} words.",
                    blocking=False,
                    near=" ".join(sentence.split()[:2]),
                )
        for _, url in LINK.findall(value):
            if not style.knows_host(url):
                yield _host_problem(entry, path, url)


def _sentences(text: str) -> list[str]:
    filled = PLACEHOLDER.sub("figure", LINK.sub(r"\1", text))
    return [sentence for sentence in _SENTENCE_END.split(filled) if sentence.strip()]


def _host_problem(entry: Entry, path: KeyPath, url: str) -> Problem:
    return entry.file.problem(
        path,
        f"'{url}' is not on a host that answers may link to.",
        f"Link to the official page, or add the host to guidance/{STYLE_FILE}.",
        blocking=False,
        near=url,
    )


def _answer_problems(entry: Entry, content: Content, style: Style, day: date) -> Iterator[Problem]:
    for audience in entry.audiences:
        for nation in NATIONS:
            answer = find_answer(content, entry.topic, Reader(audience, nation), day)
            message = guidance_message(content, answer, day)
            words = " ".join([message["summary"], *(block_text(block) for block in message["blocks"])]).split()
            who = f"The answer for the {audience} in {nation}"
            if not style.fewest_words <= len(words) <= style.most_words:
                yield entry.file.problem(
                    entry.path,
                    f"{who} has {len(words)} words.",
                    f"Keep it between {style.fewest_words} and {style.most_words}.",
                    blocking=False,
                )
            for name in unknown_figures(content, answer):
                yield entry.file.problem(
                    entry.path,
                    f"{who} names '{name}', which has no value there, and never had one.",
                    "Add a row for that nation, or give it other words.",
                    blocking=False,
                )
            if not message["sources"]:
                yield entry.file.problem(
                    (*entry.path, "sources"),
                    f"{who} has no source that serves that nation.",
                    "Add one, or correct the 'nations' of a source.",
                    blocking=False,
                )
