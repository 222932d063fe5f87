"""The tables that are kept as objects beside the snapshots, not in them."""

from __future__ import annotations

from transforms.schemas.table import make_table as _table

_S, _L, _T = "VARCHAR", "BIGINT", "TIMESTAMPTZ"

RUNS = _table(
    "runs",
    "run_id",
    dict(
        run_id=_S,
        kind=_S,
        status=_S,
        parameters=_S,
        code_version=_S,
        libraries=_S,
        snapshot_read=_L,
        snapshot_published=_L,
        started_at=_T,
        finished_at=_T,
        counts=_S,
    ),
    shared=True,
)
INPUTS = _table(
    "inputs",
    "run_id input_no",
    dict(
        run_id=_S,
        input_no=_L,
        path=_S,
        status=_S,
        kind=_S,
        raw_bytes=_L,
        raw_sha256=_S,
        file_count=_L,
        record_count=_L,
        new_count=_L,
        held_count=_L,
        skipped_count=_L,
        skipped_by_kind=_S,
        refused_count=_L,
        twin_of=_S,
    ),
    shared=True,
)
