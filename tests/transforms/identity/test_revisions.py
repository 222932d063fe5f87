"""The order of an article's versions, and whether it is known."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.revisions import CHOSEN, revisions
from transforms.schemas import SIGHTINGS, conform

CHOSEN_DATES = pl.DataFrame(schema={c: SIGHTINGS.schema[c] for c in ("article_id", *CHOSEN)})
THIN = pl.DataFrame(schema=["outlet", "text_sha256", "thin_because"]).cast(pl.String)


def seen(text: str, captured: int | None, modified: int | None = None) -> dict[str, object]:
    """A sighting of a text, by the days of its capture and of the modification it states."""
    return {
        "capture_id": f"{text}{captured}",
        "article_no": 0,
        "article_id": "a",
        "revision_id": text,
        "text_sha256": text,
        "outlet": "herald",
        "captured_at": captured and datetime(2026, 3, captured, tzinfo=UTC),
        "modified_at": modified and datetime(2026, 3, modified, tzinfo=UTC),
    }


def ordered(*rows: dict[str, object]) -> list[tuple[str, bool | None]]:
    frame = conform(
        pl.DataFrame(
            list(rows),
            schema_overrides={c: SIGHTINGS.schema[c] for c in ("captured_at", "modified_at")},
        ),
        SIGHTINGS.schema,
    )
    made = collect_alike(revisions, frame, CHOSEN_DATES, THIN).sort("version")
    return made.select("revision_id", "order_known").rows()


def test_later_captures_tell_the_order() -> None:
    assert ordered(seen("x", 2), seen("b", 1)) == [("b", None), ("x", True)]


def test_equal_or_unknown_captures_leave_it_to_what_the_versions_state() -> None:
    assert ordered(seen("b", 1), seen("a", 1)) == [("a", None), ("b", False)]
    assert ordered(seen("b", None), seen("a", None)) == [("a", None), ("b", False)]
    assert ordered(seen("a", 1, 8), seen("b", 1, 7)) == [("b", None), ("a", True)]


def test_a_stated_time_that_contradicts_the_captures_leaves_it_open() -> None:
    assert ordered(seen("a", 1, 9), seen("b", 2, 3)) == [("a", None), ("b", False)]
