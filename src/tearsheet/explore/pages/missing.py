"""What pages name and the archive does not hold."""

from __future__ import annotations

from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.lists import asked_name, of_outlets, outlet_of, portion
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Sheet, Visit

QUESTIONS = {
    "outlets": Question(
        "Articles known to be missing, by outlet: a lower bound of what is",
        """SELECT outlet, sum(missing)::BIGINT AS missing, sum(articles)::BIGINT AS articles
FROM coverage GROUP BY outlet HAVING sum(missing) > 0 ORDER BY missing DESC, outlet LIMIT 20""",
    ),
    **of_outlets(
        "missing",
        "Articles that pages name and the archive does not hold, those named most first",
        """SELECT outlet, named, url, listed_on, sightings, first_seen_at, last_seen_at, capture_id
FROM missing {of_outlet}ORDER BY sightings DESC, listed_on DESC NULLS LAST, outlet, named""",
    ),
}


def view(visit: Visit) -> Sheet:
    """The list, and how it is spread over outlets."""
    outlet = outlet_of(visit)
    found = portion(visit, "missing")
    rows = [] if outlet else visit.rows("outlets")
    shown = [
        Bar(row["outlet"], row["missing"], visit.link("missing", outlet=row["outlet"]))
        for row in rows
    ]
    values = {
        "outlet": outlet,
        "found": found,
        "asked": asked_name(visit, "missing"),
        "outlets": bars("Known to be missing, by outlet", shown, of="articles") if shown else None,
    }
    return Sheet(f"Known to be missing{f' of {outlet}' if outlet else ''}", values)


PAGE = Page("missing", "/missing", view, QUESTIONS, label="Missing")
