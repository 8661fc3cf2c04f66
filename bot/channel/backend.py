"""The Rasa agent, as far as the channel uses it, made to fail closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore

from bot.channel.action_server import ActionEndpoint
from bot.store.records import Records
from bot.store.tracker import GuardedTrackerStore

# Rasa's own poll is 1 s: two messages of one person in a row would cost that much.
LOCK_POLL_S = 0.05


class NotReadyError(Exception):
    """No turn can be answered. The text is a sentence for health reports."""


@dataclass(frozen=True)
class Backend:
    """What answers turns.

    Attributes:
        agent: Rasa's agent, with a model.
        store: Its tracker store.
        records: Feedback and downloads, in the same database.
    """

    agent: Agent
    store: GuardedTrackerStore
    records: Records

    def lock(self, session: str) -> Any:
        """Return Rasa's lock of a conversation, to be entered with ``async with``."""
        return self.agent.lock_store.lock(session, wait_time_in_seconds=LOCK_POLL_S)


def backend_of(agent: Agent | None, action_seconds: float) -> Backend:
    """Return the backend of an agent, mending the agent where that was not done yet.

    An agent wraps every tracker store in one that falls back to memory: the user would get an answer, and the next turn
    would know nothing of it. The wrapper is taken off, so that a failed read or write ends the turn. The action
    endpoint is replaced by one that gives up in time and says so.

    Args:
        agent: Rasa's agent, or ``None`` while there is none.
        action_seconds: How long an action may take.

    Raises:
        NotReadyError: If there is no model, or no tracker store of ours.
    """
    if agent is None or not agent.is_ready():
        raise NotReadyError("No model is loaded.")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, GuardedTrackerStore):
        raise NotReadyError("The tracker store of endpoints.yml has to be bot.store.tracker.GuardedTrackerStore.")
    agent.tracker_store = agent.processor.tracker_store = store
    endpoint = agent.processor.action_endpoint
    if endpoint is not None and not isinstance(endpoint, ActionEndpoint):
        mended = ActionEndpoint.from_endpoint(endpoint, action_seconds)
        agent.action_endpoint = agent.processor.action_endpoint = mended
    return Backend(agent, store, Records(store))
