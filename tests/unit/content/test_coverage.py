"""Which topic is answered for whom and where."""

import json

import pytest

from bot.cli import main
from bot.content import load_content
from bot.content.coverage import MISSING, NOT_ASKED, OWN, SHARED, coverage
from bot.content.vocabulary import AUDIENCES, NATIONS


def state(cells, topic, audience, nation):
    (cell,) = [cell for cell in cells if (cell.topic, cell.audience, cell.nation) == (topic, audience, nation)]
    return cell.state


def test_every_topic_side_and_nation_has_a_cell(content):
    assert len(coverage(content)) == len(content.topics) * len(AUDIENCES) * len(NATIONS)


@pytest.mark.parametrize(
    ("topic", "audience", "nation", "expected"),
    [
        ("tea/break_length", "employee", "northern_ireland", OWN),
        ("tea/break_length", "employee", "scotland", OWN),
        ("tea/break_length", "employee", "wales", SHARED),
        ("tea/ask_for_tea", "employee", "england", SHARED),
        ("tea/ask_for_tea", "employer", "england", NOT_ASKED),
    ],
)
def test_cell_says_whose_words_serve(content, topic, audience, nation, expected):
    assert state(coverage(content), topic, audience, nation) == expected


@pytest.fixture
def without_kettles(guidance_copy):
    """The fixture guidance without the area of kettles."""
    (guidance_copy / "kettle.yml").unlink()
    return guidance_copy


def test_table_has_a_line_for_each_topic(guidance_copy, content, capsys):
    assert main(["coverage", "--guidance", str(guidance_copy)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2 : 2 + len(content.topics)]] == list(content.topics)


def test_area_that_nobody_has_written_is_missing_and_named(without_kettles, capsys):
    assert main(["coverage", "--guidance", str(without_kettles)]) == 1
    printed = capsys.readouterr()
    marks = {line.split()[0]: line.split()[1:] for line in printed.out.splitlines()[2:] if line}
    assert marks["kettle/descale"] == ["-"] * 4 + ["."] * 4
    assert "Missing: kettle/descale for the employee in England, Scotland, Wales and Northern Ireland." in printed.err


def test_json_has_every_cell(guidance_copy, content, capsys):
    assert main(["coverage", "--guidance", str(guidance_copy), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [vars(cell) for cell in coverage(load_content(guidance_copy))]
    assert MISSING not in {cell.state for cell in coverage(content)}
