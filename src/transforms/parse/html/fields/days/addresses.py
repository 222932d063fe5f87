"""An address -> the day in its path, or the bounds of its month."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from transforms.page import DateCandidate
from transforms.text.timestamps import parse_stamp
from transforms.urls import split_url
from transforms.words.dates import ENGLISH_MONTHS

#: The day of an address alone is right as often as this. measured: benchmarks/quality/days.py
URL_CONFIDENCE = 0.85
_URL_DAY = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)(?:([/_-])(0?[1-9]|1[0-2]|[a-z]{3})\2(0?[1-9]|[12]\d|3[01])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|t\d|$)"
)
#: A day above 12 before its month: `/23-01-2022-final`.
_URL_DAY_FIRST = re.compile(
    r"(?:^|[/_-])(1[3-9]|2\d|3[01])([/_-])(0?[1-9]|1[0-2])\2((?:19|20)\d\d)(?=[/_.-]|$)"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])(?=/)")


def read_url_dates(url: str | None) -> Iterator[DateCandidate]:
    """The day in a path such as `/2026/03/08/rain`, or the bounds of the month in
    `/2026/03/rain`.
    """
    path = split_url(url).path.lower()
    if day := _URL_DAY.search(path):
        named = day[3] or day[5]
        month = ENGLISH_MONTHS.get(named, 0) if named.isalpha() else int(named)
        yield from _day(f"{day[1]}-{month:02}-{int(day[4] or day[6]):02}", day[0])
    elif day := _URL_DAY_FIRST.search(path):
        yield from _day(f"{day[4]}-{int(day[3]):02}-{int(day[1]):02}", day[0])
    elif found := _URL_MONTH.search(path):
        year, month = int(found[1]), int(found[2])
        yield DateCandidate(
            "url",
            "month",
            URL_CONFIDENCE,
            not_before=date(year, month, 1),
            not_after=date(year, month, calendar.monthrange(year, month)[1]),
            evidence=found[0].strip("/"),
        )


def _day(text: str, evidence: str) -> Iterator[DateCandidate]:
    if stamp := parse_stamp(text):
        yield DateCandidate(
            "url", "day", URL_CONFIDENCE, value_on=stamp.value_on, evidence=evidence.strip("/_-")
        )
