"""Files of files that mean harm: each is refused by name, what is good in it and beside it is
archived, and the process that archives stays small. What unpacks them is a child that may die.
"""

from __future__ import annotations

import gzip
import lzma
import os
import re
import signal
import subprocess
import sys
import tarfile
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import tearsheet
from tearsheet.landing.identify import OpenFile, identify
from tearsheet.landing.packed.unpack import Member, Unpacker
from tests.support.harmful import (
    BEFORE,
    BEHIND,
    TAR_DAMAGE,
    ZIP_DAMAGE,
    around,
    nested_zips,
    sparse_bomb,
    tar_member,
)
from tests.support.inputs import PACKINGS, Archive, put, tarred, zipped
from tests.support.nursery import Nursery, body, page
from tests.support.places import ROOT
from tests.test_workers import ends

#: Resident memory of a run, whatever it is given. MiB
MOST_MEMORY = 512


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def texts(archive: Archive, rows: pl.DataFrame) -> set[bytes]:
    return set(archive.payloads(rows))


def harmful_files() -> dict[str, tuple[bytes, str]]:
    """Files by name, and the reason for which each, or something in it, is refused."""
    pax_bomb = tar_member(b"x", b"1" * (150 << 20), kind=b"x")
    files = {
        "pax.tar.xz": (lzma.compress(around(pax_bomb), preset=0), "bomb"),
        "hole.tar": (around(sparse_bomb(1 << 50)), "bomb"),
        "zeros.zip": (zipped({"a.txt": b"Rain", "b.txt": bytes(100 << 20)}), "bomb"),
        "zeros.tar.gz": (gzip.compress(tarred({"a.txt": bytes(200 << 20)})), "bomb"),
        "deep.zip": (nested_zips(4, 3, b"Snow fell."), "too_nested"),
    }
    for no, damage in enumerate(TAR_DAMAGE.values()):
        files[f"{no}.tar"] = (around(damage), "bad_tar")
        files[f"{no}.tar.gz"] = (gzip.compress(around(damage)), "bad_tar")
    return files | {f"{no}.zip": file for no, file in enumerate(ZIP_DAMAGE.values())}


def test_a_folder_of_harmful_files_costs_little_memory_and_no_good_page(
    tmp_path: Path, nursery: Nursery
) -> None:
    page(tmp_path / "in", "herald/good", body("ferry"))
    files = harmful_files()
    for name, (data, _) in files.items():
        put(tmp_path / "in" / "herald" / name, data)
    ended = nursery.run("archive_measured", str(tmp_path / "archive"), str(tmp_path / "in"))
    assert ended.code == 0, ended.said
    print(f"\n{len(files)} harmful files beside a page: {int(ended.said)} MiB at its peak")
    assert int(ended.said) < MOST_MEMORY
    opened = tearsheet.open(str(tmp_path / "archive"))
    refused = {
        (re.split("[!#]", ref)[0].rsplit("/", 1)[-1], reason)
        for ref, reason in opened.sql("SELECT ref, reason FROM quarantine").rows()
    }
    assert {(name, reason) for name, (_, reason) in files.items()} <= refused
    good = opened.sql("SELECT count(*) FROM articles WHERE text LIKE '%ferry harbour office%'")
    assert good.item() == 1


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("damage", ["L declares 2^62", "a pax header of 2 MiB", "noise"])
def test_members_before_and_behind_a_lie_are_landed_whatever_packs_them(
    archive: Archive, tmp_path: Path, packing: str, damage: str
) -> None:
    put(tmp_path / "in" / "x", PACKINGS[packing](around(TAR_DAMAGE[damage])))
    put(tmp_path / "in" / "y.txt", b"Snow fell.")
    landed = archive.land(tmp_path / "in")
    assert texts(archive, archive.rows(landed)) == {BEFORE[1], BEHIND[1], b"Snow fell."}
    assert archive.refusals(landed)["reason"].to_list() == ["bad_tar"]


def test_a_lie_inside_a_file_inside_a_file_costs_what_it_befell(
    archive: Archive, tmp_path: Path
) -> None:
    inner = zipped({"lie.tar": around(TAR_DAMAGE["g declares 2^40"]), "c.txt": b"Fog."})
    landed = archive.land(put(tmp_path / "x", gzip.compress(tarred({"i.zip": inner}))))
    assert texts(archive, archive.rows(landed)) == {BEFORE[1], BEHIND[1], b"Fog."}
    assert archive.refusals(landed)["ref"].to_list() == [f"{tmp_path / 'x'}!i.zip!lie.tar"]


def test_files_inside_files_share_what_the_outermost_may_expand_to(
    archive: Archive, tmp_path: Path
) -> None:
    # no one of them is a bomb, and all of them together are
    inner = [zipped({f"{n}.txt": b"%d" % n + bytes(60 << 20) for n in (no, -no)}) for no in (1, 2)]
    landed = archive.land(put(tmp_path / "x.zip", zipped({"1.zip": inner[0], "2.zip": inner[1]})))
    assert set(archive.refusals(landed)["reason"]) == {"bomb", "nul_bytes"}
    alone = archive.land(put(tmp_path / "1.zip", zipped({"1.txt": b"1" + bytes(60 << 20)})))
    assert "bomb" not in archive.refusals(alone)["reason"].to_list()


def test_links_and_devices_inside_lead_nowhere_and_names_stay_names(
    archive: Archive, tmp_path: Path
) -> None:
    secret = put(tmp_path / "secret.txt", b"A secret outside.")
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for kind in b"123456":
            info = tarfile.TarInfo(f"{kind}.txt")
            info.type, info.linkname = bytes([kind]), str(secret)
            file.addfile(info)
        for no, name in enumerate(("../../up.txt", "/abs.txt", "a/../../b.txt", "n\udcff.txt")):
            info = tarfile.TarInfo(name)
            info.size = 1
            file.addfile(info, BytesIO(b"%d" % no))
    path = put(tmp_path / "in" / "x.tar", out.getvalue())
    before = set(tmp_path.rglob("*"))
    rows = archive.rows(archive.land(path))
    assert rows["landed_from"].to_list() == [
        f"{path}!{name}" for name in ("../../up.txt", "/abs.txt", "a/../../b.txt", "n\\xff.txt")
    ]
    assert all(new.is_relative_to(archive.folder) for new in set(tmp_path.rglob("*")) - before)


def unpack(path: Path, **limits: Any) -> list[tuple[str, str]]:
    """(name, what it is) of each member, where a child may take so much."""
    unpacker = Unpacker(lambda: path.with_name("member"), **limits)
    try:
        with OpenFile(path) as file:
            return [
                (item.name, "whole" if isinstance(item, Member) else item.reason)
                for item in unpacker.unpack(file, identify(file))
            ]
    finally:
        unpacker.close()
        assert [p for p in path.parent.iterdir() if p.name == "member"] == []


def test_a_child_that_needs_too_much_memory_costs_the_rest_of_its_file(tmp_path: Path) -> None:
    # the dictionary of this preset takes 64 MiB
    small, large = (
        lzma.compress(tarred({name: name.encode()})[:1024], preset=preset)
        for name, preset in (("a.txt", 0), ("b.txt", 9))
    )
    path = put(tmp_path / "x.tar.xz", small + large)
    assert unpack(path) == [("a.txt", "whole"), ("b.txt", "whole")]
    assert unpack(path, memory_bytes=80 << 20) == [("a.txt", "whole"), ("", "unpack_memory")]


def test_a_child_that_comes_to_nothing_is_ended_and_what_it_had_before_stays(
    tmp_path: Path,
) -> None:
    a, b = tarred({"a.txt": b"Rain"})[:1024], tarred({"b.txt": b"Hail"})
    nothing = lzma.compress(b"") * 200_000
    path = put(tmp_path / "x.tar.xz", lzma.compress(a) + nothing + lzma.compress(b))
    assert unpack(path, cpu_seconds=0.2) == [("a.txt", "whole"), ("", "unpack_timeout")]
    assert unpack(path) == [("a.txt", "whole"), ("b.txt", "whole")]


def test_a_child_that_somebody_ends_costs_nothing(tmp_path: Path) -> None:
    files = {f"{n}.txt": b"%d" % n + bytes(700_000 * (n % 3)) for n in range(40)}
    path = put(tmp_path / "x.tar", tarred(files))
    unpacker = Unpacker(lambda: tmp_path / "member")
    found = {}
    try:
        with OpenFile(path) as file:
            for no, item in enumerate(unpacker.unpack(file, identify(file))):
                assert isinstance(item, Member)
                with item.open() as opened:
                    found[item.name] = opened.stream.read()
                for child in children_of(os.getpid()) if no in (7, 20) else ():
                    os.kill(child, signal.SIGKILL)
    finally:
        unpacker.close()
    assert found == files


def children_of(parent: int) -> list[int]:
    """The children of a process that take calls."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, command = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(stat.rsplit(")", 1)[1].split()[1]) == parent and b"tearsheet.child" in command:
            found.append(int(folder.name))
    return found


LAND = """
import sys
from pathlib import Path
from tearsheet.landing.identify import OpenFile, identify
from tearsheet.landing.packed.unpack import Unpacker
with OpenFile(Path(sys.argv[1])) as file:
    for item in Unpacker(lambda: Path(sys.argv[1] + "-member")).unpack(file, identify(file)):
        print(item.name, flush=True)
        sys.stdin.readline()
"""


def test_a_child_that_unpacks_dies_with_its_parent(tmp_path: Path) -> None:
    path = put(tmp_path / "x.tar", tarred({f"{n}.txt": bytes(9 << 20) for n in range(3)}))
    command = [sys.executable, "-c", LAND, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "0.txt\n"
        (child,) = children_of(parent.pid)
        parent.kill()
    assert ends(child)


def test_the_first_members_may_be_passed_over(tmp_path: Path) -> None:
    files = {f"{n}.txt": bytes(400_000 * (n % 4)) for n in range(12)}
    files["e.txt.zip"] = ZIP_DAMAGE["a password"][0]
    path = put(tmp_path / "x.zip", zipped(files))
    unpacker = Unpacker(lambda: tmp_path / "member")
    try:
        with OpenFile(path) as file:
            file_type = identify(file)
            for first in (0, 1, 5, 13, 20):
                items = unpacker.unpack(file, file_type, first=first)
                assert [item.name for item in items] == list(islice(files, first, None))
    finally:
        unpacker.close()


def make_sparse(path: Path, head: bytes, size: int = 1 << 40) -> Path:
    put(path, head)
    os.truncate(path, size)
    return path


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"<html><p>Rain fell.", "too_large"),
        (b"Rain fell.\n" * 900, "too_large"),
        (b"", "too_large"),
        (b"WARC/1.0\r\n", "bomb"),
        (b'{"text": "Rain"}\n' * 9, "bomb"),
        (b"url,title,text\na,b,c\n" * 9_000, "bomb"),
        (b"\x1f\x8b\x08", "bomb"),
        (tar_member(b"a.txt", b"Rain"), "bomb"),
        (zipped({"a.txt": b"Rain"}), "bomb"),
    ],
    ids=["html", "text", "nothing", "warc", "jsonl", "csv", "gzip", "tar", "zip"],
)
def test_a_sparse_file_of_a_tebibyte_is_refused_by_its_beginning(
    archive: Archive, tmp_path: Path, head: bytes, reason: str
) -> None:
    make_sparse(tmp_path / "in" / "x", head)
    put(tmp_path / "in" / "y.txt", b"Snow fell.")
    landed = archive.land(tmp_path / "in")
    assert texts(archive, archive.rows(landed)) == {b"Snow fell."}
    (refusal,) = archive.refusals(landed).iter_rows(named=True)
    assert (refusal["reason"], refusal["raw_sha256"]) == (reason, None)
    assert refusal["raw_bytes"] == 1 << 40
    again = archive.land(tmp_path / "in")
    assert (again.new, again.refused) == (0, ())


def test_of_tebibytes_of_holes_hardly_a_byte_is_read(tmp_path: Path, nursery: Nursery) -> None:
    page(tmp_path / "in", "herald/good", body("ferry"))
    alone = nursery.run("archive_reading", str(tmp_path / "1"), str(tmp_path / "in"))
    make_sparse(tmp_path / "in" / "x", b"WARC/1.0\r\n")
    beside = nursery.run("archive_reading", str(tmp_path / "2"), str(tmp_path / "in"))
    more = int(beside.said) - int(alone.said)
    print(f"\na sparse file of a tebibyte: {more >> 10:,} KiB more are read")
    assert 0 < more < 8 << 20


def test_a_file_that_is_too_large_is_not_read_at_all(archive: Archive, tmp_path: Path) -> None:
    data = b"<html><p>" + b"Rain fell. " * (7 << 20)
    landed = archive.land(put(tmp_path / "x.html", data))
    (refusal,) = archive.refusals(landed).iter_rows(named=True)
    assert (refusal["reason"], refusal["raw_sha256"], refusal["raw_bytes"]) == (
        "too_large",
        None,
        len(data),
    )
    packed = archive.land(put(tmp_path / "x.html.gz", gzip.compress(data, 1)))
    (refusal,) = archive.refusals(packed).iter_rows(named=True)
    assert refusal["reason"] == "too_large"
    assert refusal["raw_sha256"]
