"""What a format yields: records, and what it had to refuse or skip, so that nothing read is
unaccounted for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from transforms.formats.streams import Failure
from transforms.values import frozen

#: Bytes of the longest capture, whatever it stands in: what is longer is no page, and would be held
#: whole. judged
MAX_PAYLOAD = 64 << 20
#: How to get the payload back from raw bytes `[raw_offset, raw_offset + raw_length)` of the stored
#: container: a frame, and after a colon the compression of the whole container, into whose
#: expansion the offsets then are. bytes (left out before a compression): the slice is the payload.
#: warc, arc: it is a record whose body must be unwrapped. warc+gzip, arc+gzip: it is a gzip member
#: (or a run of them) holding one such record. csv: it is a row, and the payload a JSON object of
#: its fields under the names in the file's first row; rows: the same under the numbers of the
#: columns. parquet: the offset counts rows, and the payload is the row as a JSON object.
RawCoding = Literal[
    "bytes", "gzip", "zstd", "bz2", "xz", "lz4",
    "warc", "warc+gzip", "warc:gzip", "warc:zstd", "warc:bz2", "warc:xz", "warc:lz4",
    "arc", "arc+gzip", "arc:gzip", "arc:zstd", "arc:bz2", "arc:xz", "arc:lz4",
    "csv", "csv:gzip", "csv:zstd", "csv:bz2", "csv:xz", "csv:lz4",
    "rows", "rows:gzip", "rows:zstd", "rows:bz2", "rows:xz", "rows:lz4",
    "parquet",
]  # fmt: skip
#: The columns that say where a capture's payload stands in the raw store.
RAW_PLACE = ("raw_object", "raw_offset", "raw_length", "raw_coding")
#: The media types of HTML pages.
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: The media type of a JSON Feed.
JSON_FEED = "application/feed+json"
Frame = Literal["bytes", "warc", "arc", "csv", "rows", "parquet"]
#: What the digest that a record states says of its bytes; null where it states none that tells.
DigestStatus = Literal["matches", "differs"]
#: capture: a page or text; its media type says how to parse it. article: a JSON line with the
#: fields of an article or a page.
RecordKind = Literal["capture", "article"]


@frozen
class Record:
    """One capture inside a container. `position` names it for people: a byte offset or a line
    number.
    """

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
    #: Whether it has a text or a page; of a record of an article that has none, nothing comes out.
    has_text: bool = True
    #: As the record states it; `digests.digest_key` gives the spelling of a `Revisit`'s.
    payload_digest: str | None = None
    digest_status: DigestStatus | None = None


@frozen
class Revisit:
    """A capture that found what was captured before: the payload with this digest, at the address
    and time given where they are. `media_type` is what its own headers state, if they state any.
    """

    payload_digest: str
    payload: bytes
    raw_offset: int
    raw_length: int
    raw_coding: RawCoding
    position: str
    url: str | None = None
    captured_at: datetime | None = None
    refers_to_url: str | None = None
    refers_to_at: datetime | None = None
    media_type: str | None = None


@frozen
class Skipped:
    """A record that is well-formed and not a capture (warcinfo, request, metadata…): counted by
    reason.
    """

    reason: str
    position: str


@frozen
class Damaged:
    """Bytes that could not be read as a record: the reason, words for it, and the range in the
    container.
    """

    reason: str
    detail: str
    position: str
    raw_offset: int
    raw_length: int
    raw_coding: RawCoding = "bytes"


Item = Record | Revisit | Skipped | Damaged


def article_record(
    payload: bytes,
    place: tuple[int, int, RawCoding],
    position: str,
    field_map: Mapping[str, str] | None,
) -> Record:
    """The record of one JSON object with the fields of an article, found at this place (offset,
    length, coding), with the address, time and outlet that it states.

    Raises Refused("bad_json") for anything but one JSON object.
    """
    from transforms.text.records.fields import record_fields  # what reads bytes back needs none

    fields = record_fields(payload, field_map)
    return Record(
        payload,
        "application/json",
        *place,
        position,
        record_kind="article",
        url=fields.url,
        captured_at=fields.captured_at,
        outlet=fields.outlet,
        has_text=bool(fields.text or fields.html),
    )


def damage_of(failure: Failure, position: str | None = None) -> Damaged:
    """The part of a compressed file that could not be expanded as damage; it is named by its offset
    where no record's position is known.
    """
    name = str(failure.start) if position is None else position
    return Damaged(failure.reason, failure.detail, name, failure.start, failure.length)


def raw_place(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where the payload of a row stands, by `RAW_PLACE`, as `RawReader.payload` takes it."""
    return {column: row[column] for column in RAW_PLACE}


def raw_coding(frame: Frame, coding: str | None) -> RawCoding:
    """`("warc", None)` is `warc`, `("warc", "zstd")` is `warc:zstd`, `("bytes", "gzip")` is
    `gzip`.
    """
    name = frame if coding is None else coding if frame == "bytes" else f"{frame}:{coding}"
    return cast("RawCoding", name)


def split_coding(coding: str) -> tuple[str, str | None]:
    """The frame and the compression of the whole: `gzip` is `("bytes", "gzip")`, `warc+gzip` is
    `("warc+gzip", None)`.
    """
    frame, _, whole = coding.partition(":")
    if whole:
        return frame, whole
    return (
        (coding, None)
        if coding in ("bytes", "warc", "warc+gzip", "arc", "arc+gzip", "csv", "rows", "parquet")
        else ("bytes", coding)
    )
