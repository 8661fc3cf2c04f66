"""One deliberately broken file for each kind of fault: is it found, on the right line, with a mend that helps?

``tests/fixtures/broken/<name>/`` holds only the broken file; it is laid over the valid ``tests/fixtures/guidance/``.
"""

import shutil
from dataclasses import dataclass

import pytest

from bot.cli import main
from bot.content import ContentError, load_content
from bot.content.check import check_folder


@dataclass(frozen=True)
class Fault:
    """A broken file and what has to be said about it.

    ``on`` is a piece of the line that the report has to name.
    """

    name: str
    file: str
    on: str
    message: str
    mend: str


K = "kettle.yml"
F = "figures/kettle.yml"
BLOCKING = [
    # What YAML itself cannot read, or reads otherwise than it looks.
    Fault("tab", K, "\ttitle: How long", "tab", "spaces"),
    Fault("bad_indent", K, "     title: How long", "cannot be read|too many|not in line|starts", "spaces"),
    Fault("colon_in_plain_text", K, "title: Acas: the", "': '", "double quotes"),
    Fault("duplicate_key", K, "title: Kettle times", "'title' stands here a second time (first on line 9)", "Keep one"),
    Fault("not_utf8", K, "title: Kettles, caf", "not UTF-8", "Save it as UTF-8"),
    Fault("impossible_date", K, "2027-02-30", "'2027-02-30' is not a real date", "a day that exists"),
    Fault("date_with_a_time", K, "2026-11-01 10:00:00", "'reviewed' should be a date", "a date like"),
    Fault("unquoted_braces_alone", K, "summary: {{ kettle", "", "double quotes"),
    Fault("unquoted_braces_before_words", K, "summary: {{ kettle", "", "quotes"),
    # The shape of a file.
    Fault("unknown_key", K, "sumary:", "'sumary' is not a word that this file knows", "Did you mean 'summary'?"),
    Fault(
        "unknown_key_without_a_near_one", K, "colour: red", "'colour' is not a word", "Use one of: ask_first, blocks"
    ),
    Fault("missing_key", K, "- topic: boil_time", "'reviewed' is missing", "Add a line 'reviewed: …'"),
    Fault("wrong_type_list", K, "for: employee", "'for' should be a list", "Write a list"),
    Fault("wrong_type_text", K, "title: 2027", "does not read as text", "double quotes"),
    Fault("wrong_type_date", K, "next spring", "'review_by' should be a date like", "Write a date like"),
    Fault("empty_value", K, "    summary:", "'summary' is empty", "Write text"),
    Fault("empty_list", K, "sources: []", "'sources' is empty", "Fill it in"),
    Fault("empty_file", K, "", "The file is empty", "key: value"),
    Fault("unknown_nation", K, "scotlnd", "'scotlnd' is not one of the words", "Did you mean 'scotland'?"),
    Fault("unknown_follow_up_kind", K, "refuse: kettle/descale", "'refuse' is not a word", "Did you mean 'refused'?"),
    Fault("source_http", K, "url: http://", "'http://www.gov.uk/kettles' is not a link", "starting with https://"),
    # An entry.
    Fault("duplicate_topic", K, "- topic: boil_time\n    title: Again", "has an entry already", "Merge the two"),
    Fault("topic_not_in_map", K, "topic: descaling", "'kettle/descaling' is not in the topic map", "topics.yml"),
    Fault(
        "missing_nation", K, "nations: [england", "Northern Ireland is missing", "Add northern_ireland to 'nations:'"
    ),
    Fault("nation_variant_for_one_side_only", K, "nations: [england", "Northern Ireland is missing", "employee"),
    Fault("nation_variant_that_ends", K, "nations: [england", "Northern Ireland is missing", "northern_ireland"),
    Fault("missing_audience", K, "for: [employee]", "asks for an answer for the employer", "Add employer to 'for:'"),
    Fault("unknown_source", K, "[kettle_cod]", "There is no source 'kettle_cod'", "Add it under 'sources:'"),
    Fault("unknown_related_topic", K, "[kettle/descal]", "'kettle/descal' is not a topic", "an id of topics.yml"),
    Fault("unknown_follow_up_topic", K, "refused: kettle/nothing", "'kettle/nothing' is not a topic", "topics.yml"),
    Fault("review_by_before_reviewed", K, "2026-10-31", "is not after 'reviewed' (2026-11-01)", "next review"),
    # A block.
    Fault(
        "block_with_two_kinds",
        K,
        "paragraph: Fill it.",
        "exactly one kind; this one has 'paragraph' and 'note'",
        "'- '",
    ),
    Fault("block_without_a_kind", K, "- for: [employee]", "exactly one kind; this one has none", "Give it one of"),
    Fault("table_row_too_wide", K, "Louder", "3 cells, and the table has 2 columns", "a cell for each column"),
    Fault("tone_on_a_paragraph", K, "tone: warning", "Only a note has a tone", "make it a note"),
    Fault("announced_with_neither_date", K, "announced:", "either the day it starts or when", "'starts: 2027-04-06'"),
    Fault("announced_with_both_dates", K, "announced:", "either the day it starts or when", "'starts: 2027-04-06'"),
    Fault(
        "unknown_contact_role", K, "coffee_advice", "No contact has the id or the role 'coffee_advice'", "contacts.yml"
    ),
    # What the words name.
    Fault("unknown_figure", K, "boil_tim }}", "no figure 'kettle.boil_tim'", "did you mean 'kettle.boil_time'?"),
    Fault("unknown_figure_part", K, "boil_time.sinc", "A figure has no 'sinc'", "since"),
    Fault("unknown_figure_in_a_table", K, "figures_table", "There is no figure 'kettle.boil_tim'", "guidance/figures/"),
    Fault(
        "needs_unknown_figure", K, "needs: kettle", "no figure 'kettle.boil_tim'", "did you mean 'kettle.boil_time'?"
    ),
    Fault("next_without_needs", K, "boil_time.next", "may not be known", "needs: kettle.boil_time.next"),
    Fault("next_with_the_needs_of_another_figure", K, "Soon {{", "may not be known", "needs: kettle.boil_time.next"),
    Fault("unknown_contact", K, "tea_lne", "There is no contact 'tea_lne'", "did you mean 'tea_line'?"),
    Fault("unknown_contact_part", K, "tea_line.address", "A contact has no 'address'", "name, phone, hours, url, link"),
    Fault("unconfirmed_phone", K, "scots_comfort.phone", "no confirmed phone", "contacts.scots_comfort.link"),
    Fault("link_http", K, "http://www", "'http://www.gov.uk/kettles' is not a link", "starting with https://"),
    Fault("link_javascript", K, "javascript:alert", "'javascript:alert' is not a link", "starting with https://"),
    Fault("link_empty", K, "[this]()", "'' is not a link", "Write the whole address"),
    Fault("link_blank", K, "my kettles", "link", "https://"),
    Fault("link_unclosed", K, "kettles now.", "A link is not closed", "[words](https://address)"),
    Fault("html", K, "<b>up</b>", "HTML", "plain words"),
    Fault("braces_unclosed", K, "{{ kettle.boil_time } at", "A '{{' is not closed", "Close it with '}}'"),
    # Figures.
    Fault("figure_gap", F, "2026-02-01", "a gap in England: nothing from 2026-01-01 to 2026-01-31", "gap_before"),
    Fault(
        "figure_gap_in_one_nation", F, "2026-03-01", "a gap in Wales: nothing from 2026-01-01 to 2026-02-28", "missing"
    ),
    Fault("figure_overlap", F, "2025-12-01", "overlap in England", "End the earlier row on 2025-11-30"),
    Fault("figure_after_one_without_end", F, "2026-01-01", "overlap in England", "End the earlier row on 2025-12-31"),
    Fault("figure_rows_from_the_same_day", F, "value: 4", "overlap in England", ""),
    Fault(
        "figure_to_before_from", F, "to: 2025-06-30", "ends (2025-06-30) before it begins (2026-01-01)", "Correct one"
    ),
    Fault(
        "figure_value_of_wrong_kind", F, "value: 2026-12-25", "does not fit the unit 'minutes'", "the value or the unit"
    ),
    Fault("figure_date_without_a_date", F, "value: 4", "does not fit the unit 'date'", "the value or the unit"),
    Fault("figure_value_is_text", F, '"4 minutes"', "should be a number or a date", "Write a number"),
    Fault("figure_named_by_a_number", F, "18_20:", "", "letters"),
    Fault("unknown_unit", F, "unit: minute", "'minute' is not one of the words", "Did you mean 'minutes'?"),
    Fault("figure_in_two_files", "figures/pots.yml", "  boil_time:", "stands in two files", "Keep one"),
    Fault("figure_confidence_unknown", F, "confidence: sure", "'sure' is not one of the words", "high, medium, low"),
    # The other files.
    Fault("area_without_an_entry_for_a_topic", K, "area: kettle", "'kettle/polish' has no entry", "Write one"),
    Fault(
        "topic_map_with_unknown_side", "topics.yml", "for: staff", "'staff' is not one of", "employee, employer, both"
    ),
    Fault("phone_and_phone_unconfirmed", "contacts.yml", "phone_unconfirmed", "says that it is not confirmed", "out"),
    Fault("contact_without_checked", "contacts.yml", "  emergency:", "'checked' is missing", "Add a line 'checked: …'"),
    Fault("start_with_unknown_topic", "talk.yml", "tea/server_tea", "'tea/server_tea' is not a topic", "topics.yml"),
    Fault("talk_with_a_saying_missing", "talk.yml", "chitchat:", "'goodbye' is missing", "Add a line 'goodbye: …'"),
    Fault("talk_with_unknown_contact", "talk.yml", "tea_lin.name", "no contact 'tea_lin'", "did you mean 'tea_line'?"),
    Fault("talk_with_a_figure", "talk.yml", "kettle.boil_time", "kettle.boil_time", ""),
    Fault("talk_with_unclosed_braces", "talk.yml", "phone }", "A '{{' is not closed", "Close it with '}}'"),
    Fault("talk_with_html", "talk.yml", "<b>Hello</b>", "HTML", "plain words"),
    Fault("talk_with_an_unknown_blank", "talk.yml", "{subject}", "subject", "Only {who}"),
]
# Faults of the house style itself: nothing can be checked, but what loads serves.
REPORTED_ONLY = [
    Fault("style_with_a_broken_pattern", "style.yml", "'(unclosed'", "'(unclosed' is not a pattern", "Correct it"),
    Fault("past_review_date", K, "2026-11-21", "due for review on 21 November 2026", "'review_by'"),
    Fault("reviewed_in_the_future", K, "2026-11-23", "still to come", "Set 'reviewed'"),
    Fault("sentence_too_long", K, "Fill it up to", "A sentence has 29 words", "at most 25 words"),
    Fault("word_to_avoid", K, "You shall", "'shall' is a word to avoid", "Write must"),
    Fault("raw_figure_in_words", K, "within 4", "'4 minutes' is a figure", "guidance/figures/"),
    Fault("raw_money_in_words", K, "£20", "'£20' is a figure", "guidance/figures/"),
    Fault("phone_number_in_words", K, "0300", "'0300 111 2222' is a phone number", "contacts."),
    Fault("link_to_unknown_host", K, "example.com", "not on a host that answers may link to", "style.yml"),
    Fault(
        "answer_too_short",
        K,
        "- topic: descale",
        "employee in England has 3 words",
        "between 12 and 130",
    ),
    Fault("answer_too_long", K, "- topic: boil_time", "employee in England has 161 words", "between 12 and"),
    Fault("number_word_in_words", K, "after two weeks", "'two weeks' is a figure", "guidance/figures/"),
    Fault("bare_number_in_words", K, "with 3 spoons", "'3' is a figure", "example: true"),
    Fault(
        "hard_to_read", K, "- topic: boil_time", "employee in England is hard to read (reading ease", "shorter words"
    ),
    Fault(
        "law_without_official_source",
        K,
        "sources: [kettle_code]  # none",
        "employee in England says what the law is ('must') and has no official source",
        "a public body",
    ),
    Fault("source_on_unknown_host", K, "sources: [kettle_code, other]", "'Other Code' is on a host", "style.yml"),
    Fault("link_to_cited_host", K, "teapot.example.org", "not on a host that answers may link to", "style.yml"),
    Fault("answers_alike", K, "- topic: descale", "says much the same as 'kettle/boil_time'", "'related'"),
    Fault("nation_without_a_source", K, "sources: [", "employee in Northern Ireland has no source", ""),
]
FAULTS = BLOCKING + REPORTED_ONLY


def line_of(text, piece):
    """Return the number of the line on which a piece of a text starts."""
    assert piece in text, f"the broken file does not have '{piece}'"
    return text[: text.index(piece)].count("\n") + 1 if piece else 1


@pytest.fixture
def broken(guidance_copy, fixtures):
    """Return the valid guidance with one file of it broken, and the line that is at fault."""

    def lay(fault):
        shutil.copytree(fixtures / "broken" / fault.name, guidance_copy, dirs_exist_ok=True)
        text = (guidance_copy / fault.file).read_text(encoding="utf-8", errors="replace")
        # A piece that stands on two lines ("- topic: a\n    title: b") tells equal lines apart.
        return guidance_copy, line_of(text, fault.on)

    return lay


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_check_command_fails_and_names_file_line_fault_and_mend(fault, broken, today_in_tests, capsys):
    folder, line = broken(fault)
    status = main(["check", "--guidance", str(folder), "--date", str(today_in_tests)])
    printed = capsys.readouterr().out.splitlines()
    here = [report for report in printed if report.startswith(f"guidance/{fault.file}:{line}: ")]
    assert here, f"nothing about line {line} of {fault.file} in {printed}"
    split = [report.partition(" Mend: ") for report in here]
    assert [
        report
        for report, (message, _, mend) in zip(here, split, strict=True)
        if any(word in message for word in fault.message.split("|")) and mend and fault.mend in mend
    ], here
    assert status == 1


@pytest.mark.parametrize("fault", BLOCKING, ids=lambda fault: fault.name)
def test_blocking_fault_keeps_the_content_from_being_served(fault, broken):
    folder, _ = broken(fault)
    with pytest.raises(ContentError):
        load_content(folder)


@pytest.mark.parametrize("fault", REPORTED_ONLY, ids=lambda fault: fault.name)
def test_fault_of_style_or_review_does_not_stop_the_content(fault, broken):
    folder, _ = broken(fault)
    assert "kettle/boil_time" in load_content(folder).entries


def test_every_broken_folder_is_in_the_list(fixtures):
    assert {fault.name for fault in FAULTS} == {folder.name for folder in (fixtures / "broken").iterdir()}


def test_valid_guidance_has_no_fault(guidance_copy, today_in_tests):
    assert check_folder(guidance_copy, today_in_tests) == []


def test_check_command_exits_with_0_on_valid_guidance(guidance_copy, today_in_tests, capsys):
    assert main(["check", "--guidance", str(guidance_copy), "--date", str(today_in_tests)]) == 0
    assert "9 topics" in capsys.readouterr().out


def test_all_faults_of_a_file_are_reported_at_once(guidance_copy, today_in_tests):
    file = guidance_copy / "kettle.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("[kettle_code]\n    related", "[nothing]\n    related").replace(
            "for: [employee, employer]", "for: [employee]"
        ),
        encoding="utf-8",
    )
    assert len(check_folder(guidance_copy, today_in_tests)) == 2


def test_faults_of_two_files_are_reported_at_once(guidance_copy, today_in_tests):
    for name in ("kettle.yml", "tea.yml"):
        file = guidance_copy / name
        file.write_text(file.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    assert {problem.file for problem in check_folder(guidance_copy, today_in_tests)} == {
        "guidance/kettle.yml",
        "guidance/tea.yml",
    }


def test_a_repeated_fault_of_one_row_is_reported_once(guidance_copy, fixtures, today_in_tests):
    shutil.copytree(fixtures / "broken" / "figure_to_before_from", guidance_copy, dirs_exist_ok=True)
    assert len(check_folder(guidance_copy, today_in_tests)) == 1


def test_gap_that_is_meant_is_no_fault(guidance_copy, today_in_tests):
    file = guidance_copy / F
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("{from: 2026-01-01, value: 4}", '{from: 2026-02-01, value: 4, gap_before: "no law in January"}'),
        encoding="utf-8",
    )
    assert check_folder(guidance_copy, today_in_tests) == []


def test_missing_folder_is_a_fault_with_a_mend(tmp_path, today_in_tests):
    (problem,) = check_folder(tmp_path / "nowhere", today_in_tests)
    assert "no guidance folder" in problem.message
    assert problem.mend


def test_missing_file_is_a_fault_of_that_file(guidance_copy, today_in_tests):
    (guidance_copy / "contacts.yml").unlink()
    (problem,) = check_folder(guidance_copy, today_in_tests)
    assert problem.file == "guidance/contacts.yml"


@pytest.mark.parametrize(
    "part",
    [
        "longest_sentence_words",
        "answer_words",
        "reading_ease_at_least",
        "alike_at_most",
        "avoid",
        "law_words",
        "not_figures",
        "hosts",
    ],
)
def test_missing_part_of_the_house_style_is_a_fault_of_its_file(part, guidance_copy, today_in_tests):
    file = guidance_copy / "style.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(f"{part}:", f"x_{part}:"), encoding="utf-8")
    problems = check_folder(guidance_copy, today_in_tests)
    assert {problem.file for problem in problems} == {"guidance/style.yml"}
    assert f"'{part}' is missing." in {problem.message for problem in problems}


def test_figure_that_a_nation_never_had_is_reported_where_the_words_reach_that_nation(guidance_copy, today_in_tests):
    file = guidance_copy / F
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 4}", "value: 4, nations: [england, scotland, wales]}"), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 5}", "value: 5, nations: [england, scotland, wales]}"), encoding="utf-8")
    found = check_folder(guidance_copy, today_in_tests)
    assert [problem for problem in found if "kettle.boil_time" in problem.message and problem.file.endswith(K)]
