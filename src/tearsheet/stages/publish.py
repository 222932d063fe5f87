"""The last stage: one snapshot lists the data files of a batch, and what it refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from tearsheet.landing.file_cache import remember
from tearsheet.landing.result import LandingResult
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables
from tearsheet.stages.writing.write import write_whole
from tearsheet.store import current
from tearsheet.store.crash_points import reach
from tearsheet.store.files.data_file import Change
from tearsheet.store.files.staged import read_changes
from tearsheet.store.inputs import note_portion
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.version import code_version
from tearsheet.workers import STAGE_SECONDS, Caller
from transforms.dedup.identity.aliases import follow_aliases
from transforms.dedup.identity.batch import (
    mapped_dumps,
    new_refusals,
    overtaken_failures,
)
from transforms.learn.outlets import replace_outlets
from transforms.page import NO_ARTICLE_FIELDS, UNMAPPED_FIELDS
from transforms.schemas import (
    ALIASES,
    CAPTURE_IDS,
    NEW_ALIASES,
    OUTLETS,
    QUARANTINE,
    QUARANTINE_IDS,
    conform,
)

#: What tells that a dump's records have come out as articles.
_READ = ("capture_id", "raw_object", "page_kind")


@dataclass(frozen=True, slots=True)
class Publication:
    """The snapshot after a batch (the one it was derived on, where nothing changed), and counts."""

    snapshot: Snapshot
    counts: Mapping[str, int]


def publish_landed(
    root: str,
    batch: Batch,
    derived: DerivedTables,
    landed: LandingResult,
    written: Sequence[str],
    *,
    batch_id: str,
    dry_run: bool,
    caller: Caller,
) -> Publication:
    """A batch with what was derived of it -> one snapshot; the files that were landed are
    remembered. `written` are the staged changes of what the write stage wrote: all or nothing.

    The caller may be a child process, so that its memory does not add up with that of a flow.
    Raises LostRace where another run published meanwhile.
    """
    objects = Storage.open(root).objects
    if not dry_run:
        note_portion(objects, batch.run_id, batch_id, landed.inputs)
    published = caller.run(
        _publish, root, batch, derived, landed, written, batch_id, dry_run, timeout=STAGE_SECONDS
    )
    if not dry_run:
        remember(objects, landed.file_cache, published.snapshot)
    return published


def _publish(
    root: str,
    batch: Batch,
    derived: DerivedTables,
    landed: LandingResult,
    written: Sequence[str],
    batch_id: str,
    dry_run: bool,  # noqa: FBT001 - a child is called with places, not names
) -> Publication:
    return Publication(
        *publish(
            Storage.open(root),
            batch,
            derived,
            landed,
            written,
            batch_id=batch_id,
            now=datetime.now(UTC),
            dry_run=dry_run,
        )
    )


def publish(
    storage: Storage,
    batch: Batch,
    derived: DerivedTables,
    landed: LandingResult,
    written: Sequence[str] = (),
    *,
    batch_id: str,
    now: datetime,
    dry_run: bool = False,
) -> tuple[Snapshot, dict[str, int]]:
    """The snapshot after the batch, and counts; the one that was read where nothing changes. What
    the batch changes is `written` (staged changes); where nothing is, it is written here.

    Of what was `landed` the refusals count here. Raises LostRace where another run published
    meanwhile.
    """
    base = batch.snapshot(storage)
    reach("publish.begun")
    whole = {} if written else write_whole(storage, base, batch, derived)
    changes = whole | read_changes(storage.objects, written)
    refusals, refused_count = _quarantine(storage, base, batch, landed)
    changes |= {
        "quarantine": refusals,
        "outlets": _outlets(storage, base, batch, derived),
        "aliases": _aliases(storage, base, derived, now),
    }
    reach("publish.written")
    made = storage.commit(
        base,
        changes,
        batch_id=batch_id,
        run_id=batch.run_id,
        code_version=code_version(),
        now=now,
        dry_run=dry_run,
    )
    if not dry_run:
        current.show_newest(storage)
    return made, {**batch.counts, "quarantined": refused_count}


def _quarantine(
    storage: Storage, base: Snapshot, batch: Batch, landed: LandingResult
) -> tuple[list[Change], int]:
    staged = storage.scan_staged(
        [*landed.refused, *(s["quarantine"] for s in batch.shards)], QUARANTINE.schema
    )
    held = storage.scan(base, "quarantine")
    taken = storage.scan_staged([batch.take], CAPTURE_IDS)
    gone = storage.scan_staged(landed.overtaken, QUARANTINE_IDS)
    fresh = new_refusals(staged, held.select("quarantine_id"))
    known = _read_captures(storage, base, batch, pl.concat([held, fresh]))
    mapped = mapped_dumps(held, known)
    rows, overtaken = pl.collect_all(
        [
            fresh.join(mapped_dumps(fresh, known), on="quarantine_id", how="anti"),
            pl.concat([overtaken_failures(held, staged, taken), gone, mapped]),
        ]
    )
    if overtaken.height:
        kept = held.join(overtaken.lazy(), on="quarantine_id", how="anti").collect()
        whole = conform(pl.concat([kept, rows]), QUARANTINE.schema, key=QUARANTINE.key)
        return [storage.rewrite(base, "quarantine", whole)], rows.height
    return ([storage.append(base, "quarantine", rows)] if rows.height else []), rows.height


def _read_captures(
    storage: Storage, base: Snapshot, batch: Batch, refusals: pl.LazyFrame
) -> pl.LazyFrame:
    """The captures (_READ) that tell whether refused dumps have come out as articles: the batch's,
    and those that the snapshot has of the refusals' ids and dumps.
    """
    is_of_dump = pl.col("reason").is_in([UNMAPPED_FIELDS, NO_ARTICLE_FIELDS])
    asked = refusals.filter(is_of_dump).select("capture_id", "raw_object").collect()
    held = [storage.find(base, "captures", asked.select(key), _READ) for key in asked.columns]
    return pl.concat([*held, batch.staged(storage, "captures").select(_READ).collect()]).lazy()


def _outlets(
    storage: Storage, base: Snapshot, batch: Batch, derived: DerivedTables
) -> list[Change]:
    """The registry with the batch's outlets as derived: one that has no capture left leaves it."""
    before = storage.scan(base, "outlets").collect()
    new = storage.scan_staged(derived.paths("outlets"), OUTLETS.schema)
    after = replace_outlets(before.lazy(), new, batch.outlets).collect()
    before = conform(before, OUTLETS.schema, key=OUTLETS.key)
    after = conform(after, OUTLETS.schema, key=OUTLETS.key)
    return [] if after.equals(before) else [storage.rewrite(base, "outlets", after)]


def _aliases(
    storage: Storage, base: Snapshot, derived: DerivedTables, now: datetime
) -> list[Change]:
    if not (staged := derived.paths("aliases")):
        return []
    new = storage.scan_staged(staged, NEW_ALIASES)
    after = follow_aliases(storage.scan(base, "aliases"), new, since=now).collect()
    return [storage.rewrite(base, "aliases", conform(after, ALIASES.schema, key=ALIASES.key))]
