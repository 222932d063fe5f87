"""Rows of RECORDS -> the rows of tables that their captures make. This runs in a child process;
only there is the parser imported.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import orjson
import polars as pl

from tearsheet.child import PageLimit, tell_row
from tearsheet.settings import settings
from tearsheet.stages.faults import describe_fault
from tearsheet.stages.frames import Frames
from tearsheet.stages.pages.cache import PageCache
from tearsheet.store import outlets
from tearsheet.store.payloads import RawReader
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import withdrawn_payloads
from tearsheet.version import code_version
from transforms.captures.refusals import refusal_row
from transforms.formats.record import raw_place
from transforms.outlets import NO_REGISTRY, Registry
from transforms.page import INTERNAL_ERROR, WITHDRAWN, Page, Refused
from transforms.parse.capture import read_capture
from transforms.parse.frames import PageRows, add_page, merge_pages
from transforms.parse.together import Steps, finish_together
from transforms.schemas import QUARANTINE
from transforms.text.records.fields import record_fields

#: What a page is a function of.
_KEY = ("raw_sha256", "media_type", "record_kind", "declared_url", "declared_charset", "field_map")
_PAGES = PageCache()
#: So many bytes of payloads are parsed together: enough that what is asked of all costs little for
#: each, and few enough that what is held meanwhile counts little beside the child itself. judged
_TOGETHER_BYTES = 1 << 19
Row = Mapping[str, Any]


def parse_rows(root: str, run_id: str, rows: pl.DataFrame) -> Frames:
    """Rows of RECORDS -> the frames of the parse stage, by the name of the table: what was
    captured, found and listed, and in `quarantine` what was refused.
    """
    storage = Storage.open(root)
    now = datetime.now(UTC)
    pages: list[tuple[Mapping[str, Any], PageRows]] = []
    refused: list[Mapping[str, Any]] = []
    known = outlets.newest_registry(storage.objects) or NO_REGISTRY
    gone = withdrawn_payloads(storage.objects)
    with RawReader(storage.objects) as reader:
        for row, found in read_rows(reader, rows, run_id, known, gone):
            if isinstance(found, Refused):
                refused.append(refusal_row(row, found, run_id=run_id, now=now))
            else:
                pages.append((row, found))
    frames, faulty = _frames(pages)
    refused += [refusal_row(row, fault, run_id=run_id, now=now) for row, fault in faulty]
    return {**frames, "quarantine": pl.DataFrame(refused, schema=QUARANTINE.schema)}


def read_frames(reader: RawReader, rows: pl.DataFrame, known: Registry) -> Frames:
    """Rows of RECORDS -> the same frames without `quarantine`: what today's code refuses is left
    out. `known` are the outlets as they are declared.
    """
    pages = [found for _, found in read_rows(reader, rows, "", known)]
    return merge_pages(page for page in pages if isinstance(page, PageRows)).frames()


def read_rows(
    reader: RawReader,
    rows: pl.DataFrame,
    run_id: str,
    known: Registry,
    gone: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[Row, PageRows | Refused]]:
    """Each row of RECORDS, in order, with the rows that its capture makes, or why it is refused.

    `known` are the outlets as they are declared; `gone` has, by SHA-256 of the payload, when it was
    withdrawn (ISO 8601). Captures are parsed together, _TOGETHER_BYTES of payloads at a time.
    """
    held: list[tuple[Row, bytes | Refused]] = []
    first, size = 0, 0
    for no, row in enumerate(rows.iter_rows(named=True)):
        tell_row(no)
        at = gone.get(row["raw_sha256"])
        found = Refused(WITHDRAWN, f"withdrawn on {at[:10]}") if at else _payload(reader, row)
        held.append((row, found))
        size += len(found) if isinstance(found, bytes) else 0
        if size > _TOGETHER_BYTES:
            yield from _read_together(held, first, run_id, known)
            held, first, size = [], no + 1, 0
    yield from _read_together(held, first, run_id, known)
    tell_row(None)


def _payload(reader: RawReader, row: Row) -> bytes | Refused:
    try:
        return reader.payload(**raw_place(row))
    except Refused as refusal:
        return refusal


def _read_together(
    held: Sequence[tuple[Row, bytes | Refused]], first: int, run_id: str, known: Registry
) -> Iterator[tuple[Row, PageRows | Refused]]:
    """The same of captures that are parsed together; `first` is the number of the first of them.
    Captures that agree in _KEY are parsed once, and not at all where this process has parsed one
    before and still has its page.
    """
    keys = [tuple(row[c] for c in _KEY) for row, _ in held]
    pages: dict[Hashable, Page | Exception] = {}
    steps: dict[Hashable, Steps] = {}
    places: list[int] = []
    for no, (key, (row, payload)) in enumerate(zip(keys, held, strict=True), start=first):
        if isinstance(payload, Refused) or key in pages or key in steps:
            continue
        if (met := _PAGES.known(key)) is not None:
            pages[key] = met
        else:
            steps[key] = _steps(row, payload)
            places.append(no)
    seconds = settings().page_cpu_seconds
    found = finish_together(
        list(steps.values()),
        limit=lambda at: PageLimit(seconds, None if at is None else places[at]),
    )
    pages |= zip(steps, found, strict=True)
    for no, (key, (row, payload)) in enumerate(zip(keys, held, strict=True), start=first):
        if isinstance(payload, Refused):
            yield row, payload
            continue
        page = pages[key]
        if isinstance(page, Page):
            _PAGES.keep(key, len(payload), page)
        yield row, _rows_of(row, payload, page, run_id, known, no)


def _steps(row: Row, payload: bytes) -> Steps:
    return (
        yield from read_capture(
            payload,
            media_type=row["media_type"],
            record_kind=row["record_kind"],
            url=row["declared_url"],
            charset=row["declared_charset"],
            field_map=_field_map(row),
        )
    )


def _field_map(row: Row) -> dict[str, str] | None:
    found: dict[str, str] | None = orjson.loads(row["field_map"]) if row["field_map"] else None
    return found


def _rows_of(
    row: Row, payload: bytes, page: Page | Exception, run_id: str, known: Registry, no: int
) -> PageRows | Refused:
    """The rows of one capture's page, or why it is refused; a fault of the program is a reason, too
    (INTERNAL_ERROR).
    """
    collected = PageRows()
    try:
        if isinstance(page, Exception):
            raise page
        with PageLimit(settings().page_cpu_seconds, no):
            outlet = (
                record_fields(payload, _field_map(row)).outlet
                if row["record_kind"] == "article"
                else None
            )
            own = {"run_id": run_id, "derived_by": code_version()}
            add_page(collected, row, page, record_outlet=outlet, bookkeeping=own, registry=known)
    except Refused as refusal:
        return refusal
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it costs this capture
        return Refused(INTERNAL_ERROR, describe_fault(error))
    return collected


def _frames(
    pages: Sequence[tuple[Mapping[str, Any], PageRows]],
) -> tuple[Frames, list[tuple[Mapping[str, Any], Refused]]]:
    """The rows of all captures as frames, and the captures whose rows no table takes."""
    try:
        return merge_pages(rows for _, rows in pages).frames(), []
    except Exception:  # noqa: BLE001 - one of them did it: find out which
        good, faulty = [], []
        for row, rows in pages:
            try:
                rows.frames()
                good.append(rows)
            except Exception as error:  # noqa: BLE001 - it costs this capture
                faulty.append((row, Refused(INTERNAL_ERROR, describe_fault(error))))
        return merge_pages(good).frames(), faulty
