"""Distress, danger and harassment are caught by plain words; sayings about work are not (data/lexicon/safety.yml)."""

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.safety_net import SafetyLexicon, SafetyNet

DISTRESS = [
    "I want to die",
    "i dont want to be here anymore",
    "I don't want to live any more since they sacked me",
    "I'm going to kill myself",
    "I've been thinking about suicide",
    "im suicidal and my boss doesnt care",
    "i keep hurting myself after every shift",
    "I have started to self harm again",
    "I feel like ending it all",
    "There's no point in going on",
    "I can’t go on like this",
    "i cant cope anymore with this job",
    "I can't take it any more",
    "everyone would be better off without me",
    "i wish i was dead",
    "I wish I'd never been born",
    "I have nothing to live for",
    "life isn't worth living on these wages",
    "I think about ending my life",
    "i took an overdose last year and it is all coming back",
    "sometimes I think about jumping in front of a train",
    "I am having a breakdown",
    "I'm crying every day before work",
    "I cry all the time",
    "I get panic attacks before every shift",
    "I am at breaking point",
    "i feel hopeless, they refused again",
    "I just want it all to end",
    "I can't see a way out",
    "id rather be dead than go back to that office",
    "I don't want to wake up tomorrow",
    "my head is a mess and i want to hurt myself",
    "Can I get flexible hours? I don't think I can carry on living",
    "I can't take any more of this, I have nobody",
    "I broke down crying every day this week",
    "i feel so hopeless",
    "I'm desperate",
    "I cut myself when it gets too much",
    "I wish I wasn't alive",
    "I want everything to end",
    "I wish I could go to sleep and never wake",
    "one of my staff says he doesn't want to be alive",
    "I can't see a reason to carry on",
    "I'm in a very dark place",
    "I'm giving up on everything",
]
DANGER = [
    "my boss hit me",
    "my manager punched me in the stock room",
    "a customer attacked me last night",
    "he has threatened to kill me if I tell anyone",
    "my partner beats me and I need different hours",
    "My husband is violent and knows my shifts",
    "I was beaten up by a colleague",
    "they took my passport and I can't leave",
    "my employer is keeping my passport",
    "they have our passports locked in the office",
    "we are not allowed to leave the farm",
    "we are locked in at night",
    "I am being forced to work for no pay",
    "I think this is modern slavery",
    "I was trafficked here",
    "someone at work has a knife",
    "he pulled a gun",
    "I was raped by my supervisor",
    "I'm a victim of domestic abuse",
    "my abusive ex turns up at my work",
    "i dont feel safe going home tonight",
    "he said he would kill me",
    "I'm in danger",
    "my child is being hurt by his father",
    "he is outside the shop now with a weapon",
    "my boss slapped me",
    "my manager has our passports and won't give them back",
    "he hit me with a chair",
    "I was hit by a customer",
    "he is going to kill me",
    "I was kicked and punched in the car park",
    "they won't let us leave the site",
    "my kids are at risk",
    "the owner locks us in at night",
    "a colleague isn't breathing",
    "my dad hits me if I am short",
    "he says he will break my legs",
    "help, call the police",
]
HARASSMENT = [
    "my boss touched me",
    "he keeps touching my leg under the desk",
    "a colleague groped me at the party",
    "he grabbed my bum",
    "I was sexually harassed by a customer",
    "my manager makes sexual comments about my body",
    "my supervisor sends me nudes",
    "he showed me porn at work",
    "he said I'd get better shifts if I sleep with him or else",
    "they call me the n word",
    "my colleagues call me names because of my religion",
    "I get racist abuse from customers",
    "homophobic jokes every day at work",
    "I am being bullied by my manager",
    "my line manager bullies me in front of the team",
    "he followed me home after work",
    "a man at work is stalking me",
    "I'm constantly harassed since I asked for part time",
    "there is bullying at work and HR does nothing",
    "my boss humiliates me in every meeting",
    "he tried to kiss me",
    "she keeps rubbing up against me",
    "bullying",
    "a customer spat at me",
    "my manager swears at me in front of everyone",
    "I keep getting picked on",
    "my boss threw a stapler at me",
    "he grabbed me and would not let go",
    "he keeps stroking my hair",
    "I was humiliated in front of customers",
]
# What people really say about work, hyperbole and all.
ORDINARY = [
    "I'm dying to know when the new rates come out",
    "this commute is killing me",
    "my feet are killing me after a double shift",
    "I could kill for a day off",
    "my boss will kill me if I'm late",
    "this shift is going to kill me",
    "I don't want to live in London just for this job",
    "is there any point in going on with the appeal",
    "no point carrying on with a request that they ignore",
    "IT locked me out of my laptop, is that paid time",
    "the tax hits me hard",
    "the agency has my passport details",
    "I can't leave the house because of my illness, can I work from home",
    "I'm in danger of losing my job",
    "my manager grabbed me for a chat and said no",
    "what you wrote, that really touched me",
    "has the employer a right to see my passport",
    "what is drug trafficking training for",
    "I was kicked out of the hybrid meeting twice",
    "the business was hit by the rate rise",
    "I'm broken down on the motorway and late for work",
    "I would rather die than work Sundays",
    "I'd kill for a four day week",
    "dead end job on minimum wage",
    "the deadline is killing the team",
    "what happens to holiday pay when someone dies",
    "can I have time off for a funeral, my nan died",
    "my father is dying and I need time off",
    "our suicide prevention policy needs a review",
    "I need training on suicide awareness for managers",
    "how do we write a self-harm policy",
    "an employee has panic attacks, what adjustments can we make",
    "a team member had a breakdown last year and is coming back",
    "we had a breakdown in communication about the request",
    "my car had a breakdown and I was late",
    "the lift is having a breakdown again, so wheelchair users cannot get in",
    "what does the law say about cutting hours",
    "can my employer cut my hours",
    "they want to cut my pay",
    "I cut my hand on a slicer, do I get sick pay",
    "I hurt my back at work and need a different chair",
    "I hurt my knee and can't stand all day",
    "can an employer end my trial period early",
    "when does my contract end",
    "I want to end the arrangement and go back to full time",
    "I can't take it in writing, can I ask by phone",
    "I can't take any more holiday this year, can I carry it over",
    "I can't do this any other day, can I swap",
    "can I take my life insurance with me when I go part time",
    "I want to take my own laptop to work",
    "is it worth living in London on the London Living Wage",
    "the living wage is not enough to live on",
    "jumping through hoops to get an answer",
    "can they make me jump on a train to the London office",
    "I was thrown under the bus by my manager in the meeting",
    "can I step off the management track",
    "we want to train managers, is there a course",
    "my train is cancelled, is travel counted as work time",
    "I'm desperate for fewer hours",
    "I'm desperate to work from home",
    "the bus was full and I'm broken up about the rota",
    "they are being hopeless about my request",
    "my baby cries all night so I need later starts",
    "my baby cries every night, can I start later",
    "I am thinking about not being here on Fridays",
    "thinking of jumping ship to a better employer",
    "I'm thinking of leaving",
    "what are the odds, the system is dead",
    "we are dead on our feet by the evening",
    "zero hours slave, what are my rights",
    "I feel like a slave on these wages",
    "slave labour wages at £8 an hour, is that legal",
    "they hit me with extra shifts",
    "my employer hit me with a bill for the uniform",
    "the news hit me hard",
    "this rate rise hits my business hard",
    "our profits were hit by the rate rise",
    "I got beaten to the promotion by a full timer",
    "my hours were attacked in the staff meeting",
    "my request was shot down",
    "my manager attacked my proposal in the meeting",
    "my boss kicked my request into the long grass",
    "I was kicked off the rota",
    "they kicked me off the rota after I asked",
    "he beat me to it and asked for Fridays first",
    "she has a gun dog business, can she job share",
    "butchers carrying a knife at work, who pays for it",
    "I have a knife for work as a chef, can they deduct its cost",
    "does my employer need to see my passport to check my right to work",
    "HR has my passport details on file, is that ok",
    "I took my documents to HR, how long do they have",
    "the employer took their papers to the tribunal",
    "my manager keeps my documents for the flexible working request in a file",
    "do I have to take my passport to the interview",
    "we are not allowed to leave the building at lunch, does the break count as working time",
    "I can't leave work until 6, can I ask to finish at 5",
    "locked into a two year contract, can I still ask",
    "can I be forced to work on Sundays",
    "am I forced to work overtime",
    "I don't want to be forced to work in the office five days",
    "forced to work bank holidays when full timers are not",
    "is there a domestic abuse policy that small employers need",
    "do we need a modern slavery statement",
    "safe leave for domestic violence, is there such a thing",
    "my desk does not feel safe, it wobbles",
    "is it safe to work alone at home",
    "my child is at risk of losing her nursery place if I change days",
    "my job is in danger if I ask",
    "the business is in danger of closing",
    "the children are being looked after by my mum on Mondays",
    "the kids are hurt that I miss bedtime",
    "he touched on my request in the meeting",
    "nobody touches my application for weeks",
    "this touched my heart, thank you",
    "touch screens for a wheelchair user",
    "my manager grabbed my attention for one minute and said no",
    "who exposes these underpaying employers",
    "the report exposed me to extra work",
    "I follow the company policy",
    "I followed up my request twice",
    "our bullying and harassment policy needs flexible working in it",
    "training for managers on harassment",
    "do we need a course on bullying for the chair of hybrid meetings",
    "remote people get talked over and shouted down in meetings",
    "how do I call a meeting with names on the screen",
    "they call me in on my day off",
    "he called me a part-timer",
    "she calls me every evening about work",
    "what is sex discrimination",
    "can my request be refused because of my sex",
    "race to the bottom on pay",
    "my skin condition needs a different uniform",
    "is stress a disability",
    "I am stressed about my hours",
    "I have depression, can I ask for later starts",
    "I have anxiety and need a quiet desk",
    "what adjustments help with panic attacks",
    "I'm exhausted and need a break, how long is it",
    "burnt out, want to go part time",
    "my mental health would be better with fewer hours",
    "I had cancer last year and still get tired",
    "I'm off sick with stress and they have not replied to my request",
    "I'm fed up, they ignored me again",
    "this is ridiculous, my pay is wrong again",
    "I hate my job",
    "my boss is a nightmare",
    "it is murder trying to get an answer from HR",
    "shoot me an email with the form",
    "how do we stop hybrid meetings from dying a slow death",
    "long meetings make me want to scream",
    "who do I speak to about minimum wage",
    "can I bring a companion to the meeting",
    "how do I appeal a refusal",
]
CAUGHT = [
    *((text, "distress") for text in DISTRESS),
    *((text, "danger") for text in DANGER),
    *((text, "harassment") for text in HARASSMENT),
]


@pytest.fixture(scope="module")
def lexicon():
    return SafetyLexicon()


@pytest.mark.parametrize(("text", "reason"), CAUGHT)
def test_plain_sign_is_caught_with_the_right_reason(text, reason, lexicon):
    assert lexicon.reason(text) == reason


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_question_is_let_through(text, lexicon):
    assert lexicon.reason(text) is None


@pytest.mark.parametrize("text", ["I WANT TO DIE", "i want  to\ndie", "“I want to die”", "…I want to die!!!"])
def test_case_blanks_and_punctuation_do_not_matter(text, lexicon):
    assert lexicon.reason(text) == "distress"


@pytest.mark.parametrize("quote", ["'", "’", "‘", "`", ""])
def test_any_apostrophe_will_do(quote, lexicon):
    assert lexicon.reason(f"I can{quote}t go on") == "distress"


def test_sign_in_the_middle_of_a_work_question_is_caught(lexicon):
    text = (
        "Hi, my request was refused on 3 May, HR won't reply, " * 5
        + "I want to die. What is the time limit for an appeal?"
    )
    assert lexicon.reason(text) == "distress"


def test_danger_goes_before_distress(lexicon):
    assert lexicon.reason("my husband beats me and I want to die") == "danger"


def test_saying_does_not_hide_a_sign_beside_it(lexicon):
    assert lexicon.reason("I know you have a suicide prevention policy, but I want to die") == "distress"


@pytest.mark.parametrize("text", ["", " ", "?", "a" * 2000])
def test_text_that_says_nothing_is_let_through(text, lexicon):
    assert lexicon.reason(text) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to die", "signpost.distress"),
        ("my boss hit me", "signpost.danger"),
        ("I am being bullied by my manager", "signpost.harassment"),
    ],
)
def test_component_overrules_every_other_intent(text, intent):
    message = Message(data={TEXT: text, INTENT: {"name": "living_wage.apprentices", "confidence": 0.99}})
    SafetyNet().process([message])
    assert message.get(INTENT) == {"name": intent, "confidence": 1.0}


def test_component_leaves_other_messages_alone():
    before = {"name": "living_wage.apprentices", "confidence": 0.7}
    message = Message(data={TEXT: "what do apprentices get", INTENT: dict(before)})
    SafetyNet().process([message])
    assert message.get(INTENT) == before


@pytest.mark.parametrize("data", [{}, {TEXT: None}, {TEXT: ""}])
def test_component_takes_a_message_without_text(data):
    message = Message(data=data)
    SafetyNet().process([message])
    assert message.get(INTENT) is None
