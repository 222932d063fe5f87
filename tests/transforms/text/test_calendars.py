from datetime import date

import pytest

from transforms.text.calendars import common_year, gregorian_day, hijri_day, persian_day

THIRD_OF_MARCH = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1404, 12, 12), (1447, 9, 14), (2569, 3, 3), (115, 3, 3), (2026, 3, 3)],
)
def test_the_year_tells_its_calendar(year: int, month: int, day: int) -> None:
    assert gregorian_day(year, month, day) == THIRD_OF_MARCH


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1404, 12, 31), (1404, 13, 1), (1447, 9, 31), (2569, 2, 29), (115, 2, 30), (0, 1, 1)],
)
def test_a_day_that_its_calendar_has_not_is_none(year: int, month: int, day: int) -> None:
    assert gregorian_day(year, month, day) is None


def test_a_leap_day_of_the_persian_calendar_is_a_day() -> None:
    assert persian_day(1403, 12, 30) == date(2025, 3, 20)
    assert persian_day(1404, 12, 30) is None


def test_a_hijri_year_that_the_tables_have_not_is_none() -> None:
    assert hijri_day(1600, 1, 1) is None


def test_a_buddhist_year_beside_a_months_name_is_the_common_one() -> None:
    assert (common_year(2569), common_year(2026)) == (2026, 2026)
