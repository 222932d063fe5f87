"""Ids come from content, never from arrival: the same captures give the same ids in any order.

An id is the first 24 hex digits (96 bits) of a SHA-256 over its parts, each length-prefixed so that
no two lists of parts share a preimage.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BufferedReader
from typing import BinaryIO, cast

#: 96 bits: two of a thousand million ids are equal with a chance below 1 in 10**10. judged
ID_CHARS = 24


def sha256_hex(data: bytes | bytearray) -> str:
    """Lower-case hex SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_stream(stream: BinaryIO) -> str:
    """Lower-case hex SHA-256 of what is left of a stream, in bounded memory."""
    # a binary stream has `readinto`, though the type does not say so
    return hashlib.file_digest(cast("BufferedReader", stream), "sha256").hexdigest()


def content_id(kind: str, *parts: str) -> str:
    """An id for these parts: `content_id("article", capture, "0")` is stable for ever."""
    digest = hashlib.sha256(kind.encode())
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw))
        digest.update(raw)
    return digest.hexdigest()[:ID_CHARS]


def capture_id(raw_sha256: str, url: str | None, captured_at: datetime | None) -> str:
    """The id of an observation of bytes: payload, address and time, embedded or declared; not the
    path.
    """
    when = (
        captured_at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
        if captured_at
        else ""
    )
    return content_id("capture", raw_sha256, url or "", when)


def article_id(first_capture: str, article_no: int) -> str:
    """The id of an article, from the earliest capture that shows it."""
    return content_id("article", first_capture, str(article_no))


def revision_id(article: str, text_sha256: str) -> str:
    """The id of one version of an article."""
    return content_id("revision", article, text_sha256)


def quarantine_id(
    raw_sha256: str | None, ref: str, record: str | None, stage: str, reason: str
) -> str:
    """The id of a refusal: by the bytes where there are any, else by the name that was given."""
    return content_id("quarantine", raw_sha256 or f"ref:{ref}", record or "", stage, reason)
