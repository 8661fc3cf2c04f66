"""Messages on their way out: the bot's own errors, and every message as a stranger gets it."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from bot.channel.choices import ChoiceSealer
from bot.channel.helplines import Helplines
from bot.channel.settings import is_strict
from bot.contract import message_faults

logger = logging.getLogger(__name__)

Message = dict[str, Any]

ACTION_SERVER = "action_server"
STORE = "store"
TIMEOUT = "timeout"
INTERNAL = "internal"
TURN_LIMIT = "turn_limit"
_SORRY = {
    ACTION_SERVER: "I am sorry: I cannot reach the part of me that looks up answers. Please try again in a minute.",
    STORE: "I am sorry: I cannot get at our conversation just now, so I did not answer. Please try again in a minute.",
    TIMEOUT: "I am sorry: this takes longer than it should. Please look again in a minute.",
    INTERNAL: "I am sorry: something went wrong on my side, and I have no answer to this. Please try again.",
    TURN_LIMIT: "This conversation has become too long for me to go on with. Please start a new one.",
}


class BrokenMessageError(Exception):
    """A message that breaks the contract, in tests (``WLB_STRICT=1``)."""


class Desk:
    """The last hands that a message goes through.

    Args:
        sealer: Makes choices opaque.
        helplines: Whom an error names.
    """

    def __init__(self, sealer: ChoiceSealer, helplines: Helplines) -> None:
        self._sealer = sealer
        self.helplines = helplines

    def error(self, reason: str) -> Message:
        """Make an ``error`` message, which says what is the matter and who else can help."""
        return {
            "id": uuid.uuid4().hex,
            "type": "error",
            "text": f"{_SORRY[reason]}\n\n{self.helplines.sentence()}",
            "reason": reason,
            "contacts": self.helplines.contacts(),
        }

    def publish(self, session: str, message: Message) -> Message:
        """Return a message as it leaves the server: choices sealed, and nothing in it that breaks the contract.

        A message that does is replaced by an ``error`` with its id.

        Raises:
            BrokenMessageError: In strict mode, with what is wrong.
        """
        sealed: Message = self._sealer.seal_all(session, message)
        faults = message_faults(sealed)
        if not faults:
            return sealed
        if is_strict():
            raise BrokenMessageError("; ".join(faults))
        # The faults themselves quote the message, so the log gets only their number.
        logger.error("A message breaks the contract: type=%s faults=%d", message.get("type"), len(faults))
        error = self.error(INTERNAL)
        known = message.get("id")
        return {**error, "id": known} if isinstance(known, str) and known else error


def plain_message(session: str, text: str) -> Message:
    """Make a message of words that came without one, such as a response of the domain.

    The id comes from the words: Rasa stores no more than these, and the transcript has to find the same id.
    """
    name = uuid.uuid5(uuid.NAMESPACE_OID, f"{session}\n{text}").hex
    return {"id": name, "type": "chitchat", "text": text, "intent": "plain"}
