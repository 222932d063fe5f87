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
        near = choose_near(self._read(ids), ids)
        others = near.filter(~pl.col("near_id").is_in(ids.implode()))["near_id"].unique()
        behind = choose_near(self._read(others), others)
        return pl.concat([near, behind]).sort("revision_id", "near_id")

    def find_taught(self) -> pl.DataFrame:
        """The versions (`revision_id`) whose template is learned from other texts after the batch
        than before, and that have a relation which it decides.

        The ends of relations that the batch changes are derived again in any case, and are not
        looked for here.
        """
        ids = self._changed.rows()
        touched = pl.concat([ids[side] for side in ENDS]).unique()
        before = self._stored.find(touched).filter(is_teaching())
        was = choose_near(before, touched)
        now = self._choose_again(was, touched)
        moved = pl.concat(
            [one.join(two, on=one.columns, how="anti") for one, two in ((was, now), (now, was))]
        )["revision_id"].unique()
        around = [
            before.filter(is_one(one, moved))[other].alias("revision_id")
            for one, other in (ENDS, ENDS[::-1])
        ]
        near = pl.concat(around).unique()
        near = near.filter(~near.is_in(touched.implode()))
        return self._stored.keep_told(near).to_frame()

    def _choose_again(self, was: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
        """What `choose_near` gives of these versions after the batch, by what it gave before: all
        relations are looked through of those versions alone that lose a neighbour it had chosen.
        """
        lost = pl.concat(
            self._changed.removed.select(revision_id=one, near_id=other)
            for one, other in (ENDS, ENDS[::-1])
        )
        again = was.join(lost, on=was.columns, how="semi")["revision_id"].unique()
        rest = ids.filter(~ids.is_in(again.implode()))
        held = was.select(left_id="revision_id", right_id="near_id")
        near = choose_near(pl.concat([held, self._changed.added.select(ENDS)]), rest)
        return pl.concat([near, choose_near(self._read(again), again)])

    def _read(self, ids: pl.Series) -> pl.DataFrame:
        """The relations after the batch at an end of which one of these versions is."""
        is_asked = is_one("left_id", ids) | is_one("right_id", ids)
        changed = TableDiff(
            self._changed.removed.filter(is_asked), self._changed.added.filter(is_asked)
        )
        return changed.apply(self._stored.find(ids).filter(is_teaching()))
