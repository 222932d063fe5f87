"""A capture that the parser refuses, as a row of `quarantine`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from transforms.formats.record import raw_place
from transforms.ids import quarantine_id
from transforms.page import Refused


def refusal_row(
    record: Mapping[str, Any],
    refusal: Refused,
    *,
    run_id: str,
    now: datetime,
    stage: str = "parse",
) -> dict[str, Any]:
    """A row of RECORDS and why a stage refused it -> a row of QUARANTINE; by its id the same
    bytes are one refusal, whenever they come.
    """
    key = (record["raw_sha256"], record["landed_from"], record["capture_id"])
    return {
        "quarantine_id": quarantine_id(*key, stage, refusal.reason),
        "ref": record["landed_from"],
        "stage": stage,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "capture_id": record["capture_id"],
        "raw_sha256": record["raw_sha256"],
        "raw_bytes": record["raw_bytes"],
        "record_count": 1,
        "first_seen": now,
        "run_id": run_id,
        **raw_place(record),
    }
