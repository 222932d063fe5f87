"""The rows of a query as values of Python, with the names and types of their columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    import polars as pl

#: Types of DuckDB's that are numbers to a reader.
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
#: Sums of whole numbers are as wide as this, and hardly ever need to be.
_WIDE = ("HUGEINT", "UHUGEINT")
#: Types, alone or within others, that neither Arrow's readers nor files know: text stands for them.
_WITHOUT_FORM = re.compile(r"\b(?:INTERVAL|BIT|UNION|TIME WITH TIME ZONE)\b")


@dataclass(frozen=True, slots=True)
class Result:
    """Rows: names of the columns, their types by DuckDB's names, and the values."""

    names: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return self.types[column].split("(")[0].removeprefix("U") in _NUMBERS

    def column(self, name: str) -> list[Any]:
        """The values of a column."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def without(self, names: Collection[str]) -> Result:
        """The rows without these columns."""
        kept = [i for i, name in enumerate(self.names) if name not in names]
        return Result(
            [self.names[i] for i in kept],
            [self.types[i] for i in kept],
            [tuple(row[i] for i in kept) for row in self.rows],
        )

    def dicts(self) -> list[dict[str, Any]]:
        """The rows, each with its values by name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


def fetch_result(relation: duckdb.DuckDBPyRelation) -> Result:
    """All rows of a relation."""
    return Result(list(relation.columns), [str(t) for t in relation.types], relation.fetchall())


def fetch_frame(relation: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    """All rows of a relation as a frame of Polars."""
    import polars as pl

    return pl.DataFrame(_Stream(relation))


class _Stream:
    """A result as an Arrow stream that Polars takes by itself: `.pl()` would import pyarrow, a
    quarter of a small query's time.
    """

    def __init__(self, result: duckdb.DuckDBPyRelation) -> None:
        self._capsule = result.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._capsule


def foreign_columns(relation: duckdb.DuckDBPyRelation) -> tuple[list[str], list[str]]:
    """(casts to text of columns of types that programs have no form for, names of those of whole
    numbers of 128 bits), as they are written in SQL.
    """
    kinds = {
        f'"{column.replace(chr(34), chr(34) * 2)}"': str(kind)
        for column, kind in zip(relation.columns, relation.types, strict=True)
    }
    texts = [f"{c}::VARCHAR AS {c}" for c, kind in kinds.items() if _WITHOUT_FORM.search(kind)]
    return texts, [c for c, kind in kinds.items() if kind in _WIDE]


def portable_sql(
    connection: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation, name: str
) -> str | None:
    """A query for the rows of a table, given as a relation too, in types that programs know: whole
    numbers of 128 bits that fit into 64 are such, spans of time and bits are text. Null where the
    table has none of these.
    """
    texts, wide = foreign_columns(relation)
    casts = [*texts, *_narrowed(connection, wide, name)]
    return f"SELECT * REPLACE ({', '.join(casts)}) FROM {name}" if casts else None


def _narrowed(
    connection: duckdb.DuckDBPyConnection, wide: Sequence[str], name: str
) -> Iterator[str]:
    if not wide:
        return
    fits = ", ".join(
        f"coalesce(bool_and(try_cast({c} AS BIGINT) IS NOT NULL OR {c} IS NULL), true)"
        for c in wide
    )
    small = connection.execute(f"SELECT {fits} FROM {name}").fetchall()[0]
    yield from (f"{c}::BIGINT AS {c}" for c, is_small in zip(wide, small, strict=True) if is_small)
