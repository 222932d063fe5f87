"""The answer to a search: hits with their texts from the snapshot asked, how many there are, and
of how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.errors import Usage
from tearsheet.search.columns import Column
from tearsheet.search.filters import Filters
from tearsheet.search.finder import PLACE, SOURCE, Finder, Mask, Places
from tearsheet.search.question import read_question
from tearsheet.search.ranking import Ranking
from tearsheet.search.snippet import Lights, Snippet, cut
from tearsheet.search.sources import lazy_rows

if TYPE_CHECKING:
    from tearsheet.search.sources import Source

#: Values less alike than this are no misspellings of one another; so few are named. judged
_ALIKE, _FEW = 0.6, 12
RANKS = ("score", "date")
_SHOWN = ("article_id", "title", "byline", "url", "text")


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers a search. `copies` are the other articles of its story, of which
    `copies_found` answer it as well.
    """

    article_id: str
    story_id: str
    score: float
    outlet: str
    title: str | None
    byline: str | None
    url: str | None
    language: str | None
    published_on: date | None
    first_captured_at: datetime | None
    kind: str | None
    copies: int
    copies_found: int
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits of a search, `articles` and `stories` that answer it, and the `held` articles among
    which it looked. `is_loose`: no article has all of the words, these have most.

    `facets` count hits by outlet, language, kind and month, with what is held in each.
    """

    asked: str
    snapshot: int
    filters: Filters
    hits: tuple[Hit, ...]
    stories: int
    articles: int
    held: int
    is_loose: bool
    one_a_story: bool
    facets: Mapping[str, pl.DataFrame]
    #: What is said of values of filters that no article has: perhaps they are misspelt.
    unknown: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many hits there are, those that are not among `hits` too."""
        return self.stories if self.one_a_story else self.articles

    @property
    def share(self) -> float:
        """The share of the articles among which it looked that answer it."""
        return self.articles / self.held if self.held else 0.0

    def frame(self) -> pl.DataFrame:
        """The hits as a frame; `snippet` has `**` around what answers the search."""
        rows = [
            {
                **{name: getattr(hit, name) for name in _COLUMNS if name != "snippet"},
                "snippet": hit.snippet.lit("**", "**"),
            }
            for hit in self.hits
        ]
        return pl.DataFrame(rows, schema=_COLUMNS)


_COLUMNS: dict[str, Any] = {
    "article_id": pl.String(),
    "score": pl.Float64(),
    "outlet": pl.String(),
    "published_on": pl.Date(),
    "title": pl.String(),
    "snippet": pl.String(),
    "copies": pl.Int32(),
    "copies_found": pl.Int32(),
    "kind": pl.String(),
    "language": pl.String(),
    "story_id": pl.String(),
    "byline": pl.String(),
    "url": pl.String(),
    "first_captured_at": pl.Datetime("us", "UTC"),
}


def answer(
    finder: Finder,
    asked: str,
    filters: Filters,
    *,
    rank: str,
    one: bool,
    limit: int,
    offset: int,
    facets: bool,
) -> Answer:
    """The answer to a search; `one` hit a story. Raises BadSearch, Usage."""
    if rank not in RANKS:
        raise Usage(f"hits are ranked by {' or '.join(RANKS)}, not by {rank!r}")
    if limit < 0 or offset < 0:
        raise Usage("limit and offset are 0 or more")
    mask = filters.mask(finder.rows)
    ranking = Ranking(finder, asked, filters, one)
    found = ranking.matches
    members = finder.stories.count(found.every)
    stories = int(np.count_nonzero(members))
    wanted = min(offset + limit, stories if one else len(found.every))
    ordered = ranking.newest(wanted) if rank == "date" else ranking.best(wanted)
    lights = Lights(read_question(asked), finder.languages)
    return Answer(
        asked,
        finder.archive.snapshot.number,
        filters,
        tuple(_hits(ranking, ordered[offset : offset + limit], members, lights)),
        stories,
        len(found.every),
        finder.rows.height if mask is None else int(mask.sum()),
        found.is_loose,
        one,
        _facets(ranking, mask) if facets else {},
        tuple(_unknown(finder, filters)),
    )


def _unknown(finder: Finder, filters: Filters) -> Iterator[str]:
    """A sentence for each value of a filter that no article of the snapshot has."""
    for name in ("outlet", "language", "kind"):
        known = [value for value in finder.facets[name].values.to_list() if value is not None]
        for value in getattr(filters, name):
            if value in known:
                continue
            near = get_close_matches(value, known, 1, _ALIKE)
            hint = f": did you mean {near[0]}?" if near else ""
            few = f": there are {', '.join(sorted(known))}" if len(known) <= _FEW else ""
            yield f"no article has the {name} {value!r}{hint or few}"


def _hits(
    ranking: Ranking, places: Places, members: NDArray[np.int64], lights: Lights
) -> list[Hit]:
    """Hits at these places; `members` are the articles that were found of each story."""
    if not len(places):
        return []
    finder, scores = ranking.finder, ranking.scores(places)
    page = finder.rows[places]
    members = members[finder.stories.codes[places]]
    texts = _texts(finder, page)
    hits = []
    for place, found, row, text in zip(
        places.tolist(), members.tolist(), page.iter_rows(named=True), texts, strict=True
    ):
        said = text.row(0, named=True)
        body = said["text"] or ""
        hits.append(
            Hit(
                **{n: row[n] for n in ("article_id", "story_id", "outlet", "language")},
                **{n: row[n] for n in ("published_on", "first_captured_at")},
                **{n: said[n] for n in ("title", "byline", "url")},
                score=scores[place],
                kind=row["relation"],
                copies=(row["story_size"] or 1) - 1,
                copies_found=found - 1,
                snippet=cut(body, lights.marks(body, row["language"])),
            )
        )
    return hits


def _texts(finder: Finder, page: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows of hits. Those of a bucket are fetched at once; on a disk one after the other takes
    half as long.
    """
    wanted = [
        _text_of(finder, finder.sources[number], place)
        for number, place in page.select(SOURCE, PLACE).iter_rows()
    ]
    if finder.archive.objects.folder is None:
        return pl.collect_all(wanted)
    return [rows.collect() for rows in wanted]


def _text_of(finder: Finder, source: Source, place: int) -> pl.LazyFrame:
    """The row of an article as the snapshot has it."""
    return lazy_rows(finder.archive, source).slice(place, 1).select(_SHOWN)


def _facets(ranking: Ranking, mask: Mask | None) -> dict[str, pl.DataFrame]:
    """Hits by value of each facet, most first, months in order; `held` articles have that value. A
    story counts once for each value that one of its articles that were found has.
    """
    finder, every = ranking.finder, ranking.matches.every
    counted = {}
    for name, column in finder.facets.items():
        hits = (finder.pairs[name] if ranking.one else column).count(every)
        counted[name] = _in_order(name, column, hits, column.count(mask))
    return counted


def _in_order(
    name: str, column: Column, hits: NDArray[np.int64], held: NDArray[np.int64]
) -> pl.DataFrame:
    counts = {"hits": hits, "held": held}
    typed = [pl.Series(of, counted, pl.UInt32()) for of, counted in counts.items()]
    found = pl.DataFrame([column.values, *typed]).filter(pl.col("hits") > 0)
    order = ["value"] if name == "month" else ["hits", "value"]
    falling = False if name == "month" else [True, False]
    return found.sort(order, descending=falling, nulls_last=True)


def scores(finder: Finder, asked: str, filters: Filters) -> tuple[list[str], list[float]]:
    """Every article that answers a search, whatever its story, with its score."""
    found = finder.find(asked, filters, is_whole=True)
    return finder.rows["article_id"][found.places].to_list(), found.scores.tolist()
