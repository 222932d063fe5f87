"""Relations and stories after a batch: of what the snapshot holds only that is read which the batch
can have changed.

The relations of versions link all versions that can be of one story: those of an article, those
that print one text, copies and parts. So what hangs together with a version that moved is found by
following them, and nothing else is told again.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.stories.portions import HOLDERS, JUDGED_ANEW, Matching, TextReader
from tearsheet.stages.stories.signatures import select_usable
from transforms.dedup.identity import relations
from transforms.dedup.identity.stories import JOINING, build_stories, find_connected, make_edges
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.pairs import JUDGED
from transforms.schemas import RELATIONS, REVISIONS
from transforms.table_diff import TableDiff, add_diffs, diff_tables

#: What has to be known of a version.
VERSION = (
    "revision_id",
    "article_id",
    "version",
    "outlet",
    "month",
    "published_on",
    "first_captured_at",
)
_KEYS = {"revision_id": pl.String(), "text_key": pl.UInt64()}
_OF_TEXTS = ("identical", "revision", "translation")
_LINKS = ("identical", "revision", *JOINING)


class StoryUpdate:
    """The versions of a batch's outlets, and all others that print a text which those print or a
    pair that was judged has.
    """

    def __init__(
        self, reader: TextReader, batch: Batch, matching: Matching, *, narrow: Sequence[str]
    ) -> None:
        self._reader, self._storage, self._base = reader, reader.storage, reader.base
        self._touched = pl.col("outlet").is_in(list(batch.outlets))
        self._holders = self._storage.scan_staged([matching.holders], HOLDERS).collect()
        self._judged_anew = self._storage.scan_staged([matching.judged_anew], JUDGED_ANEW).collect()
        was = (
            self._storage.scan(self._base, "revisions", outlets=batch.outlets)
            .select(VERSION)
            .collect()
        )
        self._fresh = self._storage.scan_staged(
            narrow, {c: REVISIONS.schema[c] for c in VERSION}
        ).collect()
        came = self._holders.filter("now").select(list(_KEYS))
        elsewhere = came.join(was, on="revision_id", how="anti").join(
            self._fresh, on="revision_id", how="anti"
        )
        self._versions = pl.concat([self._elsewhere(elsewhere["revision_id"]), self._fresh]).join(
            came, on="revision_id", how="left"
        )
        self._standing = relations.choose_representatives(self._versions)
        before = was.join(
            self._holders.filter("was").select(list(_KEYS)), on="revision_id", how="left"
        )
        after = self._fresh.join(came, on="revision_id", how="left")
        articles = diff_tables(before, after).rows().select("article_id").unique()
        self._after = after.join(articles, on="article_id", how="semi")
        self._moved = pl.concat([before.join(articles, on="article_id", how="semi"), self._after])

    def _elsewhere(self, ids: pl.Series) -> pl.DataFrame:
        """These versions, of outlets that the batch leaves alone."""
        held = self._storage.scan(self._base, "revisions").select(VERSION)
        return (
            held.filter(pl.col("revision_id").is_in(ids.implode()), ~self._touched).collect()
            if len(ids)
            else held.clear().collect()
        )

    def _linked(self, ids: pl.Series) -> pl.Expr:
        return pl.col("left_id").is_in(ids.implode()) | pl.col("right_id").is_in(ids.implode())

    def relations(self, judged: Sequence[str], translated: pl.DataFrame) -> TableDiff:
        """The relations that went and came, where the portions came out as `judged` (staged frames)
        says.

        `translated` are all relations of that kind that the batch's outlets state.
        """
        asked = self._judged_anew
        moved = self._moved["revision_id"].unique()
        keys = self._moved.select("text_key").drop_nulls().unique()
        printing = pl.concat(
            [self._holders.join(keys, on="text_key", how="semi")["revision_id"], moved]
        ).unique()
        touched = pl.concat([printing, asked["revision_id"]]).unique()
        stated = (pl.col("relation") == "translation") & self._touched
        before = (
            self._storage.scan(self._base, "relations")
            .filter(self._linked(touched) | stated)
            .collect()
        )
        pairs = before.filter(~pl.col("relation").is_in(_OF_TEXTS))
        again = _is_judged_anew(asked)
        place = self._after.select(pl.col("revision_id").alias("right_id"), "outlet", "month")
        was = pairs.filter(~again).join(place, on="right_id", how="semi")
        of_keys = [
            f.join(keys, on="text_key", how="semi") for f in (self._versions, self._standing)
        ]
        chained = before.filter(pl.col("relation") == "revision", self._linked(moved))
        turned = [
            diff_tables(
                was, was.drop("outlet", "month").join(place, on="right_id").select(was.columns)
            ),
            diff_tables(
                pairs.filter(again),
                relations.relate_pairs(
                    self._storage.scan_staged(judged, JUDGED).collect(), self._standing
                ),
            ),
            diff_tables(
                before.filter(pl.col("relation") == "identical", self._linked(printing)),
                relations.relate_identical(*of_keys),
            ),
            diff_tables(chained, self._revisions(chained)),
            diff_tables(before.filter(stated), translated),
        ]
        return add_diffs(turned)

    def _revisions(self, before: pl.DataFrame) -> pl.DataFrame:
        """Neighbouring versions; what the snapshot says of two versions holds as long as both are
        there.
        """
        pairs = relations.pair_revisions(self._after.filter(pl.col("article_id").is_duplicated()))
        measured = before.drop("outlet", "month")
        known = pairs.join(measured, on=["left_id", "right_id"]).select(list(RELATIONS.schema))
        fresh = pairs.join(measured, on=["left_id", "right_id"], how="anti")
        parts = [known]
        for part in fresh.iter_slices(self._reader.limits.compared_pairs):
            keys = pl.concat([part["left_key"], part["right_key"]]).drop_nulls().unique().sort()
            texts = pl.concat(
                [
                    pl.DataFrame(schema={"text_key": pl.UInt64, "text": pl.String}),
                    *self._reader.texts(keys, self._standing),
                ]
            )
            ordered = keys.to_frame("text_key").join(
                texts, on="text_key", how="left", maintain_order="left"
            )["text"]
            parts.append(
                relations.relate_revisions(
                    part, dict(zip(keys, range(len(keys)), strict=True)), Texts(ordered)
                )
            )
        return pl.concat(parts)

    def tell(self, turned: TableDiff) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The stories that the snapshot tells of articles whose story may be another after the
        batch, and those that hold now.
        """
        held = self._storage.scan(self._base, "relations")
        links = (
            held.filter(pl.col("relation").is_in(_LINKS)).select("left_id", "right_id").collect()
        )
        come = turned.added.filter(pl.col("relation").is_in(_LINKS)).select("left_id", "right_id")
        ends = [f[side] for f in (turned.removed, turned.added) for side in ("left_id", "right_id")]
        # links that are gone stay among them: they lead to what hung together before
        reached = find_connected(
            pl.concat([links, come]), pl.concat([self._moved["revision_id"], *ends]).unique()
        )
        members = self._members(reached)
        articles = pl.concat([members["article_id"], self._moved["article_id"]]).unique()
        joining = held.filter(
            pl.col("relation").is_in(JOINING), pl.col("left_id").is_in(reached.implode())
        ).collect()
        standing = relations.choose_representatives(members)
        key = standing.select("revision_id", "text_key")
        inside = TableDiff(
            turned.removed, turned.added.filter(pl.col("relation").is_in(JOINING))
        ).apply(joining)
        named = inside.join(
            key.rename({"revision_id": "left_id", "text_key": "left"}), on="left_id"
        ).join(key.rename({"revision_id": "right_id", "text_key": "right"}), on="right_id")
        told = (
            self._storage.scan(self._base, "stories")
            .filter(pl.col("article_id").is_in(articles.implode()))
            .collect()
        )
        leads = told.filter("is_lead")
        known = dict(zip(leads["article_id"], leads["story_id"], strict=True))
        edges = make_edges(named.rename({"relation": "verdict"}))
        return told, build_stories(
            members, edges, lambda asked: self._reader.compare(asked, standing), known=known
        )

    def _members(self, reached: pl.Series) -> pl.DataFrame:
        """All versions after the batch of the articles that these are of, with their text keys."""
        fresh = self._fresh.join(
            self._fresh.filter(pl.col("revision_id").is_in(reached.implode())),
            on="article_id",
            how="semi",
        )
        elsewhere = self._elsewhere(reached)
        held = select_usable(self._storage.scan(self._base, "signatures")).filter(
            pl.col("revision_id").is_in(elsewhere["revision_id"].implode())
        )
        printed = pl.concat(
            [held.select(list(_KEYS)).collect(), self._holders.filter("now").select(list(_KEYS))]
        ).unique()
        return pl.concat([elsewhere, fresh]).join(printed, on="revision_id", how="left")


def _is_judged_anew(asked: pl.DataFrame) -> pl.Expr:
    """Which of the snapshot's pairs were judged anew, or have lost a text."""
    some, alone = asked["revision_id"].implode(), asked.filter("of_all")["revision_id"].implode()
    left, right = pl.col("left_id"), pl.col("right_id")
    return (left.is_in(some) & right.is_in(some)) | left.is_in(alone) | right.is_in(alone)
