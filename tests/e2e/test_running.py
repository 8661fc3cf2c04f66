"""What staff and users see when something changes or fails under a running bot. It has guidance of its own to edit."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.content import GUIDANCE, load_content
from bot.run.client import ChannelError, ChatClient
from bot.run.stack import Stack
from tests.running_bot import RUNNING_DAY

pytestmark = pytest.mark.server
LIVE_WITHIN = 20.0
"""Seconds to wait at most. That it takes two is promised and shown by the benchmark; a busy machine may take longer."""


@pytest.fixture(scope="module")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "guidance"
    shutil.copytree(GUIDANCE, folder)
    return folder


@pytest.fixture(scope="module")
def own_stack(guidance: Path) -> Iterator[Stack]:
    settings = {
        "WLB_TODAY": RUNNING_DAY.isoformat(),
        "WLB_RATE_LIMITS": "off",
        "WLB_STRICT": "1",
        "WLB_GUIDANCE": str(guidance),
    }
    with Stack(port=0, environment=settings) as running:
        yield running


@pytest.fixture
def chat(own_stack: Stack) -> ChatClient:
    client = ChatClient(own_stack.url)
    client.open()
    return client


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + LIVE_WITHIN
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def minimum_wage(chat: ChatClient) -> str:
    return str(chat.say("what is the minimum wage right now")[-1]["text"])


def test_a_changed_rate_is_live_without_a_restart(chat: ChatClient, guidance: Path) -> None:
    file = guidance / "figures" / "minimum_wage.yml"
    figure = load_content(guidance).figures["minimum_wage.national_living_wage"]
    row = figure.on(RUNNING_DAY, "england")
    assert row is not None
    assert "£99.01" not in minimum_wage(chat)
    file.write_text(file.read_text(encoding="utf-8").replace(f"value: {row.value}", "value: 99.01"), encoding="utf-8")
    assert eventually(lambda: "£99.01" in minimum_wage(chat))


def test_a_broken_save_changes_nothing_and_shows_in_health(chat: ChatClient, guidance: Path) -> None:
    file = guidance / "living_wage.yml"
    whole = file.read_text(encoding="utf-8")
    before = minimum_wage(chat)
    file.write_text(whole.replace("summary:", "sumary:", 1), encoding="utf-8")
    assert eventually(lambda: bool(chat.health()["guidance"]["refused_save"]))
    assert "guidance/living_wage.yml:" in chat.health()["guidance"]["refused_save"][0]
    assert minimum_wage(chat) == before
    file.write_text(whole, encoding="utf-8")
    assert eventually(lambda: not chat.health()["guidance"]["refused_save"])


# Last in this file: it ends the action server for good.
def test_a_dead_action_server_is_said_with_a_number_to_call(chat: ChatClient, own_stack: Stack, guidance: Path) -> None:
    os.kill(own_stack.processes["actions"], signal.SIGKILL)
    (message,) = chat.say("what is the minimum wage right now")
    assert message["type"] == "error"
    assert load_content(guidance).contacts["acas"].phone in message["text"]
    with pytest.raises(ChannelError) as unwell:
        chat.health()
    assert unwell.value.status == 503
