"""What is learned across captures: the archive stays a function of the set, whatever the order and
number of the runs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tearsheet
from tearsheet.store.files import opened
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tests.support.effort import effort
from tests.support.nursery import archive as archive_of
from tests.support.nursery import backfilled, body, digest, page, rebuilt

FOOTER = "Printed by hand in Halvern."
NOTICE = "Letters to the Morning Herald reach the editor at Mole Street 4 in Halvern."


@pytest.fixture(autouse=True)
def indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files have indexes of their keys, as large ones do."""
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)


def archive(root: str, *files: str) -> Snapshot:
    """The newest snapshot after these files of one outlet were archived in one run."""
    return archive_of(root, *files, outlet="Morning Herald")


def beside(folder: Path, seed: str, line: str = FOOTER) -> str:
    """A page on which the parser leaves the line outside the body: it stands behind a list of other
    pages.
    """
    path = page(folder, f"morning-herald/{seed}", body(seed, 3), teasers=[body("cargo", 1)[:90]])
    path.write_text(path.read_text() + line + "\n")
    return str(path)


def inside(folder: Path, seed: str, line: str = FOOTER, *, middle: bool = False) -> str:
    """A page on which the parser takes the line for the body's last paragraph, or for one in its
    middle.
    """
    text = body(seed, 3)
    lines = [text, line, body(f"{seed}s", 1)] if middle else [text, line]
    path = folder / f"morning-herald/{seed}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]))
    return str(path)


def ends(root: str) -> dict[str, str]:
    """The last line of every article, by the first word that tells it apart."""
    rows = tearsheet.open(root).sql("SELECT text FROM articles")
    return {text.split()[1]: text.splitlines()[-1] for text in rows["text"]}


def status(root: str) -> list[tuple[str, int, int, int, str]]:
    return (
        tearsheet.open(root)
        .sql(
            "SELECT text, pages, outside, inside, status FROM profiles WHERE kind = 'line' AND "
            "inside > 0"
        )
        .rows()
    )


def test_a_line_is_taken_off_a_body_from_the_third_page_on(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive(root, inside(tmp_path, "ferry"), beside(tmp_path, "bridge"))
    assert ends(root)["ferry"] == FOOTER
    assert status(root) == []
    archive(root, beside(tmp_path, "museum"))
    assert "ferries sailed" in ends(root)["ferry"]
    assert status(root) == [(FOOTER.lower(), 3, 2, 1, "learned")]
    found = tearsheet.open(root)
    block = found.sql("SELECT kind, rule, article_no FROM blocks WHERE rule = 'repeated_line'")
    assert block.rows() == [("other", "repeated_line", None)]
    assert found.sql("SELECT count(*) FROM revisions WHERE text LIKE '%by hand%'").item() == 0
    assert backfilled(root) == found.snapshot


def test_a_line_inside_a_body_stays_there(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive(
        root,
        *(beside(tmp_path, seed) for seed in ("bridge", "museum", "cargo")),
        inside(tmp_path, "ferry", middle=True),
    )
    assert f"\n{FOOTER}\n" in next(
        t for t in tearsheet.open(root).sql("SELECT text FROM articles")["text"] if "ferry" in t
    )
    assert status(root) == [(FOOTER.lower(), 4, 3, 1, "learned")]


def test_a_formula_that_stands_in_as_many_bodies_as_beside_them_is_text(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive(
        root,
        *(beside(tmp_path, s) for s in ("bridge", "museum")),
        *(inside(tmp_path, s) for s in ("ferry", "cargo")),
    )
    assert status(root) == [(FOOTER.lower(), 4, 2, 2, "in_bodies")]
    assert ends(root)["ferry"] == ends(root)["cargo"] == FOOTER


def test_the_first_sentence_of_an_article_that_other_pages_announce_is_its_own(
    tmp_path: Path,
) -> None:
    root = str(tmp_path / "archive")
    archive(
        root,
        *(beside(tmp_path, s, NOTICE) for s in ("bridge", "museum", "cargo")),
        inside(tmp_path, "ferry", NOTICE),
    )
    assert status(root) == [(NOTICE.lower(), 4, 3, 1, "own_sentence")]
    assert ends(root)["ferry"] == NOTICE
    archive(root, inside(tmp_path, "herring", NOTICE))
    assert status(root) == [(NOTICE.lower(), 5, 3, 2, "learned")]
    assert {line for line in ends(root).values() if line == NOTICE} == set()


def test_a_body_of_nothing_else_keeps_its_lines(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    lines = [f"Printed by hand in {place}." for place in ("Halvern", "Orrin")]
    archive(
        root, *(beside(tmp_path, seed, "\n".join(lines)) for seed in ("bridge", "museum", "cargo"))
    )
    bare = tmp_path / "bare.jsonl"
    bare.write_text(json.dumps({"title": "Colophon", "text": "\n".join(lines)}) + "\n")
    archive(root, str(bare))
    assert [row[3:] for row in status(root)] == [(1, "learned")] * 2
    assert tearsheet.open(root).sql(
        "SELECT text FROM articles WHERE title = 'Colophon'"
    ).item() == "\n".join(lines)


def test_pages_of_no_known_outlet_teach_nothing(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive_of(root, *(inside(tmp_path, seed) for seed in ("ferry", "cargo", "museum", "bridge")))
    assert (
        tearsheet.open(root).sql("SELECT count(*) FROM captures WHERE outlet = 'unknown'").item()
        == 4
    )
    assert tearsheet.open(root).scan("profiles").collect().height == 0


def test_captures_of_one_page_count_once(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    first = beside(tmp_path, "bridge")
    for n in range(3):
        again = Path(first).with_name(f"again{n}.txt")
        again.write_text(Path(first).read_text() + f"Visitor {n} of the day\n")
        archive(root, str(again))
    archive(root, inside(tmp_path, "ferry"))
    assert tearsheet.open(root).sql("SELECT count(*) FROM captures").item() == 4
    assert status(root) == []
    assert ends(root)["ferry"] == FOOTER


def test_an_affix_is_taken_off_all_headlines_from_the_third_on(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    for n, (title, shown) in enumerate(
        [
            ("Rain at last", " | Morning Herald"),
            ("Ferry sails", " | Morning Herald"),
            ("Bridge opens", ""),
        ]
    ):
        archive(root, record(tmp_path, n, f"{title} | Morning Herald"))
        titles = tearsheet.open(root).sql("SELECT title FROM articles")["title"].to_list()
        assert f"{title}{shown}" in titles
    assert sorted(titles) == ["Bridge opens", "Ferry sails", "Rain at last"]
    rows = (
        tearsheet.open(root).sql("SELECT kind, text, captures, pages, status FROM profiles").rows()
    )
    assert rows == [("title_suffix", " | Morning Herald", 3, 3, "learned")]
    kept = (
        tearsheet.open(root)
        .sql("SELECT parsed_title FROM sightings ORDER BY 1")["parsed_title"]
        .to_list()
    )
    assert kept == [
        f"{t} | Morning Herald" for t in ("Bridge opens", "Ferry sails", "Rain at last")
    ]


def test_a_listing_that_prints_the_affix_names_its_article_before_and_after_it_is_learned(
    tmp_path: Path,
) -> None:
    root = str(tmp_path / "archive")
    named = "The new bridge over the Orrin opens in May | Morning Herald"
    bare = tmp_path / "bare.jsonl"
    bare.write_text(json.dumps({"title": named, "text": ""}) + "\n")
    archive(root, record(tmp_path, 0, named), str(bare))
    for n, title in enumerate(["Rain at last", "Ferry sails"], 1):
        assert tearsheet.open(root).sql("SELECT status, match_rule FROM listings").rows() == [
            ("matched", "title")
        ]
        archive(root, record(tmp_path, n, f"{title} | Morning Herald"))
    assert (
        "The new bridge over the Orrin opens in May"
        in tearsheet.open(root).sql("SELECT title FROM articles")["title"].to_list()
    )
    assert tearsheet.open(root).sql("SELECT status, match_rule FROM listings").rows() == [
        ("matched", "title")
    ]


def record(folder: Path, number: int, title: str) -> str:
    path = folder / f"{number}.jsonl"
    path.write_text(json.dumps({"title": title, "text": body(f"word{number}")}) + "\n")
    return str(path)


SEEDS = ["ferry", "bridge", "cargo", "museum", "herring"]
#: How a page shows the footer, or a headline with the outlet's name: pages around the counts at
#: which each is learned.
CAPTURES = st.lists(
    st.sampled_from(["beside", "inside", "middle", "titled"]), min_size=2, max_size=5
)


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[str], list[int], list[int]]:
    captures = draw(CAPTURES)
    order = draw(st.permutations(range(len(captures))))
    cuts = sorted(draw(st.sets(st.integers(1, len(captures)), max_size=3)))
    return captures, list(order), [0, *cuts, len(captures)]


def check(captures: Sequence[str], order: Sequence[int], cuts: Sequence[int]) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        whole, parts, again = str(folder / "whole"), str(folder / "parts"), str(folder / "again")
        files = []
        for n, kind in enumerate(captures):
            if kind == "titled":
                files.append(record(folder, n, f"{SEEDS[n].title()} comes home | Morning Herald"))
            elif kind == "beside":
                files.append(beside(folder, SEEDS[n]))
            else:
                files.append(inside(folder, SEEDS[n], middle=kind == "middle"))
        made = archive(whole, *files)
        shuffled = [files[n] for n in order]
        for start, stop in pairwise(cuts):
            if shuffled[start:stop]:
                archive(parts, *shuffled[start:stop])
        assert digest(parts) == digest(whole)
        assert archive(whole, *shuffled) == made
        head = Storage.open(parts).head()
        assert backfilled(parts) == head
        assert digest(parts) == digest(whole)
        rebuilt(parts, again)
        assert digest(again) == digest(whole)


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=3, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(runs())
def test_learned_facts_are_a_function_of_the_set_of_captures(
    made: tuple[list[str], list[int], list[int]],
) -> None:
    check(*made)


@pytest.mark.slow
@settings(max_examples=effort(20), deadline=None, suppress_health_check=QUIET)
@given(runs())
def test_learned_facts_are_a_function_of_the_set_of_captures_at_length(
    made: tuple[list[str], list[int], list[int]],
) -> None:
    check(*made)
