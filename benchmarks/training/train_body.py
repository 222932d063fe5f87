"""Trains the block classifier of HTML bodies and writes
`src/transforms/parse/model/body_model.npz`.

    python benchmarks/training/train_body.py
        cross-validate by site, then train on all pages and write the model
    python benchmarks/training/train_body.py --folds 0
        only train and write

Data: the labelled pages of article-extraction-benchmark and fundus, the articles of wcxb in the
parts train and choose, readability's test pages (their expected text), and each labelled page once
more without classes, ids and sectioning tags, so that no site's names are leant on. No page of the
part report is read. A block's label is the share of its word 4-shingles that the gold body holds.
Seed 1, one thread: the same data and code give the same file.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, registered_domain, split
from benchmarks.inputs.places import CORPORA
from benchmarks.training.body_labels import label
from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.text.body import find_body, read_hints
from transforms.parse.html.text.features import Hints, build_features
from transforms.parse.html.text.places import find_places
from transforms.parse.html.text.unseen import find_unseen
from transforms.parse.model.trees import MODEL, Forest
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / MODEL
SEED, ROUNDS = 1, 110
SETTINGS = dict(
    objective="cross_entropy",
    learning_rate=0.1,
    num_leaves=15,
    max_depth=6,
    min_data_in_leaf=30,
    feature_fraction=0.3,
    bagging_fraction=0.8,
    bagging_freq=1,
    lambda_l2=5.0,
    max_bin=63,
    verbose=-1,
    num_threads=1,
    seed=SEED,
    deterministic=True,
)
#: A page's copy without names counts half; a page of news, which most archives are made of, thrice
#: one of wcxb.
BARE_WEIGHT, NEWS_WEIGHT = 0.5, 3.0


@dataclass
class Example:
    """A page's blocks: features, labels, weights."""

    corpus: str
    domain: str
    rows: Any
    labels: Any
    weights: Any
    body: str
    is_bare: bool


def example(
    corpus: str, site: str, html: str, url: str | None, body: str, *, is_bare: bool = False
) -> Example | None:
    """One page as the parser sees it, its blocks labelled by the gold body."""
    document = read_document(html.encode("utf-8", "replace"))
    hints = Hints() if is_bare else read_hints(read_metadata(document, url))
    blocks = read_blocks(document)
    if blocks is None:
        return None
    places, unseen = find_places(document, blocks), find_unseen(document, blocks)
    labels, sizes = label([blocks.text_of(i) for i in range(len(blocks))], places, body)
    weights = (np.minimum(sizes, 400) / max(float((labels * sizes).sum()), 50.0) * 200 + 0.3) * (
        (BARE_WEIGHT if is_bare else 1.0) * (1.0 if corpus == "wcxb" else NEWS_WEIGHT)
    )
    rows = build_features(blocks, hints, places, unseen)
    return Example(corpus, registered_domain(url or site), rows, labels, weights, body, is_bare)


def bare(html: str) -> str:
    """The page without classes, ids and roles, every sectioning tag a div."""
    html = re.sub(r"(\s)(class|id|role|itemprop)=(\"[^\"]*\"|'[^']*')", r"\1", html)
    return re.sub(
        r"(?i)<(/?)(article|main|section|aside|header|footer|nav|figure|figcaption)\b",
        r"<\1div",
        html,
    )


def training_pages() -> Iterator[tuple[str, Any]]:
    """The labelled pages that models are trained on, each with its set."""
    for corpus in (*SETS, "wcxb"):
        for page in gold.pages(corpus):
            if corpus in SETS or (page.kind == "article" and split(page.site) != "report"):
                yield corpus, page


def examples() -> Iterator[Example]:
    """Every page of the training data, then its bare copy; readability's pages count once."""
    for corpus, page in training_pages():
        html = decode(page.html, declared=None, media_type="text/html").text.replace("\x00", "")
        for is_bare in (False, True):
            found = example(
                corpus,
                page.site,
                bare(html) if is_bare else html,
                page.url,
                page.body,
                is_bare=is_bare,
            )
            if found:
                yield found
    for folder in sorted(p for p in (CORPORA / "readability").iterdir() if p.is_dir()):
        expected = read_blocks(read_document((folder / "expected.html").read_bytes()))
        body = "\n".join(expected.text_of(i) for i in range(len(expected))) if expected else ""
        html = (folder / "source.html").read_text(errors="replace").replace("\x00", "")
        found = example("readability", f"readability/{folder.name}", html, None, body)
        if found:
            yield found


def train(pages: list[Example]) -> Forest:
    """The forest of these pages."""
    rows, labels, weights = (
        np.concatenate([getattr(p, name) for p in pages]) for name in ("rows", "labels", "weights")
    )
    booster = lightgbm.train(dict(SETTINGS), lightgbm.Dataset(rows, labels, weight=weights), ROUNDS)
    return flatten(booster.dump_model()["tree_info"])


def flatten(trees: list[dict[str, Any]]) -> Forest:
    """LightGBM's nested trees as flat arrays."""
    feature: list[int] = []
    threshold: list[float] = []
    children: list[list[int]] = []
    value: list[float] = []
    roots: list[int] = []
    depths: list[int] = []

    def add(node: dict[str, Any], depth: int) -> tuple[int, int]:
        at = len(feature)
        feature.append(node.get("split_feature", 0))
        threshold.append(node.get("threshold", 0.0))
        value.append(node.get("leaf_value", 0.0))
        children.append([at, at])
        if "split_feature" not in node:
            return at, depth
        left, a = add(node["left_child"], depth + 1)
        right, b = add(node["right_child"], depth + 1)
        children[at] = [left, right]
        return at, max(a, b)

    for tree in trees:
        root, deep = add(tree["tree_structure"], 0)
        roots.append(root)
        depths.append(deep)
    return Forest(
        np.array(feature, np.int32),
        np.array(threshold, np.float32),
        np.array(children, np.int32).ravel(),
        np.array(value, np.float32),
        np.array(roots, np.int32),
        np.array(depths, np.int32),
    )


def fold_sites(sites: list[str], folds: int) -> dict[str, int]:
    """Site -> its fold; the same for the same sites."""
    shuffled = sorted(set(sites))
    random.Random(SEED).shuffle(shuffled)
    return {site: i % folds for i, site in enumerate(shuffled)}


def forests_by_site(pages: list[Example], folds: int) -> Callable[[str], Forest]:
    """Address -> a forest trained without any page of its registrable domain."""
    fold = fold_sites([p.domain for p in pages], folds)
    made = [train([p for p in pages if fold[p.domain] != k]) for k in range(folds)]
    whole = train(pages)
    return lambda url: made[fold[d]] if (d := registered_domain(url)) in fold else whole


def save(forest: Forest, path: Path) -> None:
    """Write a model as `transforms.parse.trees` reads it."""
    np.savez_compressed(
        path,
        feature=forest.feature.astype(np.int16),
        threshold=forest.threshold,
        children=forest.children.astype(np.int16),
        value=forest.value,
        roots=forest.roots,
        depths=forest.depths.astype(np.int8),
    )
    print("wrote", path.name, path.stat().st_size, "bytes")


def read(forest_of: Callable[[str], Forest], page: Any, html: str) -> str:
    """The main text of a page by a model that has not seen its site."""
    document = read_document(html.encode("utf-8", "replace"))
    hints = read_hints(read_metadata(document, page.url))
    trees = forest_of(page.url or page.site)
    found = find_body(document, html, hints, trees=trees, least_confidence=0.0)
    return "\n".join(b.text for b in found.blocks)


def report(forest_of: Callable[[str], Forest]) -> None:
    """Print how pages are read by models that have not seen their sites."""
    news = [page for corpus, page in training_pages() if corpus in SETS]
    chosen = [p for p in gold.pages("wcxb") if p.kind == "article" and split(p.site) == "choose"]
    for name, pages in (("news", news), ("wcxb, choose", chosen)):
        for is_bare in (False, True):
            scored = []
            for page in pages:
                html = decode(page.html, declared=None, media_type="text/html").text
                html = html.replace("\x00", "")
                scored.append((read(forest_of, page, bare(html) if is_bare else html), page.body))
            words = sum(gold.word_f1(*pair) for pair in scored) / len(scored)
            shingles = {k: round(v, 4) for k, v in gold.body_score(scored).items()}
            how = "without names" if is_bare else "as is"
            print(name, how, "word F1", round(words, 4), shingles, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=6)
    folds = parser.parse_args().folds
    pages = list(examples())
    print(
        f"{len(pages)} pages, {len({p.domain for p in pages})} domains, "
        f"{sum(len(p.rows) for p in pages)} blocks, {pages[0].rows.shape[1]} columns"
    )
    save(train(pages), OUT)
    if folds:
        report(forests_by_site(pages, folds))


if __name__ == "__main__":
    main()
