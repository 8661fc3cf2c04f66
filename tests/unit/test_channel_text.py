"""Typed text against Rasa's own reader of commands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message

from bot.channel.text import plain, readable

HOSTILE = st.text(alphabet=st.sampled_from('/ \t\n\r\x00\x0b\x1c\x85\u00a0\u200b\u2028\ufeff\ud800{}@"ab'))


@given(st.text() | HOSTILE)
@example("/ /restart")
@example('\x1c/intent{"a": "b"}')
def test_rasa_finds_no_command_in_it(typed):
    message = Message({"text": UserMessage(plain(typed)).text})
    assert YAMLStoryReader.unpack_regex_message(message) is message
    assert message.get("text")


def test_the_test_above_can_fail():
    message = Message({"text": UserMessage(" /restart").text})
    assert YAMLStoryReader.unpack_regex_message(message).get("intent")["name"] == "restart"


@given(st.text(alphabet=st.characters(min_codepoint=0)) | HOSTILE)
def test_it_can_be_stored_and_sent(typed):
    text = plain(typed)
    text.encode("utf-8")
    assert "\x00" not in text


@pytest.mark.parametrize("words", ["Can I work from home?", "and/or", "a\nb", "¿Qué?", "👩‍💻 job", "50% / £12.21"])
def test_ordinary_words_stay_as_they_are(words):
    assert plain(words) == words
    assert readable(words) == words


@pytest.mark.parametrize(
    "typed",
    ["/restart", "/ /restart", " /back", '/living_wage.apprentices{"nation": "wales"}', "/x@0.9", "\u200b/restart"],
)
def test_what_has_the_form_of_a_command_is_not_even_read_as_words(typed: str) -> None:
    assert plain(typed) == "?"


@pytest.mark.parametrize("typed", ["/ can my boss refuse?", "/r/LegalAdviceUK told me to ask here"])
def test_a_slash_before_a_question_is_only_taken_off(typed: str) -> None:
    assert plain(typed).split() == typed.lstrip("/ ").split()


def test_a_word_without_a_slash_stays_a_word() -> None:
    assert plain("restart") == "restart"
