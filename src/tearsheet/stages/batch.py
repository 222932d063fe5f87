"""What a run adds to a snapshot: which staged captures count, and which outlets they touch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.landing.revisits import MEDIA_TYPE as REVISIT
from tearsheet.stages.frames import Paths
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import CAPTURE_IDS, RECORDS, STAGED


@dataclass(frozen=True, slots=True)
class Batch:
    """A run's staged captures against one snapshot.

    `take` is a staged frame of the capture ids that count; `again` one of those among them that the
    snapshot holds already and that are derived anew. `outlets` are all that either touches, `facts`
    a staged frame of what is learned of them, and `captures` about how many each of them has.
    """

    run_id: str
    base: int
    shards: tuple[Paths, ...]
    take: str
    again: str
    outlets: tuple[str, ...]
    counts: dict[str, int]
    facts: str = ""
    captures: tuple[int, ...] = ()

    def staged(self, storage: Storage, table: str) -> pl.LazyFrame:
        """A staged table of this batch, only the captures that count."""
        frame = storage.scan_staged([s[table] for s in self.shards], STAGED[table])
        return frame.join(ids(storage, self.take).lazy(), on="capture_id", how="semi")


def ids(storage: Storage, path: str) -> pl.DataFrame:
    """A staged list of capture ids."""
    return storage.scan_staged([path], CAPTURE_IDS).collect()


def settle(
    storage: Storage,
    snapshot: Snapshot,
    run_id: str,
    records: Sequence[str],
    shards: Sequence[Paths],
    *,
    rederive: bool,
    again: Collection[str] = (),
) -> Batch:
    """Which of a run's staged captures count on top of this snapshot; `records` are the shards they
    were parsed from.

    A capture that the snapshot holds counts again only where it is derived anew on purpose, where a
    stronger declaration of its outlet came with it, where it is a revisit whose payload has been
    found, or where `again` names it. One that is derived anew and refused this time leaves the
    tables for quarantine.
    """
    columns = ["capture_id", "outlet", "declared_outlet", "page_kind", "media_type"]
    staged = (
        storage.scan_staged([s["captures"] for s in shards], STAGED["captures"])
        .select(columns)
        .collect()
    )
    refused = (
        storage.scan_staged([s["quarantine"] for s in shards], STAGED["quarantine"])
        .select("capture_id")
        .drop_nulls()
        .collect()
    )
    asked = (
        storage.scan_staged(records, RECORDS).select(pl.len()).collect().item() if records else 0
    )
    if asked != staged.height + refused.height:
        raise AssertionError(
            f"conservation is broken at parse: {asked} records, {staged.height} captures, {refused.height} refused"
        )
    named = pl.concat([staged.select("capture_id"), refused]).unique()
    held = (
        storage.scan(snapshot, "captures")
        .select(columns)
        .join(named.lazy(), on="capture_id", how="semi")
        .collect()
    )
    both = staged.join(held, on="capture_id", how="inner", suffix="_held")
    asked_for = pl.col("capture_id").is_in(sorted(again))
    better = (
        both
        if rederive
        else both.filter(
            (_rank("declared_outlet") < _rank("declared_outlet_held")) | _found() | asked_for
        )
    )
    gone = held.filter((pl.col("media_type") == REVISIT) | asked_for).join(
        refused, on="capture_id", how="semi"
    )
    anew = held if rederive else pl.concat([held.join(better, on="capture_id", how="semi"), gone])
    fresh = staged.join(held, on="capture_id", how="anti").select("capture_id")
    take = pl.concat([fresh, better.select("capture_id")])
    taken = staged.join(take, on="capture_id", how="semi").select("outlet")
    touched = pl.concat([taken["outlet"], anew["outlet"]]).unique().sort()
    standing = (
        storage.scan(snapshot, "captures", outlets=touched.to_list()).select("outlet").collect()
    )
    captures = dict(pl.concat([standing, taken])["outlet"].value_counts().iter_rows())
    return Batch(
        run_id,
        snapshot.number,
        tuple(shards),
        storage.stage(run_id, f"take-{snapshot.number}", take),
        storage.stage(run_id, f"again-{snapshot.number}", anew.select("capture_id")),
        tuple(touched),
        {
            "captures": fresh.height,
            "rederived": anew.height,
            "parse_refused": refused.height,
            "without_article": staged.join(fresh, on="capture_id", how="semi")
            .filter(pl.col("page_kind") != "article")
            .height,
        },
        captures=tuple(captures[outlet] for outlet in touched),
    )


def _found() -> pl.Expr:
    return (pl.col("media_type_held") == REVISIT) & (pl.col("media_type") != REVISIT)


def _rank(declared_outlet: str) -> pl.Expr:
    """Declarations by strength, as text: `flag:` before `folder:` before none."""
    return pl.col(declared_outlet).fill_null("~")


#: Outlets that are worked on together, and their captures: what is known of those is in memory at a
#: time.
OUTLETS_A_GROUP = 32
CAPTURES_A_GROUP = 10_000


def groups(batch: Batch, workers: int) -> list[tuple[str, ...]]:
    """The batch's outlets in groups: enough of them to keep every worker busy, few enough that each
    is worth a task.

    A group holds a bounded number of captures, unless it is a single outlet.
    """
    most = max(1, min(OUTLETS_A_GROUP, -(-len(batch.outlets) // (2 * workers))))
    sized = zip(batch.outlets, batch.captures, strict=True)
    return [
        tuple(outlet for outlet, _ in some)
        for some in cut_into_chunks(sized, itemgetter(1), CAPTURES_A_GROUP, count=most)
    ]
