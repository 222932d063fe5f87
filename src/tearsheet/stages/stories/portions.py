"""Pairs of texts that are judged together, with their texts.

Pairs are judged in portions, each in a child process, as many at once as there are workers; what
comes of them does not depend on the portions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.stages.batch import Batch
from tearsheet.stages.stories.limits import LIMITS, Limits
from tearsheet.store.crash_points import reach
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.stories.likenesses import make_edges
from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.portions import renumber
from transforms.schemas import JUDGED_PAIRS, REVISIONS, empty

_ENDS = {"left": pl.Int64(), "right": pl.Int64()}
_PRINTED = {"text_key": pl.UInt64(), "text": pl.String()}


@dataclass(frozen=True, slots=True)
class Portion:
    """Pairs that are judged together: staged frames of the pairs, by place, and of their texts."""

    name: str
    pairs: str
    texts: tuple[str, ...]


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

    def stage_portions(
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
                self._read_pieces(places["text_key"].unique(), standing),
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

    def read_texts(self, keys: pl.Series, standing: pl.DataFrame) -> pl.DataFrame:
        """(`text_key`, `text`) of these texts, each once."""
        return pl.concat([empty(_PRINTED), *self._read_pieces(keys, standing)])

    def _read_pieces(self, keys: pl.Series, standing: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """(`text_key`, `text`) of these texts, each once, a bounded number at a time."""
        missing = keys.to_frame("text_key").join(standing, on="text_key")
        for path in self._revised:
            frame = self.storage.scan_staged([path], REVISIONS.schema)
            total, step = frame.select(pl.len()).collect().item(), self.limits.text_rows
            for low in range(0, total, step):
                if missing.is_empty():
                    return
                # a filter, so that only the texts asked for are decoded
                inside = pl.col("revision_id").is_in(missing["revision_id"].implode())
                piece = frame.slice(low, step).filter(inside).select("revision_id", "text")
                if (found := piece.collect().join(missing, on="revision_id")).height:
                    missing = missing.join(found, on="text_key", how="anti")
                    yield found.select(list(_PRINTED)).unique("text_key", keep="any")
        yield from self._read_stored(missing)

    def _read_stored(self, missing: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The texts of these versions from the snapshot, part by part. Raises AssertionError where
        one has none there.
        """
        places = ["revision_id", "outlet", "month"]
        # versions of one outlet and month lie together
        for part in missing.sort(places[::-1]).iter_slices(self.limits.text_rows):
            texts = self.storage.find(
                self.base, "revisions", part.select(places), ["revision_id", "text"]
            )
            found = texts.join(part, on="revision_id").select(list(_PRINTED))
            found = found.unique("text_key", keep="any")
            if lost := part["text_key"].n_unique() - found.height:
                raise AssertionError(f"{lost} versions have no text in the archive")
            yield found

    def compare(self, asked: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
        """Of pairs of text keys (`a` < `b`) those that are alike in any way, as `make_edges`
        gives them.
        """
        keys = pl.concat([asked["a"], asked["b"]]).unique().sort().alias("text_key")
        left, right = (
            np.searchsorted(keys.to_numpy(), asked[side].to_numpy()) for side in ("a", "b")
        )
        step = self.limits.compared_pairs
        slices = [slice(low, low + step) for low in range(0, asked.height, step)]
        self._turn += 1
        compared = self.stage_portions(
            [Pairs(left[some], right[some]) for some in slices],
            keys,
            standing,
            f"{self.name}-compared-{self._turn:03d}",
        )
        judged = [_judge(self.storage, portion, near=True) for portion in compared]
        return make_edges(pl.concat([empty(JUDGED_PAIRS), *judged]).lazy()).collect()


def judge_portion(storage: Storage, run_id: str, portion: Portion) -> str:
    """The pairs of a portion judged: a staged frame as JUDGED_PAIRS."""
    reach("judge.begun")
    return storage.stage(run_id, f"{portion.name}.judged", _judge(storage, portion))


def _judge(storage: Storage, portion: Portion, *, near: bool = False) -> pl.DataFrame:
    texts = storage.scan_staged(portion.texts, _PRINTED).collect().sort("text_key")
    pairs = storage.scan_staged([portion.pairs], _ENDS).collect()
    ends = Pairs(pairs["left"].to_numpy(), pairs["right"].to_numpy())
    return judge_pairs(ends, texts["text_key"], Texts(texts["text"]), near=near)
