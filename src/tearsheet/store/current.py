"""What shows a local archive's newest snapshot to tools that read no snapshots: `views.sql` and
`current/`.

`views.sql` lists one snapshot's files, by their places below the root, and is replaced as a whole,
so that `duckdb -init views.sql` sees one version; `current/` holds hard links of the same files for
tools that want a folder, and copies, in pieces, of those of which rows are deleted.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from tearsheet.store import disk, inputs, views
from tearsheet.store.crash_points import reach
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.finding import read_places
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.layout import parquet_bytes
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.ids import sha256_hex
from transforms.schemas import BESIDE, TABLES, empty

#: The last schema version whose `current/` has the folders of `tables/`.
_FOLDERS_AS_STORED = 3
#: A copy of a file with deleted rows is cut into pieces of about so many bytes, and of so many rows
#: at least, a row group of articles. A day's batch changes some twenty articles of long ago, each
#: in another piece: of pieces of four times as many rows it wrote all again; with smaller ones
#: readers open more files. measured: benchmarks/cost/daily.py
_PIECE_BYTES, _PIECE_ROWS = 256 << 10, 1_024
#: What names of copies begin with that were made before a row was deleted.
PREPARED = "shown_"


def show_newest(storage: Storage) -> None:
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
        if snapshot.number == 0 or numbers_on_disk(root) == (snapshot.number, snapshot.number):
            return
        reach("views.before")
        inputs.make_folder(storage.objects)
        disk.replace(
            root / "views.sql",
            views.script_of_views(storage, snapshot, root).encode(),
        )
        reach("views.replaced")
        _link_current(storage, snapshot, root)
        _sweep(root)


def numbers_on_disk(root: Path) -> tuple[int, int]:
    """(the snapshot of `views.sql`, that of `current/`) in a local archive; 0 where there
    is none.
    """
    with (
        contextlib.suppress(OSError, UnicodeDecodeError),
        (root / "views.sql").open(encoding="utf-8") as script,
    ):
        numbers = re.findall(r"snapshot (\d+) of", script.readline())
        current = (root / "current").readlink().name
        return int(numbers[0]) if numbers else 0, int(current) if current.isdecimal() else 0
    return 0, 0


def is_script_whole(root: Path) -> bool:
    """Whether `views.sql` holds the bytes that were written, where there is one."""
    try:
        return views.is_script_whole((root / "views.sql").read_bytes())
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _link_current(storage: Storage, snapshot: Snapshot, root: Path) -> None:
    """`current` is a link to a folder of hard links, swapped at once: a listing sees one snapshot,
    whole.
    """
    folder = root / ".current" / f"{snapshot.number:08d}"
    building = folder.with_name(f"building-{uuid.uuid4().hex}")
    for name in (n for n in TABLES if n not in BESIDE):
        _show_table(storage, snapshot, name, root, building)
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


def _show_table(
    storage: Storage, snapshot: Snapshot, name: str, root: Path, building: Path
) -> None:
    """Put the files of a table of the snapshot into the folder that is being built; of a table
    without any, a file without rows.
    """
    (building / name).mkdir(parents=True)
    files = storage.files(snapshot, name)
    for file in files:
        for shown in shown_files(file, snapshot):
            if file.deleted:
                _put_live_rows(storage, shown, building, root / "current")
            else:
                _link(root / file.path, building / shown.path)
    if not files:
        buffer = io.BytesIO()
        empty(TABLES[name].schema).write_parquet(buffer)
        disk.replace(building / name / "empty.parquet", buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands at a path below `current/`: the rows of a data file from the first place up to
    `stop`, without those that are deleted.
    """

    path: str
    file: DataFile
    first: int
    stop: int

    @property
    def is_whole(self) -> bool:
        """Whether no row of it is deleted."""
        return not any(self.first <= place < self.stop for place in self.file.deleted_places())

    @property
    def prepared_path(self) -> str:
        """Where a copy stands that was made before any row was deleted (see `prepare_pieces`)."""
        return f"{FOLDER}/{self.file.cache_name}/{PREPARED}{self.first}_{self.stop}"

    def read(self, storage: Storage) -> pl.DataFrame:
        """The rows."""
        spec = TABLES[self.file.path.split("/")[1]]
        places = np.setdiff1d(np.arange(self.first, self.stop), self.file.deleted_places())
        return read_places(storage.objects, spec, self.file, places.tolist(), list(spec.schema))


def shown_files(file: DataFile, snapshot: Snapshot) -> Iterator[Shown]:
    """Where a data file of a snapshot stands below `current/`: by table and months, whatever
    release wrote it. Of one with deleted rows there are copies of pieces, each under a name of its
    own: a run that deletes a row writes the piece that it stood in. The first release had folders
    as in `tables/`.
    """
    if snapshot.schema_version <= _FOLDERS_AS_STORED:
        yield Shown(file.path.removeprefix("tables/"), file, 0, file.rows)
        return
    table, *_, name = file.path.removeprefix("tables/").split("/")
    low, high = file.stats.get("month", ["", ""])
    months = f"months={low if low == high else f'{low}_{high}'}/" if low else ""
    if not file.deleted:
        yield Shown(f"{table}/{months}{name}", file, 0, file.rows)
        return
    gone = np.array(file.deleted_places(), np.int64)
    for first, stop in _cut(file):
        inside = gone[(gone >= first) & (gone < stop)]
        mark = sha256_hex(inside.tobytes())[:12]
        if len(inside) < stop - first:
            stem = name.removesuffix(".parquet")
            yield Shown(f"{table}/{months}{stem}.{first}.{mark}.parquet", file, first, stop)


def _cut(file: DataFile) -> Iterator[tuple[int, int]]:
    """The first place of each piece of a data file, and the place behind its last."""
    groups = max(1, _PIECE_BYTES * file.rows // (file.bytes * _PIECE_ROWS))
    for first in range(0, file.rows, step := groups * _PIECE_ROWS):
        yield first, min(first + step, file.rows)


def prepare_pieces(storage: Storage, file: DataFile) -> None:
    """Make copies of the pieces of a large data file of which no row is deleted, for the run that
    deletes the first: it copies the pieces alone that it changes. Buckets need none.
    """
    pieces = [Shown("", file, first, stop) for first, stop in _cut(file)]
    if storage.objects.folder is None or file.deleted or len(pieces) == 1:
        return
    for piece in pieces:
        storage.objects.put_new(piece.prepared_path, parquet_bytes(piece.read(storage)))


def _put_live_rows(storage: Storage, shown: Shown, building: Path, before: Path) -> None:
    """A copy of the rows, for which one that was made `before`, or prepared, is taken where there
    is one. A prepared one is taken once: what a damaged archive is healed with is made anew.
    """
    target = building / shown.path
    if (before / shown.path).is_file():
        _link(before / shown.path, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    prepared = storage.objects.local(shown.prepared_path)
    if shown.is_whole and prepared is not None and prepared.is_file():
        with disk.change("link", target):
            prepared.replace(target)
        return
    disk.replace(target, parquet_bytes(shown.read(storage)))


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
