"""What day it is: in the UK, or as WLB_TODAY says."""

from datetime import date, datetime, timezone

import pytest

from bot.content import clock


def test_preview_day_is_taken_from_the_environment(monkeypatch):
    monkeypatch.setenv("WLB_TODAY", "2027-04-06")
    assert clock.today() == date(2027, 4, 6)


@pytest.mark.parametrize("empty", ["", "  "])
def test_empty_preview_day_means_today(empty, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", empty)
    assert clock.today() == datetime.now(clock.UK).date()


@pytest.mark.parametrize("wrong", ["tomorrow", "06/04/2027", "2027-02-30"])
def test_preview_day_that_is_no_date_is_refused_by_name(wrong, monkeypatch):
    monkeypatch.setenv("WLB_TODAY", wrong)
    with pytest.raises(ValueError, match="WLB_TODAY"):
        clock.today()


def test_day_changes_at_midnight_in_the_uk_not_in_greenwich(monkeypatch):
    class LateEvening(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 6, 30, 23, 30, tzinfo=timezone.utc).astimezone(tz)

    monkeypatch.delenv("WLB_TODAY", raising=False)
    monkeypatch.setattr(clock, "datetime", LateEvening)
    assert clock.today() == date(2026, 7, 1)


def test_day_is_written_without_a_leading_zero():
    assert clock.long_date(date(2027, 4, 6)) == "6 April 2027"
