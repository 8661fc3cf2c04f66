"""Typed picks: the words of a button, or its place in the list, mean the option that was offered."""

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.pick_resolver import PickResolver, offered_options, picked

OPTIONS = [
    {"label": "Making a request", "choice": "/flexible_working.make_request"},
    {"label": "What if they say no?", "choice": "/flexible_working.challenge_refusal"},
    {"label": "Northern Ireland", "choice": '/context.nation{"nation": "northern_ireland"}'},
    {"label": "None of these", "choice": "/nlu_fallback"},
]


def bot_said(**message):
    return BotUttered("words", {"custom": message})


def talk(*events):
    return DialogueStateTracker.from_events("someone", list(events))


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("Making a request", 0),
        ("making a request", 0),
        ("  Making   a request. ", 0),
        ("What if they say no?", 1),
        ("what if they say no", 1),
        ("northern ireland", 2),
        ("1", 0),
        ("one", 0),
        ("first", 0),
        ("the first one", 0),
        ("the first", 0),
        ("a", 0),
        ("2", 1),
        ("2.", 1),
        ("option 2", 1),
        ("number two", 1),
        ("no. 2", 1),
        ("the 2nd one please", 1),
        ("i mean the second one", 1),
        ("it's the third", 2),
        ("it’s the third", 2),
        ("I'd like the third option", 2),
        ("3rd", 2),
        ("Answer 4", 3),
        ("the last one", 3),
        ("last of those!", 3),
    ],
)
def test_pick_is_read_as_the_option(text, index):
    assert picked(text, OPTIONS) == OPTIONS[index]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "none",
        "5",
        "fifth",
        "I have two jobs",
        "one of my team has asked",
        "second job",
        "what if they say no to me",
        "the first thing is my pay",
        "a question",
        "in Northern Ireland?",
        "my last employer",
    ],
)
def test_other_words_pick_nothing(text):
    assert picked(text, OPTIONS) is None


@pytest.mark.parametrize("text", ["1", "last", "the second one", "Making a request"])
def test_nothing_is_picked_where_nothing_was_offered(text):
    assert picked(text, []) is None


def test_place_beyond_the_list_picks_nothing():
    assert picked("third", OPTIONS[:2]) is None


@pytest.mark.parametrize("typed", ["The employer’s duty", "the employer's duty"])
@pytest.mark.parametrize("label", ["The employer’s duty", "The employer's duty"])
def test_kind_of_apostrophe_does_not_matter(typed, label):
    option = {"label": label, "choice": "/reasonable_adjustments.employer_duty"}
    assert picked(typed, [option]) == option


def test_options_are_those_of_the_bots_last_turn():
    tracker = talk(
        UserUttered("hello"),
        bot_said(options=[{"label": "Old", "choice": "/old"}]),
        UserUttered("and now"),
        bot_said(options=[{"label": "New", "choice": "/new"}]),
        SlotSet("topic", "x"),
        ActionExecuted("action_listen"),
    )
    assert offered_options(tracker) == [{"label": "New", "choice": "/new"}]


def test_options_of_several_messages_keep_their_order():
    tracker = talk(
        UserUttered("hello"),
        bot_said(options=[{"label": "A", "choice": "/a"}, {"label": "B", "choice": "/b"}]),
        bot_said(options=[{"label": "C", "choice": "/c"}]),
    )
    assert [option["label"] for option in offered_options(tracker)] == ["A", "B", "C"]


def test_related_topics_of_an_answer_can_be_picked_by_their_titles():
    tracker = talk(UserUttered("hello"), bot_said(related=[{"topic": "a/b", "title": "Next", "choice": "/a.b"}]))
    assert offered_options(tracker) == [{"label": "Next", "choice": "/a.b"}]


@pytest.mark.parametrize("events", [[], [BotUttered("plain words")], [BotUttered("words", {"custom": None})]])
def test_turn_without_options_offers_nothing(events):
    assert offered_options(talk(UserUttered("hello"), *events)) == []


def resolved(text, *events):
    message = Message(data={TEXT: text, INTENT: {"name": "nlu_fallback", "confidence": 0.1}})
    PickResolver().process([message], talk(UserUttered("hello"), *events))
    return message


def test_component_sets_the_intent_of_the_option():
    message = resolved("the second one", bot_said(options=OPTIONS))
    assert message.get(INTENT) == {"name": "flexible_working.challenge_refusal", "confidence": 1.0}
    assert message.get(ENTITIES) == []


def test_component_sets_the_entities_of_the_option():
    message = resolved("northern ireland", bot_said(options=OPTIONS))
    assert message.get(INTENT)["name"] == "context.nation"
    assert [(item["entity"], item["value"]) for item in message.get(ENTITIES)] == [("nation", "northern_ireland")]


def test_component_leaves_other_messages_alone():
    message = resolved("how long does it take", bot_said(options=OPTIONS))
    assert message.get(INTENT)["name"] == "nlu_fallback"


def test_component_works_without_a_conversation():
    message = Message(data={TEXT: "1"})
    PickResolver().process([message])
    assert message.get(INTENT) is None
