"""Lines that an outlet's pages repeat around their articles, and what they cut off the ends of a
body.

What a capture's parser says stays a function of its bytes. A line is counted by the pages on which
it stands, and becomes furniture of the outlet at a count. Then it is taken off the beginning and
the end of the bodies into which the parser let it, and nowhere else: state media repeat whole
sentences inside their articles.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import clean
from transforms.distinct import map_distinct
from transforms.schemas import BLOCK_PLACES, BLOCKS, FOUND, LINE_COUNTS, conform, fill_columns
from transforms.text.line_keys import INSIDE, OUTSIDE
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words

#: From so many pages on a line counts. Two pages share one by chance as often as not: a topic's
#: label, the beginning of an article that one of them is and the other announces.
#: That is the reason: bodies have the same F1 from two, three and four pages on, .985.
#: measured: benchmarks/quality/learned.py --generated
LEAST_PAGES = 3
#: A finished sentence may be the first of an article that other pages only announce. It is
#: furniture where the parser has let it into this many bodies: an article's own sentence stands in
#: one. judged
SENTENCE_UNITS, LEAST_BODIES = 6.0, 2
#: The rule of a block that was taken off a body.
REPEATED = "repeated_line"


def repeated_lines(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines that stand on LEAST_PAGES pages or more, and outside the body on one (LINE_COUNTS):
    pages in all, outside, inside.

    `lines` are LINES of every capture of some outlets, as parsed or with lines already taken off.
    Captures of one article are one page: a page is known by the smallest key of its body that no
    page shows outside a body. Captures without a body do not count.
    """
    marked = mark_lines(lines)
    beside = marked.filter(~pl.col("is_inside")).select("outlet", "line_key").unique()
    counted = count_pages(marked.join(key_pages(marked, beside), on=["outlet", "capture_id"]))
    return counted.filter(pl.col("pages") >= LEAST_PAGES, pl.col("outside") > 0)


def key_pages(marked: pl.LazyFrame, beside: pl.LazyFrame) -> pl.LazyFrame:
    """(`outlet`, `capture_id`, `page`) of each capture with a body: captures of one article have
    the same page, since they share its lines.

    `page` is the smallest key of the body's lines; those that stand `beside` a body somewhere
    (`outlet`, `line_key`) are passed over, unless the body has no others: they may be furniture.
    """
    place, key = ["outlet", "capture_id"], pl.col("line_key").min()
    bodies = marked.filter("is_inside")
    own = bodies.join(beside, on=["outlet", "line_key"], how="anti").group_by(place)
    smallest = bodies.group_by(place).agg(key)
    return smallest.join(own.agg(key.alias("own")), on=place, how="left").select(
        *place, pl.coalesce("own", "line_key").alias("page")
    )


def count_pages(seen: pl.LazyFrame) -> pl.LazyFrame:
    """Marked lines with their `page` -> on how many captures and pages each is (LINE_COUNTS)."""
    pages = pl.col("page")
    counted = seen.group_by("outlet", "line_key").agg(
        pl.col("capture_id").n_unique().alias("captures"),
        pages.n_unique().alias("pages"),
        pages.filter(~pl.col("is_inside")).n_unique().alias("outside"),
        pages.filter("is_inside").n_unique().alias("inside"),
    )
    return fill_columns(counted, LINE_COUNTS)


def line_status() -> pl.Expr:
    """What becomes of a repeated line (LINE_COUNTS with its `text`): `learned`, `in_bodies` (as
    often inside a body), `own_sentence` (some article's, as it seems).
    """
    is_sentence = map_distinct(_is_sentence, "text", dtype=pl.Boolean)
    return (
        pl.when(pl.col("outside") <= pl.col("inside"))
        .then(pl.lit("in_bodies"))
        .when(is_sentence & (pl.col("inside") < LEAST_BODIES))
        .then(pl.lit("own_sentence"))
        .otherwise(pl.lit("learned"))
    )


def _is_sentence(line: str) -> bool:
    return is_terminated(line) and estimate_words(line) >= SENTENCE_UNITS


def furniture_places(lines: pl.LazyFrame, furniture: pl.LazyFrame) -> pl.LazyFrame:
    """BLOCK_PLACES of the lines to take off each capture's body: the furniture that it begins with,
    and that which it ends with. A body of nothing else keeps all of it.

    `furniture` has `outlet` and `line_key`.
    """
    body = mark_lines(lines, keyed=False).filter("is_inside")
    known = furniture.select("outlet", "line_key", pl.lit(1, pl.Int8).alias("known"))
    marked = body.join(known, on=["outlet", "line_key"], how="left").with_columns(
        pl.col("known").fill_null(0)
    )
    # 1 as long as every line before (behind) has been furniture, too
    head, tail = (
        pl.col("known").cum_min(reverse=r).over("capture_id", order_by="block_no")
        for r in (False, True)
    )
    ends = marked.with_columns((head + tail > 0).alias("is_off"))
    rest = (
        ends.filter(
            ~pl.col("is_off"), pl.col("kind") != "heading", pl.col("line_key").is_not_null()
        )
        .select("capture_id")
        .unique()
    )
    return ends.filter("is_off").join(rest, on="capture_id", how="semi").select(list(BLOCK_PLACES))


def places_taken_off(lines: pl.LazyFrame) -> pl.LazyFrame:
    """BLOCK_PLACES of the lines that were taken off before."""
    return lines.filter(pl.col("rule") == REPEATED).select(list(BLOCK_PLACES))


def mark_lines(lines: pl.LazyFrame, *, keyed: bool = True) -> pl.LazyFrame:
    """The lines in and beside bodies, with `is_inside`: what was taken off a body stood in it."""
    counted = lines.with_columns(is_inside().alias("is_inside")).filter(
        pl.col("is_inside") | pl.col("kind").is_in(OUTSIDE)
    )
    return counted.filter(pl.col("line_key").is_not_null()) if keyed else counted


def is_inside() -> pl.Expr:
    """Whether a line stands in a body, or did before it was taken off."""
    return (pl.col("kind").is_in(INSIDE) | (pl.col("rule") == REPEATED)).fill_null(value=False)


def is_outside() -> pl.Expr:
    """Whether a line stands beside a body."""
    return pl.col("kind").is_in(OUTSIDE) & ~is_inside()


def without_lines(
    blocks: pl.DataFrame, found: pl.DataFrame, off: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """(blocks, found, rejected) with these lines off: the blocks stay as `other`, the articles'
    texts are read and cleaned again.

    `blocks` (BLOCKS) and `found` (FOUND, cleaned) are of the captures that `off` (BLOCK_PLACES)
    names; each has one article. `rejected` (capture_id, article_no, reason) are articles of which
    cleaning
    leaves nothing.
    """
    is_off = pl.col("is_off").fill_null(False)
    marked = blocks.join(
        off.with_columns(pl.lit(True).alias("is_off")), on=list(BLOCK_PLACES), how="left"
    ).with_columns(
        pl.when(is_off).then(pl.lit("other")).otherwise("kind").alias("kind"),
        pl.when(is_off).then(pl.lit(REPEATED)).otherwise("rule").alias("rule"),
        pl.when(is_off).then(None).otherwise("article_no").alias("article_no"),
    )
    rest = marked.filter(pl.col("kind").is_in(INSIDE), pl.col("article_no").is_not_null()).sort(
        list(BLOCK_PLACES)
    )
    texts = rest.group_by("capture_id", "article_no").agg(pl.col("text").str.join("\n"))
    anew = (
        found.drop("text")
        .join(texts, on=["capture_id", "article_no"])
        .with_columns(
            pl.col("declared_language").alias("language"),
            pl.lit(None, pl.Float64).alias("language_score"),
        )
    )
    kept, rejected = clean(conform(anew, FOUND, key=("capture_id", "article_no")))
    return conform(marked, BLOCKS.schema, key=BLOCKS.key), kept, rejected
