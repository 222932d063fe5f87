"""Whether a page writes the day or the month first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.page import DateCandidate
from transforms.parse.dates.figures import DMY, read_day_order
from transforms.parse.dates.orders import country_order, language_order
from transforms.parse.dates.value import Order
from transforms.parse.html.markup.document import Document

_MONTHS = 12
#: A day in figures beside a twelve-hour clock in a zone of North America: `3/5/2026 11:02 AM EST`.
_AMERICAN = re.compile(
    r"(?<!\d)\d{1,2}/\d{1,2}/(?:\d\d){1,2},?(?: at)? \d{1,2}:\d\d ?[ap]\.?m\.? ?[(]?[ECMP][SD]?T\b",
    re.IGNORECASE,
)


def order_of_language(page: Document, language: str | None) -> Order | None:
    """The one order that the page's language writes dates in: French or Portuguese is never written
    month first, English is.
    """
    return language_order(language or _declared(page).partition("-")[0])


def order_of_page(page: Document, host: str | None) -> Order | None:
    """How a page writes dates in figures: told by its own dates with a number above 12, else by its
    country, where it declares itself British, Australian and so on or its address ends so, or
    clocks of North America beside its days do.
    """
    text = "\n".join(page.texts)
    if told := read_day_order([text]):
        return told
    if _AMERICAN.search(text):
        return "mdy"
    return country_order(_declared(page), host)


def _declared(page: Document) -> str:
    """The language tag of the page's root, in lower case: `en-gb`."""
    roots = page.tags_named("html")
    root = page.values(roots[1]) if len(roots) > 1 else {}
    return (root.get("lang") or root.get("xml:lang") or "").lower().replace("_", "-")


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
