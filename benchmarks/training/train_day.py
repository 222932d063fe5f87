"""Trains the classifier of lines of bare text that print an article's day and writes
`src/transforms/parse/model/day_model.npz`.

    python benchmarks/training/train_day.py
        train on the part train, print how it does on the part choose, then train on both and write
    python benchmarks/training/train_day.py --no-print
        only train and write

Data: the labelled articles of wcxb, article-extraction-benchmark, fundus and web-metadata that
state a day, of the parts train and choose, each as the texts that converters make of it and as its
body alone (`train_text.py`). A line is the day's where it prints the labelled day. No page of the
part report is read. Seed 1, one thread: the same data give the same file.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import MISLABELLED, SETS, read_day, split, web_metadata
from benchmarks.training.train_body import SETTINGS, flatten, save
from benchmarks.training.train_text import forms
from transforms.parse.model.trees import DAY_MODEL, Forest, probabilities
from transforms.parse.plain.above.days import day_rows
from transforms.parse.plain.body import find_text_body
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import find_head, label_pieces
from transforms.text.encoding import decode

OUT = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model" / DAY_MODEL
ROUNDS = 60
DAY_SETTINGS = {
    **SETTINGS,
    "learning_rate": 0.1,
    "min_data_in_leaf": 8,
    "num_leaves": 12,
    "feature_fraction": 0.5,
}
#: How much each form of a page counts in training.
WEIGHTS = {"plain": 1.0, "plainer": 0.5, "tags": 0.5, "body": 0.5, "main": 0.3}


@dataclass
class Example:
    """A text's lines that print a day: features, whether each is the article's, and has a label;
    and whether rules have found a day in its header.
    """

    part: str
    form: str
    rows: Any
    labels: Any
    labelled: list[bool]
    is_ruled: bool


def articles() -> Iterator[tuple[str, bytes, str, date]]:
    """Part, HTML, body and day of every labelled article."""
    for page in (p for name in ("wcxb", *SETS) for p in gold.pages(name)):
        day = read_day((page.published or "")[: len("2026-03-08")])
        if page.kind == "article" and day and page.id != MISLABELLED:
            yield split(page.site), page.html, page.body or "", day
    for html, known in web_metadata():
        if day := read_day(known.get("date")):
            yield split(known["url"]), html, "", day


def examples(parts: tuple[str, ...]) -> Iterator[Example]:
    """The labelled pages of these parts, each as several texts."""
    for part, payload, body, day in articles():
        if part not in parts:
            continue
        html = decode(payload, media_type="text/html").text.replace("\x00", "")
        for form, text in forms(html, body):
            if form in WEIGHTS and (found := example(part, form, day, text)):
                yield found


def example(part: str, form: str, day: date, text: str) -> Example | None:
    """One text's lines; None where it has no prose, or prints no day."""
    pieces = unwrap(cut_plain(text))
    if not any(p.text for p in pieces):
        return None
    labels, order = label_pieces(pieces)
    body, head = find_head(labels, find_text_body(labels), order)
    if body is None:
        return None
    is_ruled = head.date is not None and head.date.reason is None
    lines, rows = day_rows(labels, body, head.title_at, order=order)
    is_own = np.array([line.found.value_on == day for line in lines], float)
    labelled = [line.said.is_labelled for line in lines]
    return Example(part, form, rows, is_own, labelled, is_ruled)


def train(texts: list[Example]) -> Forest:
    dated = [e for e in texts if len(e.labels)]
    rows, labels = (
        np.concatenate([getattr(e, name) for e in dated]) for name in ("rows", "labels")
    )
    weights = np.concatenate([np.full(len(e.labels), WEIGHTS[e.form]) for e in dated])
    data = lightgbm.Dataset(rows, labels, weight=weights)
    made = lightgbm.train(dict(DAY_SETTINGS), data, ROUNDS)
    return flatten(made.dump_model()["tree_info"])


def report(trees: Forest, texts: list[Example]) -> None:
    """Print how often the likeliest line prints the day, by the least chance asked of it, of texts
    in which rules have found none.
    """
    for form in ("plain", "tags", "body"):
        own = [e for e in texts if (e.part, e.form, e.is_ruled) == ("choose", form, False)]
        for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
            counts: Counter[str] = Counter()
            for e in own:
                chances = probabilities(trees, e.rows) if len(e.labels) else np.zeros(1)
                best = int(chances.argmax())
                is_said = chances[best] >= least
                verdict = "none" if not is_said else "right" if e.labels[best] else "another"
                counts[verdict] += 1
                counts[f"{verdict}, labelled"] += bool(is_said) and e.labelled[best]
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
