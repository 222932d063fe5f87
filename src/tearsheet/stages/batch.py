"""What a run adds to a snapshot: which staged captures count, and which outlets they touch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.stages.frames import Paths
from tearsheet.stages.sums.totals import said_of
from tearsheet.store import snapshots
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.version import code_version
from transforms.dedup.identity import batch as choice
from transforms.page import INTERNAL_ERROR
from transforms.schemas import CAPTURE_IDS, RECORDS, STAGED

#: What the name of a count begins with that is of records whose fields were told by their content;
#: behind it stands by which.
BY_CONTENT = "by_content:"
#: The same of captures that moved to another outlet: behind it stands which.
MOVED_TO = "moved_to:"


@dataclass(frozen=True, slots=True)
class Batch:
    """A run's staged captures against one snapshot.

    `take` is a staged frame of the capture ids that count; `again` one of those among them that the
    snapshot holds already and that are derived anew. `outlets` are all that either touches, `facts`
    a staged frame of what is learned of them, and `captures` about how many each of them has, those
    that are held as parts of one (see HELD_A_FRESH).
    `is_rederived` says that the code may be newer than what the snapshot says of these outlets,
    `is_preview` that the snapshot is one that only this run has, of a dry run.
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
    is_rederived: bool = False
    is_preview: bool = False

    def snapshot(self, storage: Storage) -> Snapshot:
        """The snapshot that the batch is put on top of."""
        if self.is_preview:
            return snapshots.load_staged(storage.objects, self.run_id, self.base)
        return storage.snapshot(self.base)

    def staged(self, storage: Storage, table: str) -> pl.LazyFrame:
        """A staged table of this batch, only the captures that count."""
        frame = storage.scan_staged([s[table] for s in self.shards], STAGED[table])
        take = storage.scan_staged([self.take], CAPTURE_IDS)
        return frame.join(take, on="capture_id", how="semi")


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

    A capture that the snapshot holds counts again only for a reason (see `choose_captures`). One
    that is derived anew and refused this time leaves the tables for quarantine.
    """
    parsed, refused = _read_parsed(storage, records, shards)
    named = pl.concat([parsed.select("capture_id"), refused.select("capture_id")]).unique()
    held = storage.find(snapshot, "captures", named, list(choice.COLUMNS))
    chosen = (
        choice.choose_captures(
            parsed.lazy(), refused.lazy(), held.lazy(), again=again, rederive=rederive
        )
        .collect()
        .lazy()  # a few columns of the batch's captures, from which five frames follow
    )
    return _stage_choice(storage, snapshot, run_id, shards, chosen, refused, rederive=rederive)


def _read_parsed(
    storage: Storage, records: Sequence[str], shards: Sequence[Paths]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the captures that were parsed, with COLUMNS; the ids and reasons of those refused); together
    they are all of the records.
    """
    parsed, refused, asked = pl.collect_all(
        [
            storage.scan_staged([s["captures"] for s in shards], STAGED["captures"]).select(
                choice.COLUMNS
            ),
            storage.scan_staged([s["quarantine"] for s in shards], STAGED["quarantine"])
            .select("capture_id", "reason")
            .drop_nulls("capture_id"),
            storage.scan_staged(records, RECORDS).select(pl.len()),
        ]
    )
    if asked.item() != parsed.height + refused.height:
        raise AssertionError(
            f"conservation is broken at parse: {asked.item()} records, {parsed.height} captures, "
            f"{refused.height} refused"
        )
    return parsed, refused


def _stage_choice(
    storage: Storage,
    snapshot: Snapshot,
    run_id: str,
    shards: Sequence[Paths],
    chosen: pl.LazyFrame,
    refused: pl.DataFrame,
    *,
    rederive: bool,
) -> Batch:
    """The batch of these chosen captures, its ids staged."""
    here = chosen.select("outlet").unique().collect()["outlet"]
    said = said_of(storage, snapshot, here)
    take, replaced, counts, sizes, told, moved = pl.collect_all(
        [
            choice.without_replaced(chosen).select("capture_id"),
            chosen.filter(pl.col("state") == "replaced").select("capture_id"),
            choice.count_states(chosen),
            choice.count_by_outlet(said.lazy(), chosen),
            choice.count_by_content(chosen),
            choice.count_moves(chosen),
        ]
    )
    parts = _held_a_fresh(said)
    return Batch(
        run_id,
        snapshot.number,
        tuple(shards),
        storage.stage(run_id, f"take-{snapshot.number}", take),
        storage.stage(run_id, f"again-{snapshot.number}", replaced),
        tuple(sizes["outlet"]),
        _count(counts, told, moved, refused),
        is_rederived=rederive,
        captures=tuple(
            fresh + (every - fresh) // (1 if rederive else parts.get(outlet, 1))
            for outlet, every, fresh in sizes.select("outlet", "captures", "fresh").rows()
        ),
    )


def _held_a_fresh(said: pl.DataFrame) -> dict[str, int]:
    """How many held captures of an outlet are as much as one of the batch, by what they say."""
    is_heavy = pl.any_horizontal(
        "has_address", "has_alternates", pl.col("derived_by").ne_missing(code_version())
    )
    heavy = {*said.filter(is_heavy)["outlet"]}
    return {one: HELD_A_FRESH if one in heavy else LIGHT_A_FRESH for one in said["outlet"]}


def _count(
    states: pl.DataFrame, told: pl.DataFrame, moved: pl.DataFrame, refused: pl.DataFrame
) -> dict[str, int]:
    return {
        "captures": states["captures"].item(),
        "rederived": states["rederived"].item(),
        "parse_refused": refused.height,
        "failed": refused.filter(reason=INTERNAL_ERROR).height,
        "without_article": states["without_article"].item(),
        "digest_differs": states["digest_differs"].item(),
        **{f"{BY_CONTENT}{fields}": count for fields, count in told.sort(told.columns).rows()},
        **{f"{MOVED_TO}{outlet}": count for outlet, count in moved.sort(moved.columns).rows()},
    }


#: Captures of outlets that are worked on together: what is known of those is in memory at a time.
#: judged
CAPTURES_A_GROUP = 10_000
#: Of an outlet to which a batch only adds captures little more than keys are read of those held:
#: about a kilobyte for each where one of the batch's takes that many. More groups would cost their
#: queries each, and would come with the age of the archive. judged
HELD_A_FRESH = 16
#: Where none has an address, nor other code has derived one, what is asked of all of them is told
#: by sums of files, and little more is read than names of what lists link to. judged
LIGHT_A_FRESH = 128
#: So few captures are one group: what a group costs by itself, four hundred queries, is as much as
#: what is derived of them. measured: benchmarks/cost/flow.py --pages 200
CAPTURES_OF_ONE_TASK = 200


def groups(batch: Batch, workers: int) -> list[tuple[str, ...]]:
    """The batch's outlets in groups: enough of them to keep every worker busy, few enough that each
    is worth a task.

    A group holds a bounded number of captures, unless it is a single outlet; one worker has no
    more groups than that makes.
    """
    share = -(-sum(batch.captures) // (2 * workers if workers > 1 else 1))
    most = min(CAPTURES_A_GROUP, max(CAPTURES_OF_ONE_TASK, share))
    sized = zip(batch.outlets, batch.captures, strict=True)
    return [
        tuple(outlet for outlet, _ in some) for some in cut_into_chunks(sized, itemgetter(1), most)
    ]
