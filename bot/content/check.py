"""What staff want to know of guidance that loads: is it due for review, does it read well, does it rest on the law?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.content.clock import long_date
from bot.content.load import load_content
from bot.content.model import Content, Entry
from bot.content.problems import ContentError, Problem
from bot.content.prose import answer_length, prose_problems, reading_ease, word_groups
from bot.content.render import Message, Reader, bare, block_text, find_answer, written
from bot.content.style import Style, load_style
from bot.content.vocabulary import NATION_NAMES, NATIONS


def check_folder(folder: Path, day: date) -> list[Problem]:
    """Check all guidance in a folder as of a day.

    Returns:
        Every problem, sorted; an empty list when all is well. Problems with ``blocking`` set stop the content from
        being served; the others do not.
    """
    try:
        return check_content(load_content(folder), load_style(folder), day)
    except ContentError as error:
        return error.problems


def check_content(content: Content, style: Style, day: date) -> list[Problem]:
    """Check guidance that loads, as of a day: every problem, sorted. None of them is blocking."""
    problems: list[Problem] = []
    for entry in content.entries.values():
        problems.extend(_review_problems(entry, day))
        problems.extend(prose_problems(entry, style))
        problems.extend(_source_problems(entry, style))
        problems.extend(_answer_problems(entry, content, style, day))
    problems.extend(_alike_problems(content, style, day))
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


def _source_problems(entry: Entry, style: Style) -> Iterator[Problem]:
    for source in entry.sources:
        if not style.may_cite(source.url):
            yield entry.file.problem(
                (*entry.path, "sources"),
                f"The source '{source.title}' is on a host that is not known ({source.url}).",
                "Correct the address, or add the host to 'hosts' in guidance/style.yml.",
                blocking=False,
            )


def _answer_problems(entry: Entry, content: Content, style: Style, day: date) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()  # A fault that all nations share is told once.
    for audience in entry.audiences:
        for nation in NATIONS:
            answer = find_answer(content, entry.topic, Reader(audience, nation), day)
            message, unknown = written(content, answer, day)
            who = f"The answer for the {audience} in {NATION_NAMES[nation]}"
            for path, what, mend in _faults(message, answer_length(content, answer), unknown, style):
                if (audience, what) not in seen:
                    seen.add((audience, what))
                    place = (*entry.path, path) if path else entry.path
                    yield entry.file.problem(place, f"{who} {what}", mend, blocking=False)


def _faults(message: Message, length: int, unknown: list[str], style: Style) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with an answer as its reader gets it: the key of the entry, the fault and the mend."""
    text = "\n".join([message["summary"], *(block_text(block) for block in message["blocks"])])
    if not style.fewest_words <= length <= style.most_words:
        yield "", f"has {length} words.", f"Keep it between {style.fewest_words} and {style.most_words}."
    ease = reading_ease(message)
    if ease < style.reading_ease:
        yield (
            "",
            f"is hard to read (reading ease {ease:.0f}).",
            f"Use shorter words and sentences, until 'wlb show' says at least {style.reading_ease:.0f}.",
        )
    for name in unknown:
        yield (
            "",
            f"names '{name}', which has no value there, and never had one.",
            "Add a row for that nation, or give it other words.",
        )
    if not message["sources"]:
        yield "sources", "has no source that serves that nation.", "Add one, or correct the 'nations' of a source."
    law = style.law_words.search(bare(text))
    if law and not any(style.is_official(source["url"]) for source in message["sources"]):
        yield (
            "sources",
            f"says what the law is ('{law.group()}') and has no official source that serves that nation.",
            "Add the law itself, or the page of a public body.",
        )


def _alike_problems(content: Content, style: Style, day: date) -> Iterator[Problem]:
    groups = {}
    for entry in content.entries.values():
        for audience in entry.audiences:
            answer = find_answer(content, entry.topic, Reader(audience, None), day)
            groups[entry.topic, audience] = word_groups(answer.reading)
    told = set()
    for ((one, _), first), ((other, _), second) in itertools.combinations(groups.items(), 2):
        if one == other or (one, other) in told or not (first and second):
            continue
        shared = len(first & second) / min(len(first), len(second))
        if shared > style.alike:
            told.add((one, other))
            entry = content.entries[other]
            yield entry.file.problem(
                entry.path,
                f"'{other}' says much the same as '{one}' ({shared:.0%} of the shorter one's words in a row).",
                "Say it in one of them, and name that one under 'related' in the other.",
                blocking=False,
            )
