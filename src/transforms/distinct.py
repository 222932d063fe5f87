"""Functions of single values, applied to columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl


def map_distinct(
    function: Callable[..., Any], *columns: str, dtype: pl.DataType | type[pl.DataType] = pl.String
) -> pl.Expr:
    """What a function makes of each row of these columns; it is called once for each distinct row,
    and is null where one of them is. It goes by the name of the last column.

    An address or a headline stands on many captures, so that this costs less than a call a row.
    """

    def mapped(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique().drop_nulls()
        made = pl.Series("made", [function(*row) for row in distinct.iter_rows()], dtype=dtype)
        joined = frame.join(
            distinct.with_columns(made), on=frame.columns, how="left", maintain_order="left"
        )
        return joined["made"]

    return (
        pl.struct(columns)
        .map_batches(mapped, return_dtype=dtype, is_elementwise=True)
        .alias(columns[-1])
    )
