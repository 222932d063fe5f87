"""Repeated lines of outlets after a batch that only adds captures: counted of what the batch can
change, and equal to a count over all captures (`repeated_lines`).

A line that is not on the batch's pages is counted as before, unless a held page gets another key.
That happens where a line of its body is shown outside a body for the first time, now and then; such
an outlet is counted anew, whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import polars as pl

from transforms.learn.lines import LEAST_PAGES, count_pages, key_pages, mark_lines
from transforms.schemas import LINE_COUNTS, conform

#: Where more held captures than so many have a page's key in their body, of which it need not be
#: the key, so many of them are read at first, and as few others as decide. judged
CROWD, FIRST_OF_CROWD = 48, 16
_KEY = ["outlet", "line_key"]
_CAPTURE = ["outlet", "capture_id"]
_PLACE = [*_KEY, "page", "is_inside"]


class HeldLines(Protocol):
    """The lines of the captures that an archive holds; `keys` are `outlet` and `line_key`."""

    def keep_outside(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Those of these keys whose line stands outside a body somewhere."""

    def find_captures(self, keys: pl.DataFrame, *, inside: bool) -> pl.DataFrame:
        """Which captures have which of these lines in or beside their body, or inside it: `outlet`,
        `line_key` and `capture_id`, some twice.
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
    shown = held.find_captures(pages.select("outlet", line_key="page").unique(), inside=True)
    few, crowds = _part_crowds(shown)
    near = pl.concat([held.find_captures(new, inside=False), few]).select(_CAPTURE).unique()
    added = fresh.join(pages, on=_CAPTURE)
    crowded = near.group_by("outlet").len().filter(pl.col("len") > most_captures)["outlet"]
    if len(crowded):
        whole |= set(crowded)
        rest = (f.filter(~pl.col("outlet").is_in(whole)) for f in (before, near, new, added))
        before, near, new, added = rest
    seen = _with_pages(held, near, outside)
    seen = pl.concat([seen, *_look_at_crowds(held, crowds, outside, _ask(before, added, seen))])
    counted = count_pages(pl.concat([seen, added]).join(new, on=_KEY, how="semi").lazy()).collect()
    repeated = counted.filter(pl.col("pages") >= LEAST_PAGES, pl.col("outside") > 0)
    return pl.concat([repeated, _add(before, seen, added)]), whole


def _with_pages(held: HeldLines, captures: pl.DataFrame, outside: pl.DataFrame) -> pl.DataFrame:
    """The marked lines of held captures with a body, with the `page` of each; `outside` are lines
    that stand outside a body somewhere, all of the batch's among them.
    """
    around = mark_lines(held.read_lines(captures).lazy()).collect()
    asked = around.filter("is_inside").select(_KEY).unique().join(outside, on=_KEY, how="anti")
    beside = pl.concat([outside, held.keep_outside(asked)])
    return around.join(key_pages(around.lazy(), beside.lazy()).collect(), on=_CAPTURE)


def _part_crowds(shown: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of captures with the line that a page of the batch has for its key inside their body: those
    of which all are to be read, and those of lines that stand in more than CROWD bodies.
    """
    captures, is_crowd = shown.unique(), pl.len().over(_KEY) > CROWD
    return captures.filter(~is_crowd), captures.filter(is_crowd)


def _ask(before: pl.DataFrame, added: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Of lines that were repeated `before` those that are `added` to a page and not `seen` on it:
    _PLACE, and on how many `captures` they were.
    """
    known = added.select(_PLACE).unique().join(before.select(*_KEY, "captures"), on=_KEY)
    return known.join(seen.select(_PLACE).unique(), on=_PLACE, how="anti")


def _look_at_crowds(
    held: HeldLines, crowds: pl.DataFrame, outside: pl.DataFrame, asked: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Marked lines (see `_with_pages`) of so many captures of the crowds that each line that is
    asked for is among them, if any capture has it on that page: of seldom lines all captures that
    have them, and for others more and more of the crowd until one is a page with them.
    """
    left = crowds.rename({"line_key": "page"})
    seldom = asked.filter(pl.col("captures") <= CROWD)
    shown = held.find_captures(seldom.select(_KEY).unique(), inside=False)
    some = shown.join(seldom.select(*_KEY, "page").unique(), on=_KEY).select(left.columns)
    some = left.join(some, on=left.columns, how="semi")
    asked, size = asked.join(seldom, on=_PLACE, how="anti"), FIRST_OF_CROWD
    while some.height or asked.height:
        seen = _with_pages(held, some.select(_CAPTURE).unique(), outside)
        yield seen
        asked = asked.join(seen.select(_PLACE), on=_PLACE, how="anti")
        left = left.join(some, on=left.columns, how="anti")
        left = left.join(asked, on=["outlet", "page"], how="semi")
        some = left.group_by("outlet", "page").head(size).select(left.columns)
        asked = asked.join(left, on=["outlet", "page"], how="semi")
        size *= 4


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
