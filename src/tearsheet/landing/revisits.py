"""The payloads that revisits refer to, looked for in web archives of the raw store."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from tearsheet.landing.plan import Lookup
from tearsheet.landing.result import WebArchive
from tearsheet.store.objects import Objects
from transforms.captures.revisits import (
    PAYLOAD_COLUMNS,
    HeldPayloads,
    PendingRevisit,
    address_of,
    choose_payload,
    payload_key,
    payload_of,
)
from transforms.captures.rows import Row
from transforms.formats.containers import iter_container
from transforms.formats.record import Record, Revisit
from transforms.formats.web_archives.warc import iter_warc


def resolve_revisits(
    objects: Objects, waiting: list[PendingRevisit], archives: Iterable[WebArchive], lookup: Lookup
) -> list[Row]:
    """The rows of these revisits, each with the payload of the record it refers to where that is
    found.

    It is looked for in the web archives of this landing first, then among the captures that the
    archive holds.
    """
    wanted = {w.digest for w in waiting}
    payloads: dict[str, Row] = {}
    for archive in archives if wanted else ():
        _search(objects, archive, wanted, payloads)
    missing = [w.revisit for w in waiting if w.digest not in payloads]
    if missing:
        _search_held(objects, missing, lookup, payloads)
    return [w.row | payloads.get(w.digest, {}) for w in waiting]


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


def _search(
    objects: Objects, archive: WebArchive, wanted: set[str], payloads: dict[str, Row]
) -> None:
    coding: Any = archive.coding
    with objects.reader(archive.name) as stream:
        for item in iter_container(stream, kind="warc", coding=coding):
            if isinstance(item, Record) and (key := payload_key(item)) in wanted:
                assert key
                payload = payload_of(item, archive.name)
                payloads[key] = choose_payload(payloads.get(key), payload)


def _search_held(
    objects: Objects, missing: list[Revisit], lookup: Lookup, payloads: dict[str, Row]
) -> None:
    """Look among the captures of the addresses that the revisits name."""
    held = HeldPayloads(lookup(sorted({a for r in missing if (a := address_of(r))})))
    for revisit in missing:
        if revisit.payload_digest in payloads:
            continue
        for row in held.candidates(revisit):
            if any(payload_key(i) == revisit.payload_digest for i in _record_at(objects, row)):
                payloads[revisit.payload_digest] = {c: row[c] for c in PAYLOAD_COLUMNS}
                break


def _record_at(objects: Objects, row: Mapping[str, Any]) -> list[Record | Revisit]:
    """The WARC record at a row's place; nothing where it stands in one compressed stream, to which
    there is no short way.
    """
    if row["raw_coding"] not in ("warc", "warc+gzip"):
        return []
    data = objects.get_range(row["raw_object"], row["raw_offset"], row["raw_length"])
    coding: Any = "gzip" if row["raw_coding"] == "warc+gzip" else None
    items = iter_warc(io.BytesIO(data), coding=coding)
    return [item for item in items if isinstance(item, Record | Revisit)]
