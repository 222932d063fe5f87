"""What the stages of a shard exchange: paths of staged frames, by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tearsheet.settings import settings
from tearsheet.store.tables import Storage
from transforms.schemas import RECORDS, STAGED, conform

#: Where the staged frames of a shard lie, by table.
Paths = dict[str, str]
#: The frames of a shard, by table.
Frames = dict[str, pl.DataFrame]


def shard_name(path: str) -> str:
    """The name of a shard by the path of a frame of it: `records/00003.parquet` -> `00003`."""
    return path.rsplit("/", 1)[-1].split(".", 1)[0]


def stage_shard(
    storage: Storage, run_id: str, name: str, frames: Mapping[str, pl.DataFrame]
) -> Paths:
    """Store the frames of a shard, each as its table is staged; their paths."""
    return {
        table: storage.stage(run_id, f"{name}.{table}", conform(frame, STAGED[table]))
        for table, frame in frames.items()
    }


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
