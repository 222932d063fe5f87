"""What stands beside the articles of `stored`: their dates, headlines and links, the listings that
name them or what the archive lacks, and the relations of copies and of versions.
"""

from __future__ import annotations

import polars as pl

from benchmarks.inputs.stored import Frames
from transforms.schemas import TABLES, fill_columns


def beside(made: Frames) -> dict[str, pl.DataFrame]:
    """The rows of the other tables of these articles."""
    seen = made.sightings.select(
        *("capture_id", "article_no", "article_id", "revision_id", "outlet", "month"),
        *("title", "url", "published_on", "published_confidence"),
    )
    rows = {
        "dates": _dates(seen),
        "headlines": _headlines(seen),
        "anchors": _anchors(seen),
        "listings": _listings(seen),
        "relations": _relations(made),
    }
    return {
        name: fill_columns(of.lazy(), TABLES[name].schema).collect() for name, of in rows.items()
    }


def _dates(seen: pl.DataFrame) -> pl.DataFrame:
    """Two of each capture: in its data, and in its address."""
    stated = seen.select(
        *("capture_id", "article_no", "article_id", "outlet", "month"),
        date_no=pl.lit(0),
        value_on="published_on",
        precision=pl.lit("day"),
        source=pl.lit("json_ld"),
        confidence=pl.lit(0.9),
        is_chosen=pl.lit(value=True),
        evidence=pl.col("published_on").cast(pl.String),
    )
    address = stated.with_columns(
        date_no=pl.lit(1), source=pl.lit("url"), is_chosen=pl.lit(value=False)
    )
    return pl.concat([stated, address])


def _headlines(seen: pl.DataFrame) -> pl.DataFrame:
    """Two of each capture: printed, and stated."""
    printed = seen.select(
        *("capture_id", "article_no", "article_id", "outlet", "month"),
        headline_no=pl.lit(0),
        source=pl.lit("heading"),
        text="title",
        is_chosen=pl.lit(value=True),
    )
    stated = printed.with_columns(
        headline_no=pl.lit(1), source=pl.lit("open_graph"), is_chosen=pl.lit(value=False)
    )
    return pl.concat([printed, stated])


def _anchors(seen: pl.DataFrame) -> pl.DataFrame:
    """One of every second capture, to the capture's neighbour."""
    return (
        seen.with_columns(linked=pl.col("url").shift(-1))
        .gather_every(2)
        .select(
            *("capture_id", "article_no", "article_id", "revision_id", "outlet", "month"),
            anchor_no=pl.lit(0),
            block_no=pl.lit(1),
            source=pl.lit("link"),
            url="linked",
            url_key=pl.col("linked").str.strip_prefix("https://"),
            text=pl.lit("as was reported"),
        )
        .drop_nulls("url")
    )


def _listings(seen: pl.DataFrame) -> pl.DataFrame:
    """One on each page that names the page's neighbour, and on every fifth one that names what the
    archive lacks.
    """
    neighbour = seen.with_columns(
        named=pl.col("article_id").shift(-1), address=pl.col("url").shift(-1)
    ).drop_nulls("named")
    matched = neighbour.select(
        *("capture_id", "outlet", "month"),
        listing_no=pl.lit(0),
        source=pl.lit("teaser"),
        url="address",
        url_key=pl.col("address").str.strip_prefix("https://"),
        text="title",
        listed_on="published_on",
        block_no=pl.lit(9),
        status=pl.lit("matched"),
        article_id="named",
        match_rule=pl.lit("url"),
    )
    missing = neighbour.gather_every(5).select(
        *("capture_id", "outlet", "month"),
        listing_no=pl.lit(1),
        source=pl.lit("teaser"),
        url=pl.col("url") + "/more",
        url_key=(pl.col("url") + "/more").str.strip_prefix("https://"),
        text=pl.col("title") + " and more",
        listed_on="published_on",
        block_no=pl.lit(9),
        status=pl.lit("missing"),
        article_id=pl.lit(None, pl.String),
        match_rule=pl.lit("none"),
    )
    return pl.concat([matched, missing])


def _relations(made: Frames) -> pl.DataFrame:
    """Of each copy with its lead, and of each second version with the first."""
    first = made.revisions.filter(pl.col("version") == 1)
    ids = first.select("article_id", "revision_id")
    copies = (
        made.stories.filter(~pl.col("is_lead"))
        .join(ids, on="article_id")
        .join(ids.rename({"article_id": "story_id", "revision_id": "left_id"}), on="story_id")
        .select(
            *("left_id", "outlet", "month"),
            right_id="revision_id",
            relation=pl.lit("reprint"),
            jaccard=pl.lit(0.9),
            containment=pl.lit(1.0),
        )
    )
    later = made.revisions.filter(pl.col("version") == 2)
    versions = later.join(ids.rename({"revision_id": "left_id"}), on="article_id").select(
        *("left_id", "outlet", "month"),
        right_id="revision_id",
        relation=pl.lit("revision"),
        jaccard=pl.lit(0.95),
        containment=pl.lit(1.0),
    )
    return pl.concat([copies, versions])
