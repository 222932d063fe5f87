"""A text that is written anew under another headline at its address, and an address that serves one
article after the other, through the whole flow.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

import tearsheet
from benchmarks.inputs.dedup_cases import Writer
from flows.plain import archive

FIRST = date(2026, 3, 2)
WRITER = Writer(11)
TEXTS = [WRITER.article(Random(f"rewrite {no}")) for no in range(4)]


def row(day: int, path: str, text: int, own_day: int | None = None) -> dict[str, str]:
    """A text as a dump of a day lists it."""
    return {
        "url": f"https://herald.example/{path}",
        "title": f"Headline {'abcd'[text]} of {'wxyz'[text]}",
        "date": str(FIRST + timedelta(day if own_day is None else own_day)),
        "captured_at": f"{FIRST + timedelta(day)}T20:00:00Z",
        "text": TEXTS[text],
    }


def articles(folder: Path, dumps: list[list[dict[str, str]]]) -> list[tuple[int, list[str]]]:
    """Of every article how many versions it has, and their headlines in order."""
    folder.mkdir()
    for no, rows in enumerate(dumps):
        path = folder / f"dump-{no}.jsonl"
        path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
        archive(str(folder / "archive"), [str(path)])
    found = tearsheet.open(str(folder / "archive")).sql(
        "SELECT count(*), list(title ORDER BY version) AS titles FROM revisions "
        "GROUP BY article_id ORDER BY titles"
    )
    return found.rows()


def test_a_total_rewrite_at_one_address_is_a_version(tmp_path: Path) -> None:
    first = [row(0, "news/ferry", 0), row(0, "news/school", 2)]
    second = [row(1, "news/ferry", 1, own_day=0), row(1, "news/school", 2, own_day=0)]
    expected = [(2, ["Headline a of w", "Headline b of x"]), (1, ["Headline c of y"])]
    assert articles(tmp_path / "runs", [first, second]) == expected
    assert articles(tmp_path / "turned", [second, first]) == expected
    assert articles(tmp_path / "once", [[*first, *second]]) == expected


@pytest.mark.parametrize("order", [*permutations(range(3))][1:4])
def test_an_address_that_serves_three_articles_is_learned_whatever_comes_first(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    days = [[row(day, "live", day)] for day in range(3)]
    expected = [(1, [f"Headline {'abc'[no]} of {'wxy'[no]}"]) for no in range(3)]
    assert articles(tmp_path / "runs", [days[no] for no in order]) == expected


def test_what_one_dump_lists_twice_at_one_address_is_two_articles(tmp_path: Path) -> None:
    both = [row(0, "live", 0), row(0, "live", 1)]
    expected = [(1, ["Headline a of w"]), (1, ["Headline b of x"])]
    assert articles(tmp_path / "runs", [both]) == expected
