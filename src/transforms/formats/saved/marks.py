"""What browsers, savers and web archives write into a page that they save: where it came from and
when, and the toolbar above it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from transforms.carriers import original_address
from transforms.text.timestamps import parse_stamp
from transforms.values import frozen

#: Marks stand in the head of a page, and Wayback's time at its very end. judged
_HEAD_BYTES, _TAIL_BYTES = 256 << 10, 8 << 10
_TIME = rb"[^\n\r<>]{4,80}?"
#: Three savers write it: most pages have no such words, and need not be searched for each.
_FROM = b"ed from "
#: Where the page came from, group `url`, and when, group `at`; one pattern a saver, each behind a
#: sign that stands in whatever it finds.
_MARKS = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        # Internet Explorer, Chrome, Edge; the figure is the length of the address
        (b"saved from url=", rb"<!--\s*saved from url=\(\d{1,6}\)(?P<url>\S{4,2000})\s*-->"),
        (
            b"Mirrored from ",
            rb"<!--\s*Mirrored from (?P<url>\S{4,2000}) by HTTrack[^,>]{0,200},\s*+(?P<at>"
            + _TIME
            + rb")\s*+-->",
        ),
        (b"Mirrored from ", rb"<!--\s*Mirrored from (?P<url>\S{4,2000}) by HTTrack"),
        (
            b"saved with SingleFile",
            rb"Page saved with SingleFile\s*+url: (?P<url>\S{4,2000})\s*+(?:saved date: (?P<at>"
            + _TIME
            + rb")\s*(?:-->|\r?\n))?",
        ),
        # monolith; and other programs that word it so
        (
            b"Saved from ",
            rb"<!--\s*Saved from (?P<url>https?://\S{4,2000}) (?:at|on) (?P<at>" + _TIME + rb")"
            rb"(?: (?:using|by|with)\b[^>]{0,200})?\s*-->",
        ),
        # WebScrapBook
        (
            b"data-scrapbook-source",
            rb"<html[^>]{0,2000}?\sdata-scrapbook-source=[\"'](?P<url>[^\"']{4,2000})[\"']"
            rb"(?:[^>]{0,2000}?\sdata-scrapbook-create=[\"'](?P<at>\d{14})\d*[\"'])?",
        ),
        # Wayback's and pywb's scripts
        (
            b"__wm.wombat(",
            rb"__wm\.wombat\(\s*[\"'](?P<url>[^\"']{4,2000})[\"']\s*,\s*[\"'](?P<at>\d{14})[\"']",
        ),
        (
            b"wbinfo.url",
            rb"wbinfo\.url\s*=\s*[\"'](?P<url>[^\"']{4,2000})[\"'](?:[^<]{0,2000}?wbinfo\.timestamp"
            rb"\s*=\s*[\"'](?P<at>\d{14})[\"'])?",
        ),
        (
            b'"wmtbURL"',
            rb"<input[^>]{0,300}?id=\"wmtbURL\"[^>]{0,300}?value=\"(?P<url>[^\"]{4,2000})\"",
        ),
    )
)
#: Signs of those marks that stand in no tag and in no comment.
_UNTAGGED = tuple(sign for sign, pattern in _MARKS if not pattern.pattern.startswith(b"<"))
#: Save Page WE, whose facts are `<meta>` of their own.
_SAVEPAGE = re.compile(rb"<meta name=\"savepage-(url|date)\" content=\"([^\"]{4,2000})\"", re.I)
#: Addresses that a page states of itself and that web archives rewrite to their own.
_STATED = re.compile(
    rb"<(?:link|meta)\b(?=[^>]{0,2000}?(?:rel|property)=[\"']?(?:canonical|bookmark|og:url)\b)"
    rb"[^>]{0,2000}?(?:href|content)=[\"']?([^\"'\s>]{12,2000})",
    re.IGNORECASE,
)
_STAMPED = re.compile(rb"/\d{4}\.?\d\d\.?\d\d-?\d{6}(?:[a-z]{2}_)?/http", re.IGNORECASE)
_ARCHIVED_SIGN = b"FILE ARCHIVED ON "
_ARCHIVED_ON = re.compile(
    _ARCHIVED_SIGN + rb"(\d\d:\d\d:\d\d) (\w{3}) (\d\d), (\d{4}) AND RETRIEVED FROM"
)
_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_ANY_TOOLBAR = b"WAYBACK TOOLBAR INSERT"


@frozen
class Marks:
    """What is written into a saved page; `url` may be that of a web archive."""

    url: str | None = None
    captured_at: datetime | None = None


def read_marks(payload: bytes) -> Marks:
    """The address and the time written into a page: nothing, of a page that nobody saved."""
    head = payload[:_HEAD_BYTES]
    if b"<" not in payload and not any(sign in head for sign in _UNTAGGED):
        return Marks(None, _archived_on(payload))  # as of most texts
    is_from = _FROM in head
    for sign, pattern in _MARKS:
        if _FROM in sign and not is_from:
            continue
        if sign in head and (found := pattern.search(head)) and (url := _address(found["url"])):
            said = found.groupdict().get("at")
            return Marks(url, (said and _when(said)) or _archived_on(payload))
    if b"savepage-url" in payload:
        said_of = {m[1].lower(): m[2] for m in _SAVEPAGE.finditer(payload)}
        if url := _address(said_of.get(b"url", b"")):
            return Marks(url, _when(said_of.get(b"date", b"")))
    return _of_rewritten(head, _archived_on(payload))


def without_toolbar(payload: bytes) -> bytes:
    """The page without the toolbar that the Wayback Machine puts above it."""
    if _ANY_TOOLBAR not in payload:
        return payload
    start = payload.find(_TOOLBAR[0])
    end = payload.find(_TOOLBAR[1], start)
    return payload if start < 0 or end < 0 else payload[:start] + payload[end + len(_TOOLBAR[1]) :]


def _of_rewritten(head: bytes, archived_on: datetime | None) -> Marks:
    """What a page's own address says where a web archive has rewritten it."""
    is_rewritten = b"/http" in head and _STAMPED.search(head) is not None
    for found in _STATED.finditer(head) if is_rewritten else ():
        url = _address(found[1])
        if url and (when := original_address(url)[1]):
            return Marks(url, when)
    return Marks(None, archived_on)


def _address(written: bytes) -> str | None:
    """The http address written there; HTTrack leaves out the scheme."""
    url = unescape(written.decode("utf-8", "replace")).strip()
    if re.match(r"https?://[^/]", url, re.I):
        return url
    return f"https://{url}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|$)", url) else None


def _when(written: bytes) -> datetime | None:
    stamp = parse_stamp(unescape(written.decode("utf-8", "replace")).strip())
    return stamp.as_utc() if stamp and stamp.clock else None


def _archived_on(payload: bytes) -> datetime | None:
    """The time that the Wayback Machine writes in a comment behind a page."""
    start = payload.find(_ARCHIVED_SIGN, max(0, len(payload) - _TAIL_BYTES))
    found = _ARCHIVED_ON.search(payload, start) if start >= 0 else None
    if not found:
        return None
    clock, month, day, year = (part.decode() for part in found.groups())
    try:
        return datetime.strptime(f"{year} {month} {day} {clock}", "%Y %b %d %H:%M:%S").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
