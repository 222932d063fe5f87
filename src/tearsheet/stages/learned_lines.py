"""What the outlets of a batch teach of their lines: which repeat around articles, and what of that
has to be taken off staged captures and off those that the snapshot holds.

Where a batch only adds captures to an outlet that today's code has derived, only the lines that the
batch can change are counted; otherwise those of all captures are.
"""

from __future__ import annotations

import polars as pl

from tearsheet.stages.batch import Batch, ids
from tearsheet.stages.neighbourhood.choice import added_to
from tearsheet.store.files.finding import find_marked
from tearsheet.store.files.key_index import Only
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.learn import lines as repeats
from transforms.learn.line_update import update_counts
from transforms.learn.profiles import (
    folded_lines,
    learned_lines,
    line_counts,
    line_rows,
    line_texts,
)
from transforms.schemas import BLOCKS, LINES, empty
from transforms.table_diff import diff_tables

_KEY = ["outlet", "line_key"]
_CAPTURE = ["outlet", "capture_id"]
#: An outlet is counted whole where more held captures hang together with the batch than so many for
#: one of its own, and some. judged
_MOST_A_FRESH, _MOST_AT_LEAST = 8, 400
_INSIDE = Only("inside", ("kind", "rule"), repeats.is_inside())
_OUTSIDE = Only("outside", ("kind", "rule"), repeats.is_outside())
#: The lines that are looked up apart from the others.
MARKS = (_INSIDE, _OUTSIDE)


class StoredLines:
    """The lines of a snapshot's captures, found by their keys (`HeldLines`)."""

    def __init__(self, storage: Storage, base: Snapshot) -> None:
        self._storage, self._base = storage, base

    def keep_outside(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those of these keys whose line stands outside a body somewhere."""
        return self._find(keys, _OUTSIDE).select(_KEY).unique()

    def find_captures(self, keys: pl.DataFrame, *, inside: bool) -> pl.DataFrame:
        """Which captures have which of these lines in or beside their body, or inside it."""
        which = (_INSIDE,) if inside else (_INSIDE, _OUTSIDE)
        return pl.concat(self._find(keys, only, "capture_id") for only in which)

    def read_lines(self, captures: pl.DataFrame) -> pl.DataFrame:
        """All lines of these captures."""
        asked = captures.select(_CAPTURE).unique()
        return self._storage.find(self._base, "blocks", asked, list(LINES))

    def _find(self, keys: pl.DataFrame, only: Only, *columns: str) -> pl.DataFrame:
        files = self._storage.files(self._base, "blocks")
        return find_marked(self._storage.objects, BLOCKS, files, keys, only, columns)


class LearnedLines:
    """What lines teach of some outlets: `facts`, rows of PROFILES; the places to take `off` staged
    captures; and `stale`, the ids of the held captures off which other lines are to be taken.
    """

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        self._storage, self._batch, self._outlets = storage, batch, outlets
        self._base = batch.snapshot(storage)
        self._stored = StoredLines(storage, self._base)
        self._again = ids(storage, batch.again).lazy()
        before = storage.scan(self._base, "profiles", outlets=outlets)
        self._before = before.filter(pl.col("kind") == "line").collect()
        # collected, since facts and places are both counted over them
        self._staged = self._read_staged(*LINES).collect()
        counted, whole = self._update()
        held = self._held(whole, *LINES).collect().lazy()
        staged = self._staged.lazy()
        every = pl.concat([held, staged.filter(pl.col("outlet").is_in(whole))])
        counted = pl.concat([counted, repeats.repeated_lines(every).collect()])
        self.facts = line_rows(counted.lazy(), self._texts(counted, whole)).collect()
        furniture = learned_lines(self.facts.lazy())
        moved = self._read_moved(furniture.collect(), whole)
        lines = pl.concat([held, moved.lazy()])
        self.off, was_off, is_off = pl.collect_all(
            [
                repeats.furniture_places(staged, furniture),
                repeats.places_taken_off(lines),
                repeats.furniture_places(lines, furniture),
            ]
        )
        self.stale = frozenset(diff_tables(was_off, is_off).rows()["capture_id"])

    def _update(self) -> tuple[pl.DataFrame, list[str]]:
        """(the repeated lines of outlets that need not be counted whole, the other outlets)."""
        settled = added_to(self._storage, self._batch, self._outlets)
        before, fresh = (
            f.filter(pl.col("outlet").is_in(settled)) for f in (self._before, self._staged)
        )
        counts = line_counts(before.lazy()).collect()
        most = _MOST_A_FRESH * fresh["capture_id"].n_unique() + _MOST_AT_LEAST
        counted, whole = update_counts(self._stored, counts, fresh, most_captures=most)
        return counted, sorted({*self._outlets} - {*settled} | whole)

    def _held(self, outlets: list[str], *columns: str) -> pl.LazyFrame:
        here = pl.DataFrame({"outlet": outlets}, schema={"outlet": pl.String()})
        if here.is_empty():
            return empty({c: BLOCKS.schema[c] for c in columns}).lazy()
        rows = self._storage.find(self._base, "blocks", here, columns).lazy()
        return rows.join(self._again, on="capture_id", how="anti")

    def _read_staged(self, *columns: str) -> pl.LazyFrame:
        return (
            self._batch.staged(self._storage, "blocks")
            .filter(pl.col("outlet").is_in(list(self._outlets)))
            .select(columns)
        )

    def _texts(self, counted: pl.DataFrame, whole: list[str]) -> pl.LazyFrame:
        """The counted lines (`line_key`, `text`), folded, as the snapshot's facts or else a block
        has them.
        """
        told = line_texts(self._before.lazy()).collect()
        for blocks in (
            self._read_staged("line_key", "text"),
            self._held(whole, "line_key", "text"),
        ):
            asked = counted.select("line_key").unique().join(told, on="line_key", how="anti")
            if asked.is_empty():
                break
            wanted = blocks.join(asked.lazy(), on="line_key", how="semi")
            told = pl.concat([told, folded_lines(wanted).collect()])
        return told.lazy()

    def _read_moved(self, furniture: pl.DataFrame, whole: list[str]) -> pl.DataFrame:
        """The lines of the held captures of other outlets than these that have a line in their body
        which is furniture now and was none, or the reverse.
        """
        before = learned_lines(self._before.lazy()).collect()
        ways = ((before, furniture), (furniture, before))
        turned = pl.concat(one.join(two, on=_KEY, how="anti") for one, two in ways)
        turned = turned.filter(~pl.col("outlet").is_in(whole))
        return self._stored.read_lines(self._stored.find_captures(turned, inside=True))
