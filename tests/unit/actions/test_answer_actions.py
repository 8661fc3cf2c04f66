"""Actions that answer from the guidance: the topic, another reading of it, a follow-up, an offer."""

import pytest

from actions import messages
from actions.answers import ActionContext, ActionFollowUp, ActionGuidance, ActionOffer
from bot.content import Reader, load_content


def ranked(*names, offered=()):
    return [{"name": name, "confidence": 0.3, "nearest": 0.8, "offered": name in offered} for name in names]


# A topic.


def test_topic_is_answered_and_becomes_the_topic_at_hand(run):
    ran = run(ActionGuidance(), "tea.tea_law")
    assert ran.message["type"] == "guidance"
    assert ran.message["topic"] == "tea/tea_law"
    assert ran.slots == {"topic": "tea/tea_law"}


def test_answer_is_for_the_reader_that_is_known(run):
    ran = run(ActionGuidance(), "tea.break_length", slots={"audience": "employer", "nation": "northern_ireland"})
    assert (ran.message["audience"], ran.message["nation"]) == ("employer", "northern_ireland")


@pytest.mark.parametrize("slots", [{"audience": "boss"}, {"nation": "france"}, {"audience": "", "nation": ""}])
def test_slot_that_holds_no_side_or_nation_counts_as_unknown(slots, run):
    message = run(ActionGuidance(), "tea.break_length", slots=slots).message
    assert message["audience"] == "employee"
    assert message["nation"] is None


def test_answer_is_of_the_day(run, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", "2027-01-06")
    message = run(ActionGuidance(), "tea.tea_law").message
    assert message["as_of"] == "2027-01-06"
    assert "Two cups" in message["summary"]


def test_answer_says_that_its_review_is_overdue(run, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", "2027-04-01")
    assert run(ActionGuidance(), "tea.tea_law").message["stale"] is True


def test_every_message_has_an_id_of_its_own(run):
    first, second = (run(ActionGuidance(), "tea.tea_law").message["id"] for _ in range(2))
    assert first != second


def test_entry_that_was_taken_out_since_the_training_is_declined(run):
    ran = run(ActionGuidance(), "tea.gone")
    assert (ran.message["type"], ran.message["reason"]) == ("fallback", "out_of_scope")
    assert ran.events == []


# Asked first, where the answers contradict each other.


def test_nation_is_asked_first_where_the_entry_says_so(run):
    ran = run(ActionGuidance(), "tea.where_to_turn")
    assert (ran.message["type"], ran.message["slot"], ran.message["input"]) == ("question", "nation", "choice")
    assert ran.choices == [
        f'/tea.where_to_turn{{"nation": "{nation}"}}' for nation in ("england", "scotland", "wales", "northern_ireland")
    ]


def test_question_keeps_the_topic_for_the_answer_to_it(run):
    assert run(ActionGuidance(), "tea.where_to_turn").slots == {"topic": "tea/where_to_turn"}


def test_nation_that_is_known_is_not_asked_for(run):
    message = run(ActionGuidance(), "tea.where_to_turn", slots={"nation": "northern_ireland"}).message
    assert message["type"] == "guidance"
    assert "Tea Agency" in message["summary"]


def test_side_is_asked_first_where_the_entry_says_so(run):
    ran = run(ActionGuidance(), "tea.who_pours")
    assert (ran.message["type"], ran.message["slot"]) == ("question", "audience")
    assert ran.choices == ['/tea.who_pours{"audience": "employee"}', '/tea.who_pours{"audience": "employer"}']


def test_side_that_is_known_is_not_asked_for(run):
    assert run(ActionGuidance(), "tea.who_pours", slots={"audience": "employer"}).message["type"] == "guidance"


def test_question_lists_its_options_in_plain_words(run):
    text = run(ActionGuidance(), "tea.where_to_turn").message["text"]
    assert "1. England" in text
    assert "4. Northern Ireland" in text


# Who is asking, and where.


@pytest.mark.parametrize(
    ("intent", "entities"),
    [("context.nation", {"nation": "northern_ireland"}), ("context.audience", {"audience": "employer"})],
)
def test_topic_at_hand_is_answered_again_for_who_was_named(intent, entities, run):
    ran = run(ActionContext(), intent, entities=entities, slots={"topic": "tea/break_length"})
    assert ran.message["type"] == "guidance"
    assert ran.message["topic"] == "tea/break_length"
    for name, value in entities.items():
        assert ran.message[name] == value


def test_nation_and_side_in_one_message_both_count(run):
    entities = {"nation": "northern_ireland", "audience": "employer"}
    message = run(ActionContext(), "context.nation", entities=entities, slots={"topic": "tea/break_length"}).message
    assert (message["audience"], message["nation"]) == ("employer", "northern_ireland")


@pytest.mark.parametrize(
    ("intent", "slot", "count"), [("context.nation", "nation", 4), ("context.audience", "audience", 2)]
)
def test_it_is_asked_which_where_none_was_named(intent, slot, count, run):
    ran = run(ActionContext(), intent, slots={"topic": "tea/break_length"})
    assert (ran.message["type"], ran.message["slot"]) == ("question", slot)
    assert len(ran.choices) == count
    assert all(choice.startswith(f"/{intent}{{") for choice in ran.choices)
    assert ran.events == []


@pytest.mark.parametrize(
    ("entities", "noted"),
    [
        ({"nation": "wales"}, "people in Wales"),
        ({"audience": "employer"}, "employers"),
        ({"audience": "employee", "nation": "scotland"}, "employees in Scotland"),
    ],
)
def test_it_is_noted_where_there_is_no_topic_yet(entities, noted, run):
    ran = run(ActionContext(), "context.nation", entities=entities)
    assert (ran.message["type"], ran.message["intent"]) == ("chitchat", "noted")
    assert noted in ran.message["text"]
    assert ran.choices


def test_topic_that_was_taken_out_is_no_topic_at_hand(run):
    ran = run(ActionContext(), "context.nation", entities={"nation": "wales"}, slots={"topic": "tea/gone"})
    assert ran.message["type"] == "chitchat"


# Follow-ups.


def test_follow_up_goes_to_the_topic_that_the_answer_names(run):
    slots = {"topic": "tea/break_length", "nation": "wales"}
    ran = run(ActionFollowUp(), "follow_up.refused", slots=slots)
    assert ran.message["topic"] == "tea/where_to_turn"
    assert ran.slots == {"topic": "tea/where_to_turn"}


def test_follow_up_goes_by_the_readers_variant(run):
    slots = {"topic": "tea/break_length", "nation": "northern_ireland"}
    assert run(ActionFollowUp(), "follow_up.refused", slots=slots).message["topic"] == "tea/ask_for_tea"


def test_follow_up_keeps_the_side_and_nation(run):
    slots = {"topic": "tea/break_length", "nation": "wales", "audience": "employer"}
    message = run(ActionFollowUp(), "follow_up.refused", slots=slots).message
    assert (message["audience"], message["nation"]) == ("employer", "wales")


@pytest.mark.parametrize("kind", ["cost", "more", "unclear"])
def test_follow_up_without_a_topic_of_its_own_offers_what_is_related(kind, run):
    ran = run(ActionFollowUp(), f"follow_up.{kind}", slots={"topic": "tea/break_length"})
    assert ran.message["type"] == "choices"
    assert ran.choices == ["/tea.ask_for_tea", "/tea.biscuit_rates"]


def test_follow_up_with_one_related_topic_answers_it(run):
    ran = run(ActionFollowUp(), "follow_up.cost", slots={"topic": "kettle/boil_time"})
    assert ran.message["topic"] == "kettle/descale"
    assert ran.slots == {"topic": "kettle/descale"}


def test_follow_up_that_leads_nowhere_says_so(run):
    ran = run(ActionFollowUp(), "follow_up.cost", slots={"topic": "kettle/descale"})
    assert (ran.message["type"], ran.message["reason"]) == ("fallback", "not_understood")


def test_follow_up_on_nothing_offers_where_to_start(run):
    ran = run(ActionFollowUp(), "follow_up.refused")
    assert ran.message["type"] == "fallback"
    assert ran.choices
    assert ran.events == []


# Offers.


def test_offer_has_the_marked_topics_in_the_order_of_the_ranking_and_a_way_out(run):
    ranking = ranked(
        "tea.tea_law", "chitchat.greet", "tea.ask_for_tea", "kettle.descale", offered=("tea.tea_law", "tea.ask_for_tea")
    )
    ran = run(ActionOffer(), "offer_topics", ranking=ranking)
    assert ran.message["type"] == "choices"
    assert ran.choices == ["/tea.tea_law", "/tea.ask_for_tea", "/nlu_fallback"]


def test_offered_topics_carry_their_ids_and_the_readers_titles(run):
    ran = run(
        ActionOffer(),
        "offer_topics",
        ranking=ranked("tea.break_length", "tea.tea_law", offered=("tea.break_length", "tea.tea_law")),
        slots={"audience": "employer"},
    )
    assert ran.message["options"][0] == {
        "label": "How long you must let people drink tea",
        "choice": "/tea.break_length",
        "topic": "tea/break_length",
    }


def test_offer_has_at_most_four_topics(run, content):
    names = [topic.replace("/", ".") for topic in content.entries]
    ran = run(ActionOffer(), "offer_topics", ranking=ranked(*names, offered=names))
    assert len(ran.choices) == 5


@pytest.mark.parametrize("ranking", [(), ranked("tea.gone", offered=("tea.gone",)), ranked("tea.tea_law")])
def test_offer_of_nothing_is_a_fallback(ranking, run):
    ran = run(ActionOffer(), "offer_topics", ranking=ranking)
    assert (ran.message["type"], ran.message["reason"]) == ("fallback", "not_understood")


def test_offer_lists_its_options_in_plain_words(run):
    ran = run(
        ActionOffer(),
        "offer_topics",
        ranking=ranked("tea.tea_law", "tea.ask_for_tea", offered=("tea.tea_law", "tea.ask_for_tea")),
    )
    assert "1. Tea law\n2. Asking for tea\n3. None of these" in ran.message["text"]


# Titles.


def test_figure_in_a_title_is_filled_in_on_a_button(guidance_copy, today_in_tests):
    file = guidance_copy / "kettle.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("title: How long a kettle takes", 'title: "{{ kettle.boil_time }} for a kettle"'), encoding="utf-8"
    )
    (option,) = messages.topic_options(load_content(guidance_copy), ["kettle/boil_time"], Reader(), today_in_tests)
    assert option["label"] == "4 minutes for a kettle"
