"""Which article a listing names: address, beginning of the text, headline; several fits are ambiguous, none is missing."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dedup.listings import head_key, resolve
from transforms.schemas import LISTINGS, conform

FERRY = "The ferry “Sea Lily” left the harbour at dawn with forty people aboard and salt fish below deck."
FEAST = "The feast of lanterns begins on Sunday evening when the fishing fleet sails round the bay."


def articles(*rows: dict[str, object]) -> pl.DataFrame:
    schema = {
        "outlet": pl.String,
        "article_id": pl.String,
        "url": pl.String,
        "title": pl.String,
        "head": pl.String,
        "published_on": pl.Date,
    }
    return pl.DataFrame([{"outlet": "herald", "url": None, "title": None, "published_on": None, **r} for r in rows], schema=schema)


HELD = articles(
    {"article_id": "ferry", "head": FERRY, "title": "Ferry sails at dawn for the isles", "url": "https://x.org/ferry"},
    {"article_id": "feast", "head": FEAST},
)


def ask(
    text: str | None, *, url: str | None = None, listed_on: date | None = None, outlet: str = "herald", held: pl.DataFrame = HELD
) -> tuple[object, ...]:
    rows = pl.DataFrame(
        [{"capture_id": "c", "listing_no": 0, "text": text, "url": url, "listed_on": listed_on, "outlet": outlet}],
        schema_overrides={"listed_on": pl.Date, "text": pl.String, "url": pl.String},
    )
    return resolve(conform(rows, LISTINGS.schema), held).select("status", "article_id", "match_rule").row(0)


@pytest.mark.parametrize(
    "text", [FERRY, "The ferry “Sea Lily” left the harb", 'the ferry "sea lily"  left the\u00a0harbour …', FERRY[:60] + "..."]
)
def test_a_beginning_matches_even_cut_in_mid_word(text: str) -> None:
    assert ask(text) == ("matched", "ferry", "text_prefix")


def test_a_word_that_differs_is_missing() -> None:
    assert ask("The ferry “Sea Lily” left the town at dawn with forty") == ("missing", None, "none")


def test_a_headline_matches_whole_only() -> None:
    assert ask("Ferry sails at dawn for the isles") == ("matched", "ferry", "title")
    assert ask("Ferry sails at dawn for the") == ("missing", None, "none")


def test_an_address_decides_before_the_text() -> None:
    assert ask("Read on", url="http://www.x.org/ferry/") == ("matched", "ferry", "url")


def test_another_outlets_article_is_no_match() -> None:
    assert ask(FERRY, outlet="courier") == ("missing", None, "none")


def test_a_few_words_name_nothing() -> None:
    assert ask("The ferry") == ("missing", None, "too_short")
    assert ask(None) == ("missing", None, "too_short")


TWO = articles(
    {"article_id": "jan", "head": FERRY, "published_on": date(2026, 1, 5)},
    {"article_id": "feb", "head": FERRY + " Again.", "published_on": date(2026, 2, 5)},
)


def test_several_fits_are_ambiguous_and_only_an_equal_date_decides() -> None:
    assert ask(FERRY[:50], held=TWO) == ("ambiguous", None, "text_prefix")
    assert ask(FERRY[:50], held=TWO, listed_on=date(2026, 2, 5)) == ("matched", "feb", "text_prefix+date")
    assert ask(FERRY[:50], held=TWO, listed_on=date(2026, 3, 5)) == ("ambiguous", None, "text_prefix")


def test_two_versions_of_one_article_are_one_fit() -> None:
    assert ask(FERRY[:50], held=articles({"article_id": "ferry", "head": FERRY}, {"article_id": "ferry", "head": FERRY + " Updated."})) == (
        "matched",
        "ferry",
        "text_prefix",
    )


def test_korean_needs_fewer_characters() -> None:
    held = articles({"article_id": "k", "head": "항구의 등대가 백 년 만에 다시 불을 밝혔다. 주민들은 기뻐하였다."})
    assert ask("항구의 등대가 백 년", held=held) == ("matched", "k", "text_prefix")


@settings(deadline=None)
@given(st.integers(20, len(FERRY)))
def test_every_long_enough_beginning_matches(chars: int) -> None:
    text = FERRY[:chars]
    assert ask(text)[0] == ("matched" if len(head_key(text)) >= 20 else "missing")
