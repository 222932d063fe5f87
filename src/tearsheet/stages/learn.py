"""The learn stage: what the outlets of a batch teach across their captures, and what that changes
in captures.

Facts are counted anew over all captures of the touched outlets, so that they are a function of the
set. Captures that the archive holds and that come out otherwise under today's facts are derived
again from their raw bytes and join the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tearsheet.stages.batch import Batch, groups, ids, settle
from tearsheet.stages.frames import Paths, record_shards, stage_shard
from tearsheet.stages.learned_lines import LearnedLines
from tearsheet.store import outlets as registry
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.finding import find_rows, may_hold, read_rows
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.workers import STAGE_SECONDS, Caller
from transforms.learn.days import OWN_COLUMNS, day_facts, is_own
from transforms.learn.furniture import take_lines_off
from transforms.learn.headings import heading_rows, without_repeated_headings
from transforms.learn.outlets import with_hosts
from transforms.learn.placement import find_misplaced
from transforms.learn.profiles import (
    printed_titles,
    title_rows,
)
from transforms.outlets import UNKNOWN
from transforms.schemas import (
    BLOCK_PLACES,
    CAPTURE_IDS,
    CAPTURES,
    DATES,
    PROFILES,
    STAGED,
    conform,
    empty,
)


@dataclass(frozen=True, slots=True)
class StaleCaptures:
    """Captures that must be derived again before the batch is known: shards of their records, and
    staged lists of the ids of those that the snapshot `base` holds.
    """

    base: int
    records: tuple[str, ...]
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What a run has derived so far: each shard of records with the cleaned shard it came to.

    `rederive` says that captures count which the archive holds already; `again` are staged lists of
    those that count in any case. `base` is the snapshot which all of it is put on top of: the
    newest one where none is given.
    """

    run_id: str
    shards: Mapping[str, Paths]
    rederive: bool = False
    base: int | None = None
    again: tuple[str, ...] = ()

    def with_derived(self, stale: StaleCaptures, cleaned: Sequence[Paths]) -> Work:
        """The work with the stale captures derived: `cleaned` are their shards, in order."""
        shards = {**self.shards, **dict(zip(stale.records, cleaned, strict=True))}
        return replace(self, shards=shards, base=stale.base, again=(*self.again, *stale.again))


@dataclass(frozen=True)
class LearnResult:
    """A batch with what was learned applied; or, where `stale` names captures that must be derived
    again first, the batch as it was.
    """

    batch: Batch
    stale: frozenset[str] = frozenset()


def learn(root: str, work: Work, caller: Caller) -> Batch | StaleCaptures:
    """A run's work -> the batch of its captures that count, with what their outlets teach applied.

    Or what has to be derived again first: captures of which that takes lines off or puts lines
    back, and captures that the registry of outlets, as it is now, puts elsewhere.
    """
    storage = Storage.open(root)
    if work.base is None:
        base = storage.head()
        if (moved := _misplaced(storage, base, work)) is not None:
            return moved
    else:
        base = storage.snapshot(work.base)
    again = storage.scan_staged(work.again, CAPTURE_IDS).collect()["capture_id"].to_list()
    batch = settle(
        storage,
        base,
        work.run_id,
        list(work.shards),
        list(work.shards.values()),
        rederive=work.rederive,
        again=again,
    )
    learned: LearnResult = caller.run(_learn, root, batch, timeout=STAGE_SECONDS)
    # others each time: what the batch holds is never stale
    return _stale(storage, base, work, learned.stale) if learned.stale else learned.batch


def _misplaced(storage: Storage, head: Snapshot, work: Work) -> StaleCaptures | None:
    """What the registry of outlets puts elsewhere: the run's own shards that were parsed by an
    older one, and captures of the snapshot.
    """
    if not (known := registry.newest_registry(storage.objects)):
        return None
    own = [
        records
        for records, shard in work.shards.items()
        if find_misplaced(known, storage.scan_staged([shard["captures"]], CAPTURES.schema))
    ]
    held = frozenset(find_misplaced(known, storage.scan(head, "captures")))
    if not own and not held:
        return None
    stale = _stale(storage, head, work, held)
    return replace(stale, records=(*own, *stale.records))


def _stale(storage: Storage, base: Snapshot, work: Work, captures: frozenset[str]) -> StaleCaptures:
    """These captures of the snapshot as shards of records; those that the run has parsed already
    need none.
    """
    name = f"learned-{base.number}-{len(work.shards)}"
    ids = pl.DataFrame({"capture_id": sorted(captures)}, schema=dict(CAPTURE_IDS))
    paths = [shard["captures"] for shard in work.shards.values()]
    parsed = storage.scan_staged(paths, CAPTURES.schema).select("capture_id")
    wanted = ids.lazy().join(parsed, on="capture_id", how="anti")
    rows = storage.scan(base, "captures").join(wanted, on="capture_id", how="semi").collect()
    return StaleCaptures(
        base.number,
        tuple(record_shards(storage, work.run_id, rows, name=f"{name}-")),
        (storage.stage(work.run_id, f"{name}-{len(work.again)}/ids", ids),),
    )


def _learn(root: str, batch: Batch) -> LearnResult:
    storage = Storage.open(root)
    # pages of nobody teach nothing of anybody
    named = [tuple(outlet for outlet in group if outlet != UNKNOWN) for group in groups(batch, 1)]
    parts = [_Part(storage, batch, group) for group in named if group]
    stale = frozenset[str]().union(*(part.stale for part in parts))
    if stale:
        return LearnResult(batch, stale)
    off = pl.concat([empty(BLOCK_PLACES), *(part.off for part in parts)])
    facts = pl.concat([empty(PROFILES.schema), *(part.facts for part in parts)])
    path = storage.stage(batch.run_id, f"learned-{batch.base}/profiles", facts)
    return LearnResult(
        replace(batch, facts=path, shards=tuple(_without_lines(storage, batch, off)))
    )


class _Part:
    """What some outlets of the batch teach: their facts, the places to take off staged captures,
    the held captures that are stale.
    """

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        self._storage, self._batch, self._outlets = storage, batch, outlets
        self._base = storage.snapshot(batch.base)
        self._again = ids(storage, batch.again).lazy()
        lines = LearnedLines(storage, batch, outlets)
        self.off, self.stale = lines.off, lines.stale
        self.facts = conform(
            pl.concat([lines.facts, self._titles(), self._days()]),
            PROFILES.schema,
            key=PROFILES.key,
        )

    def _held(self, table: str, *columns: str) -> pl.LazyFrame:
        here = pl.DataFrame({"outlet": self._outlets})
        rows = self._storage.find(self._base, table, here, columns).lazy()
        return rows.join(self._again, on="capture_id", how="anti")

    def _staged(self, table: str, *columns: str) -> pl.LazyFrame:
        return (
            self._batch.staged(self._storage, table)
            .filter(pl.col("outlet").is_in(list(self._outlets)))
            .select(columns)
        )

    def _titles(self) -> pl.DataFrame:
        """The facts of the outlets' headlines: headings that repeat, then affixes of the others."""
        place = ("capture_id", "outlet", "article_no")
        titles = printed_titles(
            self._held("sightings", *place, "title", "parsed_title"),
            self._staged("found", *place, "title"),
        )
        columns = (*place, "headline_no", "source", "text", "is_chosen")
        headlines = pl.concat(
            [self._held("headlines", *columns), self._staged("headlines", *columns)]
        ).collect()
        named = ("capture_id", "outlet", "outlet_heading", "site_name", "url")
        captures = pl.concat([self._held("captures", *named), self._staged("captures", *named)])
        headings = heading_rows(headlines.lazy(), captures.select("capture_id", "url")).collect()
        titles = without_repeated_headings(titles, headlines.lazy(), headings.lazy())
        shown = with_hosts(captures.drop("capture_id").unique()).collect()
        return pl.concat([headings, title_rows(titles.collect(), shown)])

    def _days(self) -> pl.DataFrame:
        """The facts of how the outlets write their days."""
        columns = tuple(DATES.schema)
        return day_facts(pl.concat([self._own_dates(columns), self._staged("dates", *columns)]))

    def _own_dates(self, columns: Sequence[str]) -> pl.LazyFrame:
        """The held dates of pages' own articles; most are others, of which little is read."""
        objects, here = self._storage.objects, pl.DataFrame({"outlet": self._outlets})
        files = may_hold(self._storage.files(self._base, "dates"), here)
        rows = find_rows(objects, DATES, files, here, [FILE, PLACE, *OWN_COLUMNS]).filter(is_own())
        own = read_rows(objects, DATES, files, rows, columns).select(columns).lazy()
        return own.join(self._again, on="capture_id", how="anti")


def _without_lines(storage: Storage, batch: Batch, off: pl.DataFrame) -> Iterator[Paths]:
    """The batch's shards with these lines taken off."""
    if off.is_empty():
        yield from batch.shards
        return
    for no, shard in enumerate(batch.shards):
        blocks, found, captures, anchors = (
            storage.scan_staged([shard[table]], STAGED[table]).collect()
            for table in ("blocks", "found", "captures", "anchors")
        )
        here = off.join(blocks, on=list(BLOCK_PLACES), how="semi")
        if here.height:
            frames = take_lines_off(blocks, found, captures, anchors, here)
            name = f"learned-{batch.base}/{no:05d}"
            yield {**shard, **stage_shard(storage, batch.run_id, name, frames)}
        else:
            yield shard
