"""Arrays of pyarrow -> columns of Polars.

Polars imports all of pyarrow's functions for an array that it knows as one of pyarrow's, a third of
a second in each process; what only exports itself as any library's arrays do it takes as it is.
"""

from __future__ import annotations

from typing import Any

import polars as pl


def as_series(name: str, array: Any) -> pl.Series:
    """An array, or an array in chunks, as a column of this name."""
    exported = _Chunks(array) if hasattr(array, "chunks") else _Array(array)
    # a name that is given to `Series` here would not be its own
    return pl.Series(exported).alias(name).rechunk()


class _Array:
    """An array by the Arrow PyCapsule interface and nothing else."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self._array.__arrow_c_array__(requested_schema)


class _Chunks:
    """An array in chunks by the same."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self._array.__arrow_c_stream__(requested_schema)
