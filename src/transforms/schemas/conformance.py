"""Frames held to a schema."""

from __future__ import annotations

import polars as pl

from transforms.schemas.types import Columns


def empty(schema: Columns) -> pl.DataFrame:
    """A frame of no rows with exactly this schema."""
    return pl.DataFrame(schema=dict(schema))


def fill_columns(frame: pl.LazyFrame, schema: Columns) -> pl.LazyFrame:
    """The frame with exactly these columns and types; columns that it lacks become null."""
    return frame.select(_columns(frame.collect_schema().names(), schema))


def _columns(names: list[str], schema: Columns) -> list[pl.Expr]:
    have = set(names)
    return [
        pl.col(c).cast(t) if c in have else pl.lit(None, dtype=t).alias(c)
        for c, t in schema.items()
    ]


def conform(frame: pl.DataFrame, schema: Columns, *, key: tuple[str, ...] = ()) -> pl.DataFrame:
    """The frame with exactly these columns, types and (where a key is given) order.

    Columns the frame lacks become null: additive changes are filled on read.
    Raises polars.exceptions.PolarsError where a value cannot take the type, ValueError where the
    key repeats.
    """
    out = frame.select(_columns(frame.columns, schema))
    if not key:
        return out
    out = out.sort(list(key), nulls_last=True)
    _check_ordered(out, key)
    return out


def check_key(frame: pl.DataFrame, key: tuple[str, ...]) -> None:
    """Raise ValueError where two rows of a frame, in any order, have the same key."""
    keys = frame.select(key)
    if keys.hash_rows().n_unique() < keys.height:  # by hashes, which take less memory than keys
        _check_ordered(keys.sort(list(key), nulls_last=True), key)


def _check_ordered(frame: pl.DataFrame, key: tuple[str, ...]) -> None:
    """The same of rows in the order of their keys, where equal ones stand side by side."""
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift()) for c in key)
    if frame.height > 1 and frame.select(same.slice(1).any()).item():
        raise ValueError(
            f"key {key} repeats: "
            f"{frame.filter(pl.struct(list(key)).is_duplicated()).head(2).to_dicts()}"
        )
