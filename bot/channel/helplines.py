"""Whom to turn to when the bot itself cannot answer."""

from __future__ import annotations

import logging

from bot.content import ContentError, GuidanceStore
from bot.content.vocabulary import NATIONS

logger = logging.getLogger(__name__)

ROLE = "work_advice"
# Numbers stand in guidance/contacts.yml alone. Without it there is still somebody to be found.
_WITHOUT_CONTACTS = {"name": "Acas helpline", "url": "https://www.acas.org.uk/contact"}


class Helplines:
    """The advice lines of all nations, from the guidance, loaded before anything can fail."""

    def __init__(self) -> None:
        self._store: GuidanceStore | None = None
        try:
            self._store = GuidanceStore()
        except ContentError:
            logger.exception("The guidance does not load, so errors can name no helpline but the page of Acas.")

    def watch(self) -> None:
        """Start to follow changes of the guidance, in a thread that ends with the process."""
        if self._store:
            self._store.watch()

    def contacts(self) -> list[dict[str, str]]:
        """Return the contacts as the contract has them, never none."""
        found = self._store.content.contacts_for(ROLE, NATIONS) if self._store else []
        return [contact.as_message() for contact in found] or [_WITHOUT_CONTACTS]

    def sentence(self) -> str:
        """Return who answers questions about work, in words."""
        return f"If it cannot wait, you can ask a person. {' '.join(_line(contact) for contact in self.contacts())}"


def _line(contact: dict[str, str]) -> str:
    how = ", ".join(contact[key] for key in ("phone", "hours", "url") if key in contact)
    return f"{contact['name']}: {how}."
