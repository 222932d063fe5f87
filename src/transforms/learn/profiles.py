"""Facts learned of outlets as rows of `profiles`, and headlines without what their outlets add to
them.
"""

from __future__ import annotations

import polars as pl

from transforms.ids import content_id
from transforms.learn.affixes import affixes, name_in, without_affixes
from transforms.learn.lines import status
from transforms.partitions import NO_MONTH
from transforms.schemas import PROFILES, conform


def line_rows(counted: pl.DataFrame, texts: dict[int, str]) -> pl.DataFrame:
    """PROFILES rows of repeated lines (LINE_COUNTS); `texts` are the folded lines by
    their keys.
    """
    keys = counted["line_key"].to_list()
    rows = counted.with_columns(
        pl.lit("line").alias("kind"),
        pl.Series("hash", [f"{key:016x}" for key in keys], dtype=pl.String),
        pl.Series("text", [texts[key] for key in keys], dtype=pl.String),
        status(counted, texts),
        pl.lit(NO_MONTH).alias("month"),
    )
    return conform(rows, PROFILES.schema)


def title_rows(titles: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """PROFILES rows of affixes: `titles` has outlet, title and `len`, the captures that print it;
    `shown` what captures say of outlets.

    `shown` has outlet, outlet_heading, site_name and host.
    """
    rows = []
    for (outlet,), part in titles.partition_by("outlet", as_dict=True).items():
        said = shown.filter(pl.col("outlet") == outlet)
        names = {str(outlet), *said["outlet_heading"].drop_nulls(), *said["site_name"].drop_nulls()}
        counts = dict(zip(part["title"].to_list(), part["len"].to_list(), strict=True))
        for found in affixes(counts, names, sorted(set(said["host"].drop_nulls()))):
            rows.append(
                {
                    "outlet": outlet,
                    "kind": found.side,
                    "hash": content_id(found.side, found.text),
                    "captures": found.captures,
                    "status": found.status,
                    "text": found.text,
                    "pages": found.headlines,
                    "month": NO_MONTH,
                }
            )
    return conform(pl.DataFrame(rows, schema=dict(PROFILES.schema)), PROFILES.schema)


def stripped(sightings: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The sightings with `parsed_title` as the headline was parsed, and `title` without the affixes
    that count by `facts`.
    """
    learned = facts.filter(pl.col("status") == "learned")
    parsed = sightings.with_columns(
        pl.coalesce("parsed_title", "title").alias("parsed_title")
    ).with_columns(pl.col("parsed_title").alias("title"))
    titles = parsed.select("outlet", "parsed_title").drop_nulls().unique()
    rows = []
    for (outlet,), part in (
        learned.filter(pl.col("kind") != "line").partition_by("outlet", as_dict=True).items()
    ):
        prefixes, suffixes = (
            part.filter(pl.col("kind") == kind)["text"].to_list()
            for kind in ("title_prefix", "title_suffix")
        )
        for title in titles.filter(pl.col("outlet") == outlet)["parsed_title"]:
            if (bare := without_affixes(title, prefixes, suffixes)) != title:
                rows.append((outlet, title, bare))
    bare_titles = pl.DataFrame(
        rows,
        schema={"outlet": pl.String, "parsed_title": pl.String, "bare": pl.String},
        orient="row",
    )
    joined = parsed.join(
        bare_titles, on=["outlet", "parsed_title"], how="left", maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("bare", "title").alias("title")).drop("bare")


def affix_names(facts: pl.DataFrame) -> pl.DataFrame:
    """(outlet, affix): the names in the affixes that count."""
    learned = facts.filter(pl.col("status") == "learned", pl.col("kind") != "line")
    names = [name_in(text) for text in learned["text"]]
    return learned.select("outlet", pl.Series("affix", names, dtype=pl.String))
