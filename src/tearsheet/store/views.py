"""The SQL that makes a snapshot's tables and views in DuckDB, and its copies beside a local
archive.

`views.sql` lists one snapshot's files and is replaced as a whole, so that `duckdb -init views.sql`
sees one version; `current/` holds hard links of the same files for tools that want a glob.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import re
import shutil
import uuid
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

from tearsheet.store import disk
from tearsheet.store.crash_points import reach
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES, UTC, empty

_DUCKDB_TYPES = {
    pl.String: "VARCHAR",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    UTC: "TIMESTAMPTZ",
    pl.List(pl.String): "VARCHAR[]",
    pl.UInt64: "UBIGINT",
    pl.List(pl.UInt64): "UBIGINT[]",
}


@cache
def definitions() -> dict[str, str]:
    """The text of every view and macro, by name, in no order."""
    folder = resources.files("transforms") / "views"
    return {
        f.name.removesuffix(".sql"): f.read_text("utf-8").strip()
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".sql")
    }


def is_macro(name: str) -> bool:
    """Whether this definition is a macro, which is made without being asked for by name."""
    return "CREATE MACRO" in definitions()[name]


@cache
def uses(name: str) -> frozenset[str]:
    """The tables and views that a view or macro reads, by the names of the contract that stand in
    its text.
    """
    code = re.sub(r"--[^\n]*", "", definitions()[name])
    words = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", code))
    return frozenset(w for w in words if w in TABLES or w in definitions()) - {name}


def in_order(wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """(tables, views) that these names need, each view after all that it reads."""
    tables: dict[str, None] = {}
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in TABLES:
            tables[name] = None
        elif name in definitions() and name not in ordered:
            for other in sorted(uses(name)):
                visit(other)
            ordered[name] = None

    for name in wanted:
        visit(name)
    return list(tables), list(ordered)


def table_sql(name: str, paths: Sequence[str]) -> str:
    """`CREATE VIEW` over exactly these Parquet files, typed by the contract; a typed empty view
    where there are none.
    """
    spec = TABLES[name]
    typed = ", ".join(f"NULL::{_DUCKDB_TYPES[t]} AS {_quoted(c)}" for c, t in spec.schema.items())
    if not paths:
        return f"CREATE VIEW {name} AS SELECT {typed} WHERE false;"
    files = ", ".join(_literal(p) for p in paths)
    columns = ", ".join(_quoted(c) for c in spec.schema)
    rows = f"FROM read_parquet([{files}], hive_partitioning = false, union_by_name = true)"
    # a column that no file has yet is null
    return f"CREATE VIEW {name} AS SELECT {columns} FROM ({rows} UNION ALL BY NAME SELECT {typed} WHERE false);"


def runs_sql(paths: Sequence[str]) -> str:
    """`CREATE VIEW runs` over these run records (files or globs); a typed empty view where there
    are none.
    """
    if not paths:
        return table_sql("runs", [])
    columns = ", ".join(
        f"{_quoted(c)}: {_literal(_DUCKDB_TYPES[t])}" for c, t in TABLES["runs"].schema.items()
    )
    return f"CREATE VIEW runs AS SELECT * FROM read_json([{', '.join(map(_literal, paths))}], format = 'auto', columns = {{{columns}}});"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def script(storage: Storage, snapshot: Snapshot, *, url: Callable[[str], str]) -> str:
    """Everything a DuckDB shell needs to read this snapshot."""
    lines = [
        f"-- Tearsheet archive, snapshot {snapshot.number} of {snapshot.created_at}. Written anew by every run that changes something."
    ]
    for name in TABLES:
        if name != "runs":
            lines.append(table_sql(name, [url(f.path) for f in storage.files(snapshot, name)]))
    lines.append(runs_sql([url("runs/*.json")]))
    _, ordered = in_order(list(definitions()))
    lines += [definitions()[name] for name in ordered]
    return "\n".join(lines) + "\n"


def write_local(storage: Storage) -> None:
    """Bring a local archive's `views.sql` and `current/` to the newest snapshot, if they are not; a
    bucket has neither.

    One process at a time does so, and takes the newest snapshot when its turn comes, so that they
    never go back; a kill here is made good by the next run.
    """
    root = storage.objects.folder
    if root is None or not (root / "snapshots").is_dir():
        return
    with (root / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        snapshot = storage.head()
        if snapshot.number == 0 or shown(root) == (snapshot.number, snapshot.number):
            return
        reach("views.before")
        disk.replace(
            root / "views.sql", script(storage, snapshot, url=storage.objects.url).encode()
        )
        reach("views.replaced")
        _link_current(storage, snapshot, root)
        _sweep(root)


def shown(root: Path) -> tuple[int, int]:
    """(the snapshot of `views.sql`, that of `current/`) in a local archive; 0 where there
    is none.
    """
    with contextlib.suppress(OSError), (root / "views.sql").open(encoding="utf-8") as script:
        numbers = re.findall(r"snapshot (\d+) of", script.readline())
        current = (root / "current").readlink().name
        return int(numbers[0]) if numbers else 0, int(current) if current.isdecimal() else 0
    return 0, 0


def _link_current(storage: Storage, snapshot: Snapshot, root: Path) -> None:
    """`current` is a link to a folder of hard links, swapped at once: a listing sees one snapshot,
    whole.
    """
    folder = root / ".current" / f"{snapshot.number:08d}"
    building = folder.with_name(f"building-{uuid.uuid4().hex}")
    for name in (n for n in TABLES if n != "runs"):
        (building / name).mkdir(parents=True)
        for file in storage.files(snapshot, name):
            _link(root / file.path, building / file.path.removeprefix("tables/"))
        if not storage.files(snapshot, name):
            buffer = io.BytesIO()
            empty(TABLES[name].schema).write_parquet(buffer)
            disk.replace(building / name / "empty.parquet", buffer.getvalue())
        reach("current.linking")
    if folder.exists():
        shutil.rmtree(building)
    else:
        building.rename(folder)
    reach("current.built")
    pointer = root / f".current-{uuid.uuid4().hex}"
    with disk.change("link", root / "current"):
        pointer.symlink_to(Path(".current") / folder.name)
        pointer.replace(root / "current")
    reach("current.swapped")


def _link(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with disk.change("link", target):
        os.link(file, target)


def _sweep(root: Path) -> None:
    """Remove what a killed process left half built, and all but the folder before this one, which
    somebody may be listing.
    """
    for path in [*root.glob(".views.sql.*"), *root.glob(".current-*")]:
        path.unlink(missing_ok=True)
    folders = sorted(p for p in (root / ".current").iterdir())
    kept = [p for p in folders if p.name.isdecimal()][-2:]
    for old in (p for p in folders if p not in kept):
        shutil.rmtree(old, ignore_errors=True)
