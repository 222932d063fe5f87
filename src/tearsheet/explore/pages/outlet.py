"""One outlet: its days, sections, authors and languages; and, on pages of their own, what takes
longer to count.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tearsheet.errors import NotHere
from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.charts.calendars import Day, heat_days
from tearsheet.explore.lists import portion_of
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit

QUESTIONS = {
    "outlet": Question(
        "Its articles: how many, how many have a day, and from when to when",
        """SELECT count(*) AS articles, count(published_on) AS dated, min(published_on) AS first_on,
  max(published_on) AS last_on, count(*) FILTER (story_size > 1) AS copied,
  count(*) FILTER (versions > 1) AS changed, median(words) AS words
FROM articles WHERE outlet = $outlet""",
    ),
    "names": Question(
        "The names and hosts that its captures give",
        "SELECT names, hosts FROM outlets WHERE slug = $outlet",
    ),
    "days": Question(
        "Articles held, by day of publication",
        """SELECT published_on, count(*) AS articles FROM articles
WHERE outlet = $outlet AND published_on IS NOT NULL GROUP BY published_on ORDER BY published_on""",
    ),
    "missing": Question(
        "Articles that its pages name and the archive lacks, by the day beside them",
        """SELECT listed_on, count(*) AS missing FROM missing
WHERE outlet = $outlet GROUP BY listed_on ORDER BY listed_on""",
    ),
    "quiet": Question(
        "Days without an article, on weekdays that have some",
        """SELECT quiet_on FROM quiet_days
WHERE outlet = $outlet AND usual_articles > 0 ORDER BY quiet_on""",
    ),
    "sections": Question(
        "Its sections, as articles state them",
        """SELECT section, count(*) AS articles FROM articles
WHERE outlet = $outlet AND section IS NOT NULL
GROUP BY section ORDER BY articles DESC, section LIMIT 12""",
    ),
    "authors": Question(
        "Its authors, as bylines name them",
        """SELECT byline, count(*) AS articles FROM articles
WHERE outlet = $outlet AND byline IS NOT NULL
GROUP BY byline ORDER BY articles DESC, byline LIMIT 12""",
    ),
    "languages": Question(
        "Its articles by language",
        """SELECT language, count(*) AS articles FROM articles
WHERE outlet = $outlet GROUP BY language ORDER BY articles DESC, language LIMIT 12""",
    ),
}
#: Asked where it has nothing else.
AT_NEED = {
    "captures": Question(
        "Its captures", "SELECT count(*) AS captures FROM captures WHERE outlet = $outlet"
    ),
}
ARTICLES = {
    "articles": Question(
        "Its articles, the newest first",
        """SELECT article_id, title, byline, language, published_on, words, versions, story_size
FROM articles WHERE outlet = $outlet
ORDER BY published_on DESC NULLS LAST, article_id LIMIT $size OFFSET $skip""",
    ),
    "articles_of_month": Question(
        "Its articles of a month, the newest first",
        """SELECT article_id, title, byline, language, published_on, words, versions, story_size
FROM articles WHERE outlet = $outlet AND strftime(published_on, '%Y-%m') = $month
ORDER BY published_on DESC NULLS LAST, article_id LIMIT $size OFFSET $skip""",
    ),
}


def view(visit: Visit) -> Sheet:
    """The outlet."""
    outlet = visit.path["outlet"]
    head, names, days, missing, quiet, sections, authors, languages = visit.ask(
        *QUESTIONS, outlet=outlet
    )
    is_known = head[0]["articles"] or names or missing
    if not is_known and not visit.rows("captures", outlet=outlet)[0]["captures"]:
        raise NotHere(f"Snapshot {visit.snapshot.number} has no outlet {outlet}.")
    month = visit.query.get("month") or None
    return Sheet(
        outlet,
        {
            "outlet": outlet,
            "held": head[0],
            "names": names[0] if names else {"names": None, "hosts": None},
            "missing": sum(row["missing"] for row in missing),
            "calendar": _calendar(visit, outlet, days, missing, quiet),
            "sections": _bars("Sections", sections, "section"),
            "authors": _bars("Authors", authors, "byline"),
            "languages": _bars("Languages", languages, "language"),
            "month": month,
        },
    )


def _calendar(
    visit: Visit, outlet: str, days: list[Row], missing: list[Row], quiet: list[Row]
) -> Any:
    """What is held, known to be missing and quiet, day by day."""
    held = {row["published_on"]: row["articles"] for row in days}
    lacking = {row["listed_on"]: row["missing"] for row in missing if row["listed_on"]}
    silent = {row["quiet_on"] for row in quiet}
    every = sorted({*held, *lacking, *silent})
    shown = {d: Day(held.get(d, 0), lacking.get(d, 0), d in silent) for d in every}

    def link(day: date) -> str | None:
        return visit.link("articles", outlet=outlet, month=f"{day:%Y-%m}") if day in held else None

    return heat_days(f"Days of {outlet}", shown, link=link)


def _bars(title: str, rows: list[Row], name: str) -> Any:
    return bars(title, [Bar(r[name] or "unknown", r["articles"]) for r in rows], of="articles")


def view_articles(visit: Visit) -> Sheet:
    """The outlet's articles, or those of a month."""
    outlet, month = visit.path["outlet"], visit.query.get("month") or None
    name = "articles_of_month" if month else "articles"
    given = {"month": month} if month else {}
    found = portion_of(visit, name, outlet=outlet, **given)
    title = f"Articles of {outlet}" + (f", {month}" if month else "")
    return Sheet(title, {"outlet": outlet, "month": month, "found": found, "name": name})


PAGE = Page("outlet", "/outlet/{outlet}", view, {**QUESTIONS, **AT_NEED})
PAGE_OF_ARTICLES = Page("articles", "/outlet/{outlet}/articles", view_articles, ARTICLES)
