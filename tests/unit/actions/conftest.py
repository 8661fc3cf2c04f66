"""Run an action on the fixture guidance, as Rasa's SDK does."""

import sys
from dataclasses import dataclass

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.server  # noqa: F401  (imports every module of actions)
from bot.content import GuidanceStore


@dataclass
class Ran:
    """What an action did: the messages that it sent, and its events."""

    messages: list
    events: list

    @property
    def message(self):
        """The one message of the turn."""
        (message,) = self.messages
        return message

    @property
    def slots(self):
        """The slots that were set, by name."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def choices(self):
        """What the options of the message stand for."""
        return [option["choice"] for option in self.message.get("options", [])]


def tracker_with(intent, *, slots=None, entities=None, ranking=()):
    """Build a tracker after one message of the user."""
    found = [{"entity": name, "value": value} for name, value in (entities or {}).items()]
    latest = {"intent": {"name": intent, "confidence": 0.9}, "entities": found, "intent_ranking": list(ranking)}
    known = {"audience": None, "nation": None, "topic": None, **(entities or {}), **(slots or {})}
    return Tracker("someone", known, latest, [], False, None, {}, "action_listen")


@pytest.fixture(autouse=True)
def day_in_tests(monkeypatch, today_in_tests):
    monkeypatch.setenv("WLB_TODAY", today_in_tests.isoformat())


@pytest.fixture(scope="session")
def fixture_store(fixtures):
    return GuidanceStore(fixtures / "guidance")


@pytest.fixture
def use_store(monkeypatch):
    """Let all actions take their guidance from a store."""

    def use(store):
        for name, module in list(sys.modules.items()):
            if name.startswith("actions.") and hasattr(module, "guidance"):
                monkeypatch.setattr(module, "guidance", lambda: store)

    return use


@pytest.fixture
def run(use_store, fixture_store, contract_faults):
    """Run an action; every message that it sends has to keep the contract, whatever the test is about."""
    use_store(fixture_store)

    def ran(action, intent, **known):
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker_with(intent, **known), {})
        sent = [message["custom"] for message in dispatcher.messages]
        assert [contract_faults(message) for message in sent] == [[] for _ in sent]
        return Ran(sent, events)

    return ran
