"""A capture on which the program itself fails costs that capture and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.plain import archive, backfill
from tearsheet.errors import InternalError
from tearsheet.stages import articles, clean
from tearsheet.stages.faults import describe_fault, find_faulty
from tearsheet.stages.pages import rows
from tearsheet.stages.pages.cache import PageCache
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.scope import Scope
from tearsheet.workers import Workers
from tests.support.nursery import body, page
from transforms.page import Refused
from transforms.parse.capture import read_capture
from transforms.parse.frames import add_page

MARK = "lighthouse"


@pytest.fixture(autouse=True)
def nothing_was_parsed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share their pages, and a process keeps what it has parsed several times."""
    monkeypatch.setattr(rows, "_PAGES", PageCache())


def raise_on_mark(text: object) -> None:
    if MARK in str(text):
        raise KeyError("a field that is not there")


def fail_on_marked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, failing where the mark is in anything that it is given."""

    def failing(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            raise_on_mark(value.to_dicts() if hasattr(value, "to_dicts") else value)
        return function(*args, **kwargs)

    return failing


def three_pages(folder: Path) -> list[str]:
    return [
        str(page(folder, f"morning-herald/{name}", body(name)))
        for name in ("ferry", MARK, "bridge")
    ]


def quarantine(root: Path) -> list[dict[str, Any]]:
    storage = Storage.open(str(root))
    rows = storage.scan(storage.head(), "quarantine").collect()
    return rows.select("stage", "reason", "detail").to_dicts()


@pytest.mark.parametrize(
    ("module", "name", "stage"),
    [
        (rows, "read_capture", "parse"),
        (clean, "clean", "clean"),
        (articles, "sign_texts", "deduplicate"),
    ],
)
def test_it_goes_to_quarantine_with_its_place_and_a_backfill_takes_it_up_once_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, stage: str
) -> None:
    sources, root, whole = three_pages(tmp_path / "in"), tmp_path / "a", tmp_path / "whole"
    with monkeypatch.context() as broken:
        broken.setattr(module, name, fail_on_marked(getattr(module, name)))
        report = archive(str(root), sources)
    assert (report.counts["new"], report.counts["failed"], report.counts["refused"]) == (2, 1, 1)
    (row,) = quarantine(root)
    assert (row["stage"], row["reason"]) == (stage, "internal_error")
    assert row["detail"].startswith("KeyError: 'a field that is not there' (")
    assert [m.split(": ")[1] for m in report.messages] == ["internal_error"]

    backfill(str(root))
    archive(str(whole), sources)
    assert quarantine(root) == []
    mended, fresh = Storage.open(str(root)), Storage.open(str(whole))
    assert digest(mended, mended.head()) == digest(fresh, fresh.head())


@pytest.mark.parametrize(("reason", "left"), [("too_many_lines", 0), ("empty", 1)])
def test_a_backfill_reads_the_refusals_of_one_reason_again_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, left: int
) -> None:
    sources, root = three_pages(tmp_path / "in"), str(tmp_path / "a")

    def parse_strictly(*args: Any, **kwargs: Any) -> Any:
        if MARK in str(args):
            raise Refused("too_many_lines", "as code of before said")
        return read_capture(*args, **kwargs)

    with monkeypatch.context() as strict:
        strict.setattr(rows, "read_capture", parse_strictly)
        archive(root, sources)
    assert [r["reason"] for r in quarantine(Path(root))] == ["too_many_lines"]
    report = backfill(root, Scope(reason=reason))
    assert report.counts["rederived"] == 0
    assert len(quarantine(Path(root))) == left
    assert report.counts["added"] == 1 - left


def test_a_row_that_no_table_takes_costs_its_capture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collect_badly(collected: Any, row: Any, page: Any, **kwargs: Any) -> None:
        add_page(collected, row, page, **kwargs)
        if MARK in str(collected.found):
            collected.blocks.block_no[0] = "seventeen"

    monkeypatch.setattr(rows, "add_page", collect_badly)
    report = archive(str(tmp_path / "a"), three_pages(tmp_path / "in"))
    assert (report.counts["new"], report.counts["failed"]) == (2, 1)


def test_a_fault_that_no_capture_makes_ends_the_run_by_name_and_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, root = three_pages(tmp_path / "in"), str(tmp_path / "a")
    archive(root, [str(page(tmp_path / "in", "evening-post/harbour", body("harbour")))])

    def join_wrongly(*_: object) -> None:
        raise ValueError("no such column")

    monkeypatch.setattr("flows.derive.groups", join_wrongly)
    with pytest.raises(InternalError, match="ValueError: no such column"):
        archive(root, sources)
    storage = Storage.open(root)
    assert storage.head().number == 1


def fails_with(*culprits: str) -> Callable[[Sequence[str]], None]:
    def attempt(captures: Sequence[str]) -> None:
        if set(culprits) <= set(captures):
            raise ValueError("+".join(culprits))

    return attempt


@pytest.mark.parametrize(
    ("culprits", "named"), [(("a",), ["a"]), (("h",), ["h"]), (("b", "f"), ["f"])]
)
def test_the_capture_is_found_among_many_also_where_two_fail_together_only(
    culprits: tuple[str, ...], named: list[str]
) -> None:
    error = ValueError("first")
    assert list(find_faulty("abcdefgh", fails_with(*culprits), error)) == named


def test_every_one_of_several_is_found_up_to_a_number() -> None:
    def attempt(captures: Sequence[str]) -> None:
        if found := set("adg") & set(captures):
            raise ValueError(min(found))

    assert sorted(find_faulty("abcdefgh", attempt, ValueError("a"))) == ["a", "d", "g"]
    with pytest.raises(InternalError, match="more than 2 captures"):
        find_faulty("abcdefgh", attempt, ValueError("a"), most=2)


def test_a_failure_that_needs_no_capture_is_nobodys() -> None:
    with pytest.raises(InternalError, match="no capture's fault"):
        find_faulty("abc", fails_with(), ValueError("x"))


def test_the_place_of_a_fault_is_known_also_from_a_child_process() -> None:
    workers = Workers(1)
    try:
        with pytest.raises(TypeError) as raised:
            workers.run(describe_fault, timeout=60)
        assert describe_fault(raised.value).startswith("TypeError: describe_fault() missing 1")
        assert describe_fault(raised.value).endswith(")")
        assert "tearsheet/child.py:" in describe_fault(raised.value)
    finally:
        workers.close()
