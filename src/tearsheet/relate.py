"""Relations and stories over all outlets: a batch is matched against the signatures that the archive holds.

Texts are read only of pairs that have to be judged: those of new or vanished texts, and those that hung on a hash which
the batch made common or rare. What else the snapshot says of pairs is carried over. Pairs are judged in portions, each in
a child process, as many at once as there are workers; what comes of them does not depend on the portions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.batch import Batch
from tearsheet.pairing import Pairing, State, as_frame
from tearsheet.signed import Signatures
from tearsheet.snapshots import Partition, Snapshot
from tearsheet.storage import Storage
from transforms.dedup import relations
from transforms.dedup.candidates import Asked, Pairs
from transforms.dedup.matching import JUDGED, judge_pairs
from transforms.dedup.stories import EDGES, JOINING, as_edges, hanging_together, stories
from transforms.dedup.verify import Texts
from transforms.schemas import RELATIONS, REVISIONS

#: What has to be known of every version of the archive.
VERSION = ("revision_id", "article_id", "version", "outlet", "month", "published_on", "first_captured_at")
_OF_TEXTS = ("identical", "revision", "translation")
_ENDS = {"left": pl.Int64(), "right": pl.Int64()}
_PRINTED = {"text_key": pl.UInt64(), "text": pl.String()}
_IDS = {"revision_id": pl.String(), "of_all": pl.Boolean()}
#: Pairs that do not hang together, each of two texts of its own, are compared so many at a time.
STRANGERS_AT_ONCE = 10_000
#: Versions whose texts are looked through at a time.
_ROWS_AT_ONCE = 32_768


@dataclass(frozen=True, slots=True)
class Portion:
    """Pairs that are judged together: staged frames of the pairs, by place, and of their texts."""

    name: str
    pairs: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """The rows of a table after a batch, and those of them that went and came."""

    now: pl.DataFrame
    gone: pl.DataFrame
    come: pl.DataFrame

    @property
    def partitions(self) -> list[Partition]:
        """Where something went or came."""
        places = pl.concat([self.gone.select("outlet", "month"), self.come.select("outlet", "month")]).unique()
        return [(o, m) for o, m in places.sort("outlet", "month").iter_rows()]


class Matching:
    """The archive's versions after a batch, matched.

    `narrow`, `signed` and `revised` are staged frames: all versions of the batch's outlets, the signatures of those that the
    snapshot has none of, and the revisions, with texts, that the batch rewrites.
    """

    def __init__(
        self, storage: Storage, base: Snapshot, batch: Batch, *, narrow: Sequence[str], signed: Sequence[str], revised: Sequence[str]
    ) -> None:
        self._storage, self._base, self._run_id, self._revised = storage, base, batch.run_id, revised
        self._name, self._turn = f"derived-{batch.base}/matching", 0
        touched = self._touched = pl.col("outlet").is_in(list(batch.outlets))
        was = storage.scan(base, "revisions").select(VERSION).collect()
        fresh = storage.staged(narrow, {c: REVISIONS.schema[c] for c in VERSION}).collect()
        versions = pl.concat([was.filter(~touched), fresh])
        self.signatures = Signatures(storage, base, signed, versions["revision_id"])
        self.versions = versions.join(self.signatures.now, on="revision_id", how="left")
        self.standing = relations.representatives(self.versions)
        self.moved = pl.concat(_differing(was.filter(touched), fresh)).select("article_id").unique()

    def find(self) -> list[Portion]:
        """The pairs that are to be judged."""
        keys = pl.Series("text_key", self.signatures.keys)
        old = self.signatures.before.group_by("text_key").agg(pl.col("revision_id").min().alias("old_id"))
        told = keys.to_frame().join(old, on="text_key", how="left", maintain_order="left")
        told = told.join(self.standing.select("text_key", "revision_id"), on="text_key", how="left", maintain_order="left")
        state = State(
            told["old_id"].is_null().to_numpy(),
            told["revision_id"].is_null().to_numpy(),
            told["old_id"].ne_missing(told["revision_id"]).to_numpy(),
        )
        pairing = Pairing(self._storage, self._run_id, self._name, self.signatures, state)
        asked = pairing.asked()
        self._put_ids(told["old_id"], asked)
        return self._portioned(list(pairing.portions(pairing.pairs(asked))), keys, self._name)

    def _put_ids(self, old_ids: pl.Series, asked: Asked) -> None:
        """Stage the versions that stood for texts whose pairs are judged anew, and whether all of their pairs are."""
        rows = pl.DataFrame({"revision_id": old_ids, "of_all": asked.ends, "asked": asked.texts})
        self._storage.stage(
            self._run_id, f"{self._name}.ids", rows.filter(pl.col("asked"), pl.col("revision_id").is_not_null()).drop("asked")
        )

    def _portioned(self, portions: list[Pairs], keys: pl.Series, name: str) -> list[Portion]:
        """The pairs of each portion and its texts, staged; each text is read from the archive once, however many portions it is in."""
        wanted, ends, texts = [], [], [list[str]() for _ in portions]
        for no, pairs in enumerate(portions):
            numbers, frame = as_frame(pairs)
            ends.append(self._storage.stage(self._run_id, f"{name}-{no:05d}.pairs", frame))
            wanted.append(keys.gather(numbers).to_frame().with_columns(pl.lit(no).alias("portion")))
        if wanted:
            places = pl.concat(wanted)
            for count, found in enumerate(self._texts(places["text_key"].unique())):
                for (no,), part in places.join(found, on="text_key").partition_by("portion", as_dict=True).items():
                    staged = self._storage.stage(self._run_id, f"{name}-{no:05d}.texts-{count:05d}", part.select(list(_PRINTED)))
                    texts[no].append(staged)
        return [Portion(f"{name}-{no:05d}", e, tuple(t)) for no, (e, t) in enumerate(zip(ends, texts, strict=True))]

    def _texts(self, keys: pl.Series) -> Iterator[pl.DataFrame]:
        """(`text_key`, `text`) of these texts, each once, a bounded number at a time."""
        wanted = keys.to_frame("text_key").join(self.standing, on="text_key")
        places = {(o, m) for o, m in wanted.select("outlet", "month").unique().iter_rows()}
        missing = wanted.select("text_key", "revision_id")
        frames: list[tuple[pl.LazyFrame, int | None]] = [(self._storage.staged([p], REVISIONS.schema), None) for p in self._revised]
        files = [f for f in self._storage.files(self._base, "revisions") if places.intersection(f.partitions)]
        frames += [(self._storage.read_files("revisions", [file]), file.rows) for file in files]
        for frame, rows in frames:
            total = frame.select(pl.len()).collect().item() if rows is None else rows
            for low in range(0, total, _ROWS_AT_ONCE):
                if missing.is_empty():
                    return
                # a filter, so that only the texts asked for are decoded
                inside = pl.col("revision_id").is_in(missing["revision_id"].implode())
                piece = frame.slice(low, _ROWS_AT_ONCE) if total > _ROWS_AT_ONCE else frame
                found = piece.filter(inside).select("revision_id", "text").collect().join(missing, on="revision_id")
                if found.height:
                    missing = missing.join(found, on="text_key", how="anti")
                    yield found.select("text_key", "text").unique("text_key", keep="any")
        if missing.height:
            raise AssertionError(f"{missing.height} versions have no text in the archive")

    def relations(self, judged: Sequence[str], translated: pl.DataFrame) -> Turned:
        """Every relation of the archive after the batch, where the portions came out as `judged` (staged frames) says.

        `translated` are all relations of that kind that the batch's outlets state.
        """
        before = self._storage.scan(self._base, "relations").collect()
        pairs = before.filter(~pl.col("relation").is_in(_OF_TEXTS))
        again = self._again(pairs)
        place = self.versions.join(self.moved, on="article_id", how="semi").select(
            pl.col("revision_id").alias("right_id"), "outlet", "month"
        )
        held = pairs.filter(~again)
        was = held.join(place, on="right_id", how="semi")
        shifted = was.drop("outlet", "month").join(place, on="right_id").select(held.columns)
        kept = pl.concat([held.join(place, on="right_id", how="anti"), shifted]) if shifted.height else held
        derived = [
            (pairs.filter(again), relations.pair_rows(self._storage.staged(judged, JUDGED).collect(), self.standing)),
            (before.filter(pl.col("relation") == "identical"), relations.identical_rows(self.versions, self.standing)),
            (before.filter(pl.col("relation") == "revision"), self._revisions(before)),
            (before.filter(pl.col("relation") == "translation", self._touched), translated),
        ]
        elsewhere = before.filter(pl.col("relation") == "translation", ~self._touched)
        turned = [_differing(was, now) for was, now in [(was, shifted), *derived]]
        return Turned(
            pl.concat([kept, elsewhere, *(now for _, now in derived)]),
            pl.concat([gone for gone, _ in turned]),
            pl.concat([come for _, come in turned]),
        )

    def _again(self, pairs: pl.DataFrame) -> pl.Series:
        """Which of the snapshot's pairs were judged anew, or have lost a text."""
        ids = self._storage.staged([f"staging/{self._run_id}/{self._name}.ids.parquet"], _IDS).collect()
        some, alone = ids["revision_id"].implode(), ids.filter("of_all")["revision_id"].implode()
        left, right = pl.col("left_id"), pl.col("right_id")
        return pairs.select((left.is_in(some) & right.is_in(some)) | left.is_in(alone) | right.is_in(alone)).to_series()

    def compare(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Of pairs of text keys (`a` < `b`) those that are alike in any way, as EDGES."""
        keys = pl.concat([asked["a"], asked["b"]]).unique().sort().alias("text_key")
        left, right = (np.searchsorted(keys.to_numpy(), asked[side].to_numpy()) for side in ("a", "b"))
        slices = [slice(low, low + STRANGERS_AT_ONCE) for low in range(0, asked.height, STRANGERS_AT_ONCE)]
        self._turn += 1
        portions = self._portioned([Pairs(left[some], right[some]) for some in slices], keys, f"{self._name}-compared-{self._turn:03d}")
        return pl.concat([pl.DataFrame(schema=EDGES), *(as_edges(_judged(self._storage, portion, near=True)) for portion in portions)])

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
        pairs = relations.revision_pairs(self.versions.filter(pl.col("article_id").is_duplicated()))
        measured = before.filter(pl.col("relation") == "revision").drop("outlet", "month")
        known = pairs.join(measured, on=["left_id", "right_id"]).select(list(RELATIONS.schema))
        fresh = pairs.join(measured, on=["left_id", "right_id"], how="anti")
        parts = [known]
        for part in fresh.iter_slices(STRANGERS_AT_ONCE):
            keys = pl.concat([part["left_key"], part["right_key"]]).drop_nulls().unique().sort()
            parts.append(relations.revision_rows(part, dict(zip(keys, range(len(keys)), strict=True)), self._read(keys)))
        return pl.concat(parts)

    def _read(self, keys: pl.Series) -> Texts:
        """The texts of these keys, in their order."""
        found = pl.concat([pl.DataFrame(schema=_PRINTED), *self._texts(keys)])
        return Texts(keys.to_frame("text_key").join(found, on="text_key", how="left", maintain_order="left")["text"])


def judge_portion(storage: Storage, run_id: str, portion: Portion) -> str:
    """The pairs of a portion judged: a staged frame as JUDGED."""
    return storage.stage(run_id, f"{portion.name}.judged", _judged(storage, portion))


def _judged(storage: Storage, portion: Portion, *, near: bool = False) -> pl.DataFrame:
    texts = storage.staged(portion.texts, _PRINTED).collect().sort("text_key")
    pairs = storage.staged([portion.pairs], _ENDS).collect()
    ends = Pairs(pairs["left"].to_numpy(), pairs["right"].to_numpy())
    return judge_pairs(ends, texts["text_key"], Texts(texts["text"]), near=near)


def _differing(was: pl.DataFrame, now: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the rows that went, the rows that came)."""
    columns = now.columns
    was = was.select(columns)
    if was.is_empty() or now.is_empty():
        return was, now
    return was.join(now, on=columns, how="anti", nulls_equal=True), now.join(was, on=columns, how="anti", nulls_equal=True)


def tell(matching: Matching, turned: Turned, before: pl.DataFrame) -> Turned:
    """The stories after a batch: told anew where a version or relation came or went, carried over elsewhere.

    `before` are the stories of the snapshot.
    """
    now, edges = matching.versions, matching.edges(turned.now)
    ends = pl.concat([f[side] for f in (turned.gone, turned.come) for side in ("left_id", "right_id")]).unique().to_frame("revision_id")
    articles = pl.concat([matching.moved, now.join(ends, on="revision_id", how="semi").select("article_id")]).unique()
    again = hanging_together(now, edges, articles)
    members = now.join(again, on="article_id", how="semi")
    printed = members.select("text_key").drop_nulls().unique()
    inside = edges.join(printed, left_on="a", right_on="text_key", how="semi")
    told, rest = before.join(again, on="article_id", how="semi"), before.join(again, on="article_id", how="anti")
    # an article that is gone has moved, so that it is among those that are told again
    leads = told.filter("is_lead")
    known = dict(zip(leads["article_id"], leads["story_id"], strict=True))
    made = stories(members, inside, matching.compare, known=known)
    gone, come = _differing(told, made)
    return Turned(pl.concat([rest, made]), gone, come)
