"""Changes of tables as an object of a run's staging: what one process of a run hands to another,
since places of deleted rows are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from tearsheet.store.crash_points import reach
from tearsheet.store.files.data_file import Change, DataFile
from tearsheet.store.objects import Objects

#: What changes of each table.
Changes = Mapping[str, Sequence[Change]]


def stage_changes(objects: Objects, run_id: str, name: str, changes: Changes) -> str:
    """Store the changes under a name that only this run reads; the path."""
    body = {table: [_to_json(change) for change in parts] for table, parts in changes.items()}
    path = f"staging/{run_id}/{name}.json"
    reach("written.staging")
    objects.put_scratch(path, orjson.dumps(body))
    return path


def read_changes(objects: Objects, paths: Iterable[str]) -> dict[str, list[Change]]:
    """The staged changes of all these paths together, by table, in their order."""
    found: dict[str, list[Change]] = {}
    for path in paths:
        for table, parts in orjson.loads(objects.get(path)).items():
            found.setdefault(table, []).extend(_of_json(part) for part in parts)
    return found


def _to_json(change: Change) -> dict[str, Any]:
    return {
        "added": [file.to_manifest() for file in change.added],
        "removed": [file.to_manifest() for file in change.removed],
        "deleted": {path: list(places) for path, places in change.deleted.items()},
    }


def _of_json(body: Mapping[str, Any]) -> Change:
    return Change(
        tuple(map(DataFile.from_manifest, body["added"])),
        tuple(map(DataFile.from_manifest, body["removed"])),
        {path: tuple(places) for path, places in body["deleted"].items()},
    )
