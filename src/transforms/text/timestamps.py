"""Machine timestamps -> the date as written, and the instant where a zone says which one it was."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from transforms.page import Precision
from transforms.values import frozen

#: The first newspaper is of 1605; a later year than the last one here is a typing error or a
#: placeholder. judged
_FIRST_YEAR, _LAST_YEAR = 1605, 2100
#: Zone names of RFC 2822 and the few others that feeds and content systems write, in hours.
_ZONES = {
    "Z": 0,
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "JST": 9,
    "KST": 9,
}
_MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_CLOCK = (
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,:](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?\s*(?P<zone>[A-Z]{1,4}\b)?\s*(?P<offset>[+-]\d\d(?::?\d\d)?)?"
)
#: ISO 8601 and its looser cousins: `2026-03-08`, `2026-03-08T10:00:00.000+0900`, `2026/03/08 10:00
#: KST`.
_ISO = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?:(?:T|\s+|,\s*){_CLOCK})?(?:\s*\[[\w/]+\])?",
    re.I,
)
#: RFC 2822 and what JavaScript prints: `Sun, 08 Mar 2026 10:00:00 GMT`, `Sun Mar 08 2026 10:00:00
#: GMT+0900 (KST)`.
_MAIL = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<day>\d\d?)[ -](?P<name>[a-z]{{3}})[a-z]*[ "
    rf"-](?P<year>\d{{4}})(?:,?\s+{_CLOCK})?",
    re.I,
)
_SCRIPT = re.compile(
    rf"[a-z]{{3}}\s+(?P<name>[a-z]{{3}})\s+(?P<day>\d\d?)\s+(?P<year>\d{{4}})\s+{_CLOCK}(?:\s*\([^)]*\))?",
    re.I,
)
#: What C and Java print: `Sun Mar 8 10:00:00 CET 2026`.
_CTIME = re.compile(
    r"[a-z]{3}\s+(?P<name>[a-z]{3})\s+(?P<day>\d\d?)\s+(?P<hour>\d\d?):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?:\s+(?P<zone>[A-Z]{1,4}))?(?:\s*(?P<offset>[+-]\d\d:?\d\d))?\s+(?P<year>\d{4})",
    re.I,
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?P<zone>Z)?(?P<offset>[+-]\d{4})?"
)
#: What an unset field prints, as zero seconds.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = re.compile(r"(?P<seconds>\d{10}|\d{9}(?!\d))(?P<millis>\d{3})?(?:\.\d+)?")


@frozen
class Stamp:
    """A point in time as somebody wrote it: its local calendar date, and the UTC instant where the
    zone is known.
    """

    value_on: date
    value_at: datetime | None
    precision: Precision
    clock: time | None = None

    def as_utc(self) -> datetime:
        """The instant; a stamp without a zone is taken for UTC, one without a clock for
        midnight.
        """
        return self.value_at or datetime.combine(self.value_on, self.clock or time(), UTC)


def parse_stamp(value: object) -> Stamp | None:
    """The stamp, or None for what is no possible date: `parse_stamp("2026-02-30")` is None.

    `"2026-03-08T01:00+09:00"` gives the date as written, 2026-03-08, and the instant 2026-03-07
    16:00 UTC.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if len(text) > 80:
        return None
    if found := _EPOCH.fullmatch(text):
        return _from_epoch(int(found["seconds"]) * 1000 + int(found["millis"] or 0))
    for pattern in (_ISO, _COMPACT, _MAIL, _SCRIPT, _CTIME):
        if found := pattern.fullmatch(text):
            return _from_parts(found.groupdict())
    return None


def _from_epoch(millis: int) -> Stamp | None:
    at = EPOCH + timedelta(milliseconds=millis)
    return Stamp(at.date(), at, "second", at.time()) if at.year <= _LAST_YEAR else None


def _from_parts(parts: dict[str, str | None]) -> Stamp | None:
    month = (
        _MONTHS.get((parts.get("name") or "").lower(), 0)
        if "name" in parts
        else int(parts["month"] or 0)
    )
    try:
        day = date(int(parts["year"] or 0), month, int(parts["day"] or 0))
        clock = _clock(parts)
    except ValueError:
        return None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    if clock is None:
        return Stamp(day, None, "day")
    if day == EPOCH.date() and clock == time():
        return None
    precision: Precision = "second" if parts.get("second") else "minute"
    zone = _zone(parts.get("zone"), parts.get("offset"))
    if zone is None:
        return Stamp(day, None, "day", clock)
    at = datetime.combine(day, clock, zone).astimezone(UTC)
    return None if at == EPOCH else Stamp(day, at, precision, clock)


def _clock(parts: dict[str, str | None]) -> time | None:
    if parts.get("hour") is None:
        return None
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    second = min(int(parts.get("second") or 0), 59)  # a leap second has no datetime
    return time(
        hour,
        int(parts["minute"] or 0),
        second,
        int((parts.get("fraction") or "0").ljust(6, "0")[:6]),
    )


def _zone(name: str | None, offset: str | None) -> timezone | None:
    hours = _ZONES.get((name or "").upper()) if name else None
    if offset is None:
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift > timedelta(hours=15):
        return None
    return timezone(-shift if offset[0] == "-" else shift)
