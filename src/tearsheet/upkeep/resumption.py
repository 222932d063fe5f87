"""What a run need not do again, because one of its kind that was ended did it and published it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from tearsheet.store.runs import Run, newest_records
from tearsheet.store.tables import Storage
from tearsheet.version import code_version, library_versions
from transforms.partitions import Partition

#: A run that was begun longer ago is not gone on with: what it did may have been vacuumed. judged
_OLDEST = timedelta(days=30)
#: What is no part of what a run is to do.
_ASIDE = ("done", "landings", "max_lost")


def name_partition(partition: Partition) -> str:
    """A partition as run records name it: `halvern-gazette 2026-03`."""
    return " ".join(partition)


def find_done(storage: Storage, run: Run) -> list[str]:
    """What the last run of this kind and these parameters, by this code, had done when it was
    ended; nothing where it came to its end, or where the archive was rolled back since.
    """
    wanted = _what(orjson.loads(orjson.dumps(run.parameters, default=str)))
    for record in newest_records(storage):
        begun = datetime.fromisoformat(record["started_at"])
        if record["kind"] == "rollback" or run.started_at - begun > _OLDEST:
            return []
        parameters = orjson.loads(record["parameters"])
        if record["kind"] != run.kind or _what(parameters) != wanted:
            continue
        if record["status"] == "completed" or not _is_of_this_code(record):
            return []
        return list(parameters.get("done", ()))
    return []


def _what(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name not in _ASIDE}


def _is_of_this_code(record: Mapping[str, Any]) -> bool:
    libraries = orjson.loads(record["libraries"])
    return bool(record["code_version"] == code_version() and libraries == library_versions())
