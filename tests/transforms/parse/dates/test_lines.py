"""Lines with several dates, other words, other calendars: what each is read as."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.parse.dates.printed import parse_printed_date, read_line
from transforms.parse.dates.value import Order

FIFTH, NINTH = date(2026, 3, 5), date(2026, 3, 9)


@pytest.mark.parametrize(
    "line",
    [
        "Published 5 March 2026, 09:10 | Updated 9 March 2026, 16:20",
        "Updated 9 March 2026, first published 5 March 2026",
        "Last updated: March 9, 2026 | Published: March 5, 2026",
        "5 March 2026 (updated 9 March 2026)",
        "Publié le 5 mars 2026 à 18h02, mis à jour le 9 mars 2026 à 09h15",
        "Mis à jour le 09/03/2026 à 09h15, publié le 05/03/2026",
        "Veröffentlicht am 5. März 2026, zuletzt aktualisiert am 9. März 2026",
        "Publicado el 5 de marzo de 2026. Actualizado el 9 de marzo de 2026",
        "Pubblicato il 5 marzo 2026 - Aggiornato il 9 marzo 2026",
        "Gepubliceerd: 5 maart 2026 - Bijgewerkt: 9 maart 2026",
        "Opublikowano 05.03.2026, aktualizacja: 09.03.2026",
        "Опубликовано: 05.03.2026 | Обновлено: 09.03.2026",
        "Julkaistu 5.3.2026 10.00 | Päivitetty 9.3.2026 11.00",
        "입력 2026.03.05. 오후 2:31 수정 2026.03.09. 오전 9:10",
        "2026.03.05 14:31 입력 2026.03.09 09:10 수정",
        "公開日：2026年3月5日　最終更新：2026年3月9日",
        "2026年3月5日 公開 2026年3月9日 更新",
        "发布时间：2026-03-05 10:00 更新时间：2026-03-09 11:00",
        "نشر في 5 مارس 2026 - آخر تحديث 9 مارس 2026",
        "Đăng 05/03/2026 10:00, cập nhật 09/03/2026 11:00",
        "Diterbitkan 5 Maret 2026, diperbarui 9 Maret 2026",
        "Giriş: 05.03.2026 10:00 Güncelleme: 09.03.2026 11:00",
        "Pub. 2026-03-05, upd. 2026-03-09",
        "Frissítve: 2026. március 9. 10:11 | Megjelent: 2026. március 5. 08:00",
    ],
)
def test_a_line_that_prints_both_gives_the_day_of_publication_and_that_of_the_update(
    line: str,
) -> None:
    found = read_line(line, order="dmy")
    assert found.published is not None
    assert found.updated is not None
    assert (found.published.value_on, found.updated.value_on) == (FIFTH, NINTH)


@pytest.mark.parametrize(
    "line",
    [
        "By Corin Maddox | March 5, 2026",
        "March 5, 2026 · 4 min read",
        "5 March 2026 - 12 comments",
        "Submitted by dorrit on Thu, 03/05/2026 - 09:30",
        "Gespeichert von rasos am 5. März 2026 - 18:55",
        "Montelago - 05/03/2026 11:20",
        "Kultur, 5.3.26",
        "Reviewed by Ann Lee on March 9, 2026. Published March 5, 2026",
        "5 March 2026 | Updated 3 hours ago",
        "5 Mar 2026, 5 min",
    ],
)
def test_a_day_is_found_among_the_words_of_a_header(line: str) -> None:
    found = read_line(line, order=None if "Thu" in line else "dmy").published
    assert found is not None
    assert found.value_on == FIFTH


@pytest.mark.parametrize(
    "line", ["Medically reviewed on March 5, 2026", "© 5 March 2026", "Registriert: 05.03.2026"]
)
def test_a_day_that_is_labelled_as_anothers_is_not_the_articles(line: str) -> None:
    found = read_line(line)
    assert (found.published, found.updated) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "۱۴ اسفند ۱۴۰۴ - ۱۰:۲۵",
        "پنج‌شنبه ۱۴ اسفند ۱۴۰۴",
        "تاریخ انتشار: ۱۴۰۴/۱۲/۱۴ - ۱۰:۲۵",
        "۱۴ حوت ۱۴۰۴",
        "الخميس 16 رمضان 1447 هـ",
        "الخميس 16 رمضان 1447 هـ - 5 مارس 2026 م",
        "1447/09/16",
        "16 Ramadan 1447 AH",
        "16 Ramazan 1447",
        "٥ آذار/مارس ٢٠٢٦، الساعة ١١:٣٠",
        "5 آذار (مارس) 2026",
        "5 มี.ค. 2569 10:30 น.",
        "วันพฤหัสบดีที่ 5 มีนาคม พ.ศ. 2569",
        "5 มี.ค. 69 10:30 น.",
        "中華民國115年3月5日 18:40",
        "民國一百一十五年三月五日",
        "115年3月5日",
        "二〇二六年三月五日",
        "令和８年３月５日（木）１９時３０分",
        "令和八年三月五日",
        "2026年（令和8年）3月5日",
        "R8.3.5",
        "주체115(2026)년 3월 5일",
        "5 March '26",
        "5-Mar-26",
        "05.03.26, 18:30 Uhr",
        "입력 26.03.05 14:31",
        "5 ಮಾರ್ಚ್ 2026, 06:30",
        "ଗୁରୁବାର, ୫ ମାର୍ଚ୍ଚ ୨୦୨୬",
        "৫ই মার্চ ২০২৬",
        "2026 оны 3-р сарын 5, 06:30",
        "2026ko martxoaren 5a",
        "Diterbitkan 5 Mac 2026, 10:20 PG",
    ],
)
def test_every_calendar_that_papers_print_is_read(line: str) -> None:
    found = parse_printed_date(line)
    assert found is not None
    assert found.value_on == FIFTH


@pytest.mark.parametrize(
    ("line", "order", "day"),
    [
        ("05/03/26", "dmy", FIFTH),
        ("03/05/26", "mdy", FIFTH),
        ("26/03/05", "ymd", FIFTH),
        ("115/03/05", "ymd", FIFTH),
        ("05/03/26", None, None),
        ("115.3.5", None, None),
    ],
)
def test_two_figures_of_a_year_need_an_order(
    line: str, order: Order | None, day: date | None
) -> None:
    found = parse_printed_date(line, order=order)
    assert (found.value_on if found else None) == day


def test_a_weekday_tells_which_of_two_readings_is_meant_and_doubts_a_day_that_is_not_its_own() -> (
    None
):
    told = parse_printed_date("Thursday 05/03/2026")
    other = parse_printed_date("Wednesday, 5 March 2026")
    assert told is not None
    assert other is not None
    assert (told.value_on, told.fits_weekday) == (FIFTH, True)
    assert (other.value_on, other.fits_weekday) == (FIFTH, False)
    trust = [d.as_candidate("text", 0.8, evidence="").confidence for d in (told, other)]
    assert trust[1] < trust[0]
