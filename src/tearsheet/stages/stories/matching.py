"""Pairs of texts over all outlets: a batch is matched against the signatures that the archive
holds.

Texts are read only of pairs that have to be judged: those of new or vanished texts, and those that
hung on a hash which the batch made common or rare. What else the snapshot says of pairs is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.stages.batch import Batch
from tearsheet.stages.stories.candidates import CandidateFinder, TextChanges
from tearsheet.stages.stories.near_signatures import NearSignatures
from tearsheet.stages.stories.portions import Portion, TextReader
from tearsheet.stages.stories.signatures import SignatureReader, select_usable
from transforms.dedup.identity import holders
from transforms.dedup.match.arrays import U64, Marks
from transforms.dedup.match.candidates import PairFilter, Pairs
from transforms.dedup.match.portions import cut_portions
from transforms.schemas import HOLDERS

_COLUMNS = ("revision_id", "text_key", "tokens", "outlet", "month")


@dataclass(frozen=True, slots=True)
class Matching:
    """What a batch's texts are matched with: the portions of pairs to judge; and staged frames of
    the versions that hold the batch's texts (HOLDERS), and of those that represented a text whose
    pairs are judged anew (REJUDGED_VERSIONS).
    """

    portions: tuple[Portion, ...]
    holders: str
    rejudged: str


def match_batch(
    reader: TextReader,
    batch: Batch,
    *,
    narrow: Sequence[str],
    before: Sequence[str],
    signed: Sequence[str],
) -> Matching:
    """The pairs that are to be judged, and what is known of the versions that hold the batch's
    texts; all of it staged.

    `narrow`, `before` and `signed` are staged frames: the versions that the batch can have changed,
    after it and before it, and the signatures of those that the snapshot has none of.
    """
    limits, name = reader.limits, reader.name
    signatures = _open_signatures(reader, batch, signed)
    versions = _Versions(reader, signatures, narrow, before)
    finder, asked = _open_finder(reader, signatures, versions.compare(is_anew=batch.is_rederived))
    pairs = finder.find_pairs(asked)
    keys = pl.Series("text_key", signatures.keys)
    compared_ones = keys.filter(pl.Series(_mark_texts(pairs, asked)))
    held = versions.find_holders(pl.concat([compared_ones, versions.touched]).unique())
    marked = pl.DataFrame({"text_key": keys, "of_all": asked.ends}).filter(pl.Series(asked.texts))
    rejudged = holders.name_rejudged(marked.lazy(), held.lazy()).collect()
    standing = holders.choose_representatives(held.lazy().filter("now")).collect()
    parts = cut_portions(
        pairs, finder.words, most_words=limits.portion_words, most_pairs=limits.portion_pairs
    )
    return Matching(
        tuple(reader.stage_portions(list(parts), keys, standing, name)),
        reader.storage.stage(reader.run_id, f"{name}.holders", held.select(list(HOLDERS))),
        reader.storage.stage(reader.run_id, f"{name}.rejudged", rejudged),
    )


def _open_finder(
    reader: TextReader, signatures: SignatureReader, compared: pl.DataFrame
) -> tuple[CandidateFinder, PairFilter]:
    """What finds the pairs that are to be judged where this became of texts (see
    `_Versions.compare`), and which pairs these are; all texts of theirs are taken in.
    """

    def open_(changes: TextChanges) -> CandidateFinder:
        parts = reader.storage, reader.run_id, reader.name, signatures, changes, reader.limits
        return CandidateFinder(*parts)

    signatures.take_in(compared["text_key"], compared["text_key"])
    changes = _mark_changes(compared, signatures.keys)
    finder = open_(changes)
    asked, numbered = finder.filter_pairs(), signatures.keys
    if not _take_in(signatures, asked):
        return finder, asked
    # texts that come in with those pairs have no part in which are asked for
    changes = TextChanges(*(_move(m, numbered, signatures.keys) for m in changes.marks))
    asked = PairFilter(*(_move(m, numbered, signatures.keys) for m in asked.marks))
    return open_(changes), asked


def _mark_changes(changed: pl.DataFrame, keys: U64) -> TextChanges:
    """What became of these texts (`text_key`, `is_new`, `is_gone`, `is_other`), among those that
    have the keys; the others are as they were.
    """
    numbers = np.searchsorted(keys, changed["text_key"].to_numpy())
    marks = [np.zeros(len(keys), np.bool_) for _ in range(3)]
    for mark, name in zip(marks, ("is_new", "is_gone", "is_other"), strict=True):
        mark[numbers] = changed[name].to_numpy()
    return TextChanges(*marks)


def _mark_texts(pairs: Pairs, asked: PairFilter) -> Marks:
    """The texts of these pairs, and those asked for."""
    marks = asked.texts.copy()
    marks[pairs.left] = marks[pairs.right] = True
    return marks


def _take_in(signatures: SignatureReader, asked: PairFilter) -> bool:
    """Have the texts read of which a pair is asked for -> whether any was not before."""
    texts, ends = (
        pl.Series("text_key", signatures.keys[some]) for some in (asked.texts, asked.ends)
    )
    return signatures.take_in(texts, ends)


def _move(marks: Marks, keys: U64, into: U64) -> Marks:
    """The marks of texts that had these keys (ascending), where they have those now."""
    moved = np.zeros(len(into), np.bool_)
    moved[np.searchsorted(into, keys[marks])] = True
    return moved


def _open_signatures(reader: TextReader, batch: Batch, signed: Sequence[str]) -> SignatureReader:
    """The signatures of all texts; where the batch is small beside what the archive holds, of those
    alone that share hashes with it.
    """
    base = reader.storage.files(reader.base, "signatures")
    held = sum(file.live_rows for file in base)
    size = reader.storage.scan_staged(signed, {"text_key": pl.UInt64()}).select(pl.len())
    is_small = size.collect().item() * reader.limits.held_a_text <= held and held > 0
    kind = NearSignatures if is_small and not batch.is_rederived else SignatureReader
    return kind(reader.storage, reader.base, signed, reader.limits)


class _Versions:
    """The signed versions that the batch can have changed, before it and after it; `touched` are
    the keys of their texts.
    """

    def __init__(
        self,
        reader: TextReader,
        signatures: SignatureReader,
        narrow: Sequence[str],
        before: Sequence[str],
    ) -> None:
        self._signatures = signatures
        ids, was = (
            reader.storage.scan_staged(paths, {"revision_id": pl.String()})
            for paths in (narrow, before)
        )
        ids_before = was.collect()
        columns = [*_COLUMNS, "scheme"]
        stored = reader.storage.find(reader.base, "signatures", ids_before, columns)
        self._before = select_usable(stored.lazy()).select(_COLUMNS).collect()
        placed = holders.merge_signed(signatures.fresh.lazy().select(_COLUMNS), self._before.lazy())
        self._after = placed.join(ids, on="revision_id", how="semi").collect()
        # no other text is held by other versions than before
        self.touched = (
            pl.concat([self._before["text_key"], self._after["text_key"]]).unique().sort()
        )

    def find_holders(self, texts: pl.Series) -> pl.DataFrame:
        """The versions that hold these texts before and after the batch, and where they are."""
        return holders.find_holders(
            texts.to_frame("text_key").lazy(),
            self._signatures.find_versions(texts).lazy(),
            self._before.lazy(),
            self._after.lazy(),
        ).collect()

    def compare(self, *, is_anew: bool) -> pl.DataFrame:
        """The texts (`text_key`) of which something became: `is_new`, `is_gone`, or `is_other`
        where another version stands for one. Where everything is derived anew, those that are there
        stand for their versions anew.
        """
        touched = self.touched.to_frame("text_key").lazy()
        compared = holders.compare_holders(touched, self.find_holders(self.touched).lazy())
        if is_anew:
            return compared.with_columns(is_other=pl.lit(value=True)).collect()
        return compared.filter(pl.any_horizontal("is_new", "is_gone", "is_other")).collect()
