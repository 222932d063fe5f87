"""A text withdrawn: its captures are refused from now on, what hung on them is derived again, and
every kept snapshot is issued once more without it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from flows import derive as order
from flows.derive import Stages
from tearsheet.landing.result import LandingResult
from tearsheet.stages.frames import record_shards
from tearsheet.store.runs import record_run
from tearsheet.store.tables import Storage
from tearsheet.upkeep.withdraw import Withdrawn, blank_raw, bury, erase, find_copies


def withdraw(stages: Stages, article_id: str, reason: str, *, raw: bool = False) -> Withdrawn:
    """Withdraw an article, its raw bytes too where `raw` says so. What was ended midway goes on
    where it is asked for again.
    """
    storage = Storage.open(stages.root)
    now = datetime.now(UTC)
    parameters = {"article_id": article_id, "reason": reason, "raw": raw}
    with record_run(storage, "withdraw", parameters) as run:
        copies = find_copies(storage, article_id)
        stones = bury(storage, article_id, reason=reason, now=now)
        captures = {i for stone in stones.values() for i in stone.capture_ids}
        named = pl.col("capture_id").is_in(sorted(captures))
        rows = storage.scan(storage.head(), "captures").filter(named).collect()
        if rows.height:
            shards = tuple(record_shards(storage, run.run_id, rows, name="withdrawn-"))
            outcome = order.derive(
                stages,
                run.run_id,
                LandingResult(shards=shards),
                batch_id=run.batch_id(sorted(captures)),
                rederive=True,
            )
            run.published = outcome.snapshot.number
        done = erase(storage, stones, copies, holder=run.run_id, now=now)
        if raw:
            done = replace(done, blanked=blank_raw(storage, stones))
        run.counts = {"reissued": len(done.numbers), "captures": len(captures)}
    return done
