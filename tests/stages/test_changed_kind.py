"""A backfill by code that sees another kind of page makes an article of a page, or unmakes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive, backfill
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from transforms.page import PageKind
from transforms.parse.html.kind.classify import Verdict

BODY = "".join(
    f"<p>The ferry left the harbour at dawn on trip {n} with forty people aboard, and salt fish "
    f"below deck, while the wind held until evening.</p>"
    for n in ("one", "two", "three", "four")
)
ARTICLE = (
    '<html lang="en"><head><title>Ferry leaves at last</title>'
    '<meta property="og:type" content="article">'
    '<link rel="canonical" href="https://herald.example/2026/ferry"></head>'
    f"<body><article><h1>Ferry leaves at last</h1>{BODY}</article></body></html>"
)
ITEMS = "".join(
    f'<li><a href="/2026/story-{n}">The council of ward {n} votes on the new bridge today</a></li>'
    for n in range(12)
)
LIST = (
    '<html lang="en"><head><title>Mole Herald</title>'
    '<link rel="canonical" href="https://herald.example/"></head>'
    f"<body><h1>News</h1><p>All that was told of the wards, and of the ferry, this week.</p>"
    f"<ul>{ITEMS}</ul></body></html>"
)


def hold(root: Path, pages: Sequence[str]) -> str:
    for no, page in enumerate(pages):
        source = root.parent / f"page-{no}.html"
        source.write_text(page, "utf-8")
        archive(str(root), [str(source)], captured_at=datetime(2026, 3, 1, tzinfo=UTC))
    return str(root)


def counts(root: str) -> tuple[int, ...]:
    """Rows of articles, sightings, versions and stories, and listings that an article answers."""
    asked = ("articles", "sightings", "revisions", "stories", "listings WHERE article_id NOTNULL")
    held = tearsheet.open(root)
    return tuple(held.sql(f"SELECT count(*) FROM {table}").item() for table in asked)


@pytest.mark.parametrize(
    ("pages", "older", "before", "after"),
    [
        ([ARTICLE], "list", (0, 0, 0, 0, 0), (1, 1, 1, 1, 0)),
        ([LIST], "article", (1, 1, 1, 1, 0), (0, 0, 0, 0, 0)),
        (
            [LIST.replace("story-3", "ferry"), ARTICLE.replace("forty", "fifty")],
            "list",
            (0, 0, 0, 0, 0),
            (1, 1, 1, 1, 1),
        ),
    ],
)
def test_another_kind_of_page_makes_and_unmakes_articles(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pages: list[str],
    older: PageKind,
    before: tuple[int, ...],
    after: tuple[int, ...],
) -> None:
    with monkeypatch.context() as code:
        code.setattr(
            "transforms.parse.html.page.classify_page", lambda *_, **__: Verdict(older, 0.9, "old")
        )
        root = hold(tmp_path / "archive", pages)
        assert counts(root) == before
    backfill(root)
    assert counts(root) == after
    fresh, held = (Storage.open(r) for r in (hold(tmp_path / "fresh", pages), root))
    assert digest(held, held.head()) == digest(fresh, fresh.head())
