"""Which captures and refusals of a batch count on top of what the archive holds."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from transforms.outlets import by_declaration
from transforms.page import INTERNAL_ERROR, NO_ARTICLE_FIELDS, UNMAPPED_FIELDS
from transforms.schemas import REVISIT

#: What has to be known of a capture, as parsed and as held.
COLUMNS = (
    "capture_id",
    "outlet",
    "declared_outlet",
    "page_kind",
    "media_type",
    "digest_status",
    "fields_by_content",
    "field_map",
)


def choose_captures(
    parsed: pl.LazyFrame,
    refused: pl.LazyFrame,
    held: pl.LazyFrame,
    *,
    again: Collection[str],
    rederive: bool,
) -> pl.LazyFrame:
    """Captures of a batch -> those that count: `capture_id`, `outlet`, `page_kind`,
    `digest_status`, `fields_by_content` and `state`.

    `parsed` and `held` have COLUMNS, `held` only of captures that the batch names; `refused` has
    the `capture_id` of those that could not be parsed. The state is `new` where the archive holds
    no such capture; `replacing` is one that counts in place of the archive's, which has a row of
    its own as `replaced`. So does one that is refused this time and leaves the tables.

    A capture that the archive holds is replaced where everything is derived anew (`rederive`),
    where a stronger declaration of its outlet or of its fields came with it, where it is a revisit
    whose payload has been found, or where `again` names it.
    """
    is_named = pl.col("capture_id").is_in(sorted(again))
    as_held = held.select(
        "capture_id", pl.col("declared_outlet", "media_type", "field_map").name.suffix("_held")
    )
    both = parsed.join(as_held, on="capture_id")
    replacing = both if rederive else both.filter(_says_more() | is_named)
    leaving = held.filter((pl.col("media_type") == REVISIT) | is_named).join(
        refused, on="capture_id", how="semi"
    )
    moved = held.join(replacing, on="capture_id", how="semi")
    replaced = held if rederive else pl.concat([moved, leaving])
    new = parsed.join(held, on="capture_id", how="anti")
    kept = ("capture_id", "outlet", "page_kind", "digest_status", "fields_by_content")
    return pl.concat(
        [
            frame.select(*kept, pl.lit(state).alias("state"))
            for frame, state in ((new, "new"), (replacing, "replacing"), (replaced, "replaced"))
        ]
    )


def without_replaced(chosen: pl.LazyFrame) -> pl.LazyFrame:
    """Of chosen captures those whose parsed rows count."""
    return chosen.filter(pl.col("state") != "replaced")


def count_by_outlet(standing: pl.LazyFrame, chosen: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet`, about how many `captures` it has after the batch, and how many of them the batch
    brings (`fresh`), for every outlet that a chosen capture is of, sorted.

    `standing` says how many `captures` the archive holds of these outlets, in one row of each or
    several.
    """
    one, none = pl.lit(1, pl.Int64), pl.lit(0, pl.Int64)
    fresh = without_replaced(chosen).select("outlet", captures=one, fresh=one)
    held = standing.select("outlet", pl.col("captures").cast(pl.Int64), fresh=none)
    counts = pl.concat([held, fresh]).group_by("outlet").agg(pl.sum("captures", "fresh"))
    touched = chosen.select("outlet").unique()
    return touched.join(counts, on="outlet", how="left").sort("outlet")


def count_states(chosen: pl.LazyFrame) -> pl.LazyFrame:
    """One row: how many captures are new, how many of those show no article or differ from the
    digest stated of them, how many are derived anew.
    """
    is_new = pl.col("state") == "new"
    return chosen.select(
        is_new.sum().alias("captures"),
        (pl.col("state") == "replaced").sum().alias("rederived"),
        (is_new & (pl.col("page_kind") != "article")).sum().alias("without_article"),
        (is_new & (pl.col("digest_status") == "differs")).sum().alias("digest_differs"),
    )


def count_moves(chosen: pl.LazyFrame) -> pl.LazyFrame:
    """How many captures that the archive holds are of another outlet than before, by the one that
    they are of now: `outlet` and `captures`.
    """
    was, now = (
        chosen.filter(pl.col("state") == state).select("capture_id", "outlet")
        for state in ("replaced", "replacing")
    )
    moved = now.join(was, on="capture_id", suffix="_was").filter(
        pl.col("outlet") != pl.col("outlet_was")
    )
    return moved.group_by("outlet").agg(pl.len().alias("captures"))


def count_by_content(chosen: pl.LazyFrame) -> pl.LazyFrame:
    """How many new captures are of records whose fields were told by their content, by which:
    `fields_by_content` and `captures`.
    """
    told = chosen.filter((pl.col("state") == "new") & pl.col("fields_by_content").is_not_null())
    return told.group_by("fields_by_content").agg(pl.len().alias("captures"))


def new_refusals(staged: pl.LazyFrame, held: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of quarantine that the archive lacks, each once: the first in the order given."""
    fresh = staged.join(held, on="quarantine_id", how="anti", maintain_order="left")
    return fresh.unique("quarantine_id", keep="first", maintain_order=True)


def overtaken_failures(
    held: pl.LazyFrame, staged: pl.LazyFrame, taken: pl.LazyFrame
) -> pl.LazyFrame:
    """The `quarantine_id` of held refusals by the parser, or for a failure of the program, whose
    capture (`taken`) the archive takes now, or refuses for another reason (`staged` rows of
    quarantine).
    """
    failed = pl.col("reason") == INTERNAL_ERROR
    otherwise = staged.filter(~failed).select("capture_id").drop_nulls()
    settled = pl.concat([taken.select("capture_id"), otherwise])
    gone = held.filter(failed | (pl.col("stage") == "parse"))
    gone = gone.join(settled, on="capture_id", how="semi")
    return gone.join(staged, on="quarantine_id", how="anti").select("quarantine_id")


def mapped_dumps(refusals: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """The `quarantine_id` of refusals of dumps without a text (`unmapped_fields`) and of their
    records that are captures now, or of which others are articles: another run said which field is
    the text.
    """
    reason = pl.col("reason")
    read = captures.filter(page_kind="article").select("raw_object").drop_nulls().unique()
    whole = refusals.filter(reason == UNMAPPED_FIELDS).join(read, on="raw_object", how="semi")
    taken = captures.select("capture_id").drop_nulls()
    records = refusals.filter(reason == NO_ARTICLE_FIELDS).join(taken, on="capture_id", how="semi")
    return pl.concat([frame.select("quarantine_id") for frame in (whole, records)])


def replace_captures(
    before: pl.LazyFrame, fresh: pl.LazyFrame, replaced: pl.LazyFrame
) -> pl.LazyFrame:
    """Rows of a table of captures after the batch: those of `replaced` captures (`capture_id`) go,
    `fresh` ones come.
    """
    return pl.concat([before.join(replaced, on="capture_id", how="anti"), fresh])


def _says_more() -> pl.Expr:
    """Whether more is known of a held capture than when it was derived."""
    return _is_stronger() | _is_mapped_anew() | _is_found_revisit()


def _is_stronger() -> pl.Expr:
    """Whether the outlet is declared by more than it was."""
    was = by_declaration(pl.col("declared_outlet_held"))
    return by_declaration(pl.col("declared_outlet")) < was


def _is_mapped_anew() -> pl.Expr:
    """Whether a map of its fields came with it that counts before the one it had."""
    return pl.col("field_map").fill_null("") > pl.col("field_map_held").fill_null("")


def _is_found_revisit() -> pl.Expr:
    return (pl.col("media_type_held") == REVISIT) & (pl.col("media_type") != REVISIT)
