"""The versions that templates are learned from after a batch (their teachers), and the versions
whose template the batch can have changed.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tearsheet.stages.stories.relations import is_one
from transforms.dedup.identity.relations import ENDS
from transforms.dedup.identity.stories.templates import choose_near, is_teaching, may_be_fillings
from transforms.table_diff import TableDiff


class Teachers:
    """Reads the relations that templates are learned from, as they are after a batch.

    `find` gives the snapshot's relations of these versions (`revision_id`); `relations` is what the
    batch removes and adds.
    """

    def __init__(self, find: Callable[[pl.Series], pl.DataFrame], relations: TableDiff) -> None:
        self._find = find
        self._changed = TableDiff(
            relations.removed.filter(is_teaching()), relations.added.filter(is_teaching())
        )

    def list_near(self, ids: pl.Series) -> pl.DataFrame:
        """What the templates of these versions are learned from: the neighbours of each, and theirs
        (see `choose_near`). Columns `revision_id` and `near_id`, sorted by both.
        """
        near = choose_near(self._read(ids)[1], ids)
        others = near.filter(~pl.col("near_id").is_in(ids.implode()))["near_id"].unique()
        behind = choose_near(self._read(others)[1], others)
        return pl.concat([near, behind]).sort("revision_id", "near_id")

    def find_taught(self) -> pl.DataFrame:
        """The versions (`revision_id`) whose template is learned from other texts after the batch
        than before, and that have a relation which it decides.

        The ends of relations that the batch changes are derived again in any case, and are not
        looked for here.
        """
        ids = self._changed.rows()
        touched = pl.concat([ids[side] for side in ENDS]).unique()
        before, after = self._read(touched)
        was, now = (choose_near(rows, touched) for rows in (before, after))
        moved = pl.concat(
            [one.join(two, on=one.columns, how="anti") for one, two in ((was, now), (now, was))]
        )["revision_id"].unique()
        around = [
            rows.filter(is_one(one, moved))[other].alias("revision_id")
            for rows in (before, after)
            for one, other in (ENDS, ENDS[::-1])
        ]
        near = pl.concat(around).unique()
        held = self._find(near).filter(may_be_fillings())
        open_ = pl.concat([held[side] for side in ENDS])
        return near.to_frame().filter(is_one("revision_id", open_.unique()))

    def _read(self, ids: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The relations at an end of which one of these versions is: before the batch, after it."""
        is_asked = is_one("left_id", ids) | is_one("right_id", ids)
        before = self._find(ids).filter(is_teaching())
        changed = TableDiff(
            self._changed.removed.filter(is_asked), self._changed.added.filter(is_asked)
        )
        return before, changed.apply(before)
