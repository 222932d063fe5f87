"""A guarded SELECT: its rows as a table, a chart, and files to take along."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from starlette.responses import JSONResponse, Response, StreamingResponse

from tearsheet.errors import Usage
from tearsheet.explore.lists import Choice, chosen
from tearsheet.explore.reading import FORMS
from tearsheet.explore.results import KINDS, charts_of, is_number
from tearsheet.explore.visit import Page, Sheet, Visit
from tearsheet.query.contract.document import entries

#: Rows that the table shows, and characters of a cell. judged
MOST_ROWS, MOST_CHARS = 500, 2_000


def view(visit: Visit) -> Sheet:
    """The box, and the rows of what stands in it."""
    shown = box(visit)
    query = shown["query"]
    if not query:
        return Sheet("Ask in SQL", shown)
    if _is_from_elsewhere(visit):
        return Sheet("Ask in SQL", {**shown, "held_back": True})
    table = visit.site.readers.select(visit.snapshot, query)
    files = {form: visit.link("sql_rows", form=form, q=query) for form in FORMS}
    return Sheet(
        "Ask in SQL",
        {
            **shown,
            "found": table.slice(0, MOST_ROWS).to_pylist(),
            "names": table.column_names,
            "numbers": {f.name for f in table.schema if is_number(f.type)},
            "count": table.num_rows,
            **_charts(visit, query, table),
            "files": files,
            "written": written,
        },
    )


def box(visit: Visit) -> dict[str, Any]:
    """The box with what is asked, and no rows."""
    return {
        "query": visit.query.get("q", "").strip(),
        "entries": list(entries().values()),
        "held_back": False,
        "found": None,
    }


def _is_from_elsewhere(visit: Visit) -> bool:
    """Whether another site's page led here: what it asks is shown, and not run."""
    return visit.headers.get("sec-fetch-site") == "cross-site"


def _charts(visit: Visit, query: str, table: pa.Table) -> dict[str, Any]:
    """The chart that is asked for, or fits best, and the others."""
    charts = charts_of(table, written)
    if not charts:
        return {"chart": None, "kinds": []}
    kind = chosen(visit, "chart", charts)
    kinds = [
        Choice(KINDS[name], visit.link("sql", q=query, chart=name), name == kind) for name in charts
    ]
    return {"chart": charts[kind], "kinds": kinds}


def written(value: object) -> str:
    """A value as a cell shows it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)[:MOST_CHARS]
    text = str(value)
    return text if len(text) <= MOST_CHARS else f"{text[:MOST_CHARS]}…"


def view_rows(visit: Visit) -> Response:
    """The rows as a file."""
    form, query = visit.path["form"], visit.query.get("q", "")
    if form not in FORMS:
        raise Usage(f"Rows are taken along as {', '.join(FORMS)}, not as {form}.")
    if _is_from_elsewhere(visit):
        raise Usage("Another site asked for this file.")
    pieces = visit.site.readers.stream(visit.snapshot, query, form)
    first = next(pieces, b"")  # what cannot be asked is said before the file begins
    name = f"snapshot-{visit.snapshot.number}.{form}"

    def every() -> Any:
        yield first
        yield from pieces

    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(every(), media_type=FORMS[form], headers=headers)


def view_words(visit: Visit) -> Response:
    """What may be written in the box: tables, views and macros with their columns."""
    found = {entry.name: [c.name for c in entry.columns] for entry in entries().values()}
    return JSONResponse(found, headers={"cache-control": "max-age=3600"})


PAGE = Page("sql", "/sql", view, label="SQL", box=box)
PAGE_OF_ROWS = Page("sql_rows", "/sql/rows.{form}", view_rows)
PAGE_OF_WORDS = Page("sql_words", "/sql/words", view_words)
