"""Landings again, from the raw store alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from tearsheet.landing.records import records_of_landing
from tearsheet.landing.revisits import PendingRevisit, WebArchive, no_captures, resolve_revisits
from tearsheet.landing.shards import LandingResult, Refusal, ShardWriter
from tearsheet.store.objects import Objects
from transforms.formats.record import Skipped


def replay(
    objects: Objects,
    landings: Iterable[Mapping[str, Any]],
    *,
    run_id: str,
    now: datetime,
    held: pl.DataFrame,
    refused_held: set[str],
    shard_captures: int = 400,
    shard_bytes: int = 8 << 20,
) -> LandingResult:
    """The shards of these landings again, as `land` staged them, from the raw store alone. Nothing
    is stored anew.
    """
    intake = ShardWriter(
        objects,
        held=held,
        refused_held=refused_held,
        run_id=run_id,
        now=now,
        shard_captures=shard_captures,
        shard_bytes=shard_bytes,
    )
    archives: list[WebArchive] = []
    waiting: list[PendingRevisit] = []
    for landing in landings:
        archives += [
            WebArchive(f["object"], f.get("coding"))
            for f in landing["files"]
            if f["kind"] == "warc" and "offset" not in f
        ]
        for item in records_of_landing(objects, landing):
            if isinstance(item, Refusal):
                intake.refuse(item)
            elif isinstance(item, Skipped):
                intake.skip(item.reason)
            elif isinstance(item, PendingRevisit):
                if intake.decide(item.row["capture_id"], item.row["declared_outlet"]):
                    waiting.append(item)
            elif intake.decide(item["capture_id"], item["declared_outlet"]):
                intake.add(item)
    for row in resolve_revisits(objects, waiting, dict.fromkeys(archives), no_captures):
        intake.add(row)
    return intake.close(lambda: None)
