"""Where Rasa sends the bot's messages during a turn."""

from __future__ import annotations

import uuid
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channel.downloads import shelve_downloads
from bot.channel.messages import Message, plain_message
from bot.store.records import Records


class MessageCollector(OutputChannel):
    """Collects the messages of one turn.

    Args:
        channel: The name of the channel.
        session: The conversation.
        records: Where documents are put.
    """

    def __init__(self, channel: str, session: str, records: Records) -> None:
        self._channel = channel
        self._session = session
        self._records = records
        self.messages: list[Message] = []

    def name(self) -> str:
        """Return the name of the channel."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one message of the bot, as Rasa hands it over before it stores the turn.

        ``message["custom"]`` is the very object that Rasa stores afterwards. So what is settled here once, the id and
        the address of a document, is the same in the transcript, and the document itself is stored only once.

        Raises:
            StoreUnavailableError: If a document cannot be put away.
        """
        custom, text = message.get("custom"), message.get("text")
        if isinstance(custom, dict):
            if not custom.get("id"):
                custom["id"] = uuid.uuid4().hex
            await shelve_downloads(self._records, self._session, custom)
            self.messages.append(custom)
        elif text:
            self.messages.append(plain_message(self._session, text))
