"""Which words a reader gets, by side, nation and day (docs/writing-guidance.md, "Which text a reader gets")."""

import json
from datetime import date

import pytest

from bot.content import NoAnswerError, Reader, find_answer, load_content
from bot.content.choices import choice, intent_of, topic_of
from bot.content.vocabulary import AUDIENCES, NATIONS

TODAY = date(2026, 11, 22)
BEFORE, ON_THE_DAY = date(2027, 1, 5), date(2027, 1, 6)


def words(message):
    """Return all that a message says, without the sources and dates at its end."""
    return " ".join([message["title"], message["summary"], json.dumps(message["blocks"], ensure_ascii=False)])


def offered(message):
    """Return the choices that lead to other readings of the same topic."""
    return [item["choice"] for item in message["related"] if item["topic"] == message["topic"]]


# Variants: from top to bottom, a later one wins, each replaces only what it names.


@pytest.mark.parametrize(
    ("audience", "nation", "title", "summary"),
    [
        ("employee", "england", "How long your", "Your tea break lasts 20 minutes."),
        ("employee", "wales", "How long your", "Your tea break lasts 20 minutes."),
        ("employer", "scotland", "How long you must", "You must allow 20 minutes for tea."),
        ("employee", "northern_ireland", "How long your", "In Northern Ireland there is one"),
        ("employer", "northern_ireland", "How long you must", "In Northern Ireland you must allow one"),
    ],
)
def test_variants_are_laid_over_the_plain_text_in_order(audience, nation, title, summary, ask):
    message = ask("tea/break_length", audience, nation)
    assert message["title"].startswith(title)
    assert message["summary"].startswith(summary)


def test_later_variant_wins_over_an_earlier_one(guidance_copy, ask):
    file = guidance_copy / "tea.yml"
    text = file.read_text(encoding="utf-8")
    general = "      - for: [employer]\n        title: How long you must let people drink tea\n"
    particular = "      - nations: [northern_ireland]\n        for: [employer]\n"
    assert general in text
    swapped = text.replace(particular, "PARTICULAR").replace(general, particular).replace("PARTICULAR", general)
    file.write_text(swapped, encoding="utf-8")
    answer = find_answer(load_content(guidance_copy), "tea/break_length", Reader("employer", "northern_ireland"), TODAY)
    # The same two variants the other way round: now the one for all employers has the last word.
    assert answer.reading.title == "How long you must let people drink tea"
    assert answer.reading.summary.startswith("In Northern Ireland you must allow one")


def test_variant_leaves_what_it_does_not_name(ask):
    message = ask("tea/break_length", "employee", "northern_ireland")
    assert "Put the kettle on." in words(message)


def test_variant_replaces_follow_ups(content):
    def target(nation):
        answer = find_answer(content, "tea/break_length", Reader("employee", nation), TODAY)
        return answer.reading.follow_ups["refused"]

    assert (target("wales"), target("northern_ireland")) == ("tea/where_to_turn", "tea/ask_for_tea")


# Blocks of other readers are left out.


@pytest.mark.parametrize(
    ("audience", "shown", "left_out"),
    [
        ("employee", "Your employer must let you sit down.", "You must let people sit down."),
        ("employer", "You must let people sit down.", "Your employer must let you sit down."),
    ],
)
def test_block_for_one_side_is_shown_to_that_side_only(audience, shown, left_out, ask):
    said = words(ask("tea/break_length", audience, "england"))
    assert shown in said
    assert left_out not in said


@pytest.mark.parametrize("nation", NATIONS)
def test_block_for_one_nation_is_shown_there_only(nation, ask):
    assert ("shortbread" in words(ask("tea/break_length", "employee", nation))) is (nation == "scotland")


@pytest.mark.parametrize(
    ("day", "shown", "left_out"),
    [
        (BEFORE, "Cake is not asked for yet.", "you also serve cake"),
        (ON_THE_DAY, "you also serve cake", "Cake is not asked for yet."),
    ],
)
def test_block_shows_from_its_first_and_until_its_last_day(day, shown, left_out, ask):
    said = words(ask("tea/serve_tea", "employer", "wales", day))
    assert shown in said
    assert left_out not in said


def test_heading_without_anything_under_it_is_dropped(ask):
    assert "For Scots only" not in words(ask("tea/break_length", "employee", "england"))


def test_heading_with_something_under_it_stays(ask):
    assert "For Scots only" in words(ask("tea/break_length", "employee", "scotland"))


def test_heading_at_the_very_end_is_dropped(ask):
    headings = [block["text"] for block in ask("tea/serve_tea", day=ON_THE_DAY)["blocks"] if block["kind"] == "heading"]
    assert headings == ["From January"]


# Reader not known.


def test_unknown_reader_gets_the_plain_text_of_the_first_side(ask):
    message = ask("tea/break_length")
    assert message["audience"] == "employee"
    assert message["nation"] is None
    assert message["summary"] == "Your tea break lasts 20 minutes."


def test_unknown_nation_holds_for_all_nations_with_the_same_words(ask):
    # Scotland has a block of its own, Northern Ireland a variant.
    assert ask("tea/break_length")["holds_for"] == "Employees in England and Wales"


def test_unknown_nation_holds_for_the_uk_where_the_words_are_the_same(ask):
    assert ask("tea/tea_law")["holds_for"] == "Employees in the UK"


def test_known_nation_holds_for_that_nation(ask):
    assert ask("tea/tea_law", "employer", "wales")["holds_for"] == "Employers in Wales"


def test_other_side_and_other_nations_are_offered(ask):
    assert offered(ask("tea/break_length")) == [
        choice("tea.break_length", audience="employer"),
        choice("tea.break_length", nation="scotland"),
        choice("tea.break_length", nation="northern_ireland"),
    ]


def test_only_other_nations_are_offered_where_the_side_is_known(ask):
    assert offered(ask("tea/break_length", audience="employer")) == [
        choice("tea.break_length", nation="scotland"),
        choice("tea.break_length", nation="northern_ireland"),
    ]


def test_only_the_other_side_is_offered_where_the_nation_is_known(ask):
    assert offered(ask("tea/break_length", nation="wales")) == [choice("tea.break_length", audience="employer")]


def test_nothing_is_offered_where_all_is_known(ask):
    assert offered(ask("tea/break_length", "employer", "wales")) == []


def test_offer_is_labelled_with_the_title_that_picking_it_gives(ask):
    title = ask("tea/break_length")["related"][0]["title"]
    assert title.startswith("I am an employer")
    assert title.lower().endswith("how long you must let people drink tea")


def test_note_says_for_whom_the_answer_is_and_what_else_there_is(ask):
    note = ask("tea/break_length")["blocks"][-1]
    assert note["kind"] == "note"
    assert "for employees in England and Wales" in note["text"]
    assert "an employer" in note["text"]
    assert "in Scotland or Northern Ireland" in note["text"]


def test_no_note_where_there_is_no_other_reading(ask):
    assert "Pick below" not in words(ask("tea/break_length", "employee", "england"))


def test_answer_for_one_side_is_given_to_the_other_and_says_for_whom_it_is(ask):
    message = ask("tea/ask_for_tea", "employer", "england")
    assert message["audience"] == "employee"
    assert message["holds_for"] == "Employees in England"


def test_answer_for_one_side_offers_no_other_side(ask):
    assert offered(ask("tea/ask_for_tea")) == []


def test_related_topics_are_titled_for_the_reader(ask):
    related = ask("tea/biscuit_rates", "employee", "wales")["related"]
    assert related == []
    related = ask("tea/break_length", "employee", "wales")["related"]
    assert related == [
        {"topic": "tea/ask_for_tea", "title": "Asking for tea", "choice": "/tea.ask_for_tea"},
        {"topic": "tea/biscuit_rates", "title": "Biscuit rates", "choice": "/tea.biscuit_rates"},
    ]


def test_unknown_topic_fails(content):
    with pytest.raises(NoAnswerError, match="tea/coffee"):
        find_answer(content, "tea/coffee", Reader(), TODAY)


# Law that is announced.


def test_announced_law_shows_before_its_day_with_the_day(ask):
    said = words(ask("tea/tea_law", "employee", "wales", BEFORE))
    assert "Announced, not in force yet (6 January 2027):" in said
    assert "One cup a day is the law" in said


def test_announced_law_becomes_the_answer_on_its_day_and_the_announcement_goes(ask):
    said = words(ask("tea/tea_law", "employee", "wales", ON_THE_DAY))
    assert "Two cups a day are the law" in said
    assert "Announced" not in said
    assert "One cup" not in said


@pytest.mark.parametrize("day", [BEFORE, ON_THE_DAY])
def test_law_without_a_day_is_expected_until_somebody_changes_it(day, ask):
    assert "Expected, not in force yet (autumn 2028, day not set):" in words(ask("tea/tea_law", day=day))


# Contacts and sources.


@pytest.mark.parametrize(
    ("nation", "named", "not_named"),
    [("wales", "Tea Line", "Tea Agency"), ("northern_ireland", "Tea Agency", "Tea Line")],
)
def test_contact_by_role_is_the_one_of_the_readers_nation(nation, named, not_named, ask):
    said = words(ask("tea/break_length", "employee", nation))
    assert named in said
    assert not_named not in said


def test_contacts_of_several_nations_say_whom_they_serve(guidance_copy, ask):
    # Plain text for all nations, with a role that two bodies share.
    file = guidance_copy / "kettle.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("      - heading: What to do now\n", "      - contact: tea_advice\n"), encoding="utf-8"
    )
    from bot.content import guidance_message

    loaded = load_content(guidance_copy)
    message = guidance_message(loaded, find_answer(loaded, "kettle/boil_time", Reader(), TODAY), TODAY)
    (contacts,) = [block for block in message["blocks"] if block["kind"] == "list"]
    great_britain, northern_ireland = contacts["items"]
    assert "Tea Line" in great_britain
    assert "Scotland" in great_britain
    assert "Northern Ireland" in northern_ireland


def test_contact_shows_phone_and_hours(ask):
    lines = [block["text"] for block in ask("tea/break_length", "employee", "wales")["blocks"] if "text" in block]
    (line,) = [line for line in lines if "Tea Line" in line]
    assert line.startswith("[Tea Line](https://www.tea.org.uk/contact)")
    assert "0300 111 2222" in line
    assert "9am to 5pm" in line


def test_contact_with_an_unconfirmed_phone_shows_its_link_only(guidance_copy):
    file = guidance_copy / "kettle.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("      - heading: What to do now\n", "      - contact: scots_comfort\n"), encoding="utf-8"
    )
    from bot.content import guidance_message

    loaded = load_content(guidance_copy)
    message = guidance_message(loaded, find_answer(loaded, "kettle/boil_time", Reader(), TODAY), TODAY)
    assert message["blocks"][0]["text"] == "[Scots Comfort](https://comfort.tea.org.uk/)."


@pytest.mark.parametrize(
    ("nation", "titles"),
    [
        ("wales", ["Tea Code", "Tea guide for Great Britain"]),
        ("northern_ireland", ["Tea Code", "Tea guide for Northern Ireland"]),
        (None, ["Tea Code", "Tea guide for Great Britain"]),
    ],
)
def test_sources_are_those_that_serve_the_nation(nation, titles, ask):
    assert [source["title"] for source in ask("tea/break_length", "employee", nation)["sources"]] == titles


# Dates of the message.


def test_message_says_for_which_day_it_was_looked_up(ask):
    assert ask("tea/tea_law", day=ON_THE_DAY)["as_of"] == "2027-01-06"


@pytest.mark.parametrize(("today", "stale"), [(date(2027, 3, 31), False), (date(2027, 4, 1), True)])
def test_answer_is_stale_after_its_review_day(today, stale, ask):
    message = ask("tea/tea_law", today=today)
    assert message["stale"] is stale
    assert ("was due for review on 31 March 2027" in message["text"]) is stale


# Choices.


@pytest.mark.parametrize("topic", ["tea/break_length", "a/b_c"])
def test_intent_of_a_topic_goes_back_to_the_topic(topic):
    assert "/" not in intent_of(topic)
    assert topic_of(intent_of(topic)) == topic


def test_choice_is_what_rasa_reads_as_intent_and_entities():
    assert choice("tea.tea_law") == "/tea.tea_law"
    assert choice("tea.tea_law", nation="wales") == '/tea.tea_law{"nation": "wales"}'


# Everything fits the contract.


@pytest.mark.parametrize("audience", [None, *AUDIENCES])
@pytest.mark.parametrize("nation", [None, *NATIONS])
def test_every_fixture_answer_fits_the_contract(audience, nation, content, ask, contract_faults):
    for topic in content.entries:
        assert contract_faults({"id": "m1", **ask(topic, audience, nation)}) == []
