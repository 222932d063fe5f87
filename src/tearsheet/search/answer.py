"""The answer to a search: hits with their texts from the snapshot asked, how many there are, and
of how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from tearsheet.errors import Usage
from tearsheet.search.filters import Filters
from tearsheet.search.finder import PLACE, SCORE, SOURCE, Finder, Matches, by_date, one_a_story
from tearsheet.search.question import read_question
from tearsheet.search.snippet import Lights, Snippet, cut
from tearsheet.search.sources import lazy_rows

if TYPE_CHECKING:
    from tearsheet.search.sources import Source

RANKS = ("score", "date")
#: Columns by whose values hits are counted; `month` is that of publication.
FACETS = {"outlet": "outlet", "language": "language", "kind": "relation", "month": "published_on"}
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
    matches = finder.find(asked, filters)
    ordered = by_date(matches.rows) if rank == "date" else matches.rows
    leads = one_a_story(ordered)
    shown = leads if one else ordered
    page = shown.slice(offset, limit)
    lights = Lights(read_question(asked), finder.languages)
    return Answer(
        asked,
        finder.archive.snapshot.number,
        filters,
        tuple(_hits(finder, page, matches, lights)),
        leads.height,
        ordered.height,
        matches.held,
        matches.is_loose,
        one,
        _facets(finder, shown, filters) if facets else {},
    )


def _hits(finder: Finder, page: pl.DataFrame, matches: Matches, lights: Lights) -> list[Hit]:
    if not page.height:
        return []
    found = matches.rows.filter(pl.col("story_id").is_in(page["story_id"].implode()))
    members = dict(found["story_id"].value_counts().iter_rows())
    texts = _texts(finder, page)
    hits = []
    for row, text in zip(page.iter_rows(named=True), texts, strict=True):
        said = text.row(0, named=True)
        body = said["text"] or ""
        hits.append(
            Hit(
                **{n: row[n] for n in ("article_id", "story_id", "score", "outlet", "language")},
                **{n: row[n] for n in ("published_on", "first_captured_at")},
                **{n: said[n] for n in ("title", "byline", "url")},
                kind=row["relation"],
                copies=(row["story_size"] or 1) - 1,
                copies_found=members[row["story_id"]] - 1,
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


def _facets(finder: Finder, shown: pl.DataFrame, filters: Filters) -> dict[str, pl.DataFrame]:
    """Hits by value of each facet, most first, months in order; `held` articles have that value."""
    mask = filters.mask(finder.rows)
    every = finder.rows if mask is None else finder.rows.filter(pl.Series(mask))
    counted = {}
    for name, column in FACETS.items():
        value = pl.col(column)
        value = value.dt.strftime("%Y-%m") if name == "month" else value
        hits, held = (frame.select(value.alias("value")) for frame in (shown, every))
        counts = (
            hits["value"]
            .value_counts(name="hits")
            .join(held["value"].value_counts(name="held"), on="value", how="left", nulls_equal=True)
        )
        order = ["value"] if name == "month" else ["hits", "value"]
        falling = False if name == "month" else [True, False]
        counted[name] = counts.sort(order, descending=falling, nulls_last=True)
    return counted


def scores(finder: Finder, asked: str, filters: Filters) -> tuple[list[str], list[float]]:
    """Every article that answers a search, whatever its story, with its score."""
    rows = finder.find(asked, filters).rows
    return rows["article_id"].to_list(), rows[SCORE].to_list()
