"""Found articles and listings with their text repaired, their language named and their quality
measured.

language     the language of a text, by fastText's small model
quality      measures of a text as column expressions
findings     what a capture's articles say of the capture

Nothing is judged here but emptiness: quality is stored as columns, and queries decide what is good
enough.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.clean.language import detect_language, mixed_languages
from transforms.clean.quality import QUALITY
from transforms.ids import sha256_hex
from transforms.schemas import BLOCKS, FOUND, conform
from transforms.text.language import primary_subtag
from transforms.text.repair import clean_line, clean_text

#: Below this many characters a declared language is better evidence than a guess from the text.
DETECTABLE_CHARS = 40

_LINES = ("title", "byline", "section")


def clean(found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(kept, rejected): FOUND with every measured column filled, and (capture_id, article_no,
    reason).

    `text` comes in as paragraphs joined by newlines and leaves the same way. `no_text` is the only
    reason: nothing was left of the text. Rows keep their order; kept + rejected = in; cleaning
    twice changes nothing.
    """
    measured = conform(found, FOUND).with_columns(*_cleaned_columns(found)).with_columns(**QUALITY)
    kept = measured.filter(pl.col("text") != "")
    rejected = measured.filter(pl.col("text") == "").select(
        "capture_id", "article_no", reason=pl.lit("no_text")
    )
    return conform(kept, FOUND), rejected


def clean_listings(listings: pl.DataFrame) -> pl.DataFrame:
    """The listings with `text` as one clean line, null where nothing is left of it."""
    return listings.with_columns(_cleaned_lines(listings["text"]))


def clean_blocks(blocks: pl.DataFrame) -> pl.DataFrame:
    """The blocks with `language` and `language_score` on the paragraphs of articles that mix
    languages, null on all others.
    """
    rows = blocks.with_row_index("at").filter(
        pl.col("article_no").is_not_null() & pl.col("kind").is_in(["body", "heading"])
    )
    articles = (
        rows.sort("capture_id", "block_no")
        .group_by("capture_id", "article_no", maintain_order=True)
        .agg("at", "text")
    )
    found = {
        at: told
        for places, texts in articles.select("at", "text").iter_rows()
        for at, told in zip(places, mixed_languages(texts), strict=True)
        if told is not None
    }
    told = [found.get(at, (None, None)) for at in range(blocks.height)]
    columns = [
        pl.Series("language", [language for language, _ in told], dtype=pl.String),
        pl.Series("language_score", [score for _, score in told], dtype=pl.Float64),
    ]
    return conform(blocks.with_columns(*columns), BLOCKS.schema)


def _cleaned_columns(found: pl.DataFrame) -> list[pl.Series]:
    """text, text_sha256, language, language_score and the single-line fields, cleaned in one pass
    over the rows.
    """
    texts = [clean_text(text) if text else "" for text in _values(found, "text")]
    languages = [
        _language(text, declared, score)
        for text, declared, score in zip(
            texts, _values(found, "language"), _values(found, "language_score"), strict=True
        )
    ]
    return [
        pl.Series("text", texts, dtype=pl.String),
        pl.Series("text_sha256", [sha256_hex(text.encode()) for text in texts], dtype=pl.String),
        pl.Series("language", [language for language, _ in languages], dtype=pl.String),
        pl.Series("language_score", [score for _, score in languages], dtype=pl.Float64),
        *(
            _cleaned_lines(pl.Series(name, _values(found, name), dtype=pl.String))
            for name in _LINES
        ),
    ]


def _language(
    text: str, declared: str | None, declared_score: float | None
) -> tuple[str | None, float | None]:
    """The detected language with its score, or what the page declares where the text is too short
    to tell.
    """
    tag = primary_subtag(declared)
    if tag is not None and len(text) < DETECTABLE_CHARS:
        return tag, declared_score
    detected = detect_language(text)
    return detected if detected[0] is not None else (tag, declared_score)


def _cleaned_lines(column: pl.Series) -> pl.Series:
    """Each value as one clean line; equal values (one teaser stands on many pages) are cleaned
    once.
    """
    lines = {value: clean_line(value) or None for value in column.unique().drop_nulls()}
    return pl.Series(
        column.name, [None if value is None else lines[value] for value in column], dtype=pl.String
    )


def _values(frame: pl.DataFrame, name: str) -> list[Any]:
    return frame[name].to_list() if name in frame.columns else [None] * frame.height
