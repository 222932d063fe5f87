"""Captures read again by the parser of today, so that two versions are compared as one parser reads both.

Each page costs no more than itself: it is read in a child process, and one that hangs or crashes is left out.
"""

from __future__ import annotations

import polars as pl

from tearsheet.raw import RawReader
from tearsheet.settings import settings
from tearsheet.stages import children, parse_one
from tearsheet.storage import Storage
from tearsheet.workers import Killed, page_limit
from transforms.clean import clean
from transforms.outlets import NO_REGISTRY
from transforms.page import Refused
from transforms.parse.frames import Collected
from transforms.schemas import FOUND, RECORDS, conform

#: What a page shows today.
READ = {c: FOUND[c] for c in ("capture_id", "article_no", "text")}
_SLACK_SECONDS = 120.0


def read_again(root: str, run_id: str, asked: str) -> str:
    """Staged rows of captures -> the staged cleaned texts of their articles, as READ; what cannot be read is left out."""
    storage = Storage.open(root)
    rows = storage.staged([asked], RECORDS).collect()
    limit = settings().page_cpu_seconds * 2 + _SLACK_SECONDS
    try:
        found = children().run(_read, root, rows, timeout=limit + 0.05 * rows.height)
    except Killed:
        found = pl.concat([_read_alone(root, rows.slice(no, 1), limit) for no in range(rows.height)])
    return storage.stage(run_id, f"{asked.rsplit('/', 1)[-1].removesuffix('.parquet')}.read", found)


def _read_alone(root: str, row: pl.DataFrame, limit: float) -> pl.DataFrame:
    try:
        return children().run(_read, root, row, timeout=limit)
    except Killed:
        return pl.DataFrame(schema=READ)


def _read(root: str, rows: pl.DataFrame) -> pl.DataFrame:
    collected = Collected()
    with RawReader(Storage.open(root).objects) as reader:
        for row in rows.sort("raw_object", "raw_offset").iter_rows(named=True):
            try:
                payload = reader.payload(**{c: row[c] for c in ("raw_object", "raw_offset", "raw_length", "raw_coding")})
                with page_limit(settings().page_cpu_seconds):
                    parse_one(collected, row, payload, "", NO_REGISTRY)  # only the text is asked for
            except Refused:
                continue  # what is refused today shows nothing
    kept, _ = clean(collected.frames()["found"])
    return conform(kept, READ)
