"""Trains the classifier of pages by kind and writes `src/transforms/parse/model/kind_model.npz`.

    python benchmarks/training/train_kind.py
        read the pages, cross-validate by domain, choose the threshold, train and write
    python benchmarks/training/train_kind.py --rows rows.pickle
        keep the pages' features in a file, or read them from there

Data: the pages of wcxb in the parts train and choose by their labelled kind, the news pages of
article-extraction-benchmark and fundus in these parts as articles, each page once more without
names, types and address, once cut to what follows its heading, and of articles a page of their
first paragraphs and nothing else. No page of the part report is read. The threshold comes from
pages that the model did not see: five folds by domain. What the body model makes of a page comes
from one that has not seen the page's domain, as with every page that is read later: the body model
is trained anew without each part of the domains. Seed 1, one thread: the same data give the same
file.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import pickle
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
from benchmarks.training.train_body import bare, examples, flatten, forests_by_site
from transforms.parse.html.kind.features import ABSENT, read_features
from transforms.parse.html.kind.markup import Features
from transforms.parse.html.parts import read_parts
from transforms.parse.model.kinds import KIND_MODEL
from transforms.parse.model.trees import Forest
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / KIND_MODEL
SEED, ROUNDS, FOLDS, BODY_FOLDS = 1, 400, 5, 3
#: What the labels of wcxb are called here.
KINDS = ("article", "list", "documentation", "forum", "product", "service")
LABELS = {"listing": "list", "collection": "list"}
SETTINGS = dict(
    objective="multiclass",
    num_class=len(KINDS),
    learning_rate=0.05,
    num_leaves=6,
    min_data_in_leaf=10,
    feature_fraction=0.2,
    bagging_fraction=0.8,
    bagging_freq=1,
    lambda_l2=1.0,
    extra_trees=True,
    max_bin=63,
    verbose=-1,
    num_threads=1,
    seed=SEED,
    deterministic=True,
)
#: So many of the articles of unseen domains stay articles.
LEAST_RECALL = 0.985
WEIGHTS = {"as it is": 1.0, "news": 0.5, "bare": 0.5, "cut": 0.5, "short": 0.3}
_STATED = re.compile(
    r"(?is)<script[^>]*ld\+json.*?</script>|<meta[^>]*(?:og:|article:|twitter:|author)[^>]*>"
)
_HEAD = re.compile(r"(?is)<head\b.*?</head\s*>")
_AROUND = re.compile(
    r"(?is)<(script|style|nav|header|footer|aside|svg|noscript)\b.*?</\1\s*>|<head\b.*?</head\s*>"
)


@dataclass(frozen=True)
class Job:
    """A page to read: where it is from, what it is, and how it is changed before."""

    domain: str
    kind: str
    form: str
    text: str
    url: str | None


@dataclass(frozen=True)
class Row:
    """A page as the model sees it."""

    domain: str
    kind: str
    form: str
    features: Features


def jobs() -> Iterator[Job]:
    """Every page of the training data in its forms."""
    dice = random.Random(SEED)
    for corpus in ("wcxb", *SETS):
        for page in gold.pages(corpus):
            if split(page.site) == "report":
                continue
            domain, kind = registered_domain(page.site), LABELS.get(page.kind, page.kind)
            text = decode(page.html, declared=None, media_type="text/html").text
            yield Job(domain, kind, "as it is" if corpus == "wcxb" else "news", text, page.url)
            yield Job(domain, kind, "bare", _STATED.sub("", bare(text)), None)
            yield Job(domain, kind, "cut", cut(text, dice), page.url)
            if kind == "article":
                yield Job(domain, kind, "short", short(page, dice), page.url)


def cut(text: str, dice: random.Random) -> str:
    """The page without its menus, from its heading on for some thousand characters: small pages are
    of all kinds.
    """
    head, body = _HEAD.search(text), _AROUND.sub("", text)
    start = max(body.lower().find("<h1"), 0)
    stated = head[0] if head and dice.random() < 0.5 else ""
    return f"<html>{stated}<body><main>{body[start : start + dice.randint(3_000, 30_000)]}"


def short(page: Any, dice: random.Random) -> str:
    """A page of an article's first paragraphs, with a header and a footer and little else."""
    lines = [line for line in page.body.splitlines() if line.strip()][: dice.randint(1, 8)]
    said = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    title = html.escape(page.title or lines[0][:60] if lines else "")
    day = dice.choice(("", "<time datetime='2026-03-05'>5.3.2026</time>", "<p>2026-03-05</p>"))
    stated = dice.choice(("", "<meta property='og:type' content='article'>"))
    outer = dice.choice(("article", "main", "div"))
    menu = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in range(dice.randint(0, 6)))
    return (
        f"<html><head><title>{title}</title>{stated}</head><body><nav><ul>{menu}</ul></nav>"
        f"<{outer}><h1>{title}</h1>{day}{said}</{outer}><footer><p>© 2026</p></footer></body>"
        "</html>"
    )


def read(job: Job, forest_of: Callable[[str], Forest]) -> Row:
    """The page's features, as the parser has them of a page that the body model has not seen."""
    payload = job.text.encode("utf-8", "replace")
    parts = read_parts(payload, url=job.url, trees=forest_of(job.domain))
    return Row(job.domain, job.kind, job.form, read_features(parts, job.url))


def rows(path: Path | None) -> list[Row]:
    """The features of all pages, from a file where it has them."""
    if path and path.exists():
        held: list[Row] = pickle.loads(path.read_bytes())
        return held
    forest_of = forests_by_site(list(examples()), BODY_FOLDS)
    found = [read(job, forest_of) for job in jobs()]
    if path:
        path.write_bytes(pickle.dumps(found))
    return found


def fold(domain: str) -> int:
    """The fold that a domain's pages are in."""
    return int(hashlib.sha256(b"fold " + domain.encode()).hexdigest(), 16) % FOLDS


def train(x: Any, y: Any, weights: Any) -> Any:
    return lightgbm.train(dict(SETTINGS), lightgbm.Dataset(x, y, weight=weights), ROUNDS)


def threshold(shares: Any, is_article: Any) -> float:
    """The highest share at which so many of the articles are kept."""
    own = np.sort(shares[is_article])[::-1]
    return float(own[int(np.ceil(LEAST_RECALL * len(own))) - 1])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path)
    found = rows(parser.parse_args().rows)
    columns = sorted({name for row in found for name in row.features})
    x = np.array([[r.features.get(c, ABSENT) for c in columns] for r in found], np.float32)
    y = np.array([KINDS.index(r.kind) for r in found])
    weights = np.array([WEIGHTS[r.form] for r in found])
    folds = np.array([fold(r.domain) for r in found])
    whole = np.array([r.form == "as it is" for r in found])
    print(len(found), "pages,", len({r.domain for r in found}), "domains,", len(columns), "columns")
    chances = np.zeros((len(found), len(KINDS)))
    for k in range(FOLDS):
        seen = folds != k
        chances[~seen] = train(x[seen], y[seen], weights[seen]).predict(x[~seen])
    shares = chances[:, 0] / (chances[:, 0] + chances[:, 1:].max(axis=1))
    least = threshold(shares[whole], y[whole] == 0)
    kept = whole & (shares >= least)
    recall = (kept & (y == 0)).sum() / (whole & (y == 0)).sum()
    print(
        f"unseen domains: threshold {least:.3f}, article precision "
        f"{(y[kept] == 0).mean():.3f} at recall {recall:.3f}; "
        f"kind right {(chances.argmax(1) == y)[whole].mean():.3f}"
    )
    for form in WEIGHTS:
        own = np.array([r.form == form for r in found]) & (y == 0)
        print(f"{form}: {(shares[own] >= least).mean():.4f} of {own.sum()} articles kept")
    save(train(x, y, weights), columns, least)


def save(booster: Any, columns: list[str], least: float) -> None:
    """Write the model with the columns that its trees ask about."""
    trees = flatten(booster.dump_model()["tree_info"])
    used = sorted(set(trees.feature[trees.children[::2] != np.arange(len(trees.feature))].tolist()))
    place = {column: i for i, column in enumerate(used)}
    np.savez_compressed(
        OUT,
        feature=np.array([place.get(f, 0) for f in trees.feature.tolist()], np.int16),
        threshold=trees.threshold,
        children=trees.children.astype(np.int16),
        value=trees.value,
        roots=trees.roots.astype(np.int32),
        depths=trees.depths.astype(np.int8),
        kinds=np.array(KINDS),
        columns=np.array([columns[i] for i in used]),
        least_article=np.float64(least),
    )
    print("wrote", OUT.name, OUT.stat().st_size, "bytes,", len(used), "columns")


if __name__ == "__main__":
    main()
