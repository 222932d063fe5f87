"""What a backfill takes, named by days, articles, outlets, code and reasons."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from flows import plain
from tearsheet.errors import Usage
from tearsheet.settings import Settings
from tearsheet.store.snapshots import find_snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import scope as scopes
from tearsheet.upkeep.scope import Scope, check_scope, cut_into_portions, select_captures
from tearsheet.upkeep.spans import Span, read_range, read_span
from tests.support.nursery import body


def test_a_span_is_named_by_days_or_months_and_both_ends_are_in_it() -> None:
    year = read_span("2025-11", "2026-01")
    assert year == Span(date(2025, 11, 1), date(2026, 1, 31))
    assert year.months == ["2025-11", "2025-12", "2026-01"]
    assert read_span("2026-02", None) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert read_span("2026-02-05", "2026-03") == Span(date(2026, 2, 5), date(2026, 3, 31))
    assert read_range("2026-03-05..2026-03-12") == Span(date(2026, 3, 5), date(2026, 3, 12))
    assert read_span(None, None) is None
    for first, last in (
        ("2026-13", "2026-01"),
        ("2026-02", "2026-01"),
        ("2026", "2026-01"),
        ("2026-02-30", "2026-03-01"),
    ):
        with pytest.raises(Usage):
            read_span(first, last)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-01..2026-03", "2026-01..03"),
        ("2025-12..2026-03", "2025-12..2026-03"),
        ("2026-03-05..2026-03-12", "2026-03-05..12"),
        ("2026-03-05", "2026-03-05"),
        ("2026-03", "2026-03"),
    ],
)
def test_a_span_is_said_shortly(text: str, said: str) -> None:
    assert str(read_range(text)) == said


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Storage:
    """Three records of two outlets, captured on three days, two of known publication."""
    folder = tmp_path_factory.mktemp("scope")
    rows = [
        ("morning-herald", "ferry", "2026-01-31T23:00:00Z", "2026-01-30"),
        ("morning-herald", "bridge", "2026-02-01T01:00:00Z", "2026-01-31"),
        ("evening-post", "cargo", None, None),
    ]
    lines = [
        {
            "outlet": outlet,
            "url": f"https://{outlet}.example/{name}",
            "title": f"The {name}",
            "text": body(name),
            **({"captured_at": at, "date": day} if at else {}),
        }
        for outlet, name, at, day in rows
    ]
    (folder / "dump.jsonl").write_text("".join(json.dumps(r) + "\n" for r in lines))
    plain.archive(str(folder / "archive"), [str(folder / "dump.jsonl")])
    return Storage.open(str(folder / "archive"))


@pytest.mark.parametrize(
    ("scope", "taken"),
    [
        (Scope(captured=read_range("2026-01")), 1),
        (Scope(captured=read_range("2026-02-01")), 1),
        (Scope(captured=read_range("2026-01..2026-02")), 2),
        (Scope(captured=read_range("2026-02"), undated=True), 2),
        (Scope(undated=True), 1),
        (Scope(published=read_range("2026-01-31")), 1),
        (Scope(published=read_range("2026-01"), captured=read_range("2026-02")), 1),
        (Scope(outlets=("morning-herald",)), 2),
        (Scope(outlets=("morning-herald", "evening-post")), 3),
        (Scope(stale=True), 0),
        (Scope(reason="internal_error"), 0),
        (Scope(), 3),
    ],
    ids=str,
)
def test_captures_are_taken_that_fulfil_all_that_is_named(
    storage: Storage, scope: Scope, taken: int
) -> None:
    assert select_captures(storage, storage.head(), scope).height == taken


def test_a_misspelt_outlet_is_an_error_that_names_the_nearest(storage: Storage) -> None:
    head = find_snapshot(storage.objects, None)
    with pytest.raises(Usage, match="'mornin-herald': did you mean 'morning-herald'"):
        check_scope(storage, head, Scope(outlets=("mornin-herald",)))
    check_scope(storage, head, Scope(outlets=("evening-post",)))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2026-3", "2026-03"),
        ("202603", "2026-03"),
        ("2026-13", "2026-12"),
        ("2026-02-30", "2026-02-28"),
        ("2026/3/5", "2026-03-05"),
        ("2026-03-01-2026-03-07", "2026-03-01..2026-03-07"),
    ],
)
def test_a_mistyped_day_is_answered_with_the_nearest(text: str, near: str) -> None:
    with pytest.raises(Usage, match=f"did you mean {near}[?]$"):
        read_range(text)


@pytest.mark.parametrize("text", ["march", "0000-1", "26-03"])
def test_where_nothing_comes_near_nothing_is_guessed(text: str) -> None:
    with pytest.raises(Usage, match=f"not '{text}'$"):
        read_range(text)


def test_a_misspelt_reason_is_an_error_that_names_the_nearest(storage: Storage) -> None:
    check_scope(storage, storage.head(), Scope(reason="internal_error"))
    with pytest.raises(Usage, match="reason 'internal_eror': did you mean 'internal_error'"):
        check_scope(storage, storage.head(), Scope(reason="internal_eror"))
    listed = "SELECT reason, count(*) FROM quarantine GROUP BY reason"
    with pytest.raises(Usage, match=re.escape(f'`tearsheet sql "{listed}"` lists those it has')):
        check_scope(storage, storage.head(), Scope(reason="zzz"))


def test_portions_hold_partitions_of_bounded_size_outlet_by_outlet(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    selected = select_captures(storage, storage.head(), Scope())
    assert cut_into_portions(selected) == [
        (("evening-post", "unknown"), ("morning-herald", "2026-01"), ("morning-herald", "2026-02"))
    ]
    size = max(selected["raw_bytes"].to_list())
    monkeypatch.setattr(scopes, "settings", lambda: Settings(portion_bytes=2 * size))
    assert [len(p) for p in cut_into_portions(selected)] == [2, 1]
