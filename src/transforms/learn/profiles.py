"""Facts learned of outlets as rows of `profiles`, and headlines without what their outlets add to
them.
"""

from __future__ import annotations

import polars as pl

from transforms.distinct import map_distinct
from transforms.ids import content_id
from transforms.learn.affixes import affixes, name_in, without_affixes
from transforms.learn.headings import without_repeated_headings
from transforms.learn.lines import line_status
from transforms.partitions import NO_MONTH
from transforms.schemas import LINE_COUNTS, PROFILES, conform, fill_columns
from transforms.text.folds import fold_line


def line_rows(counted: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """Repeated lines (LINE_COUNTS) -> their rows of PROFILES; `texts` are the folded lines
    (`line_key`, `text`).
    """
    rows = counted.join(texts, on="line_key").with_columns(
        pl.lit("line").alias("kind"),
        map_distinct("{:016x}".format, "line_key").alias("hash"),
        line_status().alias("status"),
        pl.lit(NO_MONTH).alias("month"),
    )
    return fill_columns(rows, PROFILES.schema)


def line_counts(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of PROFILES -> the repeated lines among them (LINE_COUNTS)."""
    lines = facts.filter(pl.col("kind") == "line").with_columns(_line_key())
    return lines.select(pl.col(c).cast(t) for c, t in LINE_COUNTS.items())


def learned_lines(facts: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `line_key` of the lines that count as furniture, by rows of PROFILES."""
    learned = facts.filter(pl.col("status") == "learned", pl.col("kind") == "line")
    return learned.select("outlet", _line_key())


def line_texts(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of PROFILES -> the lines among them: `line_key` and the folded `text`."""
    return facts.filter(pl.col("kind") == "line").select(_line_key(), "text").unique("line_key")


def folded_lines(blocks: pl.LazyFrame) -> pl.LazyFrame:
    """Blocks -> their lines, each once: `line_key` and the folded `text`."""
    return blocks.unique("line_key").select("line_key", map_distinct(fold_line, "text"))


def _line_key() -> pl.Expr:
    return pl.col("hash").str.to_integer(base=16, dtype=pl.UInt64).alias("line_key")


def printed_titles(sightings: pl.LazyFrame, found: pl.LazyFrame) -> pl.LazyFrame:
    """Headlines as they were parsed (`outlet`, `capture_id`, `article_no`, `title`), a row an
    article that has one.

    `sightings` are those of the archive, with the headline cut where its affixes were learned
    before and whole in `parsed_title`; `found` are articles that were parsed just now.
    """
    place = ("outlet", "capture_id", "article_no")
    parsed = sightings.select(*place, pl.coalesce("parsed_title", "title").alias("title"))
    titles = pl.concat([parsed, found.select(*place, "title")])
    return titles.drop_nulls("title").unique()


def title_rows(titles: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """Headlines of outlets -> PROFILES rows of their affixes.

    `titles` has outlet, capture_id and title; `shown` what captures say of outlets: outlet,
    outlet_heading, site_name and host.
    """
    rows = []
    titles = titles.select("capture_id", "outlet", "title").drop_nulls().unique()
    # affixes are cut and compared within an outlet, in Python: a row is an outlet
    said = shown.partition_by("outlet", as_dict=True)
    for (outlet,), part in titles.partition_by("outlet", as_dict=True).items():
        own = said.get((outlet,), shown.clear())
        names = {str(outlet), *own["outlet_heading"].drop_nulls(), *own["site_name"].drop_nulls()}
        counts = dict(part["title"].value_counts().iter_rows())
        rows += [
            {
                "outlet": outlet,
                "kind": affix.side,
                "hash": content_id(affix.side, affix.text),
                "captures": affix.captures,
                "status": affix.status,
                "text": affix.text,
                "pages": affix.headlines,
                "month": NO_MONTH,
            }
            for affix in affixes(counts, names, sorted(set(own["host"].drop_nulls())))
        ]
    return conform(pl.DataFrame(rows, schema=dict(PROFILES.schema)), PROFILES.schema)


def with_learned_titles(
    sightings: pl.LazyFrame, headlines: pl.LazyFrame, facts: pl.LazyFrame
) -> pl.LazyFrame:
    """The sightings with `parsed_title` as the headline was parsed, and `title` without the affixes
    and the repeated headings that count by `facts`; `headlines` are those of the same captures.
    """
    whole = pl.coalesce("parsed_title", "title")
    parsed = sightings.with_columns(whole.alias("parsed_title"), whole.alias("title"))
    parsed = without_repeated_headings(parsed, headlines, facts)
    affixed = (
        _learned_affixes(facts)
        .group_by("outlet")
        .agg(
            pl.col("text").filter(pl.col("kind") == kind).alias(kind)
            for kind in ("title_prefix", "title_suffix")
        )
    )
    titles = parsed.select("outlet", "title").drop_nulls().unique()
    bare = titles.join(affixed, on="outlet").map_batches(_bare_titles, schema=_BARE)
    return (
        parsed.join(bare, on=["outlet", "title"], how="left")
        .with_columns(pl.coalesce("bare", "title").alias("title"))
        .drop("bare")
    )


_BARE = {"outlet": pl.String(), "title": pl.String(), "bare": pl.String()}


def _bare_titles(titles: pl.DataFrame) -> pl.DataFrame:
    """Distinct titles with the affixes of their outlet -> what is left of each."""
    bare = [without_affixes(title, *affixes) for _, title, *affixes in titles.iter_rows()]
    return titles.select("outlet", "title", pl.Series("bare", bare, dtype=pl.String))


def affix_names(facts: pl.LazyFrame) -> pl.LazyFrame:
    """(outlet, affix): the names in the affixes that count."""
    return _learned_affixes(facts).select("outlet", map_distinct(name_in, "text").alias("affix"))


def _learned_affixes(facts: pl.LazyFrame) -> pl.LazyFrame:
    is_affix = pl.col("kind").is_in(["title_prefix", "title_suffix"])
    return facts.filter(pl.col("status") == "learned", is_affix)
