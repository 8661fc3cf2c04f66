"""Actions for the talk itself: greetings, a human's number, and what the bot cannot do."""

import pytest

from actions.talk import ActionChitchat, ActionFallback, ActionSignpost
from bot.content import GuidanceStore

START = ["/tea.break_length", "/tea.ask_for_tea", "/tea.serve_tea"]


# Chitchat.


@pytest.mark.parametrize(
    "kind", ["greet", "thanks", "goodbye", "capabilities", "identity", "privacy", "start_again", "acknowledge"]
)
def test_each_turn_of_talk_has_its_words(kind, run, content):
    ran = run(ActionChitchat(), f"chitchat.{kind}")
    assert (ran.message["type"], ran.message["intent"]) == ("chitchat", kind)
    assert ran.message["text"] == content.talk[f"chitchat.{kind}"]


@pytest.mark.parametrize("kind", ["greet", "capabilities", "start_again"])
def test_start_buttons_come_where_people_start(kind, run):
    assert run(ActionChitchat(), f"chitchat.{kind}").choices == START


@pytest.mark.parametrize("kind", ["thanks", "goodbye", "identity", "privacy", "acknowledge"])
def test_no_buttons_come_elsewhere(kind, run):
    assert run(ActionChitchat(), f"chitchat.{kind}").choices == []


def test_start_buttons_are_titled_for_the_reader(run):
    message = run(ActionChitchat(), "chitchat.greet", slots={"audience": "employer"}).message
    assert message["options"][0]["label"] == "How long you must let people drink tea"


def test_starting_again_forgets_the_reader(run):
    ran = run(ActionChitchat(), "chitchat.start_again", slots={"audience": "employer", "topic": "tea/tea_law"})
    assert [event["event"] for event in ran.events] == ["reset_slots"]
    assert ran.message["options"][0]["label"] == "How long your tea break is"


@pytest.mark.parametrize("kind", ["greet", "thanks", "privacy"])
def test_talk_changes_nothing_that_is_known(kind, run):
    assert run(ActionChitchat(), f"chitchat.{kind}", slots={"topic": "tea/tea_law"}).events == []


# Sign-posts.


@pytest.mark.parametrize("reason", ["distress", "danger", "harassment", "legal_advice", "human"])
def test_signpost_gives_contacts_for_the_reason(reason, run, content):
    message = run(ActionSignpost(), f"signpost.{reason}").message
    assert (message["type"], message["reason"]) == ("signpost", reason)
    assert len(message["contacts"]) == len([c for c in content.contacts.values() if reason in c.roles])
    assert content.talk[f"signpost.{reason}"] in message["text"]


def test_those_who_serve_everybody_come_first(run):
    names = [contact["name"] for contact in run(ActionSignpost(), "signpost.harassment").message["contacts"]]
    assert names[0] == "Emergency services"


def test_unknown_nation_is_told_whom_each_contact_serves(run):
    names = [contact["name"] for contact in run(ActionSignpost(), "signpost.human").message["contacts"]]
    assert names == ["Tea Line (England, Scotland and Wales)", "Tea Agency (Northern Ireland)"]


@pytest.mark.parametrize(("nation", "name"), [("wales", "Tea Line"), ("northern_ireland", "Tea Agency")])
def test_known_nation_gets_its_own_contacts(nation, name, run):
    message = run(ActionSignpost(), "signpost.human", slots={"nation": nation}).message
    assert [contact["name"] for contact in message["contacts"]] == [name]


def test_phone_numbers_stand_in_the_plain_text(run):
    message = run(ActionSignpost(), "signpost.human").message
    for contact in message["contacts"]:
        assert contact["phone"] in message["text"]


def test_phone_that_is_not_confirmed_is_not_given(run):
    message = run(ActionSignpost(), "signpost.distress", slots={"nation": "scotland"}).message
    (comfort,) = [contact for contact in message["contacts"] if contact["name"] == "Scots Comfort"]
    assert set(comfort) == {"name", "url"}


@pytest.mark.parametrize("reason", ["distress", "danger", "harassment"])
def test_signpost_leaves_the_topic_at_hand(reason, run):
    # Whoever wants to go on afterwards can.
    ran = run(ActionSignpost(), f"signpost.{reason}", slots={"topic": "tea/tea_law"})
    assert ran.events == []
    assert ran.message["text"].endswith("You can go on asking me.")


# Fallbacks.


@pytest.mark.parametrize(
    ("intent", "reason", "words"),
    [
        ("nlu_fallback", "not_understood", "I did not understand that."),
        ("out_of_scope.gibberish", "not_understood", "I did not understand that."),
        ("out_of_scope.general", "out_of_scope", "I cannot help with that."),
        ("out_of_scope.injection", "out_of_scope", "I cannot help with that."),
        ("out_of_scope.other_law", "out_of_scope", "Tea Line: 0300 111 2222"),
        ("out_of_scope.abuse", "out_of_scope", "I cannot help with that either."),
        ("out_of_scope.language", "language", "I can only read English."),
    ],
)
def test_each_kind_of_fallback_says_what_it_is(intent, reason, words, run):
    ran = run(ActionFallback(), intent)
    assert (ran.message["type"], ran.message["reason"]) == ("fallback", reason)
    assert words in ran.message["text"]
    assert ran.events == []


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope.gibberish", "out_of_scope.general"])
def test_fallback_offers_where_to_start(intent, run):
    assert run(ActionFallback(), intent).choices == START


@pytest.mark.parametrize("intent", [None, "", "something_new"])
def test_intent_that_nobody_foresaw_is_not_understood(intent, run):
    assert run(ActionFallback(), intent).message["reason"] == "not_understood"


def test_fallback_keeps_the_topic_at_hand(run):
    assert run(ActionFallback(), "nlu_fallback", slots={"topic": "tea/break_length"}).events == []


def test_fallback_works_where_the_topic_at_hand_was_taken_out(run):
    assert run(ActionFallback(), "nlu_fallback", slots={"topic": "tea/gone"}).choices == START


# Guidance that changes while the server runs.


def test_action_takes_the_content_that_serves_now(run, use_store, guidance_copy):
    store = GuidanceStore(guidance_copy)
    use_store(store)
    file = guidance_copy / "talk.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("You are welcome.", "Any time."), encoding="utf-8")
    store.refresh()
    assert run(ActionChitchat(), "chitchat.thanks").message["text"] == "Any time."
