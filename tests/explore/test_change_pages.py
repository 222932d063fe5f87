"""Pages of what changed and what copies what: differences, stories, changes, missing, captures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tearsheet
from tearsheet.explore.diffs import shared_share, stretches


def text_of(pages: TestClient, address: str) -> str:
    answer = pages.get(address)
    assert answer.status_code == 200, answer.text[-500:]
    main = answer.text[answer.text.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def one(root: Path, query: str) -> str:
    return str(tearsheet.open(str(root)).rows(query).rows[0][0])


GAP = "SELECT article_id FROM articles WHERE title LIKE '%Carrick Gap%'"


def test_two_versions_are_shown_word_by_word_with_the_kind_of_change(
    pages: TestClient, sample_root: Path
) -> None:
    address = f"/s/1/article/{one(sample_root, GAP)}/diff"
    shown = pages.get(address).text
    assert "<del>The road office expects to have one lane open by Friday.</del>" in shown
    assert "<ins>The road office opened one lane on Friday morning." in shown
    assert "3 paragraphs the same" in shown
    assert "97 characters of words came, 19 went" in shown
    sides = pages.get(f"{address}?view=sides").text
    assert '<tr class="row-gone">' in sides
    assert "Version 1 and Version 2 side by side" in sides


@pytest.mark.parametrize("asked", ["?old=1&new=7", "?old=x&new=2"])
def test_a_version_that_there_is_not_is_said(
    pages: TestClient, sample_root: Path, asked: str
) -> None:
    answer = pages.get(f"/s/1/article/{one(sample_root, GAP)}/diff{asked}")
    assert answer.status_code == 400
    assert "it has 1, 2" in answer.text
    assert pages.get("/s/1/article/nothing/diff").status_code == 404


def test_an_article_with_one_version_has_nothing_to_compare(
    pages: TestClient, sample_root: Path
) -> None:
    key = one(sample_root, "SELECT article_id FROM articles WHERE versions = 1")
    assert "There is one version: nothing to compare." in text_of(pages, f"/s/1/article/{key}/diff")


def test_a_story_says_which_order_is_certain_and_compares_a_copy_with_the_lead(
    pages: TestClient, sample_root: Path
) -> None:
    key = one(sample_root, "SELECT story_id FROM copies")
    shown = text_of(pages, f"/s/1/story/{key}")
    assert "2 copies in 2 outlets. halvern-gazette leads; the dates do not prove" in shown
    assert "orrin-valley-post day unknown may have been first identical" in shown
    assert "orrin-valley-post against halvern-gazette" in shown
    assert "identical: 100.0 % of all word pairs" in shown
    assert pages.get("/s/1/story/nothing").status_code == 404


def test_a_story_of_one_article_is_no_comparison(pages: TestClient, sample_root: Path) -> None:
    key = one(sample_root, "SELECT story_id FROM articles WHERE story_size = 1")
    shown = text_of(pages, f"/s/1/story/{key}")
    assert "1 copy in 1 outlet." in shown
    assert "against" not in shown


def test_changes_are_graded_and_lead_to_the_difference(pages: TestClient) -> None:
    shown = pages.get("/s/1/changes").text
    assert "grade-strong" in shown
    assert "/diff?old=1&amp;new=2" in shown
    assert "None is known" in text_of(pages, "/s/1/changes?kind=disappeared")
    assert "None is known" in text_of(pages, "/s/1/changes?outlet=halvern-gazette")


def test_what_is_missing_is_listed_with_a_page_that_names_it(pages: TestClient) -> None:
    shown = pages.get("/s/1/missing").text
    assert "Divers have raised the anchor of the barque Hopewell." in shown
    assert "/s/1/capture/" in shown
    of_one = text_of(pages, "/s/1/missing?outlet=sundhafener-anzeiger-example")
    assert "Der Eisbrecher Möwe geht nach vierzig Wintern außer Dienst" in of_one
    assert "Hopewell" not in of_one


def test_the_bytes_of_a_block_are_lit_in_its_capture(pages: TestClient, sample_root: Path) -> None:
    query = "SELECT {} FROM blocks WHERE text LIKE 'The three pumps%'"
    key, number = (one(sample_root, query.format(c)) for c in ("capture_id", "block_no"))
    lit = pages.get(f"/s/1/capture/{key}?block={number}").text
    assert '<mark id="lit">The three pumps in the sluice house' in lit
    words = pages.get(f"/s/1/capture/{key}?block={number}&words=eleven+tonnes").text
    assert '<mark id="lit">eleven tonnes</mark>' in words
    assert pages.get("/s/1/capture/nothing").status_code == 404


def test_a_captured_page_is_shown_in_a_frame_that_allows_nothing(
    pages: TestClient, sample_root: Path
) -> None:
    key = one(sample_root, "SELECT capture_id FROM captures WHERE landed_from LIKE '%bridge.html'")
    framed = pages.get(f"/s/1/capture/{key}?view=page").text
    assert (
        f'<iframe class="framed" title="The captured page" sandbox src="/s/1/capture/{key}/page">'
        in framed
    )
    page = pages.get(f"/s/1/capture/{key}/page")
    assert page.headers["content-security-policy"].endswith("sandbox")
    assert "<script" not in page.text
    assert "Orrin bridge" in page.text
    raw = pages.get(f"/s/1/capture/{key}/raw")
    assert raw.headers["content-type"] == "application/octet-stream"
    assert raw.headers["content-disposition"].startswith("attachment")
    assert b"<script" in raw.content


def test_texts_that_would_steer_a_page_are_spelled_out_where_they_are_compared() -> None:
    (changed,) = stretches("a \u202eb c d", "a \u202eb c e")
    assert "".join(p.text for p in changed.rows[0].old) == "a \\u202eb c d"
    assert shared_share(stretches("a b", "a b")) == 1.0
    assert shared_share(stretches("a", "b")) == 0.0
