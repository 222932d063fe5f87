"""Stamps in UTC beside evidence of the outlet's own day -> the same stamps with that day.

A page of Sydney that is stamped 21:30 UTC on the 22nd is of the 23rd, and prints so. A stamp with
a zone of its own says its local day itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from transforms.page import DateCandidate

#: How an instant is written that tells no zone: in UTC, or as seconds since the epoch.
_NO_ZONE = re.compile(
    r"(?:z|[+-]00:?00|\butc|\bgmt|\but)(?:\s*\([^)]{0,40}\)|\[[^\]]{0,40}\])?$|^\d{9,13}(?:\.\d+)?$",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\d\s?([+-])(0\d|1[0-4]):?([0-5]\d)$")
#: The earliest and the latest local time on earth. source: Baker Island, the Line Islands
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
#: What tells the outlet's day, the surest first: what it prints, then its address, its dateline.
_WITNESSES = ("text", "time_tag", "meta", "record", "open_graph", "json_ld", "url", "dateline")


def as_local(candidates: Sequence[DateCandidate]) -> list[DateCandidate]:
    """The candidates with the outlet's day in place of UTC's, where another one tells it.

    That is a day printed, stated with a zone, or in the address which some zone makes of the
    instant; else the zone that another stamp of the page states.
    """
    witnesses = [
        c
        for source in _WITNESSES
        for c in candidates
        if c.source == source and c.value_on and c.reason is None and not is_utc(c)
    ]
    zone = _stated_zone(candidates)
    return [_localize(c, witnesses, zone) if is_utc(c) else c for c in candidates]


def is_utc(candidate: DateCandidate) -> bool:
    """Whether a candidate is an instant that tells no zone."""
    at, on = candidate.value_at, candidate.value_on
    if at is None or on is None or candidate.reason:
        return False
    return _NO_ZONE.search((candidate.evidence or "").strip()) is not None


def possible_days(at: datetime) -> set[date]:
    """The days that some zone on earth makes of an instant."""
    days = {at.date()}
    for zone in (_WEST, _EAST):
        try:
            days.add((at + zone).date())
        except OverflowError:
            continue
    return days


def _localize(
    candidate: DateCandidate, witnesses: Sequence[DateCandidate], zone: timedelta | None
) -> DateCandidate:
    at = candidate.value_at
    if at is None:
        return candidate
    if candidate.source.endswith("_modified"):
        return candidate if zone is None else replace(candidate, value_on=_day_in(at, zone))
    days = possible_days(at)
    for witness in witnesses:
        if witness.value_on in days:
            return replace(candidate, value_on=witness.value_on)
    return candidate if zone is None else replace(candidate, value_on=_day_in(at, zone))


def _day_in(at: datetime, zone: timedelta) -> date:
    try:
        return (at + zone).date()
    except OverflowError:
        return at.date()


def _stated_zone(candidates: Sequence[DateCandidate]) -> timedelta | None:
    """The one zone that the page's stamps state beside UTC; None where they state none or several
    more than an hour apart.
    """
    zones = set()
    for c in candidates:
        if c.value_at and (found := _OFFSET.search((c.evidence or "").strip())):
            shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
            zones.add(-shift if found[1] == "-" else shift)
    zones.discard(timedelta(0))
    is_one = bool(zones) and max(zones) - min(zones) <= timedelta(hours=1)
    return min(zones) if is_one else None
