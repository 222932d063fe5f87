"""Which article a listing names: address, beginning of the text, headline; several fits are
ambiguous, none is missing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dedup.identity.listings import (
    find_no_articles,
    gather_addresses,
    resolve,
    with_url_keys,
)
from transforms.dedup.menus import menu_links
from transforms.distinct import map_distinct
from transforms.schemas import LISTINGS, conform
from transforms.text.folds import fold_beginning
from transforms.urls import url_key

FERRY = (
    "The ferry “Sea Lily” left the harbour at dawn with forty people aboard and salt fish "
    "below deck."
)
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
    return pl.DataFrame(
        [{"outlet": "herald", "url": None, "title": None, "published_on": None, **r} for r in rows],
        schema=schema,
    )


HELD = articles(
    {
        "article_id": "ferry",
        "head": FERRY,
        "title": "Ferry sails at dawn for the isles",
        "url": "https://x.org/ferry",
    },
    {"article_id": "feast", "head": FEAST},
)


PAGE: dict[str, pl.DataType | type[pl.DataType]] = {
    "outlet": pl.String,
    "capture_id": pl.String,
    "url": pl.String,
    "captured_at": pl.Datetime("us", "UTC"),
    "page_kind": pl.String,
    "outlet_heading": pl.String,
}


def pages(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"outlet": "herald", "url": None, "captured_at": None, "page_kind": "article", **r}
            for r in rows
        ],
        schema=PAGE,
    )


def ask(
    text: str | None,
    *,
    url: str | None = None,
    listed_on: date | None = None,
    outlet: str = "herald",
    held: pl.DataFrame = HELD,
    captures: pl.DataFrame | None = None,
    source: str = "teaser",
) -> tuple[object, ...]:
    rows = pl.DataFrame(
        [
            {
                "capture_id": "c",
                "listing_no": 0,
                "text": text,
                "url": url,
                "listed_on": listed_on,
                "outlet": outlet,
                "source": source,
            }
        ],
        schema_overrides={"listed_on": pl.Date, "text": pl.String, "url": pl.String},
    )
    captures = pages() if captures is None else captures
    return resolved(rows, held, captures).select("status", "article_id", "match_rule").row(0)


def resolved(rows: pl.DataFrame, held: pl.DataFrame, captures: pl.DataFrame) -> pl.DataFrame:
    keyed = with_url_keys(conform(rows, LISTINGS.schema).lazy())
    addresses = held.lazy().select("outlet", map_distinct(url_key, "url").alias("url_key"))
    menu = menu_links(keyed, captures.lazy()).collect()
    known = find_no_articles(gather_addresses(keyed, addresses, captures.lazy()), menu)
    return resolve(keyed, held.lazy(), known).collect()


@pytest.mark.parametrize(
    "text",
    [
        FERRY,
        "The ferry “Sea Lily” left the harb",
        'the ferry "sea lily"  left the\u00a0harbour …',
        FERRY[:60] + "...",
    ],
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
    assert ask(FERRY[:50], held=TWO, listed_on=date(2026, 2, 5)) == (
        "matched",
        "feb",
        "text_prefix+date",
    )
    assert ask(FERRY[:50], held=TWO, listed_on=date(2026, 3, 5)) == (
        "ambiguous",
        None,
        "text_prefix",
    )


def test_two_versions_of_one_article_are_one_fit() -> None:
    assert ask(
        FERRY[:50],
        held=articles(
            {"article_id": "ferry", "head": FERRY},
            {"article_id": "ferry", "head": FERRY + " Updated."},
        ),
    ) == (
        "matched",
        "ferry",
        "text_prefix",
    )


def test_korean_needs_fewer_characters() -> None:
    held = articles(
        {
            "article_id": "k",
            "head": "항구의 등대가 백 년 만에 다시 불을 밝혔다. 주민들은 기뻐하였다.",
        }
    )
    assert ask("항구의 등대가 백 년", held=held) == ("matched", "k", "text_prefix")


PROMISE = "Every district of the town in one place"


def test_a_link_to_a_list_is_no_article() -> None:
    held = pages({"capture_id": "s", "url": "https://www.x.org/town/", "page_kind": "list"})
    assert ask(PROMISE, url="http://x.org/town", captures=held) == (
        "not_article",
        None,
        "list_capture",
    )
    assert (
        ask(
            PROMISE,
            url="http://x.org/town",
            captures=held.with_columns(page_kind=pl.lit("paywall_stub")),
        )[0]
        == "missing"
    )
    assert ask(PROMISE, url="https://x.org/") == ("not_article", None, "list_address")
    assert ask(PROMISE, url="https://x.org/video/12") == ("not_article", None, "list_address")
    assert ask(PROMISE, url="https://x.org/tag/harbour") == ("not_article", None, "list_address")
    assert ask(PROMISE, url="https://x.org/town") == ("missing", None, "none")


def test_a_link_to_the_front_page_under_a_headline_names_the_article() -> None:
    assert ask("Ferry sails at dawn for the isles", url="https://x.org/") == (
        "matched",
        "ferry",
        "title",
    )


def test_an_address_below_which_others_stand_is_a_section() -> None:
    named = ["https://x.org/isles/", *(f"https://x.org/isles/story-{n}" for n in range(3))]
    rows = [
        {"capture_id": "c", "listing_no": n, "url": u, "text": None, "outlet": "herald"}
        for n, u in enumerate(named)
    ]
    found = resolved(
        pl.DataFrame(rows, schema_overrides={"text": pl.String}),
        HELD,
        pages(),
    )
    assert found["status"].to_list() == ["not_article", "missing", "missing", "missing"]
    assert found["match_rule"][0] == "list_section"
    assert found["url_key"][0] == "x.org/isles"


def test_a_section_has_a_shorter_address_than_an_article() -> None:
    held = articles({"article_id": "wall", "head": FERRY, "url": "https://x.org/quay-wall-holds"})
    assert ask("Weather", url="https://x.org/weather", held=held) == (
        "not_article",
        None,
        "short_address",
    )
    assert ask(PROMISE, url="https://x.org/weather", held=held) == ("missing", None, "none")
    assert ask("Weather", url="https://x.org/weather", held=held, source="feed")[0] == "missing"
    assert ask("Weather", url="https://x.org/weather") == ("missing", None, "none")


def steady(link: str | None, *, captures: int, days: int) -> str:
    """The status of a teaser that stands on so many pages of an outlet, the last of them so many
    days after the first.
    """
    first = datetime(2026, 1, 1, tzinfo=UTC)
    shown = [
        {
            "capture_id": f"{n}",
            "url": f"https://x.org/story-{n}",
            "captured_at": first + timedelta(days=days * n / (captures - 1)),
        }
        for n in range(captures)
    ]
    rows = [
        {
            "capture_id": p["capture_id"],
            "listing_no": 0,
            "source": "teaser",
            "url": link,
            "text": PROMISE,
            "outlet": "herald",
        }
        for p in shown
    ]
    found = resolved(
        pl.DataFrame(rows, schema_overrides={"url": pl.String}),
        HELD,
        pages(*shown),
    )
    return str(found["status"].unique().item())


@pytest.mark.parametrize("link", ["https://x.org/about-the-town", None])
def test_what_every_page_links_to_for_months_is_the_menu(link: str | None) -> None:
    assert steady(link, captures=12, days=90) == "not_article"
    assert steady(link, captures=12, days=20) == "missing"
    assert steady(link, captures=5, days=90) == "missing"


@settings(deadline=None)
@given(st.integers(20, len(FERRY)))
def test_every_long_enough_beginning_matches(chars: int) -> None:
    text = FERRY[:chars]
    assert ask(text)[0] == ("matched" if len(fold_beginning(text)) >= 20 else "missing")


def test_an_address_of_another_site_is_another_papers() -> None:
    own = pages({"capture_id": "s", "url": "https://www.x.org/story", "page_kind": "article"})
    for url in ("https://y.org/town", "https://x.example/town"):
        assert ask(PROMISE, url=url, captures=own) == ("not_article", None, "other_site")
    assert ask(PROMISE, url="https://news.x.org/town", captures=own)[0] == "missing"
    assert ask("Ferry sails at dawn for the isles", url="https://y.org/a", captures=own)[0] == (
        "matched"
    )


def test_a_sitemap_on_another_host_leads_to_the_papers_own_site() -> None:
    kept = {"url": "https://cdn.example/map.xml", "outlet_heading": "x-org"}
    own = pages({"capture_id": "s", "page_kind": "sitemap", **kept})
    elsewhere = HELD.with_columns(url=pl.lit(None, dtype=pl.String))
    assert ask(PROMISE, url="https://x.org/town", captures=own, held=elsewhere)[0] == "missing"
    assert ask(PROMISE, url="https://y.org/town", captures=own, held=elsewhere)[0] == "not_article"


def test_two_writers_on_one_platform_are_two_sites() -> None:
    own = pages({"capture_id": "s", "url": "https://medium.com/@rooks/a-1", "page_kind": "article"})
    elsewhere = HELD.with_columns(url=pl.lit(None, dtype=pl.String))
    for name, status in (("rooks", "missing"), ("otters", "not_article")):
        url = f"https://medium.com/@{name}/town-2"
        assert ask(PROMISE, url=url, captures=own, held=elsewhere)[0] == status
