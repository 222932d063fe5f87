"""The clean stage: parsed frames of one shard -> normal text, language and measures."""

from __future__ import annotations

from tearsheet.stages.frames import Paths, shard_name, stage_shard
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.clean.findings import with_findings
from transforms.schemas import STAGED

#: A shard is small, and no text of it is dealt with for long.
_SECONDS = 600.0


def clean_shard(root: str, run_id: str, parsed: Paths, caller: Caller) -> Paths:
    """Parsed frames of one shard -> cleaned ones; a text of which nothing is left is refused."""
    return caller.run(_clean_staged, root, run_id, parsed, timeout=_SECONDS)


def _clean_staged(root: str, run_id: str, parsed: Paths) -> Paths:
    storage = Storage.open(root)
    frames = {
        table: storage.scan_staged([path], STAGED[table]).collect()
        for table, path in parsed.items()
    }
    kept, rejected = clean(frames["found"])
    frames["found"] = kept
    frames["blocks"] = clean_blocks(frames["blocks"])
    frames["listings"] = clean_listings(frames["listings"])
    frames["captures"] = with_findings(
        frames["captures"].lazy(), kept.lazy(), rejected.lazy()
    ).collect()
    return stage_shard(storage, run_id, f"cleaned/{shard_name(parsed['captures'])}", frames)
