"""Two versions of an article, word by word."""

from __future__ import annotations

from tearsheet.errors import NotHere, Usage
from tearsheet.explore.diffs import VIEWS, shared_share, stretches
from tearsheet.explore.lists import Choice, chosen
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit
from tearsheet.query.diff import FIELDS

QUESTIONS = {
    "id": Question(
        "The id in use of an article that was once published under this one",
        "SELECT resolve_id($article_id) AS id",
    ),
    "versions": Question(
        "The versions of the article: when each was first captured, and how it differs from the one"
        " before",
        """SELECT version, revision_id, title, byline, section, url, published_on, modified_at,
       language, first_captured_at, last_captured_at, sightings, words, order_known, change_kind,
       chars_added, chars_removed, outlet
FROM revisions WHERE article_id = $id ORDER BY version""",
    ),
    "texts": Question(
        "The texts of the two versions",
        """SELECT version, text FROM revisions
WHERE article_id = $id AND version IN ($old, $new) ORDER BY version""",
    ),
}


def view(visit: Visit) -> Sheet:
    """The versions, by default the last two."""
    key = visit.rows("id", article_id=visit.path["article_id"])[0]["id"]
    rows = visit.rows("versions", id=key)
    if not rows:
        raise NotHere(f"No article {key} in this snapshot.")
    known = {row["version"]: row for row in rows}
    old, new = _chosen(visit, sorted(known))
    texts = {r["version"]: r["text"] for r in visit.rows("texts", id=key, old=old, new=new)}
    shown = stretches(texts[old], texts[new])
    how = chosen(visit, "view", VIEWS)
    between = range(min(old, new) + 1, max(old, new) + 1)
    values = {
        "article_id": key,
        "versions": rows,
        "old": known[old],
        "new": known[new],
        "facts": _facts(known[old], known[new]),
        "shown": shown,
        "shared": shared_share(shown),
        "how": how,
        "views": [_choice(visit, key, (old, new), name, how) for name in VIEWS],
        "order_known": all(known[v]["order_known"] is not False for v in between if v in known),
        "before": {row["version"]: rows[n - 1]["version"] for n, row in enumerate(rows) if n},
    }
    named = known[new]["title"] or "An article without a headline"
    return Sheet(f"{named}: version {old} and version {new}", values)


def _chosen(visit: Visit, versions: list[int]) -> tuple[int, int]:
    """The numbers of the two versions. Raises Usage for such as there are none of."""
    last = versions[-2:] if len(versions) > 1 else versions * 2
    asked = [visit.query.get("old") or str(last[0]), visit.query.get("new") or str(last[1])]
    for one in asked:
        if not one.isdecimal() or int(one) not in versions:
            raise Usage(f"It has no version {one}: it has {', '.join(map(str, versions))}.")
    return int(asked[0]), int(asked[1])


def _facts(old: Row, new: Row) -> list[tuple[str, object, object]]:
    """What else the two versions state differently."""
    return [(fact, old[fact], new[fact]) for fact in FIELDS if old[fact] != new[fact]]


def _choice(visit: Visit, key: str, pair: tuple[int, int], name: str, how: str) -> Choice:
    href = visit.link("diff", article_id=key, old=pair[0], new=pair[1], view=name)
    return Choice(VIEWS[name], href, name == how)


PAGE = Page("diff", "/article/{article_id}/diff", view, QUESTIONS)
