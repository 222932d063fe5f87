"""Revisit records -> captures of the payload that an earlier record holds, in the same landing or
in the archive.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tearsheet.landing.shards import Row
from tearsheet.store.objects import Objects
from transforms import ids
from transforms.formats.containers import iter_container
from transforms.formats.record import Damaged, Record, Revisit
from transforms.formats.web_archives.digests import digest_key
from transforms.formats.web_archives.warc import iter_warc
from transforms.schemas import RECORDS, REVISIT

#: What a revisit is called while the record that holds its payload is not known.
MEDIA_TYPE = REVISIT
#: What a capture takes over from the record that holds its payload.
_TAKEN = (
    "raw_sha256",
    "raw_bytes",
    "media_type",
    "http_status",
    "declared_charset",
    "raw_object",
    "raw_offset",
    "raw_length",
    "raw_coding",
)
#: Captures of one address that are looked through where a revisit does not say which it means.
_MOST_CANDIDATES = 20
#: Captures of these addresses, with the columns of `schemas.RECORDS`.
Lookup = Callable[[list[str]], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class PendingRevisit:
    """A revisit and the row of its capture, which stands for itself until its payload is found."""

    revisit: Revisit
    row: Row


@dataclass(frozen=True, slots=True)
class WebArchive:
    """A web archive in the raw store."""

    name: str
    coding: str | None


def revisit_row(revisit: Revisit, known: Mapping[str, Any]) -> Row:
    """The row of a revisit whose payload is not known; its id is by the digest, so that it stays
    when the payload is found.
    """
    return {
        **known,
        "capture_id": ids.capture_id(
            f"revisit:{revisit.payload_digest}", revisit.url, known["captured_at"]
        ),
        "raw_sha256": ids.sha256_hex(revisit.payload),
        "raw_bytes": len(revisit.payload),
        "media_type": MEDIA_TYPE,
    }


def resolve_revisits(
    objects: Objects, waiting: list[PendingRevisit], archives: Iterable[WebArchive], lookup: Lookup
) -> list[Row]:
    """The rows of these revisits, each with the payload of the record it refers to where that is
    found.

    It is looked for in the web archives of this landing first, then among the captures that the
    archive holds.
    """
    wanted = {w.revisit.payload_digest for w in waiting}
    found: dict[str, Row] = {}
    for archive in archives if wanted else ():
        _search(objects, archive, wanted, found)
    missing = [w.revisit for w in waiting if w.revisit.payload_digest not in found]
    if missing:
        _search_held(objects, missing, lookup, found)
    return [w.row | found.get(w.revisit.payload_digest, {}) for w in waiting]


def read_revisits(objects: Objects, rows: pl.DataFrame) -> list[PendingRevisit]:
    """Captures of the archive whose payload was not found so far, as revisits again."""
    out = []
    for row in rows.iter_rows(named=True):
        out += [
            PendingRevisit(item, dict(row))
            for item in _record_at(objects, row)
            if isinstance(item, Revisit)
        ]
    return out


def _search(objects: Objects, archive: WebArchive, wanted: set[str], found: dict[str, Row]) -> None:
    coding: Any = archive.coding
    with objects.reader(archive.name) as stream:
        for item in iter_container(stream, kind="warc", coding=coding):
            if isinstance(item, Record) and (key := digest_key(item.payload_digest)) in wanted:
                assert key
                place = _place(archive.name, item)
                known = found.get(key)
                # one payload may have been recorded several times: the choice must not hang on the
                # order of files
                if known is None or _order(place) < _order(known):
                    found[key] = place


def _place(name: str, record: Record) -> Row:
    values = (
        ids.sha256_hex(record.payload),
        len(record.payload),
        record.media_type,
        record.http_status,
        record.charset,
        name,
        record.raw_offset,
        record.raw_length,
        record.raw_coding,
    )
    return dict(zip(_TAKEN, values, strict=True))


def _order(place: Row) -> list[str]:
    return [
        str(place[c])
        for c in ("media_type", "declared_charset", "raw_sha256", "raw_object", "raw_offset")
    ]


def _search_held(
    objects: Objects, missing: list[Revisit], lookup: Lookup, found: dict[str, Row]
) -> None:
    """Look among the captures of the addresses that the revisits name."""
    addresses = sorted({a for r in missing if (a := r.refers_to_url or r.url)})
    held = lookup(addresses).filter(
        pl.col("raw_coding").str.starts_with("warc") & (pl.col("media_type") != MEDIA_TYPE)
    )
    by_url = (
        held.sort("captured_at", "capture_id").partition_by("declared_url", as_dict=True)
        if held.height
        else {}
    )
    for revisit in missing:
        rows = by_url.get((revisit.refers_to_url or revisit.url,))
        if rows is None or revisit.payload_digest in found:
            continue
        if revisit.refers_to_at:
            rows = rows.filter(pl.col("captured_at") == revisit.refers_to_at)
        for row in rows.head(_MOST_CANDIDATES).iter_rows(named=True):
            if any(
                isinstance(i, Record) and digest_key(i.payload_digest) == revisit.payload_digest
                for i in _record_at(objects, row)
            ):
                found[revisit.payload_digest] = {c: row[c] for c in _TAKEN}
                break


def _record_at(objects: Objects, row: Mapping[str, Any]) -> list[Record | Revisit]:
    """The WARC record at a row's place; nothing where it stands in one compressed stream, to which
    there is no short way.
    """
    if row["raw_coding"] not in ("warc", "warc+gzip"):
        return []
    data = objects.get_range(row["raw_object"], row["raw_offset"], row["raw_length"])
    coding: Any = "gzip" if row["raw_coding"] == "warc+gzip" else None
    return [
        i
        for i in iter_warc(io.BytesIO(data), coding=coding)
        if isinstance(i, Record | Revisit) and not isinstance(i, Damaged)
    ]


#: No capture of any address, for a root that holds nothing.
def no_captures(_: list[str]) -> pl.DataFrame:
    """No captures."""
    return pl.DataFrame(schema=dict(RECORDS))
