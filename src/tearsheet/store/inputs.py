"""What became of each input of each run: Parquet files beside the snapshots, as many as a run has
published portions. They are written when a portion is published, and a run that changes nothing
has its rows too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import polars as pl

from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.captures.inputs import count_parse_refusals
from transforms.ids import sha256_hex
from transforms.schemas import INPUTS, Columns, empty

FOLDER = "inputs"
#: What such a file holds. The twin of an input is found when it is asked for.
FILE_COLUMNS: Columns = {c: t for c, t in INPUTS.schema.items() if c != "twin_of"}
_NAME = re.compile(rf"{FOLDER}/[^/]+\.([0-9a-f]{{64}})\.parquet")


def keep_inputs(storage: Storage, snapshot: Snapshot, run_id: str, staged: str | None) -> None:
    """Keep the staged rows of a portion of a run that `snapshot` holds."""
    if staged is None:
        return
    refused = storage.scan(snapshot, "quarantine").filter(run_id=run_id)
    rows = count_parse_refusals(storage.scan_staged([staged], FILE_COLUMNS), refused)
    _put(storage.objects, run_id, rows.sort("input_no").collect())


def make_folder(objects: Objects) -> None:
    """A file without rows where there is none: no pattern of DuckDB may name no file."""
    if next(iter(list_inputs(objects)), None) is None:
        _put(objects, "none", empty(FILE_COLUMNS))


def list_inputs(objects: Objects) -> Iterator[str]:
    """The files, in no order."""
    return (e.path for e in objects.list(FOLDER) if _NAME.fullmatch(e.path))


def hash_in_name(path: str) -> str | None:
    """The hash of its bytes that such a file's name says; null for another file."""
    found = _NAME.fullmatch(path)
    return found[1] if found else None


def _put(objects: Objects, run_id: str, rows: pl.DataFrame) -> None:
    out = io.BytesIO()
    rows.write_parquet(out)
    data = out.getvalue()
    objects.put_new(f"{FOLDER}/{run_id}.{sha256_hex(data)}.parquet", data)
