"""A file in which somebody saved a page -> the page's bytes, its address, when it was captured; and
the parsed page with that.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from transforms.carriers import original_address
from transforms.formats.cursor import BLANK_LINE
from transforms.formats.record import HTML_TYPES, MAX_PAYLOAD
from transforms.formats.saved.mail import MAIL_TYPES, Mail, is_mail, read_mail
from transforms.formats.saved.marks import read_marks, without_toolbar
from transforms.formats.saved.webarchive import WEBARCHIVE, read_webarchive
from transforms.formats.web_archives.http_body import parse_headers, parse_response
from transforms.page import Page, Refused
from transforms.text.timestamps import parse_stamp
from transforms.values import frozen

_HTTP = re.compile(rb"HTTP/\d(?:\.\d)? [1-5]\d\d\b")
#: Bytes of the longest HTTP header of a saved response. judged
_LONGEST_HEAD = 32 << 10
_TEXTUAL = HTML_TYPES | {"text/plain"}


@frozen
class SavedPage:
    """A page as it was before it was saved. `is_opened` says that `payload` is another than the
    file's own bytes, so that places in it are not places in the file.
    """

    payload: bytes
    media_type: str
    charset: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    is_opened: bool = False
    mail: Mail | None = None


def open_saved(
    payload: bytes, media_type: str, *, url: str | None = None, charset: str | None = None
) -> SavedPage:
    """The page in these bytes of this type, which were found at `url`: mostly they themselves.

    Opened are MHTML, mail, Safari's web archives and what `wget --save-headers` writes; marks that
    savers leave in a page give its address where none is known, and its time. Raises Refused where
    a mail or a web archive holds no page.
    """
    page = SavedPage(payload, media_type, charset, url or None)
    if media_type in MAIL_TYPES or (media_type in _TEXTUAL and is_mail(payload)):
        page = _of_mail(page)
    elif media_type == WEBARCHIVE:
        found = read_webarchive(payload)
        page = SavedPage(
            found.payload, found.media_type, found.charset, found.url or url, is_opened=True
        )
    elif media_type in _TEXTUAL and _HTTP.match(payload):
        page = _of_response(page)
    if page.url:
        address, when = original_address(page.url)
        page = replace(page, url=address, captured_at=when or page.captured_at)
    return _with_marks(page) if page.media_type in _TEXTUAL else page


def address_only(url: str | None) -> SavedPage:
    """What the address at which something was found says of it: of a web archive's the page's own
    and the time.
    """
    address, when = original_address(url) if url else (None, None)
    return SavedPage(b"", "", url=address, captured_at=when)


def _of_mail(page: SavedPage) -> SavedPage:
    mail = read_mail(page.payload)
    return SavedPage(
        mail.payload,
        mail.media_type,
        mail.charset,
        mail.url or page.url,
        mail.sent.astimezone(UTC) if mail.sent else None,
        is_opened=True,
        mail=mail,
    )


def _of_response(page: SavedPage) -> SavedPage:
    """A page behind the headers of the HTTP response that it came in."""
    end = BLANK_LINE.search(page.payload, 0, _LONGEST_HEAD)
    if end is None:
        return page
    response = parse_response(page.payload, limit=MAX_PAYLOAD)
    if not response.body.strip():
        raise Refused("empty", "an HTTP response without a body")
    date = parse_stamp(parse_headers(page.payload[: end.start()]).get("date"))
    return SavedPage(
        response.body,
        response.media_type if response.media_type in _TEXTUAL else page.media_type,
        response.charset or page.charset,
        page.url,
        date.as_utc() if date else None,
        is_opened=True,
    )


def _with_marks(page: SavedPage) -> SavedPage:
    """The page with what is written into it, where its address is not known from outside."""
    if page.url is None:
        marks = read_marks(page.payload)
        url, when = original_address(marks.url) if marks.url else (None, None)
        when = when or marks.captured_at
        page = replace(page, url=url, captured_at=when or page.captured_at) if url or when else page
    payload = without_toolbar(page.payload)
    return page if payload is page.payload else replace(page, payload=payload)


def with_saved(page: Page, saved: SavedPage, *, found_at: str | None) -> Page:
    """The page of what was saved; `found_at` is the address at which the file was found."""
    blocks = page.blocks
    if not saved.is_opened and saved.url == found_at and saved.captured_at is None:
        return page
    if saved.is_opened and any(b.byte_start is not None for b in blocks):
        blocks = [b._replace(byte_start=None, byte_end=None) for b in blocks]
    return replace(
        page,
        blocks=blocks,
        saved_url=saved.url if saved.url != found_at else None,
        saved_at=saved.captured_at,
    )
