"""What choices of docs/decisions.md cost, each beside what it was made against.

    python benchmarks/cost/choices.py [--pages 60] [--texts 2000] [--rounds 5]

Processor time, the least of some rounds taken in turn: labelled pages split into tags by our
tokenizer, parsed by lxml and by Lexbor, and Lexbor's nodes visited from Python; texts signed by
array kernels, and by the same steps in a loop; a call in a child process, and in this one. Then the
same rows written twice, as our data file and as a Delta table: are the bytes equal?
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import polars as pl
from selectolax.lexbor import LexborHTMLParser

from benchmarks.inputs import gold
from tearsheet.settings import settings
from tearsheet.store.files import layout
from tearsheet.workers import Workers
from transforms.dedup.match.signatures import GRAM, RATE, sign_texts
from transforms.ids import sha256_hex
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.page import parse_html

_WORD_BITS = 64


def walk(page: bytes) -> int:
    """The characters and attributes of a page, read from each node of Lexbor's tree."""
    root, read = LexborHTMLParser(page).root, 0
    for node in root.traverse(include_text=True) if root is not None else ():
        is_text = node.tag == "-text"
        read += len(node.text_content or "") if is_text else len(node.attributes)
    return read


def sign_in_a_loop(texts: list[str]) -> list[list[int]]:
    """The sampled hashes of the runs of four words of each text, a word at a time."""
    most = (1 << _WORD_BITS) // RATE
    signed = []
    for text in texts:
        words = ["".join(filter(str.isalnum, word.casefold())) for word in text.split()]
        grams = (" ".join(words[n : n + GRAM]) for n in range(len(words) - GRAM + 1))
        hashes = (hash_of(gram) for gram in grams)
        signed.append(sorted({h for h in hashes if h < most}))
    return signed


def hash_of(text: str) -> int:
    """64 bits of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def compare(what: str, ways: dict[str, Callable[[], object]], rounds: int) -> None:
    """Print the processor time of each way, the least of so many rounds."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.process_time()
            way()
            best[name] = min(best[name], time.process_time() - begin)
    print(f"{what}: {', '.join(f'{name} {took:.3f} s' for name, took in best.items())}")


def labelled_pages(count: int) -> Iterator[bytes]:
    """The HTML of so many labelled pages."""
    for page, _ in zip(gold.pages("wcxb"), range(count), strict=False):
        yield page.html


def call_in_a_child(calls: int) -> tuple[float, float]:
    """Seconds that a call takes in a running child, and that a child takes to start."""
    workers = Workers(1)
    begin = time.perf_counter()
    workers.run(sha256_hex, b"first", timeout=60.0)
    started = time.perf_counter() - begin
    begin = time.perf_counter()
    for _ in range(calls):
        workers.run(sha256_hex, b"next", timeout=60.0)
    took = (time.perf_counter() - begin) / calls
    workers.close()
    return took, started


def bytes_of_delta(frame: pl.DataFrame) -> set[tuple[str, str]]:
    """(name, hash) of every file of a Delta table of these rows."""
    with tempfile.TemporaryDirectory() as folder:
        frame.write_delta(folder)
        files = [p for p in Path(folder).rglob("*") if p.is_file()]
        return {(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--pages", type=int, default=60)
    options.add_argument("--texts", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    pages = list(labelled_pages(given.pages))
    print(f"{len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB")
    ways: dict[str, Callable[[], object]] = {
        "our tokenizer": lambda: [read_document(page) for page in pages],
        "lxml": lambda: [lxml.html.fromstring(page) for page in pages],
        "Lexbor": lambda: [LexborHTMLParser(page) for page in pages],
        "Lexbor, its nodes visited": lambda: [walk(page) for page in pages],
        "our whole parse": lambda: [parse_html(page) for page in pages],
    }
    compare("pages", ways, given.rounds)
    bodies = [(page.body or "") for page in gold.pages("wcxb")]
    texts = pl.Series((bodies * (1 + given.texts // max(1, len(bodies))))[: given.texts])
    print(f"{len(texts):,} texts, {sum(texts.str.len_bytes()) / 1e6:.1f} MB")
    signing: dict[str, Callable[[], object]] = {
        "array kernels": lambda: sign_texts(texts),
        "a loop over words": lambda: sign_in_a_loop(texts.to_list()),
    }
    compare("signatures", signing, given.rounds)
    took, started = call_in_a_child(500)
    print(f"a call in a child: {took * 1e3:.2f} ms; a child starts in {started:.2f} s")
    print(f"captures a call: {settings().shard_captures} at most")
    frame = pl.DataFrame({"text": texts})
    ours = layout.parquet_bytes(frame) == layout.parquet_bytes(frame)
    print(f"the same rows twice: our data file equal: {ours}")
    print(f"a Delta table equal: {bytes_of_delta(frame) == bytes_of_delta(frame)}")


if __name__ == "__main__":
    main()
