"""What it costs to parse and clean text captures by the shard, against another checkout.

    python benchmarks/cost/texts.py [--captures 2000] [--pages 400] [--against FOLDER] [--rows]

Shards of generated captures of about 3 KB, and of labelled pages of the corpora folder as bare text
(resiliparse's, without main content), are parsed into frames, 512 KB at a time as the flow does,
and cleaned by this checkout and, `--against` it, by another one (its folder of `src`), shard by
shard in turn, each in a process of its own, set up as its children are, where CPU time is counted:
load beside them slows both alike. Prints CPU ms a capture of parsing and of cleaning, and how many
times as fast this checkout is. `--rows` tells the shards
whose blocks differ between the two. `--pages 0` leaves the labelled pages out.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.generate import captures, page
from benchmarks.inputs.labelled import SETS

_READER = """
import hashlib, logging, pickle, sys, time
from datetime import UTC, datetime
logging.disable(logging.CRITICAL)
sys.path.insert(0, sys.argv[1])
from transforms.clean import clean, clean_blocks, clean_listings
from transforms.outlets import NO_REGISTRY
from transforms.page import Page
from transforms.schemas import RECORDS
try:
    from transforms.parse.frames import PageRows as Rows, add_page as add
except ImportError:  # 0.1.0
    from transforms.parse.frames import Collected as Rows, collect as add
try:
    from transforms.parse.capture import read_capture
    from transforms.parse.together import finish_together
    def read(shard):
        return finish_together([read_capture(p, media_type="text/plain") for p in shard])
except ImportError:  # a page at a time
    from transforms.parse import parse_capture
    def read(shard):
        return [parse_capture(p, media_type="text/plain") for p in shard]
try:
    from tearsheet.child import collect_seldom
    collect_seldom()
except ImportError:  # 0.1.0
    pass
own = {"run_id": "", "derived_by": ""}
known = dict.fromkeys(RECORDS) | {"captured_at": datetime(2026, 1, 1, tzinfo=UTC)}
def portions(shard):
    held, size = [], 0
    for payload in shard:
        held.append(payload)
        size += len(payload)
        if size > 1 << 19:
            yield held
            held, size = [], 0
    yield held
def parse(shard):
    rows = Rows()
    for no, found in enumerate(page for some in portions(shard) for page in read(some)):
        if isinstance(found, Page):
            row = known | {"capture_id": f"{no:05d}"}
            add(rows, row, found, record_outlet=None, bookkeeping=own, registry=NO_REGISTRY)
    return rows.frames()
given, taken = sys.stdin.buffer, sys.stdout.buffer
while True:
    try:
        shard = pickle.load(given)
    except EOFError:
        break
    began = time.process_time()
    frames = parse(shard)
    parsed = time.process_time()
    clean(frames["found"]), clean_blocks(frames["blocks"]), clean_listings(frames["listings"])
    cleaned = time.process_time()
    columns = ("capture_id", "kind", "text", "rule", "article_no", "byte_start", "byte_end")
    said = hashlib.sha256(repr(frames["blocks"].select(columns).rows()).encode()).hexdigest()
    pickle.dump((parsed - began, cleaned - parsed, said), taken)
    taken.flush()
"""
#: Captures of a shard, as the flow cuts them.
_SHARD = 400


class Reader:
    """A checkout that parses and cleans shards, in a process of its own."""

    def __init__(self, source: Path) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-c", _READER, str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(source)},
        )

    def read(self, shard: list[bytes]) -> tuple[float, float, str]:
        """CPU seconds of parsing and of cleaning, and a digest of the blocks."""
        given, taken = _pipe(self.child.stdin), _pipe(self.child.stdout)
        pickle.dump(shard, given)
        given.flush()
        parsed, cleaned, said = pickle.load(taken)
        return float(parsed), float(cleaned), str(said)


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


def _labelled(most: int) -> list[bytes]:
    """Labelled pages as bare texts, in a fixed random order."""
    texts = [
        extract_plain_text(found.html.decode("utf-8", "replace"), main_content=False)
        for name in (*SETS, "wcxb")
        for found in gold.pages(name)
    ]
    random.Random(1).shuffle(texts)
    return [text.encode("utf-8", "replace") for text in texts[:most]]


def _shards(texts: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(texts), _SHARD):
        yield texts[at : at + _SHARD]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--captures", type=int, default=2_000, help="how many are generated")
    parser.add_argument("--pages", type=int, default=400, help="how many labelled pages")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", type=Path, help="the `src` of another checkout")
    parser.add_argument("--rows", action="store_true", help="compare the blocks of both")
    given = parser.parse_args()
    readers = {"now": Reader(Path(__file__).resolve().parents[2] / "src")}
    if given.against:
        readers["before"] = Reader(given.against.resolve())
    made = [page(c, seed=given.seed).encode() for c in captures(given.captures, given.seed)]
    sets = {"generated": made, "labelled pages": _labelled(given.pages) if given.pages else []}
    for reader in readers.values():
        reader.read([page(c, seed=0).encode() for c in captures(20, 0)])
    for name, texts in sets.items():
        if texts:
            _measure(name, texts, readers, is_told=given.rows)


def _measure(name: str, texts: list[bytes], readers: dict[str, Reader], *, is_told: bool) -> None:
    """Print what the readers need for these texts, each shard by each of them in turn."""
    spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    shards = list(_shards(texts))
    differ = 0
    for shard in shards:
        said = set()
        for reader, child in readers.items():
            parsed, cleaned, digest = child.read(shard)
            spent[reader][0] += parsed
            spent[reader][1] += cleaned
            said.add(digest)
        differ += len(said) > 1
    times = sum(spent["before" if "before" in spent else "now"])
    for reader, (parsed, cleaned) in spent.items():
        print(
            f"{name:15} {len(texts):5} of {sum(map(len, texts)) / len(texts):6,.0f} bytes, "
            f"{reader:6} parse {1000 * parsed / len(texts):6.2f} ms, "
            f"clean {1000 * cleaned / len(texts):5.2f} ms"
            f"   {times / sum(spent[reader]):5.2f} times as fast"
        )
    if is_told:
        print(f"{name:15} blocks differ in {differ} of {len(shards)} shards")


if __name__ == "__main__":
    main()
