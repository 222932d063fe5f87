"""Runs, and the inputs of one."""

from __future__ import annotations

import json
from typing import Any

from tearsheet.errors import NotHere
from tearsheet.explore.lists import Portion, portion_of
from tearsheet.explore.question import Question
from tearsheet.explore.visit import Page, Row, Sheet, Visit
from tearsheet.plain_text import list_counts

QUESTIONS = {
    "runs": Question(
        "Runs, the newest first",
        """SELECT run_id, kind, status, started_at, finished_at, snapshot_read, snapshot_published,
       counts, code_version
FROM runs ORDER BY run_id DESC LIMIT $size OFFSET $skip""",
    ),
}
ONE = {
    "run": Question("The run", "SELECT * FROM runs WHERE run_id = $run_id"),
    "inputs": Question(
        "What became of each input of the run",
        """SELECT input_no, path, status, kind, raw_bytes, file_count, record_count, new_count,
       held_count, skipped_count, refused_count, twin_of
FROM inputs WHERE run_id = $run_id ORDER BY input_no LIMIT $size OFFSET $skip""",
    ),
}


def view(visit: Visit) -> Sheet:
    """All runs."""
    found = portion_of(visit, "runs")
    every = (_counts(row["counts"]) for row in found.rows)
    counts = [[(name, value) for name, value in one if value != "0"] for one in every]
    return Sheet("Runs", {"found": found, "counts": counts})


def view_one(visit: Visit) -> Sheet:
    """One run and its inputs."""
    key = visit.path["run_id"]
    rows: list[Row] = visit.rows("run", run_id=key)
    if not rows:
        raise NotHere(f"No run {key} is recorded.")
    inputs: Portion = portion_of(visit, "inputs", run_id=key)
    row = rows[0]
    values = {
        "row": row,
        "counts": _counts(row["counts"]),
        "parameters": _counts(row["parameters"]),
        "libraries": _counts(row["libraries"]),
        "inputs": inputs,
    }
    return Sheet(f"Run {key}", values)


def _counts(written: str | None) -> list[tuple[str, str]]:
    """The fields of a JSON object that say something, in order."""
    said: dict[str, Any] = json.loads(written or "{}")
    return [(name, _written(v)) for name, v in said.items() if v not in (None, [], {}, "")]


def _written(value: object) -> str:
    """A value as it is read: `1,204`, `3 image, 1 pdf`, a text as it is, else JSON."""
    if isinstance(value, str):
        return value
    if _is_count(value):
        return f"{value:,}"
    if isinstance(value, dict) and all(map(_is_count, value.values())):
        return list_counts(value)
    return json.dumps(value, ensure_ascii=False)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


PAGE = Page("runs", "/runs", view, QUESTIONS, label="Runs")
PAGE_OF_ONE = Page("run", "/runs/{run_id}", view_one, ONE)
