"""Which ad-hoc statements are let through: one SELECT, made of what is known to be harmless.

The statement is walked as DuckDB parses it. Every kind of node, every function and every table in
it must be on a list of those allowed, so that what is new in DuckDB is refused until somebody has
looked at it. DuckDB itself is locked besides (see `archive`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import duckdb
import orjson

from tearsheet.errors import Unsafe
from tearsheet.query.functions import FUNCTIONS, TABLE_FUNCTIONS

_Node = Mapping[str, Any]
#: What is in a statement besides expressions: queries, what stands in FROM, what follows a query.
_KINDS = frozenset(
    (
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY"),
        *("PIVOT", "SHOW_REF"),
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING", "DECIMAL_TYPE_INFO"),
    )
)
#: Classes of expressions.
_CLASSES = frozenset(
    (
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION"),
        *("CONSTANT", "FUNCTION", "LAMBDA", "LAMBDA_REF", "OPERATOR", "PARAMETER"),
        *("POSITIONAL_REFERENCE",),
        *("STAR", "SUBQUERY", "TYPE", "WINDOW"),
    )
)
#: Where no column has such a name, DuckDB takes the word for a call.
_CALLED_WITHOUT_BRACKETS = frozenset(
    (
        *("current_catalog", "current_connection_id", "current_database", "current_query"),
        *("current_query_id", "current_role", "current_schema", "current_schemas"),
        *("current_setting", "current_transaction_id", "current_user", "session_user"),
    )
)
_FOLDED = str.maketrans(ascii_uppercase, ascii_lowercase)
#: Views of DuckDB's own that tell the names and types of tables and columns, and nothing else.
CATALOG = frozenset((("information_schema", "columns"), ("information_schema", "tables")))
#: What SHOW shows: the names of the tables.
_SHOWN = frozenset(('"tables"', "__show_tables_expanded"))
#: Names less alike than this are no misspellings of one another. judged
_ALIKE = 0.75
#: What names of files end in that DuckDB reads where a table's name may stand.
_FILES = (".parquet", ".csv", ".json", ".jsonl", ".ndjson", ".gz")
_ELSE = "for anything more open the archive's views.sql in a DuckDB shell"


def one_select(
    query: str,
    connection: duckdb.DuckDBPyConnection,
    *,
    tables: frozenset[str],
    macros: frozenset[str],
) -> str:
    """The statement in the form `FROM (…)`, if it is exactly one harmless SELECT.

    `tables` and `macros` are the names that are the archive's own; the connection only parses.
    Raises Unsafe, which names what is refused.
    """
    try:
        query.encode()
        statements = connection.extract_statements(query)
    except (duckdb.Error, UnicodeEncodeError) as error:
        raise Unsafe(f"this is not SQL that DuckDB reads: {error}") from None
    if not statements:
        raise Unsafe("there is nothing to ask here: write a SELECT, such as SELECT * FROM articles")
    if len(statements) != 1:
        raise Unsafe(f"one SELECT at a time, please: this has {len(statements)} statements")
    kind = _kind(statements[0])
    if kind == "MULTI":
        raise Unsafe("PIVOT has to name its values here: PIVOT … ON column IN (value, …)")
    if kind != "SELECT":
        raise Unsafe(f"only SELECT is allowed here, this is {kind}; {_ELSE}")
    rows = f"FROM (\n{_without_end(query)}\n)"
    _Reader(tables, macros).read(_parse(rows, connection))  # what is checked is what will run
    return rows


def names_in(query: str, known: frozenset[str]) -> list[str]:
    """The tables, views and macros of the contract whose names stand in a query; all of them where
    it asks which there are.

    A word that only looks like one costs a view that nobody reads; DuckDB's own list of names needs
    every table to exist.
    """
    words = set(re.findall(r"[a-z_]+", query.lower()))
    return sorted(known if words & {"show", "information_schema"} else words & known)


def _kind(statement: duckdb.Statement) -> str:
    """The kind of a statement in a word; DuckDB has some that its Python package can't name."""
    try:
        return str(statement.type).rsplit(".", 1)[-1]
    except ValueError:
        return "another statement"


def _without_end(query: str) -> str:
    """One statement without its semicolon and the comments around it: `'SELECT 1; -- x'` becomes
    `'SELECT 1'`. Its lines keep their numbers.
    """
    raw = query.encode()
    places = [
        (place, raw[place : place + 1] == b";")
        for place, kind in duckdb.tokenize(query)
        if kind != duckdb.token_type.comment
    ]
    start = next(place for place, is_end in places if not is_end)
    end = next((place for place, is_end in places if is_end and place > start), len(raw))
    return "\n" * raw.count(b"\n", 0, start) + raw[start:end].decode(errors="replace")


def _parse(query: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """The statement as DuckDB parses it."""
    row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    try:
        tree: _Node = orjson.loads(row[0]) if row else {"error": True}
    except orjson.JSONDecodeError:
        raise Unsafe("this is nested too deeply to be checked") from None
    if tree["error"]:
        said = tree.get("error_message", "this cannot be checked")
        raise Unsafe(f"only plain SELECT is allowed here: {said}; {_ELSE}")
    if len(tree["statements"]) != 1:
        raise Unsafe(f"one SELECT at a time, please: this has {len(tree['statements'])} statements")
    return tree["statements"]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a parsed statement, and raises Unsafe at the first thing that is on no list."""

    tables: frozenset[str]
    macros: frozenset[str]
    #: The names that WITH gives around what is read.
    given: frozenset[str] = frozenset()

    def read(self, tree: Any) -> None:
        """Check every node of a tree. A statement may nest deeper than Python does."""
        rest = [(self, tree)]
        while rest:
            reader, node = rest.pop()
            if isinstance(node, dict):
                reader._check(node)
                rest += reader._inside(node)
            elif isinstance(node, list):
                rest += [(reader, item) for item in node]

    def _inside(self, node: _Node) -> Iterator[tuple[_Reader, Any]]:
        """What is in a node, each with who reads it.

        What WITH names is read with the names before its own, and with its own where it is
        recursive; all of them stand for the rest of the node.
        """
        reader = self
        for entry in (node.get("cte_map") or {}).get("map", ()):
            body, named = entry["value"], reader._knowing(entry["key"])
            is_recursive = body["query_node"]["type"] == "RECURSIVE_CTE_NODE"
            yield (named if is_recursive else reader), body
            reader = named
        for key, value in node.items():
            if node.get("type") == "TABLE_FUNCTION" and key == "function":
                yield reader, list(value.values())  # the call itself is checked as one in FROM
            elif key != "cte_map":
                yield reader, value

    def _knowing(self, name: str) -> _Reader:
        return replace(self, given=self.given | {_fold(name)})

    def _check(self, node: _Node) -> None:
        kind = node.get("type")
        if not isinstance(kind, str):  # a part of a node, or the type of a number
            return
        if "class" in node:
            self._check_expression(node)
        elif kind not in _KINDS:
            name = kind.removesuffix("_NODE").removesuffix("_QUERY").replace("_", " ")
            raise Unsafe(f"{name} is not allowed here, it is no part of a plain SELECT; {_ELSE}")
        elif kind == "BASE_TABLE":
            self._check_table(_path(node))
        elif kind == "SHOW_REF":
            self._check_shown(node)
        elif kind == "TABLE_FUNCTION":
            self._check_call(_path(node["function"]), TABLE_FUNCTIONS | self.macros, " in FROM")

    def _check_expression(self, node: _Node) -> None:
        if node["class"] not in _CLASSES:
            raise Unsafe(f"{node['class']} is not allowed here; {_ELSE}")
        if node["class"] in ("FUNCTION", "WINDOW"):
            self._check_call(_path(node), FUNCTIONS | self.macros)
        if node["class"] == "COLUMN_REF":
            *place, name = map(_fold, node["column_names"])
            if not place and name in _CALLED_WITHOUT_BRACKETS:
                raise _no_function(name, "", frozenset())

    def _check_call(self, path: tuple[str, ...], allowed: frozenset[str], where: str = "") -> None:
        if path[-1] not in allowed:
            raise _no_function(path[-1], where, allowed)

    def _check_table(self, path: tuple[str, ...]) -> None:
        *place, name = path
        if not place and name in self.given | self.tables:
            return
        if place == ["recurring"] and name in self.given:
            return
        if name in self.tables and place in (["main"], ["memory", "main"]):
            return
        if path not in CATALOG:
            if "/" in name or name.endswith(_FILES):
                raise Unsafe(f"no file is read here, only tables of the archive's; {_ELSE}")
            near = get_close_matches(name, self.tables, 1)
            hint = (
                f"did you mean {near[0]}?" if near else f"it has {', '.join(sorted(self.tables))}"
            )
            raise Unsafe(f"{'.'.join(path)!r} is no table of the archive's: {hint}")

    def _check_shown(self, node: _Node) -> None:
        """`DESCRIBE` and `SUMMARIZE` of a query, which is read for itself, and `SHOW TABLES`."""
        if node["show_type"] == "SHOW":
            replace(self, given=frozenset())._check_table(_path(node))
        elif node["table_name"] and node["table_name"] not in _SHOWN:
            raise Unsafe(f"SHOW {node['table_name'].strip(chr(34))} is not allowed here; {_ELSE}")


def _path(node: _Node) -> tuple[str, ...]:
    """The parts of a name, folded, from the outermost."""
    return tuple(_fold(str(part)) for part in node["qualified_name"]["path"])


def _fold(name: str) -> str:
    """A name as DuckDB compares it: `str.lower` would make a k of the Kelvin sign, and DuckDB does
    not.
    """
    return name.translate(_FOLDED)


def _no_function(name: str, where: str, allowed: frozenset[str]) -> Unsafe:
    near = get_close_matches(name, allowed, 1, _ALIKE)
    if near:
        return Unsafe(f"the function {name} is not allowed{where} here: did you mean {near[0]}?")
    return Unsafe(
        f"the function {name} is not allowed{where} here: it reaches beyond the archive's data, or "
        f"nobody has looked at it; {_ELSE}"
    )
