"""MHTML and mail -> the page inside: one, its parts decoded, with the subject, the sender and the
time in the headers.
"""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from transforms.formats.record import HTML_TYPES
from transforms.page import Refused
from transforms.values import frozen

#: Types by which mail and MHTML go.
MAIL_TYPES = frozenset(
    {
        "message/rfc822",
        "multipart/related",
        "multipart/mixed",
        "multipart/alternative",
        "application/x-mimearchive",
    }
)
#: Headers at the very beginning; those of a reply that a page prints have no such names.
_HEADERS = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?:From [^\n]{1,200}\n)?+"
    rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*+\n(?:[ \t]++[^\n]*+\n)*+){2,}+"
)
_TELLING = re.compile(
    rb"^(?:MIME-Version:[ \t]*1|Content-Type:[ \t]*multipart/|Message-ID:[ \t]*<)", re.I | re.M
)
#: Bytes of the longest head; parts of a message that are looked at. judged
_LONGEST_HEAD = 32 << 10
_MOST_PARTS = 2_000


@frozen
class Mail:
    """The page in a message. `url` is its address where the message states one (MHTML),
    `sent` has the sender's zone;
    `is_saved` tells a saved page from a letter.
    """

    payload: bytes
    media_type: str
    charset: str | None
    url: str | None
    sent: datetime | None
    subject: str | None
    sender: str | None
    is_saved: bool


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail or an MHTML page: headers from its first byte on, one
    of which only messages have.
    """
    found = _HEADERS.match(head[:_LONGEST_HEAD])
    return found is not None and _TELLING.search(found[0]) is not None


def read_mail(payload: bytes) -> Mail:
    """The page of a message: its first HTML part, else its first plain text. Raises
    Refused("no_page_in_mail").
    """
    try:
        message = message_from_bytes(payload.removeprefix(codecs.BOM_UTF8))
        part = _page_part(message)
        body = part.get_payload(decode=True) if part is not None else None
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError) as error:
        detail = f"a message that cannot be taken apart: {type(error).__name__}"
        raise Refused("bad_mail", detail) from None
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise Refused("no_page_in_mail", "a message without a part that is HTML or text")
    location = _header(message, "snapshot-content-location") or _header(part, "content-location")
    url = location if location and location.lower().startswith("http") else None
    sent = _sent(_header(message, "date") or "")
    return Mail(
        body,
        part.get_content_type(),
        _charset(part),
        url,
        sent,
        _header(message, "subject"),
        parseaddr(_header(message, "from") or "")[0] or None,
        url is not None or message.get_content_type() == "multipart/related",
    )


def _page_part(message: Message) -> Message | None:
    """The part that is the page: the one that a `multipart/related` starts with, else the first
    HTML, else the first text.
    """
    parts = []
    for part in message.walk():
        if not part.is_multipart() and part.get_content_disposition() != "attachment":
            parts.append(part)
        if len(parts) >= _MOST_PARTS:
            break
    start = str(message.get_param("start") or "")
    pages = [p for p in parts if p.get_content_type() in HTML_TYPES]
    if start and (named := [p for p in pages if (p["content-id"] or "").strip() == start.strip()]):
        return named[0]
    texts = (p for p in parts if p.get_content_type() == "text/plain")
    return pages[0] if pages else next(texts, None)


def _charset(part: Message) -> str | None:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, UnicodeError):
        return None
    return charset[:40] if charset else None


def _sent(written: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(written)
        when.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _header(message: Message, name: str) -> str | None:
    """A header as text, its encoded words decoded, on one line."""
    written = str(message.get(name) or "")
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        parts = [(written, None)]
    text = "".join(_decode(raw, charset) for raw, charset in parts)
    return " ".join(text.split()) or None


def _decode(raw: bytes | str, charset: str | None) -> str:
    if isinstance(raw, str):
        return raw.encode("utf-8", "replace").decode("utf-8")
    try:
        return raw.decode(charset or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
