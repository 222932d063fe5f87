"""What is told by few bits of the texts that a small batch may pair with, so that of most neither
row nor signature is read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tearsheet.stages.stories.near_texts import NOWHERE, NearTexts
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.numbers import Reckoned, Words, read_numbers
from tearsheet.store.objects import Objects
from transforms.dedup.match.arrays import I64, U64, drop_repeats
from transforms.dedup.match.hash_sets import DIGEST_NUMBERS, UNTOLD, Digests, StoredHashes
from transforms.dedup.match.signatures import SCHEME
from transforms.schemas import SIGNATURES


def _reckon_texts(rows: pl.DataFrame) -> Words:
    words = rows["tokens"].fill_null(0).to_numpy().astype(np.uint32)
    keys = rows["text_key"].fill_null(0).to_numpy().astype("<u8").view("<u4").reshape(-1, 2)
    return np.column_stack([words, keys])


def split_texts(numbers: Words) -> tuple[U64, I64]:
    """TEXTS of rows -> (keys, words)."""
    keys: U64 = np.ascontiguousarray(numbers[:, 1:]).view("<u8")[:, 0]
    return keys, numbers[:, 0].astype(np.int64)


def _reckon_digests(rows: pl.DataFrame) -> Words:
    signed = StoredHashes.from_signatures(rows.with_columns(pl.col("tokens").fill_null(0)))
    return Digests.of_texts(signed.merge()).numbers


#: The key and the words of the text of each row, and its digest. A change of what a digest says
#: needs another name.
TEXTS = Reckoned("packed_texts", ("text_key", "tokens"), 3, _reckon_texts)
DIGESTS = Reckoned(
    f"packed_digests_{SCHEME}",
    ("tokens", "sketch", "prefix_keys"),
    DIGEST_NUMBERS,
    _reckon_digests,
)
#: What a compaction makes of the files of tables.
NUMBERS = {SIGNATURES.name: (TEXTS, DIGESTS)}


class NearDigests:
    """The digests of texts by place, each read once. Of one that has no row in these files nothing
    is told.
    """

    def __init__(self, objects: Objects, files: Sequence[DataFile], texts: NearTexts) -> None:
        self._objects, self._files, self._texts = objects, files, texts
        self._numbers = np.full((1, DIGEST_NUMBERS), UNTOLD << 16 | UNTOLD, np.uint32)
        #: Of each text the row of its numbers, 0 where it has none yet.
        self._rows: I64 = np.zeros(0, np.int64)

    def read(self, texts: I64) -> Digests:
        """The digests of these texts."""
        grown = np.zeros(len(self._texts) - len(self._rows), np.int64)
        self._rows = np.concatenate([self._rows, grown])
        missing = drop_repeats(np.sort(texts[self._rows[texts] == 0]))
        files, parts = self._texts.files[missing], [self._numbers]
        for no in drop_repeats(np.sort(files[files != NOWHERE])):
            some = missing[files == no]
            some = some[np.argsort(self._texts.places[some])]
            at = self._texts.places[some]
            self._rows[some] = sum(map(len, parts)) + np.arange(len(some))
            parts.append(read_numbers(self._objects, SIGNATURES, self._files[no], DIGESTS, at))
        self._numbers = np.concatenate(parts)
        return Digests(self._numbers[self._rows[texts]])
