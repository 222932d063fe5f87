"""The stored signatures, read a bounded number at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from tearsheet.stages.stories.limits import Limits
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.match.arrays import I64, concatenated, distinct, places
from transforms.dedup.match.candidates import Marks
from transforms.dedup.match.hash_sets import Hashes, Listed, Signed
from transforms.dedup.match.signatures import SCHEME
from transforms.dedup.match.tokens import U64
from transforms.schemas import SIGNATURES

_CARRIED = ["text_key", "tokens", "sketch", "prefix_keys"]
_PLACED = ["revision_id", "text_key", "outlet", "month"]


class Signatures:
    """The signatures of a snapshot and those that a batch adds (`staged` frames), of texts that
    have words.

    `keys` are the distinct text keys of both, ascending: a text's number is its place among them.
    `fresh` has what is staged beside hashes: `revision_id`, `text_key`, `outlet`, `month`.
    """

    def __init__(
        self, storage: Storage, base: Snapshot, staged: Sequence[str], limits: Limits
    ) -> None:
        self._storage, self._staged, self._limits = storage, staged, limits
        self._files = storage.files(base, "signatures")
        self._before = usable(storage.scan(base, "signatures"))
        self.fresh = (
            usable(storage.scan_staged(staged, SIGNATURES.schema)).select(_PLACED).collect()
        )
        keys = pl.concat(
            [self._before.select("text_key").collect()["text_key"], self.fresh["text_key"]]
        )
        self.keys: U64 = distinct(np.sort(keys.to_numpy()))
        self._kept: list[tuple[I64, Listed]] = []
        self._is_kept = False

    def of_keys(self, keys: pl.Series) -> pl.DataFrame:
        """The snapshot's versions that print these texts: `revision_id`, `text_key`, `outlet`,
        `month`.
        """
        return (
            self._before.filter(pl.col("text_key").is_in(keys.implode())).select(_PLACED).collect()
        )

    def batches(self, of: Marks) -> Iterator[tuple[I64, Listed]]:
        """(numbers, signatures) of the marked texts; where the batch has them all nothing else is
        read.

        A text that several versions print comes as often, each time the same.
        """
        missing = of.copy()
        for numbers, listed in self._numbered():
            rows = np.flatnonzero(of[numbers])
            if len(rows):
                yield (
                    (numbers, listed)
                    if len(rows) == len(numbers)
                    else (numbers[rows], listed.some(rows))
                )
            missing[numbers] = False
            if not missing.any():
                return

    def _numbered(self) -> Iterator[tuple[I64, Listed]]:
        yield from self._kept
        if self._is_kept:
            return
        total = sum(len(listed) for _, listed in self._kept)
        for no, frame in enumerate(self._frames()):
            if no < len(self._kept):
                continue
            found = places(self.keys, frame["text_key"].to_numpy()), Listed.of(frame)
            total += len(found[1])
            if total <= self._limits.kept_hashes and no == len(self._kept):
                self._kept.append(found)
            yield found
        self._is_kept = total <= self._limits.kept_hashes

    def _frames(self) -> Iterator[pl.DataFrame]:
        for path in self._staged:
            frame = self._storage.scan_staged([path], SIGNATURES.schema)
            yield from self._pieces(frame, frame.select(pl.len()).collect().item())
        for file in self._files:
            yield from self._pieces(self._storage.read_files("signatures", [file]), file.rows)

    def _pieces(self, frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
        step = self._limits.signature_rows
        for low in range(0, rows, step):
            for piece in _chunks(frame.select("scheme", *_CARRIED).slice(low, step).collect()):
                of_use = (piece["scheme"] == SCHEME) & (piece["tokens"] > 0)
                # as a rule all are, and to filter is to copy
                yield (piece if of_use.all() else piece.filter(of_use)).select(_CARRIED)

    def carrying(self, of: Marks) -> Hashes:
        """The hashes that the marked texts carry."""
        found = [
            hashes for _, listed in self.batches(of) for hashes in (listed.sketch, listed.prefix)
        ]
        return Hashes(concatenated(found, np.uint64))

    def of(self, texts: I64) -> tuple[I64, Signed]:
        """The signatures of these texts (ascending numbers), in their order; and the place of each
        number.
        """
        marks = np.zeros(len(self.keys), np.bool_)
        marks[texts] = True
        place = np.full(len(self.keys), -1, np.int64)
        place[texts] = np.arange(len(texts))
        parts = list(self.batches(marks))
        # the last of equals is as good as any
        order = np.empty(len(texts), np.int64)
        numbers = np.concatenate([np.zeros(0, np.int64), *(n for n, _ in parts)])
        order[place[numbers]] = np.arange(len(numbers))
        return place, _ordered([listed.compact() for _, listed in parts], order)


def usable(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The signatures of today's scheme, of texts that have words."""
    return frame.filter(pl.col("scheme") == SCHEME, pl.col("tokens") > 0)


def _chunks(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The frame as it lies in memory, where its columns lie alike: to bring lists together is to
    copy them.
    """
    columns = [column.get_chunks() for column in frame.get_columns()]
    if len({tuple(map(len, chunks)) for chunks in columns}) > 1:
        return [frame]
    return [pl.DataFrame(chunks) for chunks in zip(*columns, strict=True)]


def _ordered(parts: Sequence[Signed], order: I64) -> Signed:
    """The texts of all parts in this order."""
    sizes = np.concatenate([np.zeros(0, np.int64), *(p.carried for p in parts)])
    return Signed(
        concatenated([p.hashes for p in parts], np.uint64),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
        concatenated([p.sketched for p in parts], np.int64),
        concatenated([p.words for p in parts], np.int64),
    ).some(order)
