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
the same data and code give the same file.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import SETS, split
from benchmarks.training.lines import Example, count_verdicts, fit, read_text, run, texts_of
from benchmarks.training.train_body import SETTINGS
from transforms.parse.model.trees import WRITER_MODEL, Forest
from transforms.parse.plain.above.writers import (
    NameLine,
    describe_names,
    find_name_lines,
    writer_rows,
)
from transforms.parse.plain.page import find_head
from transforms.text.folds import fold_name

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
class WriterExample(Example):
    """Lines that may name writers: the lines, the labelled names that the text says, folded, and
    whether rules have found a byline.
    """

    lines: list[NameLine]
    wanted: frozenset[str]
    is_ruled: bool


def names_in(authors: Sequence[str], text: str) -> frozenset[str]:
    """The labelled names, folded, that a text says."""
    said = fold_name(text)
    names = (fold_name(n) for label in authors for n in re.split(r",| and | & |;", label))
    return frozenset(n for n in names if n and n in said)


def examples(parts: Sequence[str]) -> Iterator[WriterExample]:
    """The labelled pages of these parts, each as several texts."""
    for name in ("wcxb", *SETS):
        for page in gold.pages(name):
            part = split(page.site)
            is_labelled = name == "wcxb" or page.authors
            if page.kind != "article" or not is_labelled or part not in parts:
                continue
            for form, text in texts_of(page.html, page.body or "", WEIGHTS):
                if found := example(part, form, page.authors or [], text):
                    yield found


def example(part: str, form: str, authors: Sequence[str], text: str) -> WriterExample | None:
    """One text's lines; None where it has no prose."""
    if (read := read_text(text)) is None:
        return None
    labels, order, prose = read
    body, head = find_head(labels, prose, order)
    if body is None:
        return None
    wanted = names_in(authors, text)
    lines = find_name_lines(labels, body, head.title_at, order=order)
    asked = [describe_names(lines, labels, body, head)]
    rows = writer_rows(asked) if lines else np.zeros(0, np.float32)
    is_own = [any(fold_name(p) in wanted for p in line.people) for line in lines]
    is_ruled = head.byline is not None
    return WriterExample(part, form, rows, np.array(is_own, float), lines, wanted, is_ruled)


def train(texts: list[WriterExample]) -> Forest:
    return fit(texts, WEIGHTS, WRITER_SETTINGS, ROUNDS)


def verdict_of(people: Sequence[str], wanted: frozenset[str]) -> str:
    """How the people that were found stand to the labelled ones."""
    found = {fold_name(name) for name in people}
    if not found:
        return "none"
    if found == wanted:
        return "right"
    return "part" if found & wanted else "another"


def judge(text: WriterExample, line: int | None) -> list[str]:
    return [verdict_of([] if line is None else text.lines[line].people, text.wanted)]


def report(trees: Forest, texts: list[WriterExample]) -> None:
    """Print how often the likeliest line names the labelled writers, by the least chance asked of
    it, of texts in which rules have found none.
    """
    for form in ("plain", "tags", "body"):
        own = [e for e in texts if (e.part, e.form, e.is_ruled) == ("choose", form, False)]
        for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
            counts = count_verdicts(trees, own, least, judge)
            print(f"{form}, least chance {least}:", dict(counts), "of", len(own))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    run(parser, examples, train, report, WRITER_MODEL)


if __name__ == "__main__":
    main()
