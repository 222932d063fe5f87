"""The clean stage: parsed frames of one shard -> normal text, language and measures."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tearsheet.stages.deadly import parts_of
from tearsheet.stages.faults import (
    describe_fault,
    find_faulty,
    is_of_captures,
    keep_only,
    refuse_captures,
)
from tearsheet.stages.frames import Frames, Paths, shard_name, stage_shard
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller, Killed
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.clean.findings import with_findings
from transforms.schemas import STAGED

#: A shard is small, and no text of it is dealt with for long. judged
_SECONDS = 600.0
#: The tables that cleaning changes, where it refuses no capture.
_CHANGED = ("captures", "found", "blocks", "listings")


def clean_shard(root: str, run_id: str, parsed: Paths, caller: Caller) -> Paths:
    """Parsed frames of one shard -> cleaned ones; a text of which nothing is left is refused, and
    so is a capture that kills the process which cleans it.
    """
    try:
        return caller.run(_clean_staged, root, run_id, parsed, {}, timeout=_SECONDS)
    except Killed as killed:
        if not killed.is_of_input:
            raise
        deadly = _find_deadly(root, run_id, parsed, caller, killed)
        return caller.run(_clean_staged, root, run_id, parsed, deadly, timeout=_SECONDS)


def _find_deadly(
    root: str, run_id: str, parsed: Paths, caller: Caller, killed: Killed
) -> dict[str, str]:
    """The captures of a shard that kill a process by themselves, each with how. Raises Killed where
    none does, or where it is killed without any.
    """
    captures = Storage.open(root).scan_staged([parsed["captures"]], STAGED["captures"])
    ids = captures.select("capture_id").collect()["capture_id"].sort().to_list()
    caller.run(_clean_without, root, parsed, dict.fromkeys(ids, ""), run_id, timeout=_SECONDS)
    deadly = {}
    todo = parts_of(0, len(ids), killed)
    while todo:
        first, last = todo.pop()
        others = dict.fromkeys([*ids[:first], *ids[last:]], "")
        try:
            caller.run(_clean_without, root, parsed, others, run_id, timeout=_SECONDS)
        except Killed as part:
            if not part.is_of_input:
                raise
            if last - first == 1:
                deadly[ids[first]] = f"its process ended: {part}"
            else:
                todo += parts_of(first, last, part)
    if not deadly:
        raise killed
    return deadly


def _clean_staged(root: str, run_id: str, parsed: Paths, deadly: Mapping[str, str]) -> Paths:
    """The paths of the cleaned frames, and of parsed ones that stay as they are."""
    cleaned = _cleaned(root, run_id, parsed, deadly)
    name = f"cleaned/{shard_name(parsed['captures'])}"
    return {**parsed, **stage_shard(Storage.open(root), run_id, name, cleaned)}


def _clean_without(root: str, parsed: Paths, others: Mapping[str, str], run_id: str) -> None:
    """Clean all captures of a shard but these, for nothing: it may kill this process."""
    _cleaned(root, run_id, parsed, others)


def _cleaned(root: str, run_id: str, parsed: Paths, deadly: Mapping[str, str]) -> Frames:
    """The frames that cleaning changes; all of the shard where a capture of it is refused."""
    storage = Storage.open(root)
    changed = parsed if deadly else {table: parsed[table] for table in _CHANGED}
    frames = _read_parsed(storage, changed, deadly)
    if deadly:
        frames = refuse_captures(frames, deadly, stage="clean", run_id=run_id)
    try:
        return _clean_frames(frames)
    except Exception as error:
        if not is_of_captures(error):
            raise
        whole = frames if deadly else _read_parsed(storage, parsed, deadly)
        return _clean_others(whole, error, run_id)


def _read_parsed(storage: Storage, parsed: Paths, deadly: Mapping[str, str]) -> Frames:
    """The parsed frames of a shard; of captures that are deadly only what says that they are."""
    is_deadly = pl.col("capture_id").is_in(list(deadly))
    return {
        table: storage.scan_staged([path], STAGED[table])
        .filter(pl.lit(table in ("captures", "quarantine")) | ~is_deadly)
        .collect()
        for table, path in parsed.items()
    }


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
