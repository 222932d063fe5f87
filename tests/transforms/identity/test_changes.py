"""What changed between versions: the kind, and the characters of words that came and went."""

from __future__ import annotations

import pytest

from transforms.dedup.identity.changes import Change, change

BODY = "The ferry left the harbour at dawn.\nForty people were aboard, said Captain Dahl."


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BODY.replace("Forty", "Fifty"), Change("names_or_figures", 5, 5)),
        (BODY.replace("Dahl", "Holm").replace("dawn", "dusk"), Change("text", 8, 8)),
        (BODY + "\nIt came back at dusk.", Change("text", 16, 0)),
        (BODY.replace("\n", "  ").replace(",", ""), Change("layout_only", 0, 0)),
        (BODY.upper(), Change("layout_only", 64, 64)),
        (BODY + "\nUpdated: 5 March 2026, 10:30", Change("date_only", 22, 0)),
        (BODY, Change("layout_only", 0, 0)),
    ],
)
def test_an_edit_has_the_kind_of_what_it_touched(after: str, expected: Change) -> None:
    assert change(BODY, after, titles=("Ferry", "Ferry"), is_same_capture=False) == expected


def test_a_figure_in_the_text_is_no_date() -> None:
    assert change("5 died.", "6 died.", titles=(None, None), is_same_capture=False) == Change(
        "names_or_figures", 1, 1
    )


def test_equal_words_under_another_headline_are_a_change_of_title() -> None:
    assert (
        change(BODY, BODY + "!", titles=("Ferry", "Ferry sails"), is_same_capture=False).kind
        == "title"
    )
    assert (
        change(BODY, BODY + "!", titles=(None, "Ferry sails"), is_same_capture=False).kind
        == "layout_only"
    )


def test_two_readings_of_the_same_bytes_are_the_parsers_doing() -> None:
    assert (
        change(BODY, "The ferry left.", titles=(None, None), is_same_capture=True).kind
        == "parser_only"
    )


def test_a_very_long_rewrite_is_counted_as_replaced() -> None:
    before, after = " ".join(f"a{n}" for n in range(9000)), " ".join(f"b{n}" for n in range(9000))
    found = change(
        f"same {before} end", f"same {after} end", titles=(None, None), is_same_capture=False
    )
    assert found == Change("text", len(after.replace(" ", "")), len(before.replace(" ", "")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'The captain\'s "Sea Lily" sailed - at last.',
            "The captain’s “Sea Lily” sailed — at last.",
        ),
        ("It was the officers' well-known ferry.", "It was the officers’ well\u2011known ferry."),
        ("He waited... and left the office.", "He waited… and left the oﬃce."),
        ("Forty people: 1939-45.", "Forty\u00a0people: 1939–45."),
        ("A long harbour wall.", "A long har\u00adbour wall."),
        ("l'acqua e l'isola", "l`acqua e l´isola"),
        ("L’œuvre est à Curaçao.", "L'oeuvre est à Curaçao."),
    ],
)
def test_signs_that_are_all_set_anew_are_layout(before: str, after: str) -> None:
    for titles in ((None, None), (before, after)):
        for one, other in ((before, after), (after, before)):
            found = change(one, other, titles=titles, is_same_capture=False)
            assert found == Change("layout_only", 0, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The ship's mate and the captain's dog.", "The ship’s mate and the captain's dog."),
        ("Wet - and cold - and late.", "Wet — and cold - and late."),
        ("He waited... and waited...", "He waited… and waited..."),
    ],
)
def test_a_sign_set_anew_where_others_like_it_stay_is_typography(before: str, after: str) -> None:
    for titles in ((None, None), (before, after)):
        found = change(before, after, titles=titles, is_same_capture=False)
        assert found == Change("typography", 0, 0)
