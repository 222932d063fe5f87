"""Captures read again by the parser of today, so that two versions are compared as one parser reads
both.

Each page costs no more than itself: it is read in a child process, and one that hangs or crashes is
left out.
"""

from __future__ import annotations

import polars as pl

from tearsheet.settings import settings
from tearsheet.stages.frames import parse_one
from tearsheet.store import outlets
from tearsheet.store.payloads import RawReader
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller, Killed, page_limit
from transforms.clean import clean
from transforms.formats.record import raw_place
from transforms.learn import lines as repeats
from transforms.learn.profiles import learned_lines
from transforms.outlets import NO_REGISTRY
from transforms.page import Refused
from transforms.parse.frames import Collected
from transforms.schemas import ARTICLE_TEXTS, LINES, PROFILES, RECORDS, conform, empty

_SLACK_SECONDS = 120.0


def read_again(root: str, run_id: str, asked: str, facts: str, caller: Caller) -> str:
    """Staged rows of captures -> the staged cleaned texts of their articles, as ARTICLE_TEXTS, without the
    lines that the staged `facts` take off.

    What cannot be read is left out.
    """
    storage = Storage.open(root)
    rows = storage.scan_staged([asked], RECORDS).collect()
    limit = settings().page_cpu_seconds * 2 + _SLACK_SECONDS
    try:
        found = caller.run(_read, root, rows, facts, timeout=limit + 0.05 * rows.height)
    except Killed:
        found = pl.concat(
            [
                _read_alone(root, rows.slice(no, 1), facts, limit, caller)
                for no in range(rows.height)
            ]
        )
    return storage.stage(run_id, f"{asked.rsplit('/', 1)[-1].removesuffix('.parquet')}.read", found)


def _read_alone(
    root: str, row: pl.DataFrame, facts: str, limit: float, caller: Caller
) -> pl.DataFrame:
    try:
        return caller.run(_read, root, row, facts, timeout=limit)
    except Killed:
        return empty(ARTICLE_TEXTS)


def _read(root: str, rows: pl.DataFrame, facts: str) -> pl.DataFrame:
    storage, collected = Storage.open(root), Collected()
    known = outlets.newest_registry(storage.objects) or NO_REGISTRY
    with RawReader(storage.objects) as reader:
        for row in rows.sort("raw_object", "raw_offset").iter_rows(named=True):
            try:
                payload = reader.payload(**raw_place(row))
                with page_limit(settings().page_cpu_seconds):
                    parse_one(collected, row, payload, "", known)
            except Refused:
                continue  # what is refused today shows nothing
    blocks = collected.frames()["blocks"]
    found, _ = clean(collected.frames()["found"])
    off = repeats.furniture_places(
        blocks.lazy().select(list(LINES)),
        learned_lines(storage.scan_staged([facts], PROFILES.schema)),
    ).collect()
    _, kept, _ = repeats.without_lines(
        blocks.join(off, on="capture_id", how="semi"),
        found.join(off, on="capture_id", how="semi"),
        off,
    )
    return pl.concat(
        [conform(f, ARTICLE_TEXTS) for f in (found.join(off, on="capture_id", how="anti"), kept)]
    )
