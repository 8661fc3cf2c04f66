"""What day it is, for everything that depends on a date."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
TODAY_VARIABLE = "WLB_TODAY"


def today() -> date:
    """Return today's date in the UK, or the date in ``WLB_TODAY`` for previews and tests.

    Raises:
        ValueError: If ``WLB_TODAY`` is set to something that is not a date such as ``2027-04-06``.
    """
    preview = os.environ.get(TODAY_VARIABLE, "").strip()
    if not preview:
        return datetime.now(UK).date()
    try:
        return date.fromisoformat(preview)
    except ValueError:
        raise ValueError(f"{TODAY_VARIABLE} is '{preview}', which is not a date. Write it like 2027-04-06.") from None


def long_date(day: date) -> str:
    """Write a date as people read it: 6 April 2027."""
    return f"{day.day} {day:%B} {day.year}"
