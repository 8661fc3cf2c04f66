"""The conversation in the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from bot.run.chat import chat, pickable, wrapped
from bot.run.client import ChannelError, ChatClient, Message

GREETING: Message = {"id": "0", "type": "chitchat", "text": "Hello, I am a bot."}
OFFER: Message = {
    "id": "1",
    "type": "choices",
    "text": "Which of these do you mean?",
    "options": [{"label": "Time limit", "choice": "c1"}, {"label": "Appeal", "choice": "c2"}],
}
ANSWER: Message = {
    "id": "2",
    "type": "guidance",
    "text": "Two months.",
    "related": [{"topic": "flexible_working/meeting", "title": "The meeting", "choice": "c3"}],
}
AGE: Message = {"id": "3", "type": "question", "text": "How old are you?", "slot": "age", "input": "number"}
LETTER: Message = {
    "id": "4",
    "type": "document",
    "text": "Here is a letter.",
    "downloads": [{"label": "Word", "url": "/chat/downloads/t1", "media_type": "application/msword"}],
}


class FakeClient(ChatClient):
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self, *answers: Message | ChannelError) -> None:
        super().__init__("http://localhost:5005/chat/")
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []
        self.opened = 0
        self.erased = 0

    def open(self) -> list[Message]:
        self.opened += 1
        return [GREETING]

    def say(self, text: str) -> list[Message]:
        return self._answer("text", text)

    def choose(self, choice: str) -> list[Message]:
        return self._answer("choice", choice)

    def erase(self) -> None:
        self.erased += 1

    def _answer(self, kind: str, value: str) -> list[Message]:
        self.asked.append((kind, value))
        answer = self.answers.pop(0)
        if isinstance(answer, ChannelError):
            raise answer
        return [answer]


def typed(*lines: str) -> Callable[[str], str]:
    rest = iter(lines)

    def read(prompt: str) -> str:
        try:
            return next(rest)
        except StopIteration:
            raise EOFError from None

    return read


def talk(client: FakeClient, *lines: str) -> str:
    out = io.StringIO()
    chat(client, typed(*lines), out, pause=0)
    return out.getvalue()


def test_greets_and_prints_answers_in_plain_words() -> None:
    client = FakeClient(ANSWER)

    printed = talk(client, "how long do they have?")

    assert "Hello, I am a bot." in printed
    assert "Two months." in printed
    assert client.asked == [("text", "how long do they have?")]


@pytest.mark.parametrize("line", ["2", "2.", " 2 "])
def test_an_option_is_picked_by_its_number(line: str) -> None:
    client = FakeClient(OFFER, ANSWER)

    printed = talk(client, "time?", line)

    assert "2. Appeal" in printed
    assert client.asked[1] == ("choice", "c2")


@pytest.mark.parametrize("line", ["0", "3", "2 months", "-1", "²"])
def test_what_is_no_offered_number_is_text(line: str) -> None:
    client = FakeClient(OFFER, ANSWER)

    talk(client, "time?", line)

    assert client.asked[1] == ("text", line)


def test_a_related_topic_can_be_picked() -> None:
    client = FakeClient(ANSWER, ANSWER)

    talk(client, "how long?", "1")

    assert client.asked[1] == ("choice", "c3")


def test_a_number_that_the_bot_asked_for_is_never_an_option() -> None:
    client = FakeClient(AGE, ANSWER)

    talk(client, "check my pay", "1")

    assert client.asked[1] == ("text", "1")
    assert pickable([ANSWER, AGE]) == []


def test_options_of_an_earlier_turn_are_gone() -> None:
    client = FakeClient(OFFER, LETTER, ANSWER)

    talk(client, "time?", "1", "1")

    assert client.asked[2] == ("text", "1")


def test_downloads_are_printed_as_whole_addresses() -> None:
    assert "Word: http://localhost:5005/chat/downloads/t1" in talk(FakeClient(LETTER), "a letter please")


@pytest.mark.parametrize("lines", [(), ("quit",), ("QUIT", "never sent")])
def test_leaving_erases_the_conversation(lines: tuple[str, ...]) -> None:
    client = FakeClient()

    printed = talk(client, *lines)

    assert client.erased == 1
    assert client.asked == []
    assert "erased" in printed


def test_lists_keep_their_shape_when_lines_are_wrapped() -> None:
    long = "word " * 40

    lines = wrapped(f"Steps\n10. {long}\n- {long}").splitlines()

    assert lines[0] == "Steps"
    assert [line for line in lines if line.startswith("10. ")]
    assert any(line.startswith("    word") for line in lines)
    assert any(line.startswith("  word") for line in lines)


def test_an_empty_line_is_not_sent() -> None:
    client = FakeClient()

    talk(client, "", "   ")

    assert client.asked == []


def test_an_error_is_shown_and_the_conversation_goes_on() -> None:
    client = FakeClient(OFFER, ChannelError("That is too long.", 413), ANSWER)

    printed = talk(client, "time?", "long text", "2")

    assert "That is too long." in printed
    assert client.asked[2] == ("choice", "c2")


def test_a_conversation_that_expired_is_begun_anew() -> None:
    client = FakeClient(ChannelError("Unknown conversation.", 404), ANSWER)

    printed = talk(client, "hello?", "still there?")

    assert client.opened == 2
    assert "Two months." in printed


def test_erases_and_tells_when_the_bot_is_gone() -> None:
    client = FakeClient(ChannelError("No answer."))

    with pytest.raises(ChannelError):
        talk(client, "hello?")

    assert client.erased == 1
