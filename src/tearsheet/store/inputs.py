"""The table `inputs`: what became of each file that was given to each run.

Its rows lie in Parquet files beside the snapshots and not in data files, because a run that changes
nothing publishes no snapshot and has rows here all the same. A run writes a file for each snapshot
that it publishes, or one.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson
import polars as pl

from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store import snapshots
from tearsheet.store.objects import Entry, Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.captures.inputs import count_parse_refusals
from transforms.ids import sha256_hex
from transforms.schemas import INPUTS, Columns, empty

FOLDER = "inputs"
#: What such a file holds. The twin of an input is found when it is asked for.
FILE_COLUMNS: Columns = {c: t for c, t in INPUTS.schema.items() if c != "twin_of"}
#: So many files of less than so many bytes are merged by a compaction. judged
_MANY_FILES, _SMALL_BYTES = 16, 8 << 20
#: The key in the metadata of a merged file under which the names of those stand that it holds.
_MERGED = "tearsheet.merged"
_NAME = re.compile(rf"{FOLDER}/[^/]+\.([0-9a-f]{{64}})\.parquet")


def keep_inputs(storage: Storage, snapshot: Snapshot, run_id: str, staged: Sequence[str]) -> None:
    """Keep the staged rows of a portion of a run that `snapshot` holds."""
    if not staged:
        return
    later = storage.scan(snapshot, "quarantine").filter(pl.col("stage") != "ingest", run_id=run_id)
    rows = storage.scan_staged(staged, FILE_COLUMNS).sort("input_no").collect()
    rows = count_parse_refusals(rows, later.select("ref").collect()["ref"])
    _put(storage.objects, run_id, rows)


def note_portion(objects: Objects, run_id: str, batch_id: str, staged: Sequence[str]) -> None:
    """Note that a portion with these staged rows is about to be published, should the run be ended
    before it has kept them.
    """
    if staged:
        note = {"batch_id": batch_id, "rows": list(staged)}
        objects.put_scratch(_note(run_id), orjson.dumps(note))


def keep_noted(storage: Storage, run_id: str, read: int) -> None:
    """Keep the rows of the last portion of a run that was ended (it had read snapshot `read`), if
    that portion was published; the same once more where the run had kept them.
    """
    # it came to none, or it is torn since the power was cut
    none = (FileNotFoundError, ValueError, KeyError, pl.exceptions.PolarsError)
    with contextlib.suppress(*none, NoSnapshot, Damage):
        noted = orjson.loads(storage.objects.get(_note(run_id)))
        for number in snapshots.numbers(storage.objects):
            snapshot = snapshots.load(storage.objects, number) if number > read else None
            if snapshot and (snapshot.run_id, snapshot.batch_id) == (run_id, noted["batch_id"]):
                rows = noted["rows"]  # one path, in a note of release 0.2.0
                keep_inputs(storage, snapshot, run_id, [rows] if isinstance(rows, str) else rows)


def _note(run_id: str) -> str:
    return f"staging/{run_id}/inputs.json"


def make_folder(objects: Objects) -> None:
    """A file without rows where there is none: no pattern of DuckDB may name no file."""
    if next(iter(list_inputs(objects)), None) is None:
        _put(objects, "none", empty(FILE_COLUMNS))


def list_inputs(objects: Objects) -> Iterator[str]:
    """The files, in no order."""
    return (e.path for e in _entries(objects))


def merge_files(objects: Objects, run_id: str) -> int:
    """Put the rows of many small files into one that names them; how many they are.

    They stay until a vacuum removes them, so that nobody who reads them is disturbed. Until then
    their rows are there twice, and the view takes each once.
    """
    stale = set(superseded(objects))
    small = (e.path for e in _entries(objects) if e.size < _SMALL_BYTES)
    files = sorted(path for path in small if path not in stale)
    if len(files) < _MANY_FILES:
        return 0
    rows = pl.concat([_read(objects, path) for path in files])
    key = list(INPUTS.key)
    merged = rows.unique(key, keep="any").sort(key)
    _put(objects, run_id, merged, metadata={_MERGED: orjson.dumps(files).decode()})
    return len(files)


def superseded(objects: Objects, before: datetime | None = None) -> Iterator[str]:
    """The files whose rows a whole other file holds as well, where a time is given only since
    before then.
    """
    entries = list(_entries(objects))
    there = {e.path for e in entries}
    for entry in entries:
        if before is not None and entry.modified_at >= before:
            continue
        # what is at the end of a file says whether all of it has to be read
        source, options = objects.url(entry.path), objects.options
        said = pl.read_parquet_metadata(source, storage_options=options).get(_MERGED)
        held = there.intersection(orjson.loads(said)) if said else ()
        if held and sha256_hex(objects.get(entry.path)) == hash_in_name(entry.path):
            yield from held


def _read(objects: Objects, path: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(objects.get(path))).select(list(FILE_COLUMNS))


def _entries(objects: Objects) -> Iterator[Entry]:
    return (e for e in objects.list(FOLDER) if _NAME.fullmatch(e.path))


def hash_in_name(path: str) -> str | None:
    """The hash of its bytes that such a file's name says; null for another file."""
    found = _NAME.fullmatch(path)
    return found[1] if found else None


def _put(
    objects: Objects,
    run_id: str,
    rows: pl.DataFrame,
    *,
    metadata: dict[str, str] | None = None,
) -> None:
    out = io.BytesIO()
    rows.write_parquet(out, metadata=metadata)
    data = out.getvalue()
    objects.put_new(f"{FOLDER}/{run_id}.{sha256_hex(data)}.parquet", data)
