"""A heading over pages that state other headlines heads nothing; a series and a section do."""

from __future__ import annotations

import polars as pl

from transforms.learn.headings import heading_rows, without_repeated_headings
from transforms.schemas import HEADLINES, fill_columns

MOTTO = "The voice of the valley"


def headlines(*pages: tuple[str, str, str | None]) -> pl.LazyFrame:
    """(capture, heading, stated) as rows of HEADLINES, the heading chosen."""
    rows: list[dict[str, object]] = []
    for capture, heading, stated in pages:
        said = [("heading", heading), *([("title_tag", stated)] if stated else [])]
        rows += [
            {"capture_id": capture, "headline_no": no, "source": s, "text": t, "is_chosen": not no}
            for no, (s, t) in enumerate(said)
        ]
    frame = pl.LazyFrame(rows).with_columns(outlet=pl.lit("post"), article_no=pl.lit(0))
    return fill_columns(frame, HEADLINES.schema)


def facts(rows: pl.LazyFrame, urls: dict[str, str] | None = None) -> pl.LazyFrame:
    at = list((urls or {}).items())
    addresses = pl.LazyFrame(at, schema={"capture_id": pl.String, "url": pl.String}, orient="row")
    return heading_rows(rows, addresses)


def counts(found: pl.LazyFrame) -> list[tuple[object, ...]]:
    return found.select("text", "captures", "pages", "status").collect().rows()


def test_a_heading_counts_from_the_third_page_of_another_headline_on() -> None:
    pages = [("a", MOTTO, "Rain at last"), ("b", MOTTO, "Ferry sails"), ("c", MOTTO, "Snow")]
    assert counts(facts(headlines(*pages[:2]))) == []
    assert counts(facts(headlines(*pages))) == [(MOTTO, 3, 3, "learned")]


def test_captures_of_one_address_are_one_page() -> None:
    pages = [("a", MOTTO, "Rain at last"), ("b", MOTTO, "Rain goes on"), ("c", MOTTO, "Snow")]
    assert (
        counts(facts(headlines(*pages), {"a": "https://x.example/1", "b": "https://x.example/1"}))
        == []
    )


def test_a_heading_that_pages_state_too_is_a_series_or_a_section() -> None:
    name = "Morning letter"
    pages = [
        *((str(no), name, f"{name}: {day}") for no, day in enumerate(("Rain", "Snow", "Ice"))),
        *((day, name, day) for day in ("Fog", "Sun", "Wind")),
    ]
    assert counts(facts(headlines(*pages))) == [(name, 6, 3, "in_titles")]


def test_what_the_page_states_stands_in_the_place_of_a_learned_heading() -> None:
    rows = headlines(
        ("a", MOTTO, "Rain at last"),
        ("b", MOTTO, "Ferry sails"),
        ("c", MOTTO.upper(), "Snow"),
        ("d", MOTTO, None),
        ("e", MOTTO, MOTTO),
        ("f", "Wind", "Wind and weather"),
    )
    titles = rows.filter("is_chosen").select(
        "outlet", "capture_id", "article_no", pl.col("text").alias("title")
    )
    found = without_repeated_headings(titles, rows, facts(rows)).collect()
    assert dict(sorted(found.select("capture_id", "title").iter_rows())) == {
        "a": "Rain at last",
        "b": "Ferry sails",
        "c": "Snow",
        "d": None,
        "e": MOTTO,
        "f": "Wind",
    }
