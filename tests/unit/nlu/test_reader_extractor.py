"""Who is asking, and where, from what people say in passing (data/lexicon/reader.yml)."""

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.reader_extractor import ReaderExtractor, ReaderLexicon

EMPLOYEE, EMPLOYER = "employee", "employer"
ENGLAND, SCOTLAND, WALES, NI = "england", "scotland", "wales", "northern_ireland"

# What was written, the side, the nation.
SENTENCES = [
    # Said outright, employee.
    ("I am an employee, can my hours be changed", EMPLOYEE, None),
    ("I'm a nurse on nights and want school hours", EMPLOYEE, None),
    ("im a part-timer and everyone gets the bank holiday but me", EMPLOYEE, None),
    ("As an employee, how long do I wait for an answer?", EMPLOYEE, None),
    ("asking as a worker not a boss", EMPLOYEE, None),
    ("I work for a small cafe in Cardiff", EMPLOYEE, WALES),
    ("I work in a warehouse near Leeds and want to do four days", EMPLOYEE, ENGLAND),
    ("I've been working there for three years", EMPLOYEE, None),
    ("employee here, what is the rate at 20", EMPLOYEE, None),
    ("what about for employees?", EMPLOYEE, None),
    ("From the employee's point of view please", EMPLOYEE, None),
    ("I just started working at a nursery", EMPLOYEE, None),
    ("I’m a teacher and I’d like to work from home on Fridays", EMPLOYEE, None),
    # Said outright, employer.
    ("I'm an employer in Belfast, do I have to hold a meeting", EMPLOYER, NI),
    ("I am the employer", EMPLOYER, None),
    ("I own a small bakery and a baker wants compressed hours", EMPLOYER, None),
    ("We run a care home in Swansea", EMPLOYER, WALES),
    ("I run a pub", EMPLOYER, None),
    ("we employ twelve people", EMPLOYER, None),
    ("As a line manager, what do I have to write down", EMPLOYER, None),
    ("I'm in HR and got two requests on one day", EMPLOYER, None),
    ("I'm from HR, is there a template", EMPLOYER, None),
    ("speaking as a business owner, is this affordable", EMPLOYER, None),
    ("I work in HR for a builder", EMPLOYER, None),
    ("we are a small charity in Glasgow with four staff", EMPLOYER, SCOTLAND),
    ("employer here: can a request be refused by email", EMPLOYER, None),
    ("and what about for employers", EMPLOYER, None),
    ("From a manager's perspective, how do I do this", EMPLOYER, None),
    ("I have a small business", EMPLOYER, None),
    ("we have a company of nine", EMPLOYER, None),
    ("I'm a line manager, how do I answer a request", EMPLOYER, None),
    # Only implied, employee.
    ("do I get sick pay while I wait", EMPLOYEE, None),
    ("should I tell my team leader about my back", EMPLOYEE, None),
    ("the boss told me that there is no such law", EMPLOYEE, None),
    ("I'd like to drop a day", EMPLOYEE, None),
    ("I've asked for a standing desk", EMPLOYEE, None),
    ("I earn £11 an hour", EMPLOYEE, None),
    ("i'm paid monthly", EMPLOYEE, None),
    ("as a job applicant, do I have to say that I am deaf", EMPLOYEE, None),
    ("my boss won't let me leave early to collect my daughter", EMPLOYEE, None),
    ("My manager has ignored my email for six weeks", EMPLOYEE, None),
    ("my line manager said no to compressed hours", EMPLOYEE, None),
    ("They refused my request without saying why", EMPLOYEE, None),
    ("they said no, can I appeal", EMPLOYEE, None),
    ("hr have rejected my application for part time", EMPLOYEE, None),
    ("am i allowed to ask again after a year", EMPLOYEE, None),
    ("Can I ask to work from home two days a week", EMPLOYEE, None),
    ("how much should i get paid, I'm 19", EMPLOYEE, None),
    ("i get £9.50 an hour in a chippy", EMPLOYEE, None),
    ("they still owe me three weeks", EMPLOYEE, None),
    ("is my wage legal", EMPLOYEE, None),
    ("my payslip says 10.20 an hour", EMPLOYEE, None),
    ("I put in a flexible working request in June", EMPLOYEE, None),
    ("My gaffer pays cash, is that ok", EMPLOYEE, None),
    ("do I need to tell my employer about my ADHD", EMPLOYEE, None),
    ("my company wants me in five days a week", EMPLOYEE, None),
    # Only implied, employer.
    ("they have told me that two of my drivers want Mondays", EMPLOYER, None),
    ("our cleaner is deaf, what should I be doing", EMPLOYER, None),
    ("how do I get this right for a member of staff", EMPLOYER, None),
    ("he asked for fewer shifts", EMPLOYER, None),
    ("someone wants to work from home on Fridays", EMPLOYER, None),
    ("can I ask my staff to come in on Mondays", EMPLOYER, None),
    ("one of my team has asked to finish at three", EMPLOYER, None),
    ("an employee wants to go down to three days", EMPLOYER, None),
    ("two of my drivers want the same day off", EMPLOYER, None),
    ("Do we have to pay our apprentice for college days", EMPLOYER, None),
    ("can we refuse if it costs too much", EMPLOYER, None),
    ("how should we respond to a request", EMPLOYER, None),
    ("can i refuse her request for term time only", EMPLOYER, None),
    ("she works for me three days a week and wants two", EMPLOYER, None),
    ("a member of staff told me she is dyslexic", EMPLOYER, None),
    ("our receptionist needs a different chair", EMPLOYER, None),
    ("what must we pay our staff from April", EMPLOYER, None),
    ("One of our nurses has asked for nights only", EMPLOYER, None),
    ("a job applicant asked for extra time in the test", EMPLOYER, None),
    ("how long do we have to decide", EMPLOYER, None),
    # A side named against one implied: what is said outright wins; who was refused is the one who asks.
    ("I'm a manager and my boss refused me", EMPLOYEE, None),
    ("I manage a team but my own manager turned down my request", EMPLOYEE, None),
    ("my manager says the employee handbook forbids it", EMPLOYEE, None),
    ("I'm staff, no sorry, I'm the employer", EMPLOYER, None),
    ("my employee says that my refusal broke the code", EMPLOYER, None),
    ("I am an employer and one of my staff says I owe her money", EMPLOYER, None),
    ("I'm just an employee but my boss has asked me to find out what the law says", EMPLOYEE, None),
    # Nobody says which side.
    ("what is the minimum wage", None, None),
    ("how long does a decision take", None, None),
    ("What is a reasonable adjustment?", None, None),
    ("does the law change in 2027", None, None),
    ("how do you run a hybrid meeting", None, None),
    ("employer duties", None, None),
    ("apprentice rate", None, None),
    ("captions in hybrid meetings", None, None),
    ("thanks, that helps", None, None),
    # Words of one side in the mouth of the other.
    ("I have a child at school and want to start later", None, None),
    ("I have a job in an office and the noise is too much", EMPLOYEE, None),
    ("I have a disabled son at a nursery", None, None),
    ("I have a company car", None, None),
    ("what must I do for employees with ADHD", None, None),
    ("training for staff", None, None),
    ("does an agency temp count as a worker", None, None),
    ("what about workers on zero hours", None, None),
    ("what about the company policy", None, None),
    ("I want to know the minimum wage", None, None),
    ("my daughter works in a shop and gets £6 an hour", None, None),
    ("what does the staff handbook have to say", None, None),
    # Nations by name.
    ("what is the law in Scotland", None, SCOTLAND),
    ("and in Wales?", None, WALES),
    ("is it different in england", None, ENGLAND),
    ("does this hold in Northern Ireland too", None, NI),
    ("what about N. Ireland", None, NI),
    ("how many weeks in NI", None, NI),
    ("i'm from NI", None, NI),
    ("Cymru?", None, WALES),
    ("under Scots law", None, SCOTLAND),
    ("what does the Labour Relations Agency do", None, NI),
    # Nations by place.
    ("I live in Derry", None, NI),
    ("my office is in Edinburgh", None, SCOTLAND),
    ("a shop in Wrexham", None, WALES),
    ("an office in Birmingham", None, ENGLAND),
    ("we are based in Lisburn", None, NI),
    ("working in Aberdeen offshore", None, SCOTLAND),
    ("Londonderry", None, NI),
    ("what is the rate in Merthyr Tydfil", None, WALES),
    ("the London Living Wage is for which boroughs, I'm in Hackney", None, ENGLAND),
    # Two places: where the work is counts.
    ("I live in Carlisle but I work in Dumfries", EMPLOYEE, SCOTLAND),
    ("I live in Wales and work in England", None, ENGLAND),
    ("the firm is in London and I work from Belfast", EMPLOYEE, NI),
    ("my job is in Cardiff, head office is in Leeds", EMPLOYEE, WALES),
    ("my employer is in England, I am based in Scotland", EMPLOYEE, SCOTLAND),
    # Not a nation.
    ("are my NI contributions taken off before the minimum wage", None, None),
    ("my national insurance number is missing from my payslip", EMPLOYEE, None),
    ("how much NI do I pay at 18", None, None),
    ("My cousin in New England says four days is normal", None, None),
    ("they do it in New South Wales", None, None),
    ("our parent company is in New York", None, None),
    ("is this true in the whole UK", None, None),
    ("in Ireland", None, None),
    ("in Bangor", None, None),
    ("in Newport", None, None),
    ("in Perth", None, None),
]
# The side is not looked at in sentences whose point is the nation, and the other way round.
ONLY_NATION = {
    "I live in Wales and work in England",
    "my office is in Edinburgh",
    "are my NI contributions taken off before the minimum wage",
    "how much NI do I pay at 18",
    "our parent company is in New York",
    "i'm from NI",
    "we are based in Lisburn",
    "working in Aberdeen offshore",
}


@pytest.fixture(scope="module")
def lexicon():
    return ReaderLexicon()


@pytest.mark.parametrize(
    ("text", "audience"), [(text, audience) for text, audience, _ in SENTENCES if text not in ONLY_NATION]
)
def test_side_of_the_writer(text, audience, lexicon):
    found = lexicon.audience(text)
    assert (found and found.value) == audience


@pytest.mark.parametrize(("text", "nation"), [(text, nation) for text, _, nation in SENTENCES])
def test_nation_of_the_writer(text, nation, lexicon):
    found = lexicon.nation(text)
    assert (found and found.value) == nation


@pytest.mark.parametrize(
    "text",
    [
        "I’m an employee in Northern Ireland",
        "I'm an employee\nin\u00a0Northern Ireland",
        "I'M AN EMPLOYEE IN NORTHERN IRELAND",
        "İ am here. I'm an employee in Northern Ireland",
    ],
)
def test_place_in_the_text_is_where_it_was_said(text, lexicon):
    audience, nation = lexicon.audience(text), lexicon.nation(text)
    assert "employee" in text[audience.start : audience.end].lower()
    assert text[nation.start : nation.end].lower().split() == ["northern", "ireland"]


@pytest.mark.parametrize("text", ["", " ", "?!", "a" * 2000, "🙂" * 50])
def test_text_that_says_nothing_gives_nothing(text, lexicon):
    assert lexicon.audience(text) is None
    assert lexicon.nation(text) is None


def test_component_adds_entities_that_rasa_understands():
    message = Message(data={TEXT: "I'm an employer in Belfast"})
    ReaderExtractor().process([message])
    assert [(item["entity"], item["value"]) for item in message.get(ENTITIES)] == [
        ("audience", EMPLOYER),
        ("nation", NI),
    ]
    assert all(item["extractor"] == "ReaderExtractor" for item in message.get(ENTITIES))


def test_component_keeps_entities_that_were_found_before():
    earlier = {"entity": "DATE", "value": "June", "start": 0, "end": 4}
    message = Message(data={TEXT: "June, in Wales", ENTITIES: [earlier]})
    ReaderExtractor().process([message])
    assert earlier in message.get(ENTITIES)
    assert "nation" in [item["entity"] for item in message.get(ENTITIES)]


def test_component_says_nothing_where_nothing_was_said():
    message = Message(data={TEXT: "what is the minimum wage"})
    ReaderExtractor().process([message])
    assert message.get(ENTITIES) == []


@pytest.mark.parametrize("data", [{}, {TEXT: None}, {TEXT: ""}])
def test_component_takes_a_message_without_text(data):
    message = Message(data=data)
    ReaderExtractor().process([message])
    assert message.get(ENTITIES) == []
