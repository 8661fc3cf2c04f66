"""The guidance library in memory: entries, their variants and blocks, contacts, figures, the topic map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.content.figures import Figure, Source
from bot.content.vocabulary import AUDIENCES, NATIONS
from bot.content.yaml_file import KeyPath, YamlFile


@dataclass(frozen=True)
class Scope:
    """For whom, where and when a piece of guidance holds. An empty field means no limit.

    Attributes:
        audiences: Sides that it speaks to.
        nations: Nations that it holds in.
        since: First day.
        until: Last day.
    """

    audiences: tuple[str, ...] = AUDIENCES
    nations: tuple[str, ...] = NATIONS
    since: date | None = None
    until: date | None = None

    def fits(self, audience: str, nation: str, day: date) -> bool:
        """Tell whether a reader on a day is within it."""
        return (
            audience in self.audiences
            and nation in self.nations
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True)
class Block:
    """One block of an answer, as written.

    Attributes:
        kind: ``heading``, ``paragraph``, ``steps``, ``list``, ``table``, ``figures_table``, ``note``, ``contact`` or
            ``announced``.
        value: What stands under the kind: text, a list of texts, or a mapping.
        scope: Whom it is for.
        tone: For a note, ``info`` or ``warning``.
        needs: A figure that has to be known for the block to show, as written in a placeholder.
        without: A figure that has to be unknown.
        example: Whether its numbers are made up for the sake of an example, and so are not figures.
        path: Where it stands in its file.
    """

    kind: str
    value: Any
    scope: Scope
    path: KeyPath
    tone: str = "info"
    needs: str | None = None
    without: str | None = None
    example: bool = False


@dataclass(frozen=True)
class Text:
    """The parts of an answer that a variant may replace; ``None`` means not replaced."""

    title: str | None = None
    summary: str | None = None
    blocks: tuple[Block, ...] | None = None
    related: tuple[str, ...] | None = None
    follow_ups: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Variant:
    """A different reading of an entry, for some readers or from some day."""

    scope: Scope
    text: Text
    path: KeyPath


@dataclass(frozen=True)
class Entry:
    """The reviewed answer to one topic.

    Attributes:
        topic: ``area/topic``, an id of the topic map.
        audiences: Who may get it; the plain text speaks to the first.
        nations: Where the plain text holds.
        text: The plain text, with every part given.
        variants: Other readings, later ones laid over earlier ones.
        sources: Pages that it rests on.
        reviewed: When it was last reviewed.
        review_by: When it has to be reviewed again.
        ask_first: ``nation`` or ``audience`` where answers contradict each other, so that the bot must ask.
        unconfirmed: What nobody could confirm, so that the answer leaves it out or says so; for staff, never shown.
        file: The file that it stands in.
        path: Where it stands there.
    """

    topic: str
    audiences: tuple[str, ...]
    nations: tuple[str, ...]
    text: Text
    variants: tuple[Variant, ...]
    sources: tuple[Source, ...]
    reviewed: date
    review_by: date
    ask_first: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    file: YamlFile = field(repr=False)
    path: KeyPath = ()


@dataclass(frozen=True)
class Contact:
    """A body that people can turn to.

    Attributes:
        id: Its id in contacts.yml.
        name: What it is called.
        purpose: Whom it helps, with what.
        roles: What answers ask it for, such as ``work_advice``.
        nations: Where it helps.
        phone: A number that was confirmed, or ``None``.
        hours: When the phone is answered, if known.
        relay: How a deaf caller reaches it, if known.
        url: Its own address.
        checked: When the entry was last checked.
        phone_unconfirmed: Whether there is a number that nobody has confirmed, so that it is not shown.
        file: The file that it stands in.
    """

    id: str
    name: str
    purpose: str
    roles: tuple[str, ...]
    nations: tuple[str, ...]
    phone: str | None
    hours: str | None
    relay: str | None
    url: str
    checked: date
    phone_unconfirmed: bool = False
    file: YamlFile | None = field(default=None, repr=False, compare=False)

    def as_message(self) -> dict[str, str]:
        """Return it as the contract's contact: ``name``, and ``phone``, ``hours``, ``url`` where there are any."""
        fields = {"name": self.name, "phone": self.phone, "hours": self.hours, "url": self.url}
        return {key: value for key, value in fields.items() if value}


@dataclass(frozen=True)
class Topic:
    """One line of the topic map.

    Attributes:
        id: ``area/topic``.
        audiences: Sides that must get an answer.
        covers: Which questions belong to it.
    """

    id: str
    audiences: tuple[str, ...]
    covers: str


@dataclass(frozen=True)
class Content:
    """Everything in ``guidance/``, loaded and found right.

    Attributes:
        version: A fingerprint of the files, for health reports and logs.
        topics: The topic map, in its order.
        entries: Answers by topic, in the map's order.
        areas: Area titles by area id.
        figures: Figures by id.
        contacts: Contacts by id.
        talk: What the bot says about itself, by ``chitchat.greet`` and the like.
        start_with: Topics shown as buttons at the start.
    """

    version: str
    topics: Mapping[str, Topic]
    entries: Mapping[str, Entry]
    areas: Mapping[str, str]
    figures: Mapping[str, Figure]
    contacts: Mapping[str, Contact]
    talk: Mapping[str, str]
    start_with: tuple[str, ...]

    def contacts_for(self, role_or_id: str, nations: tuple[str, ...]) -> list[Contact]:
        """Return the contact of that id, or all that have that role and serve any of the nations."""
        if role_or_id in self.contacts:
            return [self.contacts[role_or_id]]
        return [
            contact
            for contact in self.contacts.values()
            if role_or_id in contact.roles and set(contact.nations) & set(nations)
        ]
