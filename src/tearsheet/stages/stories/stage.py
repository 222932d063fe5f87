"""The second half of the deduplicate stage: relations and stories over every outlet.

The pairs of texts are found in one call, judged portion by portion, and brought together in one.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables, StagedTable
from tearsheet.stages.outlet_tables import stage_difference
from tearsheet.stages.stories.limits import LIMITS, Limits
from tearsheet.stages.stories.matching import Matching, match_batch
from tearsheet.stages.stories.portions import Portion, TextReader, judge_portion
from tearsheet.stages.stories.update import StoryUpdate
from tearsheet.store.tables import Storage
from transforms.dedup.identity.aliases import alias_stories, returned_ids
from transforms.dedup.identity.stories.leads import count_copies_elsewhere
from transforms.schemas import NEW_ALIASES


def _reader(storage: Storage, batch: Batch, derived: DerivedTables, limits: Limits) -> TextReader:
    base = batch.snapshot(storage)
    return TextReader(storage, base, batch, derived.paths("revisions"), limits)


def find_pairs(
    root: str, batch: Batch, derived: DerivedTables, limits: Limits = LIMITS
) -> Matching:
    """The pairs of texts that are to be judged, staged in portions, and the versions they touch."""
    return match_batch(
        _reader(Storage.open(root), batch, derived, limits),
        batch,
        narrow=derived.paths("versions"),
        before=derived.paths("versions_before"),
        signed=derived.paths("new_signatures"),
    )


def judge(root: str, run_id: str, portion: Portion) -> str:
    """The staged verdicts on a portion."""
    return judge_portion(Storage.open(root), run_id, portion)


def derive_stories(
    root: str,
    batch: Batch,
    derived: DerivedTables,
    matching: Matching,
    judged: Sequence[str],
    limits: Limits = LIMITS,
) -> DerivedTables:
    """Relations and stories, staged where they differ from the snapshot's."""
    storage = Storage.open(root)
    reader = _reader(storage, batch, derived, limits)
    narrow, was = (derived.paths(name) for name in ("versions", "versions_before"))
    update = StoryUpdate(reader, batch, matching, narrow=narrow, before=was)
    relations = update.update_relations(judged, derived.paths("translations"))
    changes = update.update_stories(relations)
    before, made = changes.before, changes.made
    staged = list[StagedTable]()
    for table, diff in (("stories", changes.stories), ("relations", changes.relations)):
        name = f"derived-{batch.base}/stories.{table}"
        staged += stage_difference(storage, batch.run_id, name, table, diff)
    moved = storage.scan_staged(derived.paths("aliases"), NEW_ALIASES)
    used = made.lazy().select(pl.col("story_id").alias("id"))
    back = returned_ids(storage.scan(reader.base, "aliases"), used, "story")
    gone = alias_stories(before.lazy(), made.lazy(), moved)
    aliases = pl.concat([gone, back]).collect()
    if aliases.height:
        path = storage.stage(batch.run_id, f"derived-{batch.base}/stories.aliases", aliases)
        staged.append(StagedTable("aliases", path))
    now, then = (count_copies_elsewhere(rows.lazy()).collect().item() for rows in (made, before))
    return DerivedTables(tuple(staged), {"copies": max(now - then, 0)})
