"""Rows for a person or a program."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from tearsheet.errors import Usage

#: A table on a terminal shows this much of a cell; the other formats show all of it.
CELL_CHARS = 100


def write_rows(rows: pl.DataFrame, form: str, path: Path | None) -> None:
    """Print the rows, or write them to a file, as table, csv, json, ndjson or parquet."""
    if form == "parquet":
        if path is None:
            raise Usage("--format parquet needs a file: -o FILE")
        rows.write_parquet(path)
        return
    text = _table(rows, wide=path is not None) if form == "table" else _text(rows, form)
    if path is None:
        sys.stdout.write(text)
    else:
        path.write_text(text, "utf-8")


def _text(rows: pl.DataFrame, form: str) -> str:
    if form == "csv":
        return _flat(rows).write_csv()
    text = rows.write_json() if form == "json" else rows.write_ndjson()
    return text if text.endswith("\n") else text + "\n"


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """CSV has no lists: they become JSON text."""
    nested = [c for c, t in rows.schema.items() if t.is_nested()]
    return rows.with_columns(
        [
            pl.Series(
                c,
                [
                    None if v is None else pl.DataFrame({"v": [v]}).write_json()[6:-2]
                    for v in rows[c].to_list()
                ],
            )
            for c in nested
        ]
    )


def _table(rows: pl.DataFrame, *, wide: bool) -> str:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in rows.schema.items():
        table.add_column(name, justify="right" if kind.is_numeric() else "left", overflow="fold")
    for row in rows.iter_rows():
        table.add_row(*[_cell(v) for v in row])
    console = Console(
        file=sys.stdout,
        width=10_000 if wide or not sys.stdout.isatty() else None,
        highlight=False,
        markup=False,
    )
    with console.capture() as captured:
        console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    return "\n".join([*lines, f"({rows.height:,} row{'s' if rows.height != 1 else ''})"]) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= CELL_CHARS else text[: CELL_CHARS - 1] + "…"
