from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transforms.page import DateCandidate
from transforms.parse.dates.zones import as_local

EVENING = DateCandidate(
    "json_ld",
    "second",
    0.98,
    value_on=date(2026, 2, 22),
    value_at=datetime(2026, 2, 22, 21, 30, tzinfo=UTC),
    evidence="2026-02-22T21:30:00Z",
)


def said(source: str, day: int, evidence: str = "") -> DateCandidate:
    return DateCandidate(source, "day", 0.8, value_on=date(2026, 2, day), evidence=evidence)


@pytest.mark.parametrize("source", ["text", "url", "dateline", "meta"])
def test_another_piece_of_evidence_tells_the_outlets_day_of_an_instant(source: str) -> None:
    local = as_local([EVENING, said(source, 23)])[0]
    assert (local.value_on, local.value_at) == (date(2026, 2, 23), EVENING.value_at)


def test_what_is_printed_goes_before_the_address() -> None:
    assert as_local([EVENING, said("url", 23), said("text", 22)])[0].value_on == date(2026, 2, 22)


@pytest.mark.parametrize("day", [21, 24])
def test_a_day_that_no_zone_makes_of_the_instant_changes_nothing(day: int) -> None:
    assert as_local([EVENING, said("text", day)])[0] == EVENING


def test_the_zone_of_another_stamp_of_the_page_tells_it() -> None:
    stamp = DateCandidate(
        "json_ld_modified",
        "second",
        0.98,
        value_on=date(2026, 2, 24),
        value_at=datetime(2026, 2, 24, 1, tzinfo=UTC),
        evidence="2026-02-24T12:00:00+11:00",
    )
    assert as_local([EVENING, stamp])[0].value_on == date(2026, 2, 23)


def test_a_stamp_with_a_zone_of_its_own_is_left() -> None:
    own = DateCandidate(
        "json_ld",
        "second",
        0.98,
        value_on=date(2026, 2, 22),
        value_at=datetime(2026, 2, 22, 21, 30, tzinfo=UTC),
        evidence="2026-02-22T22:30:00+01:00",
    )
    assert as_local([own, said("text", 23)])[0] == own
