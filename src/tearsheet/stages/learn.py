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

from tearsheet.settings import settings
from tearsheet.stages.batch import Batch, groups, ids, settle
from tearsheet.stages.frames import Paths, record_shards, stage_shard
from tearsheet.stages.learned_lines import LearnedLines
from tearsheet.stages.sums.totals import said_of, telling_outlets, titled_outlets
from tearsheet.store import outlets as registry
from tearsheet.store import snapshots
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
from transforms.learn.profiles import printed_titles, title_rows
from transforms.outlets import UNKNOWN
from transforms.schemas import (
    BLOCK_PLACES,
    CAPTURE_IDS,
    CAPTURES,
    DATES,
    PROFILES,
    STAGED,
    conform,
)

#: A batch whose outlets have no more captures than so many shards of work hold is learned from in
#: one task. judged
SHARDS_OF_ONE_TASK = 5
#: Shards of a larger one that one task takes lines off. judged
SHARDS_AT_ONCE = 16


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
    those that count in any case. `base` is the snapshot which all of it is put on top of: where
    none is given the newest one, or in a dry run `preview`, which only the run has.
    """

    run_id: str
    shards: Mapping[str, Paths]
    rederive: bool = False
    base: int | None = None
    again: tuple[str, ...] = ()
    preview: int | None = None

    def find_base(self, storage: Storage) -> Snapshot:
        """The snapshot that all of it is put on top of."""
        if self.preview is not None:
            return snapshots.load_staged(storage.objects, self.run_id, self.preview)
        return storage.head() if self.base is None else storage.snapshot(self.base)

    def with_derived(self, stale: StaleCaptures, cleaned: Sequence[Paths]) -> Work:
        """The work with the stale captures derived: `cleaned` are their shards, in order."""
        shards = {**self.shards, **dict(zip(stale.records, cleaned, strict=True))}
        return replace(self, shards=shards, base=stale.base, again=(*self.again, *stale.again))


@dataclass(frozen=True, slots=True)
class LearningRound:
    """A batch of so many captures that it is learned from in parts at once, by groups of its
    outlets.
    """

    batch: Batch
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """What a group of outlets teaches, staged: facts (PROFILES), the places to take off staged
    captures (BLOCK_PLACES), the held captures that are stale (CAPTURE_IDS).
    """

    facts: str
    off: str
    stale: str


def learn(
    root: str, work: Work, caller: Caller, workers: int = 1
) -> Batch | StaleCaptures | LearningRound:
    """A run's work -> the batch of its captures that count, with what their outlets teach applied.

    Or what has to be derived again first: captures of which that takes lines off or puts lines
    back, and captures that the registry of outlets, as it is now, puts elsewhere. Or, of a large
    batch, the groups of its outlets to learn from at once (`teach`, `gather_facts`, then
    `take_off`), enough for so many workers.
    """
    storage = Storage.open(root)
    base = work.find_base(storage)
    if work.base is None and (moved := _misplaced(storage, base, work)) is not None:
        return moved
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
    batch = replace(batch, is_preview=work.preview is not None)
    if sum(batch.captures) > SHARDS_OF_ONE_TASK * settings().shard_captures:
        return LearningRound(batch, _named(groups(batch, workers)))
    learned, stale = caller.run(_learn_whole, root, batch, timeout=STAGE_SECONDS)
    return _end(storage, work, learned, stale)


def teach(root: str, batch: Batch, outlets: tuple[str, ...]) -> Taught:
    """What these outlets of the batch teach."""
    storage = Storage.open(root)
    part = _Part(storage, batch, outlets)
    stale = pl.DataFrame({"capture_id": sorted(part.stale)}, schema=dict(CAPTURE_IDS))
    name = f"learned-{batch.base}/{outlets[0]}"
    return Taught(
        storage.stage(batch.run_id, f"{name}.facts", part.facts),
        storage.stage(batch.run_id, f"{name}.off", part.off),
        storage.stage(batch.run_id, f"{name}.stale", stale),
    )


def gather_facts(
    root: str, work: Work, batch: Batch, taught: Sequence[Taught]
) -> Batch | StaleCaptures:
    """What all outlets of the batch teach, as one: the batch with their facts, or what has to be
    derived again first.
    """
    storage = Storage.open(root)
    return _end(storage, work, *_gather(storage, batch, taught))


def take_off(
    root: str, batch: Batch, taught: Sequence[Taught], shards: Sequence[Paths]
) -> list[Paths]:
    """These shards of the batch with the lines taken off that its outlets teach."""
    storage = Storage.open(root)
    off = storage.scan_staged([one.off for one in taught], BLOCK_PLACES).collect()
    return list(_without_lines(storage, batch, off, shards))


def cut_shards(batch: Batch) -> list[tuple[Paths, ...]]:
    """The batch's shards in parts, from each of which one task takes lines off."""
    every = range(0, len(batch.shards), SHARDS_AT_ONCE)
    return [batch.shards[no : no + SHARDS_AT_ONCE] for no in every]


def with_shards(batch: Batch, parts: Sequence[Sequence[Paths]]) -> Batch:
    """The batch with what became of the parts of its shards, in order."""
    return replace(batch, shards=tuple(shard for part in parts for shard in part))


def _learn_whole(root: str, batch: Batch) -> tuple[Batch, frozenset[str]]:
    """(the batch with what was learned applied, nothing); or, where held captures are stale, the
    batch as it was and their ids.
    """
    storage = Storage.open(root)
    taught = [teach(root, batch, group) for group in _named(groups(batch, 1))]
    learned, stale = _gather(storage, batch, taught)
    if stale:
        return batch, stale
    return replace(learned, shards=tuple(take_off(root, learned, taught, learned.shards))), stale


def _named(every: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Groups of outlets without the unknown one: pages of nobody teach nothing of anybody."""
    named = (tuple(outlet for outlet in group if outlet != UNKNOWN) for group in every)
    return tuple(group for group in named if group)


def _gather(
    storage: Storage, batch: Batch, taught: Sequence[Taught]
) -> tuple[Batch, frozenset[str]]:
    """(the batch with the facts of all its outlets, the ids of all stale captures)."""
    stale = storage.scan_staged([one.stale for one in taught], CAPTURE_IDS).collect()
    facts = storage.scan_staged([one.facts for one in taught], PROFILES.schema).collect()
    path = storage.stage(batch.run_id, f"learned-{batch.base}/profiles", facts)
    return replace(batch, facts=path), frozenset(stale["capture_id"])


def _end(
    storage: Storage, work: Work, batch: Batch, stale: frozenset[str]
) -> Batch | StaleCaptures:
    # others each time: what the batch holds is never stale
    base = batch.snapshot(storage)
    return _stale(storage, base, work, stale) if stale else batch


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


class _Part:
    """What some outlets of the batch teach: their facts, the places to take off staged captures,
    the held captures that are stale.
    """

    def __init__(self, storage: Storage, batch: Batch, outlets: tuple[str, ...]) -> None:
        self._storage, self._batch, self._outlets = storage, batch, outlets
        self._base = batch.snapshot(storage)
        self._again = ids(storage, batch.again).lazy()
        lines = LearnedLines(storage, batch, outlets)
        self.off, self.stale = lines.off, lines.stale
        self.facts = conform(
            pl.concat([lines.facts, self._titles(), self._days()]),
            PROFILES.schema,
            key=PROFILES.key,
        )

    def _held(self, table: str, outlets: Sequence[str], *columns: str) -> pl.LazyFrame:
        here = pl.DataFrame({"outlet": outlets}, schema={"outlet": pl.String()})
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
        titled = titled_outlets(self._storage, self._base, self._outlets)
        titles = printed_titles(
            self._held("sightings", titled, *place, "title", "parsed_title"),
            self._staged("found", *place, "title"),
        )
        columns = (*place, "headline_no", "source", "text", "is_chosen")
        headlines = pl.concat(
            [self._held("headlines", self._outlets, *columns), self._staged("headlines", *columns)]
        ).collect()
        headings = heading_rows(headlines.lazy(), self._addresses(headlines)).collect()
        if "learned" in headings["status"]:  # few outlets have any
            titles = without_repeated_headings(titles, headlines.lazy(), headings.lazy())
        named = ("outlet", "outlet_heading", "site_name", "url")
        again = self._again.collect()
        said = said_of(self._storage, self._base, self._outlets, again).select(named)
        shown = with_hosts(pl.concat([said.lazy(), self._staged("captures", *named)])).collect()
        return pl.concat([headings, title_rows(titles.collect(), shown)])

    def _addresses(self, headlines: pl.DataFrame) -> pl.LazyFrame:
        """The addresses of the captures with these headlines, and of others."""
        outlets, columns = sorted(headlines["outlet"].unique()), ("capture_id", "url")
        held = self._held("captures", outlets, *columns)
        return pl.concat([held, self._staged("captures", *columns)])

    def _days(self) -> pl.DataFrame:
        """The facts of how the outlets write their days."""
        columns = tuple(DATES.schema)
        return day_facts(pl.concat([self._own_dates(columns), self._staged("dates", *columns)]))

    def _own_dates(self, columns: Sequence[str]) -> pl.LazyFrame:
        """The held dates of pages' own articles, of outlets where any teaches something; most dates
        are others, of which little is read.
        """
        objects = self._storage.objects
        telling = telling_outlets(self._storage, self._base, self._outlets)
        here = pl.DataFrame({"outlet": telling}, schema={"outlet": pl.String()})
        files = may_hold(self._storage.files(self._base, "dates"), here)
        rows = find_rows(objects, DATES, files, here, [FILE, PLACE, *OWN_COLUMNS]).filter(is_own())
        own = read_rows(objects, DATES, files, rows, columns).select(columns).lazy()
        return own.join(self._again, on="capture_id", how="anti")


def _without_lines(
    storage: Storage, batch: Batch, off: pl.DataFrame, shards: Sequence[Paths]
) -> Iterator[Paths]:
    """These shards of the batch with these lines taken off."""
    if off.is_empty():
        yield from shards
        return
    for shard in shards:
        blocks, found, captures, anchors = (
            storage.scan_staged([shard[table]], STAGED[table]).collect()
            for table in ("blocks", "found", "captures", "anchors")
        )
        here = off.join(blocks, on=list(BLOCK_PLACES), how="semi")
        if here.height:
            frames = take_lines_off(blocks, found, captures, anchors, here)
            own = shard["blocks"].removeprefix(f"staging/{batch.run_id}/").split(".")[0]
            name = f"learned-{batch.base}/{own}"
            yield {**shard, **stage_shard(storage, batch.run_id, name, frames)}
        else:
            yield shard
