"""What the archive holds."""

from __future__ import annotations

from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Sheet, Visit

QUESTIONS = {
    "outlets": Question(
        "Articles held of each outlet, and those that its pages name and the archive lacks",
        """SELECT outlet, sum(articles)::BIGINT AS articles, sum(missing)::BIGINT AS missing,
       min(month) FILTER (month <> 'unknown') AS first_month,
       max(month) FILTER (month <> 'unknown') AS last_month
FROM coverage GROUP BY outlet ORDER BY articles DESC, outlet""",
    ),
}


def view(visit: Visit) -> Sheet:
    """The overview."""
    (outlets,) = visit.ask("outlets")
    return Sheet("What the archive holds", {"outlets": outlets})


PAGE = Page("overview", "/", view, QUESTIONS, label="Overview")
