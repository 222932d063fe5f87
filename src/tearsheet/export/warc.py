"""The raw captures as WARC 1.1: responses with the headers that were stored, else resources."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tearsheet.errors import Damage
from tearsheet.store.payloads import RawReader
from tearsheet.version import __version__
from transforms.formats.cursor import BLANK_LINE
from transforms.formats.record import RAW_PLACE, raw_place
from transforms.ids import sha256_hex
from transforms.schemas import REVISIT

#: What is read of a capture.
COLUMNS = (
    "capture_id", "raw_sha256", "url", "declared_url", "captured_at", "media_type", "http_status",
    *RAW_PLACE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """One record as it was written: where its member lies, and what an index says of it."""

    url: str
    at: datetime
    media_type: str
    status: int | None
    digest: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class _Record:
    """One record to write."""

    kind: str
    url: str
    at: datetime | None
    content_type: str
    block: bytes
    payload: bytes


class WarcFiles:
    """WARC files in a folder, or one file, each record a gzip member of its own. `stated` is the
    time that a record of a capture without one carries, since each has to; `records` what an index
    says of those in one file.
    """

    def __init__(self, place: Path, *, most_bytes: int, stated: datetime) -> None:
        self._place, self._most, self._stated = place, most_bytes, stated
        self._size = 0
        self._path = place
        self.rows: dict[Path, int] = {}
        self.records: list[Stored] = []

    def write(self, rows: pl.DataFrame, reader: RawReader) -> int:
        """Write the captures of these rows; how many were left out since only a revisit of them is
        held. Raises Damage where bytes are not those that were captured.
        """
        left_out = 0
        self._begin()
        for row in rows.iter_rows(named=True):
            if row["media_type"] == REVISIT:
                left_out += 1
                continue
            if self._size > self._most and self._place.is_dir():
                self._begin()
            self._add(_record_of(row, reader), row["media_type"], row["http_status"])
        return left_out

    def _begin(self) -> None:
        if self._place.is_dir():
            self._path = self._place / f"part-{len(self.rows):05}.warc.gz"
        self.rows[self._path] = self._size = 0
        info = f"software: tearsheet {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
        head = _head("warcinfo", None, self._stated, "application/warc-fields", info, {})
        self._append(head + info + b"\r\n\r\n")

    def _add(self, record: _Record, media_type: str, status: int | None) -> None:
        more = {} if record.at else {"X-Tearsheet-Captured-At": "unknown"}
        more["WARC-Payload-Digest"] = digest = _digest(record.payload)
        at = record.at or self._stated
        head = _head(record.kind, record.url, at, record.content_type, record.block, more)
        offset = self._size
        length = self._append(head + record.block + b"\r\n\r\n")
        self.rows[self._path] += 1
        if not self._place.is_dir():
            found = Stored(record.url, at, media_type, status, digest, offset, length)
            self.records.append(found)

    def _append(self, record: bytes) -> int:
        member = gzip.compress(record, 6, mtime=0)
        with self._path.open("ab") as out:
            out.write(member)
        self._size += len(member)
        return len(member)


def _record_of(row: Mapping[str, Any], reader: RawReader) -> _Record:
    place = raw_place(row)
    payload = reader.payload(**place)
    if sha256_hex(payload) != row["raw_sha256"]:
        raise Damage(f"the bytes of capture {row['capture_id']} differ from their hash")
    message = reader.message(**place)
    url = row["declared_url"] or row["url"]
    address = _ascii(url) if url else f"urn:sha256:{row['raw_sha256']}"
    if message is None or not url:
        return _Record("resource", address, row["captured_at"], row["media_type"], payload, payload)
    end = BLANK_LINE.search(message)
    body = message[end.end() :] if end else b""
    kind = "application/http; msgtype=response"
    return _Record("response", address, row["captured_at"], kind, message, body)


def _ascii(url: str) -> str:
    """An address in one line of ASCII, as a header can carry it."""
    from urllib.parse import quote

    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~")


def _head(
    kind: str,
    url: str | None,
    at: datetime,
    content_type: str,
    block: bytes,
    more: Mapping[str, str],
) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <{_urn(kind, url, at, block)}>",
        f"WARC-Date: {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        *(f"{name}: {value}" for name, value in more.items()),
        f"WARC-Block-Digest: {_digest(block)}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


def _urn(kind: str, url: str | None, at: datetime, block: bytes) -> str:
    """The record's id, of its content: the same export is the same file."""
    named = f"{kind} {url} {at.isoformat()} {sha256_hex(block)}"
    return uuid.uuid5(uuid.NAMESPACE_URL, named).urn


def _digest(data: bytes) -> str:
    # readers of web archives look up revisits by SHA-1 in base 32
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def stamp14(at: datetime) -> str:
    """A time as an index of web archives writes it: `20260308141500`."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def iso(at: datetime) -> str:
    """A time of UTC in seconds: `2026-03-08T14:15:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pages(records: list[Stored]) -> Iterator[dict[str, str]]:
    """The addresses of pages among these records, each capture once."""
    for record in records:
        if not record.url.startswith("urn:"):
            yield {"url": record.url, "ts": iso(record.at), "title": record.url}
