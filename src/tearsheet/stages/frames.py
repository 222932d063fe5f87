"""The parse and clean stages over one shard: read what was staged, call the transforms, stage the
result.

These run in child processes that may be killed; they exchange paths and counts with the flow, never
frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl

from tearsheet.settings import settings
from tearsheet.stages.page_cache import Reparsing
from tearsheet.store import outlets
from tearsheet.store.payloads import RawReader
from tearsheet.store.tables import Storage
from tearsheet.version import code_version
from tearsheet.workers import Caller, Killed, page_limit
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.formats.record import raw_place
from transforms.ids import quarantine_id
from transforms.outlets import NO_REGISTRY, Registry
from transforms.page import Page, Refused
from transforms.parse import parse_capture
from transforms.parse.frames import Collected, collect
from transforms.schemas import QUARANTINE, RECORDS, STAGED, conform
from transforms.text.record_fields import record_fields
from transforms.text.repair import clean_line

Paths = dict[str, str]
#: What a page is a function of.
_SAID = ("raw_sha256", "media_type", "record_kind", "declared_url", "declared_charset", "field_map")
_REPARSING = Reparsing()
#: Beyond the pages' own processor limits: start-up of a child, reading and staging.
_SHARD_SLACK_SECONDS = 120.0


def record_shards(
    storage: Storage, run_id: str, captures: pl.DataFrame, *, name: str
) -> Iterator[str]:
    """Captures of the archive as shards of records, in the order in which their raw bytes stand."""
    records = conform(captures, RECORDS).sort("raw_object", "raw_offset", "capture_id")
    size = settings().shard_captures
    sums = records.select(
        (pl.col("raw_bytes").cum_sum() // settings().shard_bytes).alias("load"),
        (pl.int_range(pl.len()) // size).alias("rank"),
    )
    for no, (_, part) in enumerate(
        records.with_columns(sums).group_by("load", "rank", maintain_order=True)
    ):
        yield storage.stage(run_id, f"records/{name}{no:05d}", part.drop("load", "rank"))


def parse_shard(root: str, run_id: str, shard: str, caller: Caller) -> Paths:
    """Records of one shard -> staged captures, blocks, articles found, dates, listings and
    quarantine.

    A page that hangs or kills its process is found by parsing the shard's records one by one, and
    goes to quarantine by name; every other page of the shard is kept.
    """
    storage = Storage.open(root)
    rows = storage.scan_staged([shard], RECORDS).collect()
    name = f"parsed/{shard.rsplit('/', 1)[-1].removesuffix('.parquet')}"
    limit = settings().page_cpu_seconds * 2
    try:
        return caller.run(
            _parse_rows,
            root,
            run_id,
            rows,
            name,
            timeout=limit + _SHARD_SLACK_SECONDS + 0.05 * rows.height,
        )
    except Killed:
        pass  # one of the shard's pages did it: find out which
    singles = []
    for no in range(rows.height):
        row = rows.slice(no, 1)
        try:
            singles.append(
                caller.run(
                    _parse_rows,
                    root,
                    run_id,
                    row,
                    f"{name}.{no:05d}",
                    timeout=limit + _SHARD_SLACK_SECONDS,
                )
            )
        except Killed as killed:
            singles.append(_quarantine_killed(storage, run_id, row, killed, f"{name}.{no:05d}"))
    return _join(storage, run_id, singles, name)


def _parse_rows(root: str, run_id: str, rows: pl.DataFrame, name: str) -> Paths:
    storage = Storage.open(root)
    now = datetime.now(UTC)
    collected, refused = Collected(), []
    known = outlets.newest_registry(storage.objects) or NO_REGISTRY
    with RawReader(storage.objects) as reader:
        for row in rows.iter_rows(named=True):
            try:
                payload = reader.payload(**raw_place(row))
                with page_limit(settings().page_cpu_seconds):
                    parse_one(collected, row, payload, run_id, known)
            except Refused as refusal:
                refused.append(_refusal(row, "parse", refusal.reason, refusal.detail, run_id, now))
    frames = {
        **collected.frames(),
        "quarantine": conform(pl.DataFrame(refused, schema=QUARANTINE.schema), QUARANTINE.schema),
    }
    return {table: storage.stage(run_id, f"{name}.{table}", frames[table]) for table in STAGED}


def parse_one(
    collected: Collected, row: Mapping[str, Any], payload: bytes, run_id: str, known: Registry
) -> None:
    """Add what one capture shows; `known` says which outlet it is of. Raises Refused."""
    field_map = orjson.loads(row["field_map"]) if row["field_map"] else None

    def parse() -> Page:
        return parse_capture(
            payload,
            media_type=row["media_type"],
            record_kind=row["record_kind"],
            url=row["declared_url"],
            charset=row["declared_charset"],
            field_map=field_map,
        )

    page = _REPARSING.page(tuple(row[c] for c in _SAID), len(payload), parse)
    outlet = record_fields(payload, field_map).outlet if row["record_kind"] == "article" else None
    own = {"run_id": run_id, "derived_by": code_version()}
    collect(collected, row, page, record_outlet=outlet, bookkeeping=own, registry=known)


def _refusal(
    row: Mapping[str, Any], stage: str, reason: str, detail: str, run_id: str, now: datetime
) -> dict[str, Any]:
    return {
        "quarantine_id": quarantine_id(
            row["raw_sha256"], row["landed_from"], row["capture_id"], stage, reason
        ),
        "ref": row["landed_from"],
        "stage": stage,
        "reason": reason,
        "detail": detail,
        "capture_id": row["capture_id"],
        "raw_sha256": row["raw_sha256"],
        "raw_bytes": row["raw_bytes"],
        "first_seen": now,
        "run_id": run_id,
        **raw_place(row),
    }


def _quarantine_killed(
    storage: Storage, run_id: str, row: pl.DataFrame, killed: Killed, name: str
) -> Paths:
    detail = (
        f"its process was ended after {settings().page_cpu_seconds:g} s of processor time"
        if killed.reason == "timeout"
        else str(killed)
    )
    refused = _refusal(
        row.row(0, named=True), "parse", f"parse_{killed.reason}", detail, run_id, datetime.now(UTC)
    )
    frames = {
        **Collected().frames(),
        "quarantine": pl.DataFrame([refused], schema=QUARANTINE.schema),
    }
    return {table: storage.stage(run_id, f"{name}.{table}", frames[table]) for table in STAGED}


def _join(storage: Storage, run_id: str, parts: list[Paths], name: str) -> Paths:
    return {
        table: storage.stage(
            run_id,
            f"{name}.{table}",
            storage.scan_staged([p[table] for p in parts], schema).collect(),
        )
        for table, schema in STAGED.items()
    }


def refusal_messages(storage: Storage, shards: Sequence[Paths]) -> list[str]:
    """What the parse stage refused: name, reason and detail."""
    rows = (
        storage.scan_staged([s["quarantine"] for s in shards], QUARANTINE.schema)
        .select("ref", "reason", "detail")
        .collect()
    )
    return [": ".join(filter(None, row)) for row in rows.sort("ref", "reason").iter_rows()]


def clean_shard(root: str, run_id: str, parsed: Paths, caller: Caller) -> Paths:
    """Parsed frames of one shard -> cleaned ones: normal text, language, measures; a text of which
    nothing is left is refused.
    """
    return caller.run(_clean_staged, root, run_id, parsed, timeout=600.0)


def _clean_staged(root: str, run_id: str, parsed: Paths) -> Paths:
    storage = Storage.open(root)
    frames = {
        table: storage.scan_staged([path], STAGED[table]).collect()
        for table, path in parsed.items()
    }
    kept, rejected = clean(frames["found"])
    frames["found"] = kept
    frames["blocks"] = clean_blocks(frames["blocks"])
    frames["listings"] = clean_listings(frames["listings"])
    frames["captures"] = with_findings(frames["captures"], kept, rejected)
    name = parsed["captures"].rsplit("/", 1)[-1].split(".")[0]
    return {
        table: storage.stage(run_id, f"cleaned/{name}.{table}", conform(frame, STAGED[table]))
        for table, frame in frames.items()
    }


def with_findings(
    captures: pl.DataFrame, kept: pl.DataFrame, rejected: pl.DataFrame
) -> pl.DataFrame:
    """Captures with the language of their first article; one whose every article was rejected shows
    none and is `empty`.
    """
    language = (
        kept.sort("capture_id", "article_no")
        .group_by("capture_id", maintain_order=True)
        .agg(pl.col("language").first().alias("found"))
    )
    emptied = (
        rejected.select("capture_id")
        .unique()
        .join(kept.select("capture_id"), on="capture_id", how="anti")
        .with_columns(pl.lit(True).alias("emptied"))
    )
    return (
        captures.join(language, on="capture_id", how="left")
        .join(emptied, on="capture_id", how="left")
        .with_columns(
            pl.coalesce("found", "language").alias("language"),
            pl.when("emptied").then(pl.lit("empty")).otherwise("page_kind").alias("page_kind"),
            pl.col("outlet_heading", "site_name").map_elements(clean_line, return_dtype=pl.String),
        )
        .drop("found", "emptied")
    )
