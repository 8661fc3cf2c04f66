"""Figures: numbers and dates that the law, a scheme or a study sets, each true for a time and a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.content.clock import long_date
from bot.content.vocabulary import NATION_NAMES, NATIONS
from bot.content.yaml_file import KeyPath, YamlFile

Value = Decimal | date

MONEY_UNITS = {
    "gbp": "",
    "gbp_per_hour": "an hour",
    "gbp_per_day": "a day",
    "gbp_per_week": "a week",
    "gbp_per_month": "a month",
    "gbp_per_year": "a year",
}
TIME_UNITS = ("minutes", "hours", "days", "weeks", "months", "years")
CONFIDENCES = ("high", "medium", "low")
"""How sure a figure is: read on an official page, in a good secondary source, or not confirmed."""
UNITS = (*MONEY_UNITS, "percent", *TIME_UNITS, "count", "age", "date")


@dataclass(frozen=True)
class Source:
    """A page that guidance rests on or points to.

    Attributes:
        title: What the page is called.
        url: Its address, always https.
        nations: The nations whose readers it serves.
    """

    title: str
    url: str
    nations: tuple[str, ...] = NATIONS


@dataclass(frozen=True)
class FigureRow:
    """One value of a figure.

    Attributes:
        value: A number in the figure's unit, or a date.
        since: The first day on which it holds.
        until: The last day on which it holds, or ``None`` for a rule without an end.
        nations: Where it holds.
        source: Where this value was read, if not where the whole figure was.
    """

    value: Value
    since: date
    until: date | None
    nations: tuple[str, ...]
    source: Source | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the value holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def period(self) -> str:
        """The years that the value was for: ``2025-26``, or ``from 2024`` when it has no end."""
        if self.until is None:
            return f"from {self.since.year}"
        if self.until.year == self.since.year:
            return str(self.since.year)
        return f"{self.since.year}-{self.until.year % 100:02d}"


@dataclass(frozen=True)
class Figure:
    """A figure with all its values, past and to come.

    Attributes:
        id: ``group.name``, for example ``minimum_wage.apprentice``.
        label: What it is called in a table.
        unit: One of :data:`UNITS`.
        rows: Its values in order of time, nations mixed.
        source: Where it was read.
        published: Where the newest value is published.
        confidence: One of :data:`CONFIDENCES`.
        look_again: When somebody looks for the next value again, where it was looked for and not found.
        ended: Why nothing follows the last value, where that is so.
        file: The file that it stands in.
        path: Where it stands there.
    """

    id: str
    label: str
    unit: str
    rows: tuple[FigureRow, ...]
    source: Source
    published: Source
    confidence: str = "high"
    look_again: date | None = None
    ended: str | None = None
    file: YamlFile | None = field(default=None, repr=False, compare=False)
    path: KeyPath = ()

    def on(self, day: date, nation: str) -> FigureRow | None:
        """Return the value that holds on a day in a nation, or ``None``: never the last one known."""
        return next((row for row in self._rows(nation) if row.covers(day)), None)

    def last(self, day: date, nation: str) -> FigureRow | None:
        """Return the newest value that began on or before a day, whether or not it still holds."""
        begun = [row for row in self._rows(nation) if row.since <= day]
        return begun[-1] if begun else None

    def next(self, day: date, nation: str) -> FigureRow | None:
        """Return the first value that begins after a day, if one is known."""
        return next((row for row in self._rows(nation) if row.since > day), None)

    def _rows(self, nation: str) -> list[FigureRow]:
        return [row for row in self.rows if nation in row.nations]

    def write(self, value: Value) -> str:
        """Write a value in this figure's unit as people read it: ``£12.71``, ``2 months``, ``25%``."""
        return write_value(value, self.unit)


def write_value(value: Value, unit: str) -> str:
    """Write a value as people read it.

    Args:
        value: The number, or for the unit ``date`` the day.
        unit: One of :data:`UNITS`.
    """
    if isinstance(value, date):
        return long_date(value)
    if unit in MONEY_UNITS:
        always_pence = unit == "gbp_per_hour"
        return f"£{value:,.2f}" if always_pence or value != value.to_integral() else f"£{value:,.0f}"
    number = f"{value.normalize():,f}"
    if unit == "percent":
        return f"{number}%"
    if unit in TIME_UNITS:
        return f"{number} {unit[:-1] if value == 1 else unit}"
    return number


def write_across(
    nations: tuple[str, ...], row_of: Callable[[str], FigureRow | None], write: Callable[[FigureRow], str]
) -> str | None:
    """Write a figure, or a date of it, for readers whose nation is not known.

    Args:
        nations: The nations that the words are for.
        row_of: Finds the row for a nation: the current one, the next one or the last one.
        write: Writes what is wanted of a row.

    Returns:
        One value where all the nations share it; where they differ, the first nation's value with the others in
        brackets (``£751 (£783 in Northern Ireland)``); ``None`` where a nation has no value on that day.
    """
    written: dict[str, list[str]] = {}
    for nation in nations:
        row = row_of(nation)
        if row is None:
            return None
        written.setdefault(write(row), []).append(nation)
    (first, _), *others = written.items()
    if not others:
        return first
    rest = "; ".join(f"{text} in {' and '.join(NATION_NAMES[nation] for nation in places)}" for text, places in others)
    return f"{first} ({rest})"
