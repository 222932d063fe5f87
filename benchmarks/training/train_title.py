"""Trains the headline classifier of bare text and writes
`src/transforms/parse/model/title_model.npz`.

    python benchmarks/training/train_title.py
        train on the part train, print how it does on the part choose, then train on both and write
    python benchmarks/training/train_title.py --no-print
        only train and write

Data: the labelled articles of wcxb, article-extraction-benchmark and fundus that state a title, of
the parts train and choose, each as the texts that converters make of it (`train_text.py`). A line
is the headline where it says the labelled title, or more than .85 of it in order. No page of the
part report is read. Seed 1, one thread: the same data give the same file.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.training.train_body import SETTINGS, flatten, save
from benchmarks.training.train_text import forms
from transforms.parse.model.trees import TITLE_MODEL, Forest, probabilities
from transforms.parse.plain.above.titles import title_rows
from transforms.parse.plain.body import find_asked, find_text_body
from transforms.parse.plain.features import compute_rows, lay_out
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import label_pieces
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / TITLE_MODEL
ROUNDS, ALIKE = 60, 0.85
TITLE_SETTINGS = {**SETTINGS, "learning_rate": 0.1, "min_data_in_leaf": 10, "feature_fraction": 0.4}
#: How much each form of a page counts in training.
WEIGHTS = {"plain": 1.0, "plainer": 0.5, "tags": 0.5, "main": 0.3}


@dataclass
class Example:
    """A text's lines that may be its headline: features, and whether each is."""

    part: str
    form: str
    rows: Any
    labels: Any


def words_of(text: str) -> str:
    """A text's words alone, in lower case, one blank between them."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def examples(parts: tuple[str, ...]) -> Iterator[Example]:
    """The labelled pages of these parts, each as several texts."""
    for page in (p for name in ("wcxb", *SETS) for p in gold.pages(name)):
        part = split(page.site)
        if page.kind != "article" or not page.title or part not in parts:
            continue
        html = decode(page.html, media_type="text/html").text.replace("\x00", "")
        for form, text in forms(html, page.body or ""):
            if form in WEIGHTS and (found := example(part, form, words_of(page.title), text)):
                yield found


def example(part: str, form: str, title: str, text: str) -> Example | None:
    """One text's lines; None where it has no prose, or no line that may be a headline."""
    pieces = unwrap(cut_plain(text))
    if not any(p.text for p in pieces):
        return None
    labels = label_pieces(pieces)[0]
    body = find_text_body(labels)
    if body is None:
        return None
    sheet = lay_out([labels])
    asked = find_asked(sheet)
    at, rows = title_rows(sheet, [body], asked, compute_rows(sheet, asked))
    said = [words_of(labels.texts[i]) for i in at.tolist()]
    is_title = [s == title or SequenceMatcher(None, s, title).ratio() > ALIKE for s in said]
    return Example(part, form, rows, np.array(is_title, float)) if said else None


def train(lines: list[Example]) -> Forest:
    rows, labels = (
        np.concatenate([getattr(e, name) for e in lines]) for name in ("rows", "labels")
    )
    weights = np.concatenate([np.full(len(e.labels), WEIGHTS[e.form]) for e in lines])
    data = lightgbm.Dataset(rows, labels, weight=weights)
    made = lightgbm.train(dict(TITLE_SETTINGS), data, ROUNDS)
    return flatten(made.dump_model()["tree_info"])


def report(trees: Forest, lines: list[Example]) -> None:
    """Print how often the likeliest line is the headline, by the least chance asked of it."""
    own = [e for e in lines if e.part == "choose" and e.form == "plain"]
    for least in (0.05, 0.1, 0.15, 0.2, 0.3):
        counts: Counter[str] = Counter()
        for e in own:
            chances = probabilities(trees, e.rows)
            best = int(chances.argmax())
            is_said = chances[best] >= least
            counts["none" if not is_said else "right" if e.labels[best] else "another"] += 1
        print(f"least chance {least}:", dict(counts), "of", len(own))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-print", action="store_true")
    is_silent = parser.parse_args().no_print
    lines = list(examples(("train", "choose")))
    if not is_silent:
        report(train([e for e in lines if e.part == "train"]), lines)
    save(train(lines), OUT)


if __name__ == "__main__":
    main()
