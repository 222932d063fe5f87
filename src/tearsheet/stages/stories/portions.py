"""Pairs of texts over all outlets: a batch is matched against the signatures that the archive
holds.

Texts are read only of pairs that have to be judged: those of new or vanished texts, and those that
hung on a hash which the batch made common or rare. What else the snapshot says of pairs is carried
over. Pairs are judged in portions, each in a child process, as many at once as there are workers;
what comes of them does not depend on the portions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.stages.batch import Batch
from tearsheet.stages.stories.candidates import CandidateFinder, TextChanges
from tearsheet.stages.stories.limits import LIMITS, Limits
from tearsheet.stages.stories.signatures import SignatureReader, select_usable
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.stories import EDGES, make_edges
from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.portions import cut_portions, renumber
from transforms.schemas import REVISIONS

_ENDS = {"left": pl.Int64(), "right": pl.Int64()}
_PRINTED = {"text_key": pl.UInt64(), "text": pl.String()}
#: Versions that stood for a text whose pairs are judged anew, and whether all of its pairs are.
JUDGED_ANEW = {"revision_id": pl.String(), "of_all": pl.Boolean()}
#: The versions that print a text which the batch may have touched, before it (`was`) and after it
#: (`now`).
HOLDERS = {
    "revision_id": pl.String(),
    "text_key": pl.UInt64(),
    "was": pl.Boolean(),
    "now": pl.Boolean(),
}
_PLACED = ("revision_id", "text_key", "outlet", "month")


@dataclass(frozen=True, slots=True)
class Portion:
    """Pairs that are judged together: staged frames of the pairs, by place, and of their texts."""

    name: str
    pairs: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """What a batch's texts are matched with: the portions of pairs to judge; and staged frames of
    the versions that print the batch's texts (HOLDERS), and of those whose pairs are judged anew
    (JUDGED_ANEW).
    """

    portions: tuple[Portion, ...]
    holders: str
    judged_anew: str


class TextReader:
    """The texts of versions, by text key: of the revisions that the batch rewrites (staged frames),
    or of the snapshot.
    """

    def __init__(
        self,
        storage: Storage,
        base: Snapshot,
        batch: Batch,
        revised: Sequence[str],
        limits: Limits = LIMITS,
    ) -> None:
        self.storage, self.base, self.run_id, self._revised = storage, base, batch.run_id, revised
        self.limits = limits
        self.name = f"derived-{batch.base}/matching"
        self._turn = 0

    def portioned(
        self, parts: Sequence[Pairs], keys: pl.Series, standing: pl.DataFrame, name: str
    ) -> list[Portion]:
        """The pairs of each portion and its texts, staged; each text is read from the archive once,
        however many portions it is in.

        `standing` gives for every text a version that prints it (`text_key`, `revision_id`) and
        where that is (`outlet`, `month`).
        """
        wanted, ends, texts = [], [], [list[str]() for _ in parts]
        for no, pairs in enumerate(parts):
            numbers, placed = renumber(pairs)
            frame = pl.DataFrame({"left": placed.left, "right": placed.right}, schema=_ENDS)
            ends.append(self.storage.stage(self.run_id, f"{name}-{no:05d}.pairs", frame))
            wanted.append(keys.gather(numbers).to_frame().with_columns(pl.lit(no).alias("portion")))
        if wanted:
            places = pl.concat(wanted)
            # a batch's texts lie a few to a file, and each staged frame costs a file of its own
            found = cut_into_chunks(
                self.texts(places["text_key"].unique(), standing),
                lambda frame: int(frame.estimated_size()),
                self.limits.text_bytes,
            )
            for count, frames in enumerate(found):
                for (no,), part in (
                    places.join(pl.concat(frames), on="text_key")
                    .partition_by("portion", as_dict=True)
                    .items()
                ):
                    staged = self.storage.stage(
                        self.run_id,
                        f"{name}-{no:05d}.texts-{count:05d}",
                        part.select(list(_PRINTED)),
                    )
                    texts[no].append(staged)
        return [
            Portion(f"{name}-{no:05d}", e, tuple(t))
            for no, (e, t) in enumerate(zip(ends, texts, strict=True))
        ]

    def texts(self, keys: pl.Series, standing: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """(`text_key`, `text`) of these texts, each once, a bounded number at a time."""
        wanted = keys.to_frame("text_key").join(standing, on="text_key")
        places = {(o, m) for o, m in wanted.select("outlet", "month").unique().iter_rows()}
        missing = wanted.select("text_key", "revision_id")
        frames: list[tuple[pl.LazyFrame, int | None]] = [
            (self.storage.scan_staged([p], REVISIONS.schema), None) for p in self._revised
        ]
        files = [
            f
            for f in self.storage.files(self.base, "revisions")
            if places.intersection(f.partitions)
        ]
        frames += [(self.storage.read_files("revisions", [file]), file.rows) for file in files]
        step = self.limits.text_rows
        for frame, rows in frames:
            total = frame.select(pl.len()).collect().item() if rows is None else rows
            for low in range(0, total, step):
                if missing.is_empty():
                    return
                # a filter, so that only the texts asked for are decoded
                inside = pl.col("revision_id").is_in(missing["revision_id"].implode())
                piece = frame.slice(low, step) if total > step else frame
                found = (
                    piece.filter(inside)
                    .select("revision_id", "text")
                    .collect()
                    .join(missing, on="revision_id")
                )
                if found.height:
                    missing = missing.join(found, on="text_key", how="anti")
                    yield found.select("text_key", "text").unique("text_key", keep="any")
        if missing.height:
            raise AssertionError(f"{missing.height} versions have no text in the archive")

    def compare(self, asked: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
        """Of pairs of text keys (`a` < `b`) those that are alike in any way, as EDGES."""
        keys = pl.concat([asked["a"], asked["b"]]).unique().sort().alias("text_key")
        left, right = (
            np.searchsorted(keys.to_numpy(), asked[side].to_numpy()) for side in ("a", "b")
        )
        step = self.limits.compared_pairs
        slices = [slice(low, low + step) for low in range(0, asked.height, step)]
        self._turn += 1
        compared = self.portioned(
            [Pairs(left[some], right[some]) for some in slices],
            keys,
            standing,
            f"{self.name}-compared-{self._turn:03d}",
        )
        return pl.concat(
            [
                pl.DataFrame(schema=EDGES),
                *(make_edges(_judge(self.storage, portion, near=True)) for portion in compared),
            ]
        )


def match_batch(
    reader: TextReader, batch: Batch, *, narrow: Sequence[str], signed: Sequence[str]
) -> Matching:
    """The pairs that are to be judged, and what is known of the versions that print the batch's
    texts; all of it staged.

    `narrow` and `signed` are staged frames: all versions of the batch's outlets, and the signatures
    of those that the snapshot has none of.
    """
    storage, run_id, name = reader.storage, reader.run_id, reader.name
    limits = reader.limits
    signatures = SignatureReader(storage, reader.base, signed, limits)
    ids = storage.scan_staged(narrow, {"revision_id": pl.String()}).collect()
    was = (
        select_usable(storage.scan(reader.base, "signatures", outlets=batch.outlets))
        .select(_PLACED)
        .collect()
    )
    # a version that moved from outlet to outlet may be signed in both
    signed_now = pl.concat([signatures.fresh.select(_PLACED), was]).unique(
        "revision_id", keep="first"
    )
    fresh = signed_now.join(ids, on="revision_id", how="semi")
    # no other text is printed by other versions than before
    touched = pl.concat([was["text_key"], fresh["text_key"]]).unique().sort()
    holders = _find_holders(signatures, touched, was, fresh)
    keys = pl.Series("text_key", signatures.keys)
    state = _compare_holders(keys, touched, holders)
    finder = CandidateFinder(storage, run_id, name, signatures, state, limits)
    asked = finder.filter_pairs()
    pairs = finder.find_pairs(asked)
    ends = np.zeros(len(keys), np.bool_)
    ends[pairs.left] = ends[pairs.right] = True
    ends |= asked.texts
    ends[np.searchsorted(signatures.keys, touched.to_numpy())] = True
    holders = _find_holders(signatures, keys.filter(pl.Series(ends)), was, fresh)
    staged_holders = storage.stage(run_id, f"{name}.holders", holders.select(list(HOLDERS)))
    marks = pl.DataFrame({"text_key": keys, "of_all": asked.ends}).filter(pl.Series(asked.texts))
    judged_anew = storage.stage(
        run_id,
        f"{name}.ids",
        _first(holders.filter("was")).join(marks, on="text_key").select(list(JUDGED_ANEW)),
    )
    parts = cut_portions(
        pairs, finder.words, most_words=limits.portion_words, most_pairs=limits.portion_pairs
    )
    portioned = reader.portioned(list(parts), keys, _first(holders.filter("now")), name)
    return Matching(tuple(portioned), staged_holders, judged_anew)


def _find_holders(
    signatures: SignatureReader, keys: pl.Series, was: pl.DataFrame, fresh: pl.DataFrame
) -> pl.DataFrame:
    """The versions that print these texts before and after the batch, and where they are: HOLDERS,
    `outlet`, `month`.

    `was` and `fresh` are those of the batch's outlets.
    """
    wanted = keys.to_frame("text_key")
    before = signatures.find_versions(keys).with_columns(pl.lit(True).alias("was"))
    own = pl.concat([was["revision_id"], fresh["revision_id"]]).implode()
    before = before.with_columns(~pl.col("revision_id").is_in(own).alias("now"))
    come = fresh.join(wanted, on="text_key", how="semi").with_columns(
        pl.lit(False).alias("was"), pl.lit(True).alias("now")
    )
    return pl.concat([before, come])


def _compare_holders(keys: pl.Series, touched: pl.Series, holders: pl.DataFrame) -> TextChanges:
    """What became of every text; those that are not touched are as they were."""
    old, now = (
        touched.to_frame("text_key").join(
            _first(holders.filter(side)), on="text_key", how="left", maintain_order="left"
        )["revision_id"]
        for side in ("was", "now")
    )
    numbers = np.searchsorted(keys.to_numpy(), touched.to_numpy())
    marks = [np.zeros(len(keys), np.bool_) for _ in range(3)]
    for mark, of in zip(marks, (old.is_null(), now.is_null(), old.ne_missing(now)), strict=True):
        mark[numbers] = of.to_numpy()
    return TextChanges(*marks)


def _first(holders: pl.DataFrame) -> pl.DataFrame:
    """For every text the version that stands for it: the one of the smallest id."""
    return holders.sort("revision_id").unique("text_key", keep="first", maintain_order=True)


def judge_portion(storage: Storage, run_id: str, portion: Portion) -> str:
    """The pairs of a portion judged: a staged frame as JUDGED."""
    return storage.stage(run_id, f"{portion.name}.judged", _judge(storage, portion))


def _judge(storage: Storage, portion: Portion, *, near: bool = False) -> pl.DataFrame:
    texts = storage.scan_staged(portion.texts, _PRINTED).collect().sort("text_key")
    pairs = storage.scan_staged([portion.pairs], _ENDS).collect()
    ends = Pairs(pairs["left"].to_numpy(), pairs["right"].to_numpy())
    return judge_pairs(ends, texts["text_key"], Texts(texts["text"]), near=near)
