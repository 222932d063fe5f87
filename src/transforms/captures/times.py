"""When a capture was made: what its record says, else the user, else the name of its dump."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from transforms.formats.containers import WEB_ARCHIVES

_TIME = re.compile(
    r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)"
    r"(?:[T_-](\d\d)([-_.:]?)(\d\d)(?:\6(\d\d))?Z?(?![-_]?\d))?(?!\d)"
)
#: Years that a file's name can mean; other numbers of four digits are no years. judged
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def capture_time(
    embedded: datetime | None,
    embedded_source: str,
    declared_at: datetime | None,
    dump_time: str | None,
) -> tuple[datetime | None, str | None]:
    """(capture time, source): what the container says, else what the user declared, else what the
    dump's name says, else unknown.
    """
    if embedded is not None:
        return embedded, embedded_source
    if declared_at is not None:
        return declared_at, "flag"
    return (datetime.fromisoformat(dump_time), "name") if dump_time else (None, None)


def dump_time(relative: str, kind: str) -> str | None:
    """The time in a dump's name, ISO 8601, which is when it was made; `kind` is the file's.

    Null for a web archive, whose records have times of their own, and for a page (`capture`), whose
    name may give the article's day.
    """
    when = None if kind in (*WEB_ARCHIVES, "capture") else find_time(relative)
    return when.isoformat() if when else None


def find_time(relative: str) -> datetime | None:
    """The day, and the time where there is one, in a file's name, else in that of the nearest
    folder; null where there is none or two.

    `'feed/2026-03-05.json'` and `'2026/20260305T0600Z/feed.json'` have one, a span of days has
    none.
    """
    for part in reversed(relative.split("/")):
        times = {t for m in _TIME.finditer(part) if (t := _read_time(m))}
        if times:
            return times.pop() if len(times) == 1 else None
    return None


def _read_time(match: re.Match[str]) -> datetime | None:
    parts = [int(p) for p in match.group(1, 3, 4, 5, 7, 8) if p]
    if not _FIRST_YEAR <= parts[0] <= _LAST_YEAR:
        return None
    try:
        return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
