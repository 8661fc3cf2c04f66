"""Rasa's calls to the action server: what fails is noted, late answers end, and replies are still checked."""

import asyncio
import socket

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.channel.action_server import ActionEndpoint, speed_up_validation, watch_for_failures

GOOD = {"events": [{"event": "slot", "name": "topic", "value": "a/b"}], "responses": [{"custom": {"type": "chitchat"}}]}


@pytest.fixture
async def serve(monkeypatch):
    monkeypatch.delenv("WLB_ACTION_URL", raising=False)
    original = RemoteAction._validate_action_result
    speed_up_validation()
    servers = []

    async def start(handler, seconds=5.0):
        app = web.Application()
        app.router.add_post("/webhook", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return ActionEndpoint.from_endpoint(EndpointConfig(str(server.make_url("/webhook"))), seconds)

    yield start
    RemoteAction._validate_action_result = original
    for server in servers:
        await server.close()


async def run(endpoint):
    domain = Domain.empty()
    action = RemoteAction("action_any", endpoint)
    nlg = TemplatedNaturalLanguageGenerator({})
    return await action.run(CollectingOutputChannel(), nlg, DialogueStateTracker("s", []), domain)


async def test_a_good_reply_goes_through(serve):
    failures = watch_for_failures()
    events = await run(await serve(lambda _: asyncio.sleep(0, web.json_response(GOOD))))
    assert [event.type_name for event in events] == ["bot", "slot"]
    assert failures == []


@pytest.mark.parametrize(
    ("status", "text", "noted"),
    [
        (500, "Wilberforce", "status 500"),
        (404, "Wilberforce", "status 404"),
        (200, "<html>Wilberforce</html>", "JSONDecodeError"),
        (200, '{"events": "Wilberforce"}', "reply does not fit"),
        (200, '{"events": [{"event": "none", "x": "Wilberforce"}]}', "reply does not fit"),
        (200, "null", "reply does not fit"),
    ],
)
async def test_a_bad_reply_is_noted_and_never_quoted(serve, status, text, noted):
    async def handler(_):
        return web.Response(status=status, text=text, content_type="application/json")

    endpoint = await serve(handler)
    failures = watch_for_failures()
    with pytest.raises(Exception) as caught:  # noqa: PT011 - Rasa takes any
        await run(endpoint)
    assert failures == [noted]
    assert "Wilberforce" not in str(caught.value)
    assert "Wilberforce" not in str(caught.value.__cause__)


async def test_a_rejection_stays_what_rasa_makes_of_it(serve):
    async def handler(_):
        return web.json_response({"action_name": "action_any", "error": "no"}, status=400)

    endpoint = await serve(handler)
    failures = watch_for_failures()
    with pytest.raises(ActionExecutionRejection):
        await run(endpoint)
    assert failures == []


async def test_a_late_reply_is_given_up(serve):
    never = asyncio.Event()

    async def handler(_):
        await never.wait()

    endpoint = await serve(handler, seconds=0.1)
    failures = watch_for_failures()
    with pytest.raises(asyncio.TimeoutError):
        await run(endpoint)
    never.set()
    assert failures == ["TimeoutError"]


async def test_a_server_that_is_away_is_noted():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    failures = watch_for_failures()
    with pytest.raises(RasaException):
        await run(ActionEndpoint(1, f"http://127.0.0.1:{port}/webhook"))
    assert failures == ["ClientConnectorError"]


@pytest.mark.parametrize(("drops", "calls", "failed"), [(1, 2, []), (5, 2, ["ServerDisconnectedError"])])
async def test_a_dropped_connection_is_tried_once_more(serve, drops, calls, failed):
    seen = []

    async def handler(request):
        seen.append(1)
        if len(seen) <= drops:
            request.transport.close()
        return web.json_response(GOOD)

    endpoint = await serve(handler)
    failures = watch_for_failures()
    if failed:
        with pytest.raises(RasaException):
            await run(endpoint)
    else:
        await run(endpoint)
    assert (len(seen), failures) == (calls, failed)


def test_the_environment_goes_before_the_file(monkeypatch):
    endpoint = EndpointConfig("http://a/webhook", headers={"X": "y"}, token="t", enable_selective_domain=True)
    monkeypatch.setenv("WLB_ACTION_URL", "http://b/webhook")
    mended = ActionEndpoint.from_endpoint(endpoint, 5)
    assert (mended.url, mended.headers, mended.token) == ("http://b/webhook", {"X": "y"}, "t")
    assert mended.kwargs == {"enable_selective_domain": True}
    monkeypatch.delenv("WLB_ACTION_URL")
    assert ActionEndpoint.from_endpoint(endpoint, 5).url == "http://a/webhook"
