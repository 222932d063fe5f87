"""The articles of one snapshot that a search finds, with how well and how many.

The index knows articles of every snapshot it was ever brought to, each state of one (its text,
title and byline) under a key. It answers with keys. Which of them stand in the snapshot that is
asked, in which story and with which dates, its rows say: so an index that knows more than the
snapshot finds nothing that is not in it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import tantivy
from numpy.typing import NDArray

from tearsheet.search import build, generation, place
from tearsheet.search.build import Say
from tearsheet.search.filters import Filters
from tearsheet.search.generation import KEY
from tearsheet.search.question import Node, read_question
from tearsheet.search.sources import KNOWN, Source, sources_of
from tearsheet.search.terms import Compiler, bare_words

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

#: Where a row comes from: the number of its source, and its place there.
SOURCE, PLACE, SCORE = "source", "place", "score"
#: Fewer words have all to be found; of more, most, where no article has all. judged
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles that were found: rows of `KNOWN` with their score, source and place, best first.
    `held` articles pass the filters at all. `is_loose` where most words had to do.
    """

    rows: pl.DataFrame
    held: int
    is_loose: bool


class Finder:
    """Searches one snapshot. The index is opened, and made or added to, at the first search."""

    def __init__(self, archive: Archive, say: Say = lambda done, total: None) -> None:
        self.archive, self._say = archive, say
        self.sources: list[Source] = sources_of(archive)
        self._open()

    def _open(self) -> None:
        objects = self.archive.objects
        self._home = place.home_of(objects)
        place.fetch(objects, self._home)
        for is_last in (False, True):
            made = build.bring_up(self.archive, self._home, self._say)
            try:
                self._read(made)
                break
            except BaseException as error:
                if is_last or not _is_of_index(error):
                    raise
                generation.discard(made.folder)
        place.give(objects, made)

    def _read(self, made: generation.Generation) -> None:
        self._folder = made.folder
        self._searcher: tantivy.Searcher = made.searcher()
        self.rows = pl.concat(
            [_live_rows(made, n, s) for n, s in enumerate(self.sources)]
            or [pl.DataFrame(schema={**KNOWN, SOURCE: pl.Int32(), PLACE: pl.Int64()})]
        )
        keys = self.rows["key"].to_numpy()
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self.languages: set[str | None] = set(self.rows["language"].unique().to_list())
        self._compiler = Compiler(self.languages)

    def find(self, asked: str, filters: Filters) -> Matches:
        """What a search finds. Raises BadSearch. An index that fails is made anew, once."""
        tree = read_question(asked)
        try:
            return self._find(tree, filters.mask(self.rows))
        except BaseException as error:
            if not _is_of_index(error):
                raise
        generation.discard(self._folder)
        self._open()
        return self._find(tree, filters.mask(self.rows))

    def _find(self, tree: Node, mask: NDArray[np.bool_] | None) -> Matches:
        places, scores = self._hits(self._compiler.compile(tree), mask)
        words, is_loose = bare_words(tree), False
        if not len(places) and (
            len(words) > _FEW_WORDS or any(len(w.text) > 4 * _FEW_WORDS for w in words)
        ):
            places, scores = self._hits(self._compiler.loose(words), mask)
            is_loose = bool(len(places))
        rows = self.rows[places].with_columns(pl.Series(SCORE, scores, pl.Float64()))
        held = len(self.rows) if mask is None else int(mask.sum())
        return Matches(rows, held, is_loose)

    def _hits(
        self, query: tantivy.Query, mask: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(rows that a query finds, their scores), best first; of equal ones the smaller id."""
        with _without_collector():
            most = max(1, self._searcher.num_docs)
            hits = self._searcher.search(query, limit=most, count=False).hits
            keys = np.array(self._searcher.fast_field_values(KEY, [at for _, at in hits]), np.int64)
            scores = np.fromiter((score for score, _ in hits), np.float64, len(hits))
        if not len(self._keys) or not len(keys):
            return np.zeros(0, np.int64), np.zeros(0)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        is_held = self._keys[at] == keys
        places, scores = self._order[at[is_held]], scores[is_held]
        if mask is not None:
            kept = mask[places]
            places, scores = places[kept], scores[kept]
        order = np.lexsort((self.rows["key"].to_numpy()[places], -scores))
        return places[order], scores[order]


def _is_of_index(error: BaseException) -> bool:
    """Whether an index that was swept or damaged can be the cause; its library breaks off with an
    exception that is no Exception.
    """
    kinds = (ValueError, OSError, pl.exceptions.PolarsError)
    return type(error).__name__ == "PanicException" or isinstance(error, kinds)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hits are a hundred thousand small objects that refer to nothing: to look for circles among
    them takes five times as long as to make them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _live_rows(made: generation.Generation, number: int, source: Source) -> pl.DataFrame:
    """The rows of a source that count in the snapshot."""
    rows = made.rows(source.name)
    rows = rows.with_columns(
        pl.lit(number, pl.Int32()).alias(SOURCE),
        pl.int_range(pl.len(), dtype=pl.Int64()).alias(PLACE),
    )
    live = source.live()
    return rows if live is None else rows.filter(pl.Series(live))


def one_a_story(rows: pl.DataFrame) -> pl.DataFrame:
    """The best article of each story, in the order given."""
    return rows.unique("story_id", keep="first", maintain_order=True)


def by_date(rows: pl.DataFrame) -> pl.DataFrame:
    """The newest first; articles without a day last, by score."""
    return rows.sort("published_on", SCORE, descending=True, nulls_last=True, maintain_order=True)
