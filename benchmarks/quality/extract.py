"""The body of labelled news pages: us against trafilatura, readability-lxml and resiliparse, in one
run.

    python benchmarks/quality/extract.py
        cross-validated by site: no page is read by a model that saw its site
    python benchmarks/quality/extract.py --shipped
        with the shipped model, for pages it was not trained on

Prints F1, precision and recall (word 4-shingles, averaged over pages) with 95 % intervals of a
bootstrap by site, CPU ms a page, the paired difference to trafilatura (include_comments=False), and
F1 against the share of pages sent to the second opinion. `ours` is timed from the page's bytes
(checked, decoded, its metadata read for hints, its body found); the peers are given the decoded
text; `page` is the whole parse with dates and teasers too.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from lxml.html import document_fromstring
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import extract

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS
from benchmarks.training.train_body import Example, examples, forests_by_site
from transforms.page import TEXT_KINDS
from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.markup.guard import check_document, check_html
from transforms.parse.html.page import parse_html
from transforms.parse.html.parts import encode_utf8
from transforms.parse.html.text.body import LEAST_CONFIDENCE, find_body, read_hints
from transforms.parse.model.trees import forest
from transforms.text.encoding import decode

Row = tuple[float, float, float]
ROUNDS = 1_000


def counted(predicted: str, body: str) -> Row:
    """True positive, false positive and false negative shares of one page."""
    a, b = gold.shingles(predicted), gold.shingles(body)
    tp, fp, fn = sum((a & b).values()), sum((a - b).values()), sum((b - a).values())
    total = (tp + fp + fn) or 1
    return tp / total, fp / total, fn / total


def f1(rows: list[Row]) -> tuple[float, float, float]:
    """F1, precision and recall of pages."""
    tp, fp, fn = (sum(r[i] for r in rows) for i in range(3))
    p, r = tp / ((tp + fp) or 1), tp / ((tp + fn) or 1)
    return 2 * p * r / ((p + r) or 1), p, r


def interval(groups: list[list[int]], value: Callable[[list[int]], float]) -> tuple[float, float]:
    """The 95 % interval of a value of page numbers, sites drawn with replacement."""
    rng = random.Random(1)
    drawn = sorted(
        value([i for g in rng.choices(groups, k=len(groups)) for i in g]) for _ in range(ROUNDS)
    )
    return drawn[int(0.025 * ROUNDS)], drawn[int(0.975 * ROUNDS)]


def readability(html: str) -> str:
    summary = Document(html).summary()
    return "\n".join(document_fromstring(summary).itertext()) if summary.strip() else ""


def resiliparse(html: str) -> str:
    return extract_plain_text(html, main_content=True, alt_texts=False)


PEERS: dict[str, Callable[[str], str]] = {
    "trafilatura": lambda html: extract(html, include_comments=False) or "",
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


class Pages:
    """The labelled pages, and what each extractor makes of them."""

    def __init__(self, *, shipped: bool) -> None:
        self.confidence: dict[int, float] = {}
        self.pages = [(name, p) for name in SETS for p in gold.pages(name)]
        self.html = [
            decode(p.html, declared=None, media_type="text/html").text.replace("\x00", "")
            for _, p in self.pages
        ]
        if shipped:
            self.forest_of: Callable[[str], Any] = lambda site: forest()
        else:
            training: list[Example] = list(examples())
            self.forest_of = forests_by_site(training, 5)
        self.cpu: dict[str, float] = {}
        self.texts: dict[str, list[str]] = {}

    def run(self, name: str, one: Callable[[int], str]) -> None:
        """Every page through one extractor, CPU seconds counted; an error is an empty body."""
        started = time.process_time()
        out = []
        for i in range(len(self.pages)):
            try:
                out.append(one(i))
            except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
                print(f"{name} fails on {self.pages[i][1].id}: {error}")
                out.append("")
        self.cpu[name] = (time.process_time() - started) / len(self.pages) * 1000
        self.texts[name] = out

    def ours(self, i: int, *, least_confidence: float = LEAST_CONFIDENCE) -> str:
        page = self.pages[i][1]
        check_html(page.html)
        decoded = decode(page.html, media_type="text/html")
        document = read_document(encode_utf8(page.html, decoded))
        check_document(document)
        hints = read_hints(read_metadata(document, page.url))
        body = find_body(
            document,
            decoded.text,
            hints,
            trees=self.forest_of(page.url or page.site),
            least_confidence=least_confidence,
        )
        self.confidence[i] = body.confidence
        return "\n".join(b.text for b in body.blocks)


def report(pages: Pages) -> None:
    rows = {
        name: [counted(t, p.body) for t, (_, p) in zip(texts, pages.pages, strict=True)]
        for name, texts in pages.texts.items()
    }
    print(f"\n{'':18}{'pages':30}{'F1':>7} {'95 %':>15} {'P':>7} {'R':>7} {'CPU ms':>8}")
    rows.pop(
        "page"
    )  # read by the shipped model, which knows these pages: its time counts, its score does not
    for name, counts in rows.items():
        for corpus in (*SETS, "both"):
            here = [i for i, (c, _) in enumerate(pages.pages) if corpus in (c, "both")]
            low, high = interval(by_site(pages, here), partial(score, counts))
            value, p, r = f1([counts[i] for i in here])
            print(
                f"{name:18}{corpus:30}{value:7.4f} [{low:.4f} {high:.4f}] {p:7.4f} {r:7.4f} "
                f"{pages.cpu[name]:8.1f}"
            )
    ours, theirs = rows["ours"], rows["trafilatura"]
    for corpus in (*SETS, "both"):
        here = [i for i, (c, _) in enumerate(pages.pages) if corpus in (c, "both")]

        def difference(at: Sequence[int]) -> float:
            return f1([ours[i] for i in at])[0] - f1([theirs[i] for i in at])[0]

        low, high = interval(by_site(pages, here), difference)
        print(
            f"ours - trafilatura, {corpus}: {difference(here):+.4f}, 95 % [{low:+.4f} {high:+.4f}]"
        )
    body, alone, page = (
        pages.cpu["trafilatura"] / pages.cpu[name] for name in ("ours", "ours alone", "page")
    )
    print(
        f"pages per CPU second against trafilatura's: body {body:.1f}x ({alone:.1f}x without "
        f"second opinion), whole page {page:.1f}x"
    )
    curve(pages, ours, rows["ours alone"], theirs)


def read_by(peer: Callable[[str], str], pages: Pages, i: int) -> str:
    """A page's body as a peer reads it."""
    return peer(pages.html[i])


def score(counts: list[Row], at: Sequence[int]) -> float:
    """F1 of these pages."""
    return f1([counts[i] for i in at])[0]


def rows_of(rows: list[Row], pages: Pages, corpus: str) -> list[Row]:
    """The rows of one corpus."""
    return [row for row, (name, _) in zip(rows, pages.pages, strict=True) if name == corpus]


def by_site(pages: Pages, here: list[int]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for i in here:
        groups.setdefault(pages.pages[i][1].site, []).append(i)
    return list(groups.values())


def curve(pages: Pages, ours: list[Row], alone: list[Row], theirs: list[Row]) -> None:
    sent = sum(c < LEAST_CONFIDENCE for c in pages.confidence.values()) / len(pages.pages)
    print(f"\nsecond opinion: {sent:.1%} of pages, those at confidence < {LEAST_CONFIDENCE}")
    order = sorted(range(len(alone)), key=lambda i: pages.confidence[i])
    print("share sent   confidence below   " + "   ".join(SETS))
    for share in (0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0):
        chosen = set(order[: round(share * len(order))])
        mixed = [theirs[i] if i in chosen else alone[i] for i in range(len(alone))]
        below = pages.confidence[order[min(len(chosen), len(order) - 1)]]
        print(
            f"{share:10.1%}   {below:14.3f}   "
            + "   ".join(f"{f1(rows_of(mixed, pages, corpus))[0]:.4f}" for corpus in SETS)
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shipped",
        action="store_true",
        help="use the shipped model instead of models trained without the page's site",
    )
    logging.disable(logging.CRITICAL)
    pages = Pages(shipped=parser.parse_args().shipped)
    for i in range(3):
        pages.ours(i)  # tables and lexicons are read once a process
        parse_html(pages.pages[i][1].html, url=pages.pages[i][1].url)
    pages.run("ours alone", lambda i: pages.ours(i, least_confidence=0.0))
    pages.run("ours", pages.ours)
    for name, peer in PEERS.items():
        pages.run(name, partial(read_by, peer, pages))
    pages.run(
        "page",
        lambda i: "\n".join(
            b.text
            for b in parse_html(pages.pages[i][1].html, url=pages.pages[i][1].url).blocks
            if b.kind in TEXT_KINDS
        ),
    )
    report(pages)


if __name__ == "__main__":
    main()
