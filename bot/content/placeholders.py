"""Placeholders: ``{{ group.figure }}`` and ``{{ contacts.id.phone }}`` in guidance text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.content.clock import long_date
from bot.content.figures import Figure, FigureRow, write_across
from bot.content.model import Contact

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}")
FIGURE_PARTS = (
    "",
    "since",
    "until",
    "period",
    "published",
    "last",
    "last.since",
    "last.until",
    "last.period",
    "next",
    "next.since",
    "next.until",
)
CONTACT_PARTS: dict[str, Callable[[Contact], str | None]] = {
    "name": lambda contact: contact.name,
    "phone": lambda contact: contact.phone,
    "hours": lambda contact: contact.hours,
    "url": lambda contact: contact.url,
    "link": lambda contact: f"[{contact.name}]({contact.url})",
}


class PlaceholderError(ValueError):
    """A placeholder that names nothing.

    Attributes:
        mend: What to write instead.
    """

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


def placeholders(text: str) -> Iterator[str]:
    """Yield what stands between the braces of each placeholder in a text."""
    for match in PLACEHOLDER.finditer(text):
        yield match.group(1)


def split_figure(name: str, figures: Mapping[str, Figure]) -> tuple[Figure, str]:
    """Split ``group.figure.part`` into the figure and the part.

    Raises:
        PlaceholderError: If there is no such figure or no such part.
    """
    group, _, rest = name.partition(".")
    figure_name, _, part = rest.partition(".")
    figure = figures.get(f"{group}.{figure_name}")
    if figure is None:
        raise PlaceholderError(
            f"There is no figure '{group}.{figure_name}'." if rest else f"'{name}' is not a figure.",
            f"Use one that stands in guidance/figures/, or add it there{_like(name, list(figures))}.",
        )
    if part not in FIGURE_PARTS:
        raise PlaceholderError(
            f"A figure has no '{part}'.", f"Use one of: {', '.join(known for known in FIGURE_PARTS if known)}."
        )
    return figure, part


def _like(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


@dataclass
class Filler:
    """Fills the placeholders of one answer, and remembers which figures had lapsed.

    Attributes:
        figures: Figures by id.
        contacts: Contacts by id.
        day: The day for which figures are looked up.
        nations: The reader's nation, or all nations that the text is for while it is not known.
        lapsed: Figures that no row covers on the day, with the last row known, in the order met.
        unknown: Ids of figures that have no value on the day, nor had one before.
    """

    figures: Mapping[str, Figure]
    contacts: Mapping[str, Contact]
    day: date
    nations: tuple[str, ...]
    lapsed: dict[str, FigureRow] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def fill(self, text: str) -> str:
        """Return the text with every placeholder replaced.

        Raises:
            PlaceholderError: If one names nothing, or a ``.next`` that is not known.
        """
        return PLACEHOLDER.sub(lambda match: self.value(match.group(1)), text)

    def known(self, name: str) -> bool:
        """Tell whether a figure, or its ``.next``, has a value on the day in every nation of the answer."""
        figure, part = split_figure(name, self.figures)
        find = figure.next if part.startswith("next") else figure.on
        return all(find(self.day, nation) is not None for nation in self.nations)

    def value(self, name: str) -> str:
        """Return what one placeholder stands for."""
        if name.startswith("contacts."):
            return self._contact(name)
        figure, part = split_figure(name, self.figures)
        if part == "published":
            return f"[{figure.published.title}]({figure.published.url})"
        head, _, tail = part.partition(".")
        if head in ("next", "last"):
            find = figure.next if head == "next" else figure.last
            written = self._across(figure, find, tail)
            if written is not None:
                return written
            if head == "last":
                return self._unknown(figure)
            raise PlaceholderError(
                f"No value of '{figure.id}' is known that starts after {long_date(self.day)}.",
                f"Give the block 'needs: {figure.id}.next', so that it shows only when there is one.",
            )
        written = self._across(figure, figure.on, part)
        return written if written is not None else self._lapsed(figure, part)

    def _across(self, figure: Figure, find: Callable[[date, str], FigureRow | None], part: str) -> str | None:
        return write_across(
            self.nations, lambda nation: find(self.day, nation), lambda row: self._part(figure, row, part)
        )

    def _part(self, figure: Figure, row: FigureRow, part: str) -> str:
        if part == "since":
            return long_date(row.since)
        if part == "until":
            return long_date(row.until) if row.until else "further notice"
        if part == "period":
            return row.period
        return figure.write(row.value)

    def _lapsed(self, figure: Figure, part: str) -> str:
        row = figure.last(self.day, self.nations[0])
        if row is None:
            return self._unknown(figure)
        self.lapsed.setdefault(figure.id, row)
        if part:
            return self._part(figure, row, part)
        return f"{figure.write(row.value)} (the {row.period} figure)"

    def _unknown(self, figure: Figure) -> str:
        self.unknown.add(figure.id)
        return f"(no figure for {long_date(self.day)})"

    def _contact(self, name: str) -> str:
        _, contact_id, part = [*name.split("."), "", ""][:3]
        contact = self.contacts.get(contact_id)
        if contact is None:
            raise PlaceholderError(
                f"There is no contact '{contact_id}'.",
                f"Use one that stands in guidance/contacts.yml{_like(contact_id, list(self.contacts))}.",
            )
        if part not in CONTACT_PARTS:
            raise PlaceholderError(f"A contact has no '{part}'.", f"Use one of: {', '.join(CONTACT_PARTS)}.")
        value = CONTACT_PARTS[part](contact)
        if value is None:
            raise PlaceholderError(
                f"'{contact_id}' has no confirmed {part}.",
                f"Use {{{{ contacts.{contact_id}.link }}}}, or confirm it and enter it in guidance/contacts.yml.",
            )
        return value
