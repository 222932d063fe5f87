"""Trains the classifier of lines of bare text that print an article's day and writes
`src/transforms/parse/model/day_model.npz`.

    python benchmarks/training/train_day.py
        train on the part train, print how it does on the part choose, then train on both and write
    python benchmarks/training/train_day.py --no-print
        only train and write

Data: the labelled articles of wcxb, article-extraction-benchmark, fundus and web-metadata that
state a day, of the parts train and choose, each as the texts that converters make of it and as its
body alone (`train_text.py`). A line is the day's where it prints the labelled day. No page of the
part report is read. Seed 1, one thread: the same data and code give the same file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.inputs import gold
from benchmarks.inputs.labelled import MISLABELLED, SETS, read_day, split, web_metadata
from benchmarks.training.lines import Example, count_verdicts, fit, read_text, run, texts_of
from benchmarks.training.train_body import SETTINGS
from transforms.parse.model.trees import DAY_MODEL, Forest
from transforms.parse.plain.above.days import day_rows, describe_days, find_day_lines
from transforms.parse.plain.page import find_head

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
class DayExample(Example):
    """Lines that print a day: whether each has a label, and whether rules have found a day in the
    text's header.
    """

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


def examples(parts: Sequence[str]) -> Iterator[DayExample]:
    """The labelled pages of these parts, each as several texts."""
    for part, payload, body, day in articles():
        if part in parts:
            for form, text in texts_of(payload, body, WEIGHTS):
                if found := example(part, form, day, text):
                    yield found


def example(part: str, form: str, day: date, text: str) -> DayExample | None:
    """One text's lines; None where it has no prose."""
    if (read := read_text(text)) is None:
        return None
    labels, order, prose = read
    body, head = find_head(labels, prose, order)
    if body is None:
        return None
    title_at = head.title_at
    lines = find_day_lines(labels, body, title_at, order=order)
    asked = [describe_days(lines, labels, body, title_at, order=order)]
    rows = day_rows(asked) if lines else np.zeros(0, np.float32)
    is_own = np.array([line.found.value_on == day for line in lines], float)
    labelled = [line.said.is_labelled for line in lines]
    is_ruled = head.date is not None and head.date.reason is None
    return DayExample(part, form, rows, is_own, labelled, is_ruled)


def train(texts: list[DayExample]) -> Forest:
    return fit(texts, WEIGHTS, DAY_SETTINGS, ROUNDS)


def judge(text: DayExample, line: int | None) -> list[str]:
    if line is None:
        return ["none"]
    verdict = "right" if text.labels[line] else "another"
    return [verdict, f"{verdict}, labelled"] if text.labelled[line] else [verdict]


def report(trees: Forest, texts: list[DayExample]) -> None:
    """Print how often the likeliest line prints the day, by the least chance asked of it, of texts
    in which rules have found none.
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
    run(parser, examples, train, report, DAY_MODEL)


if __name__ == "__main__":
    main()
