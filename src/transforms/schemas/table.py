"""What a table of the contract is. Polars is loaded only where its types are asked for, so that a
query by DuckDB does not wait for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transforms.schemas.types import Columns

#: Columns with their types, by the names that DuckDB and the contract have for these.
Types = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    `key` is unique; `partitioned` tables carry `outlet` and `month` and are stored by month, sorted
    by outlet, month and key, the others by key; `bookkeeping` columns depend on when and from where
    something was landed and are left out of the logical export.
    """

    name: str
    types: Types
    key: tuple[str, ...]
    partitioned: bool = True
    bookkeeping: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def schema(self) -> Columns:
        """The columns with their types in Polars."""
        from transforms.schemas.types import polars_types

        return polars_types(self.types)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the columns and their types: a file that states it has them all, in order."""
        text = ",".join(f"{name} {kind}" for name, kind in self.types.items())
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def order(self) -> tuple[str, ...]:
        """The columns by which the rows of a file are sorted."""
        place = ("outlet", "month") if self.partitioned else ()
        return (*place, *(c for c in self.key if c not in place))

    @property
    def logical(self) -> tuple[str, ...]:
        """The columns that are a function of the set of captures alone."""
        return tuple(c for c in self.types if c not in self.bookkeeping)


def make_table(
    name: str, key: str, types: Types, *, shared: bool = False, bookkeeping: str = ""
) -> Table:
    """A table of the contract, partitioned unless it is `shared`; names are parted by blanks."""
    place: Types = {} if shared else {"outlet": "VARCHAR", "month": "VARCHAR"}
    return Table(
        name,
        {**types, **{k: v for k, v in place.items() if k not in types}},
        tuple(key.split()),
        partitioned=not shared,
        bookkeeping=frozenset(bookkeeping.split()),
    )
