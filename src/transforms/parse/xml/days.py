"""Days as feeds and sitemaps write them: for machines, or printed, in whatever language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.parse.dates.figures import read_day_order
from transforms.parse.dates.orders import country_order, language_order
from transforms.parse.dates.printed import find_printed_date, parse_printed_date
from transforms.parse.dates.value import Order
from transforms.text.language import primary_subtag
from transforms.text.timestamps import Stamp, parse_stamp
from transforms.urls import split_url

#: A longer text is no day. judged
_LONGEST = 80
#: Days of mail as programs write them in Korean, Chinese and Japanese: `목, 05 3월 2026 11:41:36`.
_EASTERN_MAIL = re.compile(
    r"(?:\w{1,3}[,，]?\s+)?(?P<day>\d\d?) (?P<month>1?\d|十?[一二]|[三四五六七八九十])[月월] "
    r"(?P<year>\d{4})(?P<clock>\s.*)?"
)
_EASTERN_NUMBERS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def day_order(texts: Iterable[str], tag: str | None, url: str | None) -> Order | None:
    """The order in which a file writes the figures of a day: that of its language (`tag`) where
    that puts the year first, since `26/03/05` could be a day first elsewhere; else that of its
    dates (`texts`) that can be read one way only, else the language's, else that of the country
    which the tag (`en-GB`) or the address of its site names. None where none tells.
    """
    order = language_order(primary_subtag(tag) or "")
    if order == "ymd":
        return order
    return read_day_order(texts) or order or country_order(tag, split_url(url).hostname)


def read_day(text: str, *, order: Order | None) -> Stamp | None:
    """The day, with the time where a zone is given: `Do, 05 Mär 2026 11:41:36` and
    `03.03.2026 17:20` have one; None rather than a guess.
    """
    if stamp := parse_stamp(text):
        return stamp
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        return None
    if eastern := _EASTERN_MAIL.fullmatch(line):
        said = eastern["month"]
        month = said if said.isdecimal() else _EASTERN_NUMBERS.index(said) + 1
        return parse_stamp(f"{eastern['year']}-{month}-{eastern['day']}{eastern['clock'] or ''}")
    printed = parse_printed_date(line, order=order)
    if printed is None or printed.value_on is None:
        printed = find_printed_date(line, order=order)
    if printed is None or printed.value_on is None:
        return None
    return Stamp(printed.value_on, printed.value_at, printed.precision)
