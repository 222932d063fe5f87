"""Files of files -> their members, one at a time."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tearsheet.landing.identify import OpenFile, identify
from tearsheet.landing.packed.unpack import Member, Unpacker
from tests.support.inputs import put, tarred, zipped
from transforms.page import NoPage, Refused


def unpacked(path: Path, *, first: int = 0) -> list[tuple[str, bytes | str]]:
    """(name, content) of each member, or why there is none."""
    numbers: Iterator[int] = iter(range(99))
    unpacker = Unpacker(lambda: path.with_name(f"member-{next(numbers)}"))
    items: list[tuple[str, bytes | str]] = []
    try:
        with OpenFile(path) as file:
            for item in unpacker.unpack(file, identify(file), first=first):
                if isinstance(item, Member):
                    with item.open() as opened:
                        items.append((item.name, opened.stream.read()))
                else:
                    items.append((item.name, item.reason))
    finally:
        unpacker.close()
    return items


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_come_in_order_and_hidden_ones_not(tmp_path: Path, pack) -> None:  # type: ignore[no-untyped-def]
    path = put(tmp_path / "x", pack({"b.txt": b"Rain", ".hidden": b"x", "a/c.txt": b"Hail"}))
    assert unpacked(path) == [("b.txt", b"Rain"), ("a/c.txt", b"Hail")]
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_file_that_is_compressed_twice_holds_one_file_without_a_name(tmp_path: Path) -> None:
    path = put(tmp_path / "x", gzip.compress(gzip.compress(b"Rain fell.")))
    assert [(name, gzip.decompress(data)) for name, data in unpacked(path)] == [  # type: ignore[arg-type]
        ("", b"Rain fell.")
    ]


def test_the_indexes_of_a_wacz_are_skipped(tmp_path: Path) -> None:
    files = {"datapackage.json": b"{}", "archive/data.warc": b"WARC/1.0", "pages/p.jsonl": b"{}"}
    assert unpacked(put(tmp_path / "x", zipped(files))) == [
        ("datapackage.json", "wacz_index"),
        ("archive/data.warc", b"WARC/1.0"),
        ("pages/p.jsonl", "wacz_index"),
    ]


def test_a_member_that_needs_a_password_is_unreadable(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"Rain"}, zipfile.ZIP_STORED))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    data[6] |= 1
    assert unpacked(put(tmp_path / "x", bytes(data))) == [("a.txt", "encrypted")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + b"x" * 100, "bad_zip"),
        (zipped({"a.txt": b"\0" * (80 << 20)}), "bomb"),
    ],
    ids=["no zip file", "a bomb"],
)
def test_what_cannot_be_unpacked_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        unpacked(put(tmp_path / "x", data))
    assert refused.value.reason == reason


def test_a_document_in_zip_form_holds_no_page(tmp_path: Path) -> None:
    with pytest.raises(NoPage, match="document"):
        unpacked(put(tmp_path / "x", zipped({"[Content_Types].xml": b"<x/>"})))


def test_a_tar_file_that_ends_inside_a_member_keeps_what_is_whole(tmp_path: Path) -> None:
    whole = tarred({"a.txt": b"Rain fell.", "b.txt": b"Hail fell." * 2000})
    assert unpacked(put(tmp_path / "x", io.BytesIO(whole).read(5000))) == [
        ("a.txt", b"Rain fell."),
        ("b.txt", "bad_tar"),
    ]
