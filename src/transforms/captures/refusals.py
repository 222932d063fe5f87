"""Refusals: as rows of `quarantine`; which are alike, and what becomes of those of before that the
code of today would not make.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from transforms.captures.media import medium_of
from transforms.formats.record import raw_place
from transforms.ids import quarantine_id
from transforms.page import INTERNAL_ERROR, Refused

#: Why 0.1.0 refused a record whose bytes differ from its digest; today it is a capture.
_BAD_DIGEST = "bad_digest"


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


def is_to_be_read_again() -> pl.Expr:
    """Whether only the bytes tell what a refused record is today: the program had failed on it, or
    it differs from its digest.
    """
    return pl.col("reason").is_in([INTERNAL_ERROR, _BAD_DIGEST])


def refusals_no_more(held: pl.DataFrame) -> pl.DataFrame:
    """Rows of quarantine that the code of today does not write, whatever the bytes: records that it
    takes though they differ from their digest, and media that it skips, told by the type of which
    the refusal speaks.
    """
    unread = held.filter(reason="unsupported_media_type")
    media = [kind for kind in unread["detail"].drop_nulls().unique() if medium_of(kind)]
    is_medium = (pl.col("reason") == "unsupported_media_type") & pl.col("detail").is_in(media)
    return held.filter((pl.col("reason") == _BAD_DIGEST) | is_medium)


def file_of(ref: str) -> str:
    """The file that a refused record is in: its name without the record's number; of a whole file
    itself.

    >>> file_of("in/dump.jsonl#12")
    'in/dump.jsonl'
    """
    return re.sub(r"#[0-9]+$", "", ref)


def tell_alike(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of QUARANTINE -> `told`, the name, reason and detail of the first of those that are
    alike, and how many they are (`count`); sorted by name.

    Alike are records of one file that are refused for one reason; failures of the program itself
    are so where they are one failure.
    """
    number = pl.col("ref").str.extract(r"#([0-9]+)$").cast(pl.Int64)
    failure = pl.when(reason=INTERNAL_ERROR).then("detail")
    whole = pl.when(number.is_null()).then("quarantine_id")
    return (
        rows.with_columns(
            number=number,
            file=pl.col("ref").str.replace(r"#[0-9]+$", ""),
            failure=failure,
            whole=whole,
        )
        .sort("file", "reason", "number", "quarantine_id")
        .group_by("file", "reason", "failure", "whole", maintain_order=True)
        .agg(
            told=pl.concat_str(
                "ref", "reason", "detail", separator=": ", ignore_nulls=True
            ).first(),
            count=pl.len(),
        )
        .select("told", "count")
    )
