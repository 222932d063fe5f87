"""Rows for a person or a program: printed, or written to a file of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tearsheet.errors import Usage
from tearsheet.plain_text import neutral_cell, show_text
from tearsheet.query.result import Result
from tearsheet.query.table import as_lines, as_table

if TYPE_CHECKING:
    import polars as pl

    from tearsheet.query.source import Source

#: The format that a file's ending says.
ENDINGS = {f".{name}": name for name in ("csv", "json", "ndjson", "parquet", "xlsx")}
#: What a sheet and a cell hold, and to where a spreadsheet counts. source: Excel specifications and
#: limits
_SHEET_ROWS, _CELL_MOST, _EXACT = 1_048_575, 32_767, 1 << 53


#: What is printed for a person to read; rows of Python's values do for these.
READ = ("table", "vertical")


def choose_format(asked: str | None, path: Path | None) -> str:
    """The format asked for, else that of the file's ending, else a table. Raises Usage where none
    fits.
    """
    if asked is None and path is not None and path.suffix.lower() not in ENDINGS:
        raise Usage(
            f"-o {path}: the ending says the format, one of {', '.join(ENDINGS)}; or name it with "
            f"--format"
        )
    form = asked or (ENDINGS[path.suffix.lower()] if path is not None else "table")
    if form in ("parquet", "xlsx") and path is None:
        raise Usage(f"--format {form} needs a file: -o FILE")
    return form


def check_target(path: Path, root: Path | None, *, force: bool) -> None:
    """Check that the file may be written. Raises Usage for a link, for what is there unless
    `force` is given, and for whatever is the archive's own, under this name or another.
    """
    if path.is_symlink():
        raise Usage(f"-o {path}: this is a link; name the file itself")
    if not path.parent.is_dir():
        raise Usage(f"-o {path}: there is no folder {path.parent}")
    if path.exists() and not path.is_file():
        raise Usage(f"-o {path}: this is no file")
    if root is not None and is_of_archive(path, root):
        raise Usage(f"-o {path}: this is the archive's own, which nothing but a run writes to")
    if path.exists() and not force:
        raise Usage(f"-o {path}: this exists; --force writes it anew")


def is_of_archive(path: Path, root: Path) -> bool:
    """Whether the file lies in the archive's folder, however that is reached, or is one of its
    files under another name.
    """
    folder = path.parent.resolve()
    if root.exists() and any(above.samefile(root) for above in (folder, *folder.parents)):
        return True
    if not path.exists() or path.stat().st_nlink < 2:
        return False
    status = path.stat()
    return any((s.st_dev, s.st_ino) == (status.st_dev, status.st_ino) for s in _file_statuses(root))


def _file_statuses(root: Path) -> Iterator[os.stat_result]:
    for parent, _, names in os.walk(root):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # vacuumed while we walked
                yield (Path(parent) / name).lstat()


def write_result(
    rows: Result | pl.DataFrame,
    form: str,
    path: Path | None,
    *,
    raw_cells: bool = False,
    force: bool = False,
    source: Source | None = None,
) -> None:
    """Print the rows, or write them to a file: values of Python for a person, frames for programs.
    Files that have metadata say the `source`.
    """
    if isinstance(rows, Result):
        write_text(rows, form, path, force=force)
    else:
        write_rows(rows, form, path, raw_cells=raw_cells, force=force, source=source)


def write_text(result: Result, form: str, path: Path | None, *, force: bool = False) -> None:
    """Print the rows for a person to read, or write them to a file, as `table` or `vertical`. A
    terminal's width is kept to.
    """
    on_terminal = path is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_terminal else None
    text = (as_lines if form == "vertical" else as_table)(result, width)
    if path is None:
        sys.stdout.write(text)
        return
    with _new_file(path, force=force) as out:
        out.write(text.encode())


def write_rows(
    rows: pl.DataFrame,
    form: str,
    path: Path | None,
    *,
    raw_cells: bool = False,
    force: bool = False,
    source: Source | None = None,
) -> None:
    """Print the rows, or write them to a file, as csv, json, ndjson, parquet or xlsx.

    Cells that a spreadsheet would take for formulas are neutralised in csv and xlsx, unless
    `raw_cells` is given. A file is written beside its name, whole, and takes the name in the end;
    one that is there is replaced where `force` is given.
    """
    safe = rows if raw_cells or form not in ("csv", "xlsx") else neutral_rows(flat_rows(rows))
    if path is not None:
        with _new_file(path, force=force) as out:
            _write(safe, form, out, source)
        return
    text = _text(safe, form)
    sys.stdout.write(show_text(text) if sys.stdout.isatty() else text)


def _write(rows: pl.DataFrame, form: str, out: BinaryIO, source: Source | None) -> None:
    if form == "parquet":
        rows.write_parquet(out, metadata=source.metadata() if source else None)
    elif form == "xlsx":
        _write_xlsx(rows, out, source)
    else:
        out.write(_text(rows, form).encode())


@contextlib.contextmanager
def _new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file beside the path that takes its name when the block ends well. Raises Usage where the
    name is taken meanwhile and may not be.
    """
    beside = path.with_name(f".tearsheet-{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if force:
            beside.replace(path)
        else:
            os.link(beside, path)
    except FileExistsError:
        raise Usage(f"-o {path}: this exists; --force writes it anew") from None
    finally:
        beside.unlink(missing_ok=True)


def _write_xlsx(rows: pl.DataFrame, out: BinaryIO, source: Source | None) -> None:
    """One sheet. Times are UTC without a zone, which spreadsheets do not know, and whole numbers
    that they would round are text. Raises Usage for what a sheet cannot hold.
    """
    import polars as pl
    import xlsxwriter

    flat = flat_rows(readable_rows(rows))
    if flat.height > _SHEET_ROWS:
        raise Usage(
            f"a sheet holds {_SHEET_ROWS:,} rows, these are {flat.height:,}: write .parquet"
        )
    flat = pl.DataFrame([_sheet_column(flat[name]) for name in flat.columns])
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        if source:
            book.set_properties({"comments": source.sentence()})
        flat.write_excel(book, "rows", table_style=None, autofilter=False)


def _sheet_column(column: pl.Series) -> pl.Series:
    import polars as pl

    kind = column.dtype
    if kind == pl.String and (column.str.len_chars().max() or 0) > _CELL_MOST:  # type: ignore[operator]
        raise Usage(
            f"{column.name} has a text of more than {_CELL_MOST:,} characters, which no sheet "
            f"holds: write .csv or .parquet"
        )
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if kind.is_integer() and any(abs(v) > _EXACT for v in _ends(column)):
        return column.cast(pl.String)
    return column


def _ends(column: pl.Series) -> Iterable[Any]:
    return (v for v in (column.min(), column.max()) if v is not None)


def neutral_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts and names of columns that no spreadsheet takes for formulas; numbers stay numbers."""
    import polars as pl

    texts = [c for c, t in rows.schema.items() if t == pl.String]
    safe = rows.with_columns(
        [
            pl.Series(
                c, [None if v is None else neutral_cell(v) for v in rows[c].to_list()], pl.String
            )
            for c in texts
        ]
    )
    return safe.rename({c: neutral_cell(c) for c in rows.columns})


def _text(rows: pl.DataFrame, form: str) -> str:
    rows = readable_rows(rows)
    if form == "csv":
        return flat_rows(rows).write_csv()
    text = rows.write_json() if form == "json" else rows.write_ndjson()
    return text if text.endswith("\n") else text + "\n"


def readable_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Text formats have no bytes: they become hexadecimal digits."""
    import polars as pl

    return rows.with_columns(pl.col(pl.Binary).bin.encode("hex"))


def flat_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """CSV has no lists: they become JSON text."""
    import polars as pl

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
