"""Joins of texts that share less than .7 of their word pairs, against verdicts by reading.

    python benchmarks/quality/weak_joins.py
        how many of the joins that were read are right, by kind, with a 95 % interval (Wilson)
    python benchmarks/quality/weak_joins.py --anew
        the archives made again: which of the pairs that were read are joined now

`weak_joins.csv` holds pairs of texts that an archive had in one story as copies (`reprint`) with a
likeness (shared word pairs of all) below .7, and pairs of .3 to .7 that it had left apart: hashes
and heads of both texts, kind, likeness, what the archive made of the pair, what the reader said.
They were drawn twice (`drawn`): the first time the archive knew notices by their words alone, and
its errors led to what has been asked since, days among it; pairs of the second are others.

first 12     twelve fillings of each formula, the articles of the corpora and families of printings
             of real texts: 200 joins, drawn within kinds, so that all of formulae are there (70),
             nearly all of real pages with their printings (30), and of 351 of printings alone 100
first 24     24 of each alone: up to ten joins of each kind
first 4      four of each, too few for a template to be learned: every join
second 12    twelve of each and families of printings: 70 of the 78 joins of formulae, 55 of 364 of
             printings
second 24    24 of each alone: 75 of 120, up to eight of each formula
second 4     four of each: every join
second near days    twelve of each on seven days, where days tell least: every join

Formulae and texts are of the reported part, which chose no rule, by seeds used nowhere else.

The reader was a language model, the first time one that had built nothing of the matcher, the
second time one that had worked on it. It was shown what two texts share and where they differ (of
more than 360 words in all, or 1,000 characters of differences, the first alone), days, outlets and
lengths, in random order, joins and others mixed, without likeness, label or what the archive made
of them, and said `same` (the same text again: a copy, edited, cut or framed) or `other`. A page
that holds another article too is `other`. Verdicts stood before they were compared, those on the
archive of 12 before the others were drawn. The reader knew how printings and fillings are made,
and what was wrong in the archives before.

A third reader, which had built nothing of the matcher either, read 150 of the second draw's pairs
(all but those of four fillings), chosen at random, in the same way: its verdicts are those listed.

Intervals take pairs for independent, which they are not quite: an edited text stands in several.

Not covered: an archive of a wire over years. The corpora hold no two real pages that are joined
below .7, so that at least one text of every pair is made.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tearsheet
from benchmarks.inputs.places import CORPORA
from benchmarks.inputs.story_families import (
    DAYS,
    Printing,
    base_texts,
    families,
    stored_lookalikes,
)
from benchmarks.quality.dedup_flow import write
from benchmarks.quality.kind import interval
from flows.plain import archive

READ = Path(__file__).with_suffix(".csv")
SOURCES = (
    "fundus/**/*.html.gz",
    "article-extraction-benchmark/html",
    "readability/*/source.html",
    "feedparser/tests",
    "scoop-dedup/backend/testdata/scraped_news",
    "seed",
    "wcxb/dev/html",
    "web-metadata/html",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An archive that pairs were drawn from: so many fillings of each formula, over so many days;
    how many families of printings stand beside them, and whether the corpora do.
    """

    name: str
    fillings: int
    seed: int
    texts: int = 0
    days: int = DAYS
    has_corpora: bool = False


ARCHIVES = (
    Drawn("first 12", 12, 20261129, texts=100, has_corpora=True),
    Drawn("first 24", 24, 20261130),
    Drawn("first 4", 4, 20261131),
    Drawn("second 12", 12, 20261201, texts=100),
    Drawn("second 24", 24, 20261202),
    Drawn("second 4", 4, 20261203),
    Drawn("second near days", 12, 20261204, days=7),
)
#: Those that hold enough fillings of each formula to learn it, on days that are mostly distant.
USUAL = (("first 12", "first 24"), ("second 12", "second 24"))

#: A row of the list.
Pair = dict[str, str]


def make_archive(folder: Path, drawn: Drawn) -> str:
    """The root of an archive as it was read."""
    texts = base_texts(drawn.texts, drawn.seed, "report") if drawn.texts else []
    made: list[Printing] = families(texts, drawn.seed) if texts else []
    for caseless in (False, True):
        made += stored_lookalikes(
            drawn.fillings, drawn.seed, "report", caseless=caseless, days=drawn.days
        )
    dump, root = folder / f"{drawn.name}.jsonl", str(folder / drawn.name)
    write(made, dump, "jsonl")
    real = [str(CORPORA / source) for source in SOURCES] if drawn.has_corpora else []
    archive(root, [*real, str(dump)])
    return root


def name_of(text: str) -> str:
    """What the list calls a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def pairs_read() -> list[Pair]:
    """The list."""
    with READ.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def report(pairs: Iterable[Pair]) -> None:
    """Of the joins of each archive the share that is right, by kind; of the pairs that were left
    apart the share that are other texts.
    """
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        if pair["archive"] == "reprint":
            said[pair["drawn"], pair["kind"]][pair["verdict"]] += 1
            said[pair["drawn"], "in all"][pair["verdict"]] += 1
        elif pair["archive"].startswith("apart"):
            said["apart", pair["drawn"]][pair["verdict"]] += 1
    for name in (drawn.name for drawn in ARCHIVES):
        print(f"right of the joins, {name}")
        for kind in sorted({k for n, k in said if n == name}, key=lambda k: (k == "in all", k)):
            found = said[name, kind]
            print(f"  {kind:<28}{interval(found['same'], found.total())}")
    for names in USUAL:
        both = sum((said[name, "in all"] for name in names), Counter[str]())
        print(f"{' and '.join(names):<30}{interval(both['same'], both.total())}")
    print("other texts of the pairs left apart")
    for name in (drawn.name for drawn in ARCHIVES):
        if found := said["apart", name]:
            print(f"  {name:<28}{interval(found['other'], found.total())}")


def compare(pairs: Iterable[Pair], root: str) -> Counter[tuple[str, str]]:
    """How many pairs of each verdict are in one story of an archive, apart, or not in it."""
    rows = tearsheet.open(root).sql(
        "SELECT r.text, t.story_id FROM revisions r JOIN stories t USING (article_id)"
    )
    stories: dict[str, set[str]] = defaultdict(set)
    for text, story in rows.iter_rows():
        stories[name_of(text or "")].add(story)
    counts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        left, right = stories.get(pair["left"]), stories.get(pair["right"])
        if left is None or right is None:
            place = "not held"
        else:
            place = "in one story" if left & right else "apart"
        counts[pair["verdict"], place] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description="weak joins against a reader's verdicts")
    parser.add_argument("--anew", action="store_true", help="make the archives and ask them")
    asked = parser.parse_args()
    pairs = pairs_read()
    if not asked.anew:
        report(pairs)
        return
    if not CORPORA.is_dir():
        raise SystemExit(f"no corpora at {CORPORA}: set TEARSHEET_CORPORA")
    with tempfile.TemporaryDirectory() as folder:
        for drawn in ARCHIVES:
            root = make_archive(Path(folder), drawn)
            some = [pair for pair in pairs if pair["drawn"] == drawn.name]
            for (verdict, place), count in sorted(compare(some, root).items()):
                print(f"{drawn.name:<18}{verdict:<6} {place:<13}{count:>5}")


if __name__ == "__main__":
    main()
