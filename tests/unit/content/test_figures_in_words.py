"""Figures: on a day, next, last, lapsed, by nation; how they are written; tables of them."""

from datetime import date
from decimal import Decimal

import pytest

from bot.content.figures import Figure, FigureRow, Source, write_across, write_value
from bot.content.placeholders import FIGURE_PARTS, Filler, PlaceholderError
from bot.content.vocabulary import NATIONS

TODAY = date(2026, 11, 22)
PAGE = Source("Page", "https://www.gov.uk/page")


@pytest.fixture
def fill(content):
    """Fill a text: ``fill("{{ tea.break_time }}", nation="wales")``."""

    def filled(text, day=TODAY, nations=NATIONS):
        return Filler(content.figures, content.contacts, day, nations).fill(text)

    return filled


def blocks_with(message, piece):
    return [block for block in message["blocks"] if piece in str(block)]


# How a value is written.


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("12.71", "gbp_per_hour", "£12.71"),
        ("13", "gbp_per_hour", "£13.00"),
        ("3.5", "gbp_per_hour", "£3.50"),
        ("751", "gbp_per_week", "£751"),
        ("123.25", "gbp_per_week", "£123.25"),
        ("10000", "gbp_per_year", "£10,000"),
        ("1250.50", "gbp", "£1,250.50"),
        ("25", "percent", "25%"),
        ("12.07", "percent", "12.07%"),
        ("100", "percent", "100%"),
        ("2", "months", "2 months"),
        ("1", "months", "1 month"),
        ("1", "hours", "1 hour"),
        ("5.6", "weeks", "5.6 weeks"),
        ("28", "days", "28 days"),
        ("20", "minutes", "20 minutes"),
        ("8", "count", "8"),
        ("12000", "count", "12,000"),
        ("22", "age", "22"),
    ],
)
def test_value_is_written_in_its_unit(value, unit, written):
    assert write_value(Decimal(value), unit) == written


def test_date_is_written_as_people_read_it():
    assert write_value(date(2027, 4, 6), "date") == "6 April 2027"


# Which value holds.


@pytest.fixture
def figure():
    """A figure with a gap in it, and a value of its own in Northern Ireland."""
    britain = ("england", "scotland", "wales")
    return Figure(
        "g.f",
        "Figure",
        "days",
        (
            FigureRow(Decimal(5), date(2024, 1, 1), date(2024, 12, 31), britain),
            FigureRow(Decimal(9), date(2024, 1, 1), None, ("northern_ireland",)),
            FigureRow(Decimal(6), date(2026, 1, 1), date(2026, 12, 31), britain),
        ),
        PAGE,
        PAGE,
    )


@pytest.mark.parametrize(
    ("day", "now", "last", "coming"),
    [
        (date(2023, 12, 31), None, None, 5),
        (date(2024, 1, 1), 5, 5, 6),
        (date(2024, 12, 31), 5, 5, 6),
        (date(2025, 1, 1), None, 5, 6),
        (date(2026, 1, 1), 6, 6, None),
        (date(2026, 12, 31), 6, 6, None),
        (date(2027, 1, 1), None, 6, None),
    ],
)
def test_value_on_a_day_is_never_the_last_one_known(day, now, last, coming, figure):
    def value(row):
        return row and row.value

    assert value(figure.on(day, "wales")) == now
    assert value(figure.last(day, "wales")) == last
    assert value(figure.next(day, "wales")) == coming


def test_rule_without_an_end_holds_for_ever(figure):
    assert figure.on(date(2099, 1, 1), "northern_ireland").value == 9


@pytest.mark.parametrize(
    ("since", "until", "period"),
    [
        (date(2025, 4, 1), date(2026, 3, 31), "2025-26"),
        (date(2025, 4, 1), date(2025, 12, 31), "2025"),
        (date(1999, 4, 1), date(2000, 3, 31), "1999-00"),
        (date(2024, 4, 6), None, "from 2024"),
    ],
)
def test_period_names_the_years(since, until, period):
    assert FigureRow(Decimal(1), since, until, NATIONS).period == period


# Nation not known.


def across(figure, day, nations):
    return write_across(nations, lambda nation: figure.on(day, nation), lambda row: figure.write(row.value))


def test_figure_that_differs_by_nation_gives_both_values(content):
    figure = content.figures["biscuits.weekly_cap"]
    assert across(figure, TODAY, NATIONS) == "£751 (£783 in Northern Ireland)"


def test_figure_that_differs_elsewhere_gives_one_value(content):
    figure = content.figures["biscuits.weekly_cap"]
    assert across(figure, TODAY, ("england", "wales")) == "£751"


@pytest.mark.parametrize(("nation", "written"), [("wales", "£751"), ("northern_ireland", "£783")])
def test_figure_in_a_known_nation_is_that_nations(nation, written, ask):
    message = ask("tea/biscuit_rates", "employee", nation)
    assert blocks_with(message, f"The weekly cap is {written}.")


def test_figure_in_words_names_both_values_while_the_nation_is_unknown(ask):
    assert blocks_with(ask("tea/biscuit_rates"), "£751 (£783 in Northern Ireland)")


def test_nothing_is_written_across_nations_where_one_has_no_value(figure):
    assert across(figure, date(2025, 6, 1), NATIONS) is None


# Parts of a figure.


@pytest.mark.parametrize(
    ("placeholder", "written"),
    [
        ("biscuits.plain_rate", "£2.00"),
        ("biscuits.plain_rate.since", "1 April 2026"),
        ("biscuits.plain_rate.until", "31 March 2027"),
        ("biscuits.plain_rate.period", "2026-27"),
        ("biscuits.plain_rate.next", "£2.25"),
        ("biscuits.plain_rate.next.since", "1 April 2027"),
        ("biscuits.plain_rate.next.until", "31 March 2028"),
        ("biscuits.plain_rate.last", "£2.00"),
        ("biscuits.jammy_rate.last", "£719"),
        ("biscuits.jammy_rate.last.since", "6 April 2025"),
        ("biscuits.jammy_rate.last.until", "5 April 2026"),
        ("biscuits.jammy_rate.last.period", "2025-26"),
        ("biscuits.jammy_rate.published", "[Newest jammy rates](https://www.gov.uk/jammy/newest)"),
        ("biscuits.chocolate_rate.published", "[Biscuit rates](https://www.gov.uk/biscuits)"),
        ("tea.tea_day", "15 December 2026"),
        ("tea.share_paid.until", "further notice"),
        ("contacts.tea_line.name", "Tea Line"),
        ("contacts.tea_line.phone", "0300 111 2222"),
        ("contacts.tea_line.hours", "Monday to Friday, 9am to 5pm"),
        ("contacts.tea_line.link", "[Tea Line](https://www.tea.org.uk/contact)"),
        ("contacts.tea_line.url", "https://www.tea.org.uk/contact"),
    ],
)
def test_placeholder_is_filled(placeholder, written, fill):
    assert fill(f"It is {{{{ {placeholder} }}}}.") == f"It is {written}."


@pytest.mark.parametrize("spaced", ["{{tea.break_time}}", "{{  tea.break_time  }}"])
def test_blanks_in_the_braces_do_not_matter(spaced, fill):
    assert fill(spaced) == "20 minutes"


def test_every_part_of_a_figure_can_be_filled(fill):
    for part in FIGURE_PARTS:
        name = ".".join(filter(None, ["biscuits.plain_rate", part]))
        assert "{" not in fill(f"{{{{ {name} }}}}")


def test_figure_follows_the_day(fill):
    assert fill("{{ tea.break_time }}", date(2027, 1, 5)) == "20 minutes"
    assert fill("{{ tea.break_time }}", date(2027, 1, 6)) == "25 minutes"


def test_next_value_that_is_not_known_cannot_be_written(fill):
    with pytest.raises(PlaceholderError) as failure:
        fill("{{ biscuits.chocolate_rate.next }}")
    assert "needs: biscuits.chocolate_rate.next" in failure.value.mend


def test_phone_that_is_not_confirmed_cannot_be_written(fill):
    with pytest.raises(PlaceholderError, match="no confirmed phone"):
        fill("{{ contacts.scots_comfort.phone }}")


# Lapsed figures.


def test_lapsed_figure_is_written_with_the_years_that_it_was_for(ask):
    assert blocks_with(ask("tea/biscuit_rates"), "Jammy biscuits are £719 (the 2025-26 figure).")


def test_lapsed_figure_adds_one_warning_with_the_link_to_the_newest(ask):
    warnings = [block for block in ask("tea/biscuit_rates")["blocks"] if block.get("tone") == "warning"]
    (warning,) = warnings
    assert "22 November 2026" in warning["text"]
    assert "£719" in warning["text"]
    assert "2025-26" in warning["text"]
    assert "[Newest jammy rates](https://www.gov.uk/jammy/newest)" in warning["text"]


def test_figure_in_force_has_no_warning(ask):
    message = ask("tea/biscuit_rates", day=date(2026, 4, 5))
    assert not [block for block in message["blocks"] if block.get("tone") == "warning"]


def test_last_value_asked_for_by_name_is_no_reason_to_warn(content):
    filler = Filler(content.figures, content.contacts, TODAY, NATIONS)
    filler.fill("{{ biscuits.jammy_rate.last }} for {{ biscuits.jammy_rate.last.period }}")
    assert not filler.lapsed


def test_date_before_every_row_gives_no_value(fill):
    written = fill("{{ biscuits.plain_rate }}", date(2020, 1, 1))
    assert "£" not in written
    assert "1 January 2020" in written


# needs and without.


@pytest.mark.parametrize(
    ("day", "shown", "left_out"),
    [
        (TODAY, "From 1 April 2027 they are £2.25.", "not known yet"),
        (date(2027, 4, 1), "The next plain rate is not known yet.", "they are"),
    ],
)
def test_block_that_needs_a_figure_shows_only_where_it_is_known(day, shown, left_out, ask):
    message = ask("tea/biscuit_rates", "employee", "wales", day)
    assert blocks_with(message, shown)
    assert not blocks_with(message, left_out)


@pytest.mark.parametrize(("day", "known"), [(TODAY, False), (date(2026, 4, 5), True)])
def test_need_of_a_figure_itself_is_met_while_it_holds(day, known, content):
    assert Filler(content.figures, content.contacts, day, NATIONS).known("biscuits.jammy_rate") is known


def test_figure_is_known_only_where_all_nations_of_the_answer_have_it(guidance_copy):
    from bot.content import load_content

    file = guidance_copy / "figures" / "biscuits.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 2.25}", "value: 2.25, nations: [england, scotland, wales]}"), encoding="utf-8")
    loaded = load_content(guidance_copy)
    filler = Filler(loaded.figures, loaded.contacts, TODAY, NATIONS)
    assert not filler.known("biscuits.plain_rate.next")


# Tables of figures.


def table(message):
    (found,) = [block for block in message["blocks"] if block["kind"] == "table" and "Plain" in str(block)]
    return found


def test_figures_table_has_a_column_for_the_next_value(ask):
    found = table(ask("tea/break_length", "employee", "wales"))
    assert found["columns"][1:] == ["From 1 April 2026", "From 1 April 2027"]
    assert found["rows"] == [
        ["Plain biscuits", "£2.00", "£2.25"],
        ["Chocolate biscuits", "£3.50", "Not known yet"],
    ]


def test_figures_table_has_no_next_column_where_nothing_is_known(ask):
    found = table(ask("tea/break_length", "employee", "wales", date(2027, 4, 1)))
    assert len(found["columns"]) == 2
    assert [len(row) for row in found["rows"]] == [2, 2]


def test_lapsed_figure_in_a_table_is_marked_and_warned_of(ask):
    message = ask("tea/break_length", "employee", "wales", date(2027, 4, 1))
    assert "£3.50 (the 2026-27 figure)" in str(table(message))
    assert [block for block in message["blocks"] if "Chocolate biscuits" in block.get("text", "")]


def test_lapsed_figure_is_not_put_under_the_date_of_the_others(ask):
    # Plain biscuits begin on 1 April 2027; the chocolate rate beside them is last year's.
    columns = table(ask("tea/break_length", "employee", "wales", date(2027, 4, 1)))["columns"]
    assert columns[1] == "Now"
