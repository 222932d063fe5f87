"""Days as feeds and sitemaps write them: for machines, or printed, in whatever language."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.parse.dates.figures import read_day_order
from transforms.parse.dates.printed import find_printed_date, parse_printed_date
from transforms.parse.dates.value import Order
from transforms.text.timestamps import Stamp, parse_stamp

#: The languages that write the month first somewhere; all others write 05/03 for 5 March.
_MONTH_FIRST = frozenset({"en", "fil", "tl"})
_LONGEST = 80


def day_order(texts: Iterable[str], language: str | None) -> Order | None:
    """In what order a file writes the figures of a day: told by those of its dates that can be read
    one way only, else by its language; None where neither tells.
    """
    told = read_day_order(texts)
    return told or ("dmy" if language and language not in _MONTH_FIRST else None)


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
