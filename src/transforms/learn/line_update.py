"""Repeated lines of outlets after a batch that only adds captures: counted of what the batch can
change, and equal to a count over all captures (`repeated_lines`).

A line that is not on the batch's pages is counted as before, unless a held page gets another key.
That happens where a line of its body is shown outside a body for the first time, now and then; such
an outlet is counted anew, whole.
"""

from __future__ import annotations

from typing import Protocol

import polars as pl

from transforms.learn.lines import LEAST_PAGES, count_pages, key_pages, mark_lines
from transforms.schemas import LINE_COUNTS, conform

_KEY = ["outlet", "line_key"]
_CAPTURE = ["outlet", "capture_id"]


class HeldLines(Protocol):
    """The lines of the captures that an archive holds; `keys` are `outlet` and `line_key`."""

    def keep_outside(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those of these keys whose line stands outside a body somewhere."""

    def find_captures(self, keys: pl.DataFrame, *, inside: bool) -> pl.DataFrame:
        """The captures (`outlet`, `capture_id`) with such a line in or beside their body, or with
        one inside it.
        """

    def read_lines(self, captures: pl.DataFrame) -> pl.DataFrame:
        """All lines (LINES) of these captures."""


def update_counts(
    held: HeldLines, before: pl.DataFrame, lines: pl.DataFrame, *, most_captures: int
) -> tuple[pl.DataFrame, set[str]]:
    """The repeated lines (LINE_COUNTS) after a batch of these LINES, and the outlets that have to
    be counted whole: none of theirs is among them. `before` are those without the batch.

    An outlet is counted whole, too, where more than `most_captures` of its captures share lines
    with the batch, since that is no more work.
    """
    fresh = mark_lines(lines.lazy()).collect()
    beside = fresh.filter(~pl.col("is_inside")).select(_KEY).unique()
    told, known = fresh.select(_KEY).unique(), before.select(_KEY)
    outside = pl.concat([known, held.keep_outside(told.join(known, on=_KEY, how="anti"))])
    moved = held.find_captures(beside.join(outside, on=_KEY, how="anti"), inside=True)
    whole = set(moved["outlet"])
    fresh, told, before = (f.filter(~pl.col("outlet").is_in(whole)) for f in (fresh, told, before))
    outside = pl.concat([outside, beside]).unique()
    pages = key_pages(fresh.lazy(), outside.lazy()).collect()
    # a line that no page shows outside a body is no repeated one, however often it is printed
    new = told.join(known, on=_KEY, how="anti").join(outside, on=_KEY, how="semi")
    shown = pages.select("outlet", line_key="page").unique()
    near = pl.concat(
        [held.find_captures(new, inside=False), held.find_captures(shown, inside=True)]
    ).unique()
    crowded = near.group_by("outlet").len().filter(pl.col("len") > most_captures)["outlet"]
    if len(crowded):
        whole |= set(crowded)
        rest = (f.filter(~pl.col("outlet").is_in(whole)) for f in (before, fresh, near, new, pages))
        before, fresh, near, new, pages = rest
    around = mark_lines(held.read_lines(near).lazy()).collect()
    asked = around.filter("is_inside").select(_KEY).unique().join(outside, on=_KEY, how="anti")
    outside = pl.concat([outside, held.keep_outside(asked)])
    seen = around.join(key_pages(around.lazy(), outside.lazy()).collect(), on=_CAPTURE)
    added = fresh.join(pages, on=_CAPTURE)
    counted = count_pages(pl.concat([seen, added]).join(new, on=_KEY, how="semi").lazy()).collect()
    repeated = counted.filter(pl.col("pages") >= LEAST_PAGES, pl.col("outside") > 0)
    return pl.concat([repeated, _add(before, seen, added)]), whole


def _add(before: pl.DataFrame, seen: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """The counts of lines that were repeated `before`, with the lines that are `added`; what is
    `seen` already of the pages of these does not count twice.
    """
    place = [*_KEY, "page"]
    more = [added.group_by(_KEY).agg(pl.col("capture_id").n_unique().alias("captures_more"))]
    for name, is_one in (
        ("pages", pl.lit(value=True)),
        ("outside", ~pl.col("is_inside")),
        ("inside", pl.col("is_inside")),
    ):
        fresh, old = (f.filter(is_one).select(place).unique() for f in (added, seen))
        new = fresh.join(old, on=place, how="anti")
        more.append(new.group_by(_KEY).agg(pl.len().cast(pl.Int64).alias(f"{name}_more")))
    out = before
    for frame in more:
        out = out.join(frame, on=_KEY, how="left")
    columns = [c for c in LINE_COUNTS if c not in _KEY]
    return conform(
        out.with_columns(pl.col(c) + pl.col(f"{c}_more").fill_null(0) for c in columns), LINE_COUNTS
    )
