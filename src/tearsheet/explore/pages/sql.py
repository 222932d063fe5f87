"""A guarded SELECT, and its rows."""

from __future__ import annotations

from tearsheet.explore.visit import Page, Sheet, Visit


def view(visit: Visit) -> Sheet:
    """The box, and the rows of what stands in it."""
    query = visit.query.get("q", "").strip()
    if not query:
        return Sheet("Ask in SQL", {"query": "", "names": [], "rows": []})
    table = visit.site.readers.select(visit.snapshot.number, query)
    values = {"query": query, "names": table.column_names, "rows": table.to_pylist()}
    return Sheet("Ask in SQL", values)


PAGE = Page("sql", "/sql", view, label="SQL")
