"""Roots of any name work, and one that cannot be written to is told in a sentence that says what to
set.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import tearsheet
from tearsheet.errors import BadRoot
from tearsheet.store.roots import check_root, open_objects
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import archive, compact, first_batch, second_batch, vacuum

ODD = ("a[1]", "a?[!b]*", ' it\'s "a" {b,c}\n#;--100%25 $HOME~:비 ', "back\\[1]")
COUNTS = "SELECT count(*) FROM articles UNION ALL SELECT count(*) FROM runs"


@pytest.mark.parametrize("name", ODD)
def test_a_root_of_any_name_is_read_and_written(name: str, tmp_path: Path) -> None:
    root, first = tmp_path / "roots" / name, str(first_batch(tmp_path / "first"))
    # neighbours that the name would fit, were it taken for a pattern
    archive(str(tmp_path / "roots" / "a1"), first)
    shutil.copytree(tmp_path / "roots" / "a1", tmp_path / "roots" / "axxb", symlinks=True)
    archive(str(root), first)
    archive(str(root), str(second_batch(tmp_path / "second")))
    compact(str(root))
    here = tearsheet.open(str(root))
    counted = [n for (n,) in here.sql(COUNTS).rows()]
    assert counted == [7, 3]
    assert (
        here.sql("SELECT count(*) FROM captures").item() == here.scan("captures").collect().height
    )
    with duckdb.connect() as shell:
        shell.execute((root / "views.sql").read_text("utf-8"))
        # no pattern can name a folder with a backslash: the record of a run is written after it
        counted[1] -= "\\" in name
        assert [n for (n,) in shell.execute(COUNTS).fetchall()] == counted
    assert verify(Storage.open(str(root)), now=datetime.now(UTC)) == []
    vacuum(str(root))


def test_a_root_that_is_good_is_left_as_it_was(tmp_path: Path) -> None:
    check_root(str(tmp_path / "new" / "archive"))
    assert not (tmp_path / "new").exists()
    check_root(str(tmp_path))
    assert [p.name for p in tmp_path.rglob("*")] == [".incoming"]


def test_a_root_that_cannot_be_written_to_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bad = [str(tmp_path / "file"), str(tmp_path / "file" / "archive"), "/proc", "/proc/1/archive"]
    for root in (*bad, f"{tmp_path}/a\udcff"):
        with pytest.raises(BadRoot, match=r"set --root or \$TEARSHEET_ROOT") as told:
            check_root(root)
        assert "\n" not in str(told.value)


def test_an_endpoint_that_is_none_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for said, told in (
        ("nonsense", "AWS_ENDPOINT_URL is no address"),
        ("http://", "AWS_ENDPOINT_URL is no address"),
        ("http://127.0.0.1:9", "AWS_ALLOW_HTTP=true"),
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", said)
        with pytest.raises(BadRoot, match=told):
            open_objects("s3://newspapers")
    for root in ("ftp://a.example/b", "s3:///x"):
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        with pytest.raises(BadRoot, match="no bucket URL"):
            open_objects(root)
    with pytest.raises(BadRoot, match="may not hold"):
        open_objects("s3://newspapers/a*b")


def test_an_archive_is_read_though_a_run_record_is_torn(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    archive(str(root), str(first_batch(tmp_path / "first")))
    whole = next((root / "runs").iterdir())
    raw = whole.read_bytes()
    torn = (b"", raw[:40], raw[:-2], b"\x00" * 512, b"\xff\xfe", b"[1]\n", b'"a"\n', b"null", b"{}")
    for number, data in enumerate(torn):
        (root / "runs" / f"torn-{number}.json").write_bytes(data)
    shutil.copy(whole, root / "runs" / "zz.json")
    query = "SELECT run_id FROM runs"
    told = [whole.stem]
    assert tearsheet.open(str(root)).sql(query)["run_id"].to_list() == told
    with duckdb.connect() as shell:
        shell.execute((root / "views.sql").read_text("utf-8"))
        assert [n for (n,) in shell.execute(query).fetchall()] == told
    archive(str(root), str(second_batch(tmp_path / "second")))
