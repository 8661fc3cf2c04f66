"""Which topic has an answer for which side in which nation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.model import Content, Entry
from bot.content.vocabulary import AUDIENCES, NATIONS

OWN, SHARED, MISSING, NOT_ASKED = "own", "shared", "missing", "not_asked"
_MARKS = {OWN: "O", SHARED: "x", MISSING: "-", NOT_ASKED: "."}


@dataclass(frozen=True)
class Cell:
    """Whether a topic has an answer for a side in a nation.

    Attributes:
        topic: The topic.
        audience: The side.
        nation: The nation.
        state: ``own`` where a variant or a block is written for that nation and not for all, ``shared`` where the same
            words serve everywhere, ``missing`` where the topic map asks for an answer and there is none,
            ``not_asked`` where the map asks for none.
    """

    topic: str
    audience: str
    nation: str
    state: str


def coverage(content: Content) -> list[Cell]:
    """Return a cell for each topic of the map, each side and each nation."""
    return [
        Cell(topic.id, audience, nation, _state(content.entries.get(topic.id), audience, nation, topic.audiences))
        for topic in content.topics.values()
        for audience in AUDIENCES
        for nation in NATIONS
    ]


def _state(entry: Entry | None, audience: str, nation: str, asked: tuple[str, ...]) -> str:
    if audience not in asked:
        return NOT_ASKED
    if entry is None or audience not in entry.audiences:
        return MISSING
    scopes = [variant.scope for variant in entry.variants]
    scopes += [
        block.scope
        for text in (entry.text, *(variant.text for variant in entry.variants))
        for block in text.blocks or ()
    ]
    written_for = any(
        nation in scope.nations and audience in scope.audiences and set(scope.nations) != set(NATIONS)
        for scope in scopes
    )
    return OWN if written_for else SHARED


def coverage_table(cells: list[Cell]) -> Iterator[str]:
    """Write the cells as a table, a topic a line: a column for each side and nation."""
    topics = list(dict.fromkeys(cell.topic for cell in cells))
    width = max((len(topic) for topic in topics), default=0)
    by_place = {(cell.topic, cell.audience, cell.nation): cell.state for cell in cells}
    short = {nation: "".join(word[0] for word in nation.split("_")).upper() for nation in NATIONS}
    yield " " * width + "".join(f"  {audience:<{3 * len(NATIONS) - 1}}" for audience in AUDIENCES).rstrip()
    yield " " * width + "  ".join(["", *[" ".join(f"{short[nation]:<2}" for nation in NATIONS)] * 2]).rstrip()
    for topic in topics:
        marks = [
            " ".join(f"{_MARKS[by_place[topic, audience, nation]]:<2}" for nation in NATIONS) for audience in AUDIENCES
        ]
        yield f"{topic:<{width}}  {'  '.join(marks)}".rstrip()
    yield ""
    yield "O: has words for that nation.  x: the same words as everywhere.  -: missing.  .: the map asks for none."
