"""Landing a web archive against the read loops of warcio and FastWARC, in one run: MB and records a
second, and CPU seconds.

    python benchmarks/cost/formats.py [--megabytes 500] [--corpora FOLDER] [--profile]
    python benchmarks/cost/formats.py --megabytes 10000 --memory
        peak memory of landing one large file, nothing else

The web archive is generated: the pages of the corpora again and again, each with a line of its own,
as HTTP responses with block and payload digests. The loops of warcio and FastWARC read every record
to its end and do nothing with it; FastWARC is also measured checking the digests, which landing
does. Landing reads, checks, hashes every payload and the file, copies the file into the raw store
durably, and stages the rows to parse.

The floor is what no program that lands can go below on one core with these libraries: ISA-L's
expansion, SHA-1 of every block (its digest is declared and must be checked), SHA-256 of every
payload and of the file, and one durable copy of it. It splits nothing.
"""

from __future__ import annotations

import argparse
import base64
import cProfile
import gzip
import hashlib
import os
import pstats
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator as FastWarc
from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator as Warcio

from tearsheet.landing.land import land
from tearsheet.landing.plan import Holdings, LandingPlan, ShardPlan
from tearsheet.store.roots import open_objects

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def corpus_pages(corpora: Path) -> list[bytes]:
    """The HTML pages of the corpora."""
    paths = sorted([*corpora.rglob("*.html.gz"), *corpora.rglob("*.html")])
    pages = [
        gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths
    ]
    return [p for p in pages if len(p) > 2_000]


def made_pages(seed: int = 1, count: int = 200) -> list[bytes]:
    """Pages of words, of the sizes that news pages have, where there are no corpora."""
    choose = random.Random(seed)
    words = [
        "".join(choose.choices("abcdefghijklmnoprstuvw", k=choose.randint(2, 11)))
        for _ in range(4_000)
    ]

    def paragraphs() -> Iterator[str]:
        for number in range(choose.randint(20, 400)):
            yield f'<p class="p{number}">{" ".join(choose.choices(words, k=60))}</p>'

    return [f"<html><body>{''.join(paragraphs())}".encode() for _ in range(count)]


def records(pages: list[bytes], total: int) -> Iterator[bytes]:
    """WARC response records of these pages, until they come to `total` bytes."""
    size = number = 0
    while size < total:
        body = pages[number % len(pages)] + f"<!-- {number} -->".encode()
        block = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
            b"%d\r\n\r\n" % len(body) + body
        )
        head = [
            "WARC/1.1",
            "WARC-Type: response",
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
            f"WARC-Date: {_FIRST + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}",
            f"WARC-Target-URI: https://site{number % 50}.example/{number}.html",
            f"WARC-Block-Digest: sha1:{_base32(block)}",
            f"WARC-Payload-Digest: sha1:{_base32(body)}",
            "Content-Type: application/http;msgtype=response",
            f"Content-Length: {len(block)}",
        ]
        record = "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"
        size, number = size + len(record), number + 1
        yield record


def _base32(data: bytes) -> str:
    return base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def generate(pages: list[bytes], total: int, plain: Path, packed: Path) -> list[int]:
    """Write the archive plain and with a gzip member a record; the records' lengths."""
    lengths = []
    with plain.open("wb") as out, packed.open("wb") as small:
        for record in records(pages, total):
            out.write(record)
            small.write(gzip.compress(record, 6, mtime=0))
            lengths.append(len(record))
    return lengths


def read_fastwarc(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for r in FastWarc(stream, parse_http=True) if r.reader.read() is not None)


def read_fastwarc_checked(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(
            1
            for r in FastWarc(stream, parse_http=True, verify_digests=True)
            if r.reader.read() is not None
        )


def read_warcio(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for r in Warcio(stream) if r.content_stream().read() is not None)


def floor_of(lengths: list[int], copy: Path) -> Callable[[Path], int]:
    """Nothing but expansion, digests and a durable copy, over pieces of the records' lengths."""

    def run(path: Path) -> int:
        whole = hashlib.sha256()
        with path.open("rb", buffering=0) as stream, copy.open("wb", buffering=0) as out:
            while chunk := stream.read(1 << 20):
                whole.update(chunk)
                out.write(chunk)
            os.fsync(out.fileno())
        copy.unlink()
        with path.open("rb", buffering=0) as stream:
            pieces = _members(stream) if path.suffix == ".gz" else (stream.read(n) for n in lengths)
            return sum(
                1
                for p in pieces
                if hashlib.sha1(p, usedforsecurity=False).digest() and hashlib.sha256(p).digest()
            )

    return run


def _members(stream: BinaryIO) -> Iterator[bytes]:
    """The expansion of each gzip member."""
    data = stream.read(1 << 16)
    while data:
        inflate, parts = isal_zlib.decompressobj(31), []
        while not inflate.eof and (data := data or stream.read(1 << 16)):
            parts.append(inflate.decompress(data, 1 << 18))
            data = inflate.unconsumed_tail
        yield b"".join(parts)
        data = inflate.unused_data or stream.read(1 << 16)


def land_into(root: Path) -> Callable[[Path], int]:
    def run(path: Path) -> int:
        plan = LandingPlan(ShardPlan("run", datetime.now(UTC)))
        return land(open_objects(str(root)), [str(path)], plan, Holdings()).new

    return run


def measure(
    works: dict[str, Callable[[Path], int]],
    path: Path,
    count: int,
    size: int,
    root: Path,
    *,
    rounds: int,
) -> dict[str, float]:
    """CPU seconds of the best of some rounds, in which each takes its turn; prints them with the
    rates.
    """
    cpu: dict[str, float] = {}
    wall: dict[str, float] = {}
    for _ in range(rounds):
        for name, work in works.items():
            shutil.rmtree(root, ignore_errors=True)
            began, begun = time.perf_counter(), time.process_time()
            found = work(path)
            spent = time.process_time() - begun
            assert found == count, f"{name}: {found} records of {count}"
            cpu[name] = min(spent, cpu.get(name, spent))
            wall[name] = min(time.perf_counter() - began, wall.get(name, float("inf")))
    for name, best in cpu.items():
        rates = f"{size / 1e6 / best:>8,.0f} MB/s {count / best:>9,.0f} records/s of CPU"
        print(f"  {name:<28}{wall[name]:>7.2f} s wall {best:>7.2f} s CPU {rates}")
    return cpu


def land_large(pages: list[bytes], total: int, place: Path) -> None:
    """Land one file, gzip with a member a record, in the portions of a run; prints its size, rate
    and the process's peak memory.
    """
    path = place / "large.warc.gz"
    count = size = 0
    with path.open("wb") as out:
        for record in records(pages, total):
            out.write(gzip.compress(record, 1, mtime=0))
            count, size = count + 1, size + len(record)
    print(f"{count:,} records, {size / 1e6:,.0f} MB, gzip {path.stat().st_size / 1e6:,.0f} MB")
    before = _peak()
    began, cpu = time.perf_counter(), time.process_time()
    found = land_into(place / "archive")(path)
    assert found == count, f"{found} records of {count}"
    print(
        f"landed in {time.perf_counter() - began:,.0f} s wall, "
        f"{time.process_time() - cpu:,.0f} s CPU"
    )
    print(f"peak memory of the process {before:,.0f} MiB before, {_peak():,.0f} MiB after")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument(
        "--corpora",
        type=Path,
        default=Path(os.environ.get("TEARSHEET_CORPORA", "../shared/corpora")),
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to generate: the archive lies there too")
    parser.add_argument(
        "--memory",
        action="store_true",
        help="only land one file of this size and print the peak memory",
    )
    parser.add_argument(
        "--profile", action="store_true", help="print where landing spends its time"
    )
    asked = parser.parse_args()
    pages = corpus_pages(asked.corpora) or made_pages()
    with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
        if asked.memory:
            land_large(pages, asked.megabytes * 1_000_000, Path(temporary))
        else:
            compare(
                pages,
                asked.megabytes * 1_000_000,
                Path(temporary),
                rounds=asked.rounds,
                profiled=asked.profile,
            )


def compare(pages: list[bytes], total: int, place: Path, *, rounds: int, profiled: bool) -> None:
    """Landing against the read loops and the floor, for a file with a gzip member a record and for
    a plain one.
    """
    plain, packed, root = place / "pages.warc", place / "pages.warc.gz", place / "archive"
    lengths = generate(pages, total, plain, packed)
    count, size = len(lengths), sum(lengths)
    print(
        f"{count:,} records of {len(pages)} pages, {size / 1e6:,.0f} MB, gzip "
        f"{packed.stat().st_size / 1e6:,.0f} MB"
    )
    for path in (packed, plain):
        print(path.name)
        works = {
            "FastWARC, bare loop": read_fastwarc,
            "FastWARC, digests checked": read_fastwarc_checked,
            "warcio, bare loop": read_warcio,
            "floor": floor_of(lengths, place / "copy"),
            "landing": land_into(root),
        }
        bare, checked, other, floor, ours = measure(
            works, path, count, size, root, rounds=rounds
        ).values()
        print(
            f"  landing does {bare / ours:.2f} of FastWARC's bare loop a CPU second, "
            f"{checked / ours:.2f} of its checking one,"
        )
        print(
            f"  {other / ours:.2f} of warcio's bare loop, {floor / ours:.2f} of the floor, which "
            f"does {bare / floor:.2f} of FastWARC's"
        )
        if profiled:
            profile = cProfile.Profile()
            profile.runcall(land_into(root), path)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
