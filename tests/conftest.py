"""Fixtures that several kinds of test share."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.content import Reader, find_answer, guidance_message, load_content

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def fixtures():
    """The folder of fixture files."""
    return FIXTURES


@pytest.fixture(scope="session")
def today_in_tests():
    """The day on which the fixture guidance is right in every way."""
    return TODAY


@pytest.fixture(scope="session")
def content():
    """The fixture guidance, loaded: invented topics, so that tests of logic never depend on real law."""
    return load_content(FIXTURES / "guidance")


@pytest.fixture
def guidance_copy(tmp_path):
    """A copy of the fixture guidance that a test may change."""
    folder = tmp_path / "guidance"
    shutil.copytree(FIXTURES / "guidance", folder)
    return folder


@pytest.fixture(scope="session")
def ask(content):
    """Ask the fixture guidance: ``ask("tea/tea_law", nation="wales")`` returns the message."""

    def message(topic, audience=None, nation=None, day=TODAY, today=None):
        answer = find_answer(content, topic, Reader(audience, nation), day)
        return guidance_message(content, answer, today or day)

    return message


@pytest.fixture(scope="session")
def contract_faults():
    """Return what is wrong with a message by the contract's schema; an empty list when nothing is."""

    def faults(message):
        from bot.contract import message_faults

        return list(message_faults(message))

    return faults
