"""The stored signatures, read a bounded number at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.stages.stories.limits import Limits
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.match.arrays import I64, U64, Marks, concatenate, drop_repeats, find_indices
from transforms.dedup.match.hash_sets import HashLists, HashSet, StoredHashes
from transforms.dedup.match.signatures import COMPARABLE_SCHEMES
from transforms.schemas import SIGNATURES

HASH_COLUMNS = ["text_key", "tokens", "sketch", "prefix_keys"]
_COLUMNS = ["revision_id", "text_key", "tokens", "outlet", "month"]


#: Texts by number, the words of each, and how many hashes it carries.
SizedTexts = tuple[I64, I64, I64]


class SignatureReader:
    """The signatures of a snapshot and those that a batch adds (`staged` frames), of texts that
    have words.

    `keys` are the distinct text keys of both, ascending: a text's number is its place among them.
    `fresh` has what is staged beside hashes: `revision_id`, `text_key`, `tokens`, `outlet`,
    `month`.
    """

    def __init__(
        self, storage: Storage, base: Snapshot, staged: Sequence[str], limits: Limits
    ) -> None:
        self._storage, self._base = storage, base
        self._staged, self._limits = staged, limits
        self._files = storage.files(base, "signatures")
        self.fresh = (
            select_usable(storage.scan_staged(staged, SIGNATURES.schema)).select(_COLUMNS).collect()
        )
        self._number(self._read_keys())

    def _number(self, held: pl.Series) -> None:
        """Number these text keys of the snapshot and those that the batch adds."""
        keys = pl.concat([held, self.fresh["text_key"]])
        self.keys: U64 = drop_repeats(np.sort(keys.to_numpy()))
        self._kept: list[tuple[I64, StoredHashes]] = []
        self._is_kept = False

    def _read_keys(self) -> pl.Series:
        """The text keys of the snapshot that are numbered."""
        columns = ["text_key", "tokens", "scheme"]
        before = self._storage.find(self._base, "signatures", pl.DataFrame(), columns).lazy()
        return select_usable(before).select("text_key").collect()["text_key"]

    def take_in(self, texts: pl.Series, ends: pl.Series) -> bool:
        """See that all texts which carry a hash of one of these texts can be read -> whether any is
        new here: never, since this reader has every text from the start. Of the `ends` among them
        every pair is asked for.
        """
        del texts, ends
        return False

    def find_versions(self, keys: pl.Series) -> pl.DataFrame:
        """The snapshot's versions that print these texts: `revision_id`, `text_key`, `tokens`,
        `outlet`, `month`.
        """
        found = self._storage.find(
            self._base, "signatures", keys.to_frame("text_key"), [*_COLUMNS, "scheme"]
        )
        return select_usable(found.lazy()).select(_COLUMNS).collect()

    def read_batches(self, of: Marks) -> Iterator[tuple[I64, StoredHashes]]:
        """(numbers, signatures) of the marked texts; where the batch has them all nothing else is
        read.

        A text that several versions print comes as often, each time the same.
        """
        missing = of.copy()
        for numbers, stored in self._numbered():
            rows = np.flatnonzero(of[numbers])
            if len(rows):
                yield (
                    (numbers, stored)
                    if len(rows) == len(numbers)
                    else (numbers[rows], stored.take(rows))
                )
            missing[numbers] = False
            if not missing.any():
                return

    def _numbered(self) -> Iterator[tuple[I64, StoredHashes]]:
        yield from self._kept
        if self._is_kept:
            return
        total = sum(len(stored) for _, stored in self._kept)
        for no, frame in enumerate(self._frames()):
            if no < len(self._kept):
                continue
            found = (
                find_indices(self.keys, frame["text_key"].to_numpy()),
                StoredHashes.from_signatures(frame),
            )
            total += len(found[1])
            if total <= self._limits.kept_hashes and no == len(self._kept):
                self._kept.append(found)
            yield found
        self._is_kept = total <= self._limits.kept_hashes

    def _frames(self) -> Iterator[pl.DataFrame]:
        yield from self._staged_frames()
        for file in self._files:
            rows = self._storage.read_files("signatures", [file])
            yield from self._pieces(rows, file.live_rows)

    def _staged_frames(self) -> Iterator[pl.DataFrame]:
        for path in self._staged:
            frame = self._storage.scan_staged([path], SIGNATURES.schema)
            yield from self._pieces(frame, frame.select(pl.len()).collect().item())

    def _pieces(self, frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
        step = self._limits.signature_rows
        for low in range(0, rows, step):
            for piece in _divide_chunks(
                frame.select("scheme", *HASH_COLUMNS).slice(low, step).collect()
            ):
                of_use = piece["scheme"].is_in(COMPARABLE_SCHEMES) & (piece["tokens"] > 0)
                # as a rule all are, and to filter is to copy
                yield (piece if of_use.all() else piece.filter(of_use)).select(HASH_COLUMNS)

    def find_postings(self, wanted: HashSet) -> Iterator[tuple[U64, I64, SizedTexts]]:
        """Every wanted hash with the number of each text that carries it, some twice; and what is
        known of the size of these texts.
        """
        for numbers, stored in self._numbered():
            hashes, texts = stored.find(wanted)
            sharing = np.flatnonzero(np.bincount(texts, minlength=len(numbers)))
            sized = numbers[sharing], stored.words[sharing], stored.sizes[sharing]
            yield hashes, numbers[texts], sized

    def read_sizes(self, of: Marks) -> Iterator[SizedTexts]:
        """What is known of the size of the marked texts; some come twice."""
        for numbers, stored in self.read_batches(of):
            yield numbers, stored.words, stored.sizes

    def limit_containment(self, left: I64, right: I64) -> NDArray[np.float64]:
        """What the containment of the sketches of pairs of texts is at most, as far as that is
        known without reading: infinite here.
        """
        del right
        return np.full(len(left), np.inf)

    def list_words(self) -> I64:
        """The words of every text by number, as far as they are known without reading; 0 else."""
        return np.zeros(len(self.keys), np.int64)

    def collect_hashes(self, of: Marks) -> HashSet:
        """The hashes that the marked texts carry."""
        found = [
            hashes
            for _, stored in self.read_batches(of)
            for hashes in (stored.sketch, stored.prefix)
        ]
        return HashSet(concatenate(found, np.uint64))

    def read(self, texts: I64) -> tuple[I64, HashLists]:
        """The signatures of these texts (ascending numbers), in their order; and the place of each
        number.
        """
        marks = np.zeros(len(self.keys), np.bool_)
        marks[texts] = True
        place = np.full(len(self.keys), -1, np.int64)
        place[texts] = np.arange(len(texts))
        parts = list(self.read_batches(marks))
        # the last of equals is as good as any
        order = np.empty(len(texts), np.int64)
        numbers = np.concatenate([np.zeros(0, np.int64), *(n for n, _ in parts)])
        order[place[numbers]] = np.arange(len(numbers))
        return place, _put_in_order([stored.merge() for _, stored in parts], order)


def select_usable(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The signatures that compare with today's, of texts that have words."""
    return frame.filter(is_usable())


def is_usable() -> pl.Expr:
    """Whether a signature compares with today's, and is of a text that has words."""
    return pl.col("scheme").is_in(COMPARABLE_SCHEMES) & (pl.col("tokens") > 0)


def _divide_chunks(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """The frame as it lies in memory, where its columns lie alike: to bring lists together is to
    copy them.
    """
    columns = [column.get_chunks() for column in frame.get_columns()]
    if len({tuple(map(len, chunks)) for chunks in columns}) > 1:
        return [frame]
    return [pl.DataFrame(chunks) for chunks in zip(*columns, strict=True)]


def _put_in_order(parts: Sequence[HashLists], order: I64) -> HashLists:
    """The texts of all parts in this order."""
    sizes = np.concatenate([np.zeros(0, np.int64), *(p.sizes for p in parts)])
    return HashLists(
        concatenate([p.hashes for p in parts], np.uint64),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
        concatenate([p.sketch_sizes for p in parts], np.int64),
        concatenate([p.words for p in parts], np.int64),
    ).take(order)
