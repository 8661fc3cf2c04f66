"""What will go out of date, and when: so that staff hear of it before a reader does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from icalendar import Alarm, Calendar, Event

from bot.content.clock import long_date
from bot.content.figures import Figure
from bot.content.model import Contact, Content, Entry
from bot.content.problems import Problem
from bot.content.vocabulary import NATIONS, nation_phrase
from bot.content.yaml_file import KeyPath

SOON = timedelta(days=60)
"""How long before something goes out of date it is warned of."""
CONTACT_HOLDS = timedelta(days=365)
"""How long a helpline's number is trusted after somebody checked it."""
PAST_DUE, COMING, LATER, UNDATED = "past_due", "soon", "later", "undated"
REMIND_BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """One thing that goes out of date, or that nobody could confirm.

    Attributes:
        kind: ``review``, ``figure_ends``, ``law_starts``, ``law_expected``, ``contact_check`` or ``not_confirmed``.
        id: The topic, the figure or the contact.
        day: The last day on which all is well, or ``None`` where no day is known.
        what: What happens.
        mend: What to do about it.
        file: The file to change, from the folder that holds the guidance.
        line: The line to change.
    """

    kind: str
    id: str
    day: date | None
    what: str
    mend: str
    file: str
    line: int

    def state(self, today: date, soon: timedelta = SOON) -> str:
        """Tell how pressing it is on a day: ``past_due``, ``soon``, ``later`` or ``undated``."""
        if self.day is None:
            return UNDATED
        if self.day < today:
            return PAST_DUE
        return COMING if self.day <= today + soon else LATER

    def as_json(self, today: date, soon: timedelta = SOON) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "id": self.id,
            "day": self.day.isoformat() if self.day else None,
            "state": self.state(today, soon),
            "what": self.what,
            "mend": self.mend,
            "file": self.file,
            "line": self.line,
        }


def freshness(content: Content) -> list[Due]:
    """List everything that goes out of date, what runs out first at the top, what has no date at the end."""
    found = [
        *(due for entry in content.entries.values() for due in _entry(entry)),
        *(due for figure in content.figures.values() for due in _figure(figure)),
        *(due for contact in content.contacts.values() for due in _contact(contact)),
    ]
    return sorted(set(found), key=lambda due: (due.day or date.max, due.kind, due.id, due.what))


def as_calendar(dues: Iterable[Due]) -> bytes:
    """Write what has a day as an iCalendar file: an all-day event each, with a reminder two weeks before."""
    calendar = Calendar()
    calendar.add("prodid", "-//work-life-balance-bot//freshness of the guidance//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Guidance: what goes out of date")
    for due in dues:
        if due.day is None:
            continue
        event = Event()
        # The same thing has the same id each time, so that a calendar that reads the file again moves it.
        event.add("uid", f"{due.kind}.{due.id.replace('/', '.')}.{due.day}@work-life-balance-bot")
        event.add("dtstamp", datetime.combine(due.day, time(), timezone.utc))
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", due.what)
        event.add("description", f"{due.mend}\n{due.file}, line {due.line}")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", due.what)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _due(kind: str, id_: str, day: date | None, problem: Problem) -> Due:
    return Due(kind, id_, day, problem.message, problem.mend, problem.file, problem.line)


def _entry(entry: Entry) -> Iterator[Due]:
    def due(kind: str, day: date | None, path: KeyPath, what: str, mend: str) -> Due:
        return _due(kind, entry.topic, day, entry.file.problem(path, what, mend))

    yield due(
        "review",
        entry.review_by,
        (*entry.path, "review_by"),
        f"'{entry.topic}' is due for review by {long_date(entry.review_by)}.",
        "Review it against its sources, then set 'reviewed' to that day and 'review_by' to the next date.",
    )
    for index, doubt in enumerate(entry.unconfirmed):
        yield due(
            "not_confirmed",
            None,
            (*entry.path, "unconfirmed", index),
            f"Not confirmed in '{entry.topic}': {doubt}",
            "Confirm it with an official source, put it into the answer, and take this line out.",
        )
    for day, path in _starts(entry):
        if day > entry.reviewed:
            yield due(
                "law_starts",
                day,
                path,
                f"Law that '{entry.topic}' announces starts on {long_date(day)}.",
                "Check on that day that it did start and that the answer is right, then set 'reviewed'.",
            )
    for text in (entry.text, *(variant.text for variant in entry.variants)):
        for block in text.blocks or ():
            if block.kind == "announced" and "expected" in block.value:
                yield due(
                    "law_expected",
                    None,
                    block.path,
                    f"Law that '{entry.topic}' announces is expected ({block.value['expected']}), not dated yet.",
                    "When the day is set, write 'starts:' instead of 'expected:'.",
                )


def _starts(entry: Entry) -> Iterator[tuple[date, KeyPath]]:
    """Yield the days on which an entry says something new, each day once."""
    seen = set()
    places = [(variant.scope.since, variant.path) for variant in entry.variants]
    for text in (entry.text, *(variant.text for variant in entry.variants)):
        for block in text.blocks or ():
            starts = block.value.get("starts") if block.kind == "announced" else None
            places.append((starts or block.scope.since, block.path))
    for day, path in places:
        if day is not None and day not in seen:
            seen.add(day)
            yield day, path


def _figure(figure: Figure) -> Iterator[Due]:
    if figure.file is None:
        return
    if figure.confidence != "high":
        yield _due(
            "not_confirmed",
            figure.id,
            None,
            figure.file.problem(
                (*figure.path, "confidence"),
                f"The figure '{figure.id}' is of {figure.confidence} confidence: {figure.source.title}.",
                "Confirm it with an official source, name that as its source, and take 'confidence' out.",
            ),
        )
    if figure.ended:
        return
    for until, nations in _last_days(figure).items():
        day = max(until, figure.look_again or until)
        where = "" if set(nations) == set(NATIONS) else f" in {nation_phrase(nations)}"
        looked = "" if day == until else f" It was looked for and not found; look again by {long_date(day)}."
        yield _due(
            "figure_ends",
            figure.id,
            day,
            figure.file.problem(
                figure.path,
                f"The figure '{figure.id}'{where} ends on {long_date(until)} without a successor.{looked}",
                f"Enter the next value ({figure.published.url}), or set 'look_again', or say 'ended: why'.",
            ),
        )


def _last_days(figure: Figure) -> dict[date, tuple[str, ...]]:
    """Return the last day that is known, with the nations where it is the last, leaving out rules without an end."""
    days: dict[date, tuple[str, ...]] = {}
    for nation in NATIONS:
        rows = [row for row in figure.rows if nation in row.nations]
        if rows and rows[-1].until is not None:
            days[rows[-1].until] = (*days.get(rows[-1].until, ()), nation)
    return days


def _contact(contact: Contact) -> Iterator[Due]:
    if contact.file is None:
        return
    day = contact.checked + CONTACT_HOLDS
    yield _due(
        "contact_check",
        contact.id,
        day,
        contact.file.problem(
            ("contacts", contact.id, "checked"),
            f"'{contact.name}' was last checked on {long_date(contact.checked)}; check it again by {long_date(day)}.",
            "Look at its own page, correct what changed, and set 'checked' to that day.",
        ),
    )
    if contact.phone_unconfirmed:
        yield _due(
            "not_confirmed",
            contact.id,
            None,
            contact.file.problem(
                ("contacts", contact.id, "phone_unconfirmed"),
                f"The phone number of '{contact.name}' is not confirmed, so it is not shown.",
                "Confirm it on its own page, write it under 'phone', and take 'phone_unconfirmed' out.",
            ),
        )
