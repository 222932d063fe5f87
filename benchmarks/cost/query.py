"""How long questions take of an archive, of the same rows as raw JSONL, and of them as one plain
sorted Parquet file.

    python benchmarks/cost/query.py [--articles 100000] [--repeat 3] [--keep FOLDER]

The archive is written through the store in batches, compacted once, and asked by `Archive.sql`; the
other two by DuckDB with two threads and the same memory. They hold the latest version of each
article alone, with story and lead in every row, which is to their favour. Every question opens a
connection of its own. The three are asked in turn, `--repeat` times; the median counts. `cpu` is
that of all threads, `files` those that DuckDB was given to open.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

import tearsheet
from benchmarks.inputs import stored
from tearsheet.query.archive import Archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact

#: (kind, question). `articles` and `captures` are views in all three.
QUESTIONS = (
    (
        "selective",
        "SELECT count(*), avg(words) FROM articles "
        "WHERE outlet = 'outlet-0007' AND month = '2024-09'",
    ),
    (
        "selective",
        "SELECT published_on, title FROM articles "
        "WHERE outlet = 'outlet-0100' AND published_on = DATE '2024-06-10'",
    ),
    ("selective", "SELECT title, text FROM articles WHERE article_id = '{id}'"),
    (
        "selective",
        "SELECT outlet, count(*) FROM articles WHERE published_on = DATE '2024-03-08' GROUP BY ALL",
    ),
    ("aggregate", "SELECT outlet, count(*), avg(words) FROM articles GROUP BY ALL"),
    ("aggregate", "SELECT month, language, count(*) FROM articles GROUP BY ALL"),
    (
        "aggregate",
        "SELECT byline, count(*) AS n FROM articles GROUP BY ALL ORDER BY n DESC, byline LIMIT 20",
    ),
    (
        "aggregate",
        "SELECT published_source, is_lead, count(*), max(published_on) FROM articles GROUP BY ALL",
    ),
    ("scan", "SELECT count(*) FROM articles WHERE text LIKE '%dredger of Harsk%'"),
    (
        "scan",
        "SELECT outlet, count(*) FROM articles "
        "WHERE regexp_matches(text, 'lighthouse|promenade near') GROUP BY ALL",
    ),
    (
        "join",
        "SELECT a.outlet, b.outlet AS by, count(*) AS n FROM articles a JOIN articles b "
        "USING (story_id) WHERE a.is_lead AND NOT b.is_lead GROUP BY ALL "
        "ORDER BY n DESC, a.outlet, b.outlet LIMIT 20",
    ),
    (
        "join",
        "SELECT c.page_kind, count(*), sum(c.raw_bytes) FROM articles a JOIN captures c "
        "ON c.outlet = a.outlet AND c.url = a.url WHERE a.outlet = 'outlet-0050' GROUP BY ALL",
    ),
)
Ask = Callable[[str], object]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--articles",
        type=int,
        default=100_000,
        help="docs/measured.md has 100000 and 500000",
    )
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--keep",
        type=Path,
        help="a folder for the archive and its twins, used again where it has them",
    )
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root = folder / f"archive-{options.articles}"
        if not (root / "done").exists():
            _write(root, options.articles, options.days)
            (root / "done").touch()
        _measure(root, options.repeat)


def _write(root: Path, articles: int, days: int) -> None:
    storage = Storage.open(str(root))
    now = datetime.now(UTC)
    for no, made in enumerate(stored.batches(articles, days)):
        stored.commit(storage, made, now, no=no)
    compact(storage, run_id="compact", now=now)
    with tearsheet.open(str(root)).connect() as connection:
        for table in ("articles", "captures"):
            order = (
                "outlet, month, article_id" if table == "articles" else "outlet, month, capture_id"
            )
            connection.execute(f"COPY (FROM {table}) TO '{root}/{table}.jsonl' (FORMAT json)")
            connection.execute(
                f"COPY (FROM {table} ORDER BY {order}) TO '{root}/{table}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd)"
            )


def _twin(root: Path, ending: str) -> Ask:
    """Asks DuckDB over the files with this ending beside the archive."""

    def ask(query: str) -> object:
        with duckdb.connect(config={"threads": 2}) as connection:
            for table in ("articles", "captures"):
                connection.execute(f"CREATE VIEW {table} AS FROM '{root}/{table}.{ending}'")
            return sorted(connection.execute(query).fetchall(), key=str)

    return ask


def _archive(root: Path) -> Ask:
    def ask(query: str) -> object:
        return sorted(Archive(str(root)).sql(query).rows(), key=str)

    return ask


def _measure(root: Path, repeat: int) -> None:
    askers = {
        "archive": _archive(root),
        "jsonl": _twin(root, "jsonl"),
        "plain": _twin(root, "parquet"),
    }
    archive = Archive(str(root))
    some_id = archive.sql("SELECT max(article_id) FROM articles").item()
    live = sum(
        f.bytes for t in archive.snapshot.tables for f in archive.storage.files(archive.snapshot, t)
    )
    count = sum(len(archive.storage.files(archive.snapshot, t)) for t in archive.snapshot.tables)
    print(
        f"{count} files, {live / 1e6:.0f} MB; jsonl {_size(root, 'jsonl'):.0f} MB, "
        f"plain {_size(root, 'parquet'):.0f} MB"
    )
    print(
        f"{'kind':9}" + "".join(f"{n + ' s':>10}{'cpu':>7}" for n in askers) + "  files  question"
    )
    kinds: dict[str, list[dict[str, float]]] = {}
    for kind, text in QUESTIONS:
        query = text.replace("{id}", some_id)
        wall: dict[str, list[float]] = {n: [] for n in askers}
        cpu: dict[str, list[float]] = {n: [] for n in askers}
        answers = {n: ask(query) for n, ask in askers.items()}
        if answers["archive"] != answers["plain"]:
            print(f"DIFFERS: {query}")
        for _ in range(repeat):
            for name, ask in askers.items():
                with _timed(wall[name], cpu[name]):
                    ask(query)
        medians = {n: statistics.median(w) for n, w in wall.items()}
        kinds.setdefault(kind, []).append(medians)
        print(
            f"{kind:9}"
            + "".join(f"{medians[n]:10.3f}{statistics.median(cpu[n]):7.2f}" for n in askers)
            + f"{_files(archive, query):7}  {query[:90]}"
        )
    _summarise(kinds)


def _summarise(kinds: dict[str, list[dict[str, float]]]) -> None:
    every = [m for medians in kinds.values() for m in medians]
    print(f"\nmedian of the archive: {statistics.median(m['archive'] for m in every):.3f} s")
    for kind, medians in kinds.items():
        faster = statistics.median(m["jsonl"] / m["archive"] for m in medians)
        print(f"{kind}: {faster:.1f} times as fast as raw JSONL")
    worst = max(
        every, key=lambda m: min(m["archive"] - m["plain"] - 0.05, m["archive"] - 2 * m["plain"])
    )
    print(f"farthest from the plain file: {worst['archive']:.3f} s against {worst['plain']:.3f}")


def _files(archive: Archive, query: str) -> int:
    """How many files the views that a question reads list."""
    connection, _ = archive.guarded_connection(query)
    with connection:
        texts = connection.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()
        return sum(text.count(".parquet'") for (text,) in texts)


def _size(root: Path, ending: str) -> float:
    return sum((root / f"{t}.{ending}").stat().st_size for t in ("articles", "captures")) / 1e6


@contextlib.contextmanager
def _timed(wall: list[float], cpu: list[float]) -> Iterator[None]:
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    yield
    wall.append(time.perf_counter() - started)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    main()
