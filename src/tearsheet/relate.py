"""Relations and stories over all outlets: a batch is matched against the signatures that the archive holds.

Texts are read only of pairs that have to be judged: those of new or vanished texts, and those that hung on a hash which
the batch made common or rare. What else the snapshot says of pairs is carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.snapshots import Snapshot
from tearsheet.storage import Storage
from transforms.dedup import relations
from transforms.dedup.candidates import Pairs, affected, candidate_pairs, postings
from transforms.dedup.matching import JUDGED, judge_pairs
from transforms.dedup.signatures import SCHEME
from transforms.dedup.stories import EDGES, JOINING, as_edges, hanging_together, stories
from transforms.dedup.verify import Texts
from transforms.schemas import RELATIONS, REVISIONS

#: Pairs whose texts are in memory at a time.
PAIRS_AT_ONCE = 50_000
_SIGNED = ["text_key", "tokens", "sketch", "prefix_keys"]
_OF_TEXTS = ("identical", "revision", "translation")


class Matching:
    """The archive's versions after a batch, matched.

    `versions` are all versions after the batch; `signed` the signatures of the outlets that the batch touches; `staged` are
    the staged frames of revisions that the batch rewrites.
    """

    def __init__(
        self, storage: Storage, base: Snapshot, versions: pl.DataFrame, outlets: Sequence[str], signed: pl.DataFrame, staged: Sequence[str]
    ) -> None:
        self._storage, self._base, self._staged = storage, base, staged
        before = storage.scan(base, "signatures").filter(pl.col("scheme") == SCHEME).collect()
        self._old = before.filter(pl.col("tokens") > 0)
        now = pl.concat([self._old.filter(~pl.col("outlet").is_in(list(outlets))), signed.filter(pl.col("tokens") > 0)])
        self.versions = versions.join(now.select("revision_id", "text_key"), on="revision_id", how="left")
        self.standing = relations.representatives(self.versions)
        self._texts = pl.concat([self._old.select(_SIGNED), now.select(_SIGNED)]).unique("text_key", keep="any").sort("text_key")
        self._keys = self._texts["text_key"]

    def relations(self) -> pl.DataFrame:
        """Every relation of the archive after the batch."""
        before = self._storage.scan(self._base, "relations").collect()
        stale = self._stale()
        kept = self._carried(before, stale)
        judged = relations.pair_rows(self._judged(stale), self.standing)
        equal = relations.identical_rows(self.versions, self.standing)
        return pl.concat([kept, judged, equal, self._revisions(before)])

    def _stale(self) -> NDArray[np.bool_]:
        """The texts whose pairs are to be judged: new, gone, standing for others than before, or moved by a common hash."""
        old_ids = self._old.group_by("text_key").agg(pl.col("revision_id").min().alias("old_id"))
        state = self._texts.select("text_key").join(old_ids, on="text_key", how="left", maintain_order="left")
        state = state.join(self.standing.select("text_key", "revision_id"), on="text_key", how="left", maintain_order="left")
        new, gone = state["old_id"].is_null().to_numpy(), state["revision_id"].is_null().to_numpy()
        other = state["old_id"].ne_missing(state["revision_id"]).to_numpy()
        self._gone, self._old_ids = gone, state["old_id"]
        touched = new | gone
        return affected(postings(self._texts, of=touched), new, gone) | other if touched.any() else other

    def _carried(self, before: pl.DataFrame, stale: NDArray[np.bool_]) -> pl.DataFrame:
        """Judged pairs of the snapshot that still hold, where their later version stands today."""
        ids = self._old_ids.filter(pl.Series(stale)).drop_nulls().to_frame("id")
        pairs = before.filter(~pl.col("relation").is_in(_OF_TEXTS))
        for side in ("left_id", "right_id"):
            pairs = pairs.join(ids, left_on=side, right_on="id", how="anti")
        place = self.versions.select(pl.col("revision_id").alias("right_id"), "outlet", "month")
        return pairs.drop("outlet", "month").join(place, on="right_id").select(list(RELATIONS.schema))

    def _judged(self, stale: NDArray[np.bool_]) -> pl.DataFrame:
        here = ~self._gone
        ask = stale[here]
        if not ask.any():
            return pl.DataFrame(schema=JUDGED)
        texts = self._texts.filter(pl.Series(here))
        return self.judge(candidate_pairs(postings(texts, of=ask), of=ask), texts["text_key"])

    def judge(self, pairs: Pairs, keys: pl.Series, *, near: bool = False) -> pl.DataFrame:
        """The pairs judged, a bounded number of texts at a time."""
        parts = []
        for part in _portions(pairs):
            numbers = np.unique(np.concatenate([part.left, part.right]))
            some = keys.gather(numbers)
            inside = Pairs(np.searchsorted(numbers, part.left), np.searchsorted(numbers, part.right))
            parts.append(judge_pairs(inside, some, self._read(some), near=near))
        return pl.concat(parts) if parts else pl.DataFrame(schema=JUDGED)

    def compare(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Of pairs of text keys (`a` < `b`) those that are alike in any way, as EDGES."""
        if asked.is_empty():
            return pl.DataFrame(schema=EDGES)
        keys = pl.concat([asked["a"], asked["b"]]).unique().sort()
        ends = [np.searchsorted(keys.to_numpy(), asked[side].to_numpy()) for side in ("a", "b")]
        return as_edges(self.judge(Pairs(ends[0], ends[1]), keys, near=True))

    def edges(self, found: pl.DataFrame) -> pl.DataFrame:
        """The relations that make stories, between texts."""
        key = self.standing.select("revision_id", "text_key")
        joining = found.filter(pl.col("relation").is_in(JOINING))
        named = joining.join(key.rename({"revision_id": "left_id", "text_key": "left"}), on="left_id").join(
            key.rename({"revision_id": "right_id", "text_key": "right"}), on="right_id"
        )
        return as_edges(named.rename({"relation": "verdict"}))

    def _revisions(self, before: pl.DataFrame) -> pl.DataFrame:
        """Neighbouring versions; what the snapshot says of two versions holds as long as both are there."""
        pairs = relations.revision_pairs(self.versions)
        measured = before.filter(pl.col("relation") == "revision").drop("outlet", "month")
        known = pairs.join(measured, on=["left_id", "right_id"]).select(list(RELATIONS.schema))
        fresh = pairs.join(measured, on=["left_id", "right_id"], how="anti")
        parts = [known]
        for part in fresh.iter_slices(PAIRS_AT_ONCE):
            keys = pl.concat([part["left_key"], part["right_key"]]).drop_nulls().unique().sort()
            parts.append(relations.revision_rows(part, dict(zip(keys, range(len(keys)), strict=True)), self._read(keys)))
        return pl.concat(parts)

    def _read(self, keys: pl.Series) -> Texts:
        """The texts of these keys, in their order."""
        wanted = keys.to_frame("text_key").join(self.standing, on="text_key", how="left", maintain_order="left")
        places = {(o, m) for o, m in wanted.select("outlet", "month").unique().iter_rows()}
        ids = wanted.select("revision_id").lazy()
        frames = [self._storage.scan(self._base, "revisions", partitions=places), self._storage.staged(self._staged, REVISIONS.schema)]
        found = pl.concat([f.select("revision_id", "text").join(ids, on="revision_id", how="semi") for f in frames])
        texts = found.unique("revision_id", keep="any").collect()
        printed = wanted.join(texts, on="revision_id", how="left", maintain_order="left")["text"]
        if printed.null_count():
            raise AssertionError(f"{printed.null_count()} versions have no text in the archive")
        return Texts(printed)


def tell(matching: Matching, was: pl.DataFrame, held: pl.DataFrame, related: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The stories after a batch: told anew where a version or relation came or went, carried over elsewhere.

    `was` are the versions, `held` the relations and `before` the stories of the snapshot.
    """
    now, edges = matching.versions, matching.edges(related)
    told = ["article_id", "revision_id", "version", "outlet", "month", "published_on", "first_captured_at"]
    moved = [left.select(told).join(right.select(told), on=told, how="anti", nulls_equal=True) for left, right in ((was, now), (now, was))]
    pair = ["left_id", "right_id", "relation"]
    turned = pl.concat(
        [left.select(pair).join(right.select(pair), on=pair, how="anti") for left, right in ((held, related), (related, held))]
    )
    ends = pl.concat([turned["left_id"], turned["right_id"]]).unique().to_frame("revision_id")
    articles = pl.concat(
        [*(m.select("article_id") for m in moved), now.join(ends, on="revision_id", how="semi").select("article_id")]
    ).unique()
    again = hanging_together(now, edges, articles)
    members = now.join(again, on="article_id", how="semi")
    printed = members.select("text_key").drop_nulls().unique()
    inside = edges.join(printed, left_on="a", right_on="text_key", how="semi")
    leads = before.filter("is_lead")
    known = dict(zip(leads["article_id"], leads["story_id"], strict=True))
    kept = before.join(again, on="article_id", how="anti").join(now.select("article_id").unique(), on="article_id", how="semi")
    return pl.concat([kept, stories(members, inside, matching.compare, known=known)])


def _portions(pairs: Pairs) -> Iterator[Pairs]:
    for low in range(0, len(pairs), PAIRS_AT_ONCE):
        yield Pairs(pairs.left[low : low + PAIRS_AT_ONCE], pairs.right[low : low + PAIRS_AT_ONCE])
