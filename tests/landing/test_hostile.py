"""A folder that means harm: every input is refused by name or archived, the page beside it is, and
nothing is touched outside.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

import tearsheet
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery, archive, body, page

MIB = 1 << 20


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """A folder with one page that must come through."""
    page(tmp_path / "landing", "herald/good", body("ferry"))
    return tmp_path / "landing"


def refusals(root: Path) -> dict[str, str]:
    """What was refused: reason by file name."""
    rows = tearsheet.open(str(root)).sql("SELECT ref, reason FROM quarantine").rows()
    return {ref.rsplit("/", 1)[-1]: reason for ref, reason in rows}


def check(root: Path, *, captures: int = 1) -> None:
    assert tearsheet.open(str(root)).sql("SELECT count(*) AS n FROM captures").item() == captures
    assert (
        tearsheet.open(str(root))
        .sql("SELECT count(*) AS n FROM articles WHERE text LIKE '%ferry harbour office%'")
        .item()
        == 1
    )
    assert verify(Storage.open(str(root)), now=datetime.now(UTC)) == []


def test_links_pipes_and_devices_are_refused_and_lead_nowhere(
    landing: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret that stands outside of the folder that was given.\n" * 20)
    (landing / "herald" / "out.txt").symlink_to(secret)
    (landing / "herald" / "up").symlink_to(tmp_path)
    (landing / "herald" / "loop").symlink_to(landing)
    (landing / "herald" / "dangling.txt").symlink_to(landing / "nowhere")
    os.mkfifo(landing / "herald" / "pipe.txt")
    archive(str(tmp_path / "archive"), str(landing))
    check(tmp_path / "archive")
    assert {
        n: r
        for n, r in refusals(tmp_path / "archive").items()
        if n in ("out.txt", "up", "pipe.txt")
    } == {
        "out.txt": "link_outside",
        "up": "link_outside",
        "pipe.txt": "special_file",
    }
    raw = b"".join(p.read_bytes() for p in (tmp_path / "archive" / "raw").rglob("*") if p.is_file())
    assert b"A secret" not in raw


def test_names_cannot_leave_the_archive(landing: Path, tmp_path: Path) -> None:
    names = [
        b"x..%2f..%2fetc",
        b"outlet=x",
        b"a\nb",
        b"a\\..\\b",
        "ünïcödé \u202egnirts".encode(),
        b"\xff\xfe",
        b"'; DROP TABLE x --",
        b"n" * 251,
    ]
    for n, name in enumerate(names):
        (landing / "herald" / os.fsdecode(name + b".txt")).write_text(
            body(f"odd{n}"), encoding="utf-8"
        )
    before = sorted(p for p in tmp_path.iterdir())
    archive(str(tmp_path / "archive"), str(landing), outlet="../../../etc/passwd")
    check(tmp_path / "archive", captures=1 + len(names))
    assert sorted(p for p in tmp_path.iterdir() if p.name != "archive") == before
    held = tearsheet.open(str(tmp_path / "archive")).sql("SELECT DISTINCT outlet FROM captures")
    assert held["outlet"].to_list() == ["etc-passwd"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_bomb_is_refused_before_it_goes_off(
    landing: Path, tmp_path: Path, nursery: Nursery, pack: Callable[[bytes], bytes]
) -> None:
    (landing / "herald" / "bomb.txt").write_bytes(pack(b"news " * (100 * MIB // 5)))
    (landing / "herald" / "nested.txt").write_bytes(pack(pack(b"more " * (20 * MIB))))
    ended = nursery.run("archive_measured", str(tmp_path / "archive"), str(landing))
    assert ended.code == 0, ended.said
    assert int(ended.said) < 800
    check(tmp_path / "archive")
    assert refusals(tmp_path / "archive") == {"bomb.txt": "too_large", "nested.txt": "too_large"}


def one_line(landing: Path, tmp_path: Path, nursery: Nursery, mebibytes: int) -> int:
    with (landing / "herald" / "line.jsonl").open("wb") as out:
        out.write(
            b'{"url": "https://herald.example/1", "title": "One", "text": "'
            + body("one").replace("\n", " ").encode()
            + b'"}\n'
        )
        out.write(b'{"text": "')
        for _ in range(mebibytes):
            out.write(b"x" * MIB)
        out.write(b'"}\n')
        out.write(
            b'{"url": "https://herald.example/2", "title": "Two", "text": "'
            + body("two").replace("\n", " ").encode()
            + b'"}\n'
        )
    ended = nursery.run("archive_measured", str(tmp_path / "archive"), str(landing))
    shutil.rmtree(landing)
    assert ended.code == 0, ended.said
    check(tmp_path / "archive", captures=3)
    assert len(refusals(tmp_path / "archive")) == 1
    return int(ended.said)


def test_a_line_without_end_costs_that_line(
    landing: Path, tmp_path: Path, nursery: Nursery
) -> None:
    assert one_line(landing, tmp_path, nursery, 80) < 800


@pytest.mark.slow
def test_a_line_of_a_gibibyte_costs_that_line(
    landing: Path, tmp_path: Path, nursery: Nursery
) -> None:
    peak = one_line(landing, tmp_path, nursery, 1024)
    print(f"a line of 1 GiB: peak memory {peak} MiB")
    assert peak < 800
