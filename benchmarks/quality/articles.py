"""The body of articles of all sorts: the whole parse against trafilatura, resiliparse,
readability-lxml and turbohtml on the same pages in one run.

    python benchmarks/quality/articles.py            # the part report of wcxb, for docs/measured.md
    python benchmarks/quality/articles.py choose     # by which thresholds were chosen

No page of the part report has trained the shipped model. Word F1 (a page's words, whatever their
order, averaged over pages) with 95 % intervals of a bootstrap by page, and the paired difference to
each; the share of gold items that are kept (an `<li>` whose words are a line of the gold body) and
of gold cells (of table rows whose words stand in it as they stand in the row); pages without a
text.
CPU: trafilatura gets the page's bytes as we do, page by page in turn, the others the decoded text.
A page that is taken for no article counts by its main text, and is named.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import turbohtml
from trafilatura import extract

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import split
from benchmarks.quality.extract import ROUNDS, readability, resiliparse
from benchmarks.training.body_labels import GoldBody
from transforms.page import TEXT_KINDS, Page
from transforms.parse.capture import parse_capture
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.text.places import find_places
from transforms.text.encoding import decode

Scores = tuple[float, float, float]
_MAIN = ("block_model", "trafilatura", "resiliparse", "json_ld_body", "page_data")


def text_of(page: Page) -> str:
    """An article's text; of a page that is none its main text."""
    if page.articles:
        return "\n".join(b.text for b in page.blocks if b.article_no == 0 and b.kind in TEXT_KINDS)
    return "\n".join(b.text for b in page.blocks if b.rule in _MAIN)


def turbo(html: str) -> str:
    found = turbohtml.parse(html).article()
    return found.text if found else ""


PEERS: dict[str, Callable[[str], str]] = {
    "resiliparse": resiliparse,
    "readability-lxml": readability,
    "turbohtml": turbo,
}


def words(predicted: str, body: str) -> Scores:
    """Word F1, precision and recall of one page."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (predicted, body))
    both = (a & b).total()
    p, r = both / max(a.total(), 1), both / max(b.total(), 1)
    return (2 * p * r / (p + r) if p + r else 0.0), p, r


def interval(values: Any) -> tuple[float, float]:
    """The 95 % interval of a mean, pages drawn with replacement."""
    rng = random.Random(1)
    means = sorted(sum(rng.choices(values, k=len(values))) / len(values) for _ in range(ROUNDS))
    return means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS)]


def runs_of(text: str) -> str:
    """A text's words between blanks, to look for others in."""
    return f" {' '.join(gold.tokens(text))} "


def count_places(page: Any, said: str) -> Counter[str]:
    """Gold items and cells of a page, and how many of them a text has."""
    html = decode(page.html, declared=None, media_type="text/html").text
    document = read_document(html.encode("utf-8", "replace"))
    blocks = read_blocks(document)
    if blocks is None:
        return Counter()
    places, held, whole = find_places(document, blocks), GoldBody(page.body), runs_of(page.body)
    lines = {" ".join(gold.tokens(line)) for line in page.body.splitlines()}
    tokens = [gold.tokens(blocks.text_of(i)) for i in range(len(blocks))]
    found = runs_of(said)
    items = {" ".join(tokens[i]) for i in np.flatnonzero(places.item >= 0).tolist()} & lines - {""}
    counts = Counter(items=len(items), items_kept=sum(f" {x} " in found for x in items))
    for row in np.unique(places.row[places.row >= 0]).tolist():
        cells = [tokens[i] for i in np.flatnonzero(places.row == row).tolist()]
        joined = [word for cell in cells for word in cell]
        if held.holds_row(joined) and f" {' '.join(joined)} " in whole:
            counts["cells"] += len(cells)
            counts["cells_kept"] += sum(f" {' '.join(cell)} " in found for cell in cells)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="?", choices=("choose", "report"), default="report")
    part = parser.parse_args().part
    logging.disable(logging.CRITICAL)
    pages = [p for p in gold.pages("wcxb") if p.kind == "article" and split(p.site) == part]
    parse_capture(pages[0].html, media_type="text/html")  # tables are read once a process
    texts: dict[str, list[str]] = {name: [] for name in ("ours", "trafilatura", *PEERS)}
    cpu = dict.fromkeys(texts, 0.0)
    counts: Counter[str] = Counter()
    for page in pages:
        html = decode(page.html, declared=None, media_type="text/html").text.replace("\x00", "")
        parsed: list[Page] = []

        def ours(page: Any = page, parsed: list[Page] = parsed) -> str:
            parsed.append(parse_capture(page.html, media_type="text/html", url=page.url))
            return text_of(parsed[0])

        def traf(page: Any = page) -> str:
            return extract(page.html, include_comments=False) or ""

        readers = {name: lambda peer=peer, html=html: peer(html) for name, peer in PEERS.items()}
        for name, reader in {"ours": ours, "trafilatura": traf, **readers}.items():
            started = time.process_time()
            try:
                texts[name].append(reader())
            except (ValueError, TypeError, AttributeError) as error:
                print(f"{name} fails on {page.id}: {error!r}"[:100])
                texts[name].append("")
            cpu[name] += time.process_time() - started
        counts += count_places(page, texts["ours"][-1])
        counts["empty"] += not texts["ours"][-1].strip()
        if not parsed[0].articles:
            print(f"no article but {parsed[0].page_kind}: {page.id} {page.url}")
    report(pages, texts, cpu, counts)


def report(
    pages: list[Any], texts: dict[str, list[str]], cpu: dict[str, float], counts: Counter[str]
) -> None:
    scores = {
        name: [words(said, p.body) for said, p in zip(found, pages, strict=True)]
        for name, found in texts.items()
    }
    print(f"\n{len(pages)} pages{'':12}{'F1':>7}{'95 %':>17}{'P':>8}{'R':>8}{'CPU ms':>8}  ours -")
    for name, rows in scores.items():
        f, p, r = (sum(row[i] for row in rows) / len(rows) for i in range(3))
        low, high = interval([row[0] for row in rows])
        off = [a[0] - b[0] for a, b in zip(scores["ours"], rows, strict=True)]
        least, most = interval(off)
        print(
            f"{name:20} {f:7.4f} [{low:.4f} {high:.4f}] {p:7.4f} {r:7.4f}"
            f"{cpu[name] / len(pages) * 1000:8.1f}  {sum(off) / len(off):+.4f} "
            f"[{least:+.4f} {most:+.4f}]"
        )
    for name in ("items", "cells"):
        kept, total = counts[name + "_kept"], counts[name]
        print(f"gold {name} kept: {kept / max(total, 1):.4f} of {total}")
    print(f"pages without a text: {counts['empty']}")
    print(f"pages per CPU second against trafilatura's: {cpu['trafilatura'] / cpu['ours']:.2f}x")


if __name__ == "__main__":
    main()
