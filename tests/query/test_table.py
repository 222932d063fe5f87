"""Rows as a person reads them: no wider than the terminal, words whole, numbers aligned."""

from __future__ import annotations

import re

from rich.cells import cell_len

from tearsheet.query.result import Result
from tearsheet.query.table import as_lines, as_table

URL = "https://herald.example/2026/03/the-harbour-board-lit-the-new-leading-light"
TEXT = "The harbour board lit the new leading light on the North Mole at dusk on Saturday"


def plain(text: str) -> list[str]:
    """The lines as a terminal shows them."""
    return re.sub("\x1b[^m]*m", "", text).splitlines()


def test_null_is_told_from_an_empty_text_and_points_stand_under_one_another() -> None:
    rows = Result(
        ["outlet", "share", "n"],
        ["VARCHAR", "DOUBLE", "BIGINT"],
        [("herald", 0.25, 7), ("", 12.5, 1_200), (None, None, None)],
    )
    assert as_table(rows) == (
        "outlet  share     n\n"
        "herald   0.25     7\n"
        "        12.5   1200\n"
        "NULL     NULL  NULL\n"
        "(3 rows)\n"
    )


def test_a_terminal_is_no_wider_than_it_is_and_breaks_no_word() -> None:
    rows = Result(["url", "text"], ["VARCHAR", "VARCHAR"], [(URL, TEXT)])
    lines = plain(as_table(rows, 110))
    assert max(map(len, lines)) <= 110
    assert lines[1].startswith(URL)
    assert " ".join(line[len(URL) :].strip() for line in lines[1:-1]) == TEXT


def test_rows_that_do_not_fit_are_one_line_a_value_and_an_address_stays_whole() -> None:
    rows = Result(
        ["url", "title", "published_on"], ["VARCHAR", "VARCHAR", "DATE"], [(URL, TEXT, None)]
    )
    lines = plain(as_table(rows, 60))
    assert lines[0] == "row 1"
    assert lines[1] == f"  url           {URL}"
    assert all(len(line) <= 60 for line in lines if URL not in line)
    assert lines[-2:] == ["  published_on  NULL", "(1 row)"]


def test_asked_for_in_lines_a_text_keeps_its_own_and_is_not_cut() -> None:
    rows = Result(["text"], ["VARCHAR"], [("one\n" + "two " * 400,)])
    assert as_lines(rows).splitlines()[:2] == ["row 1", "  text  one"]
    assert as_lines(rows).count("two") == 400
    assert as_table(rows, 30).endswith("two…\n(1 row)\n")


def test_characters_of_two_cells_are_counted_and_broken_between() -> None:
    rows = Result(["a", "b"], ["VARCHAR", "VARCHAR"], [("港務局新燈塔" * 4, "x"), ("y", "z")])
    lines = plain(as_table(rows, 20))
    assert max(map(cell_len, lines)) <= 20
    assert lines[1].rstrip(" x") == "港務局新燈塔港務"


def test_no_rows_have_a_heading_and_a_count() -> None:
    assert as_table(Result(["a"], ["VARCHAR"], [])) == "a\n(0 rows)\n"
    assert as_lines(Result(["a"], ["VARCHAR"], [])) == "(0 rows)\n"
