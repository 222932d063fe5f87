"""An archive of many articles written through the store, without pages or parsing: for benchmarks
of questions and of disk.

Everything is a function of a seed and a number. Outlets are of very different size, every
twentieth article has two versions, every tenth is a copy of another outlet's of the same day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import polars as pl

from benchmarks.inputs.generate import SENTENCES, WORDS
from tearsheet.stages.writing.article_table import article_changes
from tearsheet.store.files.data_file import Change
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES, fill_columns

OUTLETS = 400
FIRST_DAY = date(2024, 1, 1)
_PARAGRAPHS = 20_000
_LANGUAGES = ("en", "en", "en", "de", "fr", "ko")


@dataclass(frozen=True, slots=True)
class Frames:
    """The rows of some articles, by table."""

    captures: pl.DataFrame
    sightings: pl.DataFrame
    revisions: pl.DataFrame
    stories: pl.DataFrame
    blocks: pl.DataFrame


def paragraphs(seed: int) -> pl.Series:
    """Invented paragraphs, which texts are made of."""
    random = Random(seed)

    def fill(sentence: str) -> str:
        words = {key: random.choice(values) for key, values in WORDS.items()}
        return sentence.format(
            **words,
            n=random.randrange(100, 99_999),
            small=random.randrange(2, 40),
            money=random.randrange(1, 900),
            pct=random.randrange(1, 80),
            year=random.randrange(1950, 2024),
        )

    made = (
        " ".join(fill(random.choice(SENTENCES)) for _ in range(random.randrange(2, 5)))
        for _ in range(_PARAGRAPHS)
    )
    return pl.Series("paragraph", list(made))


def _ids(prefix: str, numbers: np.ndarray) -> pl.Series:
    """Ids of 24 hexadecimal digits that are in no order."""
    keys = pl.Series(numbers.astype(np.uint64))
    return pl.Series(
        [
            f"{a:016x}{b & 0xFFFFFFFF:08x}"
            for a, b in zip(
                keys.hash(seed=len(prefix)).to_list(), keys.hash(seed=97).to_list(), strict=True
            )
        ]
    )


def frames(
    numbers: np.ndarray, days: int, pool: pl.Series, *, seed: int, first_day: date = FIRST_DAY
) -> Frames:
    """The rows of the articles with these numbers, captured in the `days` days from the first."""
    chance = np.random.default_rng((seed, int(numbers[0])))
    size = len(numbers)
    outlet = (OUTLETS * chance.random(size) ** 2.5).astype(int)
    day = chance.integers(0, days, size)
    minute = chance.integers(0, 24 * 60, size)
    epoch = datetime.combine(first_day, datetime.min.time(), UTC)
    captured = pl.Series(
        [epoch + timedelta(days=int(d), minutes=int(m)) for d, m in zip(day, minute, strict=True)],
        dtype=pl.Datetime("us", "UTC"),
    )
    lengths = chance.integers(2, 9, size)
    picks = chance.integers(0, len(pool), int(lengths.sum()))
    texts = (
        pl.DataFrame({"n": np.repeat(np.arange(size), lengths), "p": pool.gather(picks)})
        .group_by("n", maintain_order=True)
        .agg(pl.col("p").str.join("\n"))["p"]
    )
    is_copy = (chance.random(size) < 0.1) & (np.arange(size) > 0)
    article = _ids("a", numbers)
    base = pl.DataFrame(
        {
            "article_id": article,
            "capture_id": _ids("cap", numbers),
            "revision_id": _ids("rev", numbers),
            "outlet": pl.Series([f"outlet-{o:04d}" for o in outlet]),
            "captured_at": captured,
            "text": texts,
            "url": pl.Series(
                [
                    f"https://outlet-{o:04d}.example/{n}"
                    for o, n in zip(outlet, numbers, strict=True)
                ]
            ),
            "title": pool.gather(chance.integers(0, len(pool), size)).str.slice(0, 70),
            "byline": pl.Series(
                [
                    f"{WORDS['first'][a % 28]} {WORDS['last'][b % 30]}"
                    for a, b in chance.integers(0, 500, (size, 2))
                ]
            ),
            "language": pl.Series([_LANGUAGES[o % len(_LANGUAGES)] for o in outlet]),
            "lead": article.gather(np.where(is_copy, np.arange(size) - 1, np.arange(size))),
            "is_lead": pl.Series(~is_copy),
        }
    ).with_columns(
        month=pl.col("captured_at").dt.strftime("%Y-%m"),
        url_key=pl.col("url").str.strip_prefix("https://"),
        published_on=pl.col("captured_at").dt.date(),
        published_source=pl.lit("json_ld"),
        published_precision=pl.lit("day"),
        published_confidence=pl.lit(0.9),
        article_no=pl.lit(0),
        text_sha256=pl.col("revision_id") + pl.col("article_id"),
        words=pl.col("text").str.count_matches(" ").cast(pl.Int32),
        chars=pl.col("text").str.len_chars().cast(pl.Int32),
    )
    return Frames(
        captures=_rows(
            "captures",
            base.with_columns(
                raw_sha256=pl.col("text_sha256"),
                raw_bytes=pl.col("chars") * 20,
                media_type=pl.lit("text/html"),
                page_kind=pl.lit("article"),
                raw_object=pl.lit("raw/containers/00/00.warc.gz"),
                raw_offset=pl.int_range(pl.len()),
                raw_length=pl.lit(1),
                raw_coding=pl.lit("warc+gzip"),
                derived_by=pl.lit("bench"),
            ),
        ),
        sightings=_rows("sightings", base),
        revisions=_rows("revisions", _with_second_versions(base)),
        stories=_rows(
            "stories",
            base.select(
                "article_id",
                "outlet",
                "month",
                "is_lead",
                story_id="lead",
                relation=pl.when("is_lead").then(pl.lit("lead")).otherwise(pl.lit("reprint")),
                similarity=pl.lit(1.0),
                lead_certain=pl.lit(value=True),
            ),
        ),
        blocks=_rows(
            "blocks",
            base.select(
                "capture_id", "outlet", "month", "article_no", pl.col("text").str.split("\n")
            )
            .explode("text")
            .with_columns(
                block_no=pl.int_range(pl.len()).over("capture_id"),
                kind=pl.lit("body"),
                rule=pl.lit("block_model"),
            ),
        ),
    )


def _rows(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    return fill_columns(rows.lazy(), TABLES[table].schema).collect()


def _with_second_versions(base: pl.DataFrame) -> pl.DataFrame:
    first = base.with_columns(
        version=pl.lit(1),
        sightings=pl.lit(1),
        first_captured_at="captured_at",
        last_captured_at="captured_at",
    )
    second = first.gather_every(20).with_columns(
        version=pl.lit(2),
        revision_id=pl.col("revision_id").str.reverse(),
        text=pl.col("text") + " It was corrected later.",
    )
    return pl.concat([first, second])


def batches(articles: int, days: int, *, seed: int = 1, size: int = 50_000) -> Iterator[Frames]:
    """All rows of an archive, some articles at a time."""
    pool = paragraphs(seed)
    for low in range(0, articles, size):
        yield frames(np.arange(low, min(low + size, articles)), days, pool, seed=seed)


def commit(
    storage: Storage, made: Frames, now: datetime, *, no: int, again: pl.DataFrame | None = None
) -> Snapshot:
    """One snapshot with these rows beside what the archive holds; versions seen `again` replace
    those that it holds.
    """
    base = storage.head()
    changes: dict[str, list[Change]] = {
        table: [storage.append(base, table, getattr(made, table))] for table in Frames.__slots__
    }
    if again is not None and again.height:
        keys = again.select("article_id", "revision_id", "outlet")
        changes["revisions"].append(storage.replace(base, "revisions", again, keys))
    changes["articles"] = list(article_changes(storage, base, changes))
    return storage.commit(
        base, changes, batch_id=f"batch-{no}", run_id=f"run-{no}", code_version="bench", now=now
    )
