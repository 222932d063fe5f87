"""Snapshots that are kept, and how two of them differ."""

from __future__ import annotations

from typing import Any

from tearsheet.errors import NoSnapshot, Usage
from tearsheet.explore.compare import ARTICLES, FATES, chosen_fate
from tearsheet.explore.lists import ROWS, Choice, cut_portion, skip_of
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit
from tearsheet.search.archive import SearchableArchive
from tearsheet.store import snapshots
from tearsheet.store.snapshots import Snapshot

QUESTIONS = {
    "runs": Question(
        "Which run published which snapshot",
        """SELECT snapshot_published AS number, run_id, kind, started_at FROM runs
WHERE snapshot_published IS NOT NULL ORDER BY number, started_at""",
    ),
}
TWO = {
    "articles": ARTICLES,
    "outlets": Question(
        "Articles, versions and stories of each outlet, asked of both snapshots",
        """SELECT outlet, count(*) AS articles, sum(versions)::BIGINT AS versions,
       count(DISTINCT story_id) AS stories
FROM articles GROUP BY outlet ORDER BY outlet""",
    ),
    "fields": Question(
        "Captures of which the two snapshots say different things, by field",
        """SELECT field, outlet, count(*) AS captures FROM parser_diff($old, $new)
GROUP BY field, outlet ORDER BY captures DESC, field, outlet LIMIT 200""",
    ),
}
_MEASURES = ("articles", "versions", "stories")


def view(visit: Visit) -> Sheet:
    """The snapshots, the newest first."""
    kept = snapshots.numbers(SearchableArchive(visit.site.root, visit.snapshot.number).objects)
    runs = {row["number"]: row for row in visit.rows("runs")}
    rows = [
        {
            "number": number,
            "run": runs.get(number),
            "href": visit.link_at(number, "overview"),
            "before": kept[place - 1] if place else None,
        }
        for place, number in enumerate(kept)
    ]
    return Sheet("Snapshots", {"rows": rows[::-1]})


def view_two(visit: Visit) -> Sheet:
    """How two snapshots differ: rows of tables, articles of outlets, and what is read otherwise."""
    old, new = (_number(visit, name) for name in ("old", "new"))
    before, after = (SearchableArchive(visit.site.root, number) for number in (old, new))
    counts = before.row_counts(), after.row_counts()
    values = {
        "old": before.snapshot,
        "new": after.snapshot,
        "tables": [(t, counts[0][t], counts[1][t], counts[1][t] - counts[0][t]) for t in counts[1]],
        **_articles(visit, before.snapshot, after.snapshot),
        "outlets": _outlets(visit, before.snapshot, after.snapshot),
        "fields": _fields(visit, old, new),
        "hrefs": [visit.link_at(number, "overview") for number in (old, new)],
    }
    return Sheet(f"Snapshots {old} and {new}", values)


def _number(visit: Visit, name: str) -> int:
    given = visit.query.get(name, "")
    if not given.isdecimal() or len(given) > 9:
        raise Usage("Two snapshots are compared by their numbers: old and new.")
    return int(given)


def _articles(visit: Visit, old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """Articles that came, went or changed: one list of the three, in portions."""
    visit.asked["articles"] = {}
    asked, skip = visit.query.get("articles"), skip_of(visit)
    counts, rows = visit.site.readers.compare(old, new, asked, size=ROWS + 1, skip=skip)
    shown = chosen_fate(counts, asked)

    def link(one: str) -> str:
        return visit.link("difference", old=old.number, new=new.number, articles=one) + "#articles"

    return {
        "fate": shown,
        "counts": counts,
        "found": cut_portion(visit, rows.to_pylist()),
        "fates": [Choice(f"{counts[o]:,} {o}", link(o), o == shown) for o in FATES if counts[o]],
        "link_at": visit.link_at,
    }


def _outlets(visit: Visit, old: Snapshot, new: Snapshot) -> list[Row]:
    """Outlets of which the two hold different numbers of anything."""
    visit.asked["outlets"] = {}
    of: list[dict[str, Row]] = []
    for snapshot in (old, new):
        (table,) = visit.site.readers.rows(snapshot, [(TWO["outlets"].sql, {})])
        of.append({row["outlet"]: row for row in table.to_pylist()})
    rows = []
    for outlet in sorted(of[0].keys() | of[1].keys()):
        pairs = [tuple(side.get(outlet, {}).get(m, 0) for side in of) for m in _MEASURES]
        if any(one != other for one, other in pairs):
            rows.append({"outlet": outlet, "pairs": pairs})
    return rows


def _fields(visit: Visit, old: int, new: int) -> list[Row] | None:
    """What the two read otherwise of the same captures; null where one is not kept any more."""
    visit.asked["fields"] = {"old": old, "new": new}
    try:
        table = visit.site.readers.select(visit.snapshot, visit.sql_of("fields"))
    except NoSnapshot:
        return None
    rows: list[Row] = table.to_pylist()
    return rows


PAGE = Page("snapshots", "/snapshots", view, QUESTIONS, label="Snapshots")
PAGE_OF_TWO = Page("difference", "/snapshots/difference", view_two, TWO)
