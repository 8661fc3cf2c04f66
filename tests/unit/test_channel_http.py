"""The calls of the contract, over HTTP."""

import asyncio
import re
import time
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.contract import message_faults
from bot.store.tracker import StoreUnavailableError
from tests.unit.channel_server import World, running_chat

SCOTLAND = '/ask.time_limit{"nation": "scotland"}'


@pytest.fixture
async def chat(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch) as world:
        yield world


def offer(_):
    return [
        {
            "id": "offer",
            "type": "choices",
            "text": "Where?",
            "prompt": "Where?",
            "options": [{"label": "Scotland", "choice": SCOTLAND}],
        }
    ]


def letter(_):
    download = {"label": "Save it", "media_type": "text/plain", "filename": "létter/1.txt", "content": "Dear Sir"}
    return [
        {
            "id": "letter",
            "type": "document",
            "text": "Here.",
            "tool": "letter",
            "title": "Letter",
            "body": "Dear Sir",
            "downloads": [download],
        }
    ]


# Opening


async def test_opening_greets_under_an_unguessable_id(chat):
    reply = await chat.call("POST", "/chat/sessions")
    assert reply.status == 201
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", reply.body["session"])
    assert reply.message["type"] == "chitchat"
    assert message_faults(reply.message) == []
    assert await chat.open() != reply.body["session"]


async def test_opening_passes_on_what_is_known_and_ignores_the_rest(chat):
    body = {"audience": "employer", "nation": "wales", "topic": "a/b", "sender": "me", "metadata": {"x": 1}}
    reply = await chat.call("POST", "/chat/sessions", json=body)
    assert reply.status == 201
    (opening,) = chat.processor.seen
    assert opening.text == '/chitchat.greet{"audience": "employer", "nation": "wales"}'
    assert opening.metadata is None
    assert opening.sender_id == reply.body["session"]


@pytest.mark.parametrize("body", [{"audience": 1}, {"nation": "france"}, {"topic": []}, {"audience": ["employee"]}, []])
async def test_opening_refuses_what_makes_no_sense(chat, body):
    reply = await chat.call("POST", "/chat/sessions", json=body)
    assert (reply.status, reply.code) == (400, "bad_request")
    assert chat.processor.seen == []


# Turns


async def test_a_turn_answers(chat):
    session = await chat.open()
    reply = await chat.say(session, "How long have they got?")
    assert reply.status == 200
    assert reply.message["text"] == "You said: How long have they got?"


@pytest.mark.parametrize(
    ("typed", "got"),
    [
        ("/restart", "?"),
        ("/ /restart", "?"),
        (" \t/\n//restart", "?"),
        ("\u200b/restart", "?"),
        ("\x00/restart", "?"),
        ("\x85\u3000/restart", "?"),
        ('/intent{"slot":"x"}', "?"),
        ("/greet@0.1", "?"),
        ("/ can they refuse?", "can they refuse?"),
        ("a\x00b", "a b"),
        ("one\r\ntwo", "one\ntwo"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("\ud800hello", "hello"),
        ("and/or", "and/or"),
        ("/", "?"),
        ("/ / /", "?"),
        ("\x00", "?"),
    ],
)
async def test_text_is_only_ever_text(chat, typed, got):
    session = await chat.open()
    reply = await chat.say(session, typed)
    assert reply.status == 200
    assert chat.processor.seen[-1].text == got


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "a", "choice": "b"}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": 1}, "text"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"choice": {}}, "choice"),
        ({"choice": ""}, "choice"),
        ({"choice": SCOTLAND}, "choice"),
        ({"choice": "é"}, "choice"),
        ({"message": "hi", "sender": "me"}, "text"),
    ],
)
async def test_a_turn_that_is_not_one_is_refused_by_field(chat, body, field):
    session = await chat.open()
    reply = await chat.turn(session, body)
    assert (reply.status, reply.code) == (400, "bad_request")
    assert f"'{field}'" in reply.body["error"]["message"]
    assert len(chat.processor.seen) == 1


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'"text"', b"null", b'{"text": "\xff"}', b"[" * 9000])
async def test_a_body_that_is_no_json_object_is_refused(chat, raw):
    session = await chat.open()
    headers = {"Content-Type": "application/json"}
    reply = await chat.call("POST", f"/chat/sessions/{session}/messages", data=raw, headers=headers)
    assert (reply.status, reply.code) == (400, "bad_request")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
async def test_only_json_is_taken(chat, media_type):
    session = await chat.open()
    path = f"/chat/sessions/{session}/messages"
    reply = await chat.call("POST", path, data=b'{"text": "hi"}', headers={"Content-Type": media_type})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")


async def test_a_charset_beside_the_media_type_is_fine(chat):
    session = await chat.open()
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    reply = await chat.call("POST", f"/chat/sessions/{session}/messages", data=b'{"text": "hi"}', headers=headers)
    assert reply.status == 200


async def test_length_is_counted_as_given(chat):
    session = await chat.open()
    assert (await chat.say(session, "é" * 2000)).status == 200
    assert (await chat.say(session, " " * 1990 + "hello 12345")).status == 413


async def test_a_large_body_is_refused_and_the_server_goes_on(chat):
    session = await chat.open()
    path, headers = f"/chat/sessions/{session}/messages", {"Content-Type": "application/json"}
    declared = await chat.call("POST", path, data=b'{"text":"' + b"a" * 1_000_000 + b'"}', headers=headers)
    assert (declared.status, declared.code) == (413, "too_large")

    async def pieces():
        for _ in range(100):
            yield b"a" * 10_000

    chunked = await chat.call("POST", path, data=pieces(), headers=headers)
    assert chunked.status == 413
    assert (await chat.say(session, "hi")).status == 200


@pytest.mark.parametrize("session", ["A" * 32, "default", "x", "%00" * 32, "A" * 5000, "A" * 31 + "%0A"])
@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/messages", {"text": "hi"}),
        ("POST", "/feedback", {"message": "m", "useful": True}),
    ],
)
async def test_an_unknown_conversation_is_not_found(chat, session, method, tail, body):
    reply = await chat.call(method, f"/chat/sessions/{session}{tail}", json=body)
    assert (reply.status, reply.code) == (404, "not_found")
    assert chat.processor.seen == []


# Choices


async def test_a_choice_is_opaque_and_reaches_rasa_as_the_intent(chat):
    session = await chat.open()
    chat.processor.answer = offer
    (option,) = (await chat.say(session, "hi")).message["options"]
    assert "time_limit" not in option["choice"]
    reply = await chat.turn(session, {"choice": option["choice"]})
    assert reply.status == 200
    assert chat.processor.seen[-1].text == SCOTLAND
    assert chat.processor.seen[-1].metadata == {"label": "Scotland"}
    entries = (await chat.read(session)).body["messages"]
    assert [entry["text"] for entry in entries if entry["from"] == "user"] == ["hi", "Scotland"]


async def test_a_choice_holds_in_its_own_conversation_only(chat):
    chat.processor.answer = offer
    mine, yours = await chat.open(), await chat.open()
    (option,) = (await chat.say(mine, "hi")).message["options"]
    reply = await chat.turn(yours, {"choice": option["choice"]})
    assert (reply.status, reply.code) == (400, "bad_request")


async def test_choices_of_the_transcript_work_again(chat):
    session = await chat.open()
    chat.processor.answer = offer
    await chat.say(session, "hi")
    last = (await chat.read(session)).body["messages"][-1]
    assert (await chat.turn(session, {"choice": last["options"][0]["choice"]})).status == 200
    assert chat.processor.seen[-1].text == SCOTLAND


# Transcript


async def test_the_transcript_shows_what_was_said(chat):
    opened = (await chat.call("POST", "/chat/sessions")).body
    session = opened["session"]
    answer = (await chat.say(session, "/hello")).message
    reply = await chat.read(session)
    assert reply.status == 200
    greeting, mine, its = reply.body["messages"]
    assert (greeting["from"], greeting["id"]) == ("bot", opened["messages"][0]["id"])
    assert (mine["from"], mine["text"]) == ("user", "/hello")
    assert its == {**answer, "from": "bot", "at": its["at"]}
    moments = [datetime.fromisoformat(entry["at"]) for entry in (greeting, mine, its)]
    assert moments == sorted(moments)
    assert moments[0].utcoffset().total_seconds() == 0


async def test_a_message_without_an_id_keeps_the_one_it_was_given(chat):
    session = await chat.open()
    chat.processor.answer = lambda _: [{"type": "chitchat", "text": "No id.", "intent": "x"}]
    sent = (await chat.say(session, "hi")).message
    assert (await chat.read(session)).body["messages"][-1]["id"] == sent["id"]


async def test_plain_text_of_rasa_becomes_a_message(chat):
    session = await chat.open()
    chat.processor.answer = lambda _: ["A response of the domain."]
    sent = (await chat.say(session, "hi")).message
    assert (sent["type"], sent["text"]) == ("chitchat", "A response of the domain.")
    assert message_faults(sent) == []
    assert (await chat.read(session)).body["messages"][-1]["id"] == sent["id"]


# Failures become honest


def assert_honest(message, reason):
    assert (message["type"], message["reason"]) == ("error", reason)
    assert message_faults(message) == []
    assert "0300 123 1100" in message["text"]
    assert any("Labour Relations Agency" in contact["name"] for contact in message["contacts"])


async def test_silence_becomes_an_error_that_the_transcript_keeps(chat):
    session = await chat.open()
    chat.processor.answer = lambda _: []
    sent = (await chat.say(session, "hi")).message
    assert_honest(sent, "internal")
    assert (await chat.read(session)).body["messages"][-1]["id"] == sent["id"]


async def test_a_crash_becomes_an_error_and_says_nothing_of_itself(chat):
    def crash(_):
        raise RuntimeError("secret detail")

    session = await chat.open()
    chat.processor.answer = crash
    reply = await chat.say(session, "hi")
    assert reply.status == 200
    assert_honest(reply.message, "internal")
    assert b"secret" not in reply.raw
    chat.processor.answer = lambda _: ["Back."]
    assert (await chat.say(session, "hi")).message["text"] == "Back."


async def test_a_message_that_breaks_the_contract_does_not_leave(chat):
    session = await chat.open()
    chat.processor.answer = lambda _: [{"id": "m1", "type": "guidance", "text": "Half an answer."}]
    sent = (await chat.say(session, "hi")).message
    assert_honest(sent, "internal")
    assert sent["id"] == "m1"


async def test_a_broken_message_fails_loudly_in_strict_mode(chat, monkeypatch):
    session = await chat.open()
    monkeypatch.setenv("WLB_STRICT", "1")
    chat.processor.answer = lambda _: [{"id": "m1", "type": "guidance", "text": "Half an answer."}]
    reply = await chat.say(session, "hi")
    assert (reply.status, reply.code) == (500, "internal")


async def test_a_store_that_does_not_save_is_told_and_nothing_is_kept_in_memory(chat, monkeypatch):
    session = await chat.open()

    async def fail(*_):
        raise StoreUnavailableError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(chat.store, "save", fail)
        assert_honest((await chat.say(session, "hi")).message, "store")
    assert len((await chat.read(session)).body["messages"]) == 1


async def test_a_store_that_is_away_is_told(chat, tmp_path):
    session = await chat.open()
    database = tmp_path / "conversations.db"
    for file in tmp_path.glob("conversations.db-*"):
        file.unlink()
    database.rename(tmp_path / "away")
    database.mkdir()
    assert_honest((await chat.say(session, "hi")).message, "store")
    for call in (
        chat.read(session),
        chat.call("DELETE", f"/chat/sessions/{session}"),
        chat.call("POST", "/chat/sessions"),
    ):
        reply = await call
        assert (reply.status, reply.code) == (503, "unavailable")
        assert "0300 123 1100" in reply.body["error"]["message"]
    database.rmdir()
    (tmp_path / "away").rename(database)
    assert (await chat.say(session, "hi")).message["type"] == "chitchat"


async def test_without_a_model_the_bot_is_unavailable(chat):
    chat.agent.is_ready = lambda: False
    reply = await chat.call("POST", "/chat/sessions")
    assert (reply.status, reply.code) == (503, "unavailable")


async def test_a_caller_who_hangs_up_is_answered_all_the_same(chat):
    session = await chat.open()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(message):
        begun.set()
        await go_on.wait()
        return ["Done."]

    chat.processor.answer = slow
    call = asyncio.create_task(chat.say(session, "hi"))
    await begun.wait()
    call.cancel()
    go_on.set()
    for _ in range(200):
        entries = (await chat.read(session)).body["messages"]
        if len(entries) == 3:
            break
        await asyncio.sleep(0.02)
    assert entries[-1]["text"] == "Done."


async def test_a_late_answer_is_told_and_completes_behind(chat, monkeypatch):
    session = await chat.open()
    go_on = asyncio.Event()

    async def slow(_):
        await go_on.wait()
        return ["Done."]

    chat.processor.answer = slow
    with monkeypatch.context() as impatient:
        impatient.setattr(chat.channel._turns, "_seconds", 0.05)
        assert_honest((await chat.say(session, "hi")).message, "timeout")
    go_on.set()
    chat.processor.answer = lambda _: ["Next."]
    assert (await chat.say(session, "and?")).message["text"] == "Next."
    texts = [entry["text"] for entry in (await chat.read(session)).body["messages"]]
    assert texts[1:] == ["hi", "Done.", "and?", "Next."]


async def test_a_conversation_has_an_end(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch, most_turns=2) as chat:
        session = await chat.open()
        assert (await chat.say(session, "1")).message["type"] == "chitchat"
        assert (await chat.say(session, "2")).message["type"] == "chitchat"
        assert_honest((await chat.say(session, "3")).message, "turn_limit")
        assert [message.text for message in chat.processor.seen[1:]] == ["1", "2"]


# Feedback, downloads, erasure


async def rows(chat: World, table: str):
    return await chat.store.run(lambda session: session.execute(f"SELECT * FROM {table}").mappings().all())


async def test_feedback_is_kept_once_a_message(chat):
    session = await chat.open()
    chat.processor.answer = lambda _: [
        {
            "id": "m1",
            "type": "chitchat",
            "text": "x",
            "intent": "y",
            "topic": "a/b",
            "audience": "employer",
            "nation": None,
        }
    ]
    await chat.say(session, "hi")
    path = f"/chat/sessions/{session}/feedback"
    assert (await chat.call("POST", path, json={"message": "m1", "useful": True})).status == 201
    reply = await chat.call("POST", path, json={"message": "m1", "useful": False, "comment": "too\x00 long"})
    assert reply.status == 201
    (row,) = await rows(chat, "feedback")
    assert {**row, "id": 0, "at": 0} == {
        "id": 0,
        "session": session,
        "message": "m1",
        "topic": "a/b",
        "audience": "employer",
        "nation": None,
        "useful": 0,
        "comment": "too  long",
        "at": 0,
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": "other", "useful": True}, "message"),
        ({"message": 1, "useful": True}, "message"),
        ({"useful": True}, "message"),
        ({"message": "m1"}, "useful"),
        ({"message": "m1", "useful": "yes"}, "useful"),
        ({"message": "m1", "useful": 1}, "useful"),
        ({"message": "m1", "useful": True, "comment": 5}, "comment"),
        ({"message": "m1", "useful": True, "comment": "a" * 1001}, "comment"),
    ],
)
async def test_feedback_that_is_none_is_refused(chat, body, field):
    session = await chat.open()
    chat.processor.answer = lambda _: [{"id": "m1", "type": "chitchat", "text": "x", "intent": "y"}]
    await chat.say(session, "hi")
    reply = await chat.call("POST", f"/chat/sessions/{session}/feedback", json=body)
    assert (reply.status, reply.code) == (400, "bad_request")
    assert f"'{field}'" in reply.body["error"]["message"]
    assert await rows(chat, "feedback") == []


async def test_a_document_is_handed_out_by_address(chat):
    session = await chat.open()
    chat.processor.answer = letter
    message = (await chat.say(session, "a letter")).message
    (download,) = message["downloads"]
    assert set(download) == {"label", "url", "media_type"}
    reply = await chat.call("GET", download["url"])
    assert (reply.status, reply.raw) == (200, b"Dear Sir")
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="l-tter-1.txt"')
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    again = (await chat.read(session)).body["messages"][-1]
    assert again["downloads"] == message["downloads"]
    assert len(await rows(chat, "downloads")) == 1


async def test_bytes_come_as_base64_and_odd_media_types_are_not_believed(chat):
    session = await chat.open()

    def odd(_):
        (message,) = letter(_)
        item = {"content": "AAEC", "encoding": "base64", "media_type": "text/html\r\nX: y/z", "filename": "\r\n"}
        message["downloads"][0].update(item)
        return [message]

    chat.processor.answer = odd
    await chat.say(session, "a letter")
    (row,) = await rows(chat, "downloads")
    reply = await chat.call("GET", f"/chat/downloads/{row['token']}")
    assert (reply.raw, reply.headers["Content-Type"]) == (b"\x00\x01\x02", "application/octet-stream")
    assert 'filename="document"' in reply.headers["Content-Disposition"]


@pytest.mark.parametrize("token", ["A" * 32, "x", "A" * 900])
async def test_an_unknown_download_is_not_found(chat, token):
    reply = await chat.call("GET", f"/chat/downloads/{token}")
    assert (reply.status, reply.code) == (404, "not_found")


async def test_erasing_takes_everything(chat, tmp_path):
    session, other = await chat.open(), await chat.open()
    chat.processor.answer = letter
    download = (await chat.say(session, "my boss Wilberforce")).message["downloads"][0]["url"]
    body = {"message": "letter", "useful": True, "comment": "Wilberforce again"}
    assert (await chat.call("POST", f"/chat/sessions/{session}/feedback", json=body)).status == 201
    reply = await chat.call("DELETE", f"/chat/sessions/{session}")
    assert (reply.status, reply.raw) == (204, b"")
    for call in (chat.read(session), chat.say(session, "hi"), chat.call("DELETE", f"/chat/sessions/{session}")):
        assert (await call).status == 404
    assert (await chat.call("GET", download)).status == 404
    assert await rows(chat, "feedback") == []
    assert (await chat.read(other)).status == 200
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"Wilberforce" not in file.read_bytes(), file
            assert session.encode() not in file.read_bytes(), file


async def test_a_message_that_waits_for_an_erasure_does_not_bring_it_back(chat):
    session = await chat.open()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_):
        begun.set()
        await go_on.wait()
        return ["Done."]

    chat.processor.answer = slow
    turn = asyncio.create_task(chat.say(session, "hi"))
    await begun.wait()
    erasure = asyncio.create_task(chat.call("DELETE", f"/chat/sessions/{session}"))
    while len(chat.agent.lock_store.conversation_locks[session].tickets) < 2:
        await asyncio.sleep(0.01)
    late = asyncio.create_task(chat.say(session, "wait"))
    while len(chat.agent.lock_store.conversation_locks[session].tickets) < 3:
        await asyncio.sleep(0.01)
    go_on.set()
    assert [(await task).status for task in (turn, erasure, late)] == [200, 204, 404]
    assert not await chat.store.exists(session)


# Rates


async def test_a_conversation_has_a_rate(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch, messages_per_session="2/minute") as chat:
        session, other = await chat.open(), await chat.open()
        assert [(await chat.say(session, "hi")).status for _ in range(3)] == [200, 200, 429]
        refused = await chat.say(session, "hi")
        assert refused.code == "too_many_requests"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await chat.say(other, "hi")).status == 200


async def test_an_address_has_rates(tmp_path, monkeypatch):
    limits = {"sessions_per_address": "2/hour", "messages_per_address": "1/minute", "calls_per_address": "3/minute"}
    async with running_chat(tmp_path, monkeypatch, **limits) as chat:
        session, _ = await chat.open(), await chat.open()
        refused = await chat.call("POST", "/chat/sessions")
        assert (refused.status, "Retry-After" in refused.headers) == (429, True)
        assert [(await chat.say(session, "hi")).status for _ in range(2)] == [200, 429]
        assert [(await chat.read(session)).status for _ in range(4)] == [200, 200, 200, 429]


async def test_rates_count_the_address_that_our_own_proxy_saw(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch, sessions_per_address="1/hour", trusted_proxies=1) as chat:
        hops = ["1.1.1.1, 9.9.9.9", "2.2.2.2, 9.9.9.9", "9.9.9.9, 8.8.8.8", "2001:db8::1", "2001:db8::2"]
        replies = [await chat.call("POST", "/chat/sessions", headers={"X-Forwarded-For": hop}) for hop in hops]
        assert [reply.status for reply in replies] == [201, 429, 201, 201, 429]


async def test_a_forwarded_address_is_not_believed_by_itself(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch, sessions_per_address="1/hour") as chat:
        hops = ["1.1.1.1", "2.2.2.2"]
        replies = [await chat.call("POST", "/chat/sessions", headers={"X-Forwarded-For": hop}) for hop in hops]
        assert [reply.status for reply in replies] == [201, 429]


async def test_rates_can_be_lifted_for_load_tests(tmp_path, monkeypatch):
    monkeypatch.setenv("WLB_RATE_LIMITS", "off")
    async with running_chat(tmp_path, monkeypatch, sessions_per_address="1/hour") as chat:
        assert [(await chat.call("POST", "/chat/sessions")).status for _ in range(3)] == [201] * 3


# Idle conversations


async def test_idle_conversations_are_erased_when_the_server_starts(tmp_path, monkeypatch):
    async with running_chat(tmp_path, monkeypatch) as chat:
        idle, busy = await chat.open(), await chat.open()

        def age(session):
            session.execute(
                "UPDATE events SET timestamp = :at WHERE sender_id = :id", {"at": time.time() - 7201, "id": idle}
            )
            session.commit()

        await chat.store.run(age)
    async with running_chat(tmp_path, monkeypatch, keep_hours=2) as chat:
        for _ in range(200):
            if (await chat.read(idle)).status == 404:
                break
            await asyncio.sleep(0.02)
        assert (await chat.read(idle)).status == 404
        assert (await chat.read(busy)).status == 200


# The page and the rest


async def test_the_page_and_its_files(chat):
    page = await chat.call("GET", "/chat/")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    for part in (
        "default-src 'self'",
        "require-trusted-types-for 'script'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    ):
        assert part in policy
    loader = await chat.call("GET", "/chat/widget.js")
    assert loader.headers["Content-Type"].startswith("text/javascript")
    style = await chat.call("GET", "/chat/static/chat.css")
    assert style.status == 200
    known = await chat.call("GET", "/chat/static/chat.css", headers={"If-None-Match": style.headers["ETag"]})
    assert (known.status, known.raw) == (304, b"")


async def test_the_page_has_one_address(chat):
    reply = await chat.call("GET", "/chat", allow_redirects=False)
    assert (reply.status, reply.headers["Location"]) == (308, "chat/")


@pytest.mark.parametrize(
    "name",
    ["../__init__.py", "..%2f__init__.py", "%2e%2e%2f__init__.py", "none.js", ".hidden.js", "tsconfig.json", "a\\b.js"],
)
async def test_no_other_file_is_served(chat, name):
    async with chat.http.get(aiohttp.client.URL(f"{chat.url}/chat/static/{name}", encoded=True)) as reply:
        assert reply.status == 404


async def test_others_may_frame_the_page_only_if_they_are_listed(tmp_path, monkeypatch):
    origins = ["self", "https://intranet.example.org"]
    async with running_chat(tmp_path, monkeypatch, frame_ancestors=origins) as chat:
        policy = (await chat.call("GET", "/chat/")).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://intranet.example.org")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/chat/nothing", 404, "not_found"),
        ("PUT", "/chat/sessions", 405, "method_not_allowed"),
        ("GET", "/chat/sessions/x/messages", 405, "method_not_allowed"),
    ],
)
async def test_errors_of_the_server_have_the_same_shape(chat, method, path, status, code):
    reply = await chat.call(method, path)
    assert (reply.status, reply.code) == (status, code)
    assert reply.body["error"]["message"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"


async def test_logs_hold_no_text_and_no_session(chat, caplog):
    caplog.set_level("DEBUG", logger="bot")
    session = await chat.open()
    await chat.say(session, "Wilberforce")
    chat.processor.answer = lambda message: [{"id": "m", "type": "guidance", "text": message.text}]
    await chat.say(session, "Wilberforce")

    def crash(message):
        raise ValueError(message.text)

    chat.processor.answer = crash
    await chat.say(session, "Wilberforce")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert any("outcome=chitchat" in line for line in lines)
    assert any("ValueError at" in line for line in lines)
    assert not any("Wilberforce" in line or session in line for line in lines)


async def test_the_secret_is_kept_from_others(chat, tmp_path):
    assert Path(tmp_path / "state" / "secret.key").stat().st_mode & 0o777 == 0o600
