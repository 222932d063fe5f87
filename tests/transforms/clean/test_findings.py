"""What the articles of a capture say of the capture itself."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.clean.findings import with_findings

CAPTURES = {
    "capture_id": pl.String,
    "language": pl.String,
    "page_kind": pl.String,
    "page_kind_confidence": pl.Float64,
    "page_kind_rule": pl.String,
    "outlet_heading": pl.String,
    "site_name": pl.String,
}
KEPT = {"capture_id": pl.String, "article_no": pl.Int32, "language": pl.String}


def findings(
    captures: Sequence[tuple[str | None, ...]],
    kept: Sequence[tuple[str, int, str | None]],
    rejected: list[str],
) -> list[tuple[object, ...]]:
    graded = [
        (i, language, kind, 0.8, "page_model", *rest) for i, language, kind, *rest in captures
    ]
    frames = (
        pl.LazyFrame(graded, schema=CAPTURES, orient="row"),
        pl.LazyFrame(kept, schema=KEPT, orient="row"),
        pl.LazyFrame({"capture_id": rejected}, schema={"capture_id": pl.String}),
    )
    made = with_findings(*frames).collect()
    assert made.columns == [*CAPTURES]
    return made.drop("page_kind_confidence", "page_kind_rule").rows()


def test_a_capture_has_the_language_of_its_first_article_whatever_order_they_come_in() -> None:
    captures = [("a", "en", "article", None, None), ("b", "en", "article", None, None)]
    kept = [("a", 1, "fr"), ("a", 0, "de"), ("b", 0, None)]
    assert findings(captures, kept, []) == [
        ("a", "de", "article", None, None),
        ("b", "en", "article", None, None),
    ]


def test_a_capture_whose_every_article_was_rejected_is_empty() -> None:
    captures = [("a", None, "article", None, None), ("b", None, "article", None, None)]
    assert findings(captures, [("b", 0, "en")], ["a", "b"]) == [
        ("a", None, "empty", None, None),
        ("b", "en", "article", None, None),
    ]


def test_headings_and_names_are_clean_lines() -> None:
    captures = [("a", None, "list", "  The \n Herald ", "Caf&eacute;")]
    assert findings(captures, [], []) == [("a", None, "list", "The Herald", "Café")]
