"""Which snapshot of which archive an answer is from, as a column of it or as metadata of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tearsheet.query.result import Result

if TYPE_CHECKING:
    import polars as pl

    from tearsheet.query.archive import Archive

COLUMN = "snapshot"


@dataclass(frozen=True, slots=True)
class Source:
    """The archive's root, and the number and time of its snapshot."""

    root: str
    snapshot: int
    published_at: str

    def metadata(self) -> dict[str, str]:
        """Names and values for a file's metadata."""
        return {
            "tearsheet_root": self.root,
            "tearsheet_snapshot": str(self.snapshot),
            "tearsheet_published_at": self.published_at,
        }

    def sentence(self) -> str:
        """The same for a person: `snapshot 42 of 2026-03-08T…, data/archive`."""
        return f"snapshot {self.snapshot} of {self.published_at}, {self.root}"

    def in_rows(self, rows: pl.DataFrame | Result) -> pl.DataFrame | Result:
        """The rows with the snapshot's number in front; rows that have such a column keep it."""
        if isinstance(rows, Result):
            if COLUMN in rows.names:
                return rows
            return replace(
                rows,
                names=[COLUMN, *rows.names],
                types=["BIGINT", *rows.types],
                rows=[(self.snapshot, *row) for row in rows.rows],
            )
        if COLUMN in rows.columns:
            return rows
        import polars as pl

        return rows.select(pl.lit(self.snapshot, pl.Int64).alias(COLUMN), pl.all())


def source_of(archive: Archive) -> Source:
    """What an archive's answers are from."""
    return Source(archive.root, archive.snapshot.number, archive.snapshot.created_at)
