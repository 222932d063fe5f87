"""Found articles and listings with their text repaired, their language named and their quality
measured.

language     the language of a text, by fastText's small model
detector     that model, asked for many texts at once
quality      measures of a text as column expressions
findings     what a capture's articles say of the capture

Nothing is judged here but emptiness: quality is stored as columns, and queries decide what is good
enough. Every column is made of a text by Python functions (repair, hash, detector), each called
once for each distinct value; there is nothing in it that a plan could push down, so that frames
come in and go out collected.
"""

from __future__ import annotations

import polars as pl

from transforms.clean.language import detect_languages, detect_mixed
from transforms.clean.quality import measure
from transforms.distinct import map_distinct
from transforms.ids import sha256_hex
from transforms.page import TEXT_KINDS
from transforms.schemas import BLOCKS, FOUND, conform
from transforms.text.language import primary_subtag
from transforms.text.repair import clean_line, clean_text

#: Below this many characters a declared language is better evidence than a guess from the text.
#: judged
DETECTABLE_CHARS = 40
#: A language and how sure the detector is of it.
_DETECTED = pl.Struct({"language": pl.String, "language_score": pl.Float64})
#: The same of a block, by its row.
_MIXED = {"at": pl.UInt32(), "language": pl.String(), "language_score": pl.Float64()}


def clean(found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(kept, rejected): FOUND with every measured column filled, and (capture_id, article_no,
    reason).

    `text` comes in as paragraphs joined by newlines and leaves the same way. `no_text` is the only
    reason: nothing was left of the text. Rows keep their order; kept + rejected = in; cleaning
    twice changes nothing.
    """
    repaired = conform(found, FOUND).with_columns(
        map_distinct(clean_text, "text").fill_null(""),
        *map(_one_line, ("title", "byline", "section")),
    )
    measured = (
        measure(repaired.with_columns(text_sha256=map_distinct(_text_hash, "text")))
        .with_columns(declared=map_distinct(primary_subtag, "language"))
        .with_columns(undeclared=pl.when(~_is_declared()).then("text"))
        .with_columns(detected=pl.col("undeclared").map_batches(_detect, return_dtype=_DETECTED))
        .with_columns(_language(), _language_score())
    )
    kept = measured.filter(pl.col("text") != "")
    rejected = measured.filter(pl.col("text") == "").select(
        "capture_id", "article_no", reason=pl.lit("no_text")
    )
    return conform(kept, FOUND), rejected


def clean_listings(listings: pl.DataFrame) -> pl.DataFrame:
    """The listings with `text` as one clean line, null where nothing is left of it."""
    return listings.with_columns(_one_line("text"))


def clean_blocks(blocks: pl.DataFrame) -> pl.DataFrame:
    """The blocks with `language` and `language_score` on the paragraphs of articles that mix
    languages, null on all others.
    """
    numbered = blocks.drop("language", "language_score", strict=False).with_row_index("at")
    paragraphs = pl.col("article_no").is_not_null() & pl.col("kind").is_in(list(TEXT_KINDS))
    articles = (
        numbered.filter(paragraphs)
        .sort("capture_id", "block_no")
        .group_by("capture_id", "article_no", maintain_order=True)
        .agg("at", "text")
    )
    mixed = detect_mixed(articles["text"].to_list())
    places = articles["at"].to_list() if any(mixed) else ()
    told = [(places[no][i], *pair) for no, own in enumerate(mixed) for i, pair in own.items()]
    languages = pl.DataFrame(told, schema=_MIXED, orient="row")
    marked = numbered.join(languages, on="at", how="left", maintain_order="left")
    return conform(marked, BLOCKS.schema)


def _one_line(column: str) -> pl.Expr:
    """The column's values as clean lines; null where nothing is left."""
    return map_distinct(lambda value: clean_line(value) or None, column)


def _text_hash(text: str) -> str:
    return sha256_hex(text.encode())


def _detect(texts: pl.Series) -> pl.Series:
    """The language of each text and its score, each different text asked once; null for null."""
    known = texts.drop_nulls().unique()
    found = dict(zip(known, map(_as_row, detect_languages(known.to_list())), strict=True))
    return pl.Series(texts.name, [found.get(text) for text in texts], dtype=_DETECTED)


def _as_row(pair: tuple[str, float] | None) -> dict[str, str | float] | None:
    return None if pair is None else {"language": pair[0], "language_score": pair[1]}


def _is_declared() -> pl.Expr:
    """Whether what the page declares counts: the text is too short to tell."""
    is_short = pl.col("text").str.len_chars() < DETECTABLE_CHARS
    return pl.col("declared").is_not_null() & is_short


def _language() -> pl.Expr:
    """The detected language; the declared one where none was detected or asked for."""
    return pl.coalesce(pl.col("detected").struct.field("language"), "declared").alias("language")


def _language_score() -> pl.Expr:
    """The detector's score; what stood there before where no language was detected."""
    score = pl.col("detected").struct.field("language_score")
    return pl.coalesce(score, "language_score").alias("language_score")
