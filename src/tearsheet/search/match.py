"""Is this text in the archive? A text held against the signatures of every version.

The signatures say which versions can share a part of it; those are read, and judged as copies,
parts or fillings of one template are judged within the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tearsheet.errors import Usage
from tearsheet.settings import settings
from transforms.dedup.match.arrays import I64, U64
from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.hash_sets import HashSet, StoredHashes
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.signatures import GRAM, SCHEME, sign_texts
from transforms.dedup.match.tokens import hash_grams, tokenize

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive
    from tearsheet.store.files.data_file import DataFile

#: Versions that are read and judged, those that share most first. judged
_MOST_READ = 400
#: A text of fewer words shares few hashes with what it was cut from: one is looked at. judged
_SHORT_WORDS = 80
#: What a version is to the text, nearest first.
VERDICTS = ("identical", "copy", "holds it", "is a part of it", "sibling", "near")
_HASHES = ["scheme", "text_key", "tokens", "sketch", "prefix_keys"]
_PLACE = ["revision_id", "outlet", "month"]
_SAID = [
    "revision_id", "article_id", "version", "outlet", "published_on", "title", "text", "url",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """A version of an article that has something of the text, with what decided so. `containment`
    is the share of the shorter text's word pairs that the other has.
    """

    verdict: str
    article_id: str
    version: int | None
    outlet: str
    published_on: Any
    title: str | None
    url: str | None
    jaccard: float
    containment: float
    evidence: str


def frame_of(found: Sequence[Likeness]) -> pl.DataFrame:
    """Likenesses as rows."""
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in found]
    return pl.DataFrame(rows, schema=_COLUMNS)


_COLUMNS: dict[str, Any] = {
    "verdict": pl.String(),
    "article_id": pl.String(),
    "version": pl.Int32(),
    "outlet": pl.String(),
    "published_on": pl.Date(),
    "title": pl.String(),
    "url": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "evidence": pl.String(),
}


def match_text(archive: Archive, text: str) -> list[Likeness]:
    """Every version that has something of the text, nearest first. Raises Usage for a text with
    fewer words than can be told apart.
    """
    printed = pl.Series([text])
    grams = _grams(printed)
    signed = sign_texts(printed)
    words = int(signed["tokens"][0])
    if words < GRAM:
        raise Usage(f"a text of {words} words is in every archive: give {GRAM} or more")
    found = _candidates(archive, grams, int(signed["text_key"][0]), words)
    versions = _read(archive, found)
    likenesses = _judge(printed, int(signed["text_key"][0]), versions)
    return sorted(
        likenesses,
        key=lambda one: (
            VERDICTS.index(one.verdict),
            -one.containment,
            -one.jaccard,
            one.article_id,
        ),
    )


def _grams(printed: pl.Series) -> U64:
    """The hashes of all runs of words of a text, not of a sample."""
    parts = [
        hash_grams(t.hashes, GRAM)[: max(0, len(t.hashes) - GRAM + 1)] for t in tokenize(printed)
    ]
    return np.concatenate([np.zeros(0, np.uint64), *parts])


def _candidates(archive: Archive, grams: U64, key: int, words: int) -> pl.DataFrame:
    """The versions that share most hashes with the text: `revision_id`, `outlet`, `month`,
    `text_key`.
    """
    wanted = HashSet(grams)
    # sorting, searching and unpacking of one file leaves others a processor
    with ThreadPoolExecutor(settings().workers) as pool:
        seek = partial(_of_file, archive, wanted=wanted, key=key, words=words)
        parts = list(pool.map(seek, archive.files("signatures")))
    schema = {**dict.fromkeys(_PLACE, pl.String()), "text_key": pl.UInt64(), "shared": pl.Float64()}
    every = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return every.sort("shared", "revision_id", descending=[True, False]).head(_MOST_READ)


def _of_file(
    archive: Archive, file: DataFile, wanted: HashSet, key: int, words: int
) -> pl.DataFrame:
    frame = archive.storage.read_files("signatures", [file])
    hashes = frame.select(_HASHES).collect()
    stored = StoredHashes.from_signatures(hashes)
    _, carriers = stored.find(wanted)
    counts = np.bincount(carriers, minlength=hashes.height)
    shortest = np.minimum(stored.words, words)
    enough = np.where(shortest < _SHORT_WORDS, 1, 2)
    is_equal = hashes["text_key"].to_numpy() == np.uint64(key)
    is_of_scheme = (hashes["scheme"] == SCHEME).to_numpy()
    rows: I64 = np.flatnonzero(((counts >= enough) | is_equal) & is_of_scheme)
    share = counts[rows] / np.maximum(1, np.minimum(stored.sketch_sizes[rows], words))
    places = (
        frame.select(_PLACE).collect()
        if len(rows)
        else pl.DataFrame(schema=dict.fromkeys(_PLACE, pl.String()))
    )
    return places[rows].with_columns(
        hashes["text_key"].gather(rows), pl.Series("shared", share + is_equal[rows], pl.Float64())
    )


def _read(archive: Archive, found: pl.DataFrame) -> pl.DataFrame:
    """These versions with their texts, as the snapshot has them. Read by Polars, which decodes the
    texts of the rows that are wanted and of no other.
    """
    if found.is_empty():
        return found
    named = {column: found[column].unique() for column in _PLACE}
    files = [
        file
        for file in archive.files("revisions")
        if all(file.may_hold(c, named[c].to_list()) for c in ("outlet", "month"))
    ]
    wanted = [pl.col(column).is_in(values.implode()) for column, values in named.items()]
    rows = archive.storage.read_files("revisions", files).filter(*wanted).select(_SAID).collect()
    keys = found.select("revision_id", "text_key").unique("revision_id")
    return rows.join(keys, on="revision_id", how="inner").sort("revision_id")


def _judge(printed: pl.Series, key: int, versions: pl.DataFrame) -> list[Likeness]:
    if not versions.height:
        return []
    texts = Texts(pl.concat([printed, versions["text"].fill_null("")]))
    others = np.arange(1, versions.height + 1)
    pairs = Pairs(np.zeros(len(others), np.int64), others)
    # a number for each: versions of equal words have equal keys
    numbers = pl.Series(range(versions.height + 1), dtype=pl.UInt64())
    judged = judge_pairs(pairs, numbers, texts, near=True)
    return [_likeness(row, versions, key) for row in judged.iter_rows(named=True)]


def _likeness(row: dict[str, Any], versions: pl.DataFrame, key: int) -> Likeness:
    said = versions.row(row["right"] - 1, named=True)
    verdict = row["verdict"]
    if said["text_key"] == key:
        verdict = "identical"
    elif verdict == "excerpt":
        verdict = "holds it" if row["part"] == 0 else "is a part of it"
    return Likeness(
        verdict,
        **{n: said[n] for n in ("article_id", "version", "outlet", "published_on", "title", "url")},
        jaccard=row["jaccard"],
        containment=row["containment"],
        evidence=row["evidence"] or "",
    )
