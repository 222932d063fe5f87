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
    shown = """FROM sightings s JOIN captures c USING (capture_id)
        JOIN articles a USING (article_id)
        WHERE c.run_id = $run AND a.first_captured_at IS NOT DISTINCT FROM c.captured_at"""
    outlets = archive.sql(
        f"SELECT c.outlet, count(DISTINCT article_id) AS n {shown} GROUP BY 1 ORDER BY 2 DESC, 1",
        {"run": run_id},
        seconds=MOST_SECONDS,
    )
    articles = archive.sql(
        f"""SELECT DISTINCT c.outlet, coalesce(a.title, left(a.text, {_BEGINNING_CHARS}) || '…'),
            a.url, article_id {shown} ORDER BY ALL LIMIT {_MOST_ARTICLES}""",
        {"run": run_id},
        seconds=MOST_SECONDS,
    )
    named = tuple((outlet, title, url) for outlet, title, url, _ in articles.rows())
    return News(tuple(outlets.rows()[:_MOST_OUTLETS]), named)


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
