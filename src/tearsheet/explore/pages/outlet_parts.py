"""What is counted of an outlet over all of the archive, or over all of its texts: a page each."""

from __future__ import annotations

from tearsheet.errors import NotHere
from tearsheet.explore.lists import Choice, chosen
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Sheet, Visit

COPYING = {
    "copied": Question(
        "Outlets that printed stories before it",
        """SELECT earlier_outlet AS outlet, stories, open_stories, shared_stories,
  median_days_behind
FROM who_copies_whom WHERE later_outlet = $outlet
ORDER BY stories DESC, outlet LIMIT 25""",
    ),
    "copying": Question(
        "Outlets that printed stories after it",
        """SELECT later_outlet AS outlet, stories, open_stories, shared_stories,
  median_days_behind
FROM who_copies_whom WHERE earlier_outlet = $outlet
ORDER BY stories DESC, outlet LIMIT 25""",
    ),
    "shares": Question(
        "What of it is its own, by month of publication",
        """SELECT month, articles, own, wire, copied, open, own_share FROM original_share
WHERE outlet = $outlet ORDER BY month DESC LIMIT 36""",
    ),
}
PHRASES = {
    "months": Question(
        "Its months of publication, the newest first",
        """SELECT coalesce(strftime(published_on, '%Y-%m'), 'unknown') AS published_month,
  count(*) AS articles
FROM articles WHERE outlet = $outlet
GROUP BY published_month ORDER BY published_month = 'unknown', published_month DESC""",
    ),
    "phrases": Question(
        "Runs of four words that stand in at least three of its stories of a month",
        """SELECT phrase, stories FROM stock_phrases(slug := $outlet, of_month := $month)
ORDER BY stories DESC, phrase LIMIT 50""",
    ),
}
#: Months that lie around the chosen one, to be chosen too. judged
_MONTHS = 12
DRIFT = {
    "drift": Question(
        "Its last days that are far off the 28 days before them",
        """SELECT captured_on, measure, value, usual, deviations, grade FROM drift
WHERE outlet = $outlet AND grade IN ('alarm', 'watch')
ORDER BY captured_on DESC, measure LIMIT 50""",
    ),
    "sources": Question(
        "By what its articles are dated, by month of first capture",
        """SELECT captured_month, source, articles, share, mean_confidence FROM date_sources
WHERE outlet = $outlet ORDER BY captured_month DESC, articles DESC, source LIMIT 50""",
    ),
}


def view_copying(visit: Visit) -> Sheet:
    """Whom it copies, who copies it, and what is its own."""
    outlet = visit.path["outlet"]
    copied, copying, shares = visit.ask(*COPYING, outlet=outlet)
    title = f"Copies of {outlet}, and by it"
    values = {"outlet": outlet, "copied": copied, "copying": copying, "shares": shares}
    return Sheet(title, values)


def view_phrases(visit: Visit) -> Sheet:
    """Its formulae of a month, by default the last."""
    outlet = visit.path["outlet"]
    months = [row["published_month"] for row in visit.rows("months", outlet=outlet)]
    if not months:
        raise NotHere(f"Snapshot {visit.snapshot.number} has no article of {outlet}.")
    month = chosen(visit, "month", months)
    near = months[max(months.index(month) - _MONTHS // 2, 0) :][:_MONTHS]
    values = {
        "outlet": outlet,
        "month": month,
        "months": [
            Choice(one, visit.link("phrases", outlet=outlet, month=one), one == month)
            for one in near
        ],
        "phrases": visit.rows("phrases", outlet=outlet, month=month),
    }
    return Sheet(f"Stock phrases of {outlet}, {month}", values)


def view_drift(visit: Visit) -> Sheet:
    """What of its days is off what is usual."""
    outlet = visit.path["outlet"]
    drift, sources = visit.ask(*DRIFT, outlet=outlet)
    return Sheet(f"Drift of {outlet}", {"outlet": outlet, "drift": drift, "sources": sources})


PAGE_OF_COPYING = Page("copying", "/outlet/{outlet}/copying", view_copying, COPYING)
PAGE_OF_PHRASES = Page("phrases", "/outlet/{outlet}/phrases", view_phrases, PHRASES)
PAGE_OF_DRIFT = Page("drift", "/outlet/{outlet}/drift", view_drift, DRIFT)
