"""Which conditions a query puts on the columns of each table, as DuckDB itself plans it.

The query is planned over empty tables, which opens no file. They are made in the connection that
will answer it, since opening another takes longer than most answers, and dropped before the real
tables are made. What DuckDB's optimizer pushes down to the scan of a table holds for every row that
the query takes of it, through views, joins, subqueries and names given by WITH alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import orjson

from tearsheet.query.reading import past
from tearsheet.store import views
from transforms.schemas import TABLES

Node = Mapping[str, Any]
#: What a scan of one table asks of its rows: expressions that all hold.
Conditions = tuple[Node, ...]
#: An optimizer that looks into the tables would find them empty.
_DATA_BLIND = "SET disabled_optimizers = 'statistics_propagation,empty_result_pullup'"
_SEEING = "RESET disabled_optimizers"
_MAYBE = "optional: "


@contextmanager
def planning(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> Iterator[None]:
    """Within it these tables and views, and what they read, are there without a row; behind it the
    connection is as it was.
    """
    connection.execute(_DATA_BLIND)
    connection.begin()
    try:
        make_empty(connection, names)
        yield
    finally:
        connection.rollback()
        connection.execute(_SEEING)


def make_empty(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Make these tables and views, and what they read, all without a row."""
    tables, ordered = views.names_needed(names)
    if views.COMPARING.intersection(names):
        past.make_past(connection, {}, str)
    for table in tables:
        connection.execute(views.empty_table_sql(table))
    for name in ordered:
        connection.execute(views.definitions()[name])


def conditions(
    connection: duckdb.DuckDBPyConnection, query: str, params: object = None
) -> dict[str, list[Conditions]]:
    """The conditions of every scan of each table that a query plans; nothing where it has no plan.

    A table that is not among the keys is one of which the plan does not tell.
    """
    try:
        row = connection.execute(f"EXPLAIN (FORMAT json) {query}", params).fetchone()
        plan = orjson.loads(row[1]) if row else []
        found: dict[str, list[Conditions]] = {}
        for table, texts in _scans(plan):
            found.setdefault(table, []).append(
                tuple(e for text in texts if (e := _parse(connection, text)) is not None)
            )
        return found
    except (duckdb.Error, orjson.JSONDecodeError, KeyError):
        return {}


def _scans(plan: Sequence[Node]) -> Iterator[tuple[str, list[str]]]:
    """(table, the texts of what its rows must fulfil) of every scan in a plan: the scan's own
    filters, and those of a filter right above it.
    """
    rest: list[tuple[Node, list[str]]] = [(node, []) for node in plan]
    while rest:
        node, above = rest.pop()
        info = node["extra_info"]
        here = _texts(info.get("Expression")) if node["name"].strip() == "FILTER" else []
        rest += [(child, here) for child in node["children"]]
        table = str(info.get("Table", "")).rsplit(".", 1)[-1]
        if table in TABLES:
            yield table, [*above, *_texts(info.get("Filters"))]


def _texts(value: Any) -> list[str]:
    """What EXPLAIN gives as one text, as several, or not at all."""
    return [value] if isinstance(value, str) else list(value or ())


def _parse(connection: duckdb.DuckDBPyConnection, text: str) -> Node | None:
    """An expression as DuckDB parses it; null where it is not one."""
    sql = f"SELECT {text.removeprefix(_MAYBE)}"
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree: Node = orjson.loads(row[0]) if row else {"error": True}
    if tree["error"] or len(tree["statements"]) != 1:
        return None
    expressions = tree["statements"][0]["node"]["select_list"]
    return expressions[0] if len(expressions) == 1 else None
