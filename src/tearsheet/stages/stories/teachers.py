"""The versions that templates are learned from after a batch (their teachers), and the versions
whose template the batch can have changed.
"""

from __future__ import annotations

import polars as pl

from tearsheet.stages.stories.relations import StoredRelations, is_one
from transforms.dedup.identity.relations import ENDS
from transforms.dedup.identity.stories.templates import choose_near, is_teaching
from transforms.table_diff import TableDiff


class Teachers:
    """Reads the relations that templates are learned from, as they are after a batch.

    `stored` has the snapshot's relations; `relations` is what the batch removes and adds.
    """

    def __init__(self, stored: StoredRelations, relations: TableDiff) -> None:
        self._stored = stored
        self._changed = TableDiff(
            relations.removed.filter(is_teaching()), relations.added.filter(is_teaching())
        )

    def list_near(self, ids: pl.Series) -> pl.DataFrame:
        """What the templates of these versions are learned from: the neighbours of each, and theirs
        (see `choose_near`). Columns `revision_id` and `near_id`, sorted by both.
        """
        near = choose_near(self._follow(self._find_nearest(ids)), ids)
        others = near.filter(~pl.col("near_id").is_in(ids.implode()))["near_id"].unique()
        behind = choose_near(self._follow(self._find_nearest(others)), others)
        return pl.concat([near, behind]).sort("revision_id", "near_id")

    def find_taught(self) -> pl.DataFrame:
        """The versions (`revision_id`) whose template is learned from other texts after the batch
        than before, and that have a relation which it decides.

        The ends of relations that the batch changes are derived again in any case, and are not
        looked for here.
        """
        ids = self._changed.rows()
        touched = pl.concat([ids[side] for side in ENDS]).unique()
        held = self._find_nearest(touched)
        was, now = (choose_near(rows, touched) for rows in (held, self._follow(held)))
        moved = pl.concat(
            [one.join(two, on=one.columns, how="anti") for one, two in ((was, now), (now, was))]
        )["revision_id"].unique()
        before = self._stored.find(moved).filter(is_teaching())
        around = [
            before.filter(is_one(one, moved))[other].alias("revision_id")
            for one, other in (ENDS, ENDS[::-1])
        ]
        near = pl.concat(around).unique()
        near = near.filter(~near.is_in(touched.implode()))
        return self._stored.keep_told(near).to_frame()

    def _find_nearest(self, ids: pl.Series) -> pl.DataFrame:
        return self._stored.find_nearest(ids, self._changed.removed)

    def _follow(self, rows: pl.DataFrame) -> pl.DataFrame:
        """These relations (the key of RELATIONS) as they are after the batch, and what it adds."""
        left = rows.join(self._changed.removed, on=rows.columns, how="anti")
        return pl.concat([left, self._changed.added.select(rows.columns)])
