"""What a format yields: records, and what it had to refuse or skip, so that nothing read is unaccounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: How to get the payload back from raw bytes `[raw_offset, raw_offset + raw_length)` of the stored container.
#: bytes: the slice is the payload. warc: the slice is a WARC record whose body must be unwrapped.
#: warc+gzip: the slice is a gzip member (or a run of them) holding one WARC record. gzip / zstd: the container is one
#: compressed stream and the offsets are into its expansion; the slice is the payload. warc:gzip / warc:zstd: the same,
#: and the slice is a WARC record.
RawCoding = Literal["bytes", "warc", "warc+gzip", "gzip", "zstd", "warc:gzip", "warc:zstd"]
#: capture: a page or text; its media type says how to parse it. article: a JSON line with the fields of an article or a page.
RecordKind = Literal["capture", "article"]


@dataclass(frozen=True, slots=True)
class Record:
    """One capture inside a container. `position` names it for people: a byte offset or a line number."""

    payload: bytes
    media_type: str
    raw_offset: int
    raw_length: int
    raw_coding: RawCoding
    position: str
    record_kind: RecordKind = "capture"
    http_status: int | None = None
    charset: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is well-formed and not a capture (warcinfo, request, metadata…): counted by reason."""

    reason: str
    position: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that could not be read as a record: the reason, words for it, and the range in the container."""

    reason: str
    detail: str
    position: str
    raw_offset: int
    raw_length: int
    raw_coding: RawCoding = "bytes"


Item = Record | Skipped | Damaged
