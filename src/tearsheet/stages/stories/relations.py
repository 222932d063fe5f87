"""The relations that a snapshot holds of some versions: each row is read once, however many steps
ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from tearsheet.store.files.difference import FILE
from tearsheet.store.files.finding import find_some, keep_marked
from tearsheet.store.files.key_index import Only
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.relations import ENDS
from transforms.dedup.identity.stories.likenesses import JOINING
from transforms.dedup.identity.stories.sharing import is_sharing
from transforms.dedup.identity.stories.templates import (
    INDEXED,
    has_near_end,
    is_parted,
    is_teaching,
    may_be_fillings,
    with_enough_near,
)
from transforms.dedup.identity.stories.update import LINKING
from transforms.schemas import RELATIONS, empty

#: The relations that a template decides.
FILLING = Only("filling", ("relation", "evidence"), may_be_fillings())
#: For each column of an end the rows in which one of its nearest neighbours stands, of which
#: templates are learned.
NEAREST = {
    one: Only(f"by_{other}", ("relation", "evidence", *ENDS), has_near_end(one, other))
    for one, other in (ENDS, ENDS[::-1])
}


def is_near() -> pl.Expr:
    """Whether a relation joins texts, or would if it had not been told that they are no copies."""
    return pl.any_horizontal(pl.col("relation").is_in(JOINING), is_parted(), is_sharing())


#: The relations over which versions hang together in a story, or may.
LINKED = Only("linking", ("relation", "evidence"), pl.col("relation").is_in(LINKING) | is_near())
#: The relations that are looked up apart from the others.
MARKS = (FILLING, LINKED, *NEAREST.values())


class _ReadOnce:
    """Relations by the versions at their ends; what was read is kept."""

    def __init__(self, look_up: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """`look_up` gives the relations that have one of some ids in one of ENDS."""
        self._look_up = look_up
        self._rows = empty(RELATIONS.schema)
        self._known = pl.Series("revision_id", [], pl.String)

    def find(self, ids: pl.Series) -> pl.DataFrame:
        """The relations at an end of which one of these versions is, each once."""
        new = ids.filter(~ids.is_in(self._known.implode())).unique()
        if len(new):
            left, right = (self._look_up(new.to_frame(side)) for side in ENDS)
            fresh = pl.concat([left, right.filter(~is_one("left_id", new))])
            is_held = pl.any_horizontal(is_one(side, self._known) for side in ENDS)
            self._rows = pl.concat([self._rows, fresh.filter(~is_held)])
            self._known = pl.concat([self._known, new.alias("revision_id")])
        return self._rows.filter(pl.any_horizontal(is_one(side, ids) for side in ENDS))


class StoredRelations:
    """The relations of a snapshot, by the versions at their ends; what was read is kept."""

    def __init__(self, storage: Storage, base: Snapshot) -> None:
        self._objects, self._files = storage.objects, storage.files(base, "relations")
        self._every = _ReadOnce(lambda ids: storage.find(base, "relations", ids))
        self._linking = _ReadOnce(self._find_linking)

    def find(self, ids: pl.Series) -> pl.DataFrame:
        """The relations at an end of which one of these versions is, each once."""
        return self._every.find(ids)

    def find_linking(self, ids: pl.Series) -> pl.DataFrame:
        """Those among them over which versions hang together (LINKED)."""
        return self._linking.find(ids)

    def _find_linking(self, ids: pl.DataFrame) -> pl.DataFrame:
        columns = list(RELATIONS.schema)
        some, _ = self._find_some(ids.to_series(), LINKED, columns)
        return some.select(columns)

    def _find_some(
        self, ids: pl.Series, only: Only, columns: Sequence[str]
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        return find_some(self._objects, RELATIONS, self._files, ids, only, columns)

    def find_nearest(self, ids: pl.Series, removed: pl.DataFrame) -> pl.DataFrame:
        """Relations that templates are learned from (the key of RELATIONS), at an end of which one
        of these versions is: among them those with the neighbours that `choose_near` gives of each
        version, also where these rows (RELATIONS) are `removed`.
        """
        found, unsure = list[pl.DataFrame](), [ids.clear()]
        for one, other in (ENDS, ENDS[::-1]):
            rows, places = self._find_some(ids.alias(one), NEAREST[one], RELATIONS.key)
            left = rows.join(removed, on=RELATIONS.key, how="anti")
            enough = with_enough_near(left, [one, FILE], other)
            may_be_cut = places.filter(pl.col("rows") >= INDEXED)
            found.append(rows.drop(FILE))
            unsure.append(may_be_cut.join(enough, on=enough.columns, how="anti")[one])
        whole = self.find(pl.concat([part.alias("revision_id") for part in unsure]).unique())
        return pl.concat([*found, whole.filter(is_teaching()).select(RELATIONS.key)]).unique()

    def keep_told(self, ids: pl.Series) -> pl.Series:
        """Those of these versions that have a relation which a template decides."""
        return keep_marked(self._objects, self._files, ids, ENDS, FILLING)


def is_one(column: str, ids: pl.Series) -> pl.Expr:
    """Whether the column has one of these values, in a form that a scan of files can use."""
    return pl.col(column).is_in(ids.implode())
