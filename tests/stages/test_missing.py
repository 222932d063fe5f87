"""What is known to be missing: a lower bound of articles that pages name, and the share held that
follows, an upper bound.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.upkeep.export import digest
from transforms.dedup.identity.counts import count_missing, count_teasers

BODY = (
    "The ferry left the harbour at dawn with forty people aboard. The master said that the "
    "wind would hold until evening."
)


def card(url: str, text: str, day: str = "") -> str:
    return (
        f'<article><a href="{url}">{text}</a>'
        + (f'<time datetime="{day}"></time>' if day else "")
        + "</article>"
    )


LINKS = "".join(
    [
        card(
            "https://www.herald.org/nets?utm_source=front",
            "The nets were empty for the third week running",
            "2026-03-02",
        ),
        card("https://herald.org/nets/", "Empty nets: fishermen ask the council for help"),
        card(
            "https://herald.org/lamp",
            "The lamp of the old light burns again after ten years",
            "2026-02-27",
        ),
        card("https://herald.org/ferry", "Ferry leaves the harbour at dawn with forty aboard"),
        card("https://herald.org/town", "Every district of the town in one place"),
    ]
)
TEXT = """The mayor opened the new well in the presence of the elders of all four quarters of the town on Sunday.

More From Bay Courier
Salt fish is dearer than it has been for a generati
March 01, 2026
Salt fish is dearer than it has been for a generati
The harvest festival begins on Saturday with a regatta of small boats.
March 02, 2026
The harvest festival begins on Saturday with a regatta of small boats.
"""  # noqa: E501
LONGER = (
    TEXT.replace("for a generati", "for a generation, the merchants of")
    .replace("Sunday", "Monday")
    .replace("March 01", "March 05")
)


def html(slug: str, title: str, body: str, links: str = "") -> str:
    return (
        f'<html><head><title>{title}</title><link rel="canonical" href="https://herald.org/{slug}">'
        '<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-03-01"></head>'
        f"<body><article><h1>{title}</h1><p>{body}</p><p>{body}</p></article><section>{links}</section></body></html>"
    )


def landings(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Files, and what is said of them, in the order in which they are landed."""
    town = "".join(
        f'<h2><a href="/town/a-story-of-number-{n}">A long enough headline of number {n}</a></h2>'
        for n in range(20)
    )
    said = {"captured_at": datetime(2026, 3, 3, tzinfo=UTC)}
    files: list[tuple[str, str, dict[str, Any]]] = [
        (
            "well.html",
            html("well", "The new well is open", BODY.replace("ferry", "well"), LINKS),
            said,
        ),
        (
            "town.html",
            f'<head><link rel="canonical" '
            f'href="https://herald.org/town"></head><body><main>{town}</main></body>',
            said,
        ),
        ("courier-0.txt", TEXT, {"outlet": "bay-courier"}),
        ("courier-1.txt", LONGER, {"outlet": "bay-courier"}),
        (
            "map.xml",
            "<urlset><url><loc>https://herald.org/news/tag/harbour</loc></url></urlset>",
            {},
        ),
        ("ferry.html", html("ferry", "Ferry leaves", BODY), {}),
    ]
    for name, text, _ in files:
        (folder / name).write_text(text, "utf-8")
    return [(str(folder / name), says) for name, _, says in files]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("missing")


@pytest.fixture(scope="module")
def held(folder: Path) -> tearsheet.Archive:
    for source, says in landings(folder):
        archive(str(folder / "archive"), [source], **says)
    return tearsheet.open(str(folder / "archive"))


def test_what_comes_first_does_not_matter(held: tearsheet.Archive, folder: Path) -> None:
    for source, says in reversed(landings(folder)):
        archive(str(folder / "reversed"), [source], **says)
    other = tearsheet.open(str(folder / "reversed"))
    assert digest(other.storage, other.snapshot) == digest(held.storage, held.snapshot)


def test_one_address_is_one_missing_article_whatever_is_said_of_it(held: tearsheet.Archive) -> None:
    rows = held.sql(
        "SELECT named, listed_on, sightings FROM missing WHERE outlet = 'herald-org' AND url NOT "
        "LIKE '%/town/%' ORDER BY 1"
    )
    assert rows.rows() == [
        ("Empty nets: fishermen ask the council for help", date(2026, 3, 2), 2),
        ("The lamp of the old light burns again after ten years", date(2026, 2, 27), 1),
    ]


def test_the_article_that_came_later_is_missing_no_more_and_lists_never_were(
    held: tearsheet.Archive,
) -> None:
    rows = held.sql(
        "SELECT url_key, status, match_rule FROM listings WHERE url_key SIMILAR TO "
        "'herald.org/(ferry|town|news.*)' ORDER BY 1"
    )
    assert rows.rows() == [
        ("herald.org/ferry", "matched", "url"),
        ("herald.org/news/tag/harbour", "not_article", "list_address"),
        ("herald.org/town", "not_article", "list_capture"),
    ]


SECTIONS = card("https://herald.org/weather", "Shipping forecasts and harbourmasters’ bulletins")
WALL = ("a-well-is-opened", "The new well is open", BODY.replace("ferry", "well"), SECTIONS)
SHORT = ("lamp", "The lamp of the old light burns again", BODY.replace("ferry", "lamp"))


@pytest.mark.parametrize(
    ("batches", "told"),
    [
        ([WALL], [("herald.org/weather", "short_address")]),
        ([WALL, SHORT], [("herald.org/weather", "none")]),
        ([SHORT, WALL], [("herald.org/weather", "none")]),
    ],
)
def test_a_section_is_told_by_the_addresses_of_the_articles_that_are_held_now(
    tmp_path: Path, batches: list[tuple[str, ...]], told: list[tuple[str, str]]
) -> None:
    root = str(tmp_path / "archive")
    for slug, *said in batches:
        (tmp_path / f"{slug}.html").write_text(html(slug, *said), "utf-8")
        archive(root, [str(tmp_path / f"{slug}.html")])
    rows = tearsheet.open(root).sql("SELECT url_key, match_rule FROM listings")
    assert rows.rows() == told


def test_a_text_and_its_beginning_are_one_missing_article(held: tearsheet.Archive) -> None:
    rows = held.sql("SELECT named, listed_on FROM missing WHERE outlet = 'bay-courier' ORDER BY 1")
    assert rows.rows() == [
        (
            "Salt fish is dearer than it has been for a generation, the merchants of",
            date(2026, 3, 5),
        ),
        (
            "The harvest festival begins on Saturday with a regatta of small boats.",
            date(2026, 3, 2),
        ),
    ]


def test_coverage_is_what_is_held_of_what_is_known_by_month(held: tearsheet.Archive) -> None:
    rows = held.sql(
        "SELECT month, articles, missing, share_held FROM coverage WHERE outlet = 'herald-org' "
        "ORDER BY 1"
    ).rows()
    assert rows == [("2026-02", 0, 1, 0.0), ("2026-03", 2, 1, 2 / 3), ("unknown", 0, 20, 0.0)]
    courier = held.sql(
        "SELECT month, articles, missing, share_held FROM coverage WHERE outlet = 'bay-courier' "
        "ORDER BY 1"
    ).rows()
    assert courier == [("2026-03", 0, 2, 0.0), ("unknown", 2, 0, 1.0)]


def test_what_a_run_counts_of_its_listings_is_what_the_views_have(held: tearsheet.Archive) -> None:
    listings = held.scan("listings").collect()
    counted = held.sql("SELECT sum(missing) AS n FROM coverage").item()
    assert count_missing(listings) == counted == held.sql("FROM missing").height == 24
    assert count_teasers(listings) == held.sql("FROM teasers").height > 0


def test_a_run_counts_what_its_own_pages_say(folder: Path) -> None:
    root = str(folder / "told")
    for source, says in landings(folder)[:2]:
        report = archive(root, [source], **says)
        held = tearsheet.open(root)
        own = held.sql(
            f"SELECT l.* FROM listings l JOIN captures USING (capture_id) "
            f"WHERE run_id = '{report.run_id}'"
        )
        assert report.counts["known_missing"] == count_missing(own)
        assert report.counts["teasers"] == count_teasers(own)
        assert report.counts["articles_held"] == held.sql("FROM articles").height
