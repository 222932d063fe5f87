"""What there is to ask: `SHOW TABLES` and `DESCRIBE name` answered in the contract's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from tearsheet.errors import Usage
from tearsheet.plain_text import sql_text
from tearsheet.query.contract.document import entries

_SHOW = re.compile(r"\s*show\s+(?:all\s+)?tables\s*;?\s*", re.IGNORECASE)
_DESCRIBE = re.compile(r"\s*(?:describe|desc|show)\s+\"?(\w+)\"?\s*;?\s*", re.IGNORECASE)


def catalog_sql(query: str, rows: Mapping[str, int]) -> str | None:
    """The SELECT that answers a statement which asks what there is; null for any other. `rows` has
    the number of rows of tables.
    """
    if _SHOW.fullmatch(query):
        return tables_sql(rows)
    named = _DESCRIBE.fullmatch(query)
    if named and named[1].lower() in entries():
        return describe_sql(named[1].lower())
    return None


def tables_sql(rows: Mapping[str, int]) -> str:
    """A SELECT of what there is, one row each."""
    values = [(e.name, e.kind, rows.get(e.name), e.call or e.about) for e in entries().values()]
    return _values_sql(values, "name", "kind", "rows", "about")


def describe_sql(name: str) -> str:
    """A SELECT of the columns of this table, view or macro. Raises Usage where there is none."""
    if name not in entries():
        near = get_close_matches(name, entries(), 1)
        hint = f"did you mean {near[0]}?" if near else "`tearsheet tables` lists what there is"
        raise Usage(f"{name!r} is no table, view or macro of the archive's: {hint}")
    columns = [(c.name, c.type, c.meaning) for c in entries()[name].columns]
    return _values_sql(columns, "column_name", "column_type", "meaning")


def _values_sql(values: Sequence[Sequence[object]], *names: str) -> str:
    rows = ", ".join(f"({', '.join(map(_literal, (n, *row)))})" for n, row in enumerate(values))
    return f"SELECT {', '.join(names)} FROM (VALUES {rows}) t(nth, {', '.join(names)}) ORDER BY nth"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else sql_text(str(value))
