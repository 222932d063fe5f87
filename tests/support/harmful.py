"""Zip and tar files that mean harm, each named by what is wrong with it; block by block, since no
library writes them.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tests.support.inputs import zipped

#: What the good members are called and hold, before and behind what is wrong.
BEFORE, BEHIND = ("before.txt", b"Rain fell."), ("behind.txt", b"Hail fell.")
TAR_END = bytes(1024)


def tar_header(name: bytes, size: int, *, kind: bytes = b"0", sparse: bytes = b"") -> bytes:
    """A header of GNU's form; sizes beyond eight gibibytes, and negative ones, in base 256."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:124] = b"0000644\0" + b"0000000\0" * 2
    if 0 <= size < 8**11:
        block[124:136] = b"%011o\0" % size
    else:
        block[124:136] = (b"\x80" if size >= 0 else b"\xff") + size.to_bytes(11, "big", signed=True)
    block[136:148] = b"00000000000\0"
    block[156:157] = kind
    block[257:265] = b"ustar  \0"
    block[386 : 386 + len(sparse)] = sparse
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def tar_member(name: bytes, data: bytes, *, kind: bytes = b"0") -> bytes:
    return tar_header(name, len(data), kind=kind) + data + bytes(-len(data) % 512)


def around(middle: bytes) -> bytes:
    """A tar file with a good member before what is wrong and one behind it."""
    before, behind = (tar_member(name.encode(), data) for name, data in (BEFORE, BEHIND))
    return before + middle + behind + TAR_END


def pax(*records: tuple[str, str]) -> bytes:
    """The content of a pax header."""
    out = b""
    for key, value in records:
        body = f" {key}={value}\n".encode()
        size = len(body)
        while len(str(size)) + len(body) != size:
            size = len(str(size)) + len(body)
        out += str(size).encode() + body
    return out


def sparse_bomb(size: int) -> bytes:
    """A GNU sparse member of so many bytes, all of them a hole."""
    head = bytes(96) + b"\0" + (b"\x80" + size.to_bytes(11, "big"))
    return tar_header(b"hole.txt", 0, kind=b"S", sparse=head)


def sparse_map(blocks: int) -> bytes:
    """A GNU sparse member whose map of holes goes on for so many blocks."""
    entry = b"%011o\0%011o\0" % (512, 1)
    head = tar_header(b"map.txt", 0, kind=b"S", sparse=entry * 4 + b"\x01" + b"%011o\0" % 1024)
    block = (entry * 21).ljust(504, b"\0") + b"\x01" + bytes(7)
    return head + block * blocks


_VICTIM = tar_member(b"victim.txt", b"x")
#: What is wrong with a tar file, by name: what stands between a good member and another.
TAR_DAMAGE: dict[str, bytes] = {
    **{
        f"{kind.decode()} declares 2^{bits}": tar_header(b"x", 1 << bits, kind=kind)
        for kind in (b"L", b"K", b"x", b"g", b"X")
        for bits in (31, 40, 62)
    },
    **{f"a file of 2^{bits}": tar_header(b"lie.txt", 1 << bits) for bits in (31, 40, 62)},
    **{f"sparse of 2^{bits}": tar_header(b"lie", 1 << bits, kind=b"S") for bits in (31, 40, 62)},
    "a folder of 2^40": tar_header(b"d", 1 << 40, kind=b"D"),
    "a negative size": tar_header(b"minus.txt", -1),
    "a pax header of 2 MiB": tar_member(b"x", pax(("comment", "y" * (2 << 20))), kind=b"x"),
    "a global header of 2 MiB": tar_member(b"g", pax(("comment", "y" * (2 << 20))), kind=b"g"),
    "a name of 2 MiB": tar_member(b"n", b"n" * (2 << 20), kind=b"L"),
    "a pax number without end": tar_member(b"x", b"9" * 9000 + b" path=x\n", kind=b"x"),
    "a pax size that is negative": tar_member(b"x", pax(("size", "-5")), kind=b"x") + _VICTIM,
    "a pax size of 2^62": tar_member(b"x", pax(("size", str(1 << 62))), kind=b"x") + _VICTIM,
    "a pax charset that is none": tar_member(b"x", b"18 hdrcharset=\xff\xfe\n", kind=b"x")
    + _VICTIM,
    "a pax map of holes that lies": tar_member(
        b"x", pax(("GNU.sparse.map", "a,b"), ("GNU.sparse.size", "9")), kind=b"x"
    )
    + _VICTIM,
    "a map of holes without end": sparse_map(3_000),
    "a thousand long names": tar_member(b"n", b"n", kind=b"L") * 1_000 + _VICTIM,
    "two thousand global records": tar_member(
        b"g", pax(*((f"k{n}", "v") for n in range(2_000))), kind=b"g"
    ),
    "noise": b"\xa5" * 1024,
    "a flipped checksum": tar_header(b"x", 0).replace(b"0000644", b"0000645"),
}


class ZipParts:
    """A zip file written part by part, in which every part may lie."""

    def __init__(self) -> None:
        self.data, self.directory, self.entries = bytearray(), bytearray(), 0

    def add_data(self, name: bytes, content: bytes) -> int:
        """A stored file with its own header; where it begins."""
        begin = len(self.data)
        fields = (b"PK\3\4", 20, 0, 0, 0, 0, zlib.crc32(content), len(content), len(content))
        self.data += struct.pack("<4s5H3L2H", *fields, len(name), 0) + name + content
        return begin

    def add_entry(
        self,
        name: bytes,
        content: bytes,
        offset: int,
        *,
        extra: bytes = b"",
        lies: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """What the directory says of a file, with lies instead of the truth among it."""
        told = {
            "packed": len(content),
            "size": len(content),
            "begin": offset,
            "method": 0,
            "flags": 0,
            "version": 20,
            "crc": zlib.crc32(content),
            **lies,
        }
        fields = (b"PK\1\2", 20, told["version"], told["flags"], told["method"], 0, 0, told["crc"])
        sizes = (told["packed"], told["size"], len(name), len(extra), 0, 0, 0, 0, told["begin"])
        self.directory += struct.pack("<4s6H3L5H2L", *fields, *sizes) + name + extra
        self.entries += 1

    def add(self, name: str, content: bytes) -> None:
        """A file that does not lie."""
        self.add_entry(name.encode(), content, self.add_data(name.encode(), content))

    def finish(self) -> bytes:
        """The whole file."""
        count = min(self.entries, 0xFFFF)
        sizes = len(self.directory), len(self.data)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, *sizes, 0)
        return bytes(self.data + self.directory + end)

    def finish_long(self, *, size: int, offset: int) -> bytes:
        """The whole file as zip64, with these numbers for its directory."""
        body = bytes(self.data + self.directory)
        long = (b"PK\6\6", 44, 45, 45, 0, 0, self.entries, self.entries, size, offset)
        end = struct.pack("<4sQ2H2L4Q", *long)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1)
        most = 0xFFFFFFFF
        return body + end + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, most, most, 0)


def lying_zip(**lies: int) -> bytes:
    """A zip file whose second of three entries lies."""
    parts = ZipParts()
    parts.add(*BEFORE)
    parts.add_entry(b"lie.txt", b"Snow", parts.add_data(b"lie.txt", b"Snow"), lies=lies)
    parts.add(*BEHIND)
    return parts.finish()


def long_zip(extra: bytes) -> bytes:
    """A zip file whose second of three entries leaves its numbers to a zip64 field."""
    parts, most = ZipParts(), 0xFFFFFFFF
    parts.add(*BEFORE)
    begin = parts.add_data(b"lie.txt", b"Snow")
    lies = {"packed": most, "size": most, "begin": most}
    parts.add_entry(b"lie.txt", b"Snow", begin, extra=extra, lies=lies)
    parts.add(*BEHIND)
    return parts.finish()


def overlapping_zip(names: Iterable[str]) -> bytes:
    """A zip file whose entries between two good ones are all the same bytes."""
    parts = ZipParts()
    parts.add(*BEFORE)
    begin = parts.add_data(b"same.txt", b"Snow" * 100)
    for name in names:
        parts.add_entry(name.encode(), b"Snow" * 100, begin)
    parts.add(*BEHIND)
    return parts.finish()


#: What is wrong with the second of three entries of a zip file, by name, and the reason for it.
ZIP_DAMAGE: dict[str, tuple[bytes, str]] = {
    "longer than it is": (lying_zip(size=5), "bad_zip"),
    "shorter than it is": (lying_zip(size=3), "bad_zip"),
    "packed longer": (lying_zip(packed=1 << 31), "bad_zip"),
    "another checksum": (lying_zip(crc=7), "bad_zip"),
    "elsewhere": (lying_zip(begin=3), "bad_zip"),
    "beyond the end": (lying_zip(begin=1 << 31), "bad_zip"),
    "not deflated": (lying_zip(method=8), "bad_zip"),
    "not lzma": (lying_zip(method=14), "bad_zip"),
    "an unknown coding": (lying_zip(method=97), "unsupported_format"),
    "a later version": (lying_zip(version=99), "unsupported_format"),
    "a password": (lying_zip(flags=1), "encrypted"),
    "zip64 of 2^63": (long_zip(struct.pack("<2H3Q", 1, 24, *[1 << 63] * 3)), "bad_zip"),
    "zip64 cut short": (long_zip(struct.pack("<2HQ", 1, 8, 4)), "bad_zip"),
    "no zip64 field": (long_zip(b""), "bad_zip"),
    "its bytes are another's": (overlapping_zip(["same.txt", "same.txt"]), "bad_zip"),
}


def nested_zips(levels: int, width: int, content: bytes) -> bytes:
    """A zip file of as many zip files of as many, and so on, in the manner of 42.zip."""
    data = zipped({"page.txt": content})
    for _ in range(levels):
        data = zipped({f"{n}.zip": data for n in range(width)}, zipfile.ZIP_DEFLATED)
    return data
