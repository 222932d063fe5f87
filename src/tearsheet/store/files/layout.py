"""How the rows of a table are cut into files: by month, sorted by outlet, month and key, each file
near a target size. Months that are too small for a file of their own share one.

The folder says which months are inside, `months=2026-03` or `months=2025-11_2026-02`. It is no
column of the table: `month` stands in the file, so that every reader finds it there with its type.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tearsheet.store.files.data_file import Stats
from transforms.schemas import UTC, Table

#: A file holds at most about this many bytes, as Polars estimates them: a quarter or less of that
#: once compressed. A batch looks its keys up in each file, and a merge holds a few times as much in
#: memory. judged
FILE_BYTES = 192 << 20
_ROW_GROUP = 4_096
#: Of articles with their texts so few, since a run reads a few of a month's: 3 % more bytes.
#: measured: benchmarks/cost/growth.py
_TEXT_ROW_GROUP = 1_024
#: And of copies: 14,000 days as one are made in 6 ms and are 180 KB, as four in 8 ms and 290 KB.
#: measured: benchmarks/cost/daily.py
_COPY_ROW_GROUP = 65_536
#: Files of fewer rows have no statistics inside: a fifth of their bytes, and the manifest has those
#: that prune. judged
_STATISTICS_ROWS = 4_096
#: Larger ones have a bloom filter in every row group of these columns: ids are in no order, so that
#: one could stand in any row group of every file. An id of 500,000 articles is found
#: in .013 s of processor time instead of .043, and a file is 3 % larger.
#: measured: benchmarks/cost/query.py --articles 500000
_SOUGHT = ("article_id", "capture_id", "revision_id")
#: Siblings go when more texts come to share what two of them had in common, a few of any age with
#: each batch: those of a version that has so many relations in a file are of what its whole
#: template shares, and stay. judged
LEAST_CROWD = 256
#: Row groups that are made rows of pyarrow at a time: a copy. judged
_GROUPS_AT_ONCE = 16
#: So large a share of other ids passes such a filter. judged
_WRONG_SHARE = 0.01


def cut(spec: Table, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """(folder, rows) of every file that these rows make."""
    folder = f"tables/{spec.name}"
    periods = list(_periods(frame)) if spec.partitioned and frame.height else []
    if len(periods) < 2:
        # here and below the rows as they came are let go of: so many are in memory once
        frame = _in_order(spec, frame)
        yield from ((_folder(folder, part, periods), part) for part in _bounded(frame))
        return
    for months in periods:
        inside = frame.filter(pl.col("month").is_in(months))
        frame = frame.filter(~pl.col("month").is_in(months))
        yield from (
            (_folder(folder, part, periods), part) for part in _bounded(_in_order(spec, inside))
        )


def _in_order(spec: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of the table; relations that hardly ever go stand behind the others."""
    order = list(spec.order)
    if spec.name != "relations":
        return frame.sort(order, nulls_last=True)
    is_crowded = [pl.len().over(end) >= LEAST_CROWD for end in ("left_id", "right_id")]
    stays = pl.any_horizontal(pl.col("relation") != "sibling", *is_crowded)
    return frame.with_columns(stays.alias("_stays")).sort("_stays", *order).drop("_stays")


def _folder(table: str, part: pl.DataFrame, periods: Sequence[object]) -> str:
    """The folder of a file of a table: where it is cut by months it says which are inside."""
    if not periods:
        return table
    low, high = part.select(low=pl.min("month"), high=pl.max("month")).row(0)
    return f"{table}/months={low if low == high else f'{low}_{high}'}"


def _periods(frame: pl.DataFrame) -> Iterator[list[str]]:
    """The months of these rows, neighbours together that fit into one file."""
    width = frame.estimated_size() / frame.height
    months: list[str] = []
    total = 0.0
    for month, rows in frame.group_by("month").len().sort("month").rows():
        if months and total + rows * width > FILE_BYTES:
            yield months
            months, total = [], 0.0
        months.append(month)
        total += rows * width
    yield months


def _bounded(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The frame in pieces that each make a file of bounded size."""
    pieces = max(1, -(-int(frame.estimated_size()) // FILE_BYTES))
    yield from frame.iter_slices(max(1, -(-frame.height // pieces)))


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """The bytes of a data file: equal rows in equal order give equal bytes."""
    sought = [c for c in _SOUGHT if c in frame.columns]
    if sought and frame.height >= _STATISTICS_ROWS:
        buffer = io.BytesIO()
        _write_filtered(frame, sought, buffer)
        return buffer.getvalue()
    return _plain_bytes(frame, level=3, row_group=_row_group(frame))


def copy_bytes(frame: pl.DataFrame) -> bytes:
    """The bytes of a copy of some rows, made in less time: a day's batch makes dozens. As a rule
    they are one row group, since readers take all of a copy or nothing.
    """
    return _plain_bytes(frame, level=1, row_group=_COPY_ROW_GROUP)


def rows_of_full(sample: pl.DataFrame) -> int:
    """How many rows a full data file has, by some rows of its table."""
    return max(1, FILE_BYTES * sample.height // max(1, int(sample.estimated_size())))


def _plain_bytes(frame: pl.DataFrame, *, level: int, row_group: int) -> bytes:
    """The bytes without filters of ids, compressed with so much effort, of so large row groups."""
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer,
        compression="zstd",
        compression_level=level,
        row_group_size=row_group,
        statistics=frame.height >= _STATISTICS_ROWS,
    )
    return buffer.getvalue()


def _row_group(frame: pl.DataFrame) -> int:
    return (
        _TEXT_ROW_GROUP
        if "text_sha256" in frame.columns and "text" in frame.columns
        else _ROW_GROUP
    )


def _write_filtered(frame: pl.DataFrame, sought: Sequence[str], into: io.BytesIO) -> None:
    """The same file with bloom filters, which Polars does not write; as rows of pyarrow are so many
    at a time.
    """
    from pyarrow.parquet import ParquetWriter

    size = _row_group(frame)
    pieces = (
        rows.to_arrow(compat_level=pl.CompatLevel.oldest())
        for rows in frame.iter_slices(_GROUPS_AT_ONCE * size)
    )
    first = next(pieces)
    filters = {c: {"ndv": min(frame.height, size), "fpp": _WRONG_SHARE} for c in sought}
    with ParquetWriter(
        into,
        first.schema,
        compression="zstd",
        compression_level=3,
        bloom_filter_options=filters,
    ) as writer:
        for rows in itertools.chain([first], pieces):
            writer.write_table(rows, row_group_size=size)


def statistics(spec: Table, frame: pl.DataFrame) -> Stats:
    """Smallest and largest value of the key's columns of text, of outlet and month, and of every
    time, as text, where there is any.
    """
    columns = [
        c
        for c, t in spec.schema.items()
        if t in (pl.Date, UTC) or (t == pl.String and c in _told(spec))
    ]
    ends = frame.select(
        [
            end(pl.col(c)).cast(pl.String).alias(f"{c}:{name}")
            for c in columns
            for name, end in (("min", pl.Expr.min), ("max", pl.Expr.max))
        ]
    )
    values: Mapping[str, str | None] = ends.row(0, named=True)
    found = {c: (values[f"{c}:min"], values[f"{c}:max"]) for c in columns}
    return {c: [low, high] for c, (low, high) in found.items() if low is not None and high}


def _told(spec: Table) -> tuple[str, ...]:
    """The columns of text whose smallest and largest values a manifest states."""
    return (*spec.key, "outlet", "month")
