"""What a run brought, and whether it is off what was usual: more refused than before, or an outlet
of whose pages less is read than before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

import orjson
import polars as pl

from tearsheet.query.archive import Archive
from tearsheet.query.limits import MOST_SECONDS
from tearsheet.store.runs import newest_records
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage

#: Runs that tell what is usual, and of how many on there is such a thing. judged
_PAST_RUNS, _LEAST_RUNS = 20, 5
#: A jump is this many times what is usual, this share at least, of this many refusals at least.
#: judged
_TIMES, _LEAST_SHARE, _LEAST_COUNT = 3.0, 0.05, 10
#: New articles that are named. judged
_MOST_ARTICLES = 30
_MOST_OUTLETS = 20
#: An article without a headline is named by so much of its beginning. judged
_BEGINNING_CHARS = 70


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look at: `quarantine` or `drift`, of which outlet, in words."""

    kind: str
    outlet: str | None
    words: str


@dataclass(frozen=True, slots=True)
class News:
    """New articles of a run: how many by outlet, and some as (outlet, title, address); one
    without a title by how it begins.
    """

    outlets: tuple[tuple[str, int], ...] = ()
    articles: tuple[tuple[str, str | None, str | None], ...] = ()


def find_news(storage: Storage, snapshot: Snapshot, run_id: str) -> News:
    """What the captures that this run brought show for the first time."""
    archive = Archive.at(storage, snapshot)
    # `shown` is made first: of captures whose time is unknown each has the time of every other, and
    # DuckDB would join captures and articles by that before it looks at ids
    first = archive.sql(
        """WITH shown AS MATERIALIZED (SELECT c.outlet, s.article_id, c.captured_at
            FROM sightings s JOIN captures c USING (capture_id) WHERE c.run_id = $run)
        SELECT DISTINCT s.outlet, a.title, a.url, a.article_id
        FROM shown s JOIN articles a USING (article_id)
        WHERE a.first_captured_at IS NOT DISTINCT FROM s.captured_at
        ORDER BY ALL NULLS LAST""",
        {"run": run_id},
        seconds=MOST_SECONDS,
    )
    counts = first.group_by("outlet").agg(n=pl.col("article_id").n_unique())
    outlets = counts.sort("n", "outlet", descending=[True, False]).head(_MOST_OUTLETS)
    named = first.head(_MOST_ARTICLES)
    beginnings = _beginnings(archive, named.filter(pl.col("title").is_null())["article_id"])
    titles = named["title"].fill_null(named["article_id"].replace_strict(beginnings, default=None))
    articles = named.select("outlet", titles, "url").rows()
    return News(tuple(outlets.rows()), tuple(articles))


def _beginnings(archive: Archive, article_ids: pl.Series) -> dict[str, str]:
    """How the texts of these articles begin, by their ids."""
    if article_ids.is_empty():
        return {}
    rows = archive.sql(
        f"""SELECT article_id, left(text, {_BEGINNING_CHARS}) || '…' FROM articles
        WHERE article_id IN (SELECT unnest($ids))""",
        {"ids": article_ids.to_list()},
        seconds=MOST_SECONDS,
    )
    return dict(rows.rows())


def find_alarms(
    storage: Storage, snapshot: Snapshot, counts: Mapping[str, Any], news: News
) -> list[Alarm]:
    """What is off after a run of these counts: its refusals beside those of the runs before it,
    and its outlets' last day beside their days before (the view `drift`).
    """
    past = (r for r in newest_records(storage) if r["kind"] == "archive" and r["counts"] != "{}")
    before = [orjson.loads(r["counts"]) for r in islice(past, _PAST_RUNS)]
    jump = refusal_jump(counts, before)
    return [*([jump] if jump else []), *_drift(storage, snapshot, [o for o, _ in news.outlets])]


def refusal_jump(counts: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> Alarm | None:
    """An alarm where a run refuses a far greater share of what it reads than runs did before."""
    shares = [share for run in past if (share := _share(run)) is not None]
    share, refused = _share(counts), counts.get("refused", 0)
    if share is None or len(shares) < _LEAST_RUNS or refused < _LEAST_COUNT:
        return None
    usual = median(shares)
    if share < max(_LEAST_SHARE, _TIMES * usual):
        return None
    return Alarm(
        "quarantine",
        None,
        f"{refused:,} of {counts['read']:,} were refused, {share:.0%}, where {usual:.1%} is usual",
    )


def _share(counts: Mapping[str, Any]) -> float | None:
    read = counts.get("read", 0)
    return counts.get("refused", 0) / read if read else None


def _drift(storage: Storage, snapshot: Snapshot, outlets: Sequence[str]) -> list[Alarm]:
    if not outlets:
        return []
    rows = Archive.at(storage, snapshot).sql(
        """SELECT outlet, captured_on, measure, value, usual FROM drift
        WHERE grade = 'alarm' AND outlet IN (SELECT unnest($outlets))
        QUALIFY captured_on = max(captured_on) OVER (PARTITION BY outlet)
            AND captured_on = (SELECT max(first_captured_at)::DATE FROM articles a
                WHERE a.outlet = drift.outlet)
        ORDER BY ALL""",
        {"outlets": list(outlets)},
        seconds=MOST_SECONDS,
    )
    return [
        Alarm("drift", outlet, f"{outlet} on {day}: {measure} is {value:.3g}, usually {usual:.3g}")
        for outlet, day, measure, value, usual in rows.rows()
    ]
