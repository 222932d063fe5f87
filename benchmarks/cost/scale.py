"""What an archive of a million to a thousand million captures weighs, asks for and costs, and what
breaks first: a table for docs/scale.md.

    python benchmarks/cost/scale.py [--captures 2000] [--of FOLDER] [--a-day 100000]

Archives so many generated captures (or takes the archive at FOLDER as it is), compacts, and takes
from its files what a capture weighs in each table and what a manifest says of a file; the rest is
arithmetic over the layout's own constants. Prices are those of public lists of object storage and
can be given. `--a-day` are the captures of a day's batch at the largest size; a smaller archive
gets so many less.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from benchmarks.inputs.generate import generate
from flows import plain
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.merging import MERGE_BYTES, MOST_SMALL
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact

SIZES = (10**6, 10**7, 10**8, 10**9)
#: Bytes of a file that is full: merges end between this and half of it. source: merging.py
FILE_BYTES = MERGE_BYTES
#: A manifest of more bytes takes longer to read than a question. measured: gzip and JSON of 10 MB
#: take .4 s in one process
SLOW_MANIFEST = 4e6
#: Rows of the widest frame that one process may hold. judged: 8 GiB at some 80 bytes a row
PROCESS_ROWS = 10**8
#: A listing of a bucket gives so many names a request. source: the S3 API, ListObjectsV2
NAMES_A_LISTING = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """What a capture brings into one table, and what a manifest says of one file of it."""

    rows: float
    bytes: float
    entry: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a month's storage a GB, of a thousand writes, of a thousand reads; in dollars."""

    stored: float
    puts: float
    gets: float


@dataclass(frozen=True, slots=True)
class Size:
    """What an archive of so many captures comes to."""

    captures: int
    a_day: float
    tables: dict[str, float]
    raw: float
    files: int
    manifests: float
    largest_manifest: float
    puts: float
    gets: float

    @property
    def live(self) -> float:
        """Bytes of the newest snapshot's data files."""
        return sum(self.tables.values())


def main() -> None:
    """Measure, compute, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--captures", type=int, default=2_000)
    parser.add_argument("--of", type=Path, help="an archive of one's own to measure instead")
    parser.add_argument("--a-day", type=float, default=1e6, help="captures a day at 10^9")
    parser.add_argument("--stored", type=float, default=0.023, help="dollars a GB and month")
    parser.add_argument("--puts", type=float, default=0.005, help="dollars a thousand writes")
    parser.add_argument("--gets", type=float, default=0.0004, help="dollars a thousand reads")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = str(asked.of or _made(Path(folder), asked.captures))
        measured, raw = _measure(Storage.open(root))
    sizes = [_size(n, asked.a_day * n / SIZES[-1], measured, raw) for n in SIZES]
    _print_measured(measured, raw)
    _print_sizes(sizes, Prices(asked.stored, asked.puts, asked.gets))
    _print_limits(sizes)


def _made(folder: Path, captures: int) -> Path:
    generate(captures, folder / "captures", teasers=12)
    root = folder / "archive"
    plain.archive(
        str(root), [str(folder / "captures")], captured_at=datetime(2024, 6, 1, 4, tzinfo=UTC)
    )
    compact(Storage.open(str(root)), run_id="night", now=datetime.now(UTC))
    return root


def _measure(storage: Storage) -> tuple[dict[str, Table], float]:
    """(what a capture brings into each table, bytes of raw objects a capture)."""
    head = storage.head()
    files = {table: storage.files(head, table) for table in head.tables}
    captures = sum(f.live_rows for f in files["captures"])
    measured = {
        table: Table(
            sum(f.live_rows for f in some) / captures,
            sum(f.bytes for f in some) / captures,
            _entry_bytes(some),
        )
        for table, some in files.items()
        if some
    }
    raw = sum(entry.size for entry in storage.objects.list("raw"))
    return measured, raw / captures


def _entry_bytes(files: Sequence[DataFile]) -> float:
    """What a file adds to a manifest, packed: paths and hashes are random and do not pack."""
    sample, chance = files[0].to_manifest(), random.Random(1)
    entries = [
        {
            **sample,
            "path": f"tables/{chance.randbytes(20).hex()}",
            "sha256": chance.randbytes(32).hex(),
        }
        for _ in range(1000)
    ]
    return len(gzip.compress(orjson.dumps(entries), mtime=0)) / len(entries)


def _size(captures: int, a_day: float, measured: dict[str, Table], raw: float) -> Size:
    tables = {name: table.bytes * captures for name, table in measured.items()}
    files = {name: MOST_SMALL / 2 + size / FILE_BYTES for name, size in tables.items()}
    manifests = {name: count * measured[name].entry for name, count in files.items()}
    # a batch puts a file or two a table, its manifest, the snapshot; it reads each file of the
    # months and outlets that it touches once: the newest twelfth of an archive of ten years
    touched = sum(max(MOST_SMALL / 2, count / 120) for count in files.values())
    return Size(
        captures,
        a_day,
        tables,
        raw * captures,
        round(sum(files.values())),
        sum(manifests.values()),
        max(manifests.values()),
        puts=3 * len(measured) + 2 * a_day * raw / (256 << 20),
        gets=3 * touched + len(measured),
    )


def _print_measured(measured: dict[str, Table], raw: float) -> None:
    print("| table | rows a capture | bytes a capture |\n|---|---|---|")
    for name, table in sorted(measured.items(), key=lambda item: -item[1].bytes):
        print(f"| {name} | {table.rows:.2f} | {table.bytes:,.0f} |")
    total = sum(table.bytes for table in measured.values())
    print(f"| all | | {total:,.0f} |\n| raw bytes | | {raw:,.0f} |\n")


def _print_sizes(sizes: list[Size], prices: Prices) -> None:
    def row(name: str, *values: str) -> None:
        print(f"| {name} | " + " | ".join(values) + " |")

    row("captures", *(f"10^{len(str(size.captures)) - 1}" for size in sizes))
    print("|---" * (len(sizes) + 1) + "|")
    row("captures a day", *(f"{size.a_day:,.0f}" for size in sizes))
    row("raw", *(_bytes(size.raw) for size in sizes))
    row("tables", *(_bytes(size.live) for size in sizes))
    row("data files", *(f"{size.files:,}" for size in sizes))
    row("all manifests", *(_bytes(size.manifests) for size in sizes))
    row("the largest", *(_bytes(size.largest_manifest) for size in sizes))
    row("writes of a batch", *(f"{size.puts:,.0f}" for size in sizes))
    row("reads of a batch", *(f"{size.gets:,.0f}" for size in sizes))
    row("storage, $ a month", *(f"{_stored(size, prices):,.0f}" for size in sizes))
    row("requests, $ a month", *(f"{_asked(size, prices):,.2f}" for size in sizes))
    print()


def _stored(size: Size, prices: Prices) -> float:
    """Raw objects once, tables twice: what vacuum keeps of history is about as much again."""
    return (size.raw + 2 * size.live) / 1e9 * prices.stored


def _asked(size: Size, prices: Prices) -> float:
    """A batch a day, and a listing of everything by each night's vacuum."""
    listings = 2 * size.files / NAMES_A_LISTING
    return 30 * ((size.puts + listings) * prices.puts + size.gets * prices.gets) / 1000


def _print_limits(sizes: list[Size]) -> None:
    limits = [
        ("a frame of one column of every capture in one process", PROCESS_ROWS),
        (
            "the largest manifest takes longer to read than a question",
            SLOW_MANIFEST / max(size.largest_manifest / size.captures for size in sizes),
        ),
        ("a disk of 4 TB", 4e12 / ((sizes[0].raw + 2 * sizes[0].live) / sizes[0].captures)),
    ]
    print("| what ends | at about so many captures |\n|---|---|")
    for name, captures in sorted(limits, key=lambda limit: limit[1]):
        print(f"| {name} | {captures:.1e} |")


def _bytes(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB" if size < 1000 else f"{size / 1000:.3g} PB"


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    main()
