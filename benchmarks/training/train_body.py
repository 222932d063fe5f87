"""Trains the block classifier of HTML bodies and writes
`src/transforms/parse/model/body_model.npz`.

    python benchmarks/training/train_body.py
        cross-validate by site, then train on all pages and write the model
    python benchmarks/training/train_body.py --folds 0
        only train and write

Data: the labelled pages of article-extraction-benchmark and fundus, readability's test pages (their
expected text), and each labelled page once more without classes, ids and sectioning tags, so that
no site's names are leant on. A block's label is the share of its word 4-shingles that the gold body
holds. Seed 1, one thread: the same data give the same file.
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

from benchmarks.inputs.labelled import CORPORA, SETS, gold
from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.text.body import read_hints
from transforms.parse.html.text.features import Hints, build_features
from transforms.parse.model.trees import MODEL, Forest, probabilities
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / MODEL
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
#: A page's copy without names counts half.
BARE_WEIGHT = 0.5


@dataclass
class Example:
    """A page's blocks: features, labels, weights, texts."""

    corpus: str
    site: str
    id: str
    rows: Any
    labels: Any
    weights: Any
    texts: list[str]
    body: str
    is_bare: bool


def example(
    corpus: str, site: str, id: str, html: str, url: str | None, body: str, *, is_bare: bool = False
) -> Example | None:
    """One page as the parser sees it, its blocks labelled by the gold body."""
    document = read_document(html.encode("utf-8", "replace"))
    hints = Hints() if is_bare else read_hints(read_metadata(document, url))
    blocks = read_blocks(document)
    if blocks is None:
        return None
    texts = [blocks.text_of(i) for i in range(len(blocks))]
    labels, sizes = label(texts, body)
    weights = (np.minimum(sizes, 400) / max(float((labels * sizes).sum()), 50.0) * 200 + 0.3) * (
        BARE_WEIGHT if is_bare else 1.0
    )
    return Example(
        corpus, site, id, build_features(blocks, hints), labels, weights, texts, body, is_bare
    )


def label(texts: list[str], body: str) -> tuple[Any, Any]:
    """For each block the share of it that the body holds, and its length in tokens; fewer than four
    tokens must be a line of it.
    """
    g = gold()
    held = g.shingles(body)
    lines = {" ".join(g._TOKEN.findall(line)) for line in body.splitlines()}
    labels, sizes = [], []
    for text in texts:
        tokens = g._TOKEN.findall(text)
        own = g.shingles(text)
        share = sum(n for s, n in own.items() if s in held) / max(sum(own.values()), 1)
        labels.append(
            share if len(tokens) >= 4 else float(bool(tokens) and " ".join(tokens) in lines)
        )
        sizes.append(float(len(tokens)))
    return np.array(labels), np.array(sizes)


def bare(html: str) -> str:
    """The page without classes, ids and roles, every sectioning tag a div."""
    html = re.sub(r"(\s)(class|id|role|itemprop)=(\"[^\"]*\"|'[^']*')", r"\1", html)
    return re.sub(
        r"(?i)<(/?)(article|main|section|aside|header|footer|nav|figure|figcaption)\b",
        r"<\1div",
        html,
    )


def examples() -> Iterator[Example]:
    """Every page of the training data, then its bare copy; readability's pages count once."""
    for corpus in SETS:
        for page in gold().pages(corpus):
            html = decode(page.html, declared=None, media_type="text/html").text.replace("\x00", "")
            for is_bare in (False, True):
                found = example(
                    corpus,
                    page.site,
                    page.id,
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
        found = example("readability", f"readability/{folder.name}", folder.name, html, None, body)
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


def split(sites: list[str], folds: int) -> dict[str, int]:
    """Site -> its fold; the same for the same sites."""
    shuffled = sorted(set(sites))
    random.Random(SEED).shuffle(shuffled)
    return {site: i % folds for i, site in enumerate(shuffled)}


def forests_by_site(pages: list[Example], folds: int) -> Callable[[str], Forest]:
    """Site -> a forest trained without any page of that site."""
    fold = split([p.site for p in pages if p.corpus in SETS], folds)
    made = [train([p for p in pages if fold.get(p.site) != k]) for k in range(folds)]
    return lambda site: made[fold[site]]


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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", type=int, default=6)
    folds = parser.parse_args().folds
    pages = list(examples())
    print(
        len(pages),
        "pages,",
        len({p.site for p in pages}),
        "sites,",
        sum(len(p.rows) for p in pages),
        "blocks,",
        pages[0].rows.shape[1],
        "columns",
    )
    if folds:
        forest_of = forests_by_site(pages, folds)
        for corpus in SETS:
            for is_bare in (False, True):
                own = [p for p in pages if p.corpus == corpus and p.is_bare == is_bare]
                for least in (0.4, 0.45, 0.5):
                    kept = [
                        (
                            "\n".join(
                                t
                                for t, q in zip(
                                    p.texts, probabilities(forest_of(p.site), p.rows), strict=True
                                )
                                if q > least
                            ),
                            p.body,
                        )
                        for p in own
                    ]
                    print(
                        corpus,
                        "without names" if is_bare else "as is",
                        least,
                        {k: round(v, 4) for k, v in gold().body_score(kept).items()},
                        flush=True,
                    )
    forest = train(pages)
    save(forest, OUT)


if __name__ == "__main__":
    main()
