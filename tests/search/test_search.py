"""What a search finds in a snapshot, how much of what there is, and what it says of each hit."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import tearsheet
from tearsheet.errors import Unsafe, Usage
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.question import BadSearch
from tearsheet.search.report import report
from tests.search.articles import article, publish

ROWS = [
    article("a1", "The ferry sails at noon.", title="Ferry returns", byline="Ines Kranz"),
    article("a2", "The ferry sails at noon.", story_id="a1", outlet="post", story_size=2),
    article("a3", "A ferry is a ship.", published_on=date(2026, 2, 1), language="en"),
    article("a4", "Eine Brücke.", title="Fähre und ferry", language="de", outlet="post"),
    article("a5", "Nothing of it.", published_on=None),
]
ROWS[0]["story_size"] = 2


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> SearchableArchive:
    root = str(tmp_path_factory.mktemp("searched") / "archive")
    publish(root, ROWS)
    return tearsheet.open(root)


def ids(archive: SearchableArchive, asked: str, **options: object) -> list[str]:
    return [hit.article_id for hit in archive.search(asked, **options).hits]  # type: ignore[arg-type]


def test_one_hit_a_story_is_given_with_its_copies_and_the_share_of_what_is_held(
    archive: SearchableArchive,
) -> None:
    found = archive.search("ferry sails")
    assert [(h.article_id, h.copies, h.copies_found) for h in found.hits] == [("a1", 1, 1)]
    assert (found.stories, found.articles, found.held, found.share) == (1, 2, 5, 0.4)
    assert sorted(ids(archive, "ferry sails", one_a_story=False)) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("asked", "filters", "found"),
    [
        ("ferry", {"outlet": "post"}, ["a2", "a4"]),
        ("ferry", {"language": ["en", "de"]}, ["a3", "a4"]),
        ("ferry", {"kind": "reprint"}, ["a2"]),
        ("ferry", {"story": "a1"}, ["a1"]),
        ("ferry", {"published": "2026-02"}, ["a3"]),
        ("ferry", {"published": "2026-02-02.."}, ["a1", "a4"]),
        ("ferry", {"captured": "..2026-03-08"}, []),
        ("ferry", {"captured": "2026"}, ["a1", "a3", "a4"]),
        ("title:ferry", {}, ["a1", "a4"]),
        ("byline:kranz", {}, ["a1"]),
        ("ferry -sails", {}, ["a3", "a4"]),
        ("NOT ferry", {}, ["a5"]),
        ("noon OR ship", {"outlet": "herald"}, ["a1", "a3"]),
        ('"fahre und"', {}, []),
        ("fahre", {}, ["a4"]),
    ],
)
def test_filters_and_operators_choose(
    archive: SearchableArchive, asked: str, filters: dict[str, object], found: list[str]
) -> None:
    assert sorted(ids(archive, asked, **filters)) == found


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"outlet": "herld"}, ["no article has the outlet 'herld': did you mean herald?"]),
        (
            {"language": ["de", "fr"]},
            ["no article has the language 'fr': there are de, en"],
        ),
        ({"kind": "reprints"}, ["no article has the kind 'reprints': did you mean reprint?"]),
        ({"outlet": "post"}, []),
    ],
)
def test_a_value_of_a_filter_that_no_article_has_is_told(
    archive: SearchableArchive, filters: dict[str, Any], said: list[str]
) -> None:
    found = archive.search("ferry", **filters)
    assert list(found.unknown) == said
    assert report(found).splitlines()[1 : 1 + len(said)] == said


def test_hits_are_ranked_by_score_or_by_day_and_equal_ones_always_alike(
    archive: SearchableArchive,
) -> None:
    assert ids(archive, "ferry")[0] in ("a1", "a4")
    assert ids(archive, "ferry", rank="date")[-1] == "a3"
    assert ids(archive, "ferry", limit=1, offset=1) == ids(archive, "ferry")[1:2]


def test_hits_are_counted_by_facet_beside_what_is_held(archive: SearchableArchive) -> None:
    facets = archive.search("ferry", facets=True).facets
    assert facets["month"].rows() == [("2026-02", 1, 1), ("2026-03", 2, 3)]
    assert facets["outlet"].rows() == [("herald", 2, 3), ("post", 2, 2)]  # a story of both


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rank": "age"}, "ranked by score or date"),
        ({"published": "March"}, "no day, month or year"),
        ({"published": "2026-03..2026-02"}, "ends before it begins"),
        ({"author": "x"}, "there is no filter 'author'"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(
    archive: SearchableArchive, options: dict[str, str], said: str
) -> None:
    with pytest.raises(Usage, match=said):
        archive.search("ferry", **options)  # type: ignore[arg-type]


def test_search_joins_in_sql(archive: SearchableArchive) -> None:
    asked = """FROM search('ferry', outlet := 'herald') JOIN articles USING (article_id)
        SELECT article_id, score > 0 ORDER BY ALL"""
    assert archive.rows(asked).rows == [("a1", True), ("a3", True)]
    both = """SELECT count(*) FROM search('ferry') a JOIN search('ship') b USING (article_id)"""
    assert archive.rows(both).rows == [(1,)]


@pytest.mark.parametrize(
    "asked",
    [
        "FROM search('a' || 'b')",
        "FROM search(?)",
        "FROM search('a', author := 'b')",
        "FROM search()",
        "FROM articles_found_by_search",
    ],
)
def test_what_is_no_literal_call_of_search_is_refused(
    archive: SearchableArchive, asked: str
) -> None:
    with pytest.raises(Unsafe):
        archive.sql(asked)


def test_a_search_in_sql_that_cannot_be_read_has_its_caret(archive: SearchableArchive) -> None:
    with pytest.raises(BadSearch, match="bracket is not closed"):
        archive.sql("FROM search('(ferry')")


def test_a_snippet_shows_where_and_controls_are_spelled_out(tmp_path: Path) -> None:
    long = (
        "Words before it. " * 40 + "\x1b[2J A turbine\u202e stands here. " + "Words behind. " * 40
    )
    publish(str(tmp_path), [article("a", long, title="\x1b]0;x\x07Title", language="en")])
    done = subprocess.run(
        [Path(sys.executable).with_name("tearsheet"), "search", "turbines", "--root", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "**turbine**" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "making the search index" in done.stderr


def test_a_snapshot_of_before_is_searched_as_it_was(tmp_path: Path) -> None:
    root = str(tmp_path)
    publish(root, [article("a", "An old lighthouse."), article("b", "A bridge.")])
    publish(root, [article("a", "A new lighthouse.", title="Rebuilt"), article("c", "A quay.")])
    now, before = tearsheet.open(root), tearsheet.open(root, as_of=1)
    assert ids(now, "new lighthouse") == ["a"]
    assert ids(now, "old OR bridge") == []
    assert ids(before, "old lighthouse") == ["a"]
    assert ids(before, "new OR quay") == []
    assert before.search("lighthouse").hits[0].snippet.text == "An old lighthouse."
    assert (before.search("bridge").held, now.search("quay").held) == (2, 2)


def test_a_row_that_moves_to_another_story_is_found_in_it(tmp_path: Path) -> None:
    root = str(tmp_path)
    rows = [article("a", "A ferry."), article("b", "A ferry.", outlet="post")]
    publish(root, rows)
    assert tearsheet.open(root).search("ferry").stories == 2
    publish(root, [{**r, "story_id": "a", "story_size": 2} for r in rows])
    found = tearsheet.open(root).search("ferry")
    assert (found.stories, found.hits[0].copies) == (1, 1)


def test_an_archive_without_articles_is_searched(tmp_path: Path) -> None:
    publish(str(tmp_path), [article("a", "x")])
    publish(str(tmp_path), [{**article("a", "x"), "article_id": "b", "text": None}])
    assert tearsheet.open(str(tmp_path)).search("anything").total == 0


def test_hits_are_written_as_rows(archive: SearchableArchive) -> None:
    frame = archive.search("ship").frame()
    assert frame.select("article_id", "snippet", "copies").rows() == [
        ("a3", "A ferry is a **ship**.", 0)
    ]
    assert frame["first_captured_at"][0] == datetime(2026, 3, 9, tzinfo=UTC)


def test_a_sentence_that_lost_a_word_is_found_where_it_stands(tmp_path: Path) -> None:
    line = "ferry mole board quay lamp ferry board mole quay board lamp"
    words = line.split()
    back = words[::-1]
    scattered = [article(f"x{n:02}", " ".join(back[n:] + back[:n])) for n in range(1, 11)]
    there = article("there", f"On Monday they sang {line} and went home in the dark.")
    publish(str(tmp_path / "a"), [*scattered, there])
    asked = " ".join(words[:5] + words[6:])
    assert tearsheet.open(str(tmp_path / "a")).search(asked).hits[0].article_id == "there"
