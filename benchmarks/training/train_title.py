"""Trains the headline classifier of bare text and writes
`src/transforms/parse/model/title_model.npz`.

    python benchmarks/training/train_title.py
        train on the part train, print how it does on the part choose, then train on both and write
    python benchmarks/training/train_title.py --no-print
        only train and write

Data: the labelled articles of wcxb, article-extraction-benchmark and fundus that state a title, of
the parts train and choose, each as the texts that converters make of it (`train_text.py`). A line
is the headline where it says the labelled title, or more than .85 of it in order. No page of the
part report is read. Seed 1, one thread: the same data and code give the same file.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.training.lines import Example, count_verdicts, fit, read_text, run, texts_of
from benchmarks.training.train_body import SETTINGS
from transforms.parse.model.trees import TITLE_MODEL, Forest
from transforms.parse.plain.above.titles import title_rows
from transforms.parse.plain.body import find_asked
from transforms.parse.plain.features import compute_rows, lay_out

ROUNDS, ALIKE = 60, 0.85
TITLE_SETTINGS = {**SETTINGS, "learning_rate": 0.1, "min_data_in_leaf": 10, "feature_fraction": 0.4}
#: How much each form of a page counts in training.
WEIGHTS = {"plain": 1.0, "plainer": 0.5, "tags": 0.5, "main": 0.3}


def words_of(text: str) -> str:
    """A text's words alone, in lower case, one blank between them."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def examples(parts: Sequence[str]) -> Iterator[Example]:
    """The labelled pages of these parts, each as several texts."""
    for page in (p for name in ("wcxb", *SETS) for p in gold.pages(name)):
        part = split(page.site)
        if page.kind != "article" or not page.title or part not in parts:
            continue
        for form, text in texts_of(page.html, page.body or "", WEIGHTS):
            if found := example(part, form, words_of(page.title), text):
                yield found


def example(part: str, form: str, title: str, text: str) -> Example | None:
    """One text's lines; None where it has no prose, or no line that may be a headline."""
    if (read := read_text(text)) is None:
        return None
    labels, _, body = read
    sheet = lay_out([labels])
    asked = find_asked(sheet)
    at, rows = title_rows(sheet, [body], asked, compute_rows(sheet, asked))
    said = [words_of(labels.texts[i]) for i in at.tolist()]
    is_title = [s == title or SequenceMatcher(None, s, title).ratio() > ALIKE for s in said]
    return Example(part, form, rows, np.array(is_title, float)) if said else None


def train(texts: list[Example]) -> Forest:
    return fit(texts, WEIGHTS, TITLE_SETTINGS, ROUNDS)


def judge(text: Example, line: int | None) -> list[str]:
    return ["none" if line is None else "right" if text.labels[line] else "another"]


def report(trees: Forest, texts: list[Example]) -> None:
    """Print how often the likeliest line is the headline, by the least chance asked of it."""
    own = [e for e in texts if e.part == "choose" and e.form == "plain"]
    for least in (0.05, 0.1, 0.15, 0.2, 0.3):
        print(
            f"least chance {least}:", dict(count_verdicts(trees, own, least, judge)), "of", len(own)
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    run(parser, examples, train, report, TITLE_MODEL)


if __name__ == "__main__":
    main()
