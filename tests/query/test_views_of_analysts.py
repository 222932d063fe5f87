"""Every view and macro for analysts, on a handful of literal rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest

from tearsheet.query.reading import plan
from tearsheet.store import views
from transforms.schemas import TABLES

Rows = Sequence[dict[str, Any]]


class Tables:
    """The tables of the contract, empty, with rows put in one by one."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        plan.make_empty(self.connection, [*TABLES, *views.definitions()])

    def put(self, table: str, rows: Rows) -> None:
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            self.connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
            )

    def articles(self, *rows: dict[str, Any]) -> None:
        """Articles, each the lead of a story of its own where its row says nothing else."""
        whole = [
            {"article_id": f"a{n}", "text": "", "is_lead": True, **r} for n, r in enumerate(rows)
        ]
        for row in whole:
            row["story_id"] = row.get("story_id", row["article_id"])
        sizes = Counter(row["story_id"] for row in whole)
        for row in whole:
            known = {"revision_id": f"r-{row['article_id']}", "story_size": sizes[row["story_id"]]}
            self.put("articles", [{**known, **row}])

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


@pytest.fixture
def tables() -> Iterator[Tables]:
    made = Tables()
    yield made
    made.connection.close()


def day(n: int, month: int = 3) -> date:
    return date(2026, month, n)


def at(n: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, n, hour, tzinfo=UTC)


def test_has_term_takes_whole_words_in_any_case_and_any_place_of_scripts_without_spaces(
    tables: Tables,
) -> None:
    said = [
        ("The Port of Moor", "port", True),
        ("A report came", "port", False),
        ("reports on sport", "port", False),
        ("Im HAFEN.", "hafen", True),
        ("Hafenstadt", "hafen", False),
        ("Ærø", "ærø", True),
        ("a+b (c)", "a+b", True),
        ("港務局新燈塔", "新燈", True),
        ("", "x", False),
    ]
    for text, term, expected in said:
        assert tables.ask(f"SELECT has_term('{text}', '{term}')") == [(expected,)], text


def test_mentions_counts_a_story_once_and_every_copy(tables: Tables) -> None:
    tables.articles(
        {"outlet": "a", "story_id": "s", "text": "the ferry sails", "published_on": day(1)},
        {"outlet": "b", "story_id": "s", "text": "the ferry sails", "published_on": day(2)},
        {"outlet": "a", "title": "Ferry", "text": "no boat", "published_on": day(9)},
        {"outlet": "a", "text": "a tram", "published_on": day(3, 4)},
        {"outlet": "c", "text": "ferry"},
    )
    assert tables.ask("FROM mentions('ferry')") == [
        (day(1), 2, 3, 2, 2, 3, 1.0),
        (date(2026, 4, 1), 0, 0, 0, 1, 1, 0.0),
        (None, 1, 1, 1, 1, 1, 1.0),
    ]
    weeks = tables.ask("SELECT period_on, articles FROM mentions('ferry', grain := 'week')")
    assert weeks[:2] == [(date(2026, 2, 23), 1), (date(2026, 3, 2), 1)]


def test_kwic_shows_every_place_with_its_offset(tables: Tables) -> None:
    text = "The ferry sails. Ferryman sleeps; a FERRY, too"
    tables.articles({"outlet": "a", "text": text}, {"outlet": "b", "text": "ferries only"})
    found = tables.ask("SELECT char_start, before, keyword, behind FROM kwic('ferry', width := 6)")
    assert found == [(4, "The ", "ferry", " sails"), (36, "ps; a ", "FERRY", ", too")]
    assert [text[start : start + 5] for start, *_ in found] == ["ferry", "FERRY"]


def test_who_was_first_is_told_by_times_else_by_days_else_not(tables: Tables) -> None:
    tables.articles(
        {"outlet": "a", "story_id": "timed", "published_on": day(1), "published_at": at(1, 8)},
        {"outlet": "b", "story_id": "timed", "published_on": day(1), "published_at": at(1, 11)},
        {"outlet": "a", "story_id": "days", "published_on": day(5)},
        {"outlet": "b", "story_id": "days", "published_on": day(3), "published_at": at(3)},
        {"outlet": "a", "story_id": "tie", "published_on": day(7)},
        {"outlet": "b", "story_id": "tie", "published_on": day(7)},
        {"outlet": "a", "story_id": "undated", "published_on": day(7)},
        {"outlet": "b", "story_id": "undated"},
        {"outlet": "a", "story_id": "own", "published_on": day(8)},
        {"outlet": "a", "story_id": "own", "published_on": day(9)},
    )
    query = "SELECT story_id, outlet, told_by, days_ahead, hours_ahead FROM first_to_publish"
    assert tables.ask(f"{query} ORDER BY story_id") == [
        ("days", "b", "day", 2, None),
        ("tie", None, None, None, None),
        ("timed", "a", "time", 0, 3.0),
        ("undated", None, None, None, None),
    ]
    assert tables.ask("FROM who_copies_whom") == [
        ("a", "b", 1, 2, 4, 0.125),
        ("b", "a", 1, 2, 4, 2.0),
    ]


def test_agency_copy_is_told_by_byline_dateline_or_another_copy(tables: Tables) -> None:
    tables.articles(
        {"outlet": "a", "agency": "dpa", "text": "x"},
        {"outlet": "a", "text": "LONDON, Feb 3 (Reuters) - Oil rose"},
        {"outlet": "b", "story_id": "a1", "text": "Oil rose"},
        {"outlet": "b", "text": "The mayor (aged 40) - spoke"},
        {"outlet": "b", "text": "plain"},
    )
    query = "SELECT article_id, agency, said_by FROM wire ORDER BY article_id"
    assert tables.ask(query) == [
        ("a0", "dpa", "byline"),
        ("a1", "Reuters", "dateline"),
        ("a2", "Reuters", "story"),
    ]
    rest = tables.ask("SELECT article_id FROM articles ANTI JOIN wire USING (article_id)")
    assert sorted(rest) == [("a3",), ("a4",)]


def test_an_article_is_own_agency_copy_copied_or_open(tables: Tables) -> None:
    tables.articles(
        {"outlet": "a", "published_on": day(1)},
        {"outlet": "a", "published_on": day(1), "agency": "dpa"},
        {"outlet": "a", "story_id": "s", "published_on": day(2)},
        {"outlet": "b", "story_id": "s", "published_on": day(3)},
        {"outlet": "a", "story_id": "t", "published_on": day(4)},
        {"outlet": "b", "story_id": "t", "published_on": day(4)},
    )
    assert tables.ask("FROM original_share ORDER BY outlet") == [
        ("a", "2026-03", 4, 2, 1, 0, 1, 0.5),
        ("b", "2026-03", 2, 0, 0, 1, 1, 0.0),
    ]


def test_a_headline_that_replaces_another_is_told_from_one_that_stands_beside_it(
    tables: Tables,
) -> None:
    seen = [("c1", "Fire", at(1)), ("c2", "Fire", at(2)), ("c3", "Fire kills two", at(3))]
    beside = [("d1", "Snow", at(1)), ("d2", "SNOW!", at(2)), ("d3", "Snow", at(3))]
    for key, sightings in (("x", seen), ("y", beside), ("z", [("e1", "Old", at(1))])):
        for capture, title, when in sightings:
            row = {"capture_id": capture, "article_no": 0, "article_id": key, "outlet": "a"}
            tables.put("sightings", [{**row, "title": title, "captured_at": when}])
    query = "SELECT old_title, new_title, is_replaced, words_differ FROM headline_edits"
    assert tables.ask(f"{query} ORDER BY article_id") == [
        ("Fire", "Fire kills two", True, True),
        ("Snow", "SNOW!", False, False),
    ]


def test_quiet_days_stand_beside_what_is_usual_on_such_a_weekday(tables: Tables) -> None:
    # 2 March 2026 is a Monday; a paper without Sundays that misses one Tuesday
    held = [n for n in range(2, 23) if date(2026, 3, n).isoweekday() != 7 and n != 10]
    tables.articles(*({"outlet": "a", "published_on": day(n)} for n in held))
    assert tables.ask("SELECT quiet_on, weekday, usual_articles FROM quiet_days") == [
        (day(8), "Sunday", 0.0),
        (day(10), "Tuesday", 1.0),
        (day(15), "Sunday", 0.0),
    ]


def test_stock_phrases_are_runs_of_words_of_several_stories(tables: Tables) -> None:
    tables.articles(
        {"outlet": "a", "published_on": day(1), "text": "He said on Monday that rain fell."},
        {"outlet": "a", "published_on": day(2), "text": "They met; she said, on Monday, no."},
        {"outlet": "a", "published_on": day(2), "story_id": "a0", "text": "He said on Monday."},
        {"outlet": "b", "published_on": day(2), "text": "said on Monday"},
    )
    assert tables.ask("FROM stock_phrases(size := 3, least := 2)") == [
        ("a", "2026-03", "said on monday", 2)
    ]
    for month in ("2026-03", "unknown", "2025-01", "no month"):
        of_month = f"FROM stock_phrases(size := 3, least := 1, of_month := '{month}')"
        every = f"FROM stock_phrases(size := 3, least := 1) WHERE month = '{month}'"
        assert tables.ask(of_month) == tables.ask(every)
    assert tables.ask("FROM stock_phrases(slug := 'b', size := 3, least := 1)") == [
        ("b", "2026-03", "said on monday", 1)
    ]


def test_sentences_lie_where_their_offsets_say(tables: Tables) -> None:
    text = 'Oil rose 3.5 percent. "Why?" he asked!\nA line\n\n…and so on。 End'
    tables.articles({"outlet": "a", "text": text}, {"outlet": "b", "text": ""})
    found = tables.ask("SELECT char_start, char_end, sentence FROM sentences ORDER BY sentence_no")
    assert [sentence for _, _, sentence in found] == [
        "Oil rose 3.5 percent.",
        '"Why?"',
        "he asked!",
        "A line",
        "…and so on。",
        "End",
    ]
    assert [text[start:end] for start, end, _ in found] == [s for _, _, s in found]


def test_provenance_leads_from_a_passage_to_bytes(tables: Tables) -> None:
    place = {"raw_object": "raw/x", "raw_offset": 7, "raw_length": 9, "raw_coding": "bytes"}
    tables.put("captures", [{"capture_id": "c", "outlet": "a", "landed_from": "f", **place}])
    block = {"capture_id": "c", "outlet": "a", "kind": "body", "article_no": 0}
    tables.put("blocks", [{**block, "block_no": 0, "text": "less than a kettle", "byte_start": 3}])
    tables.put("blocks", [{**block, "block_no": 1, "text": "another"}])
    tables.put("sightings", [{"capture_id": "c", "article_no": 0, "article_id": "x"}])
    query = "SELECT article_id, block_no, byte_start, raw_object, raw_offset FROM"
    assert tables.ask(f"{query} provenance('than a kettle')") == [("x", 0, 3, "raw/x", 7)]
    assert tables.ask("FROM provenance('than  a kettle')") == []


def test_what_dates_an_outlet_is_counted_by_month_of_capture(tables: Tables) -> None:
    dated = {"outlet": "a", "first_captured_at": at(1), "published_source": "json_ld"}
    tables.articles(
        {**dated, "published_confidence": 0.9},
        {**dated, "published_confidence": 0.7},
        {"outlet": "a", "first_captured_at": at(2)},
    )
    rows = tables.ask("SELECT captured_month, source, articles, round(share, 2) FROM date_sources")
    assert rows == [("2026-03", "json_ld", 2, 0.67), ("2026-03", "none", 1, 0.33)]


def test_sources_of_dates_are_held_against_one_another(tables: Tables) -> None:
    said = [
        ("x", "json_ld", day(1), True, None),
        ("x", "url", day(1), False, None),
        ("y", "json_ld", day(5), True, None),
        ("y", "text", day(9), False, None),
        ("z", "url", day(5), True, None),
        ("z", "text", day(5), False, "future"),
    ]
    for n, (article, source, value, chosen, reason) in enumerate(said):
        row = {"capture_id": f"c{n}", "date_no": 0, "article_id": article, "source": source}
        tables.put("dates", [{**row, "value_on": value, "is_chosen": chosen, "reason": reason}])
    assert tables.ask("FROM date_reliability") == [
        ("json_ld", 2, 2, 2, 1, 0.5, 1),
        ("text", 1, 0, 1, 0, 0.0, 1),
        ("url", 2, 1, 1, 1, 1.0, 0),
    ]


def test_a_day_unlike_the_days_before_is_graded(tables: Tables) -> None:
    usual = [
        {"outlet": "a", "first_captured_at": at(n), "words": 400 + n, "published_on": day(n)}
        for n in range(1, 11)
        for _ in range(3)
    ]
    odd = [{"outlet": "a", "first_captured_at": at(11), "words": 12, "title": "t"}] * 3
    rows = [{"title": "t", **row} for row in [*usual, *odd]]
    tables.articles(*({**row, "article_id": f"a{n}"} for n, row in enumerate(rows)))
    grades = tables.ask(
        "SELECT measure, grade FROM drift WHERE captured_on = '2026-03-11' ORDER BY measure"
    )
    assert grades == [
        ("articles", "steady"),
        ("listing_dated_share", "steady"),
        ("median_words", "alarm"),
        ("undated_share", "alarm"),
        ("untitled_share", "steady"),
    ]
    first = tables.ask("SELECT DISTINCT grade FROM drift WHERE captured_on < '2026-03-08'")
    assert first == [("unknown",)]


def test_links_lead_to_the_articles_that_have_shown_the_address(tables: Tables) -> None:
    tables.articles(
        {"article_id": "wall", "outlet": "gazette", "title": "Wall broken"},
        {"article_id": "storm", "outlet": "post", "title": "Storm"},
        {"article_id": "old", "outlet": "post"},
        {"article_id": "new", "outlet": "post"},
    )
    tables.put(
        "sightings",
        [
            {"article_id": "wall", "url_key": "gazette.example/wall"},
            {"article_id": "storm", "url_key": "post.example/storm"},
            {"article_id": "storm", "url_key": "post.example/storm"},
            {"article_id": "old", "url_key": "post.example/live"},
            {"article_id": "new", "url_key": "post.example/live"},
        ],
    )
    said = [
        ("wall", "r-before", "post.example/storm", "a storm"),
        ("wall", "r-wall", "post.example/storm", "storm"),
        ("wall", "r-before", "post.example/live", "live"),
        ("wall", "r-wall", "gazette.example/wall", "itself"),
        ("storm", "r-storm", "elsewhere.example/a", "elsewhere"),
    ]
    rows = [
        {
            "article_id": article,
            "outlet": "gazette" if article == "wall" else "post",
            "revision_id": revision,
            "source": "link",
            "url": f"https://{key}",
            "url_key": key,
            "text": text,
        }
        for article, revision, key, text in said
    ]
    tables.put("anchors", rows)
    assert tables.ask(
        "SELECT article_id, url, text, in_latest, status, linked_id, linked_outlet, linked_title "
        "FROM links"
    ) == [
        ("wall", "https://post.example/live", "live", False, "ambiguous", None, None, None),
        ("wall", "https://post.example/storm", "a storm", True, "held", "storm", "post", "Storm"),
        ("storm", "https://elsewhere.example/a", "elsewhere", True, "not_held", None, None, None),
    ]


def test_parser_diff_shows_what_two_snapshots_say_of_the_same_capture(tables: Tables) -> None:
    for name in ("past_captures", "past_sightings"):
        tables.ask(f"CREATE TABLE rows_of_{name} AS FROM {name}")
        tables.ask(f"CREATE OR REPLACE VIEW {name} AS FROM rows_of_{name}")
    captures = [
        (3, "same", "article", "v1"),
        (3, "read-otherwise", "article", "v1"),
        (3, "no-article", "article", "v1"),
        (3, "gone", "article", "v1"),
        (5, "same", "article", "v2"),
        (5, "read-otherwise", "article", "v2"),
        (5, "no-article", "forum", "v2"),
        (5, "new", "article", "v2"),
    ]
    sightings = [
        (3, "same", 0, "a", "Ferry", None, day(1), "h1"),
        (3, "read-otherwise", 0, "b", "Port", "Ann", day(2), "h2"),
        (3, "no-article", 0, "c", "Thread", None, None, "h3"),
        (3, "gone", 0, "d", "Gone", None, None, "h4"),
        (5, "same", 0, "a", "Ferry", None, day(1), "h1"),
        (5, "read-otherwise", 0, "b2", "Port", "Ann Roe", None, "h2"),
        (5, "read-otherwise", 1, "e", "Mole", None, None, "h5"),
        (5, "new", 0, "f", "New", None, None, "h6"),
    ]
    for snapshot, capture, kind, code in captures:
        tables.ask(
            f"INSERT INTO rows_of_past_captures VALUES ({snapshot}, '{capture}', 'post', "
            f"'{kind}', '{code}')"
        )
    for row in sightings:
        tables.connection.execute(
            "INSERT INTO rows_of_past_sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
        )
    asked = "SELECT capture_id, article_no, article_id, field, before, after FROM "
    assert tables.ask(f"{asked} parser_diff(3, 5)") == [
        ("no-article", None, None, "page_kind", "article", "forum"),
        ("no-article", 0, "c", "text_sha256", "h3", None),
        ("no-article", 0, "c", "title", "Thread", None),
        ("read-otherwise", 0, "b2", "byline", "Ann", "Ann Roe"),
        ("read-otherwise", 0, "b2", "published_on", "2026-03-02", None),
        ("read-otherwise", 1, "e", "text_sha256", None, "h5"),
        ("read-otherwise", 1, "e", "title", None, "Mole"),
    ]
    assert tables.ask(
        "SELECT DISTINCT outlet, derived_by_before, derived_by_after FROM parser_diff(3, 5)"
    ) == [("post", "v1", "v2")]
    assert tables.ask("FROM parser_diff(5, 5)") == []
