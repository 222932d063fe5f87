"""Joins of texts that share less than .7 of their word pairs, against verdicts by reading.

    python benchmarks/quality/weak_joins.py
        how many of the joins that were read are right, by kind, with a 95 % interval (Wilson)
    python benchmarks/quality/weak_joins.py --anew
        the archives made again: which of the pairs that were read are joined now

`weak_joins.csv` holds pairs of texts that an archive had in one story as copies (`reprint`) with a
likeness (shared word pairs of all) below .7, and pairs of .3 to .7 that it had left apart: hashes
and heads of both texts, kind, likeness, what the archive made of the pair, what the reader said.
Three archives were read, by how many fillings of each formula they hold:

12   with the articles of the corpora and families of printings of real texts: 200 joins, drawn
     within kinds, so that all of formulae are there (70), nearly all of real pages with their
     printings (30), and of the 351 of printings alone 100;
24   formulae alone: up to ten joins of each kind;
4    formulae alone, too few for a template to be learned: every join.

Formulae and texts are of the reported part, which chose no rule, by seeds used nowhere else.

The reader was a language model that had built nothing of the matcher. It was shown what two texts
share and where they differ (of more than 360 words in all, the first differences alone), days,
outlets and lengths, in random order, joins and others mixed, without likeness, label or what the
archive made of them, and said `same` (the same text again: a copy, edited, cut or framed) or
`other`. A page that holds another article too is `other`. Verdicts stood before they were compared,
those on the archive of 12 before the others were drawn. The reader knew how printings and fillings
are made, and what was wrong in the archive of 12 when it read the others.

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
from pathlib import Path

import tearsheet
from benchmarks.inputs.places import CORPORA
from benchmarks.inputs.story_families import (
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
#: Fillings of each formula, the seed, and how many families of printings stand beside them (with
#: the corpora, where any do).
ARCHIVES = ((12, 20261129, 100), (24, 20261130, 0), (4, 20261131, 0))

#: A row of the list.
Pair = dict[str, str]


def make_archive(folder: Path, *, fillings: int, seed: int, texts: int) -> str:
    """The root of an archive as it was read."""
    made: list[Printing] = families(base_texts(texts, seed, "report"), seed) if texts else []
    for caseless in (False, True):
        made += stored_lookalikes(fillings, seed, "report", caseless=caseless)
    dump, root = folder / f"{fillings}.jsonl", str(folder / str(fillings))
    write(made, dump, "jsonl")
    real = [str(CORPORA / source) for source in SOURCES] if texts else []
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
            said[pair["fillings"], pair["kind"]][pair["verdict"]] += 1
            said[pair["fillings"], "in all"][pair["verdict"]] += 1
        elif pair["archive"].startswith("apart"):
            said["apart", pair["fillings"]][pair["verdict"]] += 1
    for fillings in ("12", "24", "4"):
        print(f"right of the joins where {fillings} fillings of each formula are held")
        for kind in sorted({k for f, k in said if f == fillings}, key=lambda k: (k == "in all", k)):
            found = said[fillings, kind]
            print(f"  {kind:<28}{interval(found['same'], found.total())}")
    both = said["12", "in all"] + said["24", "in all"]
    print(f"where 12 or 24 are held       {interval(both['same'], both.total())}")
    print("other texts of the pairs left apart")
    for fillings in ("12", "24"):
        found = said["apart", fillings]
        print(f"  {fillings:<28}{interval(found['other'], found.total())}")


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
        for fillings, seed, texts in ARCHIVES:
            root = make_archive(Path(folder), fillings=fillings, seed=seed, texts=texts)
            some = [pair for pair in pairs if pair["fillings"] == str(fillings)]
            for (verdict, place), count in sorted(compare(some, root).items()):
                print(f"{fillings:>3} fillings   {verdict:<6} {place:<13}{count:>5}")


if __name__ == "__main__":
    main()
