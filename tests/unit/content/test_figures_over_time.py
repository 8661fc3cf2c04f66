"""The real figures over time: for any day and nation one value or none, and boundaries on the very day."""

import csv
import itertools
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import GUIDANCE, load_content
from bot.content.figures import Figure, FigureRow, Source
from bot.content.vocabulary import NATIONS

DAY = timedelta(days=1)
DAYS = st.dates(date(1990, 1, 1), date(2045, 12, 31))
PAGE = Source("Page", "https://www.gov.uk/page")


@lru_cache(maxsize=1)
def real():
    return load_content(GUIDANCE)


FIGURES = sorted(real().figures)


def rows_of(figure, nation):
    return sorted((row for row in figure.rows if nation in row.nations), key=lambda row: row.since)


@given(day=DAYS, name=st.sampled_from(FIGURES), nation=st.sampled_from(NATIONS))
def test_at_most_one_value_holds_on_any_day(day, name, nation):
    figure = real().figures[name]
    covering = [row for row in figure.rows if nation in row.nations and row.covers(day)]
    assert len(covering) <= 1
    assert figure.on(day, nation) == (covering[0] if covering else None)


@given(day=DAYS, name=st.sampled_from(FIGURES), nation=st.sampled_from(NATIONS))
def test_last_and_next_stand_on_either_side_of_the_day(day, name, nation):
    figure = real().figures[name]
    last, coming = figure.last(day, nation), figure.next(day, nation)
    assert last is None or last.since <= day
    assert coming is None or coming.since > day
    rows = rows_of(figure, nation)
    assert [row for row in (last, coming) if row] == [row for row in rows if row in (last, coming)]
    if last and coming:
        assert rows.index(coming) == rows.index(last) + 1


@pytest.mark.parametrize("name", FIGURES)
def test_value_begins_and_ends_on_the_very_day(name):
    figure = real().figures[name]
    for nation in NATIONS:
        rows = rows_of(figure, nation)
        for before, row in itertools.pairwise([None, *rows]):
            assert figure.on(row.since, nation) is row
            assert figure.on(row.since - DAY, nation) in (None, before)
            assert figure.on(row.since - DAY, nation) is not row
        if rows and rows[-1].until:
            assert figure.on(rows[-1].until, nation) is rows[-1]
            assert figure.on(rows[-1].until + DAY, nation) is None


@given(lengths=st.lists(st.integers(1, 500), min_size=1, max_size=6), start=DAYS, day=DAYS)
def test_rows_that_follow_each_other_leave_no_day_out(lengths, start, day):
    rows, since = [], start
    for number, length in enumerate(lengths):
        until = since + timedelta(days=length - 1)
        rows.append(FigureRow(Decimal(number), since, until, NATIONS))
        since = until + DAY
    figure = Figure("a.b", "Something", "count", tuple(rows), PAGE, PAGE)
    found = figure.on(day, "wales")
    if start <= day < since:
        assert found is not None
        assert found.covers(day)
    else:
        assert found is None


# Rates that were read a second time, apart from guidance/figures/: GOV.UK's own calculators, the Living Wage
# Foundation and the like (docs/fact-audit.md names them). An empty last day means that no end was known.
def published(fixtures):
    with (fixtures / "rates" / "published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_published_rate_stands_in_the_figures_with_its_days(fixtures):
    missing = []
    for rate in published(fixtures):
        figure = real().figures[rate["figure"]]
        since = date.fromisoformat(rate["first_day"])
        for nation in rate["nations"].split():
            row = figure.on(since, nation)
            same = (
                row is not None
                and row.value == Decimal(rate["value"])
                and row.since == since
                and (not rate["last_day"] or row.until == date.fromisoformat(rate["last_day"]))
            )
            if not same:
                missing.append((rate["figure"], rate["first_day"], nation))
    assert missing == []
