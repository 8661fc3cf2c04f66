"""The fact audit leaves no topic out, and sets at least twenty answers beside their sources."""

import re
from pathlib import Path

import pytest

from bot.content.load import load_topics

AUDIT = Path(__file__).parents[2] / "docs" / "fact-audit.md"


@pytest.fixture(scope="module")
def sections():
    """The sections of the audit, by the topic that heads them."""
    parts = re.split(r"^### ", AUDIT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0].strip(): part for part in parts}


@pytest.mark.parametrize("topic", load_topics())
def test_every_topic_says_which_facts_rest_on_which_source(topic, sections):
    rows = [line.split("|")[1:-1] for line in sections[topic].splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 3, topic
    assert [row for row in rows if len(row) != 4 or not re.search("primary|secondary|own|both", row[2])] == [], topic
    assert "Not confirmed:" in sections[topic]


def test_twenty_answers_of_all_areas_stand_beside_their_sources():
    text = AUDIT.read_text(encoding="utf-8")
    part = text[text.index("## Twenty answers beside their sources") :].split("\n## ", 1)[0]
    topics = {topic for topic in load_topics() if topic in part}
    assert len(topics) >= 20
    assert {topic.partition("/")[0] for topic in topics} == {topic.partition("/")[0] for topic in load_topics()}
