"""A version that an older parser read is read again before an edit is claimed; kinds of edits
through the whole flow.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from flows.plain import archive
from tearsheet.store.tables import Storage
from tests.support.nursery import body as text_of
from tests.support.nursery import page as text_page
from transforms.ids import revision_id, sha256_hex

BODY = [
    "The ferry left the harbour at dawn with 40 people aboard and salt fish below deck.",
    "The master said that the wind would hold until evening and that nobody need worry.",
    "By nightfall the lamps of the outer isles were seen from the mole, and the pilot went back "
    "in his own boat.",
]


def page(body: list[str], *, chrome: str = "", title: str = "Ferry leaves") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    return (
        f'<html lang="en"><head><title>{title}</title><link rel="canonical" '
        f'href="https://herald.org/ferry">'
        f'<meta property="og:type" content="article"></head><body><!-- {chrome} -->'
        f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def store(folder: Path, html: str, day: int) -> Storage:
    source = folder / f"ferry-{day}.html"
    source.write_text(html, "utf-8")
    archive(str(folder / "archive"), [str(source)], captured_at=datetime(2026, 3, day, tzinfo=UTC))
    return Storage.open(str(folder / "archive"))


def as_if_an_older_parser_had_read_less(storage: Storage) -> None:
    """A snapshot in which the version of the ferry's article lacks its last paragraph, as read by
    older code.
    """
    head = storage.head()
    seen, revisions, captures = (
        storage.scan(head, t).collect() for t in ("sightings", "revisions", "captures")
    )
    text = "\n".join(BODY[:2])
    digest = sha256_hex(text.encode())
    article = seen.filter(pl.col("url").str.ends_with("/ferry"))["article_id"][0]
    here = {"text_sha256": digest, "revision_id": revision_id(article, digest), "text": text}
    says = [
        pl.when(pl.col("article_id") == article).then(pl.lit(v)).otherwise(c).alias(c)
        for c, v in here.items()
    ]
    place = [("herald-org", "2026-03")]
    changes = {
        "sightings": [storage.rewrite(head, "sightings", seen.with_columns(says[:2]), place)],
        "revisions": [storage.rewrite(head, "revisions", revisions.with_columns(says), place)],
        "captures": [
            storage.rewrite(
                head, "captures", captures.with_columns(derived_by=pl.lit("0.0.1")), place
            )
        ],
        "signatures": [
            storage.rewrite(
                head, "signatures", storage.scan(head, "signatures").collect().clear(), place
            )
        ],
    }
    storage.commit(
        head, changes, batch_id="b", run_id="older", code_version="0.0.1", now=datetime.now(UTC)
    )


def kinds(folder: Path) -> list[tuple[str | None, int | None, int | None]]:
    query = "SELECT change_kind, chars_added, chars_removed FROM revisions ORDER BY version"
    return tearsheet.open(str(folder / "archive")).sql(query).rows()


def test_what_only_the_parser_changed_is_no_edit(tmp_path: Path) -> None:
    as_if_an_older_parser_had_read_less(store(tmp_path, page(BODY), 1))
    store(tmp_path, page(BODY, chrome="another advertisement"), 2)
    assert kinds(tmp_path) == [
        (None, None, None),
        ("parser_only", len(BODY[2].replace(" ", "").strip(".")) - 1, 0),
    ]
    store(tmp_path, page(BODY, chrome="a third"), 3)
    assert [kind for kind, _, _ in kinds(tmp_path)] == [None, "parser_only"]


def test_a_line_that_the_outlet_repeats_is_no_edit_either(tmp_path: Path) -> None:
    line = "Printed by hand in Halvern."
    for seed in ("bridge", "museum"):
        path = text_page(
            tmp_path, f"herald/{seed}", text_of(seed, 3), teasers=[text_of("cargo", 1)[:90]]
        )
        path.write_text(path.read_text() + line + "\n")
        archive(
            str(tmp_path / "archive"),
            [str(path)],
            outlet="herald-org",
            captured_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
    as_if_an_older_parser_had_read_less(store(tmp_path, page([*BODY, line]), 1))
    store(tmp_path, page(BODY), 2)
    assert (
        tearsheet.open(str(tmp_path / "archive"))
        .sql("SELECT status FROM profiles WHERE kind = 'line'")
        .item()
        == "learned"
    )
    query = "SELECT change_kind FROM revisions WHERE url LIKE '%/ferry' ORDER BY version"
    assert tearsheet.open(str(tmp_path / "archive")).sql(query)["change_kind"].to_list() == [
        None,
        "parser_only",
    ]


def test_an_edit_is_measured_without_what_the_parser_changed(tmp_path: Path) -> None:
    as_if_an_older_parser_had_read_less(store(tmp_path, page(BODY), 1))
    store(tmp_path, page([BODY[0].replace("dawn", "dusk"), *BODY[1:]]), 2)
    assert kinds(tmp_path) == [(None, None, None), ("text", 4, 4)]


@pytest.mark.parametrize(
    ("body", "title", "expected"),
    [
        ([BODY[0].replace("40 people", "40 souls"), *BODY[1:]], "Ferry leaves", ("text", 5, 6)),
        ([BODY[0].replace("40", "50"), *BODY[1:]], "Ferry leaves", ("names_or_figures", 2, 2)),
        ([f"{BODY[0]} {BODY[1]}", BODY[2]], "Ferry leaves", ("layout_only", 0, 0)),
        ([f"{BODY[0]} {BODY[1]}", BODY[2]], "Ferry sails for the isles", ("title", 0, 0)),
        ([*BODY, "Updated: 2 March 2026, 10:30"], "Ferry leaves", ("date_only", 22, 0)),
    ],
)
def test_an_edit_has_its_kind_in_the_archive(
    tmp_path: Path, body: list[str], title: str, expected: tuple[str, int, int]
) -> None:
    store(tmp_path, page(BODY), 1)
    store(tmp_path, page(body, title=title), 2)
    assert kinds(tmp_path) == [(None, None, None), expected]


def test_a_new_headline_over_the_same_body_is_no_version_and_is_told(tmp_path: Path) -> None:
    store(tmp_path, page(BODY), 1)
    store(tmp_path, page(BODY, title="Ferry sails for the isles"), 2)
    assert len(kinds(tmp_path)) == 1
    query = (
        "SELECT headline_no, title, sightings, first_seen_at::DATE::VARCHAR FROM headline_history "
        "ORDER BY 1"
    )
    assert tearsheet.open(str(tmp_path / "archive")).sql(query).rows() == [
        (1, "Ferry leaves", 1, "2026-03-01"),
        (2, "Ferry sails for the isles", 1, "2026-03-02"),
    ]
