"""One export, from the choice of articles to the files in their place."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tearsheet.export import documents, flat, ledger, manifest
from tearsheet.export.documents import Compression, Shards
from tearsheet.export.presets import Rule
from tearsheet.export.rows import Asked, article_rows, capture_rows, spooled_rows
from tearsheet.export.selection import Selection, ids_in, key_of, resolve_ids, select, spool
from tearsheet.export.target import Target
from tearsheet.export.warc import COLUMNS, WarcFiles
from tearsheet.query.archive import Archive
from tearsheet.query.limits import Limits
from tearsheet.query.source import source_of
from tearsheet.store.crash_points import reach

#: The forms of an export; those of captures, those that are one file, and those that are a folder
#: unless the name that is given says that it is a file.
CAPTURES = ("warc", "wacz")
ONE_FILE = ("parquet", "csv", "xlsx", "wacz")
LAKES = ("delta", "iceberg")
LINES = ("jsonl", "datatrove", "dolma")
FORMS = (*LINES, "parquet", "csv", "xlsx", *CAPTURES, *LAKES)
_FILE_ENDINGS = {
    **dict.fromkeys(LINES, (".jsonl", ".jsonl.gz", ".jsonl.zst", ".json.gz", ".ndjson")),
    "warc": (".warc.gz",),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What to export: a query or ids, by which rules, in which form, to where."""

    form: str
    to: Path
    limits: Limits
    query: str | None = None
    ids: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    one_a_story: bool = False
    with_copies: bool = False
    compression: Compression = "gzip"
    shard_bytes: int = 256 << 20
    raw_cells: bool = False
    force: bool = False

    def target(self) -> Target:
        """Where it goes: one file by the form, or by the ending of its name, else a folder."""
        endings = _FILE_ENDINGS.get(self.form, ())
        is_file = self.form in ONE_FILE or self.to.name.lower().endswith(endings or ("\0",))
        return Target(self.to, is_file=is_file)


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an order: what its manifest says, and whether the archive has noted it."""

    manifest: dict[str, Any]
    is_noted: bool


@dataclass(slots=True)
class _Job:
    """An order under way."""

    order: Order
    archive: Archive
    target: Target
    asked: Asked
    spooled: Path | None = None
    rows: dict[Path, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


def run_export(archive: Archive, order: Order, *, now: datetime) -> Exported:
    """Export what is ordered. Raises Usage, and what a query can raise; then nothing is there that
    was not there before.
    """
    target = order.target()
    target.check(archive.objects.folder, force=order.force)
    with target.writing(), Asked(archive, order.limits) as asked:
        job = _Job(order, archive, target, asked)
        selection = _selection(job)
        reach("export.begun")
        _WRITERS[order.form](job, selection)
        reach("export.written")
        if job.spooled:
            job.spooled.unlink()
        said = manifest.Said(
            f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
            order.form,
            order.query,
            order.ids,
            order.rules,
            order.one_a_story,
            now,
        )
        body = manifest.write_manifest(
            target, said, source_of(archive), selection, job.rows, job.left_out
        )
        ids = manifest.ids_frame(selection)
        is_noted = ledger.note_export(archive.objects, body, str(order.to.resolve()), ids)
        reach("export.noted")
        target.publish()
    return Exported(body, is_noted)


def _selection(job: _Job) -> Selection:
    order = job.order
    if order.query is None:
        ids = resolve_ids(job.asked, order.ids, with_copies=order.with_copies)
        key = "article_id"
    else:
        job.spooled = job.target.beside / ".rows.parquet"
        columns = spool(job.archive, order.query, order.limits, job.spooled)
        key = key_of(columns, of_captures=order.form in CAPTURES and not order.rules)
        ids = ids_in(job.spooled, key)
        if order.with_copies:
            ids = resolve_ids(job.asked, ids, with_copies=True)
    return select(job.asked, key, ids, order.rules, one_a_story=order.one_a_story)


def _columns(job: _Job, selection: Selection) -> Iterator[pl.DataFrame]:
    """The rows of the query that stay; of ids, and with copies, those of `articles`."""
    if job.spooled and not job.order.with_copies:
        rows = spooled_rows(job.spooled, selection.key, selection.ids)
    else:
        rows = article_rows(job.asked, selection.ids)
    for batch in rows:
        yield batch
        reach("export.batch")


def _write_lines(job: _Job, selection: Selection) -> None:
    order = job.order
    compression = _compression(order)
    with Shards(
        job.target.data, ".jsonl", compression=compression, most_bytes=order.shard_bytes
    ) as shards:
        if order.form == "jsonl":
            flat.write_lines(_columns(job, selection), shards)
        else:
            added = datetime.fromisoformat(job.archive.snapshot.created_at)
            rows = article_rows(job.asked, selection.ids)
            without = documents.write_documents(rows, shards, order.form, added)
            job.left_out |= {"no_text": without} if without else {}
    job.rows = shards.rows


def _compression(order: Order) -> Compression:
    """The compression that the name of a single file says, else that which is asked for."""
    if not order.target().is_file:
        return order.compression
    by_name: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}
    return by_name.get(order.to.suffix.lower(), "none")


def _write_flat(job: _Job, selection: Selection) -> None:
    rows, path, order = _columns(job, selection), job.target.data, job.order
    source = source_of(job.archive)
    if order.form == "parquet":
        count = flat.write_parquet(rows, path, source)
    elif order.form == "csv":
        count = flat.write_csv(rows, path, raw_cells=order.raw_cells)
    else:
        count = flat.write_sheet(rows, path, source, raw_cells=order.raw_cells)
    job.rows = {path: count}


def _write_captures(job: _Job, selection: Selection) -> None:
    from tearsheet.export.wacz import write_wacz
    from tearsheet.store.payloads import RawReader

    is_wacz, data = job.order.form == "wacz", job.target.data
    place = job.target.beside / ".data.warc.gz" if is_wacz else data
    published = datetime.fromisoformat(job.archive.snapshot.created_at)
    files = WarcFiles(place, most_bytes=job.order.shard_bytes, stated=published)
    found = capture_rows(job.asked, selection.key, selection.ids, COLUMNS)
    with RawReader(job.archive.objects) as reader:
        unheld = files.write(found, reader)
    job.left_out |= {"payload_not_held": unheld} if unheld else {}
    job.rows = dict(files.rows)
    if is_wacz:
        title = f"{len(files.records)} captures of {source_of(job.archive).sentence()}"
        write_wacz(data, place, files.records, title=title, made_at=published)
        job.rows = {data: files.rows[place]}
        place.unlink()


def _write_lake(job: _Job, selection: Selection) -> None:
    from tearsheet.export import lakes

    rows, folder = _columns(job, selection), job.target.data
    if job.order.form == "delta":
        count = lakes.write_delta(rows, folder)
    else:
        count = lakes.write_iceberg(rows, folder, job.target.final(folder).resolve())
    job.rows = {folder: count}


_WRITERS = {
    **dict.fromkeys(LINES, _write_lines),
    **dict.fromkeys(("parquet", "csv", "xlsx"), _write_flat),
    **dict.fromkeys(CAPTURES, _write_captures),
    **dict.fromkeys(LAKES, _write_lake),
}
