"""One article: headlines, text, days, versions, copies, links, and the bytes behind it."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from tearsheet.errors import NotHere, Usage
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit

#: Rows of a section. judged
MOST_ROWS = 100
_HEAD = {
    "article": Question(
        "The article, in its latest version",
        "SELECT * FROM articles WHERE article_id = $article_id",
    ),
    "id": Question("The id in use", "SELECT resolve_id($article_id) AS article_id"),
}
#: All of them know the outlet: whatever speaks of an article is of its outlet, and files are sorted
#: by that.
_SECTIONS = {
    "headlines": Question(
        "The headlines that captures of the article print or state",
        """SELECT text, source, bool_or(is_chosen) AS is_chosen, count(*) AS captures,
  max(evidence) AS evidence
FROM headlines WHERE article_id = $article_id AND outlet = $outlet
GROUP BY text, source ORDER BY is_chosen DESC, captures DESC, source, text""",
    ),
    "days": Question(
        "Every piece of evidence for its day, those that lost too",
        f"""SELECT value_on, value_at, not_before, not_after, precision, source, confidence,
  is_chosen, evidence, capture_id, count(*) AS times
FROM dates WHERE article_id = $article_id AND outlet = $outlet
GROUP BY ALL ORDER BY is_chosen DESC, confidence DESC, source, value_on, capture_id
LIMIT {MOST_ROWS}""",
    ),
    "versions": Question(
        "Its versions, in order of their first capture",
        """SELECT version, revision_id, title, words, first_captured_at, last_captured_at,
  sightings, change_kind, chars_added, chars_removed, order_known
FROM revisions WHERE article_id = $article_id AND outlet = $outlet ORDER BY version""",
    ),
    "links": Question(
        "The addresses to which its text links, in any version",
        f"""SELECT url, text, source, in_latest, status, linked_id, linked_outlet, linked_title
FROM links WHERE article_id = $article_id AND outlet = $outlet
ORDER BY in_latest DESC, url LIMIT {MOST_ROWS}""",
    ),
    "listings": Question(
        "What other pages say of it",
        f"""SELECT source, text, listed_on, match_rule, count(*) AS times,
  min(capture_id) AS capture_id
FROM listings WHERE article_id = $article_id AND outlet = $outlet
GROUP BY ALL ORDER BY listed_on NULLS LAST, times DESC, text LIMIT {MOST_ROWS}""",
    ),
    "captures": Question(
        "The captures that show it, and where their bytes stand",
        f"""SELECT capture_id, article_no, captured_at, url, landed_from, raw_sha256, raw_bytes,
  revision_id, raw_object, raw_offset, raw_length, raw_coding
FROM trace WHERE article_id = $article_id
ORDER BY captured_at NULLS LAST, capture_id LIMIT {MOST_ROWS}""",
    ),
}
#: Asked where there is anything to tell.
_AT_NEED = {
    "history": Question(
        "The headlines that it has had, in order",
        """SELECT headline_no, title, sightings, first_seen_at, last_seen_at
FROM headline_history WHERE article_id = $article_id AND outlet = $outlet
ORDER BY headline_no""",
    ),
    "copies": Question(
        "The articles of its story",
        f"""SELECT article_id, outlet, title, published_on, relation, similarity, is_lead,
  first_is_known
FROM copies WHERE story_id = $story_id
ORDER BY is_lead DESC, published_on NULLS LAST, outlet, article_id LIMIT {MOST_ROWS}""",
    ),
    "blocks": Question(
        "The blocks of the page, in order, with the rule that told each",
        """SELECT block_no, article_no, kind, rule, text, language FROM blocks
WHERE capture_id = $capture_id AND outlet = $outlet ORDER BY block_no""",
    ),
}
QUESTIONS = {**_HEAD, **_SECTIONS, **_AT_NEED}
NO_HEADLINE = "(no headline)"
#: Kinds of blocks that are an article's text.
TEXT_KINDS = ("body", "heading", "list_item", "table_row", "quote")


def view(visit: Visit) -> Sheet | Response:
    """The article; an older id leads to the one in use."""
    key = visit.path["article_id"]
    if not key.isalnum():
        raise Usage(f"{key!r} is no article’s id: they are hexadecimal.")
    found = visit.rows("article", article_id=key)
    if not found:
        return _of_alias(visit, key)
    article = found[0]
    sections = dict(zip(_SECTIONS, _sections(visit, article), strict=True))
    captures = sections["captures"]
    shown = next((c for c in captures if c["revision_id"] == article["revision_id"]), None)
    blocks = _blocks(visit, article, shown)
    return Sheet(
        article["title"] or NO_HEADLINE,
        {
            **sections,
            **_at_need(visit, article, sections["headlines"]),
            "article": article,
            "shown": shown,
            "blocks": blocks,
            "is_told_apart": any(b["kind"] in TEXT_KINDS for b in blocks),
            "text_kinds": TEXT_KINDS,
            "most": MOST_ROWS,
        },
    )


def _sections(visit: Visit, article: Row) -> list[list[Row]]:
    return visit.ask(*_SECTIONS, article_id=article["article_id"], outlet=article["outlet"])


def _at_need(visit: Visit, article: Row, headlines: list[Row]) -> dict[str, list[Row]]:
    """Its copies where it has any, and its headlines in order where it has had several."""
    wanted = ["copies"] if article["story_size"] > 1 else []
    if len({row["text"] for row in headlines if row["is_chosen"]}) > 1:
        wanted.append("history")
    known = {name: article[name] for name in ("article_id", "outlet", "story_id")}
    rows = visit.ask(*wanted, **known) if wanted else []
    return {"copies": [], "history": [], **dict(zip(wanted, rows, strict=True))}


def _blocks(visit: Visit, article: Row, capture: Row | None) -> list[Row]:
    """The blocks of the capture that shows the latest version."""
    if capture is None:
        return []
    return visit.rows("blocks", capture_id=capture["capture_id"], outlet=article["outlet"])


def _of_alias(visit: Visit, key: str) -> Response:
    """The way to the id in use. Raises NotHere where there is none."""
    current: Any = visit.rows("id", article_id=key)[0]["article_id"]
    if current == key:
        number = visit.snapshot.number
        for stone in visit.site.tombstones(key):
            raise NotHere(f"{key} was withdrawn on {stone.withdrawn_at[:10]}: {stone.reason}")
        raise NotHere(f"Snapshot {number} has no article {key}, and none that was called so.")
    return RedirectResponse(visit.link("article", article_id=current), 307)


def view_citation(visit: Visit) -> Sheet:
    """How the article is cited, in every form."""
    key = visit.path["article_id"]
    cited = visit.site.readers.cite(visit.snapshot, key)
    return Sheet("Cite the article", {"cited": cited, "article_id": key})


PAGE_OF_CITATION = Page("citation", "/article/{article_id}/citation", view_citation)
PAGE = Page("article", "/article/{article_id}", view, QUESTIONS)
