"""Trains the line classifier of bare text and writes `src/transforms/parse/model/text_model.npz`.

    python benchmarks/training/train_text.py
        cross-validate by site, then train on all pages and write the model
    python benchmarks/training/train_text.py --folds 0
        only train and write

Data: the labelled pages of article-extraction-benchmark and fundus, the articles of wcxb's part
train, and readability's test pages, each as the texts that several converters make of it: all of
the page's text with and without bullets and image texts, and its main content (by resiliparse),
tags cut out and block tags made line ends, our own blocks a line each, and the gold body alone.
Seed 1.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from resiliparse.extract.html2text import extract_plain_text

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.inputs.places import CORPORA
from benchmarks.training.train_body import SETTINGS, flatten, fold_sites, save
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.parse.model.trees import TEXT_MODEL, Forest, probabilities
from transforms.parse.plain.features import compute_rows, lay_out
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import label_pieces
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / TEXT_MODEL
ROUNDS = 140
TEXT_SETTINGS = {**SETTINGS, "feature_fraction": 0.4, "learning_rate": 0.15}
#: How much each form of a page counts in training.
WEIGHTS = {"plain": 1.0, "main": 0.4, "body": 0.2, "plainer": 0.3, "tags": 0.3, "blocks": 0.3}
#: How much an article of any sort counts beside a news page: captures are of news first, and other
#: articles teach what no news page has.
#: measured: benchmarks/quality/text.py (with 1 fundus loses .008, without them wcxb .023)
ANY_SORT = 0.4
_UNSEEN = re.compile(
    r"(?is)<(script|style|noscript|template|svg|head|iframe)\b.*?</\1\s*>|<!--.*?-->"
)
_BREAKING = re.compile(
    r"(?i)</?(?:p|div|br|h[1-6]|[uo]l|li|table|tr|section|article|aside|nav|header|footer|figure|figcaption|blockquote|form|main|d[ltd]|hr"
    r"|button|option)\b[^>]*>"
)


@dataclass
class Example:
    """A text's lines: features, labels, weights."""

    corpus: str
    site: str
    form: str
    rows: Any
    labels: Any
    weights: Any
    texts: list[str]
    body: str


def label(texts: list[str], body: str) -> tuple[Any, Any]:
    """For each block the share of it that the body holds, and its length in tokens; fewer than four
    tokens must be a line of it.
    """
    held = gold.shingles(body)
    lines = {" ".join(gold.tokens(line)) for line in body.splitlines()}
    labels, sizes = [], []
    for text in texts:
        tokens = gold.tokens(text)
        own = gold.shingles(text)
        share = sum(n for s, n in own.items() if s in held) / max(sum(own.values()), 1)
        labels.append(
            share if len(tokens) >= 4 else float(bool(tokens) and " ".join(tokens) in lines)
        )
        sizes.append(float(len(tokens)))
    return np.array(labels), np.array(sizes)


def forms(html: str, body: str) -> Iterator[tuple[str, str]]:
    """A page as the texts it may reach an archive as."""
    yield "plain", extract_plain_text(html, main_content=False)
    yield "main", extract_plain_text(html, main_content=True)
    yield "body", body
    yield (
        "plainer",
        extract_plain_text(
            html, main_content=False, alt_texts=False, list_bullets=False, preserve_formatting=True
        ),
    )
    yield "tags", unescape(re.sub(r"(?s)<[^>]*>", "", _BREAKING.sub("\n", _UNSEEN.sub(" ", html))))
    if blocks := read_blocks(read_document(html.encode())):
        yield "blocks", "\n".join(blocks.text_of(i) for i in range(len(blocks)))


def examples() -> Iterator[Example]:
    for corpus, site, html, body in pages():
        for form, text in forms(html, body):
            labels = label_pieces(unwrap(cut_plain(text)))[0]
            if any(labels.texts):
                sheet = lay_out([labels])
                shares, sizes = label(labels.texts, body)
                weights = (
                    np.minimum(sizes, 400) / max(float((shares * sizes).sum()), 50.0) * 200 + 0.3
                ) * (WEIGHTS[form] * (ANY_SORT if corpus == "wcxb" else 1))
                yield Example(
                    corpus,
                    site,
                    form,
                    compute_rows(sheet, np.arange(len(sheet.rows))),
                    shares,
                    weights,
                    labels.texts,
                    body,
                )


def pages() -> Iterator[tuple[str, str, str, str]]:
    """Corpus, site, HTML and gold body of every page of the training data."""
    for corpus in SETS:
        for page in gold.pages(corpus):
            html = decode(page.html, declared=None, media_type="text/html").text.replace("\x00", "")
            yield corpus, page.site, html, page.body
    for page in gold.pages("wcxb"):
        if page.kind == "article" and page.body and split(page.site) == "train":
            html = decode(page.html, declared=None, media_type="text/html").text.replace("\x00", "")
            yield "wcxb", page.site, html, page.body
    for folder in sorted(p for p in (CORPORA / "readability").iterdir() if p.is_dir()):
        expected = read_blocks(read_document((folder / "expected.html").read_bytes()))
        body = "\n".join(expected.text_of(i) for i in range(len(expected))) if expected else ""
        yield (
            "readability",
            f"readability/{folder.name}",
            (folder / "source.html").read_text(errors="replace").replace("\x00", ""),
            body,
        )


def train(lines: list[Example]) -> Forest:
    rows, labels, weights = (
        np.concatenate([getattr(e, name) for e in lines]) for name in ("rows", "labels", "weights")
    )
    return flatten(
        lightgbm.train(
            dict(TEXT_SETTINGS), lightgbm.Dataset(rows, labels, weight=weights), ROUNDS
        ).dump_model()["tree_info"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=6)
    folds = parser.parse_args().folds
    lines = list(examples())
    print(
        len(lines),
        "texts,",
        sum(len(e.rows) for e in lines),
        "lines,",
        lines[0].rows.shape[1],
        "columns",
    )
    if folds:
        fold = fold_sites([e.site for e in lines if e.corpus in SETS], folds)
        made = [train([e for e in lines if fold.get(e.site) != k]) for k in range(folds)]
        for form in WEIGHTS:
            for corpus in SETS:
                own = [e for e in lines if e.corpus == corpus and e.form == form]
                kept = [
                    (
                        "\n".join(
                            t
                            for t, p in zip(
                                e.texts, probabilities(made[fold[e.site]], e.rows), strict=True
                            )
                            if p > 0.5
                        ),
                        e.body,
                    )
                    for e in own
                ]
                print(
                    form,
                    corpus,
                    "lines above one half:",
                    {k: round(v, 4) for k, v in gold.body_score(kept, bootstrap=100).items()},
                    flush=True,
                )
    forest = train(lines)
    save(forest, OUT)


if __name__ == "__main__":
    main()
