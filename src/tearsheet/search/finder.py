"""The articles of one snapshot that a search finds, with how well and how many.

The index knows articles of every snapshot it was ever brought to, each state of one (its text,
title and byline) under a key. It answers with keys. Which of them stand in the snapshot that is
asked, in which story and with which dates, its rows say: so an index that knows more than the
snapshot finds nothing that is not in it.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from tearsheet.search import build, generation, place
from tearsheet.search.build import Say
from tearsheet.search.columns import Column, Pairs
from tearsheet.search.filters import Filters
from tearsheet.search.generation import KEY
from tearsheet.search.question import Node, read_question
from tearsheet.search.sources import KNOWN, Source, sources_of
from tearsheet.search.terms import Compiler, bare_words

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

#: Where a row comes from: the number of its source, and its place there.
SOURCE, PLACE = "source", "place"
#: Columns by whose values hits are counted; `month` is that of publication.
FACETS = {"outlet": "outlet", "language": "language", "kind": "relation", "month": "published_on"}
#: Fewer words have all to be found; of more, most, where no article has all. judged
_FEW_WORDS = 3
#: Of so many articles that were found the best first; of more, where so many are asked for. To rank
#: half a million takes seven times as long as to find the best of them. judged
RANKED = 20_000
#: What is kept of what searches found: whoever narrows one, or turns its page, asks again. judged
_KEPT_BYTES = 32 << 20

#: The day of an article without one: before every other.
NO_DAY = np.iinfo(np.int32).min

Places = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles that were found: `places` of the best among the rows of the finder, best first, with
    their scores, and places of the `rest`, which are less good, in no order of that. `is_loose`
    where most words had to do.
    """

    places: Places
    scores: NDArray[np.float32]
    rest: Places
    is_loose: bool

    @property
    def every(self) -> Places:
        """The places of all, the ranked ones first."""
        return np.concatenate([self.places, self.rest]) if len(self.rest) else self.places

    @property
    def nbytes(self) -> int:
        """The memory that it takes."""
        return self.places.nbytes + self.scores.nbytes + self.rest.nbytes

    def passing(self, mask: Mask | None) -> Matches:
        """Those of which the mask, of all rows, is true; all where there is none."""
        if mask is None:
            return self
        kept, rest = mask[self.places], self.rest[mask[self.rest]]
        return Matches(self.places[kept], self.scores[kept], rest, self.is_loose)


class Finder:
    """Searches one snapshot. The index is opened, and made or added to, at the first search."""

    def __init__(self, archive: Archive, say: Say = lambda done, total: None) -> None:
        self.archive, self._say, self._lock = archive, say, Lock()
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
        self._order = np.argsort(keys, kind="stable").astype(np.int32)
        self._keys = keys[self._order]
        self.languages: set[str | None] = set(self.rows["language"].unique().to_list())
        self._compiler = Compiler(self.languages)
        self.stories = Column.of_series(self.rows["story_id"])
        self.facets = {
            name: Column.of_series(_month_of(self.rows[of]) if name == "month" else self.rows[of])
            for name, of in FACETS.items()
        }
        self.pairs = {
            name: Pairs.of_columns(self.stories, column) for name, column in self.facets.items()
        }
        days = self.rows["published_on"].to_physical()
        self.days: Places = days.fill_null(NO_DAY).to_numpy()
        self._found: OrderedDict[str, Matches] = OrderedDict()

    def find(self, asked: str, filters: Filters, *, is_whole: bool = False) -> Matches:
        """What a search finds, all of it ranked where it is whole. Raises BadSearch. An index that
        fails is made anew, once.
        """
        tree = read_question(asked)
        try:
            return self._find(asked, tree, is_whole=is_whole).passing(filters.mask(self.rows))
        except BaseException as error:
            if not _is_of_index(error):
                raise
        generation.discard(self._folder)
        self._open()
        return self._find(asked, tree, is_whole=is_whole).passing(filters.mask(self.rows))

    def _find(self, asked: str, tree: Node, *, is_whole: bool) -> Matches:
        """What a search finds in all of the snapshot; what was found last is kept."""
        with self._lock:
            found = self._found.get(asked)
            if found is not None and not (is_whole and len(found.rest)):
                self._found.move_to_end(asked)
                return found
        most = max(1, self._searcher.num_docs) if is_whole else RANKED
        found = self._search(self._compiler.compile(tree), most, is_loose=False)
        words = bare_words(tree)
        is_long = len(words) > _FEW_WORDS or any(len(w.text) > 4 * _FEW_WORDS for w in words)
        if is_long and not len(found.every):
            found = self._search(self._compiler.loose(words), most, is_loose=True)
        with self._lock:
            self._found[asked] = found
            while sum(one.nbytes for one in self._found.values()) > _KEPT_BYTES:
                self._found.popitem(last=False)
        return found

    def _search(self, query: Query, most: int, *, is_loose: bool) -> Matches:
        """What a query finds, the best of it ranked, of equal ones the smaller key first. Where
        that is more than the `most` that are looked at, those that are no better than the last of
        them belong to the rest.
        """
        with _without_collector():
            result = self._searcher.search(query, limit=most, count=True)
            scores = np.fromiter(map(itemgetter(0), result.hits), np.float32, len(result.hits))
            addresses = list(map(itemgetter(1), result.hits))
            keys = np.array(self._searcher.fast_field_values(KEY, addresses), np.int64)
            count: int = result.count  # type: ignore[attr-defined]  # its stub lacks it
            del result, addresses
        if count > most:
            better = scores > scores[-1]
            keys, scores = keys[better], scores[better]
        at, is_held = self._at(keys)
        scores = scores[is_held]
        places = self._order[_with_ties_in_order(at[is_held], scores)]
        rest = self._rest(query, count, places) if count > most else places[:0]
        return Matches(places, scores, rest, is_loose and bool(len(places) + len(rest)))

    def _rest(self, query: Query, count: int, ranked: Places) -> Places:
        """Places of what a query finds, but for the ranked. Of what most articles answer the others
        are sought.
        """
        total = self._searcher.num_docs
        is_most = count > total // 2
        if is_most:
            every = Query.all_query()
            query = Query.boolean_query([(Occur.Must, every), (Occur.MustNot, query)])
        with _without_collector():
            size = max(1, total - count if is_most else count)
            hits = self._searcher.search(query, size, False, KEY).hits
            keys = np.fromiter(map(itemgetter(0), hits), np.int64, len(hits))
            del hits
        at, is_held = self._at(keys)
        found = np.full(len(self._keys), is_most)
        found[self._order[at[is_held]]] = not is_most
        found[ranked] = False
        rest: Places = self._order[found[self._order]]
        return rest

    def _at(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Mask]:
        """(the place of each key among those of the snapshot, whether it is one of them)."""
        if not len(self._keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
        at, order = np.empty(len(keys), np.int64), np.argsort(keys)
        at[order] = np.searchsorted(self._keys, keys[order])  # in order: what is near is in reach
        np.minimum(at, len(self._keys) - 1, out=at)
        return at, self._keys[at] == keys

    def scores(self, asked: str, places: Places, *, is_loose: bool) -> dict[int, float]:
        """The scores of some of what a search found, by place."""
        tree, compiler = read_question(asked), self._compiler
        query = compiler.loose(bare_words(tree)) if is_loose else compiler.compile(tree)
        keys = dict(zip(self.rows["key"][places].to_list(), places.tolist(), strict=True))
        these = Query.term_set_query(compiler.schema, KEY, list(keys))
        both = [(Occur.Must, query), (Occur.Must, Query.const_score_query(these, 0))]
        hits = self._searcher.search(Query.boolean_query(both), len(keys), count=False).hits
        of = self._searcher.fast_field_values(KEY, [address for _, address in hits])
        return {keys[key]: score for key, (score, _) in zip(of, hits, strict=True)}


def _with_ties_in_order(
    places: NDArray[np.int64], scores: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Places whose scores fall, those of equal score in order: `[7, 3, 5]` with the scores `[2, 1,
    1]` are in order, and `[7, 5, 3]` become so.
    """
    worse = np.cumsum(np.append(False, scores[1:] != scores[:-1])[: len(scores)])
    return np.sort(worse << 32 | places) & 0xFFFFFFFF


def _month_of(days: pl.Series) -> pl.Series:
    return days.dt.strftime("%Y-%m")


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
