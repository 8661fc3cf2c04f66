"""Answer, offer or decline: what is made of a ranking."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.decision_maker import (
    FALLBACK,
    MOST_OFFERED,
    OFFER,
    OFFERED,
    DecisionMaker,
    DecisionRules,
    Situation,
    Thresholds,
    is_topic,
)

LIMITS = Thresholds(
    answer=0.6, near=0.5, offer=0.4, offer_each=0.1, talk=0.5, safety=0.3, same_area=3.0, other_side=0.25
)
SIDES = {
    "a/one": ("employee", "employer"),
    "a/staff": ("employee",),
    "a/boss": ("employer",),
    "b/two": ("employee", "employer"),
}
RULES = DecisionRules(LIMITS, SIDES)


def ranking(*items, nearest=0.9):
    return [{"name": name, "confidence": confidence, "nearest": nearest} for name, confidence in items]


def decide(*items, nearest=0.9, **known):
    """Decide on a ranking that is filled up to 1 with many intents of no weight."""
    rest = max(0.0, 1 - sum(confidence for _, confidence in items))
    tail = [(f"out_of_scope.tail{number}", rest / 40) for number in range(40)]
    return RULES.decide(ranking(*items, *tail, nearest=nearest), Situation(**known))


@pytest.mark.parametrize(
    ("items", "intent"),
    [
        ([("a.one", 0.6), ("b.two", 0.4)], "a.one"),
        ([("a.one", 0.59), ("b.two", 0.41)], OFFER),
        ([("a.one", 0.31), ("b.two", 0.1), ("out_of_scope.general", 0.05)], OFFER),
        ([("a.one", 0.29), ("b.two", 0.1), ("out_of_scope.general", 0.05)], FALLBACK),
        ([("a.one", 0.39), ("b.two", 0.09)], FALLBACK),
    ],
)
def test_topic_is_answered_offered_or_declined_by_its_probability(items, intent):
    assert decide(*items).intent == intent


def test_topic_far_from_every_example_is_not_answered():
    assert decide(("a.one", 0.9), ("b.two", 0.1), nearest=0.49).intent != "a.one"


def test_topic_as_near_as_asked_for_is_answered():
    assert decide(("a.one", 0.9), ("b.two", 0.1), nearest=0.5).intent == "a.one"


def test_offer_names_the_topics_best_first():
    decision = decide(("a.one", 0.4), ("b.two", 0.35), ("a.staff", 0.15), ("a.boss", 0.05))
    assert decision.offered == ("a.one", "b.two", "a.staff")
    assert decision.confidence == pytest.approx(0.9)


def test_offer_has_at_most_four_topics():
    decision = decide(*((f"c.t{number}", 0.15) for number in range(6)))
    assert len(decision.offered) == MOST_OFFERED == 4


def test_one_topic_alone_is_never_offered():
    assert decide(("a.one", 0.5), ("chitchat.greet", 0.2)).intent == FALLBACK


def test_offer_leaves_out_what_is_no_topic():
    decision = decide(("a.one", 0.4), ("chitchat.thanks", 0.3), ("b.two", 0.2), ("out_of_scope.general", 0.1))
    assert decision.offered == ("a.one", "b.two")


@pytest.mark.parametrize("name", ["chitchat.greet", "signpost.human", "context.nation"])
@pytest.mark.parametrize(("confidence", "done"), [(0.5, True), (0.49, False)])
def test_talk_is_done_from_its_own_threshold(name, confidence, done):
    assert (decide((name, confidence), ("a.one", 0.05)).intent == name) is done


def test_what_is_out_of_scope_is_declined_as_such():
    assert decide(("out_of_scope.general", 0.7), ("a.one", 0.05)).intent == "out_of_scope.general"


def test_what_may_be_a_topic_is_offered_before_it_is_declined():
    assert decide(("out_of_scope.other_law", 0.45), ("a.one", 0.3), ("b.two", 0.2)).intent == OFFER


@pytest.mark.parametrize("name", ["signpost.distress", "signpost.danger", "signpost.harassment"])
def test_person_in_need_goes_before_a_more_probable_topic(name):
    assert decide(("a.one", 0.65), (name, 0.3), ("b.two", 0.05)).intent == name


def test_more_probable_need_wins():
    items = ("a.one", 0.3), ("signpost.danger", 0.34), ("signpost.distress", 0.35)
    assert decide(*items).intent == "signpost.distress"


def test_need_below_its_threshold_does_not_go_before_a_topic():
    assert decide(("a.one", 0.7), ("signpost.distress", 0.29)).intent == "a.one"


@pytest.mark.parametrize("name", ["signpost.distress", "signpost.danger", "signpost.harassment"])
def test_need_is_not_weighed_down_by_the_talk(name):
    known = {"audience": "employee", "topic": "a/one", "words": 3}
    assert decide(("a.one", 0.65), (name, 0.3), ("b.two", 0.05), **known).intent == name


def test_follow_up_is_taken_where_there_is_a_topic():
    assert decide(("follow_up.refused", 0.6), ("a.one", 0.4), topic="b/two").intent == "follow_up.refused"


def test_follow_up_is_left_out_where_there_is_no_topic():
    # Of what is left, the topic has more than the threshold.
    assert decide(("follow_up.refused", 0.45), ("a.one", 0.4), ("b.two", 0.15)).intent == "a.one"


def test_message_that_can_only_be_a_follow_up_stays_one_without_a_topic():
    assert decide(("follow_up.refused", 0.9), ("a.one", 0.1)).intent == "follow_up.refused"


def test_ranking_that_was_cut_short_is_not_taken_for_more_certain():
    # The component sees the twelve best of a hundred intents: the rest has a share too.
    items = ranking(("a.one", 0.5), ("b.two", 0.05))
    assert RULES.decide(items, Situation()).intent == RULES.decide(items, Situation(topic="c/three")).intent


def test_short_message_leans_to_the_area_of_the_talk():
    items = ("b.two", 0.5), ("a.one", 0.45)
    assert decide(*items, topic="a/staff", words=4).intent == "a.one"
    assert decide(*items, topic="a/staff", words=40).intent == OFFER


def test_topic_for_the_other_side_weighs_less():
    items = ("a.boss", 0.6), ("a.one", 0.4)
    assert decide(*items).intent == "a.boss"
    assert decide(*items, audience="employer").intent == "a.boss"
    assert decide(*items, audience="employee").intent == "a.one"


def test_topic_for_both_sides_weighs_the_same_for_each():
    items = ("a.one", 0.6), ("b.two", 0.4)
    assert decide(*items, audience="employee") == decide(*items, audience="employer")


def test_deciding_leaves_the_ranking_as_it_was():
    given = ranking(("a.boss", 0.6), ("a.one", 0.4))
    before = [dict(item) for item in given]
    RULES.decide(given, Situation(audience="employee", topic="a/one", words=2))
    assert given == before


@pytest.mark.parametrize(
    ("intent", "answer"),
    [
        ("living_wage.apprentices", True),
        ("out_of_scope.general", False),
        ("chitchat.greet", False),
        ("follow_up.refused", False),
        ("nlu_fallback", False),
        ("offer_topics", False),
    ],
)
def test_topics_are_told_from_other_intents(intent, answer):
    assert is_topic(intent) is answer


# The component.


@pytest.fixture(scope="module")
def maker():
    config = {**DecisionMaker.get_default_config(), "answer": 0.6, "near": 0.5, "offer": 0.4, "offer_each": 0.1}
    return DecisionMaker(config)


def processed(maker, items, text="a question", entities=(), slots=None):
    domain = Domain.from_dict(
        {"slots": {name: {"type": "text", "mappings": [{"type": "custom"}]} for name in ("audience", "topic")}}
    )
    tracker = DialogueStateTracker.from_events(
        "someone", [SlotSet(name, value) for name, value in (slots or {}).items()], slots=domain.slots
    )
    message = Message(data={TEXT: text, ENTITIES: list(entities), INTENT_RANKING_KEY: ranking(*items) if items else []})
    maker.process([message], tracker)
    return message


EMPLOYERS_OWN = "flexible_working.handle_request"
FOR_BOTH = "flexible_working.time_limit"


def test_component_replaces_the_intent(maker):
    message = processed(maker, [(FOR_BOTH, 0.8), (EMPLOYERS_OWN, 0.1)])
    assert message.get(INTENT)["name"] == FOR_BOTH


def test_component_marks_the_offered_topics(maker):
    message = processed(maker, [(FOR_BOTH, 0.4), ("chitchat.greet", 0.2), (EMPLOYERS_OWN, 0.3), ("a.b", 0.01)])
    assert message.get(INTENT)["name"] == OFFER
    marked = [item["name"] for item in message.get(INTENT_RANKING_KEY) if item[OFFERED]]
    assert marked == [FOR_BOTH, EMPLOYERS_OWN]


def test_component_gives_offered_topics_in_the_order_of_the_decision(maker):
    side = {"entity": "audience", "value": "employee", "start": 0, "end": 1}
    message = processed(
        maker, [(EMPLOYERS_OWN, 0.45), (FOR_BOTH, 0.3), ("living_wage.apprentices", 0.25)], entities=[side]
    )
    assert message.get(INTENT)["name"] == OFFER
    marked = [item["name"] for item in message.get(INTENT_RANKING_KEY) if item.get(OFFERED)]
    assert marked[0] == FOR_BOTH


def test_component_knows_the_side_from_the_conversation(maker):
    items = [(EMPLOYERS_OWN, 0.65), (FOR_BOTH, 0.35)]
    assert processed(maker, items).get(INTENT)["name"] == EMPLOYERS_OWN
    assert processed(maker, items, slots={"audience": "employee"}).get(INTENT)["name"] != EMPLOYERS_OWN


def test_component_believes_the_message_before_the_conversation(maker):
    side = {"entity": "audience", "value": "employer", "start": 0, "end": 1}
    message = processed(
        maker, [(EMPLOYERS_OWN, 0.65), (FOR_BOTH, 0.35)], entities=[side], slots={"audience": "employee"}
    )
    assert message.get(INTENT)["name"] == EMPLOYERS_OWN


def test_component_declines_where_there_is_no_ranking(maker):
    assert processed(maker, []).get(INTENT)["name"] == FALLBACK


def test_component_works_without_a_conversation(maker):
    message = Message(data={TEXT: "x", INTENT_RANKING_KEY: ranking((FOR_BOTH, 0.9))})
    maker.process([message])
    assert message.get(INTENT)["name"] == FOR_BOTH
