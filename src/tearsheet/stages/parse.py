"""The parse stage: records of one shard -> labelled blocks, articles found, dates and listings.

It runs in a child process that may be killed; it exchanges paths with the flow, never frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import polars as pl

from tearsheet.landing.refusal import tell_together
from tearsheet.settings import settings
from tearsheet.stages.deadly import run_without_deadly
from tearsheet.stages.frames import Paths, shard_name, stage_shard
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller, Killed
from transforms.captures.refusals import refusal_row, tell_alike
from transforms.page import Refused
from transforms.schemas import QUARANTINE, RECORDS, STAGED, empty


def parse_shard(root: str, run_id: str, shard: str, caller: Caller) -> Paths:
    """Records of one shard -> staged captures, blocks, articles found, dates, listings and
    quarantine.

    A page that hangs or kills its process is found by parsing parts of the shard, and goes to
    quarantine by name; every other page of the shard is kept.
    """
    storage = Storage.open(root)
    rows = storage.scan_staged([shard], RECORDS).collect()
    name = f"parsed/{shard_name(shard)}"
    parts = run_without_deadly(
        caller,
        rows,
        lambda part, suffix: partial(_parse_rows, root, run_id, part, f"{name}{suffix}"),
        lambda row, suffix, killed: _quarantine(storage, run_id, row, killed, f"{name}{suffix}"),
    )
    return parts[0] if len(parts) == 1 else _join(storage, run_id, parts, name)


def _parse_rows(root: str, run_id: str, rows: pl.DataFrame, name: str) -> Paths:
    from tearsheet.stages.pages.rows import parse_rows  # a child's: the flow needs no parser

    storage = Storage.open(root)
    return stage_shard(storage, run_id, name, parse_rows(root, run_id, rows))


def _quarantine(
    storage: Storage, run_id: str, row: pl.DataFrame, killed: Killed, name: str
) -> Paths:
    detail = (
        f"its process was ended after {settings().page_cpu_seconds:g} s of processor time"
        if killed.reason == "timeout"
        else str(killed)
    )
    refused = refusal_row(
        row.row(0, named=True),
        Refused(f"parse_{killed.reason}", detail),
        run_id=run_id,
        now=datetime.now(UTC),
    )
    nothing = {table: empty(schema) for table, schema in STAGED.items()}
    quarantine = pl.DataFrame([refused], schema=QUARANTINE.schema)
    return stage_shard(storage, run_id, name, {**nothing, "quarantine": quarantine})


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
    """What the parse stage refused: name, reason and detail. Records of one file that are refused
    alike are told together.
    """
    staged = storage.scan_staged([s["quarantine"] for s in shards], QUARANTINE.schema)
    return [tell_together(told, count) for told, count in tell_alike(staged).collect().iter_rows()]
