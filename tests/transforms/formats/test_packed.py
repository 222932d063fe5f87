"""Zip and tar files as other libraries write and read them; and such as no library writes: what is
wrong costs what it befell, and what stands before and behind it is had.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import effort
from tests.support.harmful import (
    BEFORE,
    BEHIND,
    TAR_DAMAGE,
    ZIP_DAMAGE,
    ZipParts,
    around,
    sparse_bomb,
    tar_member,
)
from tests.support.inputs import bounded, tarred, zipped
from transforms.formats.compression import Coding
from transforms.formats.packed.expansion import MOST_RETURNS
from transforms.formats.packed.packed_file import DamagedPlace, PackedFile
from transforms.formats.packed.tar_files import MOST_DAMAGED, MOST_HEADER, iter_tar
from transforms.formats.packed.zip_files import ZipDirectory
from transforms.page import Refused

#: (name, content), or (name, reason).
Found = list[tuple[str, bytes | str]]
#: So much of a file is looked at.
MOST = 1 << 22


def collect(places: Any) -> Found:
    found: Found = []
    for place in places:
        if isinstance(place, DamagedPlace):
            found.append((place.name, place.reason))
            continue
        data = b""
        try:
            for piece in place.chunks:
                data += piece
                if len(data) > MOST:
                    break
            found.append((place.name, data))
        except Refused as refused:
            found.append((place.name, refused.reason))
    return found


def untar(data: bytes, coding: Coding | None = None) -> Found:
    return collect(iter_tar(io.BytesIO(data), coding, lambda _: None))


def unzip(data: bytes) -> Found:
    return collect(ZipDirectory(io.BytesIO(data), lambda _: None).read_files())


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=150).filter(
    lambda name: not name.endswith("/")
)
CONTENTS = st.one_of(
    st.binary(max_size=2_000), st.binary(min_size=1, max_size=40).map(lambda b: b * 30_000)
)
FILES = st.lists(st.tuples(NAMES, CONTENTS), min_size=1, max_size=6, unique_by=lambda file: file[0])


@settings(deadline=None)
@given(FILES, st.sampled_from([0, 8, 12, 14]), st.booleans(), st.binary(max_size=300))
def test_a_zip_file_gives_what_the_library_reads_in_it(
    files: list[tuple[str, bytes]], method: int, is_long: bool, prefix: bytes
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in files:
            with file.open(zipfile.ZipInfo(name), "w", force_zip64=is_long) as member:
                member.write(data)
            file.writestr(f"{name}/{name}/", b"")
            info = zipfile.ZipInfo(f"{name}/{name}")
            info.compress_type = method
            file.writestr(info, data)
    made = prefix.replace(b"PK", b"") + out.getvalue()
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        wanted = [(i.filename, read.read(i)) for i in read.infolist() if not i.is_dir()]
    assert unzip(made) == wanted


@settings(deadline=None)
@given(FILES, st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
def test_a_tar_file_gives_what_the_library_reads_in_it(
    files: list[tuple[str, bytes]], form: int
) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, pax_headers={"comment": "x"}) as file:
        for no, (name, data) in enumerate(files):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
            info = tarfile.TarInfo(f"{name}-{no}")
            info.type, info.linkname = b"%d" % random.Random(no).randint(1, 6), name
            file.addfile(info)
    made = out.getvalue()
    with tarfile.open(fileobj=io.BytesIO(made), mode="r:", encoding="utf-8") as read:
        wanted = [(i.name, read.extractfile(i).read()) for i in read if i.isfile()]  # type: ignore[union-attr]
    assert untar(made) == wanted
    assert untar(gzip.compress(made), "gzip") == wanted


PACKED: dict[Coding | None, Any] = {None: bytes, "gzip": gzip.compress, "xz": lzma.compress}


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("damage", TAR_DAMAGE)
def test_what_is_wrong_in_a_tar_file_costs_no_good_member(
    damage: str, coding: Coding | None
) -> None:
    found = untar(PACKED[coding](around(TAR_DAMAGE[damage])), coding)
    assert found[0] == BEFORE
    assert any(reason == "bad_tar" for _, reason in found)
    assert BEHIND[1] in [data for _, data in found]


def test_headers_are_read_in_bounded_pieces() -> None:
    read: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            read.append(size)
            return super().read(size)

    for damage in TAR_DAMAGE.values():
        collect(iter_tar(Watched(around(damage)), None, lambda _: None))
    assert 0 < min(read) <= max(read) <= MOST_HEADER


def test_a_hole_is_given_piece_by_piece() -> None:
    places = iter_tar(io.BytesIO(around(sparse_bomb(1 << 50))), None, lambda _: None)
    next(places)
    hole = next(places)
    assert isinstance(hole, PackedFile)
    assert hole.name == "hole.txt"
    assert {len(next(hole.chunks)) for _ in range(9)} == {1 << 18}


def test_after_very_many_damaged_places_the_rest_is_left() -> None:
    lie = TAR_DAMAGE["L declares 2^40"]
    found = untar(around(lie * (MOST_DAMAGED + 5)))
    assert len(found) == MOST_DAMAGED + 2
    assert found[-1] == ("", "bad_tar")


def test_a_compressed_file_is_expanded_again_only_so_often() -> None:
    member = tar_member(b"x", b"y" * 300_000)
    lies = b"".join(TAR_DAMAGE["a file of 2^40"] + member for _ in range(20))
    found = untar(bz2.compress(around(lies)), "bz2")
    assert len(found) < 3 * MOST_RETURNS + 4
    assert found[-1] == ("", "bad_tar")
    assert [name for name, _ in untar(around(lies))].count("x") == 20


def test_what_stands_in_a_whole_member_is_not_found_again() -> None:
    inner = tarred({"inner.txt": b"Rain"})
    cut = tarred({"inner.tar": inner + b"."})[: 512 + len(inner) + 1]
    wanted = [("inner.tar", inner + b"."), ("", "bad_tar")]
    assert untar(cut) == wanted
    assert untar(gzip.compress(cut), "gzip") == wanted


@pytest.mark.parametrize("damage", ZIP_DAMAGE)
def test_what_is_wrong_in_a_zip_file_costs_no_good_member(damage: str) -> None:
    data, reason = ZIP_DAMAGE[damage]
    first, *middle, last = unzip(data)
    assert (first, last) == (BEFORE, BEHIND)
    assert middle[-1][1] == reason


def test_entries_that_share_bytes_are_read_once() -> None:
    data, _ = ZIP_DAMAGE["its bytes are another's"]
    assert unzip(data)[1:3] == [("same.txt", b"Snow" * 100), ("same.txt", "bad_zip")]


def test_a_zip_file_whose_directory_has_another_order_is_read_in_that() -> None:
    parts, files = ZipParts(), {f"{n}.txt": b"%d" % n * n for n in range(20)}
    begins = {name: parts.add_data(name.encode(), data) for name, data in files.items()}
    order = random.Random(1).sample(sorted(files), 20)
    for name in order:
        parts.add_entry(name.encode(), files[name], begins[name])
    assert unzip(parts.finish()) == [(name, files[name]) for name in order]


@pytest.mark.parametrize("number", [1 << 31, 1 << 40, 1 << 62, (1 << 64) - 1])
@pytest.mark.parametrize("which", ["size", "offset"])
def test_a_directory_that_lies_about_where_it_is_is_none(which: str, number: int) -> None:
    parts = ZipParts()
    parts.add(*BEFORE)
    told = {"size": len(parts.directory), "offset": len(parts.data)}
    assert unzip(parts.finish_long(**told)) == [BEFORE]
    with pytest.raises(Refused, match="bad_zip"):
        unzip(parts.finish_long(**told | {which: number}))


def test_a_directory_that_is_damaged_keeps_what_it_names_before() -> None:
    data = bytearray(zipped({"a.txt": b"Rain", "b.txt": b"Hail", "c.txt": b"Snow"}))
    at = data.rindex(b"PK\1\2", 0, data.rindex(b"c.txt") - 46)
    data[at : at + 4] = b"PK\1\3"
    assert unzip(bytes(data)) == [("a.txt", b"Rain"), ("", "bad_zip")]


def run_mutants(count: int, seed: int) -> int:
    """The members and damaged places in so many mutants."""
    choose, places = random.Random(seed), 0
    files = {f"{n}.txt": b"Rain fell %d." % n * (40 * n) for n in range(5)}
    pool: list[tuple[bytes, Any]] = [
        *((zipped(files, method), unzip) for method in (0, 8, 12, 14)),
        (tarred(files), untar),
        *((PACKED[c](tarred(files)), lambda d, c=c: untar(d, c)) for c in ("gzip", "xz")),
        *((around(damage[:4096]), untar) for damage in TAR_DAMAGE.values()),
        *((data, unzip) for data, _ in ZIP_DAMAGE.values()),
    ]
    for number in range(count):
        data, read = choose.choice(pool)
        changed = bytearray(data)
        for _ in range(choose.randint(1, 6)):
            at = choose.randrange(len(changed))
            wide = choose.choice((1, 1, 2, 4, 12))
            changed[at : at + wide] = choose.choice(
                (choose.randbytes(wide), b"\xff" * wide, b"", b"7" * wide, changed[:wide])
            )
        with bounded(f"mutant {number} of seed {seed}"), contextlib.suppress(Refused):
            places += len(read(bytes(changed)))
    return places


def test_some_mutants_raise_nothing() -> None:
    assert run_mutants(1_000, seed=1) > 1_000


@pytest.mark.slow
def test_many_mutants_raise_nothing() -> None:
    print(run_mutants(effort(25_000), seed=2), "members and damaged places")
