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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store import disk, inputs, views
from tearsheet.store.crash_points import reach
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Places
from tearsheet.store.files.key_index import FOLDER
from tearsheet.store.files.layout import copy_bytes
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
    before: Snapshot | None = None
    with contextlib.suppress(NoSnapshot, Damage):
        before = storage.snapshot(numbers_on_disk(root)[1])
    for name in (n for n in TABLES if n not in BESIDE):
        _show_table(storage, (before, snapshot), name, root, building)
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
    storage: Storage,
    snapshots: tuple[Snapshot | None, Snapshot],
    name: str,
    root: Path,
    building: Path,
) -> None:
    """Put the files of a table of the second of the snapshots into the folder that is being built;
    of a table without any, a file without rows. The first is what `current/` shows until now.
    """
    (building / name).mkdir(parents=True)
    shown_before, snapshot = snapshots
    files = storage.files(snapshot, name)
    loses_rows = any(f.deleted for f in files)
    before = _shown_before(storage, shown_before, name, root) if loses_rows else None
    for file in files:
        for shown in shown_files(file, snapshot):
            if before and file.deleted:
                _put_live_rows(storage, shown, building, before)
            else:
                _link(root / file.path, building / shown.path)
    if not files:
        buffer = io.BytesIO()
        empty(TABLES[name].schema).write_parquet(buffer)
        disk.replace(building / name / "empty.parquet", buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands at a path below `current/`: the rows of a data file from the first place up to
    `stop`, without those that are deleted, which stand at the places `gone`.
    """

    path: str
    file: DataFile
    first: int
    stop: int
    gone: Places = field(compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether no row of it is deleted."""
        return not len(self.gone)

    @property
    def prepared_path(self) -> str:
        """Where a copy stands that was made before any row was deleted (see `prepare_pieces`)."""
        return f"{FOLDER}/{self.file.cache_name}/{PREPARED}{self.first}_{self.stop}"

    def path_without(self, gone: Places) -> str:
        """The path at which it stands where the rows at these places are deleted."""
        return f"{self.path.rsplit('.', 2)[0]}.{sha256_hex(gone.tobytes())[:12]}.parquet"

    def read(self, storage: Storage) -> pl.DataFrame:
        """The rows, from the data file."""
        whole = replace(self.file, deleted=())
        every = storage.read_files(self.file.path.split("/")[1], [whole])
        rows = every.slice(self.first, self.stop - self.first).collect()
        return _without(rows, np.arange(self.first, self.stop), self.gone)


def _without(rows: pl.DataFrame, places: Places, gone: Places) -> pl.DataFrame:
    """These rows, which stand at these places, but for those that stand at the places `gone`."""
    return rows.filter(pl.Series(~np.isin(places, gone))) if len(gone) else rows


@dataclass(frozen=True, slots=True)
class _Before:
    """The folder that `current/` shows until now, and the data files of a table, by their paths, in
    the snapshot that it shows.
    """

    folder: Path
    files: Mapping[str, DataFile]

    def read(self, shown: Shown) -> pl.DataFrame | None:
        """The rows, from the copy that stood in their place; None where there is none that may
        have them.
        """
        file = self.files.get(shown.file.path)
        if file is None or not file.deleted:
            return None
        gone = _inside(_places_gone(file), shown.first, shown.stop)
        if not np.isin(gone, shown.gone).all():  # the snapshot was rolled back to an earlier one
            return None
        places = np.setdiff1d(np.arange(shown.first, shown.stop), gone, assume_unique=True)
        return _read_copy(self.folder / shown.path_without(gone), places, shown)


def _shown_before(storage: Storage, shown: Snapshot | None, name: str, root: Path) -> _Before:
    """What `current/` shows until now, a snapshot or nothing, of the table of this name."""
    files: tuple[DataFile, ...] = ()
    with contextlib.suppress(Damage):
        files = storage.files(shown, name) if shown else ()
    return _Before(root / "current", {file.path: file for file in files})


def _read_copy(path: Path, places: Places, shown: Shown) -> pl.DataFrame | None:
    """The rows, from a copy that has more of them: those at these places; None where there is no
    such copy.
    """
    with contextlib.suppress(OSError, pl.exceptions.PolarsError):
        rows = pl.read_parquet(path, glob=False, hive_partitioning=False)
        if rows.height == len(places):
            return _without(rows, places, shown.gone)
    return None


def shown_files(file: DataFile, snapshot: Snapshot) -> Iterator[Shown]:
    """Where a data file of a snapshot stands below `current/`: by table and months, whatever
    release wrote it. Of one with deleted rows there are copies of pieces, each under a name of its
    own: a run that deletes a row writes the piece that it stood in. The first release had folders
    as in `tables/`.
    """
    if snapshot.schema_version <= _FOLDERS_AS_STORED:
        yield Shown(file.path.removeprefix("tables/"), file, 0, file.rows, _places_gone(file))
        return
    table, *_, name = file.path.removeprefix("tables/").split("/")
    low, high = file.stats.get("month", ["", ""])
    months = f"months={low if low == high else f'{low}_{high}'}/" if low else ""
    gone = _places_gone(file)
    if not file.deleted:
        yield Shown(f"{table}/{months}{name}", file, 0, file.rows, gone)
        return
    for first, stop in _cut(file):
        inside = _inside(gone, first, stop)
        if len(inside) < stop - first:
            # a piece of another release may begin there, too, and end elsewhere
            span = first if stop - first == file.rows else f"{first}_{stop}"
            stem = f"{table}/{months}{name.removesuffix('.parquet')}.{span}"
            piece = Shown(f"{stem}..", file, first, stop, inside)
            yield replace(piece, path=piece.path_without(inside))


def _places_gone(file: DataFile) -> Places:
    return np.array(file.deleted_places(), np.int64)


def _inside(gone: Places, first: int, stop: int) -> Places:
    """Those of these places (ascending) that lie between two."""
    return gone[slice(*np.searchsorted(gone, (first, stop)))]


def _cut(file: DataFile) -> Iterator[tuple[int, int]]:
    """The first place of each piece of a data file, and the place behind its last."""
    groups = max(1, _PIECE_BYTES * file.rows // (file.bytes * _PIECE_ROWS))
    for first in range(0, file.rows, step := groups * _PIECE_ROWS):
        yield first, min(first + step, file.rows)


def prepare_pieces(storage: Storage, file: DataFile) -> None:
    """Make copies of the pieces of a large data file of which no row is deleted, for the run that
    deletes the first: it copies the pieces alone that it changes. Buckets need none.
    """
    none = np.zeros(0, np.int64)
    pieces = [Shown("", file, first, stop, none) for first, stop in _cut(file)]
    if storage.objects.folder is None or file.deleted or len(pieces) == 1:
        return
    for piece in pieces:
        storage.objects.put_new(piece.prepared_path, copy_bytes(piece.read(storage)))


def _put_live_rows(storage: Storage, shown: Shown, building: Path, before: _Before) -> None:
    """A copy of the rows, for which one that was made `before`, or prepared, is taken where there
    is one, or read where more rows are deleted now. A prepared one is taken once: what a damaged
    archive is healed with is made anew.
    """
    target = building / shown.path
    with contextlib.suppress(FileNotFoundError):
        _link(before.folder / shown.path, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    prepared = storage.objects.local(shown.prepared_path)
    is_prepared = prepared is not None and prepared.is_file()
    if prepared and is_prepared and shown.is_whole:
        with disk.change("link", target):
            prepared.replace(target)
        return
    if prepared and is_prepared:
        rows = _read_copy(prepared, np.arange(shown.first, shown.stop), shown)
    else:
        rows = before.read(shown)
    disk.replace(target, copy_bytes(shown.read(storage) if rows is None else rows))
    if prepared and is_prepared:
        prepared.unlink(missing_ok=True)


def _link(file: Path, target: Path) -> None:
    with disk.change("link", target):
        try:  # of hundreds of files few are the first of their folder
            os.link(file, target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
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
