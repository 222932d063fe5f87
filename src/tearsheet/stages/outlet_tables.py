"""The tables of a group of outlets while the deduplicate stage derives them: what the snapshot and
the batch hold, and what was staged.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import StagedTable
from tearsheet.store.tables import Storage
from transforms.schemas import CAPTURE_IDS, PROFILES, TABLES, VERSIONS, conform
from transforms.table_diff import TableDiff, diff_tables

_TEXT = ["outlet", "text_sha256"]


class OutletTables:
    """What the snapshot and the batch hold of one group of outlets, and the results staged so
    far.
    """

    #: What a capture says of its outlet: its name and host, and which addresses are lists.
    SAID = (
        "outlet",
        "capture_id",
        "url",
        "captured_at",
        "page_kind",
        "outlet_heading",
        "site_name",
    )

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        self.storage, self.batch, self.outlets = storage, batch, outlets
        self.base = batch.snapshot(storage)
        replaced = storage.scan_staged([batch.again], CAPTURE_IDS).collect()
        self.again, self.is_again = replaced.lazy(), not replaced.is_empty()
        self.staged: list[StagedTable] = []

    def stored(self, table: str) -> pl.LazyFrame:
        """The table's rows of these outlets in the snapshot."""
        return self.storage.scan(self.base, table, outlets=self.outlets)

    def before(self, table: str, columns: Sequence[str] = ()) -> pl.LazyFrame:
        """The rows of `stored` that the batch may change: all of them. With `columns`, these
        columns alone.
        """
        rows = self.stored(table)
        return rows.select(columns) if columns else rows

    def kept(self, table: str) -> pl.LazyFrame:
        """The rows of `before` whose captures the batch does not derive anew."""
        return self.before(table).join(self.again, on="capture_id", how="anti")

    def parsed(self, table: str) -> pl.LazyFrame:
        """The table's rows of these outlets in the batch."""
        rows = self.batch.staged(self.storage, table)
        return rows.filter(pl.col("outlet").is_in(list(self.outlets)))

    def rows(self, table: str) -> pl.LazyFrame:
        """The table's rows of these outlets after the batch. In rows of the batch, columns that
        this stage derives are still as the parser left them.
        """
        return pl.concat([self.kept(table), self.parsed(table)])

    @cached_property
    def captures(self) -> pl.DataFrame:
        """The captures of these outlets after the batch: read once, since nearly every step asks
        for some of their columns.
        """
        return self.rows("captures").collect()

    @property
    def versions_before(self) -> pl.DataFrame:
        """The rows of `revisions` that the batch may change, without their texts (VERSIONS)."""
        return self.before("revisions", list(VERSIONS)).collect()

    @cached_property
    def all_captures(self) -> pl.DataFrame:
        """What all captures of these outlets say of their outlet (SAID)."""
        return self.captures.select(self.SAID)

    @cached_property
    def profiles(self) -> pl.DataFrame:
        """What is learned of these outlets."""
        facts = self.storage.scan_staged([self.batch.facts], PROFILES.schema)
        return facts.filter(pl.col("outlet").is_in(list(self.outlets))).collect()

    def fresh_ids(self) -> pl.LazyFrame:
        """The captures of the batch that the snapshot does not hold."""
        take = self.storage.scan_staged([self.batch.take], CAPTURE_IDS)
        return take.join(self.again, on="capture_id", how="anti")

    def texts(self, hashes: pl.LazyFrame, *columns: pl.Expr) -> pl.DataFrame:
        """Texts of these outlets by hash (`outlet`, `text_sha256` and the columns asked for), each
        once.
        """
        wanted = hashes.select(_TEXT).unique().collect()
        fresh = _choose_texts(self.parsed("found"), wanted).select(*_TEXT, *columns).collect()
        # the batch has nearly all that are asked for: what it has is not read from the archive
        rest = wanted.join(fresh, on=_TEXT, how="anti")
        frames = [fresh]
        if rest.height:
            held = _choose_texts(self._stored_texts(rest), rest)
            frames.append(held.select(*_TEXT, *columns).collect())
        return pl.concat(frames).unique(_TEXT, keep="first", maintain_order=True)

    def _stored_texts(self, hashes: pl.DataFrame) -> pl.LazyFrame:
        """Rows of `revisions` among which are those with these texts that the snapshot has."""
        return self.stored("revisions")

    def text_by_hash(self, hashes: pl.LazyFrame) -> dict[str, str]:
        """Texts of these outlets by their hash."""
        texts = self.texts(hashes, pl.col("text"))
        return dict(zip(texts["text_sha256"], texts["text"], strict=True))

    def put(self, table: str, rows: pl.LazyFrame) -> None:
        """Stage the rows that differ from the snapshot's."""
        spec = TABLES[table]
        now = conform(rows.collect(), spec.schema, key=spec.key)
        self.put_difference(table, diff_tables(self.before(table).collect(), now))

    def put_whole(self, table: str, rows: pl.LazyFrame) -> None:
        """Stage rows of a table that is not stored by outlet."""
        if (made := rows.collect()).height:
            self.stage(table, made)

    def put_difference(self, table: str, diff: TableDiff) -> None:
        """Stage what joins a table and what leaves it, where anything does; of rows that leave no
        more than outlet, month and key is looked at.
        """
        staged = stage_difference(self.storage, self.batch.run_id, self._name(table), table, diff)
        self.staged += staged

    def stage(self, table: str, rows: pl.DataFrame) -> None:
        """Stage a frame of the results."""
        path = self.storage.stage(self.batch.run_id, self._name(table), rows)
        self.staged.append(StagedTable(table, path))

    def _name(self, table: str) -> str:
        return f"derived-{self.batch.base}/{self.outlets[0]}.{table}-{len(self.staged):04d}"


def _choose_texts(frame: pl.LazyFrame, wanted: pl.DataFrame) -> pl.LazyFrame:
    """The rows with these texts; a filter, so that only they are decoded."""
    inside = pl.col("text_sha256").is_in(wanted["text_sha256"].unique().implode())
    return frame.filter(inside).join(wanted.lazy(), on=_TEXT, how="semi")


def stage_difference(
    storage: Storage, run_id: str, name: str, table: str, diff: TableDiff
) -> list[StagedTable]:
    """What joins a table and what leaves it, staged under this name, where anything does."""
    spec = TABLES[table]
    gone, path = diff.removed.select(spec.order), ""
    if gone.height:
        path = storage.stage(run_id, f"{name}.gone", gone)
    elif not diff.added.height:
        return []
    rows = conform(diff.added, spec.schema, key=spec.key)
    return [StagedTable(table, storage.stage(run_id, name, rows), path)]
