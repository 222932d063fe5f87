"""A question of a page: SQL over the tables and views of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tearsheet.plain_text import sql_text

#: A value of a question: what stands for a `$name` in it.
Value = str | int | float | bool | date | datetime | None
_NAME = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in words and in SQL; a `$name` in it is a value that a visit gives.

    It is one SELECT that `tearsheet sql` answers as well, so that anybody can ask it again.
    """

    about: str
    sql: str

    @property
    def names(self) -> list[str]:
        """The names of its values, in order."""
        return list(dict.fromkeys(_NAME.findall(self.sql)))

    def params(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Those of these values that it asks for. Raises KeyError where one is lacking."""
        return {name: values[name] for name in self.names}

    def filled(self, values: Mapping[str, Value]) -> str:
        """The SQL with its values in it: `… = $outlet` becomes `… = 'herald'`."""
        return _NAME.sub(lambda found: literal(values[found[1]]), self.sql)


def literal(value: Value) -> str:
    """A value as SQL writes it: `"it's"` becomes `'it''s'` in quotes."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat()}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return sql_text(value)
