"""The ledger of exports, in the archive's root: of each export what it was and the ids that went
along, so that it can be told who holds a text that is withdrawn.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from tearsheet.export.manifest import ids_digest
from tearsheet.store import snapshots
from tearsheet.store.objects import Objects

FOLDER = "exports"


def note_export(objects: Objects, manifest: Mapping[str, Any], to: str, ids: pl.DataFrame) -> bool:
    """Note an export, before it takes its place, under its id: where it goes, its manifest, its
    ids. False where the root cannot be written to.
    """
    buffer = io.BytesIO()
    ids.write_parquet(buffer)
    stem = f"{FOLDER}/{manifest['export_id']}"
    try:
        objects.put_new(f"{stem}.parquet", buffer.getvalue())
        return objects.put_new(f"{stem}.json", snapshots.seal_line({"to": to, **manifest}))
    except OSError:
        return False


def exports_with(
    objects: Objects, articles: Collection[str], captures: Collection[str]
) -> Iterator[dict[str, Any]]:
    """What was noted of the exports that hold one of these articles or captures, oldest first."""
    wanted = {"article_id": list(articles), "capture_id": list(captures)}
    for entry in objects.list(FOLDER):
        if not entry.path.endswith(".json"):
            continue
        body, _ = snapshots.open_sealed(objects.get(entry.path))
        if body is None:
            continue
        ids = pl.read_parquet(io.BytesIO(objects.get(f"{entry.path[:-5]}.parquet")))
        key = ids.columns[0]
        if ids[key].is_in(wanted[key]).any():
            yield body


def is_whole(objects: Objects, path: str) -> bool:
    """Whether an object of the ledger is what was noted: a note by its own hash, ids by the digest
    of them that their note states. Ids without a note are of an export that was killed.
    """
    note = _note(objects, f"{path.rpartition('.')[0]}.json")
    if note is None or path.endswith(".json"):
        return not path.endswith(".json") or note is not None
    try:
        ids = pl.read_parquet(io.BytesIO(objects.get(path))).to_series()
        return bool(ids_digest(ids) == note["ids_sha256"])
    except (OSError, pl.exceptions.PolarsError):
        return False


def _note(objects: Objects, path: str) -> dict[str, Any] | None:
    try:
        return snapshots.open_sealed(objects.get(path))[0]
    except OSError:
        return None
