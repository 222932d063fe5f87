"""The stages one after another in this process, without Prefect and without children."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tearsheet import deduplicate, publish, stages
from tearsheet.batch import groups, settle
from tearsheet.deduplicate import merge
from tearsheet.ingest import land_sources
from tearsheet.landing import Declared
from tearsheet.snapshots import Snapshot
from tearsheet.storage import Storage
from transforms.schemas import RECORDS


def archive(root: Path, sources: Sequence[Path], *, rederive: bool = False) -> Snapshot:
    """The snapshot after these sources are archived."""
    storage, place, run, now = Storage.open(str(root)), str(root), uuid.uuid4().hex[:8], datetime.now(UTC)
    landed = land_sources(storage, [str(s) for s in sources], declared=Declared(), run_id=run, now=now)
    parsed = [stages._parse_rows(place, run, storage.staged([s], RECORDS).collect(), f"parsed/{Path(s).stem}") for s in landed.shards]
    batch = settle(storage, storage.head(), run, [stages._clean_staged(place, run, p) for p in parsed], rederive=rederive)
    if not batch.outlets:
        return storage.head()
    derived = merge([deduplicate._derive_outlets(place, batch, g) for g in groups(batch, 2)])
    derived = merge([derived, deduplicate._derive_stories(place, batch, derived)])
    made, _ = publish.publish(storage, batch, derived, landed.refused, batch_id=run, now=now)
    storage.drop_staging(run)
    return made
