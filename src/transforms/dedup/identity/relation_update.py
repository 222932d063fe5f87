"""Relations after a batch: of the rows that the batch may have changed, those that the snapshot
has, and those that hold now.

A batch changes the relations of versions that came, went or changed (`moved`), of those that print
a text which a moved version prints, and of texts whose pairs were judged anew.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.holders import choose_representatives
from transforms.dedup.identity.relations import pair_revisions, relate_identical, relate_pairs
from transforms.schemas import RELATIONS
from transforms.values import frozen

_KEYS = ("revision_id", "text_key")
#: Relations that say nothing of a judged pair of texts.
_OF_TEXTS = ("identical", "revision", "translation")


@frozen
class BatchVersions:
    """The versions that a batch can have moved, as MEMBERS.

    `versions` are those after the batch that print a text of the batch or of a judged pair, or are
    of the batch's outlets, and `standing` those that represent a text. `before` and `after` are
    those of the articles of which a version came, went or changed.
    """

    versions: pl.LazyFrame
    standing: pl.LazyFrame
    before: pl.LazyFrame
    after: pl.LazyFrame

    def frames(self) -> list[pl.LazyFrame]:
        """All four, in order."""
        return [self.versions, self.standing, self.before, self.after]

    @property
    def moved(self) -> pl.LazyFrame:
        """The versions before and after the batch."""
        return pl.concat([self.before, self.after])


def find_elsewhere(
    holders: pl.LazyFrame, before: pl.LazyFrame, after: pl.LazyFrame
) -> pl.LazyFrame:
    """The ids of versions that hold a text after the batch and are of no outlet of the batch, whose
    versions are `before` and `after`.
    """
    own = pl.concat([frame.select("revision_id") for frame in (before, after)])
    return holders.filter("now").join(own, on="revision_id", how="anti").select("revision_id")


def gather_versions(
    holders: pl.LazyFrame,
    before: pl.LazyFrame,
    after: pl.LazyFrame,
    elsewhere: pl.LazyFrame,
    *,
    is_anew: bool = False,
) -> BatchVersions:
    """The versions of the batch's outlets before and after it, and those `elsewhere` that hold a
    text of theirs; none has its text key yet. All of them count as moved where they are derived
    anew.
    """
    was, now = (holders.filter(side).select(_KEYS) for side in ("was", "now"))
    versions = pl.concat([elsewhere, after]).join(now, on="revision_id", how="left")
    old = before.join(was, on="revision_id", how="left")
    new = after.join(now, on="revision_id", how="left")
    moved = [old, new] if is_anew else [_leave_out(old, new), _leave_out(new, old)]
    articles = pl.concat(moved).select("article_id").unique()
    return BatchVersions(
        versions,
        choose_representatives(versions),
        old.join(articles, on="article_id", how="semi"),
        new.join(articles, on="article_id", how="semi"),
    )


def _leave_out(versions: pl.LazyFrame, others: pl.LazyFrame) -> pl.LazyFrame:
    columns = list(versions.collect_schema())
    return versions.join(others, on=columns, how="anti", nulls_equal=True)


def find_printing(batch: BatchVersions, holders: pl.LazyFrame) -> pl.LazyFrame:
    """The ids of versions, before or after the batch, that moved or print a text of one
    that did.
    """
    holding = holders.join(_keys(batch), on="text_key", how="semi")
    return pl.concat([holding.select("revision_id"), batch.moved.select("revision_id")]).unique()


def _keys(batch: BatchVersions) -> pl.LazyFrame:
    return batch.moved.select("text_key").drop_nulls().unique()


@frozen
class RelationRows:
    """Relations of one kind: those that the snapshot has, and those that hold now."""

    before: pl.LazyFrame
    after: pl.LazyFrame


def update_pairs(
    related: pl.LazyFrame, batch: BatchVersions, rejudged: pl.LazyFrame, judged: pl.LazyFrame
) -> list[RelationRows]:
    """Relations of pairs of texts: of those that were judged anew or have lost a text (`judged` as
    JUDGED_PAIRS); and of the others, whose rows are where their right version is now.

    `related` are rows of the snapshot, `rejudged` REJUDGED_VERSIONS.
    """
    columns = list(RELATIONS.schema)
    pairs = _mark_rejudged(related.filter(~pl.col("relation").is_in(_OF_TEXTS)), rejudged)
    kept, again = pairs.filter(~pl.col("is_rejudged")), pairs.filter("is_rejudged")
    place = batch.after.select(pl.col("revision_id").alias("right_id"), "outlet", "month")
    moved = kept.drop("outlet", "month").join(place, on="right_id")
    return [
        RelationRows(
            kept.join(place, on="right_id", how="semi").select(columns), moved.select(columns)
        ),
        RelationRows(again.select(columns), relate_pairs(judged, batch.standing)),
    ]


def _mark_rejudged(pairs: pl.LazyFrame, rejudged: pl.LazyFrame) -> pl.LazyFrame:
    """With `is_rejudged`: one version is of a text of which all pairs were judged anew, or both are
    of texts of which some were.
    """
    for side in ("left", "right"):
        marks = rejudged.select(
            pl.col("revision_id").alias(f"{side}_id"), pl.col("of_all").alias(f"{side}_all")
        )
        pairs = pairs.join(marks, on=f"{side}_id", how="left")
    sides = pl.col("left_all", "right_all")
    is_rejudged = pl.any_horizontal(sides.fill_null(value=False)) | pl.all_horizontal(
        sides.is_not_null()
    )
    return pairs.with_columns(is_rejudged.alias("is_rejudged"))


def update_identical(
    related: pl.LazyFrame, batch: BatchVersions, printing: pl.LazyFrame
) -> RelationRows:
    """Relations of articles that print an equal text; `printing` are the ids of `find_printing`."""
    keys = _keys(batch)
    versions = batch.versions.join(keys, on="text_key", how="semi")
    return RelationRows(
        _keep_touching(related.filter(pl.col("relation") == "identical"), printing),
        relate_identical(versions),
    )


def find_revisions(related: pl.LazyFrame, batch: BatchVersions) -> pl.LazyFrame:
    """The rows of neighbouring versions of which one moved."""
    moved = batch.moved.select("revision_id").unique()
    return _keep_touching(related.filter(pl.col("relation") == "revision"), moved)


def keep_revisions(measured: pl.LazyFrame, batch: BatchVersions) -> pl.LazyFrame:
    """The rows of neighbouring versions that hold after the batch too: as long as both are there,
    what was `measured` of them does.
    """
    pairs = pair_revisions(batch.after)
    known = pairs.join(measured.drop("outlet", "month"), on=["left_id", "right_id"])
    return known.select(list(RELATIONS.schema))


def find_unmeasured(measured: pl.LazyFrame, batch: BatchVersions) -> pl.LazyFrame:
    """The neighbouring versions that have yet to be compared, as `pair_revisions` gives them."""
    return pair_revisions(batch.after).join(measured, on=["left_id", "right_id"], how="anti")


def _keep_touching(related: pl.LazyFrame, ids: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that have one of these versions (`revision_id`) on either side."""
    left, right = (ids.select(pl.col("revision_id").alias(s)) for s in ("left_id", "right_id"))
    on_left = related.join(left, on="left_id", how="semi")
    rest = related.join(left, on="left_id", how="anti")
    return pl.concat([on_left, rest.join(right, on="right_id", how="semi")])
