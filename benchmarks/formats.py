"""Landing a web archive against the read loops of warcio and FastWARC, in one run: MB and records a second, and CPU seconds.

    python benchmarks/formats.py [--megabytes 500] [--corpora FOLDER] [--profile]

The web archive is generated: the pages of the corpora again and again, each with a line of its own, as HTTP responses with
block and payload digests. The loops of warcio and FastWARC read every record to its end and do nothing with it; FastWARC is also
measured checking the digests, which landing does. Landing reads, checks, hashes every payload and the file, copies the file into
the raw store durably, and stages the rows to parse.
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

import polars as pl
from fastwarc.warc import ArchiveIterator as FastWarc
from warcio.archiveiterator import ArchiveIterator as Warcio

from tearsheet.landing import Declared, land
from tearsheet.objects import Objects

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def corpus_pages(corpora: Path) -> list[bytes]:
    """The HTML pages of the corpora."""
    paths = sorted([*corpora.rglob("*.html.gz"), *corpora.rglob("*.html")])
    pages = [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths]
    return [p for p in pages if len(p) > 2_000]


def made_pages(seed: int = 1, count: int = 200) -> list[bytes]:
    """Pages of words, of the sizes that news pages have, where there are no corpora."""
    choose = random.Random(seed)
    words = ["".join(choose.choices("abcdefghijklmnoprstuvw", k=choose.randint(2, 11))) for _ in range(4_000)]

    def paragraphs() -> Iterator[str]:
        for number in range(choose.randint(20, 400)):
            yield f'<p class="p{number}">{" ".join(choose.choices(words, k=60))}</p>'

    return [f"<html><body>{''.join(paragraphs())}".encode() for _ in range(count)]


def records(pages: list[bytes], total: int) -> Iterator[bytes]:
    """WARC response records of these pages, until they come to `total` bytes."""
    size = number = 0
    while size < total:
        body = pages[number % len(pages)] + f"<!-- {number} -->".encode()
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
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


def generate(pages: list[bytes], total: int, plain: Path, packed: Path) -> tuple[int, int]:
    """Write the archive plain and with a gzip member a record; (records, bytes)."""
    count = size = 0
    with plain.open("wb") as out, packed.open("wb") as small:
        for record in records(pages, total):
            out.write(record)
            small.write(gzip.compress(record, 6, mtime=0))
            count, size = count + 1, size + len(record)
    return count, size


def read_fastwarc(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for r in FastWarc(stream, parse_http=True) if r.reader.read() is not None)


def read_fastwarc_checked(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for r in FastWarc(stream, parse_http=True, verify_digests=True) if r.reader.read() is not None)


def read_warcio(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for r in Warcio(stream) if r.content_stream().read() is not None)


def land_into(root: Path) -> Callable[[Path], int]:
    def run(path: Path) -> int:
        shutil.rmtree(root, ignore_errors=True)
        held = pl.DataFrame(schema={"capture_id": pl.String, "declared_outlet": pl.String})
        return land(
            Objects.open(str(root)), [str(path)], declared=Declared(), held=held, refused_held=set(), run_id="run", now=datetime.now(UTC)
        ).new

    return run


def measure(name: str, work: Callable[[Path], int], path: Path, count: int, size: int, *, rounds: int = 3) -> float:
    """CPU seconds of the best of some rounds; prints them with the rates."""
    best, wall = float("inf"), float("inf")
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        found = work(path)
        assert found == count, f"{name}: {found} records of {count}"
        best, wall = min(best, time.process_time() - cpu), min(wall, time.perf_counter() - began)
    print(f"  {name:<28}{wall:>7.2f} s wall {best:>7.2f} s CPU {size / 1e6 / best:>8.0f} MB/s {count / best:>9,.0f} records/s of CPU")
    return best


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("TEARSHEET_CORPORA", "../shared/corpora")))
    parser.add_argument("--profile", action="store_true", help="print where landing spends its time")
    asked = parser.parse_args()
    pages = corpus_pages(asked.corpora) or made_pages()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        plain, packed = place / "pages.warc", place / "pages.warc.gz"
        count, size = generate(pages, asked.megabytes * 1_000_000, plain, packed)
        print(f"{count:,} records of {len(pages)} pages, {size / 1e6:,.0f} MB, gzip {packed.stat().st_size / 1e6:,.0f} MB")
        for path in (packed, plain):
            print(path.name)
            bare = measure("FastWARC, bare loop", read_fastwarc, path, count, size)
            checked = measure("FastWARC, digests checked", read_fastwarc_checked, path, count, size)
            other = measure("warcio, bare loop", read_warcio, path, count, size, rounds=1)
            ours = measure("landing", land_into(place / "archive"), path, count, size)
            print(f"  landing does {bare / ours:.2f} of FastWARC's bare loop a CPU second, {checked / ours:.2f} of its checking one,")
            print(f"  {other / ours:.2f} of warcio's bare loop")
            if asked.profile:
                profile = cProfile.Profile()
                profile.runcall(land_into(place / "archive"), path)
                pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    print(f"peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
