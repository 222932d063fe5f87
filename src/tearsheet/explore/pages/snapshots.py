"""Snapshots that are kept, and how two of them differ."""

from __future__ import annotations

from typing import Any

from tearsheet.errors import NoSnapshot, Usage
from tearsheet.explore.compare import ARTICLES, FATES, chosen_fate, reach_of
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
OF_ARTICLES = {"articles": ARTICLES}
OF_OUTLETS = {
    "outlets": Question(
        "Articles, versions and stories of each outlet, asked of both snapshots",
        """SELECT outlet, count(*) AS articles, sum(versions)::BIGINT AS versions,
       count(DISTINCT story_id) AS stories
FROM articles GROUP BY outlet ORDER BY outlet""",
    ),
}
OF_FIELDS = {
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
    """How two snapshots differ, as their manifests tell; what has to be compared comes apart."""
    before, after = _sides(visit)
    old, new = before.snapshot, after.snapshot
    counts = before.row_counts(), after.row_counts()
    values = {
        "old": old,
        "new": new,
        "tables": [(t, counts[0][t], counts[1][t], counts[1][t] - counts[0][t]) for t in counts[1]],
        "reach": reach_of(before, after),
        "hrefs": [visit.link_at(one.number, "overview") for one in (old, new)],
        "parts": {
            part: visit.link(f"difference_{part}", old=old.number, new=new.number)
            for part in ("articles", "outlets", "fields")
        },
    }
    return Sheet(f"Snapshots {old.number} and {new.number}", values)


def view_articles(visit: Visit) -> Sheet:
    """Articles that came, went or changed: one list of the three, in portions."""
    old, new = (side.snapshot for side in _sides(visit))
    visit.asked["articles"] = {}
    asked, skip = visit.query.get("articles"), skip_of(visit)
    counts, rows = visit.site.readers.compare(old, new, asked, size=ROWS + 1, skip=skip)
    shown = chosen_fate(counts, asked)

    def link(one: str) -> str:
        return visit.link("difference_articles", old=old.number, new=new.number, articles=one)

    values = {
        "fate": shown,
        "counts": counts,
        "found": cut_portion(visit, rows.to_pylist()),
        "fates": [Choice(f"{counts[o]:,} {o}", link(o), o == shown) for o in FATES if counts[o]],
        "link_at": visit.link_at,
    }
    return _part(visit, "Articles", old, new, values)


def view_outlets(visit: Visit) -> Sheet:
    """Outlets of which the two hold different numbers of anything."""
    old, new = (side.snapshot for side in _sides(visit))
    visit.asked["outlets"] = {}
    of: list[dict[str, Row]] = []
    for snapshot in (old, new):
        (table,) = visit.site.readers.rows(snapshot, [(OF_OUTLETS["outlets"].sql, {})])
        of.append({row["outlet"]: row for row in table.to_pylist()})
    rows = []
    for outlet in sorted(of[0].keys() | of[1].keys()):
        pairs = [tuple(side.get(outlet, {}).get(m, 0) for side in of) for m in _MEASURES]
        if any(one != other for one, other in pairs):
            rows.append({"outlet": outlet, "pairs": pairs})
    return _part(visit, "Outlets", old, new, {"outlets": rows})


def view_fields(visit: Visit) -> Sheet:
    """What the two read otherwise of the same captures; null where one is not kept any more."""
    old, new = (side.snapshot for side in _sides(visit))
    visit.asked["fields"] = {"old": old.number, "new": new.number}
    readers = visit.site.readers
    try:
        table = readers.compare_fields(visit.snapshot, (old, new), visit.sql_of("fields"))
    except NoSnapshot:
        return _part(visit, "Read otherwise", old, new, {"fields": None})
    return _part(visit, "Read otherwise", old, new, {"fields": table.to_pylist()})


def _part(visit: Visit, title: str, old: Snapshot, new: Snapshot, values: dict[str, Any]) -> Sheet:
    """A part of the page of two snapshots, with the way back to it."""
    of = f"snapshots {old.number} and {new.number}"
    back = visit.link("difference", old=old.number, new=new.number)
    return Sheet(f"{title}: {of}", {"old": old, "new": new, "of": of, "back": back, **values})


def _sides(visit: Visit) -> tuple[SearchableArchive, SearchableArchive]:
    """The archive in the two snapshots that a visit names. Raises Usage, NoSnapshot."""
    old, new = (SearchableArchive(visit.site.root, _number(visit, n)) for n in ("old", "new"))
    return old, new


def _number(visit: Visit, name: str) -> int:
    given = visit.query.get(name, "")
    if not given.isdecimal() or len(given) > 9:
        raise Usage("Two snapshots are compared by their numbers: old and new.")
    return int(given)


PAGE = Page("snapshots", "/snapshots", view, QUESTIONS, label="Snapshots")
_PATH = "/snapshots/difference"
PAGE_OF_TWO = Page("difference", _PATH, view_two)
PAGE_OF_ARTICLES = Page("difference_articles", f"{_PATH}/articles", view_articles, OF_ARTICLES)
PAGE_OF_OUTLETS = Page("difference_outlets", f"{_PATH}/outlets", view_outlets, OF_OUTLETS)
PAGE_OF_FIELDS = Page("difference_fields", f"{_PATH}/fields", view_fields, OF_FIELDS)
