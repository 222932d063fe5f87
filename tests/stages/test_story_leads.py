"""The lead of a story, chosen by the query."""

from __future__ import annotations

import json

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.errors import BadQuery

BODY = (
    "The ferry left the harbour at dawn with forty people aboard and salt fish below deck.\n"
    "The master said that the wind would hold until evening and that nobody need worry.\n"
    "By nightfall the lamps of the outer isles were seen from the mole, and the pilot went back "
    "in his own boat."
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    folder = tmp_path_factory.mktemp("story")
    rows = [
        {
            "outlet": "herald",
            "date": "2026-01-02",
            "captured_at": "2026-02-05T00:00:00Z",
            "text": BODY,
        },
        {
            "outlet": "courier",
            "date": "2026-01-03",
            "captured_at": "2026-02-01T00:00:00Z",
            "text": BODY.replace("forty", "many"),
        },
        {
            "outlet": "gazette",
            "date": "2026-01-05",
            "captured_at": "2026-02-09T00:00:00Z",
            "text": f"{BODY}\nThe ship had been bought in spring from a yard in the south, where "
            f"she had lain for eleven years.",
        },
    ]
    (folder / "dump.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    archive(str(folder / "archive"), [str(folder / "dump.jsonl")])
    return tearsheet.open(str(folder / "archive"))


@pytest.mark.parametrize(
    ("asked", "outlet"),
    [
        ("'first_published'", "herald"),
        ("'first_captured'", "courier"),
        ("'longest'", "gazette"),
        ("'preferred_outlet', preferred := 'gazette'", "gazette"),
        ("'preferred_outlet', preferred := 'nobody'", "herald"),
    ],
)
def test_the_query_names_the_lead(story: tearsheet.Archive, asked: str, outlet: str) -> None:
    assert story.sql(f"SELECT outlet FROM story_leads({asked})").rows() == [(outlet,)]


def test_an_unknown_choice_is_an_error(story: tearsheet.Archive) -> None:
    with pytest.raises(BadQuery, match="story_leads takes"):
        story.sql("SELECT * FROM story_leads('newest')")


def test_related_names_both_articles_and_says_why(story: tearsheet.Archive) -> None:
    found = story.sql(
        "SELECT DISTINCT relation, left_outlet <> right_outlet, evidence LIKE '%word pairs "
        "shared%' FROM related"
    )
    assert sorted(found.rows()) == [("excerpt", True, True), ("reprint", True, True)]
