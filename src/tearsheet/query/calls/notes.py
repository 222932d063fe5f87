"""The user's own notes on articles: a CSV or Parquet file beside the archive, as the table
`notes` of a query.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb

from tearsheet.errors import Usage

if TYPE_CHECKING:
    import polars as pl

    from tearsheet.store.snapshots import Snapshot
    from tearsheet.store.tables import Storage

NAME = "notes"
KEY, AS_NOTED = "article_id", "noted_id"
#: A file of notes is read whole.
_MOST_BYTES = 256 << 20
_NAMED = re.compile(rf"\b{NAME}\b", re.IGNORECASE)


class Noted(Protocol):
    """An archive that may have a file of notes."""

    notes: str | None
    snapshot: Snapshot

    @property
    def storage(self) -> Storage:
        """The tables as Polars reads them."""


def make_notes(query: str, connection: duckdb.DuckDBPyConnection, archive: Noted) -> frozenset[str]:
    """Make the table `notes` where a query names it and the archive has a file of them; its name as
    one that the query may read, none where there is no such table. Raises Usage for a file that
    cannot be read as notes.
    """
    if archive.notes is None or not _NAMED.search(query):
        return frozenset()
    frame = read_notes(Path(archive.notes), archive)
    connection.register("notes_as_given", frame.to_arrow())
    connection.execute(f"CREATE TEMP TABLE {NAME} AS FROM notes_as_given")
    connection.unregister("notes_as_given")
    return frozenset((NAME,))


def read_notes(path: Path, archive: Noted) -> pl.DataFrame:
    """The rows of a file of notes with `article_id` as it is today, and `noted_id` as it stands in
    the file. Raises Usage.
    """
    import polars as pl

    rows = _read(path)
    if KEY not in rows.columns:
        raise Usage(f"--notes {path}: it has no column {KEY}, by which notes are joined")
    aliases = archive.storage.scan(archive.snapshot, "aliases").filter(kind="article")
    today = aliases.select(pl.col("old_id").alias(KEY), "new_id").collect()
    joined = rows.with_columns(pl.col(KEY).cast(pl.String)).join(
        today, on=KEY, how="left", maintain_order="left"
    )
    resolved = pl.coalesce("new_id", KEY).alias(KEY)
    others = [c for c in rows.columns if c not in (KEY, AS_NOTED)]
    return joined.select(resolved, *others, pl.col(KEY).alias(AS_NOTED))


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Usage(f"--notes {path}: more than {_MOST_BYTES >> 20} MiB, which no notes are")
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path, glob=False, hive_partitioning=False)
        if path.suffix.lower() == ".csv":
            own = {KEY: pl.String}
            return pl.read_csv(path, glob=False, try_parse_dates=True, schema_overrides=own)
    except (OSError, pl.exceptions.PolarsError) as error:
        said = str(error).splitlines()[0]
        raise Usage(f"--notes {path}: cannot be read ({said})") from None
    raise Usage(f"--notes {path}: notes are a .csv or a .parquet file")
