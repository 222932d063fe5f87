"""The types of the contract in Polars."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

UTC = pl.Datetime("us", "UTC")
Columns = Mapping[str, pl.DataType | type[pl.DataType]]
#: The type in Polars of each type that a column of the contract has.
_POLARS: Columns = {
    "VARCHAR": pl.String,
    "INTEGER": pl.Int32,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMPTZ": UTC,
    "VARCHAR[]": pl.List(pl.String),
    "UBIGINT": pl.UInt64,
    "UBIGINT[]": pl.List(pl.UInt64),
}


def polars_types(types: Mapping[str, str]) -> Columns:
    """The columns with Polars' types for DuckDB's."""
    return {name: _POLARS[kind] for name, kind in types.items()}
