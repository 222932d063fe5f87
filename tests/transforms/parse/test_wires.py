"""Agencies and reporters by their datelines."""

from __future__ import annotations

import pytest

from transforms.parse.capture import parse_capture
from transforms.parse.wires import find_agency, find_reporters


@pytest.mark.parametrize(
    ("start", "agency"),
    [
        ("LONDON, March 5 (Reuters) - Prices rose.", "Reuters"),
        ("MERCY GAP, Mont. (AP) — The light was sold.", "AP"),
        ("Berlin (dpa/lno) - Ein Elch ist spaziert.", "dpa"),
        ("GUIYANG, March 5 (Xinhua) -- The terraces reopened.", "Xinhua"),
        ("(ANSA) - ROMA, 5 MAR - La fontana.", "ANSA"),
        ("МОСКВА, 5 марта. /ТАСС/. Мост открыли.", "ТАСС"),
        ("МОСКВА, 5 мар - РИА Новости. Мост открыли.", "РИА Новости"),
        ("(서울=연합뉴스) 박서연 기자 = 시는", "연합뉴스"),
        ("新华社北京3月5日电（记者周雨亭）水务局", "新华社"),
        ("【共同】時計台の修理が", "共同"),
        ("Vigo (Pontevedra), 5 mar (EFE).- El dique", "EFE"),
        ("القاهرة في 5 مارس /أ ش أ/. افتتح المحافظ", "أ ش أ"),
        ("The plan (AP has seen it) - and others - failed.", None),
        ("A bank (HSBC) - not the first - has closed.", None),
        ("She read Reuters every day - and believed it.", None),
    ],
)
def test_a_dateline_names_its_agency_and_other_brackets_none(
    start: str, agency: str | None
) -> None:
    assert find_agency(start) == agency


def test_an_articles_agency_is_that_of_its_dateline_where_its_byline_names_none() -> None:
    text = (
        "Storks return to village\n\nRUESTAEDT, Germany, March 5 (Reuters) - Two storks have "
        "settled on the chimney of the primary school for the first time in nine years, and "
        "lessons have been moved.\n\nThe headmistress said that the clatter was compatible with "
        "music but not with arithmetic, and that the birds had been told.\n"
    )
    page = parse_capture(text.encode(), media_type="text/plain")
    assert [a.agency for a in page.articles] == ["Reuters"]


@pytest.mark.parametrize(
    ("start", "names"),
    [
        ("本报厦门3月4日电（记者王小明）港口管理局表示", "王小明"),
        ("新华社北京3月5日电（记者周雨亭、李 四）水务局", None),
        ("新华社北京3月5日电（记者周雨亭、李四光）水务局", "周雨亭, 李四光"),
        ("〔記者陳小明／台北報導〕港務局表示", "陳小明"),
        ("(서울=연합뉴스) 박서연 기자 = 시는", "박서연"),
        ("(도쿄=연합뉴스) 박서연·김철수 특파원 = 시는", "박서연, 김철수"),
        ("港口管理局表示，码头安然无恙（记者在场）", None),
        ("(Yonhap) The board said.", None),
    ],
)
def test_a_dateline_names_its_reporters(start: str, names: str | None) -> None:
    assert find_reporters(start) == names
