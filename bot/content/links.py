"""Do the pages that answers name still open? Asked only when somebody runs ``wlb links``: it needs the internet."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from bot.content.load import LINK, entry_texts
from bot.content.model import Content

_AT_ONCE = 8
# Some hosts turn away clients that do not say what they are.
_HEADERS = {"User-Agent": "work-life-balance-bot link check"}
# What a page answers that is there but does not talk to programs, or not so fast.
_THERE = (401, 403, 405, 429)


@dataclass(frozen=True)
class LinkFault:
    """An address that did not open.

    Attributes:
        url: The address.
        where: What names it first: a topic, a figure or a contact.
        what: What came back.
    """

    url: str
    where: str
    what: str


def addresses(content: Content) -> dict[str, str]:
    """Return every address that an answer shows, with what names it first."""
    found: dict[str, str] = {}
    for entry in content.entries.values():
        for source in entry.sources:
            found.setdefault(source.url, entry.topic)
        for text, _, _ in entry_texts(entry):
            for _, url in LINK.findall(text):
                if url.startswith("https://"):
                    found.setdefault(url, entry.topic)
    for figure in content.figures.values():
        found.setdefault(figure.published.url, figure.id)
    for contact in content.contacts.values():
        found.setdefault(contact.url, contact.id)
    return found


def dead_links(addresses: dict[str, str], *, seconds: float) -> list[LinkFault]:
    """Open each address and return those that do not open, in their order.

    Args:
        addresses: As :func:`addresses` gives them.
        seconds: How long to wait for one page.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers: Iterable[str] = pool.map(lambda url: _open(url, seconds), addresses)
        return [
            LinkFault(url, where, answer)
            for (url, where), answer in zip(addresses.items(), answers, strict=True)
            if answer
        ]


def _open(url: str, seconds: float) -> str:
    """Return what is wrong with an address, or nothing."""
    try:
        with requests.get(url, headers=_HEADERS, timeout=seconds, stream=True) as answer:
            if answer.ok or answer.status_code in _THERE:
                return ""
            return f"answers {answer.status_code}."
    except requests.RequestException as error:
        return f"does not answer ({type(error).__name__})."
