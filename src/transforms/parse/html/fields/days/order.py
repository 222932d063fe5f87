"""Whether a page writes the day or the month first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

from transforms.page import DateCandidate
from transforms.parse.dates.figures import DMY, read_day_order
from transforms.parse.dates.value import Order
from transforms.parse.html.markup.document import Document

#: Languages in which figures are written month first in some country that prints newspapers, or
#: whose pages declare one language and are written for another country's readers. source: CLDR
_EITHER = frozenset({"en", "fil", "tl"})
#: Countries of English that never write the month first. source: CLDR
_DAY_FIRST_COUNTRIES = frozenset(
    {"gb", "au", "nz", "ie", "in", "pk", "ng", "ke", "gh", "sg", "hk", "my", "mt", "jm", "bd", "lk"}
)
_MONTHS = 12
_DAY_FIRST_DOMAINS = _DAY_FIRST_COUNTRIES | {"uk"}


def order_of_language(page: Document, language: str | None) -> Order | None:
    """The one order that the page's language writes dates in: French or Portuguese is never written
    month first, English is.
    """
    return language_order(language or _declared(page).partition("-")[0])


def order_of_page(page: Document, host: str | None) -> Order | None:
    """How a page writes dates in figures: told by its own dates with a number above 12, else by its
    country, where it declares itself British, Australian and so on or its address ends so.
    """
    if told := read_day_order(["\n".join(page.texts)]):
        return told
    country = _declared(page).rpartition("-")[2]
    domain = (host or "").rpartition(".")[2].lower()
    return "dmy" if country in _DAY_FIRST_COUNTRIES or domain in _DAY_FIRST_DOMAINS else None


def _declared(page: Document) -> str:
    """The language tag of the page's root, in lower case: `en-gb`."""
    roots = page.tags_named("html")
    root = page.values(roots[1]) if len(roots) > 1 else {}
    return (root.get("lang") or root.get("xml:lang") or "").lower().replace("_", "-")


@cache
def language_order(language: str) -> Order | None:
    """The one order that a language writes dates in, or None; by CLDR's short form."""
    if not language or language in _EITHER:
        return None
    try:
        pattern = Locale.parse(language).date_formats["short"].pattern
    except (UnknownLocaleError, ValueError, KeyError):
        return None
    places = sorted((pattern.lower().find(part), part) for part in "dmy")
    if places[0][0] < 0:
        return None
    order = "".join(part for _, part in places)
    if order == "ymd":
        return "ymd" if language in _YEAR_FIRST else "dmy"
    return "dmy" if order == "dmy" else None


#: Languages that write the year first in two figures too; Swedish and Lithuanian, which also put it
#: first, write it in four, and what they write in two has the day first.
_YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "mn"})


def settle_readings(candidates: Sequence[DateCandidate]) -> list[DateCandidate]:
    """The candidates with dates in figures read as the page's other evidence has it: 11/01/2021
    beside a stamp of 1 November is that day, whatever the language's order.
    """
    days: set[date | None] = {
        c.value_on
        for c in candidates
        if c.value_on and c.source not in ("text", "text_modified") and c.reason is None
    }
    return [_settle(c, days) for c in candidates]


def _settle(candidate: DateCandidate, days: set[date | None]) -> DateCandidate:
    if candidate.source not in ("text", "time_tag") or candidate.value_on in days:
        return candidate
    figures = DMY.search(candidate.evidence or "")
    if figures is None:
        return candidate
    readings = _readings(int(figures[1]), int(figures[3]), candidate) & days
    if len(readings) != 1:
        return candidate
    day = readings.pop()
    return replace(candidate, value_on=day, not_before=None, not_after=None, precision="day")


def _readings(first: int, second: int, candidate: DateCandidate) -> set[date | None]:
    """The other reading of a day that is read, or both of one that is open."""
    if candidate.value_on:
        day = candidate.value_on
        is_plain = {day.day, day.month} == {first, second} and candidate.value_at is None
        return {date(day.year, day.day, day.month)} if is_plain and day.day <= _MONTHS else set()
    if candidate.precision == "range" and candidate.not_before and candidate.not_after:
        return {candidate.not_before, candidate.not_after}
    return set()
