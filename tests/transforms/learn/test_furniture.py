"""Captures without the lines that their outlets repeat."""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.clean import clean
from transforms.learn.furniture import take_lines_off, texts_without_furniture
from transforms.learn.profiles import printed_titles
from transforms.schemas import ANCHORS, BLOCK_PLACES, BLOCKS, CAPTURES, FOUND, PROFILES, conform
from transforms.text.line_keys import line_key

FOOT = "Read the whole story in our app"
BODY = "The ferry left the harbour at dawn with forty people aboard."


def frame(rows: list[dict[str, Any]], schema: Any) -> pl.DataFrame:
    return conform(pl.DataFrame(rows, schema={c: schema[c] for c in rows[0]}), schema)


def blocks(*captures: tuple[str, list[str]]) -> pl.DataFrame:
    return frame(
        [
            {
                "capture_id": capture,
                "outlet": "gazette",
                "block_no": no,
                "article_no": 0,
                "kind": "body",
                "text": line,
                "line_key": line_key(line),
            }
            for capture, lines in captures
            for no, line in enumerate(lines)
        ],
        BLOCKS.schema,
    )


def found(*captures: tuple[str, list[str]]) -> pl.DataFrame:
    rows = [
        {"capture_id": c, "outlet": "gazette", "article_no": 0, "text": "\n".join(lines)}
        for c, lines in captures
    ]
    return frame(rows, FOUND)


PAGES = (("a", [BODY, FOOT]), ("b", [FOOT]), ("c", [BODY]))


def test_a_line_is_taken_off_its_captures_and_off_no_other() -> None:
    captures = frame([{"capture_id": c, "page_kind": "article"} for c, _ in PAGES], CAPTURES.schema)
    off = pl.DataFrame([("a", 1)], schema=dict(BLOCK_PLACES), orient="row")
    places = [("a", 0), ("a", 1), ("b", 0)]
    anchors = frame([{"capture_id": c, "block_no": n} for c, n in places], ANCHORS.schema)
    after = take_lines_off(blocks(*PAGES), clean(found(*PAGES))[0], captures, anchors, off)
    assert after["anchors"].select("capture_id", "block_no").rows() == [("a", 0), ("b", 0)]
    texts = dict(after["found"].select("capture_id", "text").iter_rows())
    assert texts == {"a": BODY, "b": FOOT, "c": BODY}
    kinds = after["blocks"].sort("capture_id", "block_no")
    assert kinds.select("capture_id", "kind", "rule").rows() == [
        ("a", "body", None),
        ("a", "other", "repeated_line"),
        ("b", "body", None),
        ("c", "body", None),
    ]
    assert after["captures"]["page_kind"].to_list() == ["article"] * 3


def test_a_page_read_again_is_without_what_its_outlet_repeats() -> None:
    facts = frame(
        [
            {
                "outlet": "gazette",
                "kind": "line",
                "hash": f"{line_key(FOOT):016x}",
                "status": "learned",
            }
        ],
        PROFILES.schema,
    )
    texts = texts_without_furniture(blocks(*PAGES), found(*PAGES), facts.lazy())
    assert sorted(texts.select("capture_id", "text").rows()) == [
        ("a", BODY),
        ("b", FOOT),  # a body that has no other words keeps all of it
        ("c", BODY),
    ]


def test_a_headline_counts_as_it_was_parsed_and_once_a_capture() -> None:
    held = pl.LazyFrame(
        [("a", "gazette", 0, "Ferry", "Ferry | Gazette"), ("b", "gazette", 0, "Cargo", None)],
        schema=["capture_id", "outlet", "article_no", "title", "parsed_title"],
        orient="row",
    )
    found = pl.LazyFrame(
        [("c", "gazette", 0, "Ferry | Gazette"), ("c", "gazette", 0, "Ferry | Gazette")],
        schema=["capture_id", "outlet", "article_no", "title"],
        orient="row",
    )
    assert sorted(printed_titles(held, found).collect().rows()) == [
        ("gazette", "a", 0, "Ferry | Gazette"),
        ("gazette", "b", 0, "Cargo"),
        ("gazette", "c", 0, "Ferry | Gazette"),
    ]
