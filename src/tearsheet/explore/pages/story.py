"""A story: its copies in time, and their texts against the lead's."""

from __future__ import annotations

from tearsheet.errors import NotHere
from tearsheet.explore.charts.times import Copy, story_line
from tearsheet.explore.diffs import VIEWS, shared_share, stretches
from tearsheet.explore.lists import Choice, chosen
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit

QUESTIONS = {
    "id": Question(
        "The id in use of a story that was once published under this one",
        "SELECT resolve_story($story_id) AS id",
    ),
    "copies": Question(
        "The members of the story, the lead first, with what is known of their order",
        """SELECT article_id, a.revision_id, a.outlet, a.title, a.language, a.published_on,
       a.published_at, a.published_confidence, a.relation, a.similarity, a.is_lead,
       a.lead_certain, a.words, c.first_is_known AS order_known
FROM (FROM copies WHERE story_id = $id) c JOIN articles a USING (article_id)
ORDER BY a.is_lead DESC, a.published_on NULLS LAST, a.published_at NULLS LAST, a.outlet,
         article_id""",
    ),
    "alone": Question(
        "The article that has no copy",
        """SELECT article_id, revision_id, outlet, title, language, published_on, published_at,
       published_confidence, relation, similarity, is_lead, lead_certain, words,
       lead_certain AS order_known
FROM articles WHERE article_id = $id AND story_id = $id""",
    ),
    "texts": Question(
        "The texts of the lead and of the copy",
        "SELECT article_id, text FROM articles WHERE article_id IN ($lead, $copy)",
    ),
    "likeness": Question(
        "What was verified of the two texts: word pairs that they share, of all and of the"
        " smaller text",
        """SELECT relation, jaccard, containment, evidence FROM relations
WHERE left_id IN ($lead_text, $copy_text) AND right_id IN ($lead_text, $copy_text)""",
    ),
}
#: Copies that the picture shows. judged
_MOST_SHOWN = 60


def view(visit: Visit) -> Sheet:
    """The story, and one of its copies against the lead."""
    key = visit.rows("id", story_id=visit.path["story_id"])[0]["id"]
    of = "copies"
    rows = visit.rows(of, id=key)
    if not rows:
        of = "alone"
        rows = visit.rows(of, id=key)
    if not rows:
        raise NotHere(f"No story {key} in this snapshot.")
    lead = rows[0]
    copy = next((r for r in rows[1:] if r["article_id"] == visit.query.get("copy")), None)
    copy = copy or (rows[1] if len(rows) > 1 else None)
    how = chosen(visit, "view", VIEWS)
    values = {
        "story_id": key,
        "copies": rows,
        "asked": of,
        "lead": lead,
        "copy": copy,
        "line": story_line("The copies in time", [_copy(visit, r) for r in rows[:_MOST_SHOWN]]),
        "how": how,
        "shown": None,
        "outlets": len({row["outlet"] for row in rows}),
    }
    if copy is not None:
        values |= _compared(visit, key, lead, copy, how)
    title = lead["title"] or "A story without a headline"
    return Sheet(f"{title}: {len(rows)} copies" if len(rows) > 1 else title, values)


def _compared(visit: Visit, key: str, lead: Row, copy: Row, how: str) -> Row:
    """The texts of the two, and what was verified of them."""
    pair = {"lead": lead["article_id"], "copy": copy["article_id"]}
    revisions = {"lead_text": lead["revision_id"], "copy_text": copy["revision_id"]}
    texts, likeness = visit.ask("texts", "likeness", **pair, **revisions)
    of = {row["article_id"]: row["text"] for row in texts}
    shown = stretches(of[pair["lead"]], of[pair["copy"]])

    def link(name: str) -> str:
        return visit.link("story", story_id=key, copy=pair["copy"], view=name)

    return {
        "shown": shown,
        "shared": shared_share(shown),
        "likeness": likeness[0] if likeness else None,
        "views": [Choice(VIEWS[name], link(name), name == how) for name in VIEWS],
    }


def _copy(visit: Visit, row: Row) -> Copy:
    return Copy(
        row["outlet"],
        row["published_on"],
        row["published_at"],
        row["is_lead"],
        bool(row["order_known"]),
        row["relation"],
        visit.link("article", article_id=row["article_id"]),
    )


PAGE = Page("story", "/story/{story_id}", view, QUESTIONS)
