"""Refusals of before that the code of today would not make: what becomes of them."""

from __future__ import annotations

import polars as pl

from transforms.captures.media import medium_of
from transforms.page import INTERNAL_ERROR

#: Why 0.1.0 refused a record whose bytes differ from its digest; today it is a capture.
_BAD_DIGEST = "bad_digest"


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
