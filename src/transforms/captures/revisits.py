"""A revisit -> the row of its capture, and which of the stored payloads with its digest it
takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms import ids
from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.media import skip_media
from transforms.captures.rows import Row, record_row
from transforms.formats.record import RAW_PLACE, Item, Record, Revisit
from transforms.formats.web_archives.digests import digest_key
from transforms.schemas import REVISIT
from transforms.values import frozen

#: What a capture takes over from the record that holds its payload.
PAYLOAD_COLUMNS = (
    "raw_sha256",
    "raw_bytes",
    "media_type",
    "http_status",
    "declared_charset",
    *RAW_PLACE,
    "digest_status",
)
#: Captures of one address that are looked through where a revisit does not say which it means.
#: judged
_MOST_CANDIDATES = 20


@frozen
class PendingRevisit:
    """A revisit and the row of its capture, which stands for itself until its payload is found."""

    revisit: Revisit
    row: Row

    @property
    def digest(self) -> str:
        """The digest of the payload that it refers to."""
        return self.revisit.payload_digest


def pending_revisit(
    revisit: Revisit, stored: StoredFile, declaration: Declaration
) -> PendingRevisit:
    """A revisit of a stored container with the row of its capture, its payload still to be found.

    The row's id is by the digest, so that it stays when the payload is found.
    """
    stand_in = Record(
        revisit.payload,
        REVISIT,
        revisit.raw_offset,
        revisit.raw_length,
        revisit.raw_coding,
        revisit.position,
        url=revisit.url,
        captured_at=revisit.captured_at,
    )
    row = record_row(stand_in, stored, declaration)
    key = f"revisit:{revisit.payload_digest}"
    capture_id = ids.capture_id(key, revisit.url, row["captured_at"])
    return PendingRevisit(revisit, row | {"capture_id": capture_id})


def payload_key(item: Item) -> str | None:
    """The digest by which a revisit may take over the payload of this item: null for all but a
    record that is a page and whose bytes are not known to differ from it.
    """
    record = skip_media(item)
    if not isinstance(record, Record) or record.digest_status == "differs":
        return None
    return digest_key(record.payload_digest)


def payload_of(record: Record, raw_object: str) -> Row:
    """What a revisit takes over from a record in this object: `PAYLOAD_COLUMNS`."""
    values = (
        ids.sha256_hex(record.payload),
        len(record.payload),
        record.media_type,
        record.http_status,
        record.charset,
        raw_object,
        record.raw_offset,
        record.raw_length,
        record.raw_coding,
        record.digest_status,
    )
    return dict(zip(PAYLOAD_COLUMNS, values, strict=True))


def choose_payload(one: Row | None, other: Row) -> Row:
    """The payload to take of two with one digest. One payload may have been recorded several times:
    the choice must not hang on the order of files.
    """
    return other if one is None or _payload_order(other) < _payload_order(one) else one


def _payload_order(payload: Row) -> list[str]:
    columns = ("media_type", "declared_charset", "raw_sha256", "raw_object", "raw_offset")
    return [str(payload[c]) for c in columns]


class HeldPayloads:
    """Captures that an archive holds, with the columns of RECORDS, in which revisits look for their
    payloads: web archives' own records, by address, the oldest first.
    """

    def __init__(self, captures: pl.DataFrame) -> None:
        records = captures.filter(
            pl.col("raw_coding").str.starts_with("warc")
            & (pl.col("media_type") != REVISIT)
            & pl.col("digest_status").ne_missing("differs")
        )
        ordered = records.sort("captured_at", "capture_id")
        self._by_url: Mapping[tuple[Any, ...], pl.DataFrame] = (
            ordered.partition_by("declared_url", as_dict=True) if ordered.height else {}
        )

    def candidates(self, revisit: Revisit) -> list[Row]:
        """Rows of captures of the address that the revisit refers to, and of the time where it
        names one.
        """
        rows = self._by_url.get((address_of(revisit),))
        if rows is None:
            return []
        if revisit.refers_to_at:
            rows = rows.filter(pl.col("captured_at") == revisit.refers_to_at)
        return rows.head(_MOST_CANDIDATES).to_dicts()


def address_of(revisit: Revisit) -> str | None:
    """The address whose capture holds the payload of a revisit: the one it names, else its own."""
    return revisit.refers_to_url or revisit.url
