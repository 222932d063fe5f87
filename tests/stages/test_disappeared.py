"""Articles whose address answers 404 later, and lists that no longer name one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tests.support.nursery import body


def page(url: str, seed: str, day: int) -> dict[str, object]:
    paragraphs = "".join(f"<p>{line}</p>" for line in body(seed).split("\n"))
    html = f"<html><head><title>{seed}</title></head><body><article>{paragraphs}</article></body>"
    return {"url": url, "captured_at": f"2026-03-{day:02d}T08:00:00Z", "html": f"{html}</html>"}


def error(url: str, day: int) -> dict[str, object]:
    html = "<html><head><title>404 Not Found</title></head><body><h1>Not found</h1></body></html>"
    return {"url": url, "captured_at": f"2026-03-{day:02d}T08:00:00Z", "html": html}


@pytest.fixture
def found(tmp_path: Path) -> list[tuple[str, str]]:
    """(address, evidence) of what has disappeared of three pages, one of which answers no more."""
    ferry, bridge, mole = (f"https://herald.example/{n}" for n in ("ferry", "bridge", "mole"))
    rows = [
        page(ferry, "ferry", 1),
        page(bridge, "bridge", 1),
        page(mole, "mole", 1),
        error(ferry, 5),
        error(mole, 3),
        page(mole, "mole", 4),
    ]
    for no, row in enumerate(rows):
        (tmp_path / f"crawl{chr(97 + no)}.jsonl").write_text(json.dumps(row))
    archive(str(tmp_path / "archive"), [str(p) for p in sorted(tmp_path.glob("*.jsonl"))])
    found = tearsheet.open(str(tmp_path / "archive")).sql("SELECT url, evidence FROM disappeared")
    return sorted(found.rows())


def test_an_address_that_answers_no_more_is_gone_and_one_that_came_back_is_not(
    found: list[tuple[str, str]],
) -> None:
    assert found == [("https://herald.example/ferry", "gone")]
