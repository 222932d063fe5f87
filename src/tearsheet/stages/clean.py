"""The clean stage: parsed frames of one shard -> normal text, language and measures."""

from __future__ import annotations

from tearsheet.stages.faults import (
    describe_fault,
    find_faulty,
    is_of_captures,
    keep_only,
    refuse_captures,
)
from tearsheet.stages.frames import Paths, shard_name, stage_shard
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.clean.findings import with_findings
from transforms.parse.frames import Frames
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
    try:
        cleaned = _clean_frames(frames)
    except Exception as error:
        if not is_of_captures(error):
            raise
        cleaned = _clean_others(frames, error, run_id)
    return stage_shard(storage, run_id, f"cleaned/{shard_name(parsed['captures'])}", cleaned)


def _clean_others(frames: Frames, error: Exception, run_id: str) -> Frames:
    """The frames cleaned without the captures on which cleaning fails, which are refused."""
    faulty = find_faulty(
        sorted(frames["captures"]["capture_id"]),
        lambda some: _clean_frames(keep_only(frames, some)),
        error,
    )
    faults = {capture: describe_fault(raised) for capture, raised in faulty.items()}
    return _clean_frames(refuse_captures(frames, faults, stage="clean", run_id=run_id))


def _clean_frames(frames: Frames) -> Frames:
    kept, rejected = clean(frames["found"])
    captures = with_findings(frames["captures"].lazy(), kept.lazy(), rejected.lazy())
    return {
        **frames,
        "found": kept,
        "blocks": clean_blocks(frames["blocks"]),
        "listings": clean_listings(frames["listings"]),
        "captures": captures.collect(),
    }
