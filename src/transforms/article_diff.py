"""Two states of the table `articles` -> which articles come, go and change, and how."""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.changes import change
from transforms.schemas import ARTICLE_CHANGES, conform

#: The facts of an article that are compared, in the order in which they are told.
FACTS = (
    "text",
    "title",
    "byline",
    "published_on",
    "url",
    "outlet",
    "language",
    "section",
    "story_id",
)
#: What is read of the two states.
COLUMNS = ("article_id", *FACTS)
#: So much of a text is shown of an article that comes or goes. judged
_SHOWN_CHARS = 200


def pair_articles(before: pl.DataFrame, after: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Two states of articles -> those that may differ (`article_id` in the first, null where it is
    added; `now_id` in the second, null where it is lost), in the order of `diff_articles`.

    Both have `article_id`, `outlet` and `facts`, a hash of all that is compared; `aliases` are as
    there.
    """
    now = pl.coalesce("new_id", "article_id").alias("now_id")
    named = before.join(aliases, left_on="article_id", right_on="old_id", how="left")
    both = named.with_columns(now).join(
        after.rename({"article_id": "now_id"}), on="now_id", how="full", suffix="_now"
    )
    is_added, is_lost = pl.col("article_id").is_null(), pl.col("now_id_now").is_null()
    is_same = pl.col("facts").eq_missing(pl.col("facts_now"))
    fate = pl.when(is_added).then(0).when(is_lost).then(2).otherwise(1)
    ids = [pl.coalesce("outlet", "outlet_now"), pl.coalesce("article_id", "now_id_now")]
    rows = both.filter(~is_same).sort(fate, *ids)
    return rows.select("article_id", pl.col("now_id_now").alias("now_id"))


def diff_articles(before: pl.DataFrame, after: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """A row an article that is `added` or `lost` and a row a fact that is `changed`, with the value
    before and after; `kind` is how the text changed (`text`, `typography`, …), of another fact its
    name.

    `before` and `after` have COLUMNS, and may leave out articles that are equal in both; `aliases`
    (`old_id`, `new_id`) say which article is which by another id: that is no loss.
    """
    before, after = (_as_text(frame) for frame in (before, after))
    now = pl.coalesce("new_id", "article_id").alias("now_id")
    named = before.join(aliases, left_on="article_id", right_on="old_id", how="left")
    named = named.with_columns(now).drop("new_id")
    lost = named.join(after, left_on="now_id", right_on="article_id", how="anti")
    added = after.join(named, left_on="article_id", right_on="now_id", how="anti")
    both = named.join(after, left_on="now_id", right_on="article_id", suffix="_after")
    parts = [
        added.select(pl.lit("added").alias("fate"), "article_id", "outlet", after=_shown()),
        lost.select(pl.lit("lost").alias("fate"), "article_id", "outlet", before=_shown()),
        *(_changed(both, fact) for fact in FACTS),
    ]
    rows = pl.concat([conform(part, ARTICLE_CHANGES) for part in parts])
    return rows.sort("fate", "outlet", "article_id", "fact", nulls_last=True, maintain_order=True)


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(COLUMNS).cast(pl.String))


def _shown() -> pl.Expr:
    """What an article is shown by: its title, or the beginning of its text."""
    return pl.coalesce("title", pl.col("text").str.slice(0, _SHOWN_CHARS))


def _changed(both: pl.DataFrame, fact: str) -> pl.DataFrame:
    new = f"{fact}_after"
    rows = both.filter(pl.col(fact).ne_missing(pl.col(new)))
    kinds = [
        _kind(before, after) if fact == "text" else fact
        for before, after in rows.select(fact, new).iter_rows()
    ]
    return rows.select(
        pl.lit("changed").alias("fate"),
        "article_id",
        "outlet",
        pl.lit(fact).alias("fact"),
        pl.Series("kind", kinds, dtype=pl.String),
        pl.col(fact).alias("before"),
        pl.col(new).alias("after"),
    )


def _kind(before: str | None, after: str | None) -> str:
    return change(before or "", after or "", titles=(None, None), is_same_capture=False).kind
