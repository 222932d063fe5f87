"""Labelled pages of three public sets, and the metrics by which a body is scored.

The folder that `TEARSHEET_CORPORA` names holds each set as its repository has it:

article-extraction-benchmark   github.com/scrapinghub/article-extraction-benchmark, MIT:
                               `ground-truth.json` and `html/`; bodies of news pages, by hand
fundus                         github.com/flairNLP/fundus, MIT: the folders of
                               `tests/resources/parser/test_data`; what its parsers, written for
                               each publisher, read: title, authors, day, body
wcxb                           github.com/Murrough-Foley/web-content-extraction-benchmark,
                               CC-BY-4.0: `dev/`; pages of seven kinds, reviewed by hand

What is missing ends the program with a sentence that says which folder it looked for.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.inputs.places import CORPORA

#: Han and kana have no blanks between words: each character counts as one.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(f"[{_DENSE}]|[^\\W{_DENSE}]+")
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{4,}")
_STAMP = re.compile(r"_\d{4}_\d\d_\d\d\.html\.gz$")
SHINGLE = 4
#: Paragraphs of a label by which its page is found.
_HEAD = 30


@dataclass(frozen=True)
class LabelledPage:
    """A page's bytes and what its label says; null or empty where the label is silent.

    `site` is a host, or of fundus `country/publisher`; `published` a day or an instant in ISO 8601;
    `kind` the page's, `article` in sets of articles alone.
    """

    id: str
    site: str
    url: str | None
    html: bytes
    body: str
    title: str | None = None
    published: str | None = None
    authors: Sequence[str] = ()
    kind: str = "article"


def pages(name: str) -> Iterator[LabelledPage]:
    """The pages of one set, always in the same order."""
    folder = CORPORA / name
    if not folder.is_dir():
        raise SystemExit(f"no labelled pages: {folder} is absent; set TEARSHEET_CORPORA")
    yield from _READERS[name](folder)


def tokens(text: str | None) -> list[str]:
    """A text's words as they stand; of dense scripts its characters."""
    return _TOKEN.findall(text or "")


def shingles(text: str | None) -> Counter[tuple[str, ...]]:
    """The runs of `SHINGLE` words of a text, with how often each stands in it; of a shorter text
    the whole.
    """
    words = tokens(text)
    if len(words) < SHINGLE:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[i:] for i in range(SHINGLE)), strict=False))


def word_f1(predicted: str | None, body: str) -> float:
    """F1 of one page's words, whatever their order and case: the metric of wcxb's own figures."""
    a, b = (Counter(_WORD.findall((text or "").lower())) for text in (predicted, body))
    if not a and not b:
        return 1.0
    return 2 * (a & b).total() / (a.total() + b.total())


def body_score(
    pairs: Iterable[tuple[str | None, str]], *, bootstrap: int = 1000
) -> dict[str, float]:
    """`precision`, `recall` and `f1` of (predicted, labelled) bodies, how many `pages`, and `pm`,
    half the width of the interval that holds two thirds of F1 where pages are drawn anew.

    Of each page the shingles that are right, too many and missing are shares of their sum, so that
    every page counts alike: the metric of article-extraction-benchmark.
    """
    rows = [row for predicted, body in pairs if (row := _shares(predicted, body))]
    rng = random.Random(1)
    rounds = bootstrap if rows else 0
    drawn = sorted(_rates(rng.choices(rows, k=len(rows)))[2] for _ in range(rounds))
    precision, recall, f1 = _rates(rows)
    low, high = (drawn[max(int(q * len(drawn)) - 1, 0)] if drawn else f1 for q in (0.16, 0.84))
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "pm": (high - low) / 2,
        "pages": len(rows),
    }


def _shares(predicted: str | None, body: str) -> tuple[float, float, float] | None:
    a, b = shingles(predicted), shingles(body)
    right = (a & b).total()
    every = a.total() + b.total() - right
    if not every:
        return None
    return right / every, (a.total() - right) / every, (b.total() - right) / every


def _rates(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    right, extra, missing = (sum(row[i] for row in rows) for i in range(3))
    precision, recall = right / ((right + extra) or 1), right / ((right + missing) or 1)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def _read_benchmark(folder: Path) -> Iterator[LabelledPage]:
    labels = json.loads((folder / "ground-truth.json").read_text())
    for path in sorted((folder / "html").glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        url = labels[name].get("url")
        raw = gzip.decompress(path.read_bytes())
        yield LabelledPage(name, urlsplit(url or "").netloc, url, raw, labels[name]["articleBody"])


def _read_fundus(folder: Path) -> Iterator[LabelledPage]:
    for listed in sorted(folder.rglob("meta.info")):
        known = json.loads(listed.read_text())
        names: dict[str, list[str]] = defaultdict(list)
        for name in known:
            names[_STAMP.sub("", name)].append(name)
        for publisher, own in sorted(names.items()):
            path = listed.with_name(f"{publisher}.json")
            if path.exists():
                saved = {n: p for n in own if (p := listed.with_name(n)).exists()}
                read = {n: gzip.decompress(p.read_bytes()) for n, p in saved.items()}
                for name, label in _match(read, json.loads(path.read_text())):
                    yield LabelledPage(
                        f"{listed.parent.name}/{name}",
                        f"{listed.parent.name}/{publisher}",
                        known[name].get("url"),
                        read[name],
                        "\n".join(_paragraphs(label)),
                        label.get("title"),
                        label.get("publishing_date"),
                        label.get("authors") or (),
                    )


def _match(read: dict[str, bytes], labels: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Which page of a publisher each of its labels is of, the likeliest first: labels name a
    version of the parser and no page.
    """
    held = {
        name: set(_LONG_WORD.findall(unescape(raw.decode("utf-8", "replace"))))
        for name, raw in read.items()
    }
    likely = []
    for version, label in labels.items():
        said = " ".join(_paragraphs(label)[:_HEAD]) + " " + (label.get("title") or "")
        words = set(_LONG_WORD.findall(said))
        likely += [(len(words & held[n]) / (len(words) or 1), n, version) for n in held]
    taken: set[str] = set()
    for _, name, version in sorted(likely, reverse=True):
        if name not in taken and version not in taken:
            taken |= {name, version}
            yield name, labels[version]


def _paragraphs(label: dict[str, Any]) -> list[str]:
    body = label["body"]
    found = list(body.get("summary", ()))
    for section in body.get("sections", ()):
        found += [*section.get("headline", ()), *section.get("paragraphs", ())]
    return [text for text in found if text.strip()]


def _read_wcxb(folder: Path) -> Iterator[LabelledPage]:
    for path in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        page = folder / "dev" / "html" / f"{path.stem}.html.gz"
        label = json.loads(path.read_text())
        said = label["ground_truth"]
        if not page.exists() or "main_content" not in said:
            continue
        yield LabelledPage(
            path.stem,
            urlsplit(label.get("url") or "").netloc,
            label.get("url"),
            gzip.decompress(page.read_bytes()),
            said["main_content"],
            said.get("title"),
            said.get("publish_date"),
            [said["author"]] if said.get("author") else (),
            label["_internal"]["page_type"]["primary"],
        )


_READERS: dict[str, Callable[[Path], Iterator[LabelledPage]]] = {
    "article-extraction-benchmark": _read_benchmark,
    "fundus": _read_fundus,
    "wcxb": _read_wcxb,
}
