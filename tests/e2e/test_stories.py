"""Whole conversations with the real bot, as short lists in ``stories/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import load_content
from bot.content.model import Content
from bot.content.placeholders import Filler
from bot.contract import message_faults
from bot.run.client import ChatClient
from tests.running_bot import RUNNING_DAY

STORIES = [
    pytest.param(story, id=story["story"])
    for path in sorted((Path(__file__).parent / "stories").glob("*.yml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))
]
pytestmark = pytest.mark.server


@pytest.mark.parametrize("story", STORIES)
def test_story(story: dict[str, Any], client: ChatClient) -> None:
    content = load_content()
    before: list[dict[str, Any]] = []
    for number, turn in enumerate(story["turns"], 1):
        where = f"turn {number}: {turn.get('say') or turn['pick']}"
        messages = client.say(turn["say"]) if "say" in turn else client.choose(find_choice(before, turn["pick"]))
        assert [message_faults(message) for message in messages] == [[]] * len(messages), where
        telling = [message for message in messages if message["type"] != "chitchat"] or messages
        assert len(telling) == 1, where
        check(telling[0], turn["expect"], content, where)
        before = messages


def find_choice(messages: list[dict[str, Any]], words: str) -> str:
    for message in messages:
        for option in [*message.get("options", []), *message.get("related", [])]:
            if words in (option.get("label") or option["title"]):
                return option["choice"]
    raise AssertionError(f"no button says '{words}'")


def check(message: dict[str, Any], expect: dict[str, Any], content: Content, where: str) -> None:
    for key, wanted in expect.items():
        seen = {name: message.get(name) for name in ("type", "topic", "audience", "nation", "reason", "intent")}
        got = f"{where}: got {seen}"
        if key.endswith("_in"):
            assert message.get(key.removesuffix("_in")) in wanted, got
        elif key.endswith("_not") and key != "says_not":
            assert message.get(key.removesuffix("_not")) != wanted, got
        elif key == "says":
            assert figure(wanted, message, content) in message["text"], where
        elif key == "says_not":
            assert wanted not in message["text"], where
        elif key == "contact":
            assert content.contacts[wanted].phone in [contact.get("phone") for contact in message["contacts"]], where
        else:
            assert message.get(key) == wanted, got


def figure(text: str, message: dict[str, Any], content: Content) -> str:
    """Fill the figure that an answer must show, as of the day of the tests."""
    nation = message.get("nation") or "england"
    return Filler(content.figures, content.contacts, RUNNING_DAY, (nation,)).fill(text)
