"""``wlb show``: the message that the bot would send."""

import json

import pytest

from bot.cli import main
from bot.content.vocabulary import NATIONS


@pytest.fixture
def show(guidance_copy, capsys):
    """Run ``wlb show`` on the fixture guidance; return its exit status and what it printed."""

    def run(*arguments):
        status = main(["show", *arguments, "--guidance", str(guidance_copy)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_answer_is_printed_in_plain_words(show):
    status, out, _ = show("tea/tea_law", "--date", "2026-11-22")
    assert status == 0
    assert out.startswith("Tea law\n")
    assert "One cup a day" in out


def test_answer_follows_side_nation_and_date(show):
    _, out, _ = show(
        "tea/break_length", "--audience", "employer", "--nation", "northern_ireland", "--date", "2027-01-06", "--json"
    )
    message = json.loads(out)
    assert message["audience"] == "employer"
    assert message["nation"] == "northern_ireland"
    assert message["as_of"] == "2027-01-06"


def test_day_comes_from_the_environment(show, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", "2027-01-06")
    assert "Two cups a day" in show("tea/tea_law")[1]


def test_date_wins_over_the_environment(show, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", "2027-01-06")
    assert "One cup a day" in show("tea/tea_law", "--date", "2026-11-22")[1]


def test_message_keeps_the_contract(show, contract_faults):
    _, out, _ = show("tea/tea_law", "--date", "2026-11-22", "--json")
    assert contract_faults(json.loads(out)) == []


def test_all_prints_one_message_for_each_topic_side_of_the_map_and_nation(show, content):
    _, out, _ = show("--all", "--json", "--date", "2026-11-22")
    messages = json.loads(out)
    wanted = {
        (topic.id, audience, nation)
        for topic in content.topics.values()
        for audience in topic.audiences
        for nation in NATIONS
    }
    assert sorted((m["topic"], m["audience"], m["nation"]) for m in messages) == sorted(wanted)
    assert len({message["id"] for message in messages}) == len(messages)


@pytest.mark.parametrize("arguments", [["tea/coffee"], ["--all", "tea/tea_law"], []])
def test_command_that_makes_no_sense_exits_with_2(arguments, show):
    status, out, err = show(*arguments)
    assert status == 2
    assert out == ""
    assert err


def test_broken_guidance_exits_with_1_and_names_the_place(show, guidance_copy):
    file = guidance_copy / "kettle.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("area:", "aria:"), encoding="utf-8")
    status, _, err = show("tea/tea_law")
    assert status == 1
    assert "guidance/kettle.yml:1:" in err


def test_unknown_side_is_refused_with_the_sides_there_are(show, capsys):
    with pytest.raises(SystemExit) as stopped:
        show("tea/tea_law", "--audience", "boss")
    assert stopped.value.code == 2
    assert "employer" in capsys.readouterr().err
