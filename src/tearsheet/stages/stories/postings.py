"""Which texts carry which hash, over the whole archive: in memory, beyond a bound on disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import polars as pl

from tearsheet.store.tables import Storage
from transforms.dedup.match.arrays import I64, U64, concatenate
from transforms.dedup.match.postings import Postings, pack_codes


class PostingLists:
    """Rows of postings, in any order; read back in ranges of hashes, each complete, as often as one
    likes.

    More than a bound are put aside as staged frames.
    """

    def __init__(self, storage: Storage, run_id: str, name: str, bits: int, most_rows: int) -> None:
        self._storage, self._run_id, self._name = storage, run_id, name
        self._bits, self._most_rows = bits, most_rows
        self._kept: list[list[U64]] = []
        self._aside: list[list[str]] = []
        self._sizes: list[int] = []
        self._rows = self._files = 0

    def add(self, hashes: U64, texts: I64) -> None:
        """Take a text's number for each hash."""
        parts = pack_codes(hashes, texts, self._bits)
        if not self._kept:
            self._kept, self._aside, self._sizes = (
                [[] for _ in parts],
                [[] for _ in parts],
                [0] * len(parts),
            )
        for no, codes in enumerate(parts):
            self._kept[no].append(codes)
            self._sizes[no] += len(codes)
        self._rows += len(hashes)
        if self._rows > self._most_rows:
            self._put_aside()

    def _put_aside(self) -> None:
        for no, kept in enumerate(self._kept):
            frame = pl.DataFrame({"code": np.sort(np.concatenate(kept))})
            self._aside[no].append(
                self._storage.stage(self._run_id, f"{self._name}-{self._files:04d}", frame)
            )
            self._files += 1
            kept.clear()
        self._rows = 0

    def read_ranges(self) -> Iterator[Postings]:
        """Every range of hashes, ascending."""
        for kept, aside, size in zip(self._kept, self._aside, self._sizes, strict=True):
            rest = concatenate(kept, np.uint64)
            if (rest[1:] < rest[:-1]).any():  # as a rule those of a small batch ascend
                rest.sort()
            kept[:] = [rest]
            pieces = max(1, -(-size // self._most_rows)) if aside else 1
            # hashes are evenly spread, so that equal ranges hold about equally many
            ends = [((no << 64) // pieces) >> self._bits << self._bits for no in range(pieces)] + [
                1 << 64
            ]
            for low, high in pairwise(ends):
                first, last = (
                    np.searchsorted(rest, np.uint64(low)),
                    len(rest) if high == 1 << 64 else np.searchsorted(rest, np.uint64(high)),
                )
                codes = self._with_aside(rest[first:last], aside, low, high - 1)
                is_first = np.ones(len(codes), np.bool_)
                np.not_equal(codes[1:], codes[:-1], out=is_first[1:])
                yield Postings(codes[is_first], self._bits)

    def _with_aside(self, codes: U64, aside: list[str], low: int, last: int) -> U64:
        if not aside:
            return codes
        inside = self._storage.scan_staged(aside, {"code": pl.UInt64()}).filter(
            pl.col("code").is_between(pl.lit(low, dtype=pl.UInt64), pl.lit(last, dtype=pl.UInt64))
        )
        both = np.concatenate([codes, inside.collect()["code"].to_numpy()])
        both.sort()
        return both
