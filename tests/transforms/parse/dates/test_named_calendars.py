"""Days of the calendars of Nepal, Ethiopia and the Jews."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from transforms.parse.dates.other_calendars import ethiopian_day, hebrew_day, nepali_day
from transforms.parse.dates.printed import parse_printed_date


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("२०८१ वैशाख १ गते शनिबार", date(2024, 4, 13)),
        ("५ माघ २०७९", date(2023, 1, 19)),
        ("असोज १०, २०८२", date(2025, 9, 26)),
        ("መስከረም 1 ቀን 2016 ዓ.ም.", date(2023, 9, 12)),
        ("3 ጳጉሜን 2017", date(2025, 9, 8)),
        ("א' בתשרי תשפ\"ו", date(2025, 9, 23)),
        ("י״ד אדר ב׳ תשפ״ד", date(2024, 3, 24)),
        ("כ״ה בכסלו ה'תש״פ", date(2019, 12, 23)),
    ],
)
def test_a_day_is_told_by_its_months_name(line: str, day: date) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert found.value_on == day


@pytest.mark.parametrize("line", ["३२ माघ २०७९", "ጳጉሜ 7 2016", "ל' בטבת תשפ\"ו", "५ माघ १४७९"])
def test_a_day_that_its_calendar_has_not_is_none(line: str) -> None:
    found = parse_printed_date(line)
    assert found is None or found.value_on is None


def test_of_two_calendars_in_a_line_the_common_one_counts() -> None:
    found = parse_printed_date('י"ז באדר תשפ"ו, 05.03.2026')
    assert found is not None
    assert found.value_on == date(2026, 3, 5)


def test_each_day_of_years_follows_the_day_before() -> None:
    calendars = ((hebrew_day, 5780), (ethiopian_day, 2010), (nepali_day, 2075))
    for convert, first in calendars:
        places = product(range(first, first + 10), range(1, 14), range(1, 33))
        real = [day for place in places if (day := convert(*place))]
        assert real == [real[0] + timedelta(n) for n in range(len(real))]
        assert len(real) > 3_600
