"""What it costs to ask whether a text is in the archive.

    python benchmarks/cost/match.py --articles 500000 [--texts 40]

The articles are those of benchmarks/cost/search.py, with their signatures. Texts that are asked
for, in turn: an article as it is, a half of one, one with every tenth word changed, and a stranger.
Prints wall and processor time of each kind, and how often the first copy or part is the
article that is meant.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

import tearsheet
from benchmarks.cost.search import UNSPACED, articles, percentiles
from tearsheet.search.match import VERDICTS, match_text
from tearsheet.store.tables import Storage
from transforms.dedup.match.signatures import SCHEME, sign_texts

KINDS = ("identical", "half", "edited", "stranger")


def publish(root: str, frames: Iterator[pl.DataFrame]) -> None:
    """The articles as versions with their signatures, in one snapshot."""
    storage = Storage.open(root)
    base, versions, signatures = storage.head(), [], []
    for frame in frames:
        revisions = frame.with_columns(pl.lit(1, pl.Int32()).alias("version"))
        versions.append(storage.append(base, "revisions", revisions))
        signed = frame.select("revision_id", "article_id", "outlet", "month").with_columns(
            pl.lit(SCHEME).alias("scheme"), *sign_texts(frame["text"]).get_columns()
        )
        signatures.append(storage.append(base, "signatures", signed))
    storage.commit(
        base,
        {"revisions": versions, "signatures": signatures},
        batch_id="b",
        run_id="r",
        code_version="v",
        now=datetime.now(UTC),
    )


def asked_for(archive: tearsheet.Archive, count: int) -> Iterator[tuple[str, str | None, str]]:
    """(kind, the article that is meant, text) in turn."""
    held = archive.sql(
        f"SELECT article_id, language, text FROM revisions USING SAMPLE reservoir({count} ROWS) "
        "REPEATABLE (7)"
    )
    strangers = next(articles(count, 0, seed=9))["text"]
    for n, (article_id, language, text) in enumerate(held.iter_rows()):
        kind, sign = KINDS[n % len(KINDS)], "" if language in UNSPACED else " "
        words = list(text) if not sign else text.split()
        if kind == "half":
            words = words[len(words) // 4 : 3 * len(words) // 4]
        elif kind == "edited":
            words = [word if at % 10 else f"x{at}" for at, word in enumerate(words)]
        if kind == "stranger":
            yield kind, None, strangers[n]
        else:
            yield kind, article_id, sign.join(words)


def measure(archive: tearsheet.Archive, count: int) -> None:
    """Print what each kind of text takes."""
    wall: dict[str, list[float]] = {kind: [] for kind in KINDS}
    used: dict[str, list[float]] = {kind: [] for kind in KINDS}
    right = dict.fromkeys(KINDS, 0)
    for kind, meant, text in asked_for(archive, count):
        begin, cpu = time.perf_counter(), time.process_time()
        found = match_text(archive, text)
        wall[kind].append(time.perf_counter() - begin)
        used[kind].append(time.process_time() - cpu)
        copies = [one for one in found if one.verdict in VERDICTS[:4]]
        right[kind] += (copies[0].article_id if copies else None) == meant
    for kind in KINDS:
        cpu = float(np.median(used[kind]))
        told = f"{right[kind]} right; processor time {cpu:.2f} s in the middle"
        print(f"{kind:<10} {percentiles(wall[kind])}, {told}")
    print(f"all        {percentiles([second for times in wall.values() for second in times])}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--texts", type=int, default=40)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = str(Path(folder) / "archive")
        publish(root, articles(given.articles, 0))
        files = Path(root, "tables", "signatures").rglob("*.parquet")
        stored = sum(path.stat().st_size for path in files)
        print(f"{given.articles:,} articles, {stored / 1e6:,.0f} MB of signatures")
        measure(tearsheet.open(root), given.texts)


if __name__ == "__main__":
    main()
