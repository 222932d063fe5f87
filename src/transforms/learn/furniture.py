"""Captures whose outlets repeat lines around articles -> the same without those lines in their
bodies.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import clean
from transforms.clean.findings import with_findings
from transforms.learn.lines import furniture_places, without_lines
from transforms.learn.profiles import learned_lines
from transforms.schemas import ARTICLE_TEXTS, BLOCK_PLACES, LINES, conform


def take_lines_off(
    blocks: pl.DataFrame,
    found: pl.DataFrame,
    captures: pl.DataFrame,
    anchors: pl.DataFrame,
    off: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """A cleaned shard's BLOCKS, FOUND, CAPTURES and ANCHORS -> the same, by table, with the lines
    at these places (BLOCK_PLACES) off. Captures without such a line keep their rows.
    """
    touched = off.select("capture_id").unique()
    rows, kept, rejected = without_lines(
        blocks.join(touched, on="capture_id", how="semi"),
        found.join(touched, on="capture_id", how="semi"),
        off,
    )
    shown = with_findings(captures.lazy(), kept.lazy(), rejected.lazy())
    return {
        "blocks": pl.concat([blocks.join(touched, on="capture_id", how="anti"), rows]),
        "found": pl.concat([found.join(touched, on="capture_id", how="anti"), kept]),
        "captures": shown.collect(),
        "anchors": anchors.join(off, on=list(BLOCK_PLACES), how="anti"),
    }


def texts_without_furniture(
    blocks: pl.DataFrame, found: pl.DataFrame, facts: pl.LazyFrame
) -> pl.DataFrame:
    """Blocks and articles as they were parsed -> the articles' clean texts (ARTICLE_TEXTS) without
    the lines that count as furniture by `facts` (PROFILES).
    """
    cleaned, _ = clean(found)
    off = furniture_places(blocks.lazy().select(list(LINES)), learned_lines(facts)).collect()
    _, kept, _ = without_lines(
        blocks.join(off, on="capture_id", how="semi"),
        cleaned.join(off, on="capture_id", how="semi"),
        off,
    )
    untouched = cleaned.join(off, on="capture_id", how="anti")
    return pl.concat([conform(frame, ARTICLE_TEXTS) for frame in (untouched, kept)])
