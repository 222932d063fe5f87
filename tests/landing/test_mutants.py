"""Valid inputs of every form, broken at random: nothing crashes or hangs, all is accounted for, and
what is kept reads back.
"""

from __future__ import annotations

import gzip
import hashlib
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tearsheet.store.payloads import RawReader
from tests.support.effort import effort
from tests.support.inputs import DUMPS, PACKINGS, Archive, bounded, parsed, response, tarred, zipped
from transforms.formats.record import raw_place

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss '
    b'version="2.0"><channel><title>Echo</title><link>https://a.example/</link>'
    b"<item><title>Rain &amp; hail</title><link>https://a.example/1</link><pubDate>Sun, 08 Mar "
    b"2026 10:00:00 GMT</pubDate>"
    b"</item></channel></rss>"
)
MAP = b"<urlset><url><loc>https://a.example/1</loc><lastmod>2026-03-08</lastmod></url><url><loc>https://a.example/2</loc></url></urlset>"
PAGE = (
    b"<!doctype html><html><head><title>Rain</title><meta "
    b'charset="utf-8"></head><body><h1>Rain</h1><p>' + b"Rain fell on the hills. " * 9
)
TEXT = (
    "Rain fell on the hills — all day.\n\nHail fell, too.\nMore From The Echo\nSnow "
    "fell.\nMarch 08, 2026\nSnow fell.\n"
).encode()


def seeds() -> list[bytes]:
    """Valid inputs: every dump in every compression, with several records, and single captures."""
    found = [pack(data) for data, _ in DUMPS.values() for pack in PACKINGS.values()]
    found += [
        b"".join(
            gzip.compress(response(b"<p>Rain %d" % n * 20, f"http://a.example/{n}"), mtime=0)
            for n in range(4)
        )
    ]
    found += [b"".join(response(b"<p>Rain %d" % n * 20, f"http://a.example/{n}") for n in range(4))]
    files = {"a.txt": TEXT, "b.html": PAGE, "c.warc": response(PAGE)}
    return [
        *found,
        FEED,
        MAP,
        PAGE,
        TEXT,
        TEXT.decode().encode("utf-16"),
        zipped(files),
        tarred(files),
        gzip.compress(tarred(files)),
    ]


def mutant(choose: random.Random, pool: list[bytes]) -> bytes:
    """One of the inputs with one to four pieces changed, dropped, doubled, cut off or taken from
    another.
    """
    data = bytearray(choose.choice(pool))
    for _ in range(choose.randint(1, 4)):
        at = choose.randrange(len(data) + 1)
        to = min(len(data), at + choose.choice((1, 1, 2, 8, 64, 700)))
        match choose.randrange(6):
            case 0:
                data[at:to] = choose.randbytes(to - at)
            case 1:
                del data[at:to]
            case 2:
                data[at:at] = data[at:to] * choose.randint(1, 5)
            case 3:
                del data[at:]
            case 4:
                other = choose.choice(pool)
                data[at:at] = other[choose.randrange(len(other)) :][:400]
            case 5:
                data[at:to] = choose.choice(
                    (
                        b"\0",
                        b"\xff",
                        b'"',
                        b"<",
                        b"\n",
                        b"WARC/1.0\r\n",
                        b"99999999999",
                        b"{",
                        b"]",
                        b"\x1f\x8b\x08",
                    )
                ) * (to - at)
    return bytes(data)


def run(folder: Path, count: int, seed: int) -> Counter[str]:
    """Land and parse so many mutants, each alone; what became of their records."""
    choose, pool, outcomes = random.Random(seed), seeds(), Counter[str]()
    for number in range(count):
        path = folder / "in" / "x"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mutant(choose, pool))
        archive = Archive(folder / f"archive-{number % 50}")
        with bounded(f"mutant {number} of seed {seed}"):
            landed = archive.land(path)
            assert (
                landed.read
                == landed.new + landed.held + sum(landed.skipped.values()) + landed.quarantined
            )
            assert landed.read >= 1
            outcomes.update(kinds(archive, landed, archive.rows))
        outcomes["refused"] += landed.quarantined
    return outcomes


def kinds(archive: Archive, landed: Any, rows_of: Callable[..., pl.DataFrame]) -> list[str]:
    rows = rows_of(landed)
    with RawReader(archive.objects) as reader:
        found = []
        for row in rows.iter_rows(named=True):
            payload = reader.payload(**raw_place(row))
            assert hashlib.sha256(payload).hexdigest() == row["raw_sha256"]
            found.append(parsed(archive, row, reader))
    return found


def test_every_record_of_a_mutant_is_accounted_for(tmp_path: Path) -> None:
    assert run(tmp_path, 150, seed=1).total() > 150


@pytest.mark.slow
def test_every_record_of_thousands_of_mutants_is_accounted_for(tmp_path: Path) -> None:
    count = effort(1_000)
    outcomes = run(tmp_path, count, seed=2)
    print(dict(outcomes.most_common()))
    assert outcomes.total() > count
