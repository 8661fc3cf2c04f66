"""The fixed words of the guidance: who asks, where, and what a unit looks like in print."""

from __future__ import annotations

EMPLOYEE = "employee"
EMPLOYER = "employer"
AUDIENCES = (EMPLOYEE, EMPLOYER)
AUDIENCE_NAMES = {EMPLOYEE: "employees", EMPLOYER: "employers"}

ENGLAND = "england"
SCOTLAND = "scotland"
WALES = "wales"
NORTHERN_IRELAND = "northern_ireland"
NATIONS = (ENGLAND, SCOTLAND, WALES, NORTHERN_IRELAND)
GREAT_BRITAIN = (ENGLAND, SCOTLAND, WALES)
NATION_NAMES = {
    ENGLAND: "England",
    SCOTLAND: "Scotland",
    WALES: "Wales",
    NORTHERN_IRELAND: "Northern Ireland",
}

FOLLOW_UPS = ("refused", "no_reply", "how_long", "how_to", "cost", "law_change")


def join_words(words: list[str], last: str = "and") -> str:
    """Join words as a sentence does: ``England, Scotland and Wales``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def nation_phrase(nations: tuple[str, ...]) -> str:
    """Name nations as a reader would: ``England, Scotland and Wales`` or ``the UK``."""
    if set(nations) == set(NATIONS):
        return "the UK"
    return join_words([NATION_NAMES[nation] for nation in NATIONS if nation in nations])
