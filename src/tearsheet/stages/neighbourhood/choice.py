"""Which outlets need not be derived again as a whole: of these only the articles are that have
something in common with the sightings of the batch.
"""

from __future__ import annotations

import polars as pl

from tearsheet.stages.batch import Batch, ids
from tearsheet.stages.sums.totals import said_of
from tearsheet.store.tables import Storage
from tearsheet.version import code_version
from transforms.schemas import PROFILES
from transforms.table_diff import diff_tables


def near_outlets(storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these outlets of which the neighbourhood of the batch is enough: the batch only adds
    captures to them, today's code has derived all their others, nothing learned of them changes,
    and no page names a translation. Each of these would concern all sightings of an outlet.
    """
    added = added_to(storage, batch, outlets)
    if not added:
        return ()
    held = said_of(storage, batch.snapshot(storage), added).filter("has_alternates")
    fresh = batch.staged(storage, "captures").filter(pl.col("alternates").list.len() > 0)
    named = {*held["outlet"], *fresh.select("outlet").unique().collect()["outlet"]}
    return tuple(sorted({*added} - named - {*_taught(storage, batch, added)}))


def added_to(storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these outlets that the snapshot has captures of, all derived by this very code, to
    which the batch only adds others.
    """
    if batch.is_rederived:
        return ()
    base, is_here = batch.snapshot(storage), pl.col("outlet").is_in(list(outlets))
    columns = ["outlet", "derived_by"]
    held = said_of(storage, base, outlets)
    fresh = batch.staged(storage, "captures").filter(is_here)
    every = pl.concat([held.select(columns), fresh.select(columns).collect()])
    derived = ids(storage, batch.again)
    again = [
        storage.find(base, "captures", derived, ["outlet"])["outlet"],
        fresh.join(derived.lazy(), on="capture_id", how="semi")
        .select("outlet")
        .collect()["outlet"],
    ]
    older = every.filter(pl.col("derived_by").ne_missing(code_version()))["outlet"]
    left_out = pl.concat([older, *again]).unique()
    return tuple(sorted({*held["outlet"].unique()} - {*left_out}))


def _taught(storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> pl.Series:
    """The outlets of which other facts count than before; lines are taken off captures long before
    these are identified.
    """
    was, now = (
        frame.filter(
            pl.col("status") == "learned",
            pl.col("kind") != "line",
            pl.col("outlet").is_in(list(outlets)),
        )
        .select("outlet", "kind", "hash", "text")
        .collect()
        for frame in (
            storage.scan(batch.snapshot(storage), "profiles", outlets=outlets),
            storage.scan_staged([batch.facts], PROFILES.schema),
        )
    )
    return diff_tables(was, now).rows()["outlet"]
