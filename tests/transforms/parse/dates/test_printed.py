from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.parse.dates.datelines import find_dateline
from transforms.parse.dates.figures import read_day_order
from transforms.parse.dates.printed import (
    find_printed_date,
    find_refusal,
    may_be_date,
    parse_printed_date,
)
from transforms.parse.dates.reading import has_other_word
from transforms.parse.dates.relative import may_be_spans
from transforms.parse.dates.value import PrintedDate

EIGHTH_OF_MARCH = date(2026, 3, 8)
#: Of these lines are made that are dates, nearly dates, and none.
WORDS_OF_LINES = [
    *("5", "March", "märz", "2026", "2026-03-08", "30.02.2026", "08:30", "GMT", "Updated:", "by"),
    *(
        "3",
        "hours",
        "ago",
        "vor",
        "Stunden",
        "gestern",
        "hier",
        "heute,",
        "juche",
        "주체115",
        "(2025)",
    ),
    *(
        "harbour",
        "Opened",
        "on",
        "Monday",
        "|",
        "-",
        "年",
        "三月",
        "令和8年",
        "il",
        "y",
        "a",
        "٥",
        "مارس",
    ),
]


@pytest.mark.parametrize(
    "line",
    [
        "March 08, 2026",
        "8 March 2026",
        "Mar. 8, 2026",
        "Sunday, March 8, 2026",
        "Sun Mar 8 2026",
        "8th of March 2026",
        "2026-03-08",
        "2026.03.08.",
        "8. März 2026",
        "So., 08.03.2026, 18:30 Uhr",
        "le 8 mars 2026",
        "Le 8 mars 2026 à 18h30",
        "8 de marzo de 2026",
        "8 martie 2026",
        "2026. március 8.",
        "2026 m. kovo 8 d.",
        "2026. gada 8. martā",
        "ວັນທີ 8 ມີນາ 2026",
        "ថ្ងៃទី ៨ ខែ មីនា ឆ្នាំ ២០២៦",
        "၂၀၂၆ ခုနှစ်၊ မတ်လ ၈ ရက်",
        "8 марта 2026 г.",
        "8 במרץ 2026",
        "8 آذار 2026",
        "٨ مارس ٢٠٢٦",
        "8 मार्च 2026",
        "8 มีนาคม 2569",
        "ngày 8 tháng 3 năm 2026",
        "2026年3月8日(日)",
        "2026년 3월 8일",
        "입력 2026.03.08 09:10",
        "令和8年3月8日",
        "民國115年3月8日",
        "March 8, Juche 115 (2026)",
        "Juche 115(2026).3.8.",
        "주체115(2026)년 3월 8일",
        "Published March 8, 2026 at 9:02 PM",
        "- Mar. 8th 2026 8:54 am PT",
    ],
)
def test_a_line_that_is_a_date_gives_its_day_in_the_forms_newspapers_print(line: str) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert found.value_on == EIGHTH_OF_MARCH


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2026",
        "12",
        "Set 2",
        "Top 20",
        "Chapter 3 2026",
        "Apple 15 March 2026",
        "February 30, 2026",
        "31/04/2026",
        "8 March 1066",
        "8 March 3026",
        "In March, 2026 people came",
        "On December 4 last year",
        "8 listopada 2026",
        "Room 3, 8 March 2026",
        "version 2.11.4",
        "1-0 8 March 2026",
    ],
)
def test_a_line_that_is_more_or_less_than_one_possible_date_gives_no_day(line: str) -> None:
    found = parse_printed_date(line)
    assert found is None or found.value_on is None


def test_day_and_month_in_figures_are_bounds_until_the_page_says_its_order() -> None:
    found = parse_printed_date("03/08/2026")
    assert found is not None
    assert (found.value_on, found.not_before, found.not_after) == (
        None,
        date(2026, 3, 8),
        date(2026, 8, 3),
    )
    for order, value in (("dmy", date(2026, 8, 3)), ("mdy", date(2026, 3, 8))):
        known = parse_printed_date("03/08/2026", order=order)
        assert known is not None
        assert known.value_on == value


def test_a_number_above_twelve_tells_the_order_of_the_page_and_contradictions_tell_nothing() -> (
    None
):
    assert read_day_order(["03/08/2026", "03/14/2026"]) == "mdy"
    assert read_day_order(["14/03/2026"]) == "dmy"
    assert read_day_order(["14/03/2026", "03/14/2026"]) is None
    assert read_day_order(["03/08/2026"]) is None


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("8 March 2026 07.54 GMT", datetime(2026, 3, 8, 7, 54, tzinfo=UTC)),
        ("March 8, 2026 at 9:02 PM EST", datetime(2026, 3, 9, 2, 2, tzinfo=UTC)),
        ("2026-03-08 09:00 (KST)", datetime(2026, 3, 8, 0, 0, tzinfo=UTC)),
        ("Sunday 8 March 2026 20:00 +0900", datetime(2026, 3, 8, 11, 0, tzinfo=UTC)),
        ("2026-03-08T10:00:00Z", datetime(2026, 3, 8, 10, 0, tzinfo=UTC)),
        ("March 8, 2026 9:02 AM ET", None),
        ("March 8, 2026 9:02", None),
    ],
)
def test_an_instant_needs_a_time_and_a_zone_that_means_one_thing(
    line: str, instant: datetime | None
) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert found.value_at == instant


def test_of_two_dates_in_a_line_the_published_one_counts_and_a_sole_update_says_so() -> None:
    both = parse_printed_date("Published 3 March 2026, updated 4 March 2026")
    alone = parse_printed_date("Updated: March 8, 2026")
    assert both is not None
    assert alone is not None
    assert (both.value_on, both.is_update) == (date(2026, 3, 3), False)
    assert (alone.value_on, alone.is_update) == (EIGHTH_OF_MARCH, True)


@pytest.mark.parametrize("line", ["March 8", "8 Mar", "3 hours ago", "vor 3 Stunden", "Yesterday"])
def test_a_date_line_without_a_certain_year_is_a_date_line_without_a_value(line: str) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert (found.value_on, found.not_before) == (None, None)


def test_a_month_or_a_year_of_the_juche_calendar_gives_bounds() -> None:
    month, year = parse_printed_date("May 2026"), parse_printed_date("Juche 115 (2026)")
    assert month is not None
    assert year is not None
    assert (month.precision, month.not_before, month.not_after) == (
        "month",
        date(2026, 5, 1),
        date(2026, 5, 31),
    )
    assert (year.precision, year.not_before, year.not_after) == (
        "year",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    "line",
    [
        "March 8, Juche 115 (2026)",
        "March 8, Juche 115",
        "Juche 115, March 8",
        "주체115(2026)년 3월 8일",
        "주체115년 3월 8일",
        "8 марта Чучхе 115 (2026) года",
        "主体115年(2026年)3月8日",
        "チュチェ115年3月8日",
    ],
)
def test_a_juche_year_is_converted_in_every_form(line: str) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert found.value_on == date(2026, 3, 8)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("February 30, 2026", "impossible"),
        ("31/02/2026", "impossible"),
        ("2026-13-45", "impossible"),
        ("30 февраля 2026", "impossible"),
        ("2026年2月30日", "impossible"),
        ("2월 30일", "impossible"),
        ("0000-00-00", "impossible"),
        ("March 8, Juche 115 (2025)", "impossible"),
        ("March 8, 2126", "out_of_range"),
        ("8. März 1300", "out_of_range"),
        ("March 8, 2026", None),
        ("Room 45, 2026", None),
        ("Top 50", None),
        ("Call 555-1234", None),
        ("The 30 February 2026 is no date", None),
    ],
)
def test_what_is_written_like_a_date_and_is_none_is_refused_with_a_reason(
    line: str, reason: str | None
) -> None:
    assert find_refusal(line) == reason


def test_a_byline_can_hold_a_date_and_a_sentence_cannot() -> None:
    found = find_printed_date("By A. Writer, Wednesday, 20 November 2019 08:05 GMT")
    assert found is not None
    assert found.value_on == date(2019, 11, 20)
    assert find_printed_date("The words of a long sentence " * 5 + "8 March 2026") is None


@pytest.mark.parametrize(
    ("paragraph", "value", "month", "day"),
    [
        ("LONDON, Feb 3 (Agency) - Prices rose.", None, 2, 3),
        ("Pyongyang, March 8 (KCNA) -- A meeting was held.", None, 3, 8),
        ("LONDON, Feb 3, 2026 (Agency) - Prices rose.", date(2026, 2, 3), 2, 3),
        ("WASHINGTON, D.C., March 8, 2026 /PRNewswire/ -- A firm said.", date(2026, 3, 8), 3, 8),
        ("BEIJING March 8 (Xinhua) -- China said.", None, 3, 8),
        ("МОСКВА, 8 марта. /ТАСС/. Президент сказал.", None, 3, 8),
        ("МОСКВА, 8 мар - РИА Новости. Президент сказал.", None, 3, 8),
        ("BERLIN, 8. März (Reuters) - Die Preise steigen.", None, 3, 8),
        ("新华社北京3月8日电 会议召开。", None, 3, 8),
        ("(평양 3월 8일발 조선중앙통신) 회의가 진행되였다.", None, 3, 8),
        ("【ソウル2026年3月8日共同】会議。", date(2026, 3, 8), 3, 8),
        ("평양 3월 8일발 조선중앙통신 회의가 진행되였다.", None, 3, 8),
        ("(ANSA) - ROMA, 8 MAR - Il governo ha detto.", None, 3, 8),
        ("Havana, Mar 8 (Prensa Latina) Cuba said.", None, 3, 8),
        ("ISTANBUL - March 8, 2026: Prices rose.", date(2026, 3, 8), 3, 8),
        ("القاهرة في 8 مارس /أ ش أ/ قال الوزير.", None, 3, 8),
        ("São Paulo, 8 mar (EFE).- El gobierno dijo.", None, 3, 8),
        ("ANKARA, 8 Mart (AA) - Bakan dedi.", None, 3, 8),
        ("Pyongyang, March 8, Juche 115 (2026) -- A meeting was held.", date(2026, 3, 8), 3, 8),
    ],
)
def test_a_dateline_gives_month_and_day_and_a_value_only_where_a_year_is_printed(
    paragraph: str, value: date | None, month: int, day: int
) -> None:
    found = find_dateline(paragraph)
    assert found is not None
    assert (found.value_on, found.month, found.day) == (value, month, day)


@pytest.mark.parametrize(
    "paragraph",
    [
        "On December 4 last year, papers were exchanged.",
        "On March 4, 2025 - a Tuesday - it rained.",
        "Monday, March 8 — the day it rained.",
        "LONDON (Agency) - On March 4, he said so.",
        "The deal, on March 8, – he said – failed.",
        "MADRID — The match was played on 8 March.",
        "",
    ],
)
def test_a_date_inside_the_first_sentence_is_no_dateline(paragraph: str) -> None:
    assert find_dateline(paragraph) is None


@given(
    st.dates(date(1600, 1, 1), date(2100, 12, 31)),
    st.sampled_from(
        ["%B {d}, %Y", "{d} %B %Y", "%Y-%m-%d", "%A, {d} %b %Y", "%Y年%m月%d日", "{d}.%m.%Y"]
    ),
)
def test_every_day_is_read_back_from_every_form(day: date, form: str) -> None:
    found = parse_printed_date(
        day.strftime(form.replace("%Y", f"{day.year:04d}")).replace("{d}", str(day.day))
    )
    assert found is not None
    assert found.value_on == day


@given(st.text(max_size=130))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in (parse_printed_date(text), find_printed_date(text), find_dateline(text)):
        assert found is None or isinstance(found, PrintedDate)


@given(st.text(alphabet="0123456789./-: ,()年月日marchAPM+", max_size=60))
def test_any_scramble_of_date_characters_is_read_without_an_error(text: str) -> None:
    for found in (parse_printed_date(text), find_printed_date(text), find_dateline(text)):
        assert found is None or isinstance(found, PrintedDate)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("The ferry carried 4,212 passengers in March", True),
        ("Updated Sunday, 8 March 2026 at 10:30 GMT", False),
        ("8 de marzo de 2026", False),
        ("Muharram 12, 1447", False),
        ("8. März 2026, sagte er", True),
        ("8. März 2026", False),
        ("ngày 8 tháng 3 năm 2026", False),
        ("8\u00a0mars 2026 à 10h", False),
    ],
)
def test_a_word_that_no_date_has_tells_that_a_line_is_more_than_a_date(
    line: str, *, told: bool
) -> None:
    assert has_other_word(line) is told
    assert not told or parse_printed_date(line) is None


def test_a_name_that_another_language_has_for_a_month_takes_no_part_of_a_full_date() -> None:
    found = find_printed_date("Kiss Márta · 2026. március 8. 10:15")
    assert found is not None
    assert found.value_on == EIGHTH_OF_MARCH


@pytest.mark.parametrize(
    "line",
    [
        *("5 March 2026", "3 hours ago", "gestern", "vor 2 Stunden", "il y a 3 jours, 10:30"),
        *("Juche 115 (2025)", "주체115(2025)년 3월 8일", "30 February 2026", "31.02.2026"),
        *("Published yesterday", "Publié: hier", ". Posted:  today, 10:30", "Aujourd’hui"),
        *("Published: 08/03/2026 09:14 GMT", "5 марта 2026 г.", "2026年3月8日", "令和8年3月8日"),
    ],
)
def test_a_line_that_is_read_as_a_date_or_refused_as_one_may_be_one(line: str) -> None:
    assert parse_printed_date(line) or find_refusal(line)
    assert may_be_date(line, may_be_span=bool(may_be_spans([line])[0]))


@given(st.lists(st.sampled_from(WORDS_OF_LINES), max_size=8).map(" ".join))
def test_a_line_that_may_be_no_date_is_neither_read_nor_refused(line: str) -> None:
    if not may_be_date(line, may_be_span=bool(may_be_spans([line])[0])):
        assert (parse_printed_date(line), find_refusal(line)) == (None, None)


@pytest.mark.parametrize(
    "line", ["8.III.2026", "8. III. 2026", "2026. III. 8.", "2026.III.8", "niedziela, 8 III. 2026"]
)
def test_a_month_in_roman_figures_is_read(line: str) -> None:
    found = find_printed_date(line)
    assert found is not None
    assert found.value_on == EIGHTH_OF_MARCH


@pytest.mark.parametrize(
    "line", ["8 x 2026", "Part III. 2026", "Louis XIV. 8 times", "8.XIII.2026"]
)
def test_other_roman_figures_are_no_months(line: str) -> None:
    assert find_printed_date(line) is None


def test_a_month_of_four_roman_letters_makes_a_line_a_date() -> None:
    found = parse_printed_date("8.VIII.2026")
    assert found is not None
    assert found.value_on == date(2026, 8, 8)
