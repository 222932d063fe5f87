"""What it costs to parse HTML pages, against trafilatura and against another checkout.

    python benchmarks/cost/parse.py [--pages 200] [--against FOLDER] [--rows]

The labelled pages of the corpora folder in a fixed random order; each page is read by every reader
in turn, each in a process of its own, and CPU time is counted there: load beside them slows all
alike. Readers are the whole parse, the same without a second opinion, `trafilatura.extract` of the
bytes (include_comments=False), and, `--against` it, the whole parse of another checkout (its folder
of `src`). Prints CPU ms a page by set of pages, and how many times trafilatura's. `--rows` prints
the pages whose parsed rows differ between the checkouts, of all pages where `--pages 0`.
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
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import web_metadata

_SETS = ("article-extraction-benchmark", "fundus", "wcxb")
_READER = """
import gc, logging, pickle, sys, time
logging.disable(logging.CRITICAL)
name, source = sys.argv[1:]
given, taken = sys.stdin.buffer, sys.stdout.buffer
if name == "trafilatura":
    from trafilatura import extract
    def read(raw, url): return extract(raw, include_comments=False)
else:
    sys.path.insert(0, source)
    try:
        from transforms.parse.capture import parse_capture
    except ImportError:  # a checkout of before
        from transforms.parse import parse_capture
    from transforms.parse.html.text import body
    if name == "alone":
        body.second_opinion = lambda text, **_: []
    def read(raw, url): return parse_capture(raw, media_type="text/html", url=url)
gc.set_threshold(100_000)  # as the children of a run do
while True:
    try:
        raw, url, is_told = pickle.load(given)
    except EOFError:
        break
    began = time.process_time()
    try:
        said = read(raw, url)
    except Exception as error:
        said = error
    spent = time.process_time() - began
    pickle.dump((spent, repr(said) if is_told else ""), taken)
    taken.flush()
"""
_WARM = 10


@dataclass(frozen=True)
class Given:
    """A page to read, and the set it counts in."""

    of: str
    name: str
    raw: bytes
    url: str | None


class Reader:
    """A way to read pages, in a process of its own."""

    def __init__(self, name: str, source: Path) -> None:
        path = os.pathsep.join([str(source), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.child = subprocess.Popen(
            [sys.executable, "-c", _READER, name, str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def read(self, page: Given, *, is_told: bool) -> tuple[float, str]:
        """CPU seconds, and what was found where that is asked for."""
        given, taken = _pipe(self.child.stdin), _pipe(self.child.stdout)
        pickle.dump((page.raw, page.url, is_told), given)
        given.flush()
        spent, said = pickle.load(taken)
        return float(spent), str(said)


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


def pages() -> list[Given]:
    """The labelled pages in a fixed random order."""
    found = list(_labelled())
    random.Random(1).shuffle(found)
    return found


def _labelled() -> Iterator[Given]:
    for name in _SETS:
        for page in gold.pages(name):
            of = f"{name}, {'articles' if page.kind == 'article' else 'other pages'}"
            yield Given(of if name == "wcxb" else name, f"{name} {page.id}", page.html, page.url)
    for no, (raw, known) in enumerate(web_metadata()):
        yield Given("web-metadata", f"web-metadata {no}", raw, known.get("url"))


def _report(spent: dict[str, dict[str, list[float]]]) -> None:
    for of, readers in sorted(spent.items()):
        theirs = sum(readers["trafilatura"])
        told = "   ".join(
            f"{name} {1000 * sum(times) / len(times):6.1f} ms (1/{theirs / sum(times):.2f})"
            for name, times in readers.items()
        )
        print(f"{of:30}{len(readers['trafilatura']):5}   {told}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200, help="how many; 0 for all")
    parser.add_argument("--against", type=Path, help="the `src` of another checkout")
    parser.add_argument("--rows", action="store_true", help="compare what both checkouts find")
    given = parser.parse_args()
    own = Path(__file__).resolve().parents[2] / "src"
    readers = {"trafilatura": own, "page": own, "alone": own}
    if given.rows:
        readers = {"page": own}
    if given.against:
        readers["before"] = given.against.resolve()
    running = {name: Reader(name, source) for name, source in readers.items()}
    found = pages()
    for page in [] if given.rows else found[-_WARM:]:
        for reader in running.values():
            reader.read(page, is_told=False)
    spent: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    differ = []
    for page in found[: given.pages or None]:
        said = {}
        for name, reader in running.items():
            seconds, said[name] = reader.read(page, is_told=given.rows)
            for of in (page.of, "all"):
                spent[of][name].append(seconds)
        if given.rows and said["page"] != said["before"]:
            differ.append(page.name)
    if given.rows:
        print(f"{len(differ)} of {len(spent['all']['page'])} pages differ", *differ, sep="\n")
    else:
        _report(spent)


if __name__ == "__main__":
    main()
