"""A pytest plugin: one real bot for all tests that talk to it, on free ports (named in pyproject.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.run.client import ChatClient
from bot.run.stack import Stack

RUNNING_DAY = date(2026, 11, 22)
"""The day on which the tests take place: figures and announced law must not make them rot."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Return a running bot that answers questions: Rasa, the action server and the web channel."""
    settings = {"WLB_TODAY": RUNNING_DAY.isoformat(), "WLB_RATE_LIMITS": "off", "WLB_STRICT": "1"}
    with Stack(port=0, environment=settings) as running:
        yield running


@pytest.fixture
def client(stack: Stack) -> Iterator[ChatClient]:
    """Return an open conversation, erased afterwards."""
    chat = ChatClient(stack.url)
    chat.open()
    yield chat
    chat.erase()
