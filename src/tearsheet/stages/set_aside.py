"""Captures of a run that are set aside because the program fails on them: found by deriving without
them, moved to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from tearsheet.stages.faults import describe_fault, find_faulty, refuse_captures
from tearsheet.stages.frames import Paths, stage_shard
from tearsheet.stages.learn import Work
from tearsheet.store.tables import Storage
from transforms.schemas import STAGED

#: Each costs some derivations of the whole batch; a run that fails on more of its captures has a
#: fault that is not theirs. judged
MOST_FAULTY = 20
#: Which step it is: the last of the run that looks at captures together.
_STAGE = "deduplicate"


def set_faulty_aside(
    root: str, work: Work, attempt: Callable[[Work], object], error: Exception
) -> Work:
    """The run's work without the captures on which the attempt fails, which are refused; `error` is
    what the attempt on all of them has raised. Raises InternalError where it is no capture's fault.
    """
    captures = list_captures(root, work)
    everything = set(captures)

    def attempt_on(some: Sequence[str]) -> None:
        left_out = dict.fromkeys(everything.difference(some), "left out of an attempt")
        attempt(refuse(root, work, left_out))

    faulty = find_faulty(captures, attempt_on, error, most=MOST_FAULTY)
    return refuse(root, work, {capture: describe_fault(e) for capture, e in faulty.items()})


def list_captures(root: str, work: Work) -> list[str]:
    """The ids of the captures that a run has parsed, sorted."""
    paths = [shard["captures"] for shard in work.shards.values()]
    captures = Storage.open(root).scan_staged(paths, STAGED["captures"])
    return sorted(captures.select("capture_id").collect()["capture_id"])


def refuse(root: str, work: Work, faults: Mapping[str, str]) -> Work:
    """The run's work with these captures refused: `faults` says by capture what was raised."""
    storage = Storage.open(root)
    shards = {
        records: _without(storage, work.run_id, shard, faults, f"{no:05d}")
        for no, (records, shard) in enumerate(work.shards.items())
    }
    return replace(work, shards=shards)


def _without(
    storage: Storage, run_id: str, shard: Paths, faults: Mapping[str, str], name: str
) -> Paths:
    frames = {
        table: storage.scan_staged([path], STAGED[table]).collect() for table, path in shard.items()
    }
    if not _names_any(faults, frames["captures"]["capture_id"].to_list()):
        return shard
    kept = refuse_captures(frames, faults, stage=_STAGE, run_id=run_id)
    return stage_shard(storage, run_id, f"set-aside/{name}", kept)


def _names_any(faults: Mapping[str, str], captures: Collection[str]) -> bool:
    return any(capture in faults for capture in captures)
