"""How the words of guidance read: sentences, words to avoid, numbers and phone numbers that belong elsewhere, links."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from bot.content.clock import long_date
from bot.content.load import LINK, block_texts, entry_texts
from bot.content.model import Block, Content, Entry
from bot.content.placeholders import PLACEHOLDER, Filler
from bot.content.problems import Problem
from bot.content.render import Answer, Message, Reading, bare, shows
from bot.content.style import Style
from bot.content.yaml_file import KeyPath

with warnings.catch_warnings():
    # It finds its word list by a way that Setuptools calls old on each start; staff can do nothing about that.
    warnings.simplefilter("ignore")
    import textstat

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
_PHONE = re.compile(r"\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b|\b116 \d{3}\b|\b18001\b")
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
)
_COUNTED = "minutes?|hours?|days?|weeks?|months?|years?|times|per cent|percent|pounds|grounds|reasons"
_NUMBER = re.compile(
    rf"£\s?\d[\d,]*(?:\.\d+)?|\d[\d,.]*(?:\s?%|\s(?:{_COUNTED})\b)?"
    rf"|\b(?:{_NUMBER_WORDS})(?:[ -](?:{_NUMBER_WORDS}))*[ -](?:{_COUNTED})\b",
    re.IGNORECASE,
)


def prose_problems(entry: Entry, style: Style) -> Iterator[Problem]:
    """Yield what is wrong with the words of an entry, as they are written."""
    file = entry.file

    def problem(path: KeyPath, message: str, mend: str, near: str) -> Problem:
        return file.problem(path, message, mend, blocking=False, near=near)

    for value, path, block in entry_texts(entry):
        words = bare(value).lower()
        for avoid, instead in style.avoid.items():
            if re.search(rf"(?<!\w){re.escape(avoid.lower())}(?!\w)", words):
                yield problem(path, f"'{avoid}' is a word to avoid.", f"Write {instead}.", avoid)
        found = _raw_number(value, block, style)
        if found:
            what, number, mend = found
            yield problem(path, f"'{number}' is {what} in the words.", mend, number)
        for sentence in _sentences(value):
            count = len(sentence.split())
            if count > style.longest_sentence:
                start = sentence.split()
                yield problem(
                    path,
                    f"A sentence has {count} words ('{' '.join(start[:6])} …').",
                    f"Split it: at most {style.longest_sentence} words.",
                    " ".join(start[:2]),
                )
        for _, url in LINK.findall(value):
            if not style.may_link(url):
                yield problem(
                    path,
                    f"'{url}' is not on a host that answers may link to.",
                    "Link to the official page, or add the host to 'hosts' in guidance/style.yml.",
                    url,
                )


def _raw_number(value: str, block: Block | None, style: Style) -> tuple[str, str, str] | None:
    plain = PLACEHOLDER.sub("figure", LINK.sub(r"\1", value))
    phone = _PHONE.search(plain)
    if phone:
        return "a phone number", phone.group(), "Name it as {{ contacts.….phone }}, or use a 'contact' block."
    if block is not None and block.example:
        return None
    if block is not None:
        # A block that shows from a day may name that day.
        for day in (block.scope.since, block.value.get("starts") if block.kind == "announced" else None):
            if day is not None:
                plain = plain.replace(long_date(day), "that day").replace(f"{day:%B %Y}", "that month")
    number = _NUMBER.search(style.not_figures.sub(" ", plain))
    if number is None:
        return None
    return (
        "a figure",
        number.group().rstrip(".,"),
        "Put it into guidance/figures/ and name it as {{ group.figure }}; or mark a made-up example 'example: true'.",
    )


def _sentences(text: str) -> list[str]:
    filled = PLACEHOLDER.sub("figure", LINK.sub(r"\1", text))
    return [sentence for sentence in _SENTENCE_END.split(filled) if sentence.strip()]


def reading_ease(message: Message) -> float:
    """Return the Flesch reading ease of an answer: 60 to 70 is plain English, and more is easier.

    Tables, links to helplines and the note that says for whom an answer holds are left out: they are not sentences.
    """
    texts = [message["summary"], *_running_text(message["blocks"])]
    # A full stop ends each piece, so that a list without stops is not read as one long sentence.
    pieces = [re.sub(r"[.:;!?]*$", ".", LINK.sub(r"\1", text.replace("**", "")).strip()) for text in texts]
    return float(textstat.flesch_reading_ease(" ".join(pieces)))


def _running_text(blocks: list[Message]) -> Iterator[str]:
    for block in blocks:
        if block["kind"] in ("paragraph", "note"):
            yield block["text"]
        elif block["kind"] in ("steps", "list"):
            yield from block["items"]


def answer_length(content: Content, answer: Answer) -> int:
    """Count the words of an answer: its summary and blocks, each heading of a table once, helplines left out."""
    filler = Filler(content.figures, content.contacts, answer.day, answer.nations)
    texts = [answer.reading.summary]
    for block in answer.reading.blocks:
        if shows(block, answer.day, filler):
            texts.extend(text for text, _ in block_texts(block))
            if block.kind == "figures_table":
                texts.extend(f"{content.figures[name].label} {filler.value(name)}" for name in block.value["figures"])
    return sum(len(bare(filler.fill(text)).split()) for text in texts)


def word_groups(words: Reading, size: int = 5) -> frozenset[tuple[str, ...]]:
    """Return every run of so many words in the words of an entry, by which two entries can be compared.

    Helplines do not count: many answers name the same ones.
    """
    groups: set[tuple[str, ...]] = set()
    for text in (words.summary, *(text for block in words.blocks for text, _ in block_texts(block))):
        run = re.findall(r"[\w{}.]*\w", bare(text).lower())
        groups.update(tuple(run[start : start + size]) for start in range(len(run) - size + 1))
    return frozenset(groups)
