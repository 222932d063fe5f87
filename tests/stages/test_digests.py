"""Pages that hold two articles, through the whole flow: two that share one of them are no copies,
however much of either that is, and bridge nothing.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

import tearsheet
from benchmarks.inputs.dedup_cases import Writer
from benchmarks.inputs.story_families import EDITED
from flows.plain import archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest

WRITER = Writer(11)
DAY = date(2026, 3, 2)


def article(name: str, words: int) -> str:
    """A text of about so many words."""
    rng, out = Random(name), list[str]()
    while len(out) < words:
        out += WRITER.article(rng).split()
    return " ".join(out[:words])


def edit(text: str) -> str:
    return next(iter(EDITED.values()))(text, text.split(), Random(text))


def pages(shared: int, other: int) -> dict[str, str]:
    """Three articles, of which the second has so many words and the others so many; a copy of each,
    edited; and pages that hold the first two and the last two.
    """
    sizes = {"a": other, "b": shared, "c": other}
    texts = {name: article(f"{name}{words}", words) for name, words in sizes.items()}
    copies = {f"{name}-copy": edit(text) for name, text in texts.items()}
    both = {f"{one}-and-{two}": f"{texts[one]}\n{texts[two]}" for one, two in ("ab", "bc")}
    return {**texts, **copies, **both}


def run(folder: Path, texts: dict[str, str], cuts: list[list[str]]) -> tearsheet.Archive:
    folder.mkdir(parents=True, exist_ok=True)
    for no, names in enumerate(cuts):
        rows = [
            {
                "outlet": f"outlet-{name}",
                "url": f"https://{name}.example/news",
                "date": str(DAY),
                "text": texts[name],
            }
            for name in names
        ]
        dump = folder / f"dump-{no}.jsonl"
        dump.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        archive(str(folder / "archive"), [str(dump)])
    return tearsheet.open(str(folder / "archive"))


def stories(found: tearsheet.Archive) -> set[frozenset[str]]:
    """Which pages are of one story, by the names of their outlets."""
    rows = found.sql("SELECT story_id, outlet FROM stories").iter_rows()
    by_story: dict[str, set[str]] = {}
    for story, outlet in rows:
        by_story.setdefault(story, set()).add(outlet.removeprefix("outlet-"))
    return {frozenset(names) for names in by_story.values()}


#: Half of each page is shared, two thirds, four fifths and more.
SIZES = [(200, 200), (400, 200), (600, 150), (700, 110)]


@pytest.mark.parametrize(("shared", "other"), SIZES)
def test_two_pages_that_share_one_article_are_stories_of_their_own(
    shared: int, other: int, tmp_path: Path
) -> None:
    texts = pages(shared, other)
    found = run(tmp_path, texts, [list(texts)])
    alone = {frozenset({name}) for name in ("a-and-b", "b-and-c")}
    assert stories(found) == {*(frozenset({n, f"{n}-copy"}) for n in "abc"), *alone}
    said = found.sql("SELECT outlet, alone_because FROM stories WHERE alone_because IS NOT NULL")
    assert dict(said.iter_rows()) == dict.fromkeys(
        ("outlet-a-and-b", "outlet-b-and-c"), "holds_several"
    )
    pairs = (
        "SELECT l.outlet, r.outlet AS part FROM relations c "
        "JOIN revisions l ON c.left_id = l.revision_id JOIN revisions r ON c.right_id = "
        "r.revision_id WHERE c.relation = '{}' AND l.outlet LIKE '%-and-%'"
    )
    parts = set(found.sql(pairs.format("excerpt")).iter_rows())
    assert {("outlet-a-and-b", "outlet-a"), ("outlet-a-and-b", "outlet-b")} <= parts
    assert {("outlet-b-and-c", "outlet-b"), ("outlet-b-and-c", "outlet-c")} <= parts
    assert set(found.sql(pairs.format("reprint")).iter_rows()) == set()


def test_pages_come_in_any_order(tmp_path: Path) -> None:
    texts = pages(*SIZES[2])
    whole = run(tmp_path / "whole", texts, [list(texts)])
    cuts = [["a-and-b", "b-and-c"], ["b", "c-copy"], ["a", "c"], ["a-copy", "b-copy"]]
    parts = run(tmp_path / "parts", texts, cuts)
    assert stories(parts) == stories(whole)
    digests = [
        digest(storage, storage.head())
        for storage in (Storage.open(str(tmp_path / n / "archive")) for n in ("whole", "parts"))
    ]
    assert digests[0] == digests[1]


def test_pages_are_copies_until_the_articles_are_there_that_tell(tmp_path: Path) -> None:
    texts = pages(*SIZES[2])
    both = frozenset({"a-and-b", "b-and-c"})
    assert both in stories(run(tmp_path, texts, [list(both)]))
    apart = stories(run(tmp_path, texts, [list(both), ["a", "b", "c"]]))
    assert {frozenset({name}) for name in both} <= apart


def test_a_page_printed_twice_with_two_articles_is_one_story(tmp_path: Path) -> None:
    texts = {**pages(*SIZES[1]), "again": edit(pages(*SIZES[1])["a-and-b"])}
    found = stories(run(tmp_path, texts, [list(texts)]))
    assert {frozenset({"a-and-b", "again"}), frozenset({"b-and-c"})} <= found
