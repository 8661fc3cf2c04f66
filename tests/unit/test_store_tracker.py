"""The tracker store: Rasa's own behaviour where all is well, and an error, never amnesia, where it is not."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from rasa.core.tracker_store import TrackerStore, check_if_tracker_store_async
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from bot.store.records import Download, Records, Vote
from bot.store.tracker import GuardedTrackerStore, StoreUnavailableError, make_engine

DOMAIN = Domain.from_dict({"slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}}})
ENDPOINTS = Path(__file__).parents[2] / "endpoints.yml"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.delenv("WLB_DB", raising=False)
    return tmp_path / "new" / "folder" / "c.db"


@pytest.fixture
def store(path):
    made = GuardedTrackerStore(DOMAIN, db=str(path))
    yield made
    made.engine.dispose()


async def talk(store, session, *texts):
    tracker = await store.get_or_create_tracker(session)
    for text in texts:
        tracker.update(UserUttered(text, {"name": "ask"}))
        tracker.update(ActionExecuted("action_any"))
        tracker.update(SlotSet("topic", text))
        tracker.update(BotUttered(f"re {text}", {"custom": {"id": text}}))
    await store.save(tracker)
    return tracker


async def test_a_conversation_comes_back_whole(store):
    saved = await talk(store, "s1", "one")
    await talk(store, "s1", "two")
    await talk(store, "s2", "three")
    tracker = await store.retrieve("s1")
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["one", "two"]
    assert tracker.get_slot("topic") == "two"
    assert list(tracker.events)[: len(saved.events)] == list(saved.events)
    assert len((await store.retrieve_full_tracker("s1")).events) == len(tracker.events)
    assert sorted(await store.keys()) == ["s1", "s2"]


async def test_saving_again_adds_only_what_is_new(store):
    tracker = await talk(store, "s1", "one")
    count = len(tracker.events)
    await store.save(tracker)
    assert len((await store.retrieve("s1")).events) == count


async def test_existence_turns_and_what_was_said(store):
    assert not await store.exists("s1")
    assert await store.turns("s1") == 0
    assert await store.retrieve("s1") is None
    await talk(store, "s1", "one", "two")
    assert await store.exists("s1")
    assert await store.turns("s1") == 2
    said = await store.said("s1")
    assert [(event["event"], event["text"]) for event in said] == [
        ("user", "one"),
        ("bot", "re one"),
        ("user", "two"),
        ("bot", "re two"),
    ]


def test_rasa_takes_it_as_it_is(store):
    assert check_if_tracker_store_async(store)


def test_rasa_makes_it_of_the_projects_file(tmp_path, monkeypatch):
    monkeypatch.setenv("WLB_DB", str(tmp_path / "from_env.db"))
    endpoints = AvailableEndpoints.read_endpoints(str(ENDPOINTS))
    store = TrackerStore.create(endpoints.tracker_store)
    assert isinstance(store, GuardedTrackerStore)
    assert store.engine.url.database == str(tmp_path / "from_env.db")
    monkeypatch.delenv("WLB_DB")
    assert TrackerStore.create(endpoints.tracker_store).engine.url.database == ".state/conversations.db"
    assert endpoints.action.kwargs == {"enable_selective_domain": True}


def test_the_environment_may_name_a_server(monkeypatch):
    monkeypatch.setenv("WLB_DB", "postgresql://user:secret@db.example/bot")
    engine = GuardedTrackerStore(DOMAIN).engine
    assert (engine.dialect.name, engine.url.host, engine.url.database) == ("postgresql", "db.example", "bot")
    assert engine.pool._pre_ping is True


async def test_the_file_is_private_and_readers_do_not_wait(store, path):
    await store.probe()
    assert path.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_several_start_at_once(path):
    stores = [GuardedTrackerStore(DOMAIN, db=str(path)) for _ in range(4)]
    await asyncio.gather(*(store.probe() for store in stores for _ in range(3)))


async def every_call(store):
    yield store.retrieve("s1")
    yield store.retrieve_full_tracker("s1")
    yield store.save(DialogueStateTracker.from_events("s1", [UserUttered("Wilberforce", {"name": "x"})]))
    yield store.exists("s1")
    yield store.turns("s1")
    yield store.said("s1")
    yield store.erase("s1")
    yield store.erase_idle(time.time())
    yield store.probe()
    yield store.keys()
    yield Records(store).save_vote(Vote("s1", "m", True, "Wilberforce"))
    yield Records(store).add_download("s1", Download("a", "text/plain", b"Wilberforce"))
    yield Records(store).download("x")


async def test_a_database_that_is_away_fails_every_call_and_comes_back(store, path):
    await talk(store, "s1", "one")
    path.rename(path.with_name("away"))
    path.mkdir()
    async for call in every_call(store):
        with pytest.raises(StoreUnavailableError) as caught:
            await call
        assert "Wilberforce" not in str(caught.value)
    path.rmdir()
    path.with_name("away").rename(path)
    assert await store.turns("s1") == 1


async def test_a_database_that_is_away_at_the_start_does_not_hang(path):
    path.mkdir(parents=True)
    store = GuardedTrackerStore(DOMAIN, db=str(path))
    with pytest.raises(StoreUnavailableError):
        await store.probe()
    path.rmdir()
    await store.probe()


async def test_a_value_that_the_database_refuses_does_not_end_the_process(store):
    def refuse(_):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")

    with pytest.raises(StoreUnavailableError, match=r"^ValueError$"):
        await store.run(refuse)


async def test_a_row_that_cannot_be_read_is_a_failure_not_a_new_conversation(store, path):
    await talk(store, "s1", "one")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE events SET data = '{' WHERE type_name = 'user'")
    with pytest.raises(StoreUnavailableError):
        await store.retrieve("s1")


async def test_a_file_that_was_replaced_is_made_anew(store, path):
    await talk(store, "s1", "one")
    for file in path.parent.iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailableError):
        await store.exists("s1")
    assert not await store.exists("s1")
    await talk(store, "s2", "two")


async def test_errors_of_statements_show_no_values(tmp_path):
    engine = make_engine(make_url(f"sqlite:///{tmp_path / 'x.db'}"))
    with pytest.raises(Exception) as caught, engine.connect() as connection:  # noqa: PT011 - any of SQLAlchemy's
        connection.execute("INSERT INTO nowhere VALUES (?)", ("Wilberforce",))
    assert "Wilberforce" not in str(caught.value)


async def test_erasing_takes_one_conversation_with_all_of_it(store):
    records = Records(store)
    for session in ("s1", "s2"):
        await talk(store, session, "one")
        await records.save_vote(Vote(session, "one", True, "comment"))
    token = await records.add_download("s1", Download("a.txt", "text/plain", b"x"))
    other = await records.add_download("s2", Download("b.txt", "text/plain", b"y"))
    await store.erase("s1")
    assert not await store.exists("s1")
    assert await records.download(token) is None
    assert await store.turns("s2") == 1
    assert await records.download(other) == Download("b.txt", "text/plain", b"y")
    assert await votes(store) == [("s2", "comment", 1)]


async def votes(store):
    query = "SELECT session, comment, useful FROM feedback ORDER BY id"
    return await store.run(lambda session: [tuple(row) for row in session.execute(query)])


async def test_idle_conversations_go_and_their_votes_stay_without_words(store):
    records = Records(store)
    for session in ("idle", "busy"):
        await talk(store, session, "one")
        await records.save_vote(Vote(session, "one", True, "comment"))
    token = await records.add_download("idle", Download("a.txt", "text/plain", b"x"))

    def age(session):
        for table, moment, name in (("events", "timestamp", "sender_id"), ("feedback", "at", "session")):
            session.execute(f"UPDATE {table} SET {moment} = {moment} - 1000 WHERE {name} = 'idle'")
        session.execute("UPDATE downloads SET at = at - 1000")
        session.commit()

    await store.run(age)
    assert await store.erase_idle(time.time() - 500) > 0
    assert not await store.exists("idle")
    assert await store.exists("busy")
    assert await records.download(token) is None
    assert await votes(store) == [(None, None, 1), ("busy", "comment", 1)]
    assert await store.erase_idle(time.time() - 500) == 0


async def test_a_second_vote_takes_the_place_of_the_first(store):
    records = Records(store)
    await records.save_vote(Vote("s1", "m1", True))
    await records.save_vote(Vote("s1", "m1", False, "why"))
    await records.save_vote(Vote("s1", "m2", True))
    assert await votes(store) == [("s1", "why", 0), ("s1", None, 1)]
