"""The relations that a snapshot holds of some versions: each row is read once, however many steps
ask for it.
"""

from __future__ import annotations

import polars as pl

from tearsheet.store.files.finding import keep_marked
from tearsheet.store.files.key_index import Only
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.relations import ENDS
from transforms.dedup.identity.stories.templates import may_be_fillings
from transforms.schemas import RELATIONS, empty

#: The relations that a template decides, looked up apart from the others.
FILLING = Only("filling", ("relation", "evidence"), may_be_fillings())


class StoredRelations:
    """The relations of a snapshot, by the versions at their ends; what was read is kept."""

    def __init__(self, storage: Storage, base: Snapshot) -> None:
        self._storage, self._base = storage, base
        self._rows = empty(RELATIONS.schema)
        self._known = pl.Series("revision_id", [], pl.String)

    def find(self, ids: pl.Series) -> pl.DataFrame:
        """The relations at an end of which one of these versions is, each once."""
        new = ids.filter(~ids.is_in(self._known.implode())).unique()
        if len(new):
            left, right = (
                self._storage.find(self._base, "relations", new.to_frame(side)) for side in ENDS
            )
            fresh = pl.concat([left, right.filter(~is_one("left_id", new))])
            is_held = pl.any_horizontal(is_one(side, self._known) for side in ENDS)
            self._rows = pl.concat([self._rows, fresh.filter(~is_held)])
            self._known = pl.concat([self._known, new.alias("revision_id")])
        return self._rows.filter(pl.any_horizontal(is_one(side, ids) for side in ENDS))

    def keep_told(self, ids: pl.Series) -> pl.Series:
        """Those of these versions that have a relation which a template decides."""
        files = self._storage.files(self._base, "relations")
        return keep_marked(self._storage.objects, files, ids, ENDS, FILLING)


def is_one(column: str, ids: pl.Series) -> pl.Expr:
    """Whether the column has one of these values, in a form that a scan of files can use."""
    return pl.col(column).is_in(ids.implode())
