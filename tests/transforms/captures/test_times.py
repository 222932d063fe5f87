"""When a capture was made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transforms.captures.times import capture_time, dump_time, find_time

RECORD, USER = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
NAME = "2026-05-06T07:08:00+00:00"


@pytest.mark.parametrize(
    ("embedded", "declared", "name", "expected"),
    [
        (RECORD, USER, NAME, (RECORD, "warc")),
        (None, USER, NAME, (USER, "flag")),
        (None, None, NAME, (datetime(2026, 5, 6, 7, 8, tzinfo=UTC), "name")),
        (None, None, None, (None, None)),
    ],
)
def test_a_record_goes_before_the_user_and_both_before_the_name_of_the_dump(
    embedded: datetime | None,
    declared: datetime | None,
    name: str | None,
    expected: tuple[datetime | None, str | None],
) -> None:
    assert capture_time(embedded, "warc", declared, name) == expected


@pytest.mark.parametrize(
    ("relative", "time"),
    [
        ("feed/2026-03-05.json", "2026-03-05 00:00"),
        ("2026/20260305T0600Z/feed.json", "2026-03-05 06:00"),
        ("2026-03-05/feed-2026-03-06.json", "2026-03-06 00:00"),
        ("feed_2026.03.05_06-15.json", "2026-03-05 06:15"),
        ("2026-03-01_2026-03-05.json", None),
        ("2026-03-05/2026-03-05_2026-03-06.json", None),
        ("feed-2026-13-05.json", None),
        ("feed-123202603051.json", None),
        ("1989-12-31.json", None),
        ("2101-01-01.json", None),
        ("feed.json", None),
    ],
)
def test_the_time_in_a_name_is_that_of_the_file_or_the_nearest_folder_and_only_one(
    relative: str, time: str | None
) -> None:
    found = find_time(relative)
    assert (found.strftime("%Y-%m-%d %H:%M") if found else None) == time


@pytest.mark.parametrize(
    ("kind", "time"),
    [
        ("json", "2026-03-05T00:00:00+00:00"),
        ("csv", "2026-03-05T00:00:00+00:00"),
        ("article", "2026-03-05T00:00:00+00:00"),
        ("capture", None),
        ("warc", None),
        ("arc", None),
    ],
)
def test_dumps_and_records_are_dated_by_their_names_pages_and_web_archives_are_not(
    kind: str, time: str | None
) -> None:
    assert dump_time("in/2026-03-05.x", kind) == time
