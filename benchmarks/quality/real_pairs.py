"""Every join that the archive makes of the corpora's real pages and feeds, against verdicts that a
reader gave, pair by pair.

    python benchmarks/quality/real_pairs.py [--root ARCHIVE]
        precision by relation
    python benchmarks/quality/real_pairs.py --show [--root ARCHIVE]
        joins without a verdict, both texts, to be read
    python benchmarks/quality/real_pairs.py --labels [--root ARCHIVE]
        precision and recall against scoop-dedup's labelled stories

Without `--root` the corpora are ingested into a fresh archive first, by the real command.
`real_pairs.csv` holds relation, left, right, verdict and a remark. Left and right are captures (the
first 16 digits of the id) with the article's number, so that verdicts outlive new parsers; of a
listing the left is the capture that shows it, with a hash of what it says. The corpora hold few
natural pairs: all are read, and a sample (by SEEDS) of the listings that were found to name no
article that is held.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import tearsheet
from benchmarks.inputs.places import CORPORA
from transforms.urls import url_key

VERDICTS = Path(__file__).with_suffix(".csv")
SCOOP = "scoop-dedup/backend/testdata"
SOURCES = (
    "fundus/**/*.html.gz",
    "article-extraction-benchmark/html",
    "readability/*/source.html",
    "feedparser/tests",
    "warcio/test",
    "resiliparse/tests",
    "jwarc/test-resources",
    "cc-whirlwind/*.warc*",
    f"{SCOOP}/scraped_news",
    "seed",
)
SEEDS = (1, 2)
#: Listings of each kind that are sampled by each seed.
SAMPLED = 40
#: What joins, in the order of the report; what says how two articles differ; and what becomes of
#: listings that match none.
JOINS = ("same", "revision", "identical", "reprint", "excerpt", "listing")
DIFFERENCES = ("sibling", "translation")
DECISIONS = ("missing", "not_article")

#: relation, left, right, and of either what a reader needs to see
Pair = tuple[str, str, str, str, str]

_SIDE = "s.capture_id[:16] || '#' || s.article_no"
_FIRST = f"""first AS (
        SELECT article_id, min_by({_SIDE},
            (coalesce(captured_at, TIMESTAMPTZ '9999-01-01'), capture_id, article_no)) AS side
    FROM sightings s GROUP BY article_id),
shown AS (SELECT s.article_id, s.revision_id, {_SIDE} AS side, s.captured_at, s.capture_id,
    concat_ws(' | ', s.outlet, s.captured_at, s.url, s.title, r.text) AS said
    FROM sightings s JOIN revisions r USING (revision_id))"""


def joins(archive: tearsheet.Archive) -> list[Pair]:
    """Sightings of one article against its first, related versions, and listings that were
    matched.
    """
    same = archive.sql(
        f"""WITH {_FIRST}
        SELECT CASE WHEN a.revision_id = b.revision_id THEN 'same' ELSE 'revision' END,
            a.side, b.side, a.said, b.said
        FROM first JOIN shown a USING (side)
        JOIN shown b ON b.article_id = first.article_id AND b.side <> a.side"""
    ).rows()
    related = archive.sql(
        f"""WITH {_FIRST}, one AS (
            SELECT revision_id, min(side) AS side, min(said) AS said
            FROM shown GROUP BY revision_id)
        SELECT relation, least(a.side, b.side), greatest(a.side, b.side),
            a.said || ' :: ' || evidence, b.said
        FROM relations JOIN one a ON a.revision_id = left_id
        JOIN one b ON b.revision_id = right_id WHERE relation <> 'revision'"""
    ).rows()
    matched = archive.sql(
        f"""WITH {_FIRST}
        SELECT 'listing',
            l.capture_id[:16] || ':' || sha256(concat_ws(' ', l.url, l.text))[:12], first.side,
               concat_ws(' | ', l.outlet, l.match_rule, l.listed_on, l.url, l.text), min(shown.said)
        FROM listings l JOIN first USING (article_id) JOIN shown USING (side)
        WHERE l.status = 'matched' GROUP BY ALL"""
    ).rows()
    return sorted({pair[:3]: pair for pair in (*same, *related, *matched)}.values())


def decisions(archive: tearsheet.Archive) -> list[Pair]:
    """A sample of listings that name an article which is not held, and of those that name none."""
    rows = archive.sql(
        """SELECT status,
                  min(l.capture_id[:16] || ':' || sha256(concat_ws(' ', l.url, l.text))[:12]), '',
                  min(concat_ws(' | ', l.outlet, l.match_rule, l.url, l.text)), ''
        FROM listings l WHERE source = 'teaser' AND status IN ('missing', 'not_article')
        GROUP BY l.outlet, status, coalesce(url_key, text)"""
    ).rows()
    drawn = []
    for status in DECISIONS:
        some = {row[1]: row for row in rows if row[0] == status}
        keys = {k for seed in SEEDS for k in sorted(some, key=partial(drawn_by, seed))[:SAMPLED]}
        drawn += [some[key] for key in sorted(keys)]
    return drawn


def drawn_by(seed: int, name: str) -> bytes:
    """What orders the names in a draw."""
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def verdicts() -> dict[tuple[str, str, str], str]:
    """What a reader said of a pair: `right`, `wrong`, or `unsure`, which counts as wrong."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        return {(r["relation"], r["left"], r["right"]): r["verdict"] for r in csv.DictReader(file)}


def report(pairs: Iterable[Pair]) -> None:
    known = verdicts()
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for relation, left, right, *_ in pairs:
        said[relation][known.get((relation, left, right), "unread")] += 1
    print(
        f"{'relation':<14}{'pairs':>7}{'right':>7}{'wrong':>7}{'unsure':>8}{'unread':>8}{'precision':>11}"
    )
    for group, names in (
        ("joins in all", JOINS),
        ("no copies", DIFFERENCES),
        ("decisions", DECISIONS),
    ):
        for name in names:
            if name in said:
                _line(name, said[name])
        _line(group, sum((said[n] for n in names), Counter()))


def _line(name: str, counts: Counter[str]) -> None:
    read = counts.total() - counts["unread"]
    share = f"{counts['right'] / read:.3f}" if read else "-"
    print(
        f"{name:<14}{counts.total():>7}{counts['right']:>7}{counts['wrong']:>7}{counts['unsure']:>8}{counts['unread']:>8}{share:>11}"
    )


def labels(archive: tearsheet.Archive) -> None:
    """Pairs of items that are one story by scoop-dedup's labels, against what the archive makes of
    them.
    """
    truth = CORPORA / SCOOP / "ground_truth" / "dedup_ground_truth_items.jsonl"
    items = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
    rows = archive.sql(
        """SELECT c.landed_from, c.url, s.article_id, t.story_id FROM captures c
        LEFT JOIN sightings s USING (capture_id) LEFT JOIN stories t USING (article_id)
        WHERE c.landed_from LIKE '%scraped_news%'"""
    ).rows()
    held = {"testdata/" + landed.split("testdata/", 1)[1]: rest for landed, *rest in rows}
    texts = [i for i in items if held[i["file"]][1]]
    by: dict[str, Callable[[dict[str, Any]], str | None]] = {
        "address": lambda i: url_key(held[i["file"]][0]),
        "article": lambda i: held[i["file"]][1],
        "story": lambda i: held[i["file"]][2],
        "address or story": lambda i: merged[i["file"]],
    }
    merged = _merged(items, [by["address"], by["story"]])
    print(
        f"{'pairs by':<18}{'of':<12}{'items':>6}{'labelled':>10}{'found':>7}"
        f"{'precision':>11}{'recall':>8}"
    )
    for group, some in (("all", items), ("with text", texts)):
        told = _pairs(some, lambda i: i["story_gt_id"])
        for name, key in by.items():
            found = _pairs(some, key)
            both = len(told & found)
            print(
                f"{name:<18}{group:<12}{len(some):>6}{len(told):>10}{len(found):>7}"
                f"{both / len(found):>11.3f}{both / len(told):>8.3f}"
            )


def _pairs(
    items: list[dict[str, Any]], key: Callable[[dict[str, Any]], str | None]
) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if name := key(item):
            groups[name].append(item["file"])
    return {pair for files in groups.values() for pair in combinations(sorted(files), 2)}


def _merged(
    items: list[dict[str, Any]], keys: list[Callable[[dict[str, Any]], str | None]]
) -> dict[str, str]:
    """Items joined where any key is equal: the smallest file of each group names it."""
    name = {i["file"]: i["file"] for i in items}
    moved = True
    while moved:
        moved = False
        for key in keys:
            for a, b in sorted(_pairs(items, key)):
                low = min(name[a], name[b])
                moved |= name[a] != low or name[b] != low
                name[a] = name[b] = low
    return name


def ingested(root: str) -> tearsheet.Archive:
    """The corpora in a fresh archive."""
    command = [
        str(Path(sys.executable).with_name("tearsheet")),
        "ingest",
        *(str(CORPORA / s) for s in SOURCES),
        "--root",
        root,
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    print(*done.stdout.splitlines()[-9:], sep="\n", file=sys.stderr)
    return tearsheet.open(root)


def main() -> None:
    parser = argparse.ArgumentParser(description="joins of real pages against a reader's verdicts")
    parser.add_argument("--root", help="an archive of the corpora (default: a fresh one)")
    parser.add_argument("--show", action="store_true", help="print the pairs that have no verdict")
    parser.add_argument(
        "--labels", action="store_true", help="measure against scoop-dedup's labels"
    )
    asked = parser.parse_args()
    if not CORPORA.is_dir():
        raise SystemExit(f"no corpora at {CORPORA}: set TEARSHEET_CORPORA")
    with tempfile.TemporaryDirectory() as folder:
        archive = tearsheet.open(asked.root) if asked.root else ingested(f"{folder}/archive")
        if asked.labels:
            labels(archive)
            return
        pairs = [*joins(archive), *decisions(archive)]
        if not asked.show:
            report(pairs)
            return
        known = verdicts()
        for relation, left, right, one, other in pairs:
            if (relation, left, right) not in known:
                print(f"{relation},{left},{right}\n  {one}\n  {other}")


if __name__ == "__main__":
    main()
