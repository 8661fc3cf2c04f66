"""Rasa's SQL tracker store, made to fail closed.

A database that is away, slow or broken gives :class:`StoreUnavailableError` in every call, so that the channel can say
so. Rasa's own store ends the process on a ``ValueError``, waits for ever for a database at start, and works on the
event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore, create_engine_kwargs
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.store.records import erase_orphaned_records, erase_records, metadata, probe_table

logger = logging.getLogger(__name__)

T = TypeVar("T")
DATABASE_VARIABLE = "WLB_DB"
DEFAULT_DATABASE = ".state/conversations.db"
# Waiting longer than this for a lock, a connection or a statement helps nobody who waits for an answer.
PATIENCE_S = 5
_ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20261122)"}


class StoreUnavailableError(RasaException):
    """The conversation could not be read or written. Its text never holds anything of a message."""


class GuardedTrackerStore(SQLTrackerStore):
    """Conversations in SQLite or PostgreSQL.

    The environment variable ``WLB_DB`` goes before the settings: a path of an SQLite file, or a database URL.

    Args:
        domain: Rasa's domain, which gives the slots.
        dialect: ``sqlite`` or ``postgresql``.
        host: Host name, or a whole database URL.
        port: Port of the server.
        db: For SQLite, the path of the file, relative to the working directory; its folder is made if need be.
        username: User name at the server.
        password: Password at the server.
        event_broker: Where Rasa also sends events, if anywhere. Nothing erases them there.
        query: Options of the database driver.

    Raises:
        ValueError: If the database is neither SQLite nor PostgreSQL.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        host: str | None = None,
        port: int | None = None,
        db: str = DEFAULT_DATABASE,
        username: str | None = None,
        password: str | None = None,
        event_broker: EventBroker | None = None,
        query: dict[str, str] | None = None,
    ) -> None:
        # SQLTrackerStore's own constructor waits for the database in an endless loop, and leaves no say on the engine.
        TrackerStore.__init__(self, domain, event_broker)
        given = _url_from_environment() or (host if host and "://" in host else None)
        url = given or sa.engine.URL.create(dialect, username, password, host, port, db, query or {})
        self.engine = make_engine(sa.engine.make_url(url))
        if self.engine.dialect.name not in _ALONE:
            raise ValueError("endpoints.yml: the tracker store takes SQLite or PostgreSQL.")
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._has_tables = False
        self._making_tables = threading.Lock()

    @contextmanager
    def session_scope(self) -> Generator[Session, None, None]:
        """Give a session that is rolled back unless committed.

        Raises:
            StoreUnavailableError: If the database fails, or refuses a value.
        """
        try:
            self._make_tables()
            with self.sessionmaker() as session:
                yield session
        except (SQLAlchemyError, ValueError, OSError) as error:
            # A table may be missing because somebody replaced the file: look again next time.
            self._has_tables = self._has_tables and not isinstance(error, (OperationalError, ProgrammingError))
            raise StoreUnavailableError(_harmless(error)) from None

    def _make_tables(self) -> None:
        with self._making_tables:
            if self._has_tables:
                return
            if self.engine.dialect.name == "sqlite":
                _prepare_file(self.engine)
            with self.engine.begin() as connection:
                # Several processes start together: one looks and makes at a time.
                connection.exec_driver_sql(_ALONE[self.engine.dialect.name])
                self.Base.metadata.create_all(connection)
                metadata.create_all(connection)
            self._has_tables = True

    async def run(self, work: Callable[[Session], T]) -> T:
        """Do work in a session, in a thread, so that a database that stalls does not stall every conversation.

        Raises:
            StoreUnavailableError: If the database fails.
        """

        def in_session() -> T:
            with self.session_scope() as session:
                return work(session)

        return await asyncio.to_thread(in_session)

    async def keys(self) -> list[str]:
        """Return the ids of all conversations."""
        sender = self.SQLEvent.sender_id
        return await self.run(lambda session: list(session.execute(sa.select(sender).distinct()).scalars()))

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        def work(session: Session) -> list[dict[str, Any]]:
            query = self._event_query(session, sender_id, fetch_events_from_all_sessions)
            return [json.loads(event.data) for event in query]

        events = await self.run(work)
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what is new of a conversation, in one transaction.

        Raises:
            StoreUnavailableError: If it was not stored.
        """
        await self.stream_events(tracker)

        def work(session: Session) -> None:
            session.add_all(
                [self._row(tracker.sender_id, event) for event in self._additional_events(session, tracker)]
            )
            session.commit()

        await self.run(work)

    def _row(self, sender_id: str, event: Any) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    async def exists(self, conversation_id: str) -> bool:
        """Tell whether there is such a conversation, without reading it."""
        query = sa.select(self.SQLEvent.id).where(self.SQLEvent.sender_id == conversation_id).limit(1)
        return await self.run(lambda session: session.execute(query).first() is not None)

    async def turns(self, conversation_id: str) -> int:
        """Count the messages of the user, the opening one included: 0 means that there is no such conversation."""
        event = self.SQLEvent
        query = sa.select(sa.func.count(event.id)).where(event.sender_id == conversation_id, event.type_name == "user")
        return await self.run(lambda session: int(session.execute(query).scalar_one()))

    async def said(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the events in which the user or the bot said something, oldest first, as Rasa stores them."""
        event = self.SQLEvent
        query = (
            sa.select(event.data)
            .where(event.sender_id == conversation_id, event.type_name.in_(("user", "bot")))
            .order_by(event.id)
        )
        return await self.run(lambda session: [json.loads(data) for data in session.execute(query).scalars()])

    async def erase(self, conversation_id: str) -> None:
        """Delete a conversation, its feedback and its downloads, all or nothing.

        The caller holds the conversation's lock, or a turn that is under way saves it again.
        """

        def work(session: Session) -> None:
            session.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == conversation_id))
            erase_records(session, conversation_id)
            session.commit()

        await self.run(work)
        await self._forget_pages()

    async def erase_idle(self, before: float) -> int:
        """Delete every conversation in which nothing happened since a moment.

        Args:
            before: Seconds since the epoch.

        Returns:
            How many events were deleted.
        """
        event = self.SQLEvent
        idle = sa.select(event.sender_id).group_by(event.sender_id).having(sa.func.max(event.timestamp) < before)

        def work(session: Session) -> int:
            statement = sa.delete(event).where(event.sender_id.in_(idle))
            deleted = session.execute(statement.execution_options(synchronize_session=False)).rowcount
            erase_orphaned_records(session, event.sender_id, before)
            session.commit()
            return int(deleted)

        deleted = await self.run(work)
        if deleted:
            await self._forget_pages()
        return deleted

    async def probe(self) -> None:
        """Write a row, read it back and delete it.

        Raises:
            StoreUnavailableError: If any of it fails.
        """
        mark = uuid.uuid4().hex

        def work(session: Session) -> None:
            session.execute(sa.insert(probe_table).values(id=mark))
            session.commit()
            if session.execute(sa.delete(probe_table).where(probe_table.c.id == mark)).rowcount != 1:
                raise ValueError("A row that was written is not there.")
            session.commit()

        await self.run(work)

    async def _forget_pages(self) -> None:
        """Take deleted text out of SQLite's write-ahead log too; other databases look after theirs by themselves."""
        if self.engine.dialect.name == "sqlite":
            await self.run(lambda session: session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).close())


def make_engine(url: sa.engine.URL) -> Engine:
    """Make an engine that gives up soon and never shows what was in a statement."""
    options: dict[str, Any] = {**create_engine_kwargs(url), "hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        # A connection is used by one thread at a time, but not always by the one that opened it.
        options["connect_args"] = {"timeout": PATIENCE_S, "check_same_thread": False}
        engine = sa.create_engine(url, **options)
        sa.event.listen(engine, "connect", _overwrite_deleted)
        return engine
    options["connect_args"] = {"connect_timeout": PATIENCE_S, **options.get("connect_args", {})}
    return sa.create_engine(url, pool_pre_ping=True, pool_timeout=PATIENCE_S, **options)


def _overwrite_deleted(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete=ON")


def _prepare_file(engine: Engine) -> None:
    path = Path(engine.url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # What people ask about their employer is nobody else's business on this machine.
    with engine.connect() as connection:
        # Readers and the writer do not wait for each other. The mode stays with the file.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def _url_from_environment() -> str | None:
    value = os.environ.get(DATABASE_VARIABLE)
    if not value or "://" in value:
        return value or None
    return f"sqlite:///{value}"


def _harmless(error: Exception) -> str:
    """Describe a failure for the log. Only errors of the connection are quoted: others may hold what was written."""
    if isinstance(error, OperationalError):
        return f"OperationalError: {error.orig}"
    return type(error).__name__
