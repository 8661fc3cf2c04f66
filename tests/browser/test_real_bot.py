"""The page with the real bot behind it: Rasa, the action server and the guidance as they stand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.content import load_content
from bot.run.client import ChannelError, ChatClient
from tests.browser import rules

pytestmark = [pytest.mark.browser, pytest.mark.server]

REFUSED = "my manager has turned down my flexible working request. I work in Belfast"
REFUSED_TOPIC = "flexible_working/challenge_refusal"
HANDLE = "I am an employer in Leeds. How do I handle a flexible working request from one of my staff?"
HANDLE_TOPIC = "flexible_working/handle_request"
DISTRESSED = "whats the point, i dont want to be here anymore"
ANSWER_MS = 30_000
"""How long the real bot may take for an answer on a busy machine."""


@pytest.fixture
def site(stack):
    """The address of the real bot's page, in place of the stub's."""
    return stack.url


@pytest.fixture
def chat(closed_chat):
    """The page with the real greeting; the conversation is erased afterwards, if a test has left it."""
    closed_chat.page.goto(closed_chat.url)
    expect(closed_chat.answers).to_have_count(1, timeout=ANSWER_MS)
    session = session_of(closed_chat.page)
    yield closed_chat
    client = ChatClient(closed_chat.url)
    client.session = session
    try:
        client.erase()
    except ChannelError as error:
        assert error.status == 404  # noqa: PT017 - the test has erased it itself


def session_of(page):
    return page.evaluate("sessionStorage.getItem('wlb-session')")


def ask(chat, text):
    before = chat.answers.count()
    chat.type_and_send(text)
    return chat.answered(before, timeout=ANSWER_MS)


def arrive(chat, answer, topic):
    """Return the guidance; where the bot asks first which topic is meant, pick it by keyboard, as a person would.

    How sure the bot is of a sentence is measured in evaluation/, not here.
    """
    button = answer.get_by_role("button", name=load_content().entries[topic].text.title, exact=True)
    if answer.get_by_role("heading", level=2).count() or not button.count():
        return answer
    before = chat.answers.count()
    button.focus()
    button.press("Enter")
    return chat.answered(before, timeout=ANSWER_MS)


def assert_guidance(answer):
    """Whatever the guidance says, a person sees for whom it holds, where it comes from and when it was checked."""
    expect(answer.get_by_role("heading", level=2)).to_be_visible()
    expect(answer.get_by_role("heading", name="Sources", level=3)).to_be_visible()
    sources = answer.locator(".sources").get_by_role("link")
    assert sources.count() >= 1
    for source in sources.all():
        expect(source).to_have_attribute("href", re.compile("^https://"))
    expect(answer).to_contain_text(re.compile(r"We last checked this on \d{1,2} [A-Z][a-z]+ 20\d\d\."))
    expect(answer).to_contain_text(re.compile(r"As of 22 November 2026"))


class TestEmployee:
    def test_asks_by_keyboard_picks_a_related_question_reloads_and_deletes(self, chat):
        page = chat.page
        session = session_of(page)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(chat.box).to_be_focused()
        page.keyboard.type(REFUSED)
        page.keyboard.press("Enter")
        answer = arrive(chat, chat.answered(1, timeout=ANSWER_MS), REFUSED_TOPIC)
        assert_guidance(answer)
        expect(answer).to_contain_text("Employees in Northern Ireland")
        expect(answer.get_by_role("heading", level=2)).to_be_focused()
        expect(chat.status).to_contain_text(answer.get_by_role("heading", level=2).inner_text())

        before = chat.answers.count()
        related = answer.locator(".related").get_by_role("button").first
        label = related.inner_text()
        related.focus()
        page.keyboard.press("Enter")
        answer = chat.answered(before, timeout=ANSWER_MS)
        assert_guidance(answer)
        expect(chat.questions.last).to_contain_text(label)

        before = chat.words()
        page.reload()
        expect(chat.messages).to_have_count(len(before), timeout=ANSWER_MS)
        assert chat.words() == before

        chat.button("Delete this conversation").click()
        chat.button("Yes, delete it").click()
        expect(chat.notice).to_contain_text("This conversation has been deleted", timeout=ANSWER_MS)
        client = ChatClient(chat.url)
        client.session = session
        with pytest.raises(ChannelError) as refused:
            client.say("hello")
        assert refused.value.status == 404

    def test_feedback_is_taken(self, chat):
        answer = arrive(chat, ask(chat, REFUSED), REFUSED_TOPIC)
        answer.get_by_role("button", name="No (this was not useful)").click()
        answer.get_by_role("textbox").fill("A comment of the tests.")
        answer.get_by_role("button", name="Send comment").click()
        expect(answer.get_by_text("Thank you. We have your comment.")).to_be_visible()


class TestEmployer:
    @pytest.mark.parametrize("view", ["phone"])
    def test_gets_guidance_for_employers(self, chat):
        answer = arrive(chat, ask(chat, HANDLE), HANDLE_TOPIC)
        assert_guidance(answer)
        expect(answer.locator(".meta")).to_contain_text("Employers")
        page = chat.page
        faults = [*rules.sideways_faults(page), *rules.target_faults(page), *rules.view_faults(page)]
        assert faults + rules.axe_faults(page) == []


class TestDistress:
    @pytest.mark.parametrize("view", ["narrow"])
    def test_brings_a_number_to_call(self, chat):
        answer = ask(chat, DISTRESSED)
        expect(answer.get_by_role("heading", level=2)).to_have_text("People you can talk to now")
        number = load_content().contacts["samaritans"].phone
        card = answer.get_by_role("listitem").filter(has=answer.page.get_by_role("heading", name="Samaritans"))
        link = card.get_by_role("link", name=f"Call {number}", exact=True)
        expect(link).to_have_attribute("href", f"tel:{number.replace(' ', '')}")
        expect(link).to_be_visible()
        page = chat.page
        faults = [*rules.sideways_faults(page), *rules.target_faults(page), *rules.view_faults(page)]
        assert faults + rules.axe_faults(page) == []


class TestHostileWords:
    def test_are_only_words(self, chat):
        words = "<img src=x onerror=\"document.title='owned'\"> /restart **a** [b](https://example.org/)"
        ask(chat, words)
        expect(chat.questions.last.locator(".lines")).to_have_text(words)
        assert chat.log.locator("img").count() == 0
        assert chat.page.get_by_role("link", name="b", exact=True).count() == 0
        assert chat.page.title() == "Work-life balance guide"
