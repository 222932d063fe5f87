"""What the trainers of lines of bare text share: each classifier chooses one line of a text, such
as its headline, its day or the names of its writers.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import lightgbm
import numpy as np

from benchmarks.training.train_body import flatten, save
from benchmarks.training.train_text import forms
from transforms.parse.dates.value import Order
from transforms.parse.model.trees import Forest, probabilities
from transforms.parse.plain.body import find_text_bodies
from transforms.parse.plain.labels import Labels, TextBody
from transforms.parse.plain.lines import cut_plain, unwrap
from transforms.parse.plain.page import label_pieces
from transforms.text.encoding import decode

MODELS = Path(__file__).resolve().parents[2] / "src" / "transforms" / "parse" / "model"


@dataclass
class Example:
    """A text's lines that may be the one looked for: a row of features each, and whether each is
    it (1.0 or 0.0).
    """

    part: str
    form: str
    rows: Any
    labels: Any


AnExample = TypeVar("AnExample", bound=Example)


def texts_of(payload: bytes, body: str, weights: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """A page as the texts that have a weight in training: (form, text)."""
    html = decode(payload, media_type="text/html").text.replace("\x00", "")
    return ((form, text) for form, text in forms(html, body) if form in weights)


def read_text(text: str) -> tuple[Labels, Order | None, TextBody] | None:
    """A text's lines, how it writes days in figures, and its body; None where it has no prose."""
    pieces = unwrap(cut_plain(text))
    if not any(p.text for p in pieces):
        return None
    labels, order = label_pieces(pieces)
    body = find_text_bodies([labels])[0]
    return (labels, order, body) if body else None


def fit(
    texts: Iterable[Example],
    weights: Mapping[str, float],
    settings: Mapping[str, Any],
    rounds: int,
) -> Forest:
    """The trees that tell the lines apart, a text's lines weighted by its form."""
    asked = [e for e in texts if len(e.labels)]
    rows, labels = (
        np.concatenate([getattr(e, name) for e in asked]) for name in ("rows", "labels")
    )
    weight = np.concatenate([np.full(len(e.labels), weights[e.form]) for e in asked])
    data = lightgbm.Dataset(rows, labels, weight=weight)
    made = lightgbm.train(dict(settings), data, rounds)
    return flatten(made.dump_model()["tree_info"])


def count_verdicts(
    trees: Forest,
    texts: Iterable[AnExample],
    least: float,
    judge: Callable[[AnExample, int | None], Iterable[str]],
) -> Counter[str]:
    """How often each verdict falls on the likeliest line of a text, by its number; on None where
    no line has a chance of `least`.
    """
    counts: Counter[str] = Counter()
    for e in texts:
        chances = probabilities(trees, e.rows) if len(e.labels) else np.zeros(1)
        best = int(chances.argmax())
        counts.update(judge(e, best if chances[best] >= least else None))
    return counts


def run(
    parser: argparse.ArgumentParser,
    examples: Callable[[Sequence[str]], Iterable[AnExample]],
    train: Callable[[list[AnExample]], Forest],
    report: Callable[[Forest, list[AnExample]], None],
    model: str,
) -> None:
    """Do what a trainer's command asks for: report on the part choose what the part train has
    trained, then train on both and write the model's file.
    """
    parser.add_argument("--no-print", action="store_true", help="only train and write")
    is_silent = parser.parse_args().no_print
    texts = list(examples(("train", "choose")))
    if not is_silent:
        report(train([e for e in texts if e.part == "train"]), texts)
    save(train(texts), MODELS / model)
