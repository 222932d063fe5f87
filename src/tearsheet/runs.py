"""Run records: what was run, with which code, on which snapshot, and what came of it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from tearsheet.snapshots import encode
from tearsheet.storage import Storage
from tearsheet.version import code_version, library_versions


@dataclass
class Run:
    """One run in progress; `counts` and `published` are filled in as it goes."""

    run_id: str
    kind: str
    parameters: Mapping[str, Any]
    started_at: datetime
    read: int = 0
    published: int | None = None
    counts: dict[str, Any] = field(default_factory=dict)

    def batch_id(self, inputs: object) -> str:
        """A name for what this run does: the same kind, inputs, parameters and code give the same."""
        return hashlib.sha256(encode([self.kind, inputs, dict(self.parameters), code_version()])).hexdigest()[:32]


@contextmanager
def recorded(storage: Storage, kind: str, parameters: Mapping[str, Any]) -> Iterator[Run]:
    """A run whose record is written when it ends, completed or failed; its staging is removed either way."""
    started = datetime.now(UTC)
    run = Run(f"{started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}", kind, parameters, started, read=storage.head().number)
    status = "failed"
    try:
        yield run
        status = "completed"
    finally:
        storage.drop_staging(run.run_id)
        storage.objects.put_new(f"runs/{run.run_id}.json", _record(run, status))


def _record(run: Run, status: str) -> bytes:
    """One line of JSON: `read_json` takes a folder of them."""
    row = {
        "run_id": run.run_id,
        "kind": run.kind,
        "status": status,
        "parameters": orjson.dumps(dict(run.parameters), default=str).decode(),
        "code_version": code_version(),
        "libraries": orjson.dumps(library_versions()).decode(),
        "snapshot_read": run.read,
        "snapshot_published": run.published,
        "started_at": run.started_at.isoformat(),
        "finished_at": datetime.now(UTC).isoformat(),
        "counts": orjson.dumps(run.counts).decode(),
    }
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
