"""The real guidance: the law of one nation never stands in another's answer, nor one side's words in the other's.

Values come from the figures files: these tests go on holding when a rate changes.
"""

import re
from datetime import date
from functools import lru_cache

import pytest
import yaml

from bot.content import GUIDANCE, Reader, find_answer, guidance_message, load_content
from bot.content.check import check_folder
from bot.content.clock import today
from bot.content.render import block_text
from bot.content.vocabulary import AUDIENCES, GREAT_BRITAIN, NATIONS

NI = "northern_ireland"
TODAY = today()
NEXT_YEAR = date(2027, 4, 6)
DAYS = {"today": TODAY, "2027-04-06": NEXT_YEAR}
MAP = yaml.safe_load((GUIDANCE / "topics.yml").read_text(encoding="utf-8"))
TOPICS = [f"{area}/{topic}" for area, topics in MAP.items() for topic in topics]


@lru_cache(maxsize=1)
def real():
    """The real content; loaded in the tests, so that a fault in it fails them one by one."""
    return load_content(GUIDANCE)


def message_for(topic, audience=None, nation=None, day=TODAY):
    return guidance_message(real(), find_answer(real(), topic, Reader(audience, nation), day), day)


def readers(topic):
    """Every side that the map asks for, in every nation; and the reader of whom nothing is known."""
    return [(None, None)] + [(audience, nation) for audience in real().topics[topic].audiences for nation in NATIONS]


def sentences(message):
    """Return the sentences of an answer itself, without sources and related topics."""
    parts = [message["title"], message["summary"], *(block_text(block) for block in message["blocks"])]
    return [sentence for part in parts for sentence in re.split(r"(?<=[.!?])\s|\n", part) if sentence]


def said(message):
    return "\n".join(sentences(message))


def figure(name, nation, day=TODAY):
    """Return a figure as it is written in words on a day, and fail where there is none."""
    row = real().figures[name].on(day, nation)
    assert row is not None, f"{name} has no value for {nation} on {day}"
    return real().figures[name].write(row.value)


def has(message, words):
    """Tell whether an answer has the words, not as a part of longer ones (``2 months`` in ``12 months``)."""
    return re.search(rf"(?<![\d.,]){re.escape(words)}(?!\w)", said(message)) is not None


def test_check_finds_no_fault():
    assert [str(problem) for problem in check_folder(GUIDANCE, TODAY)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_answer_for_each_nation_links_to_sources_that_serve_it(topic):
    for audience, nation in readers(topic):
        if nation:
            urls = {source["url"] for source in message_for(topic, audience, nation)["sources"]}
            serving = {source.url for source in real().entries[topic].sources if nation in source.nations}
            assert urls == serving


@pytest.mark.parametrize("topic", TOPICS)
def test_employer_is_not_spoken_to_as_an_employee(topic):
    if "employer" in real().topics[topic].audiences:
        for nation in NATIONS:
            assert "your employer" not in message_for(topic, "employer", nation)["summary"].lower(), nation


@pytest.mark.parametrize("topic", TOPICS)
def test_related_topics_and_follow_ups_have_entries(topic):
    texts = [real().entries[topic].text, *(variant.text for variant in real().entries[topic].variants)]
    for text in texts:
        for target in [*(text.related or ()), *(text.follow_ups or {}).values()]:
            assert target in real().entries


@pytest.mark.parametrize("topic", TOPICS)
def test_words_never_point_below_to_an_answer_that_is_not_there(topic):
    for audience, nation in readers(topic):
        message = message_for(topic, audience, nation)
        if re.search(r"\banswers? [\w ]*below\b", said(message)):
            wanted = set(find_answer(real(), topic, Reader(audience, nation), TODAY).reading.related)
            shown = {item["topic"] for item in message["related"]} - {topic}
            assert wanted == shown, (audience, nation)


# Northern Ireland has other bodies, other courts and other acts.


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if not topic.startswith("living_wage/")])
def test_northern_ireland_is_not_sent_to_bodies_of_great_britain(topic):
    bodies = re.compile(r"\bAcas\b|Equality Advisory|\bEASS\b|(?<!fair )employment tribunal", re.IGNORECASE)
    for audience in real().topics[topic].audiences:
        wrong = [
            sentence
            for sentence in sentences(message_for(topic, audience, NI))
            if bodies.search(sentence)
            and not re.search(r"Great Britain|England, Scotland|not cover Northern Ireland", sentence)
        ]
        assert wrong == [], audience


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.startswith("living_wage/")])
def test_northern_ireland_is_sent_to_acas_only_where_it_says_that_acas_serves_it(topic):
    # The Acas helpline takes minimum wage questions from Northern Ireland: the answer has to say so.
    for audience in real().topics[topic].audiences:
        message = message_for(topic, audience, NI)
        if "Acas" in said(message):
            assert any("Acas" in sentence and "Northern Ireland" in sentence for sentence in sentences(message))


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("nation", GREAT_BRITAIN)
def test_great_britain_is_not_sent_to_bodies_of_northern_ireland(topic, nation):
    bodies = re.compile(
        r"Labour Relations Agency|\bLRA\b|Equality Commission for Northern|industrial tribunal|nidirect", re.IGNORECASE
    )
    for audience in real().topics[topic].audiences:
        wrong = [
            sentence
            for sentence in sentences(message_for(topic, audience, nation))
            if bodies.search(sentence) and "Northern Ireland" not in sentence
        ]
        assert wrong == [], audience


@pytest.mark.parametrize("topic", TOPICS)
def test_northern_ireland_does_not_rest_on_the_equality_act(topic):
    for audience in real().topics[topic].audiences:
        wrong = [
            sentence
            for sentence in sentences(message_for(topic, audience, NI))
            if "Equality Act" in sentence and "does not" not in sentence and "Great Britain" not in sentence
        ]
        assert wrong == [], audience


# Spot checks of the law, with the values of the figures files.


@pytest.mark.parametrize("audience", AUDIENCES)
def test_service_before_a_request_is_needed_in_northern_ireland(audience):
    assert has(message_for("flexible_working/who_can_ask", audience, NI), figure("flexible_working.service_needed", NI))


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("nation", GREAT_BRITAIN)
def test_no_service_before_a_request_is_needed_in_great_britain(audience, nation):
    message = message_for("flexible_working/who_can_ask", audience, nation)
    assert real().figures["flexible_working.service_needed"].on(TODAY, nation) is None
    assert not has(message, figure("flexible_working.service_needed", NI))
    assert "first day" in said(message)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("nation", GREAT_BRITAIN)
def test_time_to_decide_in_great_britain(audience, nation):
    message = message_for("flexible_working/time_limit", audience, nation)
    assert figure("flexible_working.decision_time", nation) in message["summary"]
    assert not has(message, figure("flexible_working.ni_meeting_time", NI))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_time_to_decide_in_northern_ireland_goes_by_steps(audience):
    message = message_for("flexible_working/time_limit", audience, NI)
    for step in ("ni_meeting_time", "ni_decision_time", "ni_appeal_time"):
        assert has(message, figure(f"flexible_working.{step}", NI))
    assert not has(message, figure("flexible_working.decision_time", "england"))


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("nation", NATIONS)
def test_requests_in_a_year_are_those_of_the_nation(audience, nation):
    message = message_for("flexible_working/how_many_requests", audience, nation)
    assert has(message, figure("flexible_working.requests_per_year", nation))
    other = "england" if nation == NI else NI
    count = figure("flexible_working.requests_per_year", other)
    assert not re.search(rf"\b{count} (statutory )?requests?\b", said(message))


@pytest.mark.parametrize("nation", NATIONS)
def test_number_of_grounds_for_refusal(nation):
    message = message_for("flexible_working/refusal_reasons", "employer", nation)
    assert has(message, figure("flexible_working.refusal_grounds", nation))


@pytest.mark.parametrize("nation", NATIONS)
def test_refused_reader_hears_of_a_time_limit_that_is_safe(nation):
    message = message_for("flexible_working/challenge_refusal", "employee", nation)
    safe = real().figures["tribunal.safe_claim_time"].on(TODAY, nation)
    assert safe is not None
    assert has(message, real().figures["tribunal.safe_claim_time"].write(safe.value))


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_minimum_wage_is_the_one_of_the_day_or_is_said_to_have_lapsed(audience, nation, day):
    message = message_for("living_wage/minimum_wage_rates", audience, nation, day)
    for name in ("national_living_wage", "age_18_to_20", "age_16_to_17", "apprentice"):
        rate = real().figures[f"minimum_wage.{name}"]
        row, last = rate.on(day, nation), rate.last(day, nation)
        assert has(message, rate.write((row or last).value))
        if row is None:
            assert last.period in said(message)
            assert rate.published.url in message["text"]


@pytest.mark.parametrize("nation", NATIONS)
def test_real_living_wage_is_given_with_the_years_that_it_is_for(nation):
    message = message_for("living_wage/real_living_wage", "employee", nation)
    rate = real().figures["real_living_wage.uk"]
    last = rate.last(TODAY, nation)
    assert has(message, rate.write(last.value))
    if rate.on(TODAY, nation) is None:
        assert last.period in said(message)
        assert rate.published.url in message["text"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_northern_ireland_has_its_own_access_to_work(audience):
    urls = [source["url"] for source in message_for("reasonable_adjustments/access_to_work", audience, NI)["sources"]]
    assert any("nidirect.gov.uk" in url for url in urls)


def test_offer_of_another_reading_keeps_the_capitals_of_a_name():
    related = message_for("reasonable_adjustments/access_to_work")["related"]
    assert any("Access to Work (NI)" in item["title"] for item in related)


# Helplines.


@pytest.mark.parametrize("reason", ["distress", "danger", "harassment", "legal_advice", "human"])
@pytest.mark.parametrize("nation", NATIONS)
def test_everybody_who_needs_a_person_gets_a_phone_number(reason, nation):
    assert [contact for contact in real().contacts_for(reason, (nation,)) if contact.phone]


@pytest.mark.parametrize("reason", ["distress", "danger"])
@pytest.mark.parametrize("nation", NATIONS)
def test_emergency_services_are_named_in_distress_and_danger(reason, nation):
    assert "999" in [contact.phone for contact in real().contacts_for(reason, (nation,))]


@pytest.mark.parametrize(
    ("nation", "body"), [("england", "acas"), ("scotland", "acas"), ("wales", "acas"), ("northern_ireland", "lra")]
)
def test_work_advice_comes_from_the_body_of_the_nation(nation, body):
    assert [contact.id for contact in real().contacts_for("work_advice", (nation,))] == [body]


def test_start_buttons_lead_to_answers():
    assert [topic for topic in real().start_with if topic not in real().entries] == []
