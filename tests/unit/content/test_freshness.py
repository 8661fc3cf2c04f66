"""What goes out of date: found, put in order, and told apart by how pressing it is."""

import json
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from bot.cli import main
from bot.content import load_content
from bot.content.freshness import COMING, LATER, PAST_DUE, UNDATED, as_calendar, freshness


@pytest.fixture
def dues(guidance_copy):
    """Return what goes out of date in the fixture guidance, after a change to it, by kind and id."""

    def read(changes=()):
        for file, old, new in changes:
            path = guidance_copy / file
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        found = {}
        for due in freshness(load_content(guidance_copy)):
            found.setdefault((due.kind, due.id), []).append(due)
        return found

    return read


def test_every_entry_is_due_for_review_on_its_own_day(dues, content):
    found = dues()
    assert {topic: [due.day for due in found["review", topic]] for topic in content.entries} == {
        topic: [entry.review_by] for topic, entry in content.entries.items()
    }


def test_figure_without_a_successor_is_due_when_it_ends(dues):
    (due,) = dues()["figure_ends", "biscuits.plain_rate"]
    assert due.day == date(2028, 3, 31)
    assert due.file == "guidance/figures/biscuits.yml"
    assert "https://www.gov.uk/biscuits/newest" in due.mend


def test_figure_without_an_end_is_not_due(dues):
    assert ("figure_ends", "kettle.boil_time") not in dues()


def test_figure_that_ended_for_good_is_not_due(dues):
    change = (
        "figures/biscuits.yml",
        "    label: Jammy biscuits",
        "    ended: no longer made\n    label: Jammy biscuits",
    )
    assert ("figure_ends", "biscuits.jammy_rate") not in dues([change])


def test_figure_whose_successor_was_not_found_is_due_when_somebody_looks_again(dues):
    change = (
        "figures/biscuits.yml",
        "    label: Jammy biscuits",
        "    look_again: 2027-02-01\n    label: Jammy biscuits",
    )
    (due,) = dues([change])["figure_ends", "biscuits.jammy_rate"]
    assert due.day == date(2027, 2, 1)
    assert "ends on 5 April 2026" in due.what


def test_figure_that_ends_in_one_nation_only_names_the_nation(dues):
    change = ("figures/biscuits.yml", "to: 2027-04-05, value: 783", "value: 783")
    (due,) = dues([change])["figure_ends", "biscuits.weekly_cap"]
    assert "in England, Scotland and Wales ends on 5 April 2027" in due.what


def test_announced_law_is_due_on_the_day_it_starts_once(dues):
    assert [due.day for due in dues()["law_starts", "tea/tea_law"]] == [date(2027, 1, 6)]


def test_law_that_was_reviewed_after_its_start_is_not_due(dues):
    topic = "- topic: tea_law\n    title: Tea law\n    for: [employee, employer]\n"
    nations = "    nations: [england, scotland, wales, northern_ireland]\n"
    change = (
        "tea.yml",
        f"{topic}{nations}    reviewed: 2026-11-01",
        f"{topic}{nations}    reviewed: 2027-01-06",
    )
    assert ("law_starts", "tea/tea_law") not in dues([change])


def test_block_from_a_day_counts_as_law_that_starts(dues):
    assert [due.day for due in dues()["law_starts", "tea/serve_tea"]] == [date(2027, 1, 6)]


def test_expected_law_has_no_day(dues):
    (due,) = dues()["law_expected", "tea/tea_law"]
    assert due.day is None
    assert "autumn 2028" in due.what


def test_helpline_is_due_a_year_after_it_was_checked(dues):
    (due,) = dues()["contact_check", "tea_line"]
    assert due.day == date(2027, 11, 1)


def test_what_nobody_confirmed_is_listed(dues):
    found = dues(
        [
            ("figures/kettle.yml", "    unit: minutes", "    unit: minutes\n    confidence: low"),
            (
                "kettle.yml",
                "    sources: [kettle_code]\n",
                "    unconfirmed: [Who descales.]\n    sources: [kettle_code]\n",
            ),
        ]
    )
    assert {id_ for kind, id_ in found if kind == "not_confirmed"} == {
        "kettle.boil_time",
        "kettle/boil_time",
        "scots_comfort",
    }
    assert "Who descales." in found["not_confirmed", "kettle/boil_time"][0].what


def test_what_runs_out_first_stands_first_and_what_has_no_day_last(content):
    days = [due.day for due in freshness(content)]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[: len(dated)] == dated


@pytest.mark.parametrize(
    ("days_from_now", "state"), [(-1, PAST_DUE), (0, COMING), (60, COMING), (61, LATER), (None, UNDATED)]
)
def test_state_turns_on_the_very_day(dues, days_from_now, state):
    (due,) = dues()["figure_ends", "biscuits.plain_rate"]
    if days_from_now is None:
        (due,) = dues()["law_expected", "tea/tea_law"]
        assert due.state(date(2026, 11, 22)) == state
    else:
        assert due.state(due.day - timedelta(days=days_from_now)) == state


def test_calendar_has_an_event_for_each_dated_thing(content):
    dues = freshness(content)
    calendar = Calendar.from_ical(as_calendar(dues))
    events = [(str(event["summary"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")]
    assert sorted(events) == sorted((due.what, due.day) for due in dues if due.day)


def test_calendar_events_have_ids_of_their_own_and_a_reminder(content):
    events = Calendar.from_ical(as_calendar(freshness(content))).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.walk("VALARM") for event in events)


@pytest.fixture
def command(guidance_copy, capsys):
    """Run ``wlb freshness`` on the fixture guidance; return its exit status and what it printed."""

    def run(*arguments):
        status = main(["freshness", *arguments, "--guidance", str(guidance_copy)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_command_fails_when_something_is_past_due(command):
    status, out, err = command("--date", "2026-11-22")
    assert status == 1
    assert "Past due (1)" in out
    assert "guidance/figures/biscuits.yml:" in out
    assert "1 thing past due" in err


def test_command_does_well_when_nothing_is_past_due(command, guidance_copy):
    file = guidance_copy / "figures" / "biscuits.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    label: Jammy", "    ended: no longer made\n    label: Jammy"), encoding="utf-8")
    status, out, _ = command("--date", "2026-11-22", "--due")
    assert status == 0
    assert "Past due" not in out
    assert "Within 60 days" in out
    assert "Later" not in out


def test_command_says_when_nothing_comes_up(command, guidance_copy):
    file = guidance_copy / "figures" / "biscuits.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    label: Jammy", "    ended: no longer made\n    label: Jammy"), encoding="utf-8")
    status, out, _ = command("--date", "2026-11-02", "--due", "--days", "1")
    assert status == 0
    assert "Nothing goes out of date within 1 day of 2 November 2026." in out


def test_command_prints_json(command):
    _, out, _ = command("--date", "2026-11-22", "--json")
    things = json.loads(out)
    assert {"kind", "id", "day", "state", "what", "mend", "file", "line"} == set(things[0])
    assert things[0]["state"] == PAST_DUE


def test_command_prints_a_calendar(command):
    _, out, _ = command("--date", "2026-11-22", "--ics")
    assert Calendar.from_ical(out).walk("VEVENT")
