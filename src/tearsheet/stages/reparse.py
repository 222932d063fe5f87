"""Captures read again by the parser of today, so that two versions are compared as one parser reads
both.

Each page costs no more than itself: it is read in a child process, and one that hangs or crashes is
left out.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from tearsheet.stages.deadly import run_without_deadly
from tearsheet.store import outlets
from tearsheet.store.payloads import RawReader
from tearsheet.store.tables import Storage
from tearsheet.workers import Caller
from transforms.learn.furniture import texts_without_furniture
from transforms.outlets import NO_REGISTRY
from transforms.schemas import ARTICLE_TEXTS, PROFILES, RECORDS, empty


def read_again(root: str, run_id: str, asked: str, facts: str, caller: Caller) -> str:
    """Staged rows of captures -> the staged clean texts of their articles, as ARTICLE_TEXTS,
    without the lines that the staged `facts` take off.

    What cannot be read is left out.
    """
    storage = Storage.open(root)
    parts = run_without_deadly(
        caller,
        storage.scan_staged([asked], RECORDS).collect().sort("raw_object", "raw_offset"),
        lambda rows, _suffix: partial(_read, root, rows, facts),
        lambda _row, _suffix, _killed: empty(ARTICLE_TEXTS),
    )
    name = f"{asked.rsplit('/', 1)[-1].removesuffix('.parquet')}.read"
    return storage.stage(run_id, name, pl.concat(parts))


def _read(root: str, rows: pl.DataFrame, facts: str) -> pl.DataFrame:
    from tearsheet.stages.pages.rows import read_frames  # a child's: the flow needs no parser

    storage = Storage.open(root)
    known = outlets.newest_registry(storage.objects) or NO_REGISTRY
    with RawReader(storage.objects) as reader:
        frames = read_frames(reader, rows, known)
    return texts_without_furniture(
        frames["blocks"], frames["found"], storage.scan_staged([facts], PROFILES.schema)
    )
