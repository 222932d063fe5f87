"""Which data files can hold a row that a query asks for, by the smallest and largest values that
the manifest states.

Whatever is not understood of a condition, or not stated of a file, keeps the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tearsheet.query.reading.plan import Conditions, Node
from tearsheet.store.files.data_file import DataFile
from transforms.schemas import TABLES

_TURNED = {
    "COMPARE_LESSTHAN": "COMPARE_GREATERTHAN",
    "COMPARE_LESSTHANOREQUALTO": "COMPARE_GREATERTHANOREQUALTO",
    "COMPARE_GREATERTHAN": "COMPARE_LESSTHAN",
    "COMPARE_GREATERTHANOREQUALTO": "COMPARE_LESSTHANOREQUALTO",
    "COMPARE_EQUAL": "COMPARE_EQUAL",
}


def matching_files(
    table: str, files: Sequence[DataFile], scans: Iterable[Conditions]
) -> tuple[DataFile, ...]:
    """The files of a table that any of these scans can find a row in."""
    every = list(scans)
    return tuple(
        f
        for f in files
        if any(all(_may_hold(table, f.stats, condition) for condition in scan) for scan in every)
    )


def _may_hold(table: str, stats: Mapping[str, Sequence[str]], node: Node) -> bool:
    """Whether a file with these smallest and largest values can have a row for which this holds."""
    kind = node.get("type")
    if kind == "CONJUNCTION_AND":
        return all(_may_hold(table, stats, child) for child in node["children"])
    if kind == "CONJUNCTION_OR":
        return any(_may_hold(table, stats, child) for child in node["children"])
    if kind == "COMPARE_IN":
        column, *values = node["children"]
        return any(_may_compare(table, stats, "COMPARE_EQUAL", column, v) for v in values)
    if kind in _TURNED:
        left, right = node["left"], node["right"]
        if left.get("class") == "COLUMN_REF":
            return _may_compare(table, stats, kind, left, right)
        return _may_compare(table, stats, _TURNED[kind], right, left)
    return True


def _may_compare(
    table: str, stats: Mapping[str, Sequence[str]], kind: str, column: Node, constant: Node
) -> bool:
    name = str(column.get("column_names", [""])[-1])
    if column.get("class") != "COLUMN_REF" or name not in stats:
        return True
    try:
        low, high = (_value(table, name, text) for text in stats[name])
        text = _text_of(constant)
        value = None if text is None else _value(table, name, text)
        if low is None or high is None or value is None:
            return True
        return bool(
            {
                "COMPARE_EQUAL": low <= value <= high,
                "COMPARE_LESSTHAN": low < value,
                "COMPARE_LESSTHANOREQUALTO": low <= value,
                "COMPARE_GREATERTHAN": high > value,
                "COMPARE_GREATERTHANOREQUALTO": high >= value,
            }[kind]
        )
    except (ValueError, TypeError):  # a time that Python has no word for, such as infinity
        return True


def _text_of(node: Node) -> str | None:
    """The text of a constant, such as of `'2026-03-08'::DATE`; null where it is none."""
    if node.get("class") == "CAST":
        node = node["child"]
    literal = node.get("literal") or {}
    if node.get("class") != "CONSTANT" or literal.get("kind") != "STRING":
        return None
    return str(literal["text"])


def _value(table: str, column: str, text: str) -> Any:
    """A text as a value that is ordered as the column is; null of types without statistics."""
    kind = TABLES[table].types.get(column)
    if kind == "VARCHAR":
        return text
    if kind == "DATE":
        return date.fromisoformat(text)
    if kind == "TIMESTAMPTZ":
        return datetime.fromisoformat(text)
    return None
