"""All outlets, and the alarms of their days."""

from __future__ import annotations

from tearsheet.explore.lists import portion_of
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Sheet, Visit

QUESTIONS = {
    "outlets": Question(
        "Articles held of each outlet, those that its pages name and the archive lacks, and its "
        "months",
        """SELECT outlet, sum(articles)::BIGINT AS articles, sum(missing)::BIGINT AS missing,
  sum(articles) / sum(articles + missing) AS share_held,
  min(month) FILTER (month <> 'unknown') AS first_month,
  max(month) FILTER (month <> 'unknown') AS last_month
FROM coverage GROUP BY outlet
ORDER BY articles DESC, outlet LIMIT $size OFFSET $skip""",
    ),
}
ALARMS = {
    "alarms": Question(
        "Days of outlets that are far off the 28 days before, with the measure that is",
        """SELECT outlet, captured_on, measure, value, usual, deviations, grade FROM drift
WHERE grade IN ('alarm', 'watch')
ORDER BY captured_on DESC, abs(deviations) DESC, outlet, measure LIMIT 25""",
    ),
}


def view(visit: Visit) -> Sheet:
    """All outlets."""
    return Sheet("Outlets", {"found": portion_of(visit, "outlets")})


def view_alarms(visit: Visit) -> Sheet:
    """The last days that are off what is usual."""
    return Sheet("Alarms", {"alarms": visit.rows("alarms")})


PAGE = Page("outlets", "/outlets", view, QUESTIONS, label="Outlets")
PAGE_OF_ALARMS = Page("alarms", "/alarms", view_alarms, ALARMS)
