"""Every topic for every side and nation on four days: a whole message of the contract, with figures of that day."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pytest
import yaml

from bot.content import GUIDANCE, Reader, find_answer, guidance_message, load_content
from bot.content.clock import long_date, today
from bot.content.vocabulary import NATIONS

TODAY = today()
DAYS = {
    "today": TODAY,
    "next 6 April": date(TODAY.year + (date(TODAY.year, 4, 5) < TODAY), 4, 6),
    "after every dated rate": date(2040, 4, 6),
    "before every figure": date(1960, 1, 1),
}
FROM_NOW_ON = [DAYS["today"], DAYS["next 6 April"], DAYS["after every dated rate"]]
MAP = yaml.safe_load((GUIDANCE / "topics.yml").read_text(encoding="utf-8"))
TOPICS = [f"{area}/{topic}" for area, topics in MAP.items() for topic in topics]
FIRST_NUMBER = 70_000_001


@lru_cache(maxsize=1)
def real():
    """The real content; loaded in the tests, so that a fault in it fails them one by one."""
    return load_content(GUIDANCE)


@lru_cache(maxsize=1)
def numbered():
    """The real content with a number of its own for each value of each figure, and the values by their numbers."""
    rows, figures = {}, {}
    for name, figure in real().figures.items():
        renumbered = []
        for row in figure.rows:
            number = FIRST_NUMBER + len(rows)
            rows[number] = (name, row)
            renumbered.append(replace(row, value=Decimal(number)))
        figures[name] = replace(figure, unit="count", rows=tuple(renumbered))
    return replace(real(), figures=figures), rows


def readers(topic):
    """Every side that the map asks for, in every nation; and the reader of whom nothing is known."""
    return [(None, None)] + [(audience, nation) for audience in real().topics[topic].audiences for nation in NATIONS]


def message_for(content, topic, audience, nation, day):
    return guidance_message(content, find_answer(content, topic, Reader(audience, nation), day), day)


def empty_parts(message):
    """Return the blocks of a message that have nothing to show."""
    empty = []
    for block in message["blocks"]:
        parts = [block.get("text", "x"), *block.get("items", ["x"]), *block.get("columns", ["x"])]
        parts += [cell for row in block.get("rows", [["x"]]) for cell in row]
        if not parts or not all(part.strip() for part in parts) or block.get("items") == [] or block.get("rows") == []:
            empty.append(block)
    return empty


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_answer_keeps_the_contract_and_is_whole(topic, day, contract_faults):
    for audience, nation in readers(topic):
        message = {"id": "m1", **message_for(real(), topic, audience, nation, day)}
        assert contract_faults(message) == [], (audience, nation)
        assert message["topic"] == topic
        assert message["nation"] == nation
        assert message["audience"] == (audience or real().entries[topic].audiences[0])
        assert message["summary"].strip()
        assert message["blocks"]
        assert message["sources"], (audience, nation)
        assert empty_parts(message) == [], (audience, nation)
        assert not re.search(r"[{}]", message["text"]), (audience, nation)


def test_two_topics_in_three_have_more_than_prose():
    more = {"steps", "list", "table", "note"}
    rich = [
        topic
        for topic in TOPICS
        if all(
            more & {block["kind"] for block in message_for(real(), topic, audience, nation, TODAY)["blocks"]}
            for audience, nation in readers(topic)
        )
    ]
    assert len(rich) >= len(TOPICS) * 2 / 3


@pytest.mark.parametrize("day", FROM_NOW_ON, ids=str)
@pytest.mark.parametrize("topic", TOPICS)
def test_no_answer_names_a_figure_that_its_nation_never_had(topic, day):
    for audience, nation in readers(topic):
        text = message_for(real(), topic, audience, nation, day)["text"]
        assert "(no figure for" not in text, (audience, nation)


@pytest.mark.parametrize("day", FROM_NOW_ON, ids=str)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_figure_is_of_the_day_and_nation_or_says_of_which_it_is(topic, day):
    content, rows = numbered()
    for audience, nation in readers(topic):
        text = message_for(content, topic, audience, nation, day)["text"]
        for found in re.findall(r"\b\d{2},\d{3},\d{3}\b", text):
            name, row = rows[int(found.replace(",", ""))]
            assert nation is None or nation in row.nations, (name, audience, nation)
            if row.since > day:
                assert long_date(row.since) in text or "Next" in text, (name, audience, nation)
            elif row.until and row.until < day:
                assert row.period in text, (name, audience, nation)
                assert f"I do not have the figure for {long_date(day)}: {real().figures[name].label}" in text or (
                    real().figures[name].published.url in text
                ), (name, audience, nation)


def test_numbers_of_figures_are_found_in_answers():
    """The test above proves nothing if no number of its own ever turns up in an answer."""
    content, rows = numbered()
    text = message_for(content, "living_wage/minimum_wage_rates", "employee", "england", TODAY)["text"]
    found = {rows[int(number.replace(",", ""))][0] for number in re.findall(r"\b\d{2},\d{3},\d{3}\b", text)}
    assert "minimum_wage.national_living_wage" in found


def test_a_day_after_every_dated_rate_is_one():
    ends = [row.until for figure in real().figures.values() for row in figure.rows if row.until]
    starts = [row.since for figure in real().figures.values() for row in figure.rows]
    assert max(ends) < DAYS["after every dated rate"]
    assert min(starts) > DAYS["before every figure"]
