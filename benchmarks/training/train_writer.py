"""Trains the classifier of lines of bare text that name an article's writers and writes
`src/transforms/parse/model/writer_model.npz`.

    python benchmarks/training/train_writer.py
        train on the part train, print how it does on the part choose, then train on both and write
    python benchmarks/training/train_writer.py --no-print
        only train and write

Data: the labelled articles of wcxb, of which those without a label name nobody, and those of
article-extraction-benchmark and fundus that state writers, of the parts train and choose, each as
the texts that converters make of it and as its body alone (`train_text.py`). A line names the
writers where one of its people is labelled. No page of the part report is read. Seed 1, one thread:
the same data give the same file.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.training.train_body import SETTINGS, flatten, save
from benchmarks.training.train_text import forms
from transforms.parse.model.trees import WRITER_MODEL, Forest, probabilities
from transforms.parse.plain.above.writers import NameLine, writer_rows
from transforms.parse.plain.body import find_text_body
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import find_head, label_pieces
from transforms.text.encoding import decode
from transforms.text.folds import fold_name

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / WRITER_MODEL
ROUNDS = 80
WRITER_SETTINGS = {
    **SETTINGS,
    "learning_rate": 0.1,
    "min_data_in_leaf": 10,
    "feature_fraction": 0.4,
}
#: How much each form of a page counts in training.
WEIGHTS = {"plain": 1.0, "plainer": 0.5, "tags": 0.5, "body": 0.3}


@dataclass
class Example:
    """A text's lines that may name writers: features, whether each does, and the names wanted; and
    whether rules have found a byline.
    """

    part: str
    form: str
    lines: list[NameLine]
    rows: Any
    labels: Any
    wanted: frozenset[str]
    is_ruled: bool


def names_in(authors: Sequence[str], text: str) -> frozenset[str]:
    """The labelled names, folded, that a text says."""
    said = fold_name(text)
    names = (fold_name(n) for label in authors for n in re.split(r",| and | & |;", label))
    return frozenset(n for n in names if n and n in said)


def examples(parts: tuple[str, ...]) -> Iterator[Example]:
    """The labelled pages of these parts, each as several texts."""
    for name in ("wcxb", *SETS):
        for page in gold.pages(name):
            part = split(page.site)
            is_labelled = name == "wcxb" or page.authors
            if page.kind != "article" or not is_labelled or part not in parts:
                continue
            html = decode(page.html, media_type="text/html").text.replace("\x00", "")
            for form, text in forms(html, page.body or ""):
                if form in WEIGHTS and (found := example(part, form, page.authors or [], text)):
                    yield found


def example(part: str, form: str, authors: Sequence[str], text: str) -> Example | None:
    """One text's lines; None where it has no prose."""
    pieces = unwrap(cut_plain(text))
    if not any(p.text for p in pieces):
        return None
    labels, order = label_pieces(pieces)
    body, head = find_head(labels, find_text_body(labels), order)
    if body is None:
        return None
    wanted = names_in(authors, text)
    lines, rows = writer_rows(labels, body, head, order=order)
    is_own = [any(fold_name(p) in wanted for p in line.people) for line in lines]
    is_ruled = head.byline is not None
    return Example(part, form, lines, rows, np.array(is_own, float), wanted, is_ruled)


def train(texts: list[Example]) -> Forest:
    named = [e for e in texts if e.lines]
    rows, labels = (
        np.concatenate([getattr(e, name) for e in named]) for name in ("rows", "labels")
    )
    weights = np.concatenate([np.full(len(e.labels), WEIGHTS[e.form]) for e in named])
    data = lightgbm.Dataset(rows, labels, weight=weights)
    made = lightgbm.train(dict(WRITER_SETTINGS), data, ROUNDS)
    return flatten(made.dump_model()["tree_info"])


def verdict_of(people: Sequence[str], wanted: frozenset[str]) -> str:
    """How the people that were found stand to the labelled ones."""
    found = {fold_name(name) for name in people}
    if not found:
        return "none"
    if found == wanted:
        return "right"
    return "part" if found & wanted else "another"


def report(trees: Forest, texts: list[Example]) -> None:
    """Print how often the likeliest line names the labelled writers, by the least chance asked of
    it, of texts in which rules have found none.
    """
    for form in ("plain", "tags", "body"):
        own = [e for e in texts if (e.part, e.form, e.is_ruled) == ("choose", form, False)]
        for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
            counts: Counter[str] = Counter()
            for e in own:
                chances = probabilities(trees, e.rows) if e.lines else np.zeros(1)
                best = int(chances.argmax())
                people = e.lines[best].people if chances[best] >= least else []
                counts[verdict_of(people, e.wanted)] += 1
            print(f"{form}, least chance {least}:", dict(counts), "of", len(own))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-print", action="store_true")
    is_silent = parser.parse_args().no_print
    texts = list(examples(("train", "choose")))
    if not is_silent:
        report(train([e for e in texts if e.part == "train"]), texts)
    save(train(texts), OUT)


if __name__ == "__main__":
    main()
