"""What the bots are asked. Written for the benchmark: none of it trains or tests understanding."""

from __future__ import annotations

from dataclasses import dataclass

TOPIC, FOLLOW_UP, CONTEXT, CHITCHAT, CHOICE, OUTSIDE = "topic", "follow-up", "context", "chitchat", "choice", "outside"


@dataclass(frozen=True)
class Turn:
    """One turn of a person.

    Attributes:
        kind: For telling kinds of turn apart in the results.
        text: What is typed. With the kind ``choice`` the first thing that the last reply offered is picked instead,
            and the text is typed only if nothing was offered.
    """

    kind: str
    text: str


Talk = tuple[Turn, ...]

OURS: tuple[Talk, ...] = (
    (
        Turn(CHITCHAT, "hello there"),
        Turn(TOPIC, "how many weeks has my manager got to answer my request for flexible hours"),
        Turn(CONTEXT, "I should say I work in Scotland"),
        Turn(FOLLOW_UP, "and what if they turn it down?"),
        Turn(CHOICE, "tell me more"),
        Turn(TOPIC, "do they need to meet me before they decide"),
        Turn(TOPIC, "who is allowed to put in a flexible working request"),
        Turn(FOLLOW_UP, "how do I do that"),
        Turn(OUTSIDE, "what is a good recipe for lentil soup"),
        Turn(CHITCHAT, "thank you"),
    ),
    (
        Turn(CONTEXT, "I run a small bakery in Cardiff"),
        Turn(TOPIC, "one of my bakers wants to do four longer days, how do I deal with the request"),
        Turn(TOPIC, "which business grounds can I give for saying no"),
        Turn(FOLLOW_UP, "how long have I got"),
        Turn(TOPIC, "two people asked for the same day off each week, whom do I favour"),
        Turn(CHOICE, "tell me more"),
        Turn(TOPIC, "could we agree to try it for three months"),
        Turn(CONTEXT, "and in Northern Ireland?"),
        Turn(TOPIC, "we need a written flexible working policy"),
        Turn(CHITCHAT, "bye for now"),
    ),
    (
        Turn(TOPIC, "what is the lowest an employer may pay a 19 year old per hour"),
        Turn(FOLLOW_UP, "is that going up soon"),
        Turn(TOPIC, "is the voluntary living wage different from the one in law"),
        Turn(CONTEXT, "I work in Belfast"),
        Turn(TOPIC, "do tips count towards my wage"),
        Turn(TOPIC, "I am not paid for the drive between two clients, is that right"),
        Turn(FOLLOW_UP, "what can I do about it"),
        Turn(CHOICE, "tell me more"),
        Turn(TOPIC, "what is the rate in London that campaigners ask for"),
        Turn(CHITCHAT, "who made you?"),
    ),
    (
        Turn(TOPIC, "what is a reasonable adjustment supposed to be"),
        Turn(TOPIC, "I have dyslexia, could I ask for different software"),
        Turn(FOLLOW_UP, "what does it cost me"),
        Turn(TOPIC, "they have been sitting on my adjustments for months"),
        Turn(CHOICE, "tell me more"),
        Turn(TOPIC, "does my employer get to see my medical records"),
        Turn(CONTEXT, "I am in England by the way"),
        Turn(TOPIC, "what does the Access to Work grant pay for"),
        Turn(OUTSIDE, "can you fix my laptop"),
        Turn(CHITCHAT, "cheers, that helps"),
    ),
    (
        Turn(TOPIC, "half of us dial in to meetings and nobody in the room lets us speak"),
        Turn(TOPIC, "what kit does a hybrid meeting room need"),
        Turn(CONTEXT, "I am a team manager"),
        Turn(TOPIC, "how should I run a meeting with some people at home so that it is fair"),
        Turn(FOLLOW_UP, "and what about captions"),
        Turn(CHOICE, "tell me more"),
        Turn(TOPIC, "what time of day suits part-timers for a team meeting"),
        Turn(TOPIC, "should I train my chairs for mixed meetings"),
        Turn(CHITCHAT, "what can you do"),
        Turn(FOLLOW_UP, "what does the law say"),
    ),
    (
        Turn(
            TOPIC,
            "I came back from maternity leave in the spring and have been struggling with the late shifts since then. "
            "My line manager is friendly but says that nobody else has fixed days and that it would set an example. "
            "My partner works away, my mother helps when she can, and I would be happy with three fixed days even for "
            "less money. Am I allowed to ask for it formally, and what do I have to write?",
        ),
        Turn(FOLLOW_UP, "how long would it take"),
        Turn(FOLLOW_UP, "what if they say no"),
        Turn(CHOICE, "tell me more"),
        Turn(CONTEXT, "I live in Wales"),
        Turn(TOPIC, "would it be for good or could I go back to full time"),
        Turn(TOPIC, "wat hapens to my holidy if i drop a day"),
        Turn(TOPIC, "can i put in anothr request this year"),
        Turn(OUTSIDE, "how do I make a will"),
        Turn(CHITCHAT, "ok thanks"),
    ),
)
"""Ten turns a talk, from a greeting to three words to a long post, over all areas that have answers."""

STARTER: tuple[Talk, ...] = (
    (
        Turn("greet", "hi"),
        Turn("mood_unhappy", "I am sad"),
        Turn("affirm", "yes"),
        Turn("bot_challenge", "are you a bot?"),
        Turn("goodbye", "bye"),
    )
    * 2,
    (
        Turn("greet", "hello there"),
        Turn("mood_great", "I am feeling very good"),
        Turn("bot_challenge", "am I talking to a human?"),
        Turn("goodbye", "see you later"),
        Turn("greet", "good morning"),
    )
    * 2,
    (
        Turn("greet", "hey"),
        Turn("mood_unhappy", "my day was horrible"),
        Turn("deny", "not really"),
        Turn("goodbye", "have a nice day"),
        Turn("bot_challenge", "are you a human?"),
    )
    * 2,
)
"""Ten turns a talk, along the starter's own stories and rules, in the words of its own examples."""
