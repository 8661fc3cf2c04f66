"""From an entry to the message that a reader gets: one topic, side, nation and day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.choices import choice, intent_of
from bot.content.clock import long_date
from bot.content.load import LINK
from bot.content.model import Block, Contact, Content, Entry, Text
from bot.content.placeholders import Filler
from bot.content.problems import NoAnswerError
from bot.content.vocabulary import (
    AUDIENCE_NAMES,
    EMPLOYEE,
    NATION_NAMES,
    NATIONS,
    join_words,
    nation_phrase,
)

Message = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """An entry as it stands for one reader: variants laid over, blocks of other readers left out."""

    title: str
    summary: str
    blocks: tuple[Block, ...]
    related: tuple[str, ...]
    follow_ups: Mapping[str, str]

    def same_words(self, other: Reading) -> bool:
        """Tell whether another reader gets the same words (follow-ups and related topics aside)."""
        return (self.title, self.summary, self.blocks) == (other.title, other.summary, other.blocks)


def reading(entry: Entry, audience: str, nation: str, day: date) -> Reading:
    """Return what an entry says to a side in a nation on a day."""
    parts = entry.text
    for variant in entry.variants:
        if variant.scope.fits(audience, nation, day):
            parts = _lay_over(parts, variant.text)
    return Reading(
        title=parts.title or "",
        summary=parts.summary or "",
        blocks=tuple(block for block in parts.blocks or () if block.scope.fits(audience, nation, day)),
        related=parts.related or (),
        follow_ups=parts.follow_ups or {},
    )


def _lay_over(below: Text, above: Text) -> Text:
    return Text(
        title=above.title or below.title,
        summary=above.summary or below.summary,
        blocks=above.blocks if above.blocks is not None else below.blocks,
        related=above.related if above.related is not None else below.related,
        follow_ups=above.follow_ups if above.follow_ups is not None else below.follow_ups,
    )


@dataclass(frozen=True)
class Reader:
    """Who is reading, as far as it is known.

    Attributes:
        audience: ``employee`` or ``employer``; ``None`` while unknown.
        nation: One of the four; ``None`` while unknown.
    """

    audience: str | None = None
    nation: str | None = None


@dataclass(frozen=True)
class Answer:
    """An entry found for a reader, ready to be written as a message.

    Attributes:
        entry: The entry.
        reader: As known.
        audience: The side that the answer speaks to: the reader's, or the entry's first.
        nations: Where these words hold: the reader's nation, or all that share them.
        reading: The words.
        day: The day for which it was looked up.
    """

    entry: Entry
    reader: Reader
    audience: str
    nations: tuple[str, ...]
    reading: Reading
    day: date


def find_answer(content: Content, topic: str, reader: Reader, day: date) -> Answer:
    """Look up the answer to a topic.

    Where the reader's side is unknown, or the entry has no answer for it, the answer is for the entry's first side.
    Where the nation is unknown, it is the plain text, with all the nations in which the same words hold.

    Raises:
        NoAnswerError: If the topic has no entry.
    """
    entry = content.entries.get(topic)
    if entry is None:
        raise NoAnswerError(f"There is no entry for '{topic}'.")
    audience = reader.audience if reader.audience in entry.audiences else entry.audiences[0]
    assert audience is not None
    if reader.nation is not None:
        nations: tuple[str, ...] = (reader.nation,)
        words = reading(entry, audience, reader.nation, day)
    else:
        words = reading(entry, audience, entry.nations[0], day)
        nations = tuple(nation for nation in NATIONS if reading(entry, audience, nation, day).same_words(words))
    return Answer(entry, reader, audience, nations, words, day)


def guidance_message(content: Content, answer: Answer, today: date) -> Message:
    """Write an answer as the contract's ``guidance`` message, without its ``id``.

    Args:
        content: The library, for figures, contacts and related titles.
        answer: What was found.
        today: The day of the conversation, for telling whether the review is overdue.

    Raises:
        PlaceholderError: If a placeholder names nothing. Loaded content has none such.
    """
    return written(content, answer, today)[0]


def written(content: Content, answer: Answer, today: date) -> tuple[Message, list[str]]:
    """Write an answer like :func:`guidance_message`.

    Returns:
        The message, and the figures that it names which have no value on its day, nor had one before.
    """
    filler = Filler(content.figures, content.contacts, answer.day, answer.nations)
    words = answer.reading
    title, summary = filler.fill(words.title), filler.fill(words.summary)
    blocks = [ready for block in words.blocks for ready in _write_block(block, content, answer, filler)]
    blocks = _without_empty_headings(blocks)
    blocks += [_lapsed_note(figure_id, content, filler) for figure_id in filler.lapsed]
    others = other_readings(content, answer)
    if others:
        blocks.append({"kind": "note", "tone": "info", "text": _holds_note(answer)})
    sources = [
        {"title": source.title, "url": source.url}
        for source in answer.entry.sources
        if set(source.nations) & set(answer.nations)
    ]
    message: Message = {
        "type": "guidance",
        "topic": answer.entry.topic,
        "title": title,
        "audience": answer.audience,
        "nation": answer.reader.nation,
        "holds_for": holds_for(answer),
        "summary": summary,
        "blocks": blocks,
        "sources": sources,
        "reviewed": answer.entry.reviewed.isoformat(),
        "review_by": answer.entry.review_by.isoformat(),
        "stale": today > answer.entry.review_by,
        "as_of": answer.day.isoformat(),
        "related": others + _related(content, answer),
    }
    return {"type": message.pop("type"), "text": plain_text(message), **message}, sorted(filler.unknown)


def holds_for(answer: Answer) -> str:
    """Say for whom an answer holds: ``Employees in England, Scotland and Wales``."""
    return f"{AUDIENCE_NAMES[answer.audience].capitalize()} in {nation_phrase(answer.nations)}"


def title_of(content: Content, answer: Answer) -> str:
    """Write the title of an answer, as a button or a heading shows it."""
    return Filler(content.figures, content.contacts, answer.day, answer.nations).fill(answer.reading.title)


def other_readings(content: Content, answer: Answer) -> list[dict[str, str]]:
    """Offer the readings that the reader may have meant instead: the other side, the other nations."""
    entry, intent = answer.entry, intent_of(answer.entry.topic)
    offers = []
    if answer.reader.audience is None:
        for audience in entry.audiences:
            if audience != answer.audience:
                other = find_answer(content, entry.topic, Reader(audience, answer.reader.nation), answer.day)
                words = "an employee" if audience == EMPLOYEE else "an employer"
                offers.append(_offer(content, other, f"I am {words}", choice(intent, audience=audience)))
    if answer.reader.nation is None:
        for nation in NATIONS:
            if nation not in answer.nations:
                other = find_answer(content, entry.topic, Reader(answer.reader.audience, nation), answer.day)
                offers.append(_offer(content, other, f"In {NATION_NAMES[nation]}", choice(intent, nation=nation)))
    return offers


def _offer(content: Content, other: Answer, label: str, picked: str) -> dict[str, str]:
    return {"topic": other.entry.topic, "title": f"{label}: {title_of(content, other)}", "choice": picked}


def _holds_note(answer: Answer) -> str:
    others = []
    if answer.reader.audience is None and len(answer.entry.audiences) > 1:
        others.append("an employer" if answer.audience == EMPLOYEE else "an employee")
    apart = [nation for nation in NATIONS if nation not in answer.nations]
    if answer.reader.nation is None and apart:
        others.append(f"in {join_words([NATION_NAMES[nation] for nation in apart], 'or')}")
    who = holds_for(answer)
    return f"This answer is for {who[0].lower()}{who[1:]}. Pick below if you are {join_words(others, 'or')}."


def _related(content: Content, answer: Answer) -> list[dict[str, str]]:
    related = []
    for topic in answer.reading.related:
        if topic in content.entries:
            found = find_answer(content, topic, answer.reader, answer.day)
            related.append({"topic": topic, "title": title_of(content, found), "choice": choice(intent_of(topic))})
    return related


def shows(block: Block, day: date, filler: Filler) -> bool:
    """Tell whether a block of a reader's answer has something to say on a day, by what is known and what has begun."""
    if block.needs and not filler.known(block.needs):
        return False
    if block.without and filler.known(block.without):
        return False
    starts = block.value.get("starts") if block.kind == "announced" else None
    return starts is None or day < starts


def _write_block(block: Block, content: Content, answer: Answer, filler: Filler) -> list[Message]:
    if not shows(block, answer.day, filler):
        return []
    if block.kind in ("heading", "paragraph"):
        return [{"kind": block.kind, "text": filler.fill(block.value)}]
    if block.kind == "note":
        return [{"kind": "note", "text": filler.fill(block.value), "tone": block.tone}]
    if block.kind in ("steps", "list"):
        return [{"kind": block.kind, "items": [filler.fill(item) for item in block.value]}]
    if block.kind == "table":
        return [
            {
                "kind": "table",
                "columns": [filler.fill(column) for column in block.value["columns"]],
                "rows": [[filler.fill(cell) for cell in row] for row in block.value["rows"]],
            }
        ]
    if block.kind == "figures_table":
        return [_figures_table(block, content, answer, filler)]
    if block.kind == "contact":
        return _contact_blocks(content.contacts_for(block.value, answer.nations))
    return [_announced(block, filler)]


def _announced(block: Block, filler: Filler) -> Message:
    starts = block.value.get("starts")
    when = long_date(starts) if starts else f"{block.value['expected']}, day not set"
    state = "Announced" if starts else "Expected"
    text = f"**{state}, not in force yet ({when}):** {filler.fill(block.value['text'])}"
    return {"kind": "note", "tone": "info", "text": text}


def _contact_blocks(contacts: list[Contact]) -> list[Message]:
    lines = [contact_line(contact, where=len(contacts) > 1) for contact in contacts]
    if len(lines) == 1:
        return [{"kind": "paragraph", "text": lines[0]}]
    return [{"kind": "list", "items": lines}] if lines else []


def contact_line(contact: Contact, *, where: bool = False) -> str:
    """Write a contact on one line: linked name, phone, hours.

    Args:
        contact: The contact.
        where: Whether to say which nations it serves, where those are not all.
    """
    serves = f" ({nation_phrase(contact.nations)})" if where and set(contact.nations) != set(NATIONS) else ""
    details = ". ".join(part for part in (contact.phone, contact.hours) if part)
    link = f"[{contact.name}]({contact.url}){serves}"
    return f"{link}: {details}." if details else f"{link}."


def _figures_table(block: Block, content: Content, answer: Answer, filler: Filler) -> Message:
    figures = [content.figures[name] for name in block.value["figures"]]
    nation = answer.nations[0]
    current = [figure.on(answer.day, nation) for figure in figures]
    starts = {row.since if row else None for row in current}
    first = starts.pop() if len(starts) == 1 else None
    columns = ["For", f"From {long_date(first)}" if first else "Now"]
    rows = [[figure.label, filler.value(figure.id)] for figure in figures]
    coming = [figure.next(answer.day, nation) for figure in figures]
    if any(coming):
        next_starts = {row.since for row in coming if row}
        columns.append(f"From {long_date(next_starts.pop())}" if len(next_starts) == 1 else "Next")
        for line, figure, row in zip(rows, figures, coming, strict=True):
            line.append(figure.write(row.value) if row else "Not known yet")
    return {"kind": "table", "columns": columns, "rows": rows}


def _lapsed_note(figure_id: str, content: Content, filler: Filler) -> Message:
    figure, row = content.figures[figure_id], filler.lapsed[figure_id]
    return {
        "kind": "note",
        "tone": "warning",
        "text": (
            f"I do not have the figure for {long_date(filler.day)}: {figure.label}. The last one that I know is "
            f"{figure.write(row.value)}, for {row.period}. The newest one is published here: "
            f"[{figure.published.title}]({figure.published.url})."
        ),
    }


def _without_empty_headings(blocks: list[Message]) -> list[Message]:
    """Drop headings under which every block was meant for other readers."""
    return [
        block
        for block, after in zip(blocks, [*blocks[1:], None], strict=True)
        if block["kind"] != "heading" or (after is not None and after["kind"] != "heading")
    ]


def bare(text: str) -> str:
    """Return text without mark-up: links as ``words (address)``, emphasis as plain words."""
    return re.sub(r"\*\*(.+?)\*\*", r"\1", LINK.sub(r"\1 (\2)", text))


def block_text(block: Message) -> str:
    """Write a block in plain words."""
    kind = block["kind"]
    if kind == "steps":
        return "\n".join(f"{number}. {bare(item)}" for number, item in enumerate(block["items"], 1))
    if kind == "list":
        return "\n".join(f"- {bare(item)}" for item in block["items"])
    if kind == "table":
        return "\n".join(
            "- "
            + "; ".join(
                bare(f"{column}: {cell}" if column else cell)
                for column, cell in zip(block["columns"], row, strict=True)
            )
            for row in block["rows"]
        )
    return bare(block["text"])


def plain_text(message: Message) -> str:
    """Write a guidance message in plain words that can stand alone."""
    reviewed = long_date(date.fromisoformat(message["reviewed"]))
    parts = [bare(message["title"]), bare(message["summary"])]
    parts += [block_text(block) for block in message["blocks"]]
    if message["stale"]:
        parts.append(f"This answer was due for review on {long_date(date.fromisoformat(message['review_by']))}.")
    if message["sources"]:
        parts.append("Sources:\n" + "\n".join(f"- {source['title']}: {source['url']}" for source in message["sources"]))
    parts.append(f"For {message['holds_for'][0].lower()}{message['holds_for'][1:]}. Reviewed {reviewed}.")
    return "\n\n".join(parts)
