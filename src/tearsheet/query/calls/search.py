"""Calls of `search('…')` in a statement: found before it is checked, and answered by a table.

The articles that a call stands for are put into a temporary table, and `search` is a macro over it:
so the statement stays as it was written, and what runs is checked as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import orjson

from tearsheet.errors import Unsafe

NAME = "search"
#: What a call may say besides the words, by name; each is a text.
OPTIONS = ("outlet", "published", "captured", "language", "kind", "story")
_TABLE = "articles_found_by_search"
_MAY_CALL = re.compile(r"\bsearch\W*\(", re.IGNORECASE)
_LITERALS = "search takes words and filters as they stand, such as search('harbour', outlet := 'x')"


@dataclass(frozen=True, slots=True)
class SearchCall:
    """One call: its words, and its filters by name."""

    asked: str
    options: tuple[tuple[str, str], ...]


def answer_calls(
    query: str,
    connection: duckdb.DuckDBPyConnection,
    found_by: Callable[[SearchCall], tuple[list[str], list[float]]],
) -> None:
    """Make `search` answer the calls of it in a query, where there are any, with what `found_by`
    finds.
    """
    found = search_calls(query, connection)
    if found:
        make_search(connection)
    for call in found:
        put_found(connection, call, *found_by(call))


def search_calls(query: str, connection: duckdb.DuckDBPyConnection) -> list[SearchCall]:
    """The calls of `search` in FROM; none in what DuckDB cannot read. Raises Unsafe where one's
    arguments are not literal.
    """
    if not _MAY_CALL.search(query):
        return []
    row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    try:
        tree = orjson.loads(row[0]) if row else {}
    except orjson.JSONDecodeError:
        return []
    calls = [_call(node) for node in _functions(tree.get("statements", []))]
    return list(dict.fromkeys(calls))


def _functions(tree: Any) -> Iterator[Any]:
    """The calls of `search` that stand in FROM."""
    rest = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, dict):
            if node.get("type") == "TABLE_FUNCTION":
                path = [str(part).lower() for part in node["function"]["qualified_name"]["path"]]
                if path == [NAME]:
                    yield node["function"]
            rest += node.values()
        elif isinstance(node, list):
            rest += node


def _call(function: Any) -> SearchCall:
    asked: list[str] = []
    options: dict[str, str] = {}
    for argument in function["arguments"]:
        name, value = argument["name"].lower(), argument["expression"]
        literal = value.get("literal") or {}
        if value.get("class") != "CONSTANT" or literal.get("kind") != "STRING":
            raise Unsafe(_LITERALS)
        if not name:
            asked.append(literal["text"])
        elif name in OPTIONS:
            options[name] = literal["text"]
        else:
            raise Unsafe(f"search has no filter {name}: it has {', '.join(OPTIONS)}")
    if len(asked) != 1:
        raise Unsafe(_LITERALS)
    return SearchCall(asked[0], tuple(sorted(options.items())))


def make_search(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macro, and its table without a row."""
    columns = "".join(f"given_{name} VARCHAR, " for name in ("asked", *OPTIONS))
    connection.execute(f"CREATE TEMP TABLE {_TABLE} ({columns}article_id VARCHAR, score DOUBLE)")
    parameters = "".join(f", {name} := NULL" for name in OPTIONS)
    fits = "".join(f" AND f.given_{name} IS NOT DISTINCT FROM {name}" for name in OPTIONS)
    connection.execute(
        f"CREATE TEMP MACRO {NAME}(asked{parameters}) AS TABLE SELECT f.article_id, f.score "
        f"FROM {_TABLE} f WHERE f.given_asked = asked{fits}"
    )


def put_found(
    connection: duckdb.DuckDBPyConnection, call: SearchCall, ids: list[str], scores: list[float]
) -> None:
    """Put the articles that a call stands for into the table."""
    given = dict(call.options)
    values = [call.asked, *(given.get(name) for name in OPTIONS)]
    marks = ", ".join("?" for _ in values)
    connection.execute(
        f"INSERT INTO {_TABLE} SELECT {marks}, unnest(?), unnest(?)", [*values, ids, scores]
    )
