"""What the channel keeps beside a conversation's events: feedback, and documents to download."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

T = TypeVar("T")
TOKEN_BYTES = 24

metadata = sa.MetaData()

feedback_table = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("session", sa.String(255), nullable=True, index=True),  # None once the conversation is erased for age
    sa.Column("message", sa.String(255), nullable=False),
    sa.Column("topic", sa.String(255)),
    sa.Column("audience", sa.String(32)),
    sa.Column("nation", sa.String(32)),
    sa.Column("useful", sa.Boolean, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
    sa.UniqueConstraint("session", "message"),
)

download_table = sa.Table(
    "downloads",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("session", sa.String(255), nullable=False, index=True),
    sa.Column("filename", sa.String(255), nullable=False),
    sa.Column("media_type", sa.String(255), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)

probe_table = sa.Table("probes", metadata, sa.Column("id", sa.String(64), primary_key=True))


@dataclass(frozen=True)
class Vote:
    """What somebody said of one message.

    Attributes:
        session: The conversation.
        message: The message's id.
        useful: Whether it helped.
        comment: What they added, if anything.
        topic: The topic of the answer, where it was one.
        audience: Whose side the answer spoke to.
        nation: Whose law it gave.
    """

    session: str
    message: str
    useful: bool
    comment: str | None = None
    topic: str | None = None
    audience: str | None = None
    nation: str | None = None


@dataclass(frozen=True)
class Download:
    """A document that the bot made."""

    filename: str
    media_type: str
    content: bytes


class Database(Protocol):
    """What records need of the tracker store: to work in its database."""

    async def run(self, work: Callable[[Session], T]) -> T:
        """Do work in a session, off the event loop.

        Raises:
            StoreUnavailableError: If the database fails.
        """


class Records:
    """Feedback and downloads, in the database of the tracker store.

    Args:
        database: The tracker store. Every method raises its ``StoreUnavailableError`` when the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_vote(self, vote: Vote) -> None:
        """Keep a vote. A second one for the same message takes the place of the first."""
        table = feedback_table

        def work(session: Session) -> None:
            session.execute(sa.delete(table).where(table.c.session == vote.session, table.c.message == vote.message))
            session.execute(sa.insert(table).values(**vars(vote), at=time.time()))
            session.commit()

        await self._database.run(work)

    async def add_download(self, conversation: str, download: Download) -> str:
        """Keep a document.

        Returns:
            The token that it can be fetched with.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)

        def work(session: Session) -> None:
            values = {"token": token, "session": conversation, "at": time.time(), **vars(download)}
            session.execute(sa.insert(download_table).values(values))
            session.commit()

        await self._database.run(work)
        return token

    async def download(self, token: str) -> Download | None:
        """Return the document of a token, or ``None`` if there is none."""
        columns = download_table.c

        def work(session: Session) -> Any:
            query = sa.select(columns.filename, columns.media_type, columns.content).where(columns.token == token)
            return session.execute(query).first()

        row = await self._database.run(work)
        return Download(*row) if row else None


def erase_records(session: Session, conversation: str) -> None:
    """Delete all that stands beside a conversation, in the transaction that deletes its events."""
    for table in (feedback_table, download_table):
        session.execute(sa.delete(table).where(table.c.session == conversation))


def erase_orphaned_records(session: Session, sender_column: Any, before: float) -> None:
    """Delete what outlived its conversation.

    A vote stays as a count of what helped, cut off from the conversation and without what was typed.

    Args:
        session: The transaction to work in.
        sender_column: The column of the events that names the conversation.
        before: Seconds since the epoch; younger rows stay, for their events may not have been saved yet.
    """
    alive = sa.select(sender_column)
    downloads, feedback = download_table, feedback_table
    session.execute(sa.delete(downloads).where(downloads.c.at < before, downloads.c.session.not_in(alive)))
    session.execute(
        sa.update(feedback)
        .where(feedback.c.at < before, feedback.c.session.not_in(alive))
        .values(session=None, comment=None)
    )
