"""Articles found by their words, counted by outlet, language, kind and month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from tearsheet.explore.lists import number_of
from tearsheet.explore.question import Question, literal
from tearsheet.explore.visit import Page, Sheet, Visit
from tearsheet.search.answer import Answer
from tearsheet.search.snippet import Snippet

#: Hits of a page, and values of a facet that are shown. judged
HITS, FACET_VALUES = 20, 12
#: What each facet is called; its values narrow the search by the filter of the second name.
_FACETS = {
    "outlet": ("Outlets", "outlet"),
    "language": ("Languages", "language"),
    "kind": ("In their story", "kind"),
    "month": ("Months", "published"),
}
_FILTERS = ("outlet", "language", "kind", "published", "captured")
_KEPT = ("q", *_FILTERS, "rank", "copies")


class Value(NamedTuple):
    """A value of a facet: how many hits have it, and where the search is that has it alone."""

    text: str
    hits: int
    held: int
    href: str
    is_chosen: bool


def view(visit: Visit) -> Sheet:
    """The box, and what it finds."""
    shown = box(visit)
    words, given = shown["words"], shown["given"]
    if not words:
        return Sheet("Search", shown)
    skip = number_of(visit, "skip") or 0
    options: dict[str, Any] = {name: given[name] or None for name in _FILTERS}
    is_every = given["copies"] == "every"
    rank = "date" if given["rank"] == "date" else "score"
    answer = visit.site.readers.search(
        visit.snapshot,
        words,
        {**options, "rank": rank, "one_a_story": not is_every, "limit": HITS, "offset": skip},
    )
    count = _count(words, options)
    return Sheet(
        f"{words} – search",
        {
            **shown,
            "answer": answer,
            "hits": [(hit, lit(hit.snippet)) for hit in answer.hits],
            "facets": list(_facets(visit, given, answer)),
            "chosen": [(n, given[n], _link(visit, given, {n: ""})) for n in _FILTERS if given[n]],
            "skip": skip,
            "before": _link(visit, given, {"skip": max(skip - HITS, 0)}) if skip else None,
            "after": _link(visit, given, {"skip": skip + HITS})
            if skip + HITS < answer.total
            else None,
            "count": count,
            "count_link": visit.link("sql", q=count.sql),
        },
    )


def box(visit: Visit) -> dict[str, Any]:
    """The box with what is asked, and no answer."""
    given = {name: visit.query.get(name, "").strip() for name in _KEPT}
    return {"words": given["q"], "given": given, "answer": None}


def _link(visit: Visit, given: dict[str, str], other: dict[str, Any]) -> str:
    """The search with another value of something."""
    return visit.link("search", **{**given, **other})


def _facets(
    visit: Visit, given: dict[str, str], answer: Answer
) -> Iterator[tuple[str, list[Value]]]:
    for name, (label, narrowed_by) in _FACETS.items():
        rows = answer.facets[name]
        rows = rows.tail(FACET_VALUES) if name == "month" else rows.head(FACET_VALUES)
        values = []
        for row in rows.iter_rows(named=True):
            value = row["value"]
            is_chosen = value is not None and given[narrowed_by] == value
            href = _link(visit, given, {narrowed_by: "" if is_chosen else value})
            values.append(Value(value or "unknown", row["hits"], row["held"] or 0, href, is_chosen))
        yield label, values


def _count(words: str, options: dict[str, Any]) -> Question:
    """The same search in SQL."""
    parts = [literal(words), *(f"{n} := {literal(v)}" for n, v in options.items() if v)]
    return Question(
        "Articles and stories that the search finds, of all outlets (null) and of each",
        f"""SELECT outlet, count(*) AS articles, count(DISTINCT story_id) AS stories
FROM search({", ".join(parts)}) JOIN articles USING (article_id)
GROUP BY ROLLUP (outlet) ORDER BY articles DESC, outlet NULLS FIRST""",
    )


def lit(snippet: Snippet) -> Markup:
    """A piece of a text with what answers the search marked."""
    parts, at = [], 0
    for first, last in snippet.marks:
        parts.append(
            Markup("{}<mark>{}</mark>").format(snippet.text[at:first], snippet.text[first:last])
        )
        at = last
    return Markup("").join([*parts, snippet.text[at:]])


PAGE = Page("search", "/search", view, label="Search", box=box)
