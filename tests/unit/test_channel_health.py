"""Health reports, and the mending of Rasa's agent that they rest on."""

from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.channel.action_server import ActionEndpoint
from bot.channel.backend import NotReadyError, backend_of
from bot.store.tracker import GuardedTrackerStore, StoreUnavailableError
from tests.unit.channel_server import running_chat

STATUS = {"version": "v7", "entries": 3, "loaded_at": "2026-11-22T00:00:00+00:00", "refused_save": ["a.yml:3: Bad."]}


@pytest.fixture
async def chat(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch) as world:
        yield world


async def serve_status(chat, status=200, body=STATUS):
    async def handler(_):
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_get("/guidance/status", handler)
    server = TestServer(app)
    await server.start_server()
    chat.processor.action_endpoint = EndpointConfig(str(server.make_url("/webhook")))
    return server


async def test_all_is_well(chat):
    server = await serve_status(chat)
    reply = await chat.call("GET", "/chat/health")
    assert reply.status == 200
    assert reply.body["status"] == "ok"
    assert reply.body["checks"] == {"model": True, "action_server": True, "store": True, "guidance": True}
    assert reply.body["versions"]["model"] == "model-1"
    assert reply.body["versions"]["guidance"] == "v7"
    assert reply.body["versions"]["bot"]
    assert reply.body["guidance"]["refused_save"] == ["a.yml:3: Bad."]
    await server.close()


def failed(reply):
    assert reply.status == 503
    assert reply.body["status"] == "unavailable"
    return {name for name, check in reply.body["checks"].items() if check is not True}


async def test_a_missing_action_server_is_told(chat):
    server = await serve_status(chat)
    await server.close()
    assert failed(await chat.call("GET", "/chat/health")) == {"action_server", "guidance"}


@pytest.mark.parametrize(("status", "body"), [(500, STATUS), (404, STATUS), (200, ["x"])])
async def test_an_action_server_that_does_not_report_is_told(chat, status, body):
    server = await serve_status(chat, status, body)
    assert failed(await chat.call("GET", "/chat/health")) == {"action_server", "guidance"}
    await server.close()


async def test_empty_guidance_is_told(chat):
    server = await serve_status(chat, body={**STATUS, "entries": 0})
    assert failed(await chat.call("GET", "/chat/health")) == {"guidance"}
    await server.close()


async def test_no_action_server_at_all_is_told(chat):
    assert failed(await chat.call("GET", "/chat/health")) == {"action_server", "guidance"}


async def test_a_store_that_cannot_be_written_is_told(chat, monkeypatch):
    async def fail(_):
        raise StoreUnavailableError("/some/path is read-only")

    server = await serve_status(chat)
    monkeypatch.setattr(GuardedTrackerStore, "probe", fail)
    reply = await chat.call("GET", "/chat/health")
    assert failed(reply) == {"store"}
    assert b"/some/path" not in reply.raw
    await server.close()


async def test_a_missing_model_is_told(chat):
    chat.agent.is_ready = lambda: False
    reply = await chat.call("GET", "/chat/health")
    assert "model" in failed(reply)
    assert reply.body["versions"]["model"] is None


async def test_health_is_not_rationed(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch, calls_per_address="1/hour") as chat:
        assert [(await chat.call("GET", "/chat/health")).status for _ in range(3)] == [503] * 3


def make_agent(store):
    processor = SimpleNamespace(tracker_store=store, action_endpoint=EndpointConfig("http://a/webhook"))
    return SimpleNamespace(tracker_store=store, processor=processor, action_endpoint=None, is_ready=lambda: True)


def test_the_agent_is_made_to_fail_closed(tmp_path):
    store = GuardedTrackerStore(Domain.empty(), db=str(tmp_path / "c.db"))
    agent = make_agent(FailSafeTrackerStore(store))
    backend = backend_of(agent, 5)
    assert agent.tracker_store is agent.processor.tracker_store is backend.store is store
    assert isinstance(agent.processor.action_endpoint, ActionEndpoint)
    endpoint = agent.action_endpoint
    assert backend_of(agent, 5).agent.action_endpoint is endpoint


def test_another_tracker_store_is_refused():
    with pytest.raises(NotReadyError, match=r"endpoints\.yml"):
        backend_of(make_agent(FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty()))), 5)


def test_without_an_agent_nothing_is_ready():
    with pytest.raises(NotReadyError):
        backend_of(None, 5)
