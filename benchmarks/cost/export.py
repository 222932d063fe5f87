"""What an export takes: seconds, megabytes a second and the peak of memory, by form.

    python benchmarks/cost/export.py [--articles 20000] [--forms datatrove parquet …]

So many articles of some 3 KB are put into the tables of an archive as they are, half of them first
of their story; each form is exported in a process of its own. Prints for each form the seconds of
the clock and of the processor, the megabytes of text a second of the latter, the size of what was
written, and the peak of memory beside that of a process that opens the archive alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

import tearsheet
from tearsheet.export.job import Order, run_export
from tearsheet.query.limits import Limits
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES

_FORMS = ("jsonl", "datatrove", "dolma", "parquet", "csv")
_PART = 5_000
_WORDS = 500


def main() -> None:
    """Make the archive; export it once a form."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--forms", nargs="+", default=_FORMS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = _make(f"{folder}/archive", asked.articles)
        print(f"{asked.articles:,} articles, {size / 1e6:,.0f} MB of text")
        base = _apart("", folder)[2]
        for form in asked.forms:
            clock, cpu, peak = _apart(form, folder)
            written = sum(
                p.stat().st_size for p in Path(folder).glob(f"{form}*/**/*") if p.is_file()
            )
            print(
                f"{form:<10} {clock:6.1f} s, {cpu:6.1f} s CPU, {size / 1e6 / cpu:6.1f} MB/s, "
                f"{written / 1e6:7.1f} MB written, peak {peak:,.0f} MB ({base:,.0f} to open)"
            )


def _apart(form: str, folder: str) -> tuple[float, float, float]:
    """(seconds, seconds of the processor, peak in MB) of one export in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_export, (form, folder))


def _export(form: str, folder: str) -> tuple[float, float, float]:
    archive = tearsheet.open(f"{folder}/archive")
    archive.row_counts()
    began, cpu = time.perf_counter(), time.process_time()
    if form:
        place = Path(folder, form)
        place.mkdir()
        single = form in ("parquet", "csv")
        order = Order(
            form,
            place / (f"a.{form}" if single else "corpus"),
            Limits("1GB", 3600.0),
            query="SELECT * FROM articles",
            one_a_story=True,
        )
        run_export(archive, order, now=datetime.now(UTC))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return time.perf_counter() - began, time.process_time() - cpu, peak


def _make(root: str, count: int) -> int:
    """An archive of generated articles; the bytes of their texts."""
    storage, rng, size = Storage.open(root), random.Random(1), 0
    words = [f"{rng.choice('bcdfglmnprst')}{rng.choice('aeiou')}{n:x}" for n in range(5_000)]
    for start in range(0, count, _PART):
        numbers = range(start, min(start + _PART, count))
        texts = [" ".join(rng.choices(words, k=_WORDS)) + "." for _ in numbers]
        size += sum(map(len, texts))
        rows = pl.DataFrame(
            {
                "article_id": [f"{n:024x}" for n in numbers],
                "revision_id": [f"{n:024x}" for n in numbers],
                "story_id": [f"{n - n % 2:024x}" for n in numbers],
                "is_lead": [n % 2 == 0 for n in numbers],
                "text": texts,
                "outlet": [f"outlet-{n % 40}" for n in numbers],
                "month": [f"2026-{n % 12 + 1:02d}" for n in numbers],
                "words": [_WORDS for _ in numbers],
            }
        )
        base = storage.head()
        changes = {
            table: [storage.append(base, table, _filled(rows, table))]
            for table in ("articles", "revisions")
        }
        storage.commit(
            base, changes, batch_id=str(start), run_id="r", code_version="v", now=datetime.now(UTC)
        )
    return size


def _filled(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The rows with every column of a table."""
    schema = TABLES[table].schema
    missing = [pl.lit(None, dtype=t).alias(c) for c, t in schema.items() if c not in rows.columns]
    return rows.with_columns(missing).select(list(schema)).cast(pl.Schema(schema))


if __name__ == "__main__":
    main()
