"""Which ad-hoc statements are let through: one SELECT, with none but harmless functions in it.

DuckDB itself keeps such a statement from files and settings; what is refused here are functions
that reach beyond the data, such as those that read settings, memory addresses or logs, and table
functions that nobody has looked at yet.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import orjson

from tearsheet.errors import Unsafe

#: Functions in FROM that make rows from their arguments alone.
TABLE_FUNCTIONS = frozenset(
    (
        "range",
        "generate_series",
        "unnest",
        "repeat",
        "repeat_row",
        "json_each",
        "json_tree",
        "summary",
    )
)
_REFUSED = re.compile(
    r"current_setting|getenv|getvariable|setseed|setval|nextval|currval|write_log|sleep_ms|which_secret|parse_duckdb_log_message"
    r"|json_execute_serialized_sql|json_serialize_sql|json_deserialize_sql|query|query_table|glob|pg_.*|duckdb_.*|pragma_.*|read_.*"
    r"|sniff_.*|parquet_.*|.*_scan|.*_external_resource.*|st_read.*|.*_logging|.*_profiling|.*checkpoint"
)
_REFUSED_TABLES = re.compile(r"(duckdb|pragma|pg|sqlite)_.*")
_ELSE = "for anything more open the archive's views.sql in a DuckDB shell"


def one_select(query: str, *, macros: frozenset[str]) -> str:
    """The statement without its semicolon, if it is exactly one SELECT of nothing but data. Raises
    Unsafe.

    `macros` are our own functions in FROM.
    """
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise Unsafe(f"this is not SQL that DuckDB reads: {error}") from None
    if len(statements) != 1:
        raise Unsafe(f"one SELECT at a time, please: this has {len(statements)} statements")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Unsafe(
            f"only SELECT is allowed here, this is {str(statements[0].type).rsplit('.', 1)[-1]}; "
            f"{_ELSE}"
        )
    for kind, name in _named(_tree(query)):
        is_refused = (
            _REFUSED_TABLES.fullmatch(name) if kind == "table" else _REFUSED.fullmatch(name)
        )
        if is_refused or (kind == "table function" and name not in TABLE_FUNCTIONS | macros):
            raise Unsafe(
                f"{name} is not allowed here, it reaches beyond the archive's data; {_ELSE}"
            )
    return _without_end(query)


def _without_end(query: str) -> str:
    """One statement without its semicolon and what comment comes after it: `'SELECT 1; -- x'`
    becomes `'SELECT 1'`.
    """
    for place in (n for n in reversed(range(len(query))) if query[n] == ";"):
        with contextlib.suppress(duckdb.Error):  # a semicolon inside a text
            if (
                not duckdb.extract_statements(query[place + 1 :])
                and len(duckdb.extract_statements(query[:place])) == 1
            ):
                query = query[:place]
    return query


def _tree(query: str) -> Any:
    """The statement as DuckDB parses it."""
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as connection:
        row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    tree = orjson.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise Unsafe(
            f"only plain SELECT is allowed here: "
            f"{tree.get('error_message', 'this cannot be checked')}; {_ELSE}"
        )
    return tree


def _named(node: Any) -> Iterator[tuple[str, str]]:
    """(kind, name in lower case) of every function and table in a parsed statement."""
    if isinstance(node, list):
        for item in node:
            yield from _named(item)
    elif isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield (
                "table function",
                str((node.get("function") or {}).get("function_name", "")).lower(),
            )
        if name := node.get("function_name"):
            yield "function", str(name).lower()
        if name := node.get("table_name"):
            yield "table", str(name).lower()
        for value in node.values():
            yield from _named(value)
