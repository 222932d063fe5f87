from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.page import DateCandidate
from transforms.parse.capture import parse_capture
from transforms.parse.dates.choose import bound_phrase, check_candidate, choose_date
from transforms.parse.dates.relative import bound_event, bound_span, find_phrases
from transforms.words.relative import ON_WEEKDAY, WEEKDAY_OF

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("3 hours ago", date(2026, 3, 7), date(2026, 3, 9)),
        ("2 days ago at 07:47 am", date(2026, 3, 4), date(2026, 3, 7)),
        ("3 weeks ago", date(2026, 2, 7), date(2026, 2, 16)),
        ("Yesterday, 10:30 pm", date(2026, 3, 6), date(2026, 3, 8)),
        ("Published: yesterday", date(2026, 3, 6), date(2026, 3, 8)),
        ("Publié hier à 18h02", date(2026, 3, 6), date(2026, 3, 8)),
        ("Publicado hace 2 horas", date(2026, 3, 7), date(2026, 3, 9)),
        ("Опубликовано вчера", date(2026, 3, 6), date(2026, 3, 8)),
        ("vor einer Stunde", date(2026, 3, 7), date(2026, 3, 9)),
        ("Gestern, 18:41 Uhr", date(2026, 3, 6), date(2026, 3, 8)),
        ("il y a 2 jours", date(2026, 3, 4), date(2026, 3, 7)),
        ("hace 2 horas", date(2026, 3, 7), date(2026, 3, 9)),
        ("2 часа назад", date(2026, 3, 7), date(2026, 3, 9)),
        ("3시간 전", date(2026, 3, 7), date(2026, 3, 9)),
        ("昨天 10:30", date(2026, 3, 6), date(2026, 3, 8)),
        ("منذ 3 ساعات", date(2026, 3, 7), date(2026, 3, 9)),
        ("I går kl. 10:30", date(2026, 3, 6), date(2026, 3, 8)),
        ("i dag", date(2026, 3, 7), date(2026, 3, 9)),
        ("Igår 10:30", date(2026, 3, 6), date(2026, 3, 8)),
        ("för 3 timmar sedan", date(2026, 3, 7), date(2026, 3, 9)),
        ("3 timer siden", date(2026, 3, 7), date(2026, 3, 9)),
        ("3 uur geleden", date(2026, 3, 7), date(2026, 3, 9)),
        ("2 dni temu", date(2026, 3, 4), date(2026, 3, 7)),
        ("3 saat önce", date(2026, 3, 7), date(2026, 3, 9)),
        ("3 jam yang lalu", date(2026, 3, 7), date(2026, 3, 9)),
        ("hôm qua", date(2026, 3, 6), date(2026, 3, 8)),
        ("۳ ساعت پیش", date(2026, 3, 7), date(2026, 3, 9)),
    ],
)
def test_a_time_told_from_now_bounds_the_day_by_the_capture(
    line: str, first: date, last: date
) -> None:
    assert bound_span(line, NOON) == (first, last)


@pytest.mark.parametrize(
    "line",
    [
        "Updated 2 hours ago",
        "Last updated: 2 hours ago",
        "Updated today",
        "Zuletzt aktualisiert vor 2 Stunden",
        "Mis à jour il y a 2 heures",
        "Actualizado hace 2 horas",
    ],
)
def test_what_was_updated_a_while_ago_was_published_any_time_before(line: str) -> None:
    assert bound_span(line, NOON) == (None, date(2026, 3, 9))


@pytest.mark.parametrize(
    "line", ["the day before", "3 men ago", "8 March 2026", "5 fa", "", "ago", "i", "går", "dag"]
)
def test_other_lines_are_told_from_nothing(line: str) -> None:
    assert bound_span(line, NOON) is None


def test_a_sentence_tells_days_of_its_events_and_a_full_date_is_none_of_them() -> None:
    text = (
        "It was agreed on December 4 last year, again on Monday, May 4, 2020, and on Monday, "
        "said Kim. Yesterday it rained."
    )
    assert find_phrases(text, 5) == ["December 4 last year", "on Monday", "Yesterday"]
    assert find_phrases("작년 12월 4일에 합의하였다.", 5) == ["작년 12월 4일"]
    assert find_phrases("Am 4. Dezember vergangenen Jahres fiel die Entscheidung.", 5) == [
        "4. Dezember vergangenen Jahres"
    ]
    assert find_phrases("The last year of the war began on February 30 last year.", 5) == []


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("December 4 last year", date(2025, 12, 4), date(2025, 12, 4)),
        ("on Monday", date(2026, 3, 2), date(2026, 3, 9)),
        ("yesterday", date(2026, 3, 7), date(2026, 3, 7)),
    ],
)
def test_a_phrase_is_told_from_the_articles_day_and_a_captures_day_is_only_the_latest_it_can_be(
    phrase: str, first: date, last: date
) -> None:
    assert bound_event(phrase, date(2026, 3, 8), is_exact=True) == (first, last)
    assert bound_event(phrase, date(2026, 3, 8), is_exact=False) == (None, last)


def test_a_phrase_dates_no_article() -> None:
    body = (
        "The mayor laid the first stone on December 4 last year, and the bridge will be opened "
        "when the winter is over.\n" * 3
    )
    dates = parse_capture(body.encode(), media_type="text/plain").dates
    assert [(d.source, d.evidence, d.value_on) for d in dates] == [
        ("phrase", "December 4 last year", None)
    ]
    assert choose_date(dates, captured_at=NOON) is None
    bounds = bound_phrase(dates[0], None, captured_at=NOON)
    assert (bounds.not_before, bounds.not_after) == (None, date(2025, 12, 4))


def test_a_day_after_the_capture_is_refused_by_name_and_a_time_from_now_gets_its_bounds() -> None:
    late = check_candidate(
        DateCandidate("json_ld", "day", 0.98, value_on=date(2026, 3, 10)), captured_at=NOON
    )
    assert (late.reason, choose_date([late], captured_at=None)) == ("after_capture", None)
    east = check_candidate(
        DateCandidate("json_ld", "day", 0.98, value_on=date(2026, 3, 9)), captured_at=NOON
    )
    assert east.reason is None
    open_ = check_candidate(
        DateCandidate("time_tag", "range", 0.93, evidence="3 hours ago"), captured_at=NOON
    )
    assert (open_.not_before, open_.not_after, open_.reason) == (
        date(2026, 3, 7),
        date(2026, 3, 9),
        None,
    )


@pytest.mark.parametrize(
    ("figures", "first", "last", "day"),
    [
        ("05/12/2026", date(2026, 5, 12), date(2026, 12, 5), None),
        ("02/03/2026", date(2026, 2, 3), date(2026, 3, 2), None),
        ("04/02/2026", date(2026, 2, 4), date(2026, 4, 2), date(2026, 2, 4)),
        ("Posted 02/04/2026, 10:15", date(2026, 2, 4), date(2026, 4, 2), date(2026, 2, 4)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), None),
    ],
)
def test_of_two_readings_of_figures_the_one_before_the_capture_counts(
    figures: str, first: date, last: date, day: date | None
) -> None:
    read = DateCandidate("text", "range", 0.9, not_before=first, not_after=last, evidence=figures)
    checked = check_candidate(read, captured_at=NOON)
    assert (checked.value_on, checked.precision) == ((day, "day") if day else (None, "range"))
    assert check_candidate(read, captured_at=None) is read


def test_an_impossible_date_is_kept_with_its_reason_and_is_neither_title_nor_day() -> None:
    text = (
        "A bridge opens at last\n\nFebruary 30, 2026\n\n"
        + "The bridge opened, said the mayor, who had waited for it. " * 5
    )
    page = parse_capture(text.encode(), media_type="text/plain")
    assert page.articles[0].title == "A bridge opens at last"
    assert [(d.evidence, d.reason, d.value_on) for d in page.dates] == [
        ("February 30, 2026", "impossible", None)
    ]
    stated = (
        b'<script type="application/ld+json">{"@type":"NewsArticle",'
        b'"datePublished":"2026-02-30T10:00:00Z"}</script>'
    )
    paragraphs = b"<p>The bridge opened, said the mayor, who had waited for it.</p>" * 4
    page = parse_capture(stated + b"<h1>A bridge opens</h1>" + paragraphs, media_type="text/html")
    assert [(d.source, d.reason) for d in page.dates] == [("json_ld", "impossible")]


WORDS = st.sampled_from(
    [*WEEKDAY_OF, "on", "ON", "am", "el", "во", "Monday", "Mondays", "the", "5", "5,"]
)


@given(st.lists(WORDS, max_size=12), st.sampled_from([" ", "  ", ", "]))
def test_weekdays_are_found_as_one_search_for_them_finds_them(words: list[str], gap: str) -> None:
    text = gap.join(words)
    assert find_phrases(text, 20) == [found[0] for found in ON_WEEKDAY.finditer(text)]
