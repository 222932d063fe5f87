"""A stated value -> evidence for a day, with how far its source is to be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transforms.page import DateCandidate
from transforms.parse.dates.printed import find_refusal, parse_printed_date
from transforms.parse.dates.relative import read_span
from transforms.parse.dates.value import Order, PrintedDate
from transforms.text.timestamps import EPOCH, Stamp, parse_stamp

#: How far each source is to be trusted alone, highest first: its share of right days on labelled
#: pages, taken down by what so few pages can tell. measured: benchmarks/quality/days.py
CONFIDENCE = {
    "json_ld": 0.98,
    "open_graph": 0.97,
    "meta": 0.89,
    "time_tag": 0.93,
    "url": 0.85,
    "text": 0.92,
    "dateline": 0.7,
}
#: Longer texts, in characters, state no day. judged
LONGEST_DATE = 70


def read_stamp(text: str) -> Stamp | None:
    """The date that this whole text is, written for machines or printed for readers."""
    if stamp := parse_stamp(text):
        return stamp
    printed = parse_printed_date(text) if len(text) <= LONGEST_DATE else None
    if printed is None or printed.value_on is None or printed.is_update or _is_unset(printed):
        return None
    return Stamp(printed.value_on, printed.value_at, printed.precision)


def _is_unset(day: PrintedDate) -> bool:
    """Whether a day is zero seconds since the epoch, which a field prints that nobody set."""
    return day.value_at == EPOCH


def read_candidate(
    source: str, value: Any, *, confidence: float | None = None, order: Order | None = None
) -> Iterator[DateCandidate]:
    """The candidate for a stated value, with bounds where it has two readings (`03/04/2026`),
    refused where it is no possible date.

    `3 hours ago` has no bounds before the time of its capture is known. A list of one is its value.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    trust = (
        CONFIDENCE.get(source.removesuffix("_modified"), 0.5) if confidence is None else confidence
    )
    text = " ".join(str(value).split())
    if stamp := parse_stamp(value):
        yield DateCandidate(
            source,
            stamp.precision,
            trust,
            value_on=stamp.value_on,
            value_at=stamp.value_at,
            evidence=text[:80],
        )
        return
    found = (
        parse_printed_date(text, order=order)
        if isinstance(value, str) and len(text) <= LONGEST_DATE
        else None
    )
    if found and _is_unset(found):
        return
    if found and (found.value_on or found.not_before):
        yield found.as_candidate(source, trust, evidence=text[:80])
    elif found and read_span(text):
        yield DateCandidate(source, "range", trust, evidence=text)
    elif isinstance(value, str) and (reason := find_refusal(text)):
        yield DateCandidate(source, "day", trust, evidence=text, reason=reason)
