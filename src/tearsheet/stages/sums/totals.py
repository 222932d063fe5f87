"""What the rows of a snapshot come to, of some outlets."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from tearsheet.stages.sums.kinds import LINKS, NAMED, SAID, TEASING, TELLING
from tearsheet.store.files.difference import FILE
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.sums import Sum, Summed, sum_files
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup import menus
from transforms.learn.sums import add_said

#: Bytes of what was asked that a process keeps: several steps of a run ask for the same. judged
_KEPT_BYTES = 32 << 20


def _sum(storage: Storage, base: Snapshot, asked: Sum, outlets: Collection[str]) -> Summed:
    # what a manifest is called says what it lists
    manifest = storage.objects.url(base.tables.get(asked.table, ""))
    return _summed.get(
        (manifest, " ".join([asked.name, *sorted(outlets)])),
        lambda: sum_files(storage.objects, storage.files(base, asked.table), asked, outlets),
        lambda made: sum(int(f.estimated_size()) for f in (made.sums, made.gone, made.rows)),
    )


def said_of(
    storage: Storage,
    base: Snapshot,
    outlets: Collection[str],
    without: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """What the captures of these outlets say of them (see `count_said`); not those `without`, by
    `capture_id`.
    """
    summed = _sum(storage, base, SAID, outlets)
    gone = [summed.gone]
    if without is not None and without.height:
        rows = storage.find(base, "captures", without, SAID.columns)
        gone.append(SAID.count(rows.filter(pl.col("outlet").is_in(list(outlets)))))
    taken = pl.concat(gone).with_columns(-pl.col("captures"))
    return add_said(pl.concat([summed.sums.drop(FILE), SAID.count(summed.rows), taken]))


def outlets_with(
    storage: Storage, base: Snapshot, asked: Sum, column: str, outlets: Collection[str]
) -> list[str]:
    """Those of these outlets of which rows may count in this column of a sum: those that are
    deleted are not taken off.
    """
    summed = _sum(storage, base, asked, outlets)
    parts = (summed.sums, asked.count(summed.rows))
    return sorted({*pl.concat(p.filter(pl.col(column) > 0)["outlet"] for p in parts)})


def titled_outlets(storage: Storage, base: Snapshot, outlets: Collection[str]) -> list[str]:
    """Those of these outlets of which a sighting has a headline."""
    return outlets_with(storage, base, NAMED, "titles", outlets)


def addressed_outlets(storage: Storage, base: Snapshot, outlets: Collection[str]) -> list[str]:
    """Those of these outlets of which a sighting has an address."""
    return outlets_with(storage, base, NAMED, "addresses", outlets)


def linking_outlets(storage: Storage, base: Snapshot, outlets: Collection[str]) -> list[str]:
    """Those of these outlets of which a listing has an address."""
    return outlets_with(storage, base, TEASING, "addresses", outlets)


def telling_outlets(storage: Storage, base: Snapshot, outlets: Collection[str]) -> list[str]:
    """Those of these outlets of which a date tells how they write their days."""
    return outlets_with(storage, base, TELLING, "telling", outlets)


def menu_outlets(
    storage: Storage,
    base: Snapshot,
    said: pl.DataFrame,
    fresh: pl.DataFrame,
    outlets: Collection[str],
) -> list[str]:
    """Those of these outlets of which the snapshot's listings and `fresh` ones (COUNTED_COLUMNS)
    may show a menu; `said` is what their captures say.
    """
    teasing, links = (_sum(storage, base, asked, outlets) for asked in (TEASING, LINKS))
    pages = menus.fewest_pages(_captures_a_part(teasing), said)
    rows = pl.concat([links.rows, fresh.select(links.rows.columns)])
    counted = pl.concat([links.sums.drop(FILE), menus.count_links(rows, is_whole=True)])
    return sorted(menus.may_have_menus(counted, pages)["outlet"])


def _captures_a_part(teasing: Summed) -> pl.DataFrame:
    """Of each month of an outlet at least how many captures have teasers in each of the files."""
    month = ["outlet", "month"]
    taken = teasing.gone.select(*month, pl.col("captures").alias("taken"))
    less = teasing.sums.drop(FILE).join(taken, on=month, how="left")
    left = less.with_columns(pl.col("captures") - pl.col("taken").fill_null(0)).drop("taken")
    return pl.concat([left, TEASING.count(teasing.rows)])


_summed = Kept[Summed](_KEPT_BYTES)
