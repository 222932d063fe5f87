"""What a table of the contract is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

UTC = pl.Datetime("us", "UTC")
Columns = Mapping[str, pl.DataType | type[pl.DataType]]


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    `key` is unique and is the sort order of every file; `partitioned` tables carry `outlet` and
    `month` and are stored by them; `bookkeeping` columns depend on when and from where something
    was landed and are left out of the logical export.
    """

    name: str
    schema: Columns
    key: tuple[str, ...]
    partitioned: bool = True
    bookkeeping: frozenset[str] = field(default_factory=frozenset)

    @property
    def logical(self) -> tuple[str, ...]:
        """The columns that are a function of the set of captures alone."""
        return tuple(c for c in self.schema if c not in self.bookkeeping)


def make_table(
    name: str, key: str, schema: Columns, *, shared: bool = False, bookkeeping: str = ""
) -> Table:
    """A table of the contract, partitioned unless it is `shared`; names are parted by blanks."""
    place: Columns = {} if shared else {"outlet": pl.String, "month": pl.String}
    return Table(
        name,
        {**schema, **{k: v for k, v in place.items() if k not in schema}},
        tuple(key.split()),
        partitioned=not shared,
        bookkeeping=frozenset(bookkeeping.split()),
    )
