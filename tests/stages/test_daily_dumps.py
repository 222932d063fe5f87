"""Sixty daily dumps of one feed, with rewrites, moves, vanishings and placeholders, through the
whole flow.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

import tearsheet
from benchmarks.inputs.dedup_cases import Writer
from flows.plain import archive

DAYS = 60
FIRST = date(2026, 1, 1)
#: An article is listed for so many days.
LISTED = 9
HOLLOW = "Subscribe to read on"


class Feed:
    """A feed of one outlet: two articles a day, every fifth of them rewritten on its third day,
    every seventh moved to another address, every ninth withdrawn early, every eleventh with a
    placeholder in place of its text.
    """

    def __init__(self) -> None:
        self.writer = Writer(5)
        self.texts: dict[int, list[str]] = {}
        for no in range(2 * DAYS):
            rng = Random(f"feed:{no}")
            first, second = (self.writer.article(rng) for _ in range(2))
            lines = first.split("\n")
            rewritten = "\n".join([*lines[: len(lines) // 2], *second.split("\n")[:2]])
            self.texts[no] = [HOLLOW] if no % 11 == 0 else [first, rewritten]

    def is_rewritten(self, no: int) -> bool:
        return no % 5 == 0 and no % 11 != 0

    def rows(self, day: int) -> list[dict[str, Any]]:
        """What the feed lists on a day."""
        out = []
        for no in range(2 * DAYS):
            age = day - no // 2
            if not 0 <= age < (3 if no % 9 == 0 else LISTED):
                continue
            version = int(self.is_rewritten(no) and age >= 2)
            place = "archive" if no % 7 == 0 and age >= 4 else "news"
            out.append(
                {
                    "url": f"https://herald.example/{place}/report-{no}",
                    "title": f"Report {no} of the council",
                    "date": str(FIRST + timedelta(no // 2)),
                    "captured_at": f"{FIRST + timedelta(day)}T20:00:00Z",
                    "text": self.texts[no][version],
                }
            )
        return out


def dump(folder: Path, feed: Feed, day: int) -> str:
    path = folder / f"herald-{FIRST + timedelta(day)}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in feed.rows(day)), "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    folder, feed = tmp_path_factory.mktemp("dumps"), Feed()
    paths = [dump(folder, feed, day) for day in range(DAYS)]
    root = str(folder / "archive")
    archive(root, paths[:40])
    archive(root, paths[40:])
    return tearsheet.open(root)


def test_every_article_is_there_once(dumps: tearsheet.Archive) -> None:
    titles = dumps.sql("SELECT title, count(*) AS n FROM articles GROUP BY ALL").rows()
    assert {title: n for title, n in titles if n != 1} == {}
    assert len(titles) == 2 * DAYS


def test_every_rewrite_is_a_version_and_nothing_else_is(dumps: tearsheet.Archive) -> None:
    feed, found = Feed(), defaultdict(int)
    for title, versions in dumps.sql("SELECT title, versions FROM articles").iter_rows():
        found[title] = versions
    expected = {
        f"Report {no} of the council": 2 if feed.is_rewritten(no) and no // 2 <= DAYS - 3 else 1
        for no in range(2 * DAYS)
    }
    assert {t: (n, expected[t]) for t, n in found.items() if n != expected[t]} == {}


def test_every_rewrite_is_a_silent_edit_and_nothing_else_is(dumps: tearsheet.Archive) -> None:
    feed = Feed()
    edited = [no for no in range(2 * DAYS) if feed.is_rewritten(no) and no // 2 <= DAYS - 3]
    rows = dumps.sql("SELECT title FROM silent_edits ORDER BY ALL").rows()
    # what is withdrawn on its third day is never seen rewritten
    assert rows == sorted((f"Report {no} of the council",) for no in edited)


def test_every_vanishing_is_graded_and_none_is_invented(dumps: tearsheet.Archive) -> None:
    expected = {}
    for no in range(2 * DAYS):
        day, listed = no // 2, 3 if no % 9 == 0 else LISTED
        if day + listed < DAYS:
            # what is as old as all that stays may have fallen out of the list
            is_withdrawn = no % 9 == 0 and day > 0
            evidence = "withdrawn" if is_withdrawn else "not_seen_since"
            expected[f"Report {no} of the council"] = (evidence, FIRST + timedelta(day + listed))
    rows = dumps.sql("SELECT title, evidence, absent_at::DATE FROM disappeared").rows()
    found = {title: (evidence, day) for title, evidence, day in rows}
    assert len(rows) == len(found)
    assert found == expected


def test_placeholders_make_no_story_and_say_that_they_are_short(dumps: tearsheet.Archive) -> None:
    rows = dumps.sql(
        "SELECT thin_because, count(*), count(DISTINCT story_id) FROM articles "
        f"WHERE text = '{HOLLOW}' GROUP BY ALL"
    ).rows()
    assert rows == [("short", 11, 11)]
