"""Days as feeds and sitemaps write them: for machines, or printed, in whatever language."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.parse.dates.figures import read_day_order
from transforms.parse.dates.orders import language_order
from transforms.parse.dates.printed import find_printed_date, parse_printed_date
from transforms.parse.dates.value import Order
from transforms.text.timestamps import Stamp, parse_stamp

#: A longer text is no day. judged
_LONGEST = 80


def day_order(texts: Iterable[str], language: str | None) -> Order | None:
    """The order in which a file writes the figures of a day: the language's (an ISO 639-1 code)
    where that puts the year first, since `26/03/05` could be a day first elsewhere; else that of
    its dates (`texts`) that can be read one way only, else the language's. None where none tells.
    """
    order = language_order(language or "")
    return order if order == "ymd" else read_day_order(texts) or order


def read_day(text: str, *, order: Order | None) -> Stamp | None:
    """The day, with the time where a zone is given: `Do, 05 Mär 2026 11:41:36` and
    `03.03.2026 17:20` have one; None rather than a guess.
    """
    if stamp := parse_stamp(text):
        return stamp
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        return None
    printed = parse_printed_date(line, order=order)
    if printed is None or printed.value_on is None:
        printed = find_printed_date(line, order=order)
    if printed is None or printed.value_on is None:
        return None
    return Stamp(printed.value_on, printed.value_at, printed.precision)
