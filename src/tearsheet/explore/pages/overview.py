"""What the archive holds."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any

from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.charts.calendars import heat_months
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit
from tearsheet.plain_text import list_counts

#: Outlets that the calendar shows, those with most articles. judged
MOST_OUTLETS = 40
QUESTIONS = {
    "articles": Question(
        "Articles held, their outlets, languages and days, and how many have a day or copies",
        """SELECT count(*) AS articles, count(DISTINCT outlet) AS outlets,
  count(DISTINCT language) AS languages, min(published_on) AS first_on,
  max(published_on) AS last_on,
  count(published_on) AS dated, count(*) FILTER (story_size > 1) AS copied
FROM articles""",
    ),
    "captures": Question(
        "Captures, by what their pages are",
        """SELECT page_kind AS kind, count(*) AS captures, min(captured_at) AS first_at,
  max(captured_at) AS last_at
FROM captures GROUP BY page_kind ORDER BY captures DESC, kind""",
    ),
    "months": Question(
        "Articles held and known to be missing, by outlet and month of publication, of the outlets "
        "with most articles",
        f"""SELECT outlet, month, articles, missing FROM coverage
WHERE outlet IN (SELECT outlet FROM articles GROUP BY outlet
  ORDER BY count(*) DESC, outlet LIMIT {MOST_OUTLETS})
ORDER BY outlet, month""",
    ),
    "missing": Question(
        "Articles that pages name and the archive does not hold",
        "SELECT sum(missing)::BIGINT AS missing FROM coverage",
    ),
    "languages": Question(
        "Articles by language",
        """SELECT language, count(*) AS articles
FROM articles GROUP BY language ORDER BY articles DESC, language""",
    ),
    "runs": Question(
        "The last runs, with what became of their inputs",
        """SELECT run_id, kind, status, started_at, finished_at, snapshot_published, counts
FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 8""",
    ),
    "inputs": Question(
        "Records of all inputs that runs were given, by what became of them",
        """SELECT count(*) AS inputs, sum(record_count)::BIGINT AS records,
  sum(new_count)::BIGINT AS new, sum(held_count)::BIGINT AS held,
  sum(skipped_count)::BIGINT AS skipped, sum(refused_count)::BIGINT AS refused
FROM inputs""",
    ),
}


def view(visit: Visit) -> Sheet:
    """The overview."""
    articles, captures, months, missing, languages = visit.ask(
        "articles", "captures", "months", "missing", "languages"
    )
    runs, inputs = visit.ask("runs", "inputs")
    held = articles[0]
    return Sheet(
        "What the archive holds",
        {
            "held": held,
            "captures": sum(row["captures"] for row in captures),
            "captured": _span(captures),
            "missing": missing[0]["missing"] or 0,
            "shown": min(held["outlets"], MOST_OUTLETS),
            "calendar": _calendar(visit, months),
            "languages": _bars("Languages", languages, "language"),
            "kinds": _bars("Kinds of pages", captures, "kind", "captures"),
            "runs": [{**run, "brought": _brought(run["counts"])} for run in runs],
            "inputs": inputs[0],
        },
    )


def _span(captures: list[Row]) -> tuple[Any, Any]:
    first = [row["first_at"] for row in captures if row["first_at"]]
    last = [row["last_at"] for row in captures if row["last_at"]]
    return min(first, default=None), max(last, default=None)


def _calendar(visit: Visit, months: list[Row]) -> Any:
    """Outlets and months, those with most articles first."""
    sizes: Counter[str] = Counter()
    counts: dict[str, dict[str, int]] = {}
    for row in months:
        sizes[row["outlet"]] += row["articles"]
        if row["articles"]:
            counts.setdefault(row["outlet"], {})[row["month"]] = row["articles"]
    ordered = {o: counts[o] for o, _ in sorted(sizes.items(), key=_most_first) if o in counts}

    def link(outlet: str, month: str) -> str:
        return visit.link("outlet", outlet=outlet, month=month if len(month) == 7 else None)

    return heat_months("Articles by outlet and month", ordered, link=link)


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _bars(title: str, rows: list[Row], name: str, of: str = "articles") -> Any:
    shown = [Bar((row[name] or "unknown").replace("_", " "), row[of]) for row in rows[:12]]
    return bars(title, shown, of=of)


def _brought(counts: str | None) -> str:
    """What a run counted, in a line: `'{"new": 3, "held": 0}'` becomes `'3 new'`."""
    found = json.loads(counts or "{}")
    numbers = {k.replace("_", " "): v for k, v in found.items() if isinstance(v, int) and v}
    return list_counts(dict(islice(numbers.items(), 5)))


PAGE = Page("overview", "/", view, QUESTIONS, label="Overview")
