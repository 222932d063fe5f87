"""The kind of labelled pages, part by part: what the articles are taken for, and what is taken for
one.

    python benchmarks/quality/kind.py

The model and its threshold come from the parts train and choose
(`benchmarks/training/train_kind.py`), so that only the figures of the part report say what to
expect of other pages. `listing` and `collection` of wcxb are `list` here. The news pages of
article-extraction-benchmark and fundus are articles, every one.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import pairwise
from math import sqrt
from multiprocessing import get_context
from typing import Any

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.training.train_kind import LABELS
from transforms.parse.html.page import parse_html

#: Confidence from this on is called sure.
_STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def read(job: tuple[str, str, str, bytes, str | None]) -> tuple[str, str, str, str, float]:
    """Corpus, part, label, kind and confidence of a page."""
    corpus, site, label, raw, url = job
    page = parse_html(raw, url=url)
    return corpus, split(site), label, page.page_kind, page.page_kind_confidence or 0.0


def jobs() -> list[Any]:
    return [
        (corpus, p.site, p.kind, p.html, p.url)
        for corpus in ("wcxb", *SETS)
        for p in gold.pages(corpus)
    ]


def interval(hits: int, of: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return "-"
    p, z = hits / of, 1.96
    middle, half = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{p:.3f} [{low:.3f}, {high:.3f}] of {of}"


def table(rows: list[tuple[str, str, str, str, float]]) -> None:
    """Labels down, kinds across."""
    kinds = [k for k, _ in Counter(r[3] for r in rows).most_common()]
    print(f"{'':>16}", *(f"{k:>13}" for k in kinds))
    for label, _ in Counter(r[2] for r in rows).most_common():
        n = Counter(r[3] for r in rows if r[2] == label)
        print(f"{label:>16}", *(f"{n[k] or '.':>13}" for k in kinds))


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with get_context("spawn").Pool(2) as pool:
        rows = list(pool.imap(read, jobs(), chunksize=8))
    for part in ("train", "choose", "report"):
        own = [r for r in rows if r[0] == "wcxb" and r[1] == part]
        articles, taken = (
            [r for r in own if r[2] == "article"],
            [r for r in own if r[3] == "article"],
        )
        both = sum(r[3] == "article" for r in articles)
        print(f"\nwcxb {part}: article recall {interval(both, len(articles))}, ", end="")
        print(f"precision {interval(both, len(taken))}; kind right ", end="")
        print(interval(sum(LABELS.get(r[2], r[2]) == r[3] for r in own), len(own)))
        table(own)
        for low, high in pairwise(_STEPS):
            some = [r for r in own if low <= r[4] < high]
            print(
                f"    confidence {low:.2f} to {min(high, 1):.2f}: right",
                interval(sum(LABELS.get(r[2], r[2]) == r[3] for r in some), len(some)),
            )
    for corpus in SETS:
        own = [r for r in rows if r[0] == corpus]
        print(f"\n{corpus}: article", interval(sum(r[3] == "article" for r in own), len(own)))


if __name__ == "__main__":
    main()
