"""The rows that a table has, and those that it is to have -> the places of the rows to delete, and
the rows to add. A row that is in both is neither deleted nor added.
"""

from __future__ import annotations

import polars as pl

from transforms.schemas import Table

#: Columns that say where a row stands: the number of its file, and its place there.
FILE, PLACE = "_file", "_place"
_NOW, _IS_THERE = "_now", "_is_there"


def superseded(
    spec: Table, held: pl.DataFrame, rows: pl.DataFrame
) -> tuple[dict[int, tuple[int, ...]], pl.DataFrame]:
    """(by file, the places of stored rows that `rows` does not contain; those of `rows` that are
    not stored).
    """
    key = list(spec.key)
    values = [c for c in spec.schema if c not in spec.key]
    now = rows.with_columns(pl.lit(value=True).alias(_IS_THERE))
    pairs = held.join(now, on=key, how="left", suffix=_NOW, nulls_equal=True)
    equal = pl.all_horizontal([pl.col(c).eq_missing(pl.col(f"{c}{_NOW}")) for c in values])
    stays = pl.col(_IS_THERE).is_not_null() & equal
    judged = pairs.select(*key, FILE, PLACE, stays.alias(_IS_THERE))
    gone = judged.filter(~pl.col(_IS_THERE)).group_by(FILE).agg(PLACE)
    new = rows.join(judged.filter(_IS_THERE), on=key, how="anti", nulls_equal=True)
    return {file: tuple(sorted(places)) for file, places in gone.rows()}, new
